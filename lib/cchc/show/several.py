"""Several things that one cell shows: a heading, tables and a chart that exist only together."""

from dataclasses import dataclass

from cchc.objects.figures import Figure
from cchc.objects.prose import Prose
from cchc.objects.tables import Table


@dataclass(frozen=True)
class Several:
    """Sentences, tables and charts that stand under each other, each an output of its own."""

    parts: tuple[Prose | Table | Figure, ...]

    def _ipython_display_(self) -> None:
        from IPython.display import display

        for part in self.parts:
            display(part)
