"""Name the ways in which one printed figure can have become another, each with its cost."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from functools import lru_cache
from typing import Literal

from .percentages import slip_of
from .printed import FigureError, interval_of, read_printed

Cause = Literal[
    "truncation",
    "transposition",
    "slip",
    "sign",
    "copied",
    "copied_previous",
    "capped",
    "digit_replaced",
    "digit_added",
    "digit_omitted",
    "swap",
    "scale",
    "rounding",
    "accumulated",
    "total_stale",
    "other_base",
    "free",
    "undetermined",
]

# the cheaper the likelier (orders of frequency after CBS, 2007); multiplied by the weight of the
# figure
COSTS: Mapping[str, Fraction] = {
    "truncation": Fraction(2, 10),
    "transposition": Fraction(4, 10),
    "slip": Fraction(4, 10),
    "far_slip": Fraction(6, 10),
    "sign": Fraction(5, 10),
    "copied": Fraction(5, 10),
    "copied_previous": Fraction(5, 10),
    "capped": Fraction(5, 10),
    "digit_replaced": Fraction(6, 10),
    "digit_added": Fraction(7, 10),
    "digit_omitted": Fraction(7, 10),
    "swap": Fraction(8, 10),
    "scale": Fraction(5, 10),
    "rounding": Fraction(2, 10),
    "accumulated": Fraction(4, 10),
    "total_stale": Fraction(4, 10),
    "other_base": Fraction(4, 10),
    # of a total and its parts, of which nothing else is known, the total is the likelier: a part
    # was corrected afterwards
    "total": Fraction(95, 100),
    "free": Fraction(1),
}
# places by which a decimal mark, or the unit, is moved
SHIFTS = (1, -1, 2, -2, 3, -3)
GAP = Fraction(2, 10)


@dataclass(frozen=True)
class Operation:
    """One way from the right figure to the printed one; `source` is where it was taken from."""

    cost: Fraction
    name: Cause
    source: str = ""


@dataclass(frozen=True)
class Clues:
    """What else is known of a figure that changes.

    `neighbours` are printed figures that may have been copied, `previous` is what the period before
    printed, `true` the unrounded percentage. `bases` are percentages of the same part in other
    wholes, `stale` the sums that a total had with one part as it was before, and `is_total` tells
    that a figure is the sum of others.
    """

    neighbours: Mapping[str, str] = field(default_factory=dict)
    previous: str | None = None
    true: Fraction | None = None
    bases: Mapping[str, Fraction] = field(default_factory=dict)
    stale: frozenset[Fraction] = frozenset()
    is_total: bool = False


NO_CLUES = Clues()


@dataclass(frozen=True)
class PlainNumber:
    """A printed number without its text."""

    value: Fraction
    decimals: int
    percent: bool


def read_number(text: str, like_percent: bool = False) -> PlainNumber:
    """Read a printed number, a percentage by its sign or because its neighbour is one."""
    percent = like_percent or text.strip().endswith("%")
    for nature in ("percent",) if percent else ("count", "amount"):
        try:
            printed = read_printed(text, nature)
            return PlainNumber(Fraction(printed.value), printed.decimals, percent)
        except FigureError as problem:
            fault = problem
    try:
        plain = Decimal(text)
        return PlainNumber(Fraction(plain), max(0, -plain.as_tuple().exponent), percent)
    except (InvalidOperation, ValueError, OverflowError, TypeError):
        raise fault from None


def explain_change(printed: str, wanted: str, clues: Clues = NO_CLUES) -> list[Operation]:
    """Return every operation that turns the wanted figure into the printed one, cheapest first.

    Digits are compared without marks. A figure of fewer than two digits has only the operation
    "free" of the digit kind: with one digit everything is one keystroke. A difference within the
    rounding of a printed decimal is never a wrong digit.
    """
    is_percent = printed.strip().endswith("%") or wanted.strip().endswith("%")
    was, right = read_number(printed, is_percent), read_number(wanted, is_percent)
    found = [Operation(COSTS["free"], "free")]
    if clues.is_total:
        found = [Operation(COSTS["total"], "total_stale")]
    if was.value == right.value:
        return found
    true = clues.true if clues.true is not None else right.value
    if is_percent:
        found += _percent_operations(was, true, clues)
    elif was.value and (places := _places(was, right)):
        found.append(_slip(places))
    if was.value == -right.value:
        found.append(Operation(COSTS["sign"], "sign"))
    names = {operation.name for operation in found}
    if _is_rounding(was, right, true):
        if "truncation" not in names:
            found.append(Operation(COSTS["rounding"], "rounding"))
    elif "capped" not in names:
        found += _digit_operations(was, right)
    if was.value in clues.stale:
        found.append(Operation(COSTS["total_stale"], "total_stale"))
    return sorted([*found, *_copies(was, right, clues)], key=lambda o: (o.cost, o.name))


def _is_rounding(was: PlainNumber, right: PlainNumber, true: Fraction) -> bool:
    """Tell whether two numbers with decimals differ by what rounding leaves open."""
    exact = true if was.percent else right.value
    has_decimals = was.percent or was.decimals > 0
    return has_decimals and abs(was.value - exact) < Fraction(1, 10**was.decimals) * (
        1 if was.percent else Fraction(3, 2)
    )


def _copies(was: PlainNumber, right: PlainNumber, clues: Clues) -> list[Operation]:
    """Return the operations that take a figure from another place."""
    found = []
    before = None if clues.previous is None else _read(clues.previous, was)
    # what was counted before is counted again, from the beginning of the year
    counted = before and not was.percent and len(_digits(was, was.decimals)) > 1
    if counted and right.value > 0 and was.value == right.value + before:
        found.append(Operation(COSTS["accumulated"], "accumulated"))
    # shares of 0 % and 100 % stand everywhere, numbers of one digit too: nobody need have copied
    # them
    if len(_digits(was, was.decimals)) < 2 or (was.percent and was.value in (0, 100)):
        return found
    for name, text in sorted(clues.neighbours.items()):
        if _read(text, was) == was.value:
            found.append(Operation(COSTS["copied"], "copied", name))
            break
    if before is not None and before == was.value:
        found.append(Operation(COSTS["copied_previous"], "copied_previous"))
    return found


def name_cause(operations: list[Operation]) -> Cause:
    """Return the cheapest operation's name where it is clearly ahead of every other, else
    "undetermined".
    """
    if len(operations) > 1 and operations[1].cost - operations[0].cost < GAP:
        return "undetermined"
    return operations[0].name if operations[0].name != "free" else "undetermined"


def nearby(value: Fraction, decimals: int = 0) -> list[Fraction]:
    """Return the figures from which `value` comes by one slip, sign or digit, in a fixed order."""
    unit = Fraction(1, 10**decimals)
    digits = _digits(PlainNumber(value, decimals, False), decimals)
    sign = -1 if value < 0 else 1
    texts = {
        digits[:i] + digits[i + 1] + digits[i] + digits[i + 2 :] for i in range(len(digits) - 1)
    }
    texts |= {digits[:i] + d + digits[i + 1 :] for i in range(len(digits)) for d in "0123456789"}
    texts |= {digits[:i] + d + digits[i:] for i in range(len(digits) + 1) for d in "0123456789"}
    texts |= {digits[:i] + digits[i + 1 :] for i in range(len(digits))}
    found = {sign * int(text) * unit for text in texts if text} if len(digits) > 1 else set()
    found |= {-value, *(value * Fraction(10) ** places for places in SHIFTS)}
    return sorted(v for v in found - {value} if (v / unit).denominator == 1)


def _percent_operations(was: PlainNumber, true: Fraction, clues: Clues) -> list[Operation]:
    found = []
    if true in interval_of(was.value, was.decimals, "truncate"):
        found.append(Operation(COSTS["truncation"], "truncation"))
    if was.value == 100 and true > 100:
        found.append(Operation(COSTS["capped"], "capped"))
    if places := slip_of(was.value, was.decimals, true) or _rounded_slip(was, true):
        found.append(Operation(COSTS["slip" if abs(places) == 1 else "far_slip"], "slip"))
    # a percentage without decimals fits one whole in a hundred by chance
    if was.decimals:
        span = interval_of(was.value, was.decimals, "reported")
        fitting = [name for name, base in sorted(clues.bases.items()) if base in span]
        found += [Operation(COSTS["other_base"], "other_base", name) for name in fitting[:1]]
    return found


def _slip(places: int) -> Operation:
    if abs(places) == 3:
        return Operation(COSTS["scale"], "scale")
    return Operation(COSTS["slip" if abs(places) == 1 else "far_slip"], "slip")


def _places(was: PlainNumber, right: PlainNumber) -> int:
    """Return by how many places the mark must move right; what has decimals may have been rounded
    where it stood.
    """
    exact = next((k for k in SHIFTS if was.value * Fraction(10) ** k == right.value), 0)
    return exact or _rounded_slip(was, right.value)


def _rounded_slip(was: PlainNumber, right: Fraction) -> int:
    """Return by how many places a number was divided before it was rounded to its decimals."""
    if not was.decimals or not was.value:
        return 0
    half = Fraction(1, 2 * 10**was.decimals)
    return next((k for k in (1, 2, 3) if abs(right / 10**k - was.value) <= half), 0)


def _digits(number: PlainNumber, decimals: int) -> str:
    return str(int(abs(number.value) * 10**decimals))


def _read(text: str, like: PlainNumber) -> Fraction | None:
    return _value_of(text, like.percent)


@lru_cache(maxsize=4096)
def _value_of(text: str, like_percent: bool) -> Fraction | None:
    try:
        return read_number(text, like_percent).value
    except FigureError:
        return None


def _digit_operations(was: PlainNumber, right: PlainNumber) -> list[Operation]:
    decimals = max(was.decimals, right.decimals)
    a, b = _digits(was, decimals), _digits(right, decimals)
    if min(len(a), len(b)) < 2 or (was.value < 0) != (right.value < 0):
        return []
    name: Cause | None = None
    if len(a) == len(b):
        differing = [i for i in range(len(a)) if a[i] != b[i]]
        i = differing[0]
        if len(differing) == 1:
            name = "digit_replaced"
        elif len(differing) == 2 and differing[1] == i + 1 and a[i : i + 2] == b[i + 1] + b[i]:
            name = "transposition"
    elif len(a) == len(b) + 1 and any(a[:i] + a[i + 1 :] == b for i in range(len(a))):
        name = "digit_added"
    elif len(b) == len(a) + 1 and any(b[:i] + b[i + 1 :] == a for i in range(len(b))):
        name = "digit_omitted"
    return [Operation(COSTS[name], name)] if name else []
