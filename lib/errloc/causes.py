"""Name the ways in which one printed figure can have become another, each with its cost."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from fractions import Fraction
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
    "free": Fraction(1),
}
GAP = Fraction(2, 10)


@dataclass(frozen=True)
class Operation:
    """One way from the right figure to the printed one, as a sentence."""

    cost: Fraction
    name: Cause
    text: str


@dataclass(frozen=True)
class _Number:
    value: Fraction
    decimals: int
    percent: bool


def read_number(text: str, like_percent: bool = False) -> _Number:
    """Read a printed number, a percentage by its sign or because its neighbour is one."""
    percent = like_percent or text.strip().endswith("%")
    for nature in ("percent",) if percent else ("count", "amount"):
        try:
            printed = read_printed(text, nature)
            return _Number(Fraction(printed.value), printed.decimals, percent)
        except FigureError as problem:
            fault = problem
    try:
        plain = Decimal(text)
        return _Number(Fraction(plain), max(0, -plain.as_tuple().exponent), percent)
    except (InvalidOperation, ValueError, OverflowError, TypeError):
        raise fault from None


def explain_change(
    printed: str,
    wanted: str,
    neighbours: Mapping[str, str] | None = None,
    previous: str | None = None,
    true: Fraction | None = None,
) -> list[Operation]:
    """Return every operation that turns the wanted figure into the printed one, cheapest first.

    Digits are compared without marks. A figure of fewer than two digits has only the operation
    "free" of the digit kind: with one digit everything is one keystroke. `true` is the unrounded
    percentage, where known.
    """
    is_percent = printed.strip().endswith("%") or wanted.strip().endswith("%")
    was, right = read_number(printed, is_percent), read_number(wanted, is_percent)
    arrow = f"{wanted.strip()} thành {printed.strip()}"
    found = [Operation(COSTS["free"], "free", f"ghi {arrow}, không rõ vì sao")]
    if was.value == right.value:
        return found
    if is_percent:
        found += _percent_operations(was, true if true is not None else right.value, arrow)
    elif was.value and (places := _places(was.value, right.value)):
        found.append(_slip(places, arrow))
    if was.value == -right.value:
        found.append(Operation(COSTS["sign"], "sign", f"sai dấu: ghi {arrow}"))
    if not any(operation.name == "capped" for operation in found):
        found += _digit_operations(was, right, arrow)
    # shares of 0 % and 100 % stand everywhere, numbers of one digit too: nobody need have copied
    # them
    if len(_digits(was, was.decimals)) > 1 and not (is_percent and was.value in (0, 100)):
        for name, text in sorted((neighbours or {}).items()):
            if _same(text, was):
                found.append(
                    Operation(COSTS["copied"], "copied", f"chép nhầm số liệu “{name}” ({text})")
                )
                break
        if previous is not None and _same(previous, was):
            said = f"chép lại số liệu của quý trước ({previous})"
            found.append(Operation(COSTS["copied_previous"], "copied_previous", said))
    return sorted(found, key=lambda operation: (operation.cost, operation.name))


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
    digits = _digits(_Number(value, decimals, False), decimals)
    sign = -1 if value < 0 else 1
    texts = {
        digits[:i] + digits[i + 1] + digits[i] + digits[i + 2 :] for i in range(len(digits) - 1)
    }
    texts |= {digits[:i] + d + digits[i + 1 :] for i in range(len(digits)) for d in "0123456789"}
    texts |= {digits[:i] + d + digits[i:] for i in range(len(digits) + 1) for d in "0123456789"}
    texts |= {digits[:i] + digits[i + 1 :] for i in range(len(digits))}
    found = {sign * int(text) * unit for text in texts if text} if len(digits) > 1 else set()
    found |= {-value, *(value * Fraction(10) ** places for places in (-2, -1, 1, 2))}
    return sorted(v for v in found - {value} if (v / unit).denominator == 1)


def _percent_operations(was: _Number, true: Fraction, arrow: str) -> list[Operation]:
    found = []
    if true in interval_of(was.value, was.decimals, "truncate"):
        found.append(
            Operation(
                COSTS["truncation"], "truncation", f"cắt bỏ phần lẻ thay vì làm tròn: {arrow}"
            )
        )
    if was.value == 100 and true > 100:
        found.append(
            Operation(COSTS["capped"], "capped", f"tỷ lệ vượt 100% được ghi là 100%: {arrow}")
        )
    if places := slip_of(was.value, was.decimals, true):
        found.append(_slip(places, arrow))
    return found


def _slip(places: int, arrow: str) -> Operation:
    cost = COSTS["slip" if abs(places) == 1 else "far_slip"]
    return Operation(cost, "slip", f"dấu thập phân lệch {abs(places)} chữ số: {arrow}")


def _places(value: Fraction, wanted: Fraction) -> int:
    return next((k for k in (1, -1, 2, -2) if value * Fraction(10) ** k == wanted), 0)


def _digits(number: _Number, decimals: int) -> str:
    return str(int(abs(number.value) * 10**decimals))


def _same(text: str, number: _Number) -> bool:
    try:
        return read_number(text, number.percent).value == number.value
    except FigureError:
        return False


def _digit_operations(was: _Number, right: _Number, arrow: str) -> list[Operation]:
    decimals = max(was.decimals, right.decimals)
    a, b = _digits(was, decimals), _digits(right, decimals)
    if min(len(a), len(b)) < 2 or (was.value < 0) != (right.value < 0):
        return []
    if len(a) == len(b):
        differing = [i for i in range(len(a)) if a[i] != b[i]]
        if len(differing) == 1:
            said = f"sai một chữ số: ghi {arrow}"
            return [Operation(COSTS["digit_replaced"], "digit_replaced", said)]
        i = differing[0]
        if len(differing) == 2 and differing[1] == i + 1 and a[i : i + 2] == b[i + 1] + b[i]:
            said = f"đảo hai chữ số liền nhau: ghi {arrow}"
            return [Operation(COSTS["transposition"], "transposition", said)]
    elif len(a) == len(b) + 1 and any(a[:i] + a[i + 1 :] == b for i in range(len(a))):
        return [Operation(COSTS["digit_added"], "digit_added", f"thừa một chữ số: ghi {arrow}")]
    elif len(b) == len(a) + 1 and any(b[:i] + b[i + 1 :] == a for i in range(len(b))):
        return [
            Operation(COSTS["digit_omitted"], "digit_omitted", f"thiếu một chữ số: ghi {arrow}")
        ]
    return []
