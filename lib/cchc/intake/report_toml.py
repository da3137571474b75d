"""report.toml as commands write it: what the report is, its sections and its chapters."""

import calendar
import json
from collections.abc import Iterable
from datetime import date

from cchc.model.meta import Meta
from cchc.model.quarter import Quarter

_UNTIL = "ngày cuối kỳ, cho đến khi ký báo cáo"


def compose_meta(meta: Meta, comment: str) -> str:
    """Write report.toml; chapters only where the report lists them with a title."""
    listed = [chapter for chapter in meta.chapters if chapter.title]
    told = meta.told.get("period")
    period = [f"period = {quoted(str(told))}"] if told else []
    lines = [
        f"# {comment}",
        f"title = {quoted(meta.title)}",
        f"authority = {quoted(meta.authority)}",
        *period,
        f"number = {quoted(meta.number)}",
        f"dated = {meta.dated.isoformat()} # {_UNTIL}",
        "",
        *_list(
            "sections",
            (
                {"section": s.section, "title": s.title, "notebook": s.notebook}
                for s in meta.sections
            ),
        ),
    ]
    if listed:
        chapters = (
            {"chapter": c.chapter, "title": c.title, "sections": c.sections}
            | ({"notebook": c.notebook} if c.notebook else {})
            for c in listed
        )
        lines += ["", *_list("chapters", chapters)]
    return "\n".join(lines) + "\n"


def last_day(quarter: Quarter) -> date:
    """Give the last day of a period by the calendar."""
    month = quarter.last_month
    return date(quarter.year, month, calendar.monthrange(quarter.year, month)[1])


def _list(name: str, entries: Iterable[dict[str, object]]) -> list[str]:
    rows = [
        "  { " + ", ".join(f"{key} = {_written(value)}" for key, value in entry.items()) + " },"
        for entry in entries
    ]
    return [f"{name} = [", *rows, "]"]


def _written(value: object) -> str:
    if isinstance(value, tuple):
        return "[" + ", ".join(map(quoted, value)) + "]"
    return quoted(str(value))


def quoted(text: str) -> str:
    """Write a text in quotation marks, as TOML and YAML read it."""
    # a JSON string is a TOML string, but for the one control character that JSON leaves as it is
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
