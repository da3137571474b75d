"""Weigh whether what fails is a misprint, or only of other numbers: a contradiction is believed
where one slip of the keys mends it or little is missing.
"""

from fractions import Fraction

from .numerals import ReadNumber
from .relations import Relation
from .slips import is_one_slip

_NEAR = Fraction(7, 20)  # of a percentage or a change
_OVER = Fraction(3, 2)  # how much a part may be above its whole
_SCALES = (Fraction(1000), Fraction(1, 1000))
_TENS = (Fraction(10), Fraction(100), Fraction(1000))


def is_believable(relation: Relation) -> bool:
    """Tell whether a relation that fails, or holds, may be told."""
    if relation.holds or any(n.spelled for n in relation.numbers):
        return relation.holds
    numbers = relation.numbers
    if relation.kind == "share" and len(numbers) == 3 and all(n.value > 0 for n in numbers):
        part, whole, rate = numbers
        if part.qualifier or whole.qualifier:
            return False
        exact = 100 * part.value / whole.value
        if _is_near(exact, rate) or _mends(part, rate.value * whole.value / 100):
            return True
        # triệu for tỷ: a thousandth of what the percentage says, or a thousand times
        scaled = part.dimension == whole.dimension == "đồng"
        return scaled and any(abs(exact / rate.value * t - 1) * 50 <= 1 for t in _SCALES)
    if relation.kind == "difference" and len({n.is_count for n in numbers if not n.dimension}) > 1:
        return False  # counts leave no broken number: one of them is a mean
    if relation.kind == "part":
        part, whole = numbers
        return part.value <= _OVER * whole.value or is_one_slip(part.text, whole.text)
    return True


def _is_near(wanted: Fraction, number: ReadNumber) -> bool:
    """Tell a number that is nearly what it should be, or its digits exchanged or moved."""
    gap = abs(wanted - number.value)
    if gap <= _NEAR * max(wanted, number.value):
        return True
    rounded = round(wanted / number.step) * number.step
    if any(abs(wanted - number.value * t) <= t * number.step for t in _TENS):
        return True
    return _slips(rounded, number)


def _slips(wanted: Fraction, number: ReadNumber) -> bool:
    digits = [str(int(v / number.step)) for v in (wanted, number.value)]
    return is_one_slip(*digits)


def _mends(number: ReadNumber, wanted: Fraction) -> bool:
    """Tell whether one slip makes a count about what its percentage says."""
    return any(abs(number.value - wanted * t) <= wanted * t / 50 for t in _TENS)
