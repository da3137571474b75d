"""Find dates that cannot be: a period that ends before it begins, an act dated in another year than
its number says, a document whose sign is not that of its kind.
"""

import re
from collections.abc import Iterator
from datetime import date

from .mentions import Reading
from .numerals import ReadNumber
from .relations import Relation

_DAY = r"(\d{1,2})\s?[/.-]\s?(\d{1,2})\s?[/.-]\s?(\d{4})"
_PERIOD = re.compile(rf"[Tt]ừ (?:ngày )?{_DAY}(?: năm)? (?:đến|tới)(?: hết)? (?:ngày )?{_DAY}")
_ACT = re.compile(
    r"(?<![\d/.])(\d+)/((?:19|20)\d{2})/[A-ZĐƯ][\wĐđ-]*[^\d;.]{0,25}ngày "
    r"(?:\d{1,2}[/.-]\d{1,2}[/.-](\d{4})|\d{1,2} tháng \d{1,2} năm (\d{4}))"
)
_SIGNED = re.compile(r"\b([^\W\d_]+ [^\W\d_]+) số (\d+)/([A-ZĐƯ]{1,4})-[A-ZĐ]")
SIGNS = {
    "quyết định": "QĐ",
    "kế hoạch": "KH",
    "báo cáo": "BC",
    "tờ trình": "TTr",
    "thông báo": "TB",
    "chỉ thị": "CT",
    "nghị quyết": "NQ",
    "hướng dẫn": "HD",
    "đề án": "ĐA",
    "quy chế": "QC",
    "chương trình": "CTr",
    "nghị định": "NĐ",
    "thông tư": "TT",
}


def find_datings(reading: Reading) -> list[Relation]:
    """Find what contradicts itself in dates and document numbers; what fits is not told."""
    at = {(n.passage, n.begin): n for n in reading.numbers}
    found: list[Relation] = []
    for place, passage in enumerate(reading.passages):
        if not re.search(r"\d", passage.text):
            continue
        found += _periods(place, passage.text, at)
        found += _acts(place, passage.text, at)
        found += _signs(place, passage.text, at)
    return found


def _periods(place: int, text: str, at: dict) -> Iterator[Relation]:
    for found in _PERIOD.finditer(text):
        try:
            first = date(int(found[3]), int(found[2]), int(found[1]))
            last = date(int(found[6]), int(found[5]), int(found[4]))
        except ValueError:
            continue
        if first > last:
            shown = [found.group(0)[5:], ""]
            shown = [f"{found[1]}/{found[2]}/{found[3]}", f"{found[4]}/{found[5]}/{found[6]}"]
            says = f"kỳ số liệu từ {shown[0]} đến {shown[1]}: ngày đầu sau ngày cuối"
            yield from _other(
                says, [at.get((place, found.start(3))), at.get((place, found.start(6)))]
            )


def _acts(place: int, text: str, at: dict) -> Iterator[Relation]:
    for found in _ACT.finditer(text):
        group = 3 if found[3] else 4
        if found[2] != found[group]:
            says = (
                f"văn bản {found[1]}/{found[2]} ghi ban hành năm {found[group]}:"
                " năm của số hiệu và năm ban hành khác nhau"
            )
            yield from _other(
                says, [at.get((place, found.start(2))), at.get((place, found.start(group)))]
            )


def _signs(place: int, text: str, at: dict) -> Iterator[Relation]:
    for found in _SIGNED.finditer(text):
        wanted = SIGNS.get(found[1].lower())
        sign = found[3]
        # another kind's sign is another fault; here only a sign that no kind has
        if wanted and sign not in SIGNS.values() and _is_misspelt(sign, wanted):
            says = f"ký hiệu “{sign}” không phải của {found[1].lower()}; đúng là “{wanted}”"
            yield from _other(says, [at.get((place, found.start(2)))])


def _is_misspelt(sign: str, wanted: str) -> bool:
    shorter, longer = sorted((sign.upper(), wanted.upper()), key=len)
    one_more = len(longer) - len(shorter) == 1 and any(
        longer[:place] + longer[place + 1 :] == shorter for place in range(len(longer))
    )
    changed = sum(a != b for a, b in zip(shorter, longer, strict=False))
    return one_more or (len(shorter) == len(longer) and changed == 1 and len(shorter) > 1)


def _other(says: str, numbers: list[ReadNumber | None]) -> Iterator[Relation]:
    kept = tuple(n for n in numbers if n is not None)
    if kept:
        yield Relation("other", kept, False, says, (), kept[0])
