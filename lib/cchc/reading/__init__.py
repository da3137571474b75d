"""Read an administrative report and hold its numbers against each other: documents, numbers,
relations, proof.
"""
