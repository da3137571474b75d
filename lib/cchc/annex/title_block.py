"""What frames an annex in every form: its title block and the sentences that warn at its head."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from cchc.model.quarter import Quarter
from cchc.objects.captions import clean_text
from cchc.objects.tables import Table

from .editions import Agreement

_DOUBT = "Trong các bảng, những số này mang dấu (*); lời văn và hình dùng chính những số ấy."

INTERNAL = "BẢN NỘI BỘ"
KIND, CONTENTS = "Phụ lục", "Mục lục"
INCOMPLETE = "Phụ lục này chưa đầy đủ."

_LONGEST_LINE = 600  # letters of a line of the title block


def _shorten(text: str) -> str:
    text = clean_text(text)
    return text if len(text) <= _LONGEST_LINE else text[: _LONGEST_LINE - 1] + "…"


@dataclass(frozen=True)
class AnnexMeta:
    """What the title block says: `title` in sentence case, `document` the "(Kèm theo …)" line.

    `official` holds how the figures stand that the official edition shows; the internal one has
    none. `figures` is the list of all figures, for the editions that have room for it.
    `report_page` is the file of the report's own text beside the annex, `report_cases` are the
    cases whose numbers it shows. `dated` is the day of the report: no document that it cites
    follows it.
    """

    quarter: Quarter
    title: str
    authority: str
    document: str
    sources: tuple[str, ...] = ()
    version: str = ""
    official: Agreement | None = None
    figures: Table | None = None
    report_page: str = ""
    report_cases: frozenset[str] = frozenset()
    dated: date | None = None

    def __post_init__(self) -> None:
        # a title block is a few lines: a text of hundreds of pages takes a typesetter's memory
        for name in ("title", "authority", "document"):
            object.__setattr__(self, name, _shorten(getattr(self, name)))
        object.__setattr__(self, "sources", tuple(map(_shorten, self.sources)))

    @property
    def day(self) -> date:
        """The day that files carry: the report's, else the last of its window."""
        return self.dated or self.quarter.end

    @property
    def heading(self) -> str:
        """The title as a file names it."""
        return f"{KIND}. {self.title}"

    @property
    def edition(self) -> str:
        return "chính thức" if self.official else "nội bộ"

    @property
    def mark(self) -> str:
        """What stands on every page of the internal edition, so that nobody files it."""
        return "" if self.official else INTERNAL

    @property
    def doubt(self) -> str:
        """What the official edition says at its head while figures are in doubt."""
        count = len(self.official.unsettled) if self.official else 0
        return f"Có {count} số liệu chưa thống nhất. {_DOUBT}" if count else ""


def count_failed(titles: Sequence[str]) -> str:
    """Say how many chapters an annex lacks: the beginning of the sentence that names them."""
    return f"Không thực hiện được {len(titles)} phần:"


def say_incomplete(titles: Sequence[str]) -> str:
    """Say which chapters an annex lacks; "" where it has them all."""
    return f"{INCOMPLETE} {count_failed(titles)} {', '.join(titles)}." if titles else ""


def say_unit(table: Table) -> str:
    """Say what the numbers of a table count; "" where it has no unit of its own."""
    return f"Đơn vị tính: {table.unit}" if table.unit else ""


def say_elsewhere(figures: Table | None) -> str:
    """Say on paper where the list of all figures stands: it would be as long as the annex."""
    if not figures:
        return ""
    return f"{figures.title} ({len(figures.rows)} số): xem phụ lục điện tử (HTML, Excel)."


def say_gaps(numbers: Iterable[str]) -> str:
    """Say which numbers of chapters an annex passes over, "" where none: chapters keep the number
    of their notebook, and a reader would look for those between.
    """
    known = {int(number) for number in numbers if number.isdecimal()}
    gaps: list[list[int]] = []
    for number in sorted(set(range(min(known, default=0), max(known, default=0))) - known):
        if gaps and gaps[-1][-1] == number - 1:
            gaps[-1][1:] = [number]
        else:
            gaps.append([number])
    told = ", ".join("–".join(map(str, gap)) for gap in gaps)
    return f"Phụ lục này không có phần {told}." if told else ""
