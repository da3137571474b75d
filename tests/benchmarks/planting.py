"""Plant one fault in a printed figure, as people make them when they type or copy."""

from collections.abc import Callable, Mapping
from fractions import Fraction
from random import Random

import pandas as pd
from quarters import print_like

OPERATIONS = (
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
)
NEAR = 4


class NotHere(Exception):
    """The operation cannot be planted in this figure."""


def plant(
    operation: str, figure: str, figures: pd.DataFrame, previous: Mapping[str, str], random: Random
) -> dict[str, str]:
    """Return the figures that change, with their new texts (two for a swap). Raises NotHere."""
    row = figures.loc[figure]
    text, decimals = row["printed"], int(row["decimals"])
    value = Fraction(row["value"])
    digits = str(int(abs(value) * 10**decimals))
    if operation in ("copied", "swap"):
        near = _neighbours(figure, figures)
        if operation == "copied":
            near = [i for i in near if len(_digits(figures.loc[i])) > 1]
        if not near:
            raise NotHere
        other = random.choice(near)
        changed = {figure: _put(row, figures.loc[other])}
        return changed | ({other: _put(figures.loc[other], row)} if operation == "swap" else {})
    if operation == "copied_previous":
        if len(digits) < 2 or previous[figure] == text:
            raise NotHere
        return {figure: previous[figure]}
    if operation == "capped":
        if row["unit"] != "%" or value <= 100:
            raise NotHere
        return {figure: print_like(text, Fraction(100), decimals)}
    if operation == "sign":
        if value <= 0:
            raise NotHere
        return {figure: "-" + text}
    if operation == "slip":
        return {figure: _slip(row, value, decimals, random)}
    if operation == "free":
        step = Fraction(1, 10**decimals)
        wanted = step * random.randint(int(value / step / 2), int(value / step * 2) + 3)
        return {figure: print_like(text, wanted, decimals)}
    changed_digits = _DIGITS[operation](digits, random)
    # a zero more or less at the end is a slip by ten, which is planted under its own name
    if changed_digits in (digits + "0", digits[:-1] if digits.endswith("0") else ""):
        raise NotHere
    if len(digits) < 2 or not changed_digits or (changed_digits[0] == "0" and digits[0] != "0"):
        raise NotHere
    return {figure: print_like(text, Fraction(int(changed_digits), 10**decimals), decimals)}


def _neighbours(figure: str, figures: pd.DataFrame) -> list[str]:
    """The figures printed close by, of the same unit of measure, with another value."""
    here, place = figures.loc[figure], figures.index.get_loc(figure)
    around = figures.iloc[max(0, place - NEAR) : place + NEAR + 1]
    kind = _kind(here["unit"])
    fits = (around["section"] == here["section"]) & (around["value"] != here["value"])
    return [i for i in around.index[fits] if _kind(around.at[i, "unit"]) == kind]


def _kind(unit: str) -> str:
    return unit if unit in ("%", "tỷ đồng") else "count"


def _digits(row: pd.Series) -> str:
    return str(int(abs(row["value"]) * 10 ** int(row["decimals"])))


def _put(place: pd.Series, source: pd.Series) -> str:
    return print_like(place["printed"], Fraction(source["value"]), int(source["decimals"]))


def _slip(row: pd.Series, value: Fraction, decimals: int, random: Random) -> str:
    """Move the decimal mark by one place: a percentage keeps its digits, a count gains or loses a
    zero.
    """
    up = random.random() < 0.5
    if _kind(row["unit"]) == "count":
        if (not up and value % 10) or not value:
            raise NotHere
        return print_like(row["printed"], value * 10 if up else value / 10, 0)
    if not value or (up and not decimals):
        raise NotHere
    return print_like(
        row["printed"], value * 10 if up else value / 10, decimals - 1 if up else decimals + 1
    )


def _transposed(digits: str, random: Random) -> str:
    places = [i for i in range(len(digits) - 1) if digits[i] != digits[i + 1]]
    if not places:
        return ""
    i = random.choice(places)
    return digits[:i] + digits[i + 1] + digits[i] + digits[i + 2 :]


def _replaced(digits: str, random: Random) -> str:
    i = random.randrange(len(digits))
    return digits[:i] + random.choice([d for d in "0123456789" if d != digits[i]]) + digits[i + 1 :]


def _added(digits: str, random: Random) -> str:
    i = random.randrange(len(digits) + 1)
    return digits[:i] + random.choice("0123456789") + digits[i:]


def _omitted(digits: str, random: Random) -> str:
    i = random.randrange(len(digits))
    return digits[:i] + digits[i + 1 :]


_DIGITS: Mapping[str, Callable[[str, Random], str]] = {
    "transposition": _transposed,
    "digit_replaced": _replaced,
    "digit_added": _added,
    "digit_omitted": _omitted,
}
