"""What the head of a report says of it: whose it is, its number, its title, its period; and whether
that is what a folder holds.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from cchc.errors import QuarterError, RequestError
from cchc.language import say
from cchc.model.quarter import Quarter
from cchc.report.checked import CheckedReport

from .document import Document

_HEAD = 12  # blocks
_LONGEST_TITLE = 300
_OFFICES = (
    r"ỦY BAN NHÂN DÂN|UỶ BAN NHÂN DÂN|UBND|TRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG"
    r"|TRUNG TÂM HÀNH CHÍNH CÔNG|SỞ"
)
_AUTHORITY = re.compile(rf"^\W*((?:{_OFFICES})\s+[^\n,.;:(]{{2,60}})", re.I | re.M)
_OWN_NUMBER = re.compile(r"\bSố\s?:?\s?(\d+[a-z]?(?:/\d{4})?/BC(?:[-–][A-ZĐ]+)*)", re.I)
_TITLED = re.compile(r"^\W*BÁO CÁO\b[\s:]*", re.I)
_PERIODS = (
    (re.compile(r"quý\s+(iv|i{1,3}|[1-4])\b[\s,]*(?:năm|/|-|–)?\s*(\d{4})", re.I), "Q"),
    (re.compile(r"(?:\b6|sáu) tháng (đầu|cuối) năm (\d{4})", re.I), "H"),
    (re.compile(r"(?:\b9|chín) tháng( đầu)? năm (\d{4})", re.I), "N"),
    (re.compile(r"\btháng\s+(\d{1,2})\s*(?:năm|/)\s*(\d{4})", re.I), "M"),
)
_BEHIND = 2  # words between a period and the number it is told of
_OWN_PERIOD = re.compile(
    r"(?:\b(?:tính |lũy kế )?(?:đến hết|đến|trong|của|cả|hết) )?"
    r"(?:\bquý (?:IV|I{1,3})\b(?:\s?[/-]\s?\d{4}| năm \d{4})?|\bnăm 20\d{2}\b)",
    re.I,
)
_ROMAN = {"i": "1", "ii": "2", "iii": "3", "iv": "4", "đầu": "1", "cuối": "2"}


@dataclass(frozen=True)
class ReportHead:
    """The authority as a sentence names it, the number, the title without its period, the period
    such as "2026Q1"; "" for each that the head does not tell. `text` is the head as it is printed.
    """

    authority: str
    number: str
    title: str
    period: str
    text: str

    def refuse_other(self, names: Iterable[str], folder: str, quarter: Quarter, step: str) -> None:
        """Raise RequestError where the head names another authority than these, the folder's, or
        another period; `step` says what to do then.
        """
        own = [name for name in names if name]
        if own and self.authority and not self._is_of(own):
            raise RequestError(
                say(
                    "the report is of {named}, the data in {folder} are of {own}: nothing was"
                    " written; next: {step}",
                    named=self.authority,
                    folder=folder,
                    own=own[0],
                    step=step,
                )
            )
        if self.period and not _is_within(self.period, quarter):
            raise RequestError(
                say(
                    "the title of the report says {named}, and {asked} was asked for: nothing was"
                    " written; next: {step}",
                    named=Quarter.parse(self.period).label,
                    asked=quarter,
                    step=step,
                )
            )

    def _is_of(self, names: list[str]) -> bool:
        """Tell whether one of these names stands in the head; names of no office tell nothing."""
        said = _plain(self.text)
        offices = [name for name in names if _AUTHORITY.match(name)]
        for name in names:
            # "An Phú" does not stand in "An Phú Đông"
            for found in re.finditer(rf"(?<!\w){re.escape(_plain(name))}(?!\w)", said):
                behind = self.text[found.end() :].lstrip(" ")
                if not re.match(r"[^\W\d_]", behind) or not behind[0].isupper():
                    return True
                if re.match(r"(?:số|báo cáo|cộng hòa|độc lập)\b", behind, re.I):
                    return True
        told = _proper(self.authority)
        return not offices or any(_proper(_name_of_authority(name)) == told for name in names)


def names_of_authority(report: CheckedReport) -> list[str]:
    """Return the names of the authority whose data these are: of report.toml, and of its org."""
    orgs = report.catalog.orgs
    if report.authority not in orgs.index:
        return [report.meta.authority]
    row = orgs.loc[report.authority]
    return [report.meta.authority, row["name"], *filter(None, row["aliases"].split(";"))]


def read_head(document: Document) -> ReportHead:
    """Read the head of a report."""
    texts = [" ".join(block.text.split()) for block in document.blocks[:_HEAD]]
    named = next(filter(None, map(_AUTHORITY.match, texts)), None)
    number = next(filter(None, map(_OWN_NUMBER.search, texts)), None)
    title = _title(texts)
    period, span = _period(title)
    bare = f"{title[: span[0]].rstrip(' ,–-')}" if period else title
    return ReportHead(
        _name_of_authority(named[1]) if named else "",
        number[1] if number else "",
        bare[:1].upper() + bare[1:] if not bare.isupper() else bare.capitalize(),
        period,
        "\n".join(texts),
    )


def _title(texts: list[str]) -> str:
    for place, text in enumerate(texts):
        if found := _TITLED.match(text):
            rest = text[found.end() :]
            following = next((t for t in texts[place + 1 :] if t), "")
            title = rest if len(rest) > 1 else following
            sentence = re.match(r"kính gửi|thực hiện|căn cứ", title, re.I)
            return "" if sentence or len(title) > _LONGEST_TITLE else title.strip(" .*")
    return ""


def _period(title: str) -> tuple[str, tuple[int, int]]:
    """Return the first period that a title tells, and where: what follows is the plan."""
    searched = [(form.search(title), kind) for form, kind in _PERIODS]
    told = [(found, kind) for found, kind in searched if found]
    if not told:
        return "", (0, 0)
    found, kind = min(told, key=lambda one: one[0].start())
    name = {"N": "9", "M": f"{int(found[1] or 0):02d}" if kind == "M" else ""}.get(kind)
    key = f"{found[2]}{kind}{name or _ROMAN.get((found[1] or '').lower(), found[1])}"
    try:
        Quarter.parse(key)
    except QuarterError:
        return "", (0, 0)
    return key, found.span()


def tells_other_period(left: str, own: str) -> bool:
    """Tell whether the words before a number tell it of another named period than the report's:
    right before it, or at the beginning of its sentence; False where the report's is not known.
    """
    for form, _ in _PERIODS if own else ():
        for found in form.finditer(left):
            behind = re.findall(r"\w+", left[found.end() :])
            opens = not re.findall(r"\w+", left[: found.start()].replace("Trong", ""))
            if (opens or len(behind) <= _BEHIND) and _period(found[0])[0] != own:
                return True
    return False


def without_period(name: str) -> str:
    """Leave the period out of a name, so that it serves the next report, too: 'Tỷ lệ đến hết quý I
    giải ngân' => 'Tỷ lệ giải ngân'.
    """
    bare = " ".join(_OWN_PERIOD.sub(" ", name).split()).strip(" ,")
    return bare[:1].upper() + bare[1:]


def _is_within(period: str, quarter: Quarter) -> bool:
    told = Quarter.parse(period)
    if quarter.named:
        return period == str(quarter)
    return (told.year, told.number) == (quarter.year, quarter.number)


def _plain(name: str) -> str:
    """Write a name for comparison; as long as it was."""
    return name.casefold().replace("–", "-").replace("uỷ", "ủy")


def _proper(name: str) -> str:
    """Return what is a place's or an office's own: 'UBND TP. An Phú' => 'an phú'."""
    bare = re.sub(r"\b(?:ubnd|ủy ban nhân dân|tp|t\.?p\.)(?=\W|$)", " ", _plain(name))
    bare = re.sub(r"\b(?:tỉnh|thành phố|xã|phường|huyện|quận|thị xã|thị trấn|đặc khu)\b", " ", bare)
    return " ".join(re.findall(r"\w+", bare))


def _name_of_authority(name: str) -> str:
    """Write the name as a sentence does: 'ỦY BAN NHÂN DÂN XÃ PHÚ SƠN' => 'UBND xã Phú Sơn'."""
    name = re.sub(r"(?i)^[ủu][yỷ] ban nhân dân", "UBND", name)
    name = re.sub(r"(?i)\s+(?:số$|số \d|báo cáo|kính gửi|cộng hòa).*", "", name)
    name = re.sub(r"(?i)(?<=\w) (?:trung tâm|sở|ban) .*", "", name) if name[:4] == "UBND" else name
    if not name.isupper():
        return name
    words = [w if w == "UBND" else w.capitalize() for w in name.split()]
    kinds = r"\b(Tỉnh|Thành Phố|Xã|Phường|Huyện|Quận|Thị Xã|Thị Trấn|Đặc Khu)\b"
    told = re.sub(kinds, lambda found: found[1].lower(), " ".join(words))
    return re.sub(r"^Trung Tâm Phục Vụ Hành Chính Công", "Trung tâm Phục vụ hành chính công", told)
