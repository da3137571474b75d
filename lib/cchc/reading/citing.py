"""The documents that a report cites: number, kind, issuer and date, told by the wording alone."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from .datings import SIGNS
from .passages import Passage
from .proofing import Proof, place_of

_CODE = re.compile(r"\d+[a-z]?(?:/\d{4})?[-/](?=[A-ZĐ])[^\s,;()]*[^\s,;.():–-]")
_KINDS = {name: name.capitalize() for name in (*SIGNS, "công văn", "văn bản", "luật", "pháp lệnh")}
_SHORT = {"NĐ": "Nghị định", "QĐ": "Quyết định", "TT": "Thông tư", "NQ": "Nghị quyết"}
_KIND = re.compile(
    rf"(?i:\b({'|'.join(sorted(_KINDS, key=len, reverse=True))}))(?: (?i:số))?[:\s]*$"
    rf"|\b({'|'.join(_SHORT)})(?: số)?\s*$"
)
_DAY = r"\d{1,2}\s?[/.-]\s?\d{1,2}\s?[/.-]\s?\d{4}|\d{1,2} tháng \d{1,2} năm \d{4}"
_DATED = re.compile(rf"\s*[(,–-]?\s*(?:(?:ký |ban hành )?ngày\s*)?({_DAY})")
_DATED_BEFORE = re.compile(rf"(?i:\bngày) ({_DAY})([^\d;.]{{0,90}})$")
_OFFICE = re.compile(
    r"\b(?:UBND|Ủy ban nhân dân|HĐND|Hội đồng nhân dân|Chính phủ|Thủ tướng Chính phủ|Quốc hội|Bộ"
    r"|Sở|Ban|Tổ|Tỉnh ủy|Thành ủy|Huyện ủy|Đảng ủy|Văn phòng|Chủ tịch|Cục|Tổng cục|Phòng|Trung tâm"
    r"|Công an|Thường trực|Hội đồng|Bảo hiểm xã hội)\b"
)
# small words that go on with an office's name, and those that may end it
_INSIDE_TEXT = """
tỉnh thành phố phường xã huyện quận thị trấn nhân dân trưởng tác triển khai đề án vụ chính chỉ đạo
hành - – an
"""
_INSIDE = frozenset(_INSIDE_TEXT.split())
_GOES_ON_TEXT = """
thành thị nhân triển khai đề án chỉ hành - –
"""
_LAST = _INSIDE - frozenset(_GOES_ON_TEXT.split())
_OF = re.compile(r"\s*(?:của|do)\s+")
_DOES = re.compile(
    r"\s*,?\s+(?:(?:đã|vừa|cũng)\s+)*(?:xây dựng và\s+)?(?i:ban hành|kiện toàn|triển khai tới)\b"
)
# what the letters behind a number say of who signed it
_SIGNED_BY = {
    "CP": "Chính phủ",
    "TTg": "Thủ tướng Chính phủ",
    "TW": "Ban Chấp hành Trung ương Đảng",
    "SNV": "Sở Nội vụ",
    "STC": "Sở Tài chính",
    "STTTT": "Sở Thông tin và Truyền thông",
    "STP": "Sở Tư pháp",
    "SKHCN": "Sở Khoa học và Công nghệ",
    "SKHĐT": "Sở Kế hoạch và Đầu tư",
    "BNV": "Bộ Nội vụ",
    "BTC": "Bộ Tài chính",
    "BCA": "Bộ Công an",
    "BTP": "Bộ Tư pháp",
    "BTTTT": "Bộ Thông tin và Truyền thông",
    "BKHCN": "Bộ Khoa học và Công nghệ",
    "BGDĐT": "Bộ Giáo dục và Đào tạo",
    "BYT": "Bộ Y tế",
    "VPCP": "Văn phòng Chính phủ",
    "QH": "Quốc hội",
    "HĐND": "HĐND",
}


@dataclass(frozen=True)
class FoundCitation:
    """A cited document: `kind`, `issuer` and `date` are empty where the wording does not say
    them surely; `passage` and `begin` tell where its number stands.
    """

    number: str
    kind: str
    issuer: str
    date: str
    place: str
    confidence: float
    passage: int
    begin: int


def find_citations(proof: Proof, names: Mapping[str, str] | None = None) -> list[FoundCitation]:
    """Find every mention of a numbered document, in the order of the text.

    `names` gives the full names of issuers by the short ones a report uses ("UBND tỉnh").
    """
    at: dict[tuple[int, int], str] = {}
    for number in proof.numbers:
        if number.kind == "citation":
            at[number.passage, number.begin] = place_of(proof, number)
    found = []
    calls = _calls(proof.reading.passages)
    for place, passage in enumerate(proof.reading.passages):
        called = calls.get(_mark(passage), "")
        codes = [c for c in _CODE.finditer(passage.text) if (place, c.start()) in at]
        ends = [code.start() for code in codes[1:]] + [len(passage.text)]
        for code, end in zip(codes, ends, strict=False):
            told = _read_citation(passage, code, end, names or {}, called)
            found.append(
                replace(told, place=at[place, code.start()], passage=place, begin=code.start())
            )
    return _carried(found)


def _mark(passage: Passage) -> str:
    """Return the mark a footnote begins with."""
    found = re.match(r"\d+", passage.text) if passage.block.kind == "footnote" else None
    return found[0] if found else ""


def _calls(passages: Sequence[Passage]) -> dict[str, str]:
    """Say for the mark of each footnote which sentence calls it, up to the mark."""
    calls: dict[str, str] = {}
    for passage in passages:
        if passage.block.kind == "footnote" or "^" not in passage.marks:
            continue
        for found in re.finditer(r"\^+", passage.marks):
            mark = passage.text[found.start() : found.end()]
            begin = passage.sentence_span(passage.sentence_of(found.start()))[0]
            if mark.isdecimal():
                calls.setdefault(mark, passage.text[begin : found.start()])
    return calls


def _read_citation(
    passage: Passage, code: re.Match, end: int, names: Mapping[str, str], called: str
) -> FoundCitation:
    text = passage.text
    name = code[0]
    kind, told = _kind(text[: code.start()], name)
    after = text[code.end() : end]
    dated = _DATED.match(after)
    day = dated[1] if dated else _day_before(text[: code.start()])
    rest = after[dated.end() :] if dated else after
    begin = passage.sentence_span(passage.sentence_of(code.start()))[0]
    # a footnote goes on with the sentence that calls it: "UBND xã ban hành 5 quyết định¹"
    before = f"{called} {text[begin : code.start()]}" if called else text[begin : code.start()]
    issuer, sure = _issuer(rest, before, name, names)
    confidence = 0.5 + 0.3 * told + 0.1 * bool(day) + 0.1 * sure
    return FoundCitation(name, kind, issuer, _one_day(day), "", confidence, 0, 0)


def _kind(left: str, name: str) -> tuple[str, bool]:
    """Return the kind of a document by the word before its number, or by its sign."""
    found = _KIND.search(left)
    if found:
        return (_KINDS[found[1].lower()] if found[1] else _SHORT[found[2]]), True
    letters = re.findall(r"[A-ZĐa-zđ]+", re.sub(r"^\d+[a-z]?(?:/\d{4})?", "", name))
    kinds = {sign: kind for kind, sign in SIGNS.items()}
    for sign in letters[:1]:
        if sign in kinds:
            return kinds[sign].capitalize(), True
    return ("Công văn" if len(letters) == 2 else "Văn bản"), False


def _day_before(left: str) -> str:
    """Return the day of "Ngày 01/3/2024, … ban hành Quyết định số" """
    found = _DATED_BEFORE.search(left)
    return found[1] if found and re.search(r"ban hành|\bký\b|phê duyệt", found[2]) else ""


def _one_day(day: str) -> str:
    return re.sub(r"\s*([/.-])\s*", r"\1", day)


def _issuer(rest: str, before: str, name: str, names: Mapping[str, str]) -> tuple[str, bool]:
    """Return who issued a document: by its sign, said behind it, or by who acts in the sentence."""
    letters = re.findall(r"[A-ZĐ][A-Za-zĐđ]*", name)
    for sign in letters:
        # behind UBND the letters name who drafted it, not who signed
        if sign in _SIGNED_BY and "UBND" not in letters:
            return _SIGNED_BY[sign], True
    behind = _OF.match(rest)
    office = _OFFICE.match(rest, behind.end()) if behind else None
    if office:
        return _full(rest[office.start() : _end_of_name(rest, office.end())], names), True
    acting = ""
    for office in _OFFICE.finditer(before):
        end = _end_of_name(before, office.end())
        if _DOES.match(before, end):
            acting = before[office.start() : end]
    return (_full(acting, names), False) if acting and "UBND" in letters else ("", False)


def _end_of_name(text: str, begin: int) -> int:
    """Return where an office's name ends that goes on behind its first words."""
    end = begin
    for word in re.finditer(r" ([^\s,;.():]+)", text[begin:]):
        own = word[1][0].isupper() or word[1][0].isdecimal()
        if word.start() and text[begin + word.start() - 1] in ",;.():":
            break
        if not own and word[1] not in _INSIDE:
            break
        if own or word[1] in _LAST:
            end = begin + word.end()
        if text[begin + word.end() : begin + word.end() + 1] in (",", ";", ".", "(", ")", ":"):
            break
    return end


def _full(issuer: str, names: Mapping[str, str]) -> str:
    """Write a name in full where it is known."""
    issuer = " ".join(issuer.split())
    short = issuer.replace("Ủy ban nhân dân", "UBND").replace("Hội đồng nhân dân", "HĐND")
    return names.get(_folded(short), issuer)


def _folded(name: str) -> str:
    return name.casefold().replace("–", "-")


def names_by_alias(names: Mapping[str, list[str]]) -> dict[str, str]:
    """Turn full names with their aliases around, for `find_citations`."""
    told = {}
    for full, aliases in names.items():
        told |= {_folded(alias): full for alias in (full, *aliases) if alias}
    return told


def _carried(found: list[FoundCitation]) -> list[FoundCitation]:
    """Give a mention without an issuer the one that another mention of the document names."""
    known: dict[tuple[str, str], str] = {}
    for one in found:
        if one.issuer:
            known.setdefault((one.number, one.date), one.issuer)
    return [replace(f, issuer=f.issuer or known.get((f.number, f.date), "")) for f in found]
