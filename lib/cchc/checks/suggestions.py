"""A value suggested for a suspect: a number or a range of numbers, and how it is said."""

from fractions import Fraction

from cchc.model.numbers import format_number
from errloc.answers import Range

RANGE, AT_LEAST = "–", "≥"
ANY_PERCENT = "0–100"  # a suggestion that says nothing


def write_range(ends: object) -> str:
    """Write the values that the rules allow: '830–834', or '≥ 3.881' where only one end binds."""
    if not isinstance(ends, Range) or ends.low is None:
        return ""
    texts = [
        format_number(Fraction(end), 0 if Fraction(end).denominator == 1 else 2)
        for end in ends
        if end is not None
    ]
    if len(texts) == 1:
        # that a number is not below zero goes without saying
        return f"{AT_LEAST} {texts[0]}" if ends.low > 0 else ""
    return RANGE.join(texts)


def is_range(suggested: str) -> bool:
    """Tell whether a suggestion is a range of values rather than one."""
    return RANGE in suggested or suggested.startswith(AT_LEAST)


def say_should_be(suggested: str) -> str:
    """Say what a figure should be: 'có thể là 9.896', 'phải nằm trong khoảng 8–9', 'phải từ 5 trở
    lên'.
    """
    if suggested.startswith(AT_LEAST):
        return f"phải từ {suggested.removeprefix(AT_LEAST).strip()} trở lên"
    return f"{'phải nằm trong khoảng' if is_range(suggested) else 'có thể là'} {suggested}"
