"""Numbers and symbols of documents: 9137/QĐ-UBND, 60/2021/NĐ-CP, 18-NQ/TW; read, and mended where
they are misprinted.
"""

import re
from collections.abc import Iterable

SYMBOLS = {
    "BC",
    "CT",
    "CV",
    "ĐA",
    "HD",
    "KH",
    "KL",
    "NĐ",
    "NQ",
    "QĐ",
    "QC",
    "TB",
    "TT",
    "TTr",
    "CTr",
}
KIND_OF_SYMBOL = {
    "NĐ": "Nghị định",
    "NQ": "Nghị quyết",
    "QĐ": "Quyết định",
    "KH": "Kế hoạch",
    "BC": "Báo cáo",
    "TTr": "Tờ trình",
    "ĐA": "Đề án",
    "CT": "Chỉ thị",
}
# an eth of Icelandic and an African D look like the Vietnamese letter and are other characters
_LOOKALIKES = str.maketrans("ÐðƉɖ", "ĐđĐđ")

_NORMATIVE = re.compile(r"(\d+)/(\d{4})/([\wĐ]+)-([\w-]+)")
_LETTER = re.compile(r"(\d+)/([\wĐ]+)-([\wĐ-]+)")
_PARTY = re.compile(r"(\d+)-([\wĐ]+)/([\wĐ]+)")
_TWO_NUMBERS = re.compile(r"(\d+)-(\d+)")


def symbol_of(number: str) -> tuple[str, str] | None:
    """Take type and agency out of a number: '9137/QĐ-UBND' => ('QĐ', 'UBND')."""
    if found := _NORMATIVE.fullmatch(number):
        return found[3], found[4]
    if found := _PARTY.fullmatch(number):
        return found[2], found[3]
    found = _LETTER.fullmatch(number)
    return (found[2], found[3]) if found else None


def act_of(number: str) -> tuple[str, str] | None:
    """Take number and year out of a normative act: '60/2021/NĐ-CP' => ('60', '2021')."""
    found = _NORMATIVE.fullmatch(number)
    return (found[1], found[2]) if found else None


def has_eth(number: str) -> bool:
    """Tell whether a number holds a letter that only looks like Đ."""
    return number != with_dyet(number)


def with_dyet(number: str) -> str:
    """Write Đ for every letter that only looks like it."""
    return number.translate(_LOOKALIKES)


def propose_symbols(number: str, symbol: tuple[str, str], kind: str) -> list[str]:
    """Propose numbers with a type that exists: the kind's own, else those one letter away."""
    fitting = [known for known, name in KIND_OF_SYMBOL.items() if name == kind]
    close = fitting or [known for known in sorted(SYMBOLS) if _one_letter_apart(known, symbol[0])]
    return [number.replace(symbol[0], known, 1) for known in close]


def propose_numbers(number: str, kind: str, others: Iterable[str]) -> list[str]:
    """Propose well-formed numbers for one that is not: without spaces, with its hyphen, as the same
    issuer writes its others.
    """
    bare = re.sub(r"\s+", "", number)
    if symbol_of(bare):
        return [bare]
    if found := _TWO_NUMBERS.fullmatch(bare):
        known = [symbol for symbol, name in KIND_OF_SYMBOL.items() if name == kind]
        return [f"{found[1]}/…/{s}-… và {found[2]}/…/{s}-…" for s in known]
    head, slash, tail = bare.partition("/")
    letters = _letters(tail)
    if not slash or not letters:
        return []
    endings = {other.partition("/")[2] for other in others if symbol_of(other)}
    proposals = [f"{head}/{ending}" for ending in sorted(endings) if _letters(ending) == letters]
    if proposals:
        return proposals
    own = [known for known, name in KIND_OF_SYMBOL.items() if name == kind]
    return [
        f"{head}/{known}-{letters.removeprefix(known)}"
        for known in own
        if letters.startswith(known) and letters != known
    ]


def _letters(text: str) -> str:
    return re.sub(r"[^\w]", "", text)


def _one_letter_apart(one: str, other: str) -> bool:
    if len(one) == len(other):
        return sum(a != b for a, b in zip(one, other, strict=True)) == 1
    short, long = sorted((one, other), key=len)
    dropped = [long[:i] + long[i + 1 :] for i in range(len(long))]
    return len(long) == len(short) + 1 and short in dropped
