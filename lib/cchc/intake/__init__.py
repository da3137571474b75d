"""The next quarter: begin its folder, ask the units for their figures, take in the forms they
return.
"""
