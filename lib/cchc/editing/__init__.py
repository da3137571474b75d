"""Find, localise and explain wrong figures."""

from .answers import Case, Localisation, Range
from .localise import localise
from .ranking import Change, Repair
from .repairs import repair

__all__ = ["Case", "Change", "Localisation", "Range", "Repair", "localise", "repair"]
