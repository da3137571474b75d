"""Find, localise, repair and explain wrong numbers under rules: values and rules in, smallest wrong
sets out.
"""

from .answers import Case, Localisation, Range
from .localising import localise
from .ranking import Change, Repair
from .repairing import repair

__all__ = ["Case", "Change", "Localisation", "Range", "Repair", "localise", "repair"]
