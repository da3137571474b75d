"""Units of measure: what is counted, what takes decimals, and how many of them."""

from errloc.printed import Nature

# units whose numbers may have decimals, alone or before another word (giờ phát sóng); every other
# unit is counted, unless the catalogue gives its indicator decimals
MEASURES = frozenset(
    {"‰", "giờ", "phút", "giây", "m", "mét", "km", "m²", "m2", "km²", "km2", "m³", "m3", "ha"}
    | {"mm", "cm", "dm", "hecta", "sào", "lít", "ml", "mg", "g", "kg", "yến", "tạ", "tấn"}
    | {"kb", "mb", "gb", "tb", "pb", "kbps", "mbps", "gbps", "hz", "khz", "mhz", "ghz"}
    | {"kv", "kva", "mva", "w", "kw", "mw", "kwh", "mwh", "kwp", "mwp", "db", "°c", "usd", "euro"}
)
# these measure only where they stand alone: điểm cầu, đồng chí and lần kiểm tra are counted
LONE_MEASURES = ("đồng", "điểm", "điểm %", "điểm phần trăm", "độ", "lần")
# so large that a number of them seldom passes a thousand and is rounded where it is printed whole
LARGE = ("tỷ", "tỉ")
SCALES = {"ngàn": 3, "nghìn": 3, "triệu": 6, "tỷ": 9, "tỉ": 9}
# with how many decimals a number is shown and kept at most, where the catalogue leaves that to its
# unit
_SHOWN: dict[Nature, int] = {"percent": 2, "amount": 3, "measure": 2, "count": 0}


class Unit(str):
    """A unit that knows with how many decimals its indicator is printed at most.

    It is the unit's text everywhere else, so that whoever reads a number in it reads it alike.
    """

    def __new__(cls, text: str, decimals: int | None = None) -> "Unit":
        unit = super().__new__(cls, text)
        unit.decimals = decimals
        return unit


def most_decimals(unit: str) -> int | None:
    """Tell with how many decimals the catalogue has numbers printed at most; None where it leaves
    that to the unit.
    """
    return getattr(unit, "decimals", None)


def nature_of(unit: str) -> Nature:
    """Tell how a number in this unit is read and how exact it is: from the unit's first word, and
    for what is neither a percentage nor an amount from the decimals that its indicator has.
    """
    if unit == "%":
        return "percent"
    first = unit.casefold().partition(" ")[0]
    if first in LARGE:
        return "amount"
    if (most := most_decimals(unit)) is not None:
        return "measure" if most else "count"
    measured = first in MEASURES or first in SCALES or unit.casefold() in LONE_MEASURES
    # days for each dossier, dossiers for each person: a quotient is never a count
    return "measure" if measured or "/" in unit else "count"


def is_measure(unit: str) -> bool:
    """Tell whether the unit takes decimals (a percentage, an amount, hours) rather than whole
    counts.
    """
    return nature_of(unit) != "count"


def shown_decimals(unit: str) -> int:
    """Give the decimals that a form shows and a typed number is kept with at most."""
    most = most_decimals(unit)
    return _SHOWN[nature_of(unit)] if most is None else most
