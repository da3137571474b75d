"""Small notebooks for the tests of the run layer."""

from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

PARAMETERS = 'quarter: str = ""  # which quarter\ndata: str = "../data"  # folder of the data'


@pytest.fixture
def notebooks(tmp_path: Path) -> Path:
    """An empty project: notebooks/ beside data/."""
    (tmp_path / "project" / "data").mkdir(parents=True)
    folder = tmp_path / "project" / "notebooks"
    folder.mkdir()
    return folder


@pytest.fixture(scope="session")
def write_notebook() -> Callable[..., Path]:
    """Write a section notebook: title, parameters, then one code cell per text given."""

    def write(folder: Path, name: str, *code: str, parameters: str = PARAMETERS) -> Path:
        cells = [new_markdown_cell("# Hồ sơ", id="title")]
        cells += [new_code_cell(parameters, id="parameters", metadata={"tags": ["parameters"]})]
        cells += [new_code_cell(text, id=f"code-{number}") for number, text in enumerate(code)]
        # a kernelspec that exists nowhere: kernels must not depend on it
        metadata = {
            "kernelspec": {"name": "elsewhere", "display_name": "Elsewhere", "language": "python"}
        }
        path = folder / name
        nbformat.write(new_notebook(cells=cells, metadata=metadata), path)
        return path

    return write
