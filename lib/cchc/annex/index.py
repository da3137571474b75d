"""Pages that lead to annexes: all quarters of a folder, and all localities of a batch."""

import html
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup

from cchc.errors import QuarterError, RequestError
from cchc.model.formats import FORMATS, REPORT_PAGE
from cchc.model.quarter import Quarter
from cchc.model.replaced import replace_file
from cchc.run.published import MARK, read_manifest

INDEX_TEMPLATES = Path(__file__).parent / "templates" / "html"
TITLES = ("Phụ lục các kỳ báo cáo", "Phụ lục của các địa phương")
_TITLE = "<title>Phụ lục các "  # as pages of older versions begin, too
LONGEST_HEAD = 4096  # characters before which the title stands
EDITION_NAMES = {"annex": "bản nội bộ", "annex-official": "bản chính thức"}
HEADINGS = (
    "Kỳ báo cáo",
    "Bản nội bộ",
    "Bản chính thức",
    "Lỗi",
    "Chưa có kết luận",
    "Cảnh báo",
    "Lưu ý",
    "Tình trạng",
)
IndexCell = Markup | str | int
_COUNTS = ("error", "open_error", "warning", "info")


def write_index(out: Path) -> bool:
    """Write `out`/index.html: every annex in the folder, the newest quarter first; the same
    annexes, the same bytes. A page of somebody else's stays: then False.
    """
    if not is_ours(out / "index.html"):
        return False
    rows = None
    # looked at again once it is written: another build may have ended in between
    while rows != (found := [_row(folder, manifest) for folder, manifest in _find_annexes(out)]):
        rows = found
        told = f"{len(rows)} phụ lục." if rows else "Chưa có phụ lục nào."
        write_page(
            out / "index.html",
            TITLES[0],
            told,
            "Phụ lục và số sai lệch của mỗi kỳ",
            HEADINGS,
            rows,
        )
    return True


def is_ours(page: Path) -> bool:
    """Tell whether a page may be written over: it is not there, or one of those made here."""
    if not os.path.lexists(page):
        return True
    if page.is_symlink() or not page.is_file():
        return False
    begin = page.read_text(encoding="utf-8", errors="replace")[:LONGEST_HEAD]
    return _TITLE in begin or f"<title>{TITLES[1]}</title>" in begin


def write_page(
    path: Path,
    title: str,
    told: str,
    caption: str,
    headings: Sequence[str],
    rows: Sequence[Sequence[IndexCell]],
) -> None:
    """Write a page with one table, in one step; the first cell of a row heads it, Markup is taken
    as HTML.
    """
    environment = Environment(
        loader=FileSystemLoader(INDEX_TEMPLATES), autoescape=True, trim_blocks=True
    )
    template = environment.get_template("index.html.j2")
    values = {"title": title, "told": told, "caption": caption, "headings": headings, "rows": rows}
    # a page of one table takes the reader's own Times: cutting faces down to its letters would cost
    # more than the rest
    page = template.render(
        style=Markup((INDEX_TEMPLATES / "annex.css").read_text("utf-8")), **values
    )
    replace_file(path, page.encode(), mode=0o644)


def link_files(folder: str, names: Sequence[str], about: str) -> Markup | str:
    """Link the files of an edition by their kinds; the label of each link says whose it is."""
    links = [
        f'<a href="{html.escape(quote(f"{folder}/{name}"))}" '
        f'aria-label="{html.escape(f"{FORMATS[kind]}, {about}")}">{FORMATS[kind]}</a>'
        for name, kind in ((name, name.rpartition(".")[2]) for name in names)
    ]
    return Markup("\u00a0·\u00a0".join(links)) if links else "–"


def list_edition(outputs: Mapping[str, str], stem: str) -> list[str]:
    """List the files of an edition, in the order HTML, PDF, Excel."""
    return [f"{stem}.{kind}" for kind in FORMATS if f"{stem}.{kind}" in outputs]


def _find_annexes(out: Path) -> Iterator[tuple[str, Mapping[str, Any]]]:
    folders = {
        mark.parent.name: mark.parent
        for mark in out.glob(f"*/{MARK}")
        if not mark.parent.name.startswith(".")
    }
    # a quarter, newest first, and its parts behind it
    for name in _newest_first(folders):
        with suppress(RequestError):  # a folder of someone else's
            yield name, read_manifest(folders[name])


def _newest_first(folders: Iterable[str]) -> list[str]:
    of: dict[str, Quarter] = {}
    for name in folders:
        with suppress(QuarterError):
            of[name] = Quarter.parse(name.partition("-")[0])
    return sorted(sorted(of), key=of.__getitem__, reverse=True)


def _row(folder: str, manifest: Mapping[str, Any]) -> list[IndexCell]:
    quarter, _, parts = folder.partition("-")
    name = Quarter.parse(quarter).heading + (f", phần {parts.replace('-', ', ')}" if parts else "")
    links = [
        link_files(folder, list_edition(manifest["outputs"], stem), f"{said} {name}")
        for stem, said in EDITION_NAMES.items()
    ]
    if REPORT_PAGE in manifest["outputs"]:
        page = html.escape(quote(f"{folder}/{REPORT_PAGE}"))
        label = html.escape(f"Văn bản báo cáo, {name}")
        text = Markup(f'<a href="{page}" aria-label="{label}">Văn bản báo cáo</a>')
        links[0] = Markup("\u00a0·\u00a0").join([links[0], text])
    failed = ", ".join(manifest["failed"])
    state = f"không thực hiện được phần {failed}" if failed else "đầy đủ"
    return [name, *links, *(manifest["findings"].get(count, 0) for count in _COUNTS), state]
