"""Find, localise, repair and explain wrong numbers under rules: values and rules in, smallest wrong
sets out.

`localise` finds the smallest sets of figures that can be wrong, `repair` ranks what may have
happened to them, `judge_rules` judges each rule by itself. Figures come as printed texts, as
`Printed`, as plain numbers, or as None where nothing is printed. `Phrases` are the words of
explanations.
"""

from .answers import Localisation, Range
from .evaluating import judge_rules
from .explaining import Phrases
from .linear import RuleError
from .localising import localise
from .printed import FigureError, Printed
from .ranking import Repair
from .repairing import repair

__all__ = [
    "FigureError",
    "Localisation",
    "Phrases",
    "Printed",
    "Range",
    "Repair",
    "RuleError",
    "judge_rules",
    "localise",
    "repair",
]
