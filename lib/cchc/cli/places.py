"""Where commands find data, chapters and outputs: as the options name them, else in the project."""

from pathlib import Path

# the chapters that come with the library, where it runs from its own checkout
_SHIPPED = Path(__file__).parents[3]


def find_data(given: Path | None) -> Path:
    """Give the folder of the data. Raises RequestError where none is named and no project is
    above.
    """
    from cchc.run.section_files import find_project

    return given or find_project(Path.cwd()) / "data"


def find_outputs(given: Path | None) -> Path:
    """Give the folder of the annexes: outputs/ of the project, of this folder outside of one."""
    project = find_project_above()
    return given or (project or Path.cwd()) / "outputs"


def find_chapters(own: Path | None = None) -> dict[str, Path]:
    """Say where the chapters lie, as `notebooks` and `general`: a folder of one's own still takes
    the general one that is shipped.

    Raises RequestError where there are none.
    """
    from cchc.run.contents import GENERAL
    from cchc.run.section_files import find_project

    place = find_project_above() or _SHIPPED
    shipped = place / "notebooks"
    if not (own or (shipped / GENERAL).is_file()):
        find_project(Path.cwd())  # tells that there is none
    return {"notebooks": own or shipped, "general": shipped / GENERAL}


def find_project_above() -> Path | None:
    """Give the project that this folder lies in, None outside of one."""
    from cchc.model.commands import find_workbook

    return find_workbook(Path.cwd())
