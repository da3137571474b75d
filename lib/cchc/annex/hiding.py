"""What a notebook cell hides of itself: by the usual tags, or folded away in JupyterLab."""

from dataclasses import dataclass

from cchc.run.lean_nbformat import NotebookNode

HIDING_TAGS = ("remove-cell", "remove-input", "remove-output", "hide-input", "hide-output")
HIDING_TAGS += ("hide-cell",)


@dataclass(frozen=True)
class Hiding:
    """What is left out of a cell, and whether its outputs are folded away in the page."""

    all: bool = False
    code: bool = False
    outputs: bool = False
    folds: bool = False


def read_hiding(cell: NotebookNode) -> Hiding:
    """Read what a cell hides: what is removed or hidden in JupyterLab is not published.

    `hide-input` asks for what every page does, which folds code away; `hide-output` and `hide-cell`
    fold the outputs too.
    """
    tags = set(cell.metadata.get("tags", ()))
    state = cell.metadata.get("jupyter", {})
    hidden = state if isinstance(state, dict) else {}
    return Hiding(
        all="remove-cell" in tags
        or (cell.cell_type == "markdown" and hidden.get("source_hidden") is True),
        code=bool(tags & {"remove-input", "remove-cell"}) or hidden.get("source_hidden") is True,
        outputs="remove-output" in tags or hidden.get("outputs_hidden") is True,
        folds=bool(tags & {"hide-output", "hide-cell"}),
    )
