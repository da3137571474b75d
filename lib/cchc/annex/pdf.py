"""The PDF annex: A4 in the statutory form, tagged (PDF/A-2a and PDF/UA-1), set by Typst in Tinos
alone.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, time
from pathlib import Path

import typst

from cchc.errors import PublishError
from cchc.language import say

from .chapters import AnnexMeta, Chapter, split_lead
from .exporters import TEMPLATES, ChapterExporter
from .pictures import STANDARDS
from .tinos import FOLDER
from .typeset import set_printed, set_prose, set_table, write_figure, write_string


class TypstExporter(ChapterExporter):
    """Writes a chapter as Typst source; code is left to the HTML annex."""

    export_from_notebook = "Annex Typst"
    output_mimetype = "text/vnd.typst"
    kind, folder = "typ", "typst"
    filters_of_kind = {  # noqa: RUF012 - nothing changes it
        "typst_string": write_string,
        "prose": set_prose,
        "table": set_table,
        "figure": write_figure,
        "printed": set_printed,
    }


def write_pdf(chapters: Sequence[Chapter], meta: AnnexMeta, path: Path) -> None:
    """Write the PDF annex. The same chapters give the same bytes, dated by the quarter's last day.

    Raises PublishError for whatever the compiler refuses or merely warns of: with a missing font
    Typst drops all text and only warns.
    """
    compile_source(write_source(chapters, meta), meta, path)


def compile_source(source: str, meta: AnnexMeta, path: Path) -> None:
    """Compile what write_source gives, as write_pdf does; meanwhile Python is left to others.
    Raises PublishError.
    """
    fonts = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FOLDER)]
    )
    midnight = datetime.combine(meta.quarter.end, time(), UTC)
    try:
        pdf, warnings = typst.Compiler(font_paths=fonts).compile_with_warnings(
            input=source.encode(),
            format="pdf",
            pdf_standards=STANDARDS,
            timestamp=int(midnight.timestamp()),
        )
    except typst.TypstError as error:
        hints = "; ".join(error.hints)
        raise PublishError(
            say(
                "the PDF annex: {reason}", reason=f"{error.message}{f' ({hints})' if hints else ''}"
            )
        ) from error
    if warnings:
        raise PublishError(
            say(
                "the PDF annex: {reason}", reason="; ".join(warning.message for warning in warnings)
            )
        )
    path.write_bytes(pdf)


def write_source(chapters: Sequence[Chapter], meta: AnnexMeta) -> str:
    """Write the whole annex as one Typst source."""
    exporter = TypstExporter(optimistic_validation=True)
    bodies = [exporter.write(chapter) for chapter in chapters]
    failed = [chapter.title for chapter in chapters if chapter.section.failed is not None]
    incomplete = (
        f"Phụ lục này chưa đầy đủ. Không thực hiện được {len(failed)} phần: {', '.join(failed)}."
    )
    end = meta.quarter.end
    note = write_string(incomplete if failed else "")
    opening = (
        f"#show: annex.with(title: {write_string(meta.title)}, authority:"
        f" {write_string(meta.authority)}, document-line: {write_string(meta.document)},"
        f" incomplete: {note}, doubt: {write_string(meta.doubt)}, mark: {write_string(meta.mark)},"
        f" date: datetime(year: {end.year}, month: {end.month}, day: {end.day}))\n"
    )
    form = (TEMPLATES / "typst" / "form.typ").read_text("utf-8")
    lead = len(split_lead(chapters)[0])
    contents = f"#contents(fresh: {str(lead > 0).lower()})"
    return "\n".join(
        [form, opening, *(f"#lead[{body}]" for body in bodies[:lead]), contents, *bodies[lead:]]
    )
