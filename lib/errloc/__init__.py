"""Find, localise, repair and explain wrong numbers under rules: values and rules in, smallest wrong
sets out.

`localise` finds the smallest sets of figures that can be wrong, `repair` ranks what may have
happened to them, `judge_rules` judges each rule by itself. Figures come as printed texts, as
`Printed`, as plain numbers, or as None where nothing is printed. `Phrases` are the words of
explanations.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
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

_ROOMS = {
    "answers": ("Localisation", "Range"),
    "evaluating": ("judge_rules",),
    "explaining": ("Phrases",),
    "linear": ("RuleError",),
    "localising": ("localise",),
    "printed": ("FigureError", "Printed"),
    "ranking": ("Repair",),
    "repairing": ("repair",),
}
_ROOM_OF = {name: room for room, names in _ROOMS.items() for name in names}


def __getattr__(name: str) -> object:
    # only when asked for: who tells a message needs no more than the errors of this package
    if name in _ROOM_OF:
        return getattr(import_module(f".{_ROOM_OF[name]}", __name__), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
