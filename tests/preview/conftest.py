"""A project of three chapters, and a session that previews it."""

import shutil
from pathlib import Path

import pytest
from tests.run.conftest import notebooks, write_notebook  # noqa: F401 - fixtures

from cchc.preview.session import Session

READ = "from cchc import read_report, show\nreport = read_report(quarter, data)"
TABLE = (
    "frame = report.mentions('{0}', report.authority)\n"
    "show.table(frame[['printed', 'place']].reset_index(drop=True), '{1}')"
)


@pytest.fixture
def project(notebooks, write_notebook, sound) -> Path:  # noqa: F811
    """The folder of a project that builds."""
    for name, code, title in (
        ("00-mot.ipynb", "received", "Tiếp nhận"),
        ("01-hai.ipynb", "revenue", "Thu ngân sách"),
    ):
        write_notebook(notebooks, name, READ, TABLE.format(code, title))
    write_notebook(notebooks, "02-ba.ipynb", READ, "print(len(report.figures))")
    root = notebooks.parent
    shutil.rmtree(root / "data")
    shutil.copytree(sound.root, root / "data")
    return root


@pytest.fixture
def session(project, tmp_path, warm_for_all, monkeypatch):
    monkeypatch.setattr("cchc.preview.session.warm_kernels", warm_for_all)
    private = tmp_path / "private"
    private.mkdir()
    asked = {"quarter": "2030Q1", "data": project / "data", "notebooks": project / "notebooks"}
    session = Session({**asked, "jobs": 2}, private, tmp_path / "cache", "// follows")
    session.open()
    yield session
    session.close()
