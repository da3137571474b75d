"""Links of a notebook's output: to the section notebooks, and to the rows of the data files."""

import os
from dataclasses import dataclass
from html import escape
from pathlib import Path
from urllib.parse import quote

from cchc.model.quarter import Quarter
from cchc.objects.captions import clean_text

CASES = "13"
# JupyterLab goes to the row before the table is drawn, and then stays at the first: the link is
# followed once more as soon as the table is there
AGAIN = """if (event.isTrusted) {
  let left = 100;
  const timer = setInterval(() => {
    const drawn = [...document.querySelectorAll(".lm-DataGrid")].some((grid) => grid.offsetParent);
    if (drawn) this.click();
    if (drawn || !--left) clearInterval(timer);
  }, 100);
}"""


class Html(str):
    """HTML as it stands: every text in it is escaped already."""


def write_id(id: str) -> Html:
    """Write an id that stays on one line."""
    return Html(f'<span style="white-space:nowrap">{write_text(id)}</span>')


def write_text(text: object) -> Html:
    """Write a text as HTML; HTML stays as it is."""
    return text if isinstance(text, Html) else Html(escape(clean_text(text)))


@dataclass(frozen=True)
class Links:
    """Write links relative to the folder `here` of the notebook that shows them.

    `data` is the quarter folders' folder; the section notebooks stand in notebooks/ beside it, or
    `here`. What does not exist, or lies on another drive, is named without a link.
    """

    data: Path | None
    here: Path

    def notebook(self, number: str, cell: str = "") -> Html:
        """Link to a section notebook by its number, and there to a cell by its id."""
        beside = [self.data.resolve().parent / "notebooks"] if self.data else []
        found = [
            path
            for folder in (*beside, self.here)
            for path in sorted(folder.glob("*.ipynb"))
            if path.name.startswith(f"{number}-")
        ]
        fragment = f"#cell-id={quote(cell)}" if cell else ""
        return self._link(
            found[0] if found and number else None, fragment, f"phần {number}" if number else "–"
        )

    def row(self, quarter: Quarter, file: str, row: int) -> Html:
        """Link to a row of one of the quarter's files, counted as a spreadsheet does."""
        path = self.data.resolve() / str(quarter) / file if self.data else None
        # JupyterLab's table counts data rows from 0, below the header
        hint = f"Bảng của JupyterLab không đếm dòng tiêu đề: ở đó là dòng {row - 1}."
        return self._link(path, f"#row={row - 2}", f"{file}, dòng {row}", hint, AGAIN)

    def _link(
        self, path: Path | None, fragment: str, text: str, hint: str = "", click: str = ""
    ) -> Html:
        if path is None or not path.is_file():
            return write_text(text)
        try:
            address = Path(os.path.relpath(path, self.here.resolve())).as_posix()
        except ValueError:
            return write_text(text)
        return Html(
            '<a style="white-space:nowrap"'
            + (f' title="{escape(hint)}"' if hint else "")
            + (f' onclick="{escape(click)}"' if click else "")
            + f' href="{escape(quote(address) + fragment)}">{escape(text)}</a>'
        )
