"""The PDF annex: A4 in the statutory form, tagged (PDF/A-2a and PDF/UA-1), set by Typst in Tinos
alone.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, time
from functools import partial
from pathlib import Path

import typst

from cchc.errors import PublishError
from cchc.language import say
from cchc.model.remembered import remember

from .anchors import UNPARTED
from .chapters import Chapter, list_failed, split_lead
from .exporters import TEMPLATES, ChapterExporter
from .pdf_structure import list_heads, mark_row_heads
from .pictures import STANDARDS
from .rereading import write_once
from .tinos import FOLDER
from .title_block import CONTENTS, KIND, AnnexMeta, say_elsewhere, say_gaps, say_incomplete
from .typeset import set_printed, set_prose, set_table, write_figure, write_string

SHORT_CONTENTS = 24  # lines, which take a third of a page; twice as many do so in two columns


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
    """Write the PDF annex. The same chapters give the same bytes, dated by the report's day.

    Raises PublishError for whatever the compiler refuses or merely warns of: with a missing font
    Typst drops all text and only warns.
    """
    compile_source(write_source(chapters, meta), meta, path)


def compile_source(source: str, meta: AnnexMeta, path: Path) -> None:
    """Compile what write_source gives, as write_pdf does; meanwhile Python is left to others.
    Raises PublishError.
    """
    told = f"{meta.day} {source}"
    path.write_bytes(remember("pdf", told, lambda: _compile(source, meta)))


def _compile(source: str, meta: AnnexMeta) -> bytes:
    fonts = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FOLDER)]
    )
    midnight = datetime.combine(meta.day, time(), UTC)
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
    return mark_row_heads(pdf, list_heads(source))


def write_source(chapters: Sequence[Chapter], meta: AnnexMeta) -> str:
    """Write the whole annex as one Typst source."""
    exporter = TypstExporter()
    bodies = [
        exporter.write(chapter)
        if meta.official
        else write_once("typst", chapter, None, partial(exporter.write, chapter))
        for chapter in chapters
    ]
    told = {
        "kind": KIND,
        "file-title": meta.heading,
        "title": meta.title,
        "authority": meta.authority,
        "document-line": meta.document,
        "incomplete": say_incomplete([chapter.title for chapter in list_failed(chapters)]),
        "doubt": meta.doubt,
        "mark": meta.mark,
        "codes": UNPARTED.pattern,
    }
    texts = ", ".join(f"{name}: {write_string(text)}" for name, text in told.items())
    end = meta.day
    date = f"datetime(year: {end.year}, month: {end.month}, day: {end.day})"
    opening = f"#show: annex.with({texts}, date: {date})\n"
    form = (TEMPLATES / "typst" / "form.typ").read_text("utf-8")
    lead = len(split_lead(chapters)[0])
    lines = _count_contents(chapters)
    fresh, own = (str(told).lower() for told in (lead > 0, lines > 2 * SHORT_CONTENTS))
    contents = (
        f"#contents({write_string(CONTENTS)}, fresh: {fresh},"
        f" columns-of: {1 if lines <= SHORT_CONTENTS else 2}, own-page: {own},"
        f" gaps: {write_string(say_gaps(chapter.number for chapter in chapters))})"
    )
    leading = [f"#lead[{body}]" for body in bodies[:lead]]
    elsewhere = say_elsewhere(meta.figures)
    ending = [f"#elsewhere({write_string(elsewhere)})"] if elsewhere else []
    return "\n".join([form, opening, *leading, contents, *bodies[lead:], *ending])


def _count_contents(chapters: Sequence[Chapter]) -> int:
    return sum(1 + sum(h[0] <= 2 for h in chapter.headings) for chapter in chapters)
