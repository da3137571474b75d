"""What every new folder of data begins with: its files with their headings, rows of orgs, and
report.toml.
"""

from collections.abc import Sequence

from cchc.model.called import governs
from cchc.model.meta import Meta, Section
from cchc.model.outline import ChapterEntry
from cchc.model.quarter import Quarter

from .report_toml import compose_meta, last_day

CITATIONS = ("number", "kind", "issuer", "date", "section", "place", "note")
ORG_COLUMNS = (
    "org",
    "name",
    "kind",
    "parent",
    "aliases",
    "valid_from",
    "valid_to",
    "successor",
    "role",
)
_TITLE = "Cải cách hành chính"
_HEADERS = {
    "catalog/targets.csv": "indicator,org,value,valid_from,valid_to,document,confirmed",
    "{quarter}/citations.csv": ",".join(CITATIONS),
    "{quarter}/statements.csv": (
        "statement,kind,section,theme,title,due,indicators,place,about,state,claim"
    ),
    "{quarter}/decisions.csv": "finding,decision,figure,value,reason,decided_by,decided_on",
}


def empty_files(quarter: Quarter) -> dict[str, str]:
    """Give the files that begin with headings alone, by their places in the folder."""
    return {name.format(quarter=quarter): f"{header}\n" for name, header in _HEADERS.items()}


def new_org(
    code: str, name: str, kind: str, role: str, parent: str = "", aliases: str = ""
) -> dict[str, str]:
    """Fill in a row of orgs.csv."""
    told = {"org": code, "name": name, "kind": kind, "parent": parent, "aliases": aliases}
    return dict.fromkeys(ORG_COLUMNS, "") | told | {"role": role}


def new_meta(
    authority: str,
    quarter: Quarter,
    sections: Sequence[Section],
    chapters: Sequence[ChapterEntry],
    remark: str,
    title: str = "",
    number: str = "",
) -> str:
    """Compose report.toml of a first report, dated on the last day of its period; title and number
    are the usual ones where none are given.
    """
    dated = last_day(quarter)
    number = number or f"…/BC{'-UBND' if governs(authority) else ''}"
    meta = Meta(title or _TITLE, authority, number, dated, tuple(sections), tuple(chapters))
    return compose_meta(meta, remark)
