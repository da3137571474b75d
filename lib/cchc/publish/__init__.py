"""From request to published annex: building one, telling whether it is up to date, building
many.
"""
