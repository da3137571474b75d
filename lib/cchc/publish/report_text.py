"""The report's own text beside its annex, with the numbers underlined that do not fit.

It goes with the internal edition alone: the official one names no findings, and the report itself
is published without marks. Its sentences stand in what is published, never in the data.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from cchc.errors import RequestError
from cchc.language import say
from cchc.model.formats import REPORT_PAGE
from cchc.model.hashes import sha256

if TYPE_CHECKING:
    from cchc.annex.chapters import Chapter
    from cchc.report.checked import CheckedReport


def find_report_file(report: "CheckedReport", data: Path, given: Path | None) -> Path | None:
    """Give the report's own file: the one that is given, else the one that report.toml names from
    the quarter's folder, where it is at hand.

    Raises RequestError for a given file that is not there.
    """
    if given:
        if not given.is_file():
            raise RequestError(say("{file}: there is no such file", file=given))
        return given
    named = str(report.meta.told.get("file", ""))
    file = data / str(report.quarter) / named
    return file if named and file.is_file() else None


def is_drawn(target: Path, file: Path) -> bool:
    """Tell whether an annex holds the page of this very file."""
    page = target / REPORT_PAGE
    return page.is_file() and sha256(file.read_bytes()) in page.read_text("utf-8")


def write_report_text(
    report: "CheckedReport", file: Path, chapters: Sequence["Chapter"], annex: str, folder: Path
) -> frozenset[str]:
    """Write the page into an annex that is being made; give the cases whose numbers it shows.

    Raises UnreadableDocument.
    """
    from cchc.annex.anchors import list_addresses
    from cchc.reading.report_page import draw_report_page
    from cchc.reading.sources import read_document

    page = draw_report_page(
        read_document(file),
        report,
        title=f"Văn bản Báo cáo {report.quarter.label}",
        digest=sha256(file.read_bytes()),
        annex=annex,
        addresses=list_addresses(chapters),
    )
    (folder / REPORT_PAGE).write_bytes(page.html.encode())
    return page.places
