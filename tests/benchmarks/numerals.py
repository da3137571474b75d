"""Read and print numbers as Vietnamese reports do; shares nothing with the engine it judges."""

import re
from fractions import Fraction

MEASURES = ("%", "tỷ đồng")

_GROUPED = re.compile(r"[1-9]\d{0,2}(?:\.\d{3})+")
_MEASURE = re.compile(r"\d+(?:[.,]\d+)?|\d{1,3}(?:\.\d{3})+,\d+")


def read_number(text: str, unit: str) -> tuple[Fraction, int] | None:
    """Read a printed text: its exact value and its decimals; None where it is no number of its
    unit.
    """
    body = text.strip()
    if unit == "%":
        body = body.removesuffix("%").strip()
    sign = -1 if body[:1] in ("-", "−") else 1
    body = body[1:] if sign < 0 else body
    if unit not in MEASURES:
        if body.isascii() and body.isdigit():
            return Fraction(sign * int(body)), 0
        if _GROUPED.fullmatch(body):
            return Fraction(sign * int(body.replace(".", ""))), 0
        return None
    if not _MEASURE.fullmatch(body):
        return None
    if "," in body:
        whole, _, part = body.replace(".", "").partition(",")
    else:
        whole, _, part = body.partition(".")
    return sign * Fraction(int(whole + part), 10 ** len(part)), len(part)


def print_number(value: Fraction, decimals: int, unit: str, like: str = "") -> str:
    """Print a value: groups of three, a decimal comma; leading zero and % sign as in `like`."""
    scaled = round_up(value * 10**decimals)
    digits = str(abs(scaled)).zfill(decimals + 1)
    whole, part = digits[: len(digits) - decimals], digits[len(digits) - decimals :]
    groups = []
    while len(whole) > 3:
        groups.insert(0, whole[-3:])
        whole = whole[:-3]
    text = ".".join([whole, *groups]) + ("," + part if part else "")
    if unit not in MEASURES and like.startswith("0") and len(text) == 1:
        text = "0" + text
    return ("-" if scaled < 0 else "") + text + ("%" if like.endswith("%") else "")


def round_up(value: Fraction) -> int:
    """Round to the nearest whole number, halves away from zero, as people do by hand."""
    rounded = int(abs(value) + Fraction(1, 2))
    return -rounded if value < 0 else rounded


def rounded(value: Fraction, decimals: int) -> Fraction:
    """Round to so many decimals, halves away from zero."""
    return Fraction(round_up(value * 10**decimals), 10**decimals)


def cut(value: Fraction, decimals: int) -> Fraction:
    """Cut off all that stands behind so many decimals."""
    whole = int(abs(value) * 10**decimals)
    return Fraction(-whole if value < 0 else whole, 10**decimals)
