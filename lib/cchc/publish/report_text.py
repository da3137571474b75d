"""The report's own text beside its annex, with the numbers underlined that do not fit.

It goes with the internal edition alone: the official one names no findings, and the report itself
is published without marks. Its sentences stand in what is published, never in the data.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from cchc.errors import RequestError, UnreadableDocument
from cchc.language import say
from cchc.model.formats import REPORT_PAGE
from cchc.model.hashes import sha256
from cchc.model.problems import name_file

if TYPE_CHECKING:
    from cchc.annex.chapters import Chapter
    from cchc.reading.document import Document
    from cchc.report.checked import CheckedReport


@dataclass(frozen=True)
class ReportText:
    """The report's own document as it was read, and the hash of its file."""

    document: "Document"
    digest: str


def find_report_text(
    report: "CheckedReport", data: Path, given: Path | None, known: ReportText | None = None
) -> ReportText | None:
    """Read the report's own file: the one that is given, else the one that report.toml names from
    the quarter's folder, where it is at hand. What is `known` of the same bytes is not read again.

    Raises RequestError for a given file that is not there, or whose head names another authority or
    period, UnreadableDocument, with its name, for one that cannot be read.
    """
    if given and not given.is_file():
        raise RequestError(say("{file}: there is no such file", file=given))
    named = str(report.meta.told.get("file", ""))
    file = given or data / str(report.quarter) / named
    if not (given or (named and file.is_file())):
        return None
    digest = sha256(file.read_bytes())
    if known is not None and known.digest == digest:
        return known
    from cchc.reading.report_head import names_of_authority, read_head
    from cchc.reading.sources import read_document

    try:
        document = read_document(file)
    except UnreadableDocument as error:
        raise UnreadableDocument(f"{name_file(file)}: {error}") from None
    read_head(document).refuse_other(
        names_of_authority(report),
        name_file(data),
        report.quarter,
        say("give the report of these data with --report, or the data of this report with --data"),
    )
    return ReportText(document, digest)


def is_drawn(target: Path, file: Path) -> bool:
    """Tell whether an annex holds the page of this very file."""
    page = target / REPORT_PAGE
    return page.is_file() and sha256(file.read_bytes()) in page.read_text("utf-8")


def write_report_text(
    report: "CheckedReport",
    text: ReportText,
    chapters: Sequence["Chapter"],
    annex: str,
    folder: Path,
) -> frozenset[str]:
    """Write the page into an annex that is being made; give the cases whose numbers it shows."""
    from cchc.annex.anchors import list_addresses
    from cchc.reading.report_page import draw_report_page

    page = draw_report_page(
        text.document,
        report,
        title=f"Văn bản Báo cáo {report.quarter.label}",
        digest=text.digest,
        annex=annex,
        addresses=list_addresses(chapters),
    )
    (folder / REPORT_PAGE).write_bytes(page.html.encode())
    return page.places
