"""Charts and pictures as a notebook shows them: one object from which all annexes are written."""

from dataclasses import dataclass, field
from html import escape
from typing import Any

from cchc.errors import PictureError
from cchc.language import say
from cchc.objects import FIGURE_MIME

from .captions import SLUG, clean_text
from .tables import Table


@dataclass(frozen=True)
class Figure:
    """A chart with its title, alternative text, notes, source and the table of its data.

    The title is not part of the drawing: caption and alternative text carry it. A figure without an
    id is addressed by the notebook cell that shows it; one without title or alternative text bears
    the heading above the cell and is described by its place. A `natural` one is printed at its own
    size, the others as wide as the page; `preview` is the drawing for screens that lack the
    annex's typeface, `narrow` the one for phones. `empty` says why nothing is drawn; the annex
    has a line in the place of such a chart.
    """

    id: str
    title: str
    alt: str
    svg: str = field(repr=False)
    subtitle: str = ""
    notes: tuple[str, ...] = ()
    source: str = ""
    table: Table | None = field(default=None, repr=False)
    picture: Any = field(default=None, repr=False, compare=False)
    preview: str = field(default="", repr=False, compare=False)
    natural: bool = False
    narrow: str = field(default="", repr=False)
    empty: str = ""

    def __post_init__(self) -> None:
        for name in ("title", "subtitle", "alt", "source"):
            object.__setattr__(self, name, clean_text(getattr(self, name)))
        object.__setattr__(self, "notes", tuple(clean_text(note) for note in self.notes))
        if self.id and not SLUG.fullmatch(self.id):
            raise PictureError(
                say(
                    "figure id {id} is not a slug; write it such as 'ty-le-so-hoa'",
                    id=repr(self.id),
                )
            )
        if self.id and not (self.title.strip() and self.alt.strip()):
            raise PictureError(
                say("figure {id} needs a title and an alternative text", id=repr(self.id))
            )

    def payload(self) -> dict[str, Any]:
        """Return what the annex prints beside the drawing."""
        rare = {"natural": self.natural, "narrow": self.narrow, "empty": self.empty}
        return {name: value for name, value in rare.items() if value} | {
            "id": self.id,
            "title": self.title,
            "subtitle": self.subtitle,
            "alt": self.alt,
            "notes": list(self.notes),
            "source": self.source,
            "table": self.table.payload() if self.table else None,
        }

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        # JupyterLab shows the HTML, with the title that the annex writes as a caption
        caption = f"<b>{escape(self.title)}</b><br><small>{escape(self.subtitle)}</small>"
        drawing = self.preview or self.svg
        return {
            "text/html": f"<figure><figcaption>{caption}</figcaption>{drawing}</figure>",
            "image/svg+xml": self.svg,
            "text/plain": f"{self.title}\n{self.alt}",
            FIGURE_MIME: self.payload(),
        }
