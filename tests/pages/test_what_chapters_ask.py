"""What the chapters of the real quarter ask of its report: a changed figure executes those again
that show it, or something that it makes different, and no other.
"""

import json
import shutil
from pathlib import Path

import pytest

from cchc import read_report
from cchc.report import listening
from cchc.report.asked import WHOLE
from cchc.report.asking_again import Answers
from cchc.report.listening import Listener

PROJECT = Path(__file__).parents[2]
QUARTER = "2024Q1"


@pytest.fixture(scope="module")
def asked() -> dict[str, dict[str, str]]:
    """The questions of each chapter, with the answers that it got."""
    told: dict[str, dict[str, str]] = {}
    place = (PROJECT / "data").resolve()
    try:
        for notebook in sorted((PROJECT / "notebooks").glob("[0-9]*.ipynb")):
            notes = told.setdefault(notebook.name[:2], {})
            listening.listen(Listener(str(place), notes.__setitem__))
            here = {}
            for cell in json.loads(notebook.read_text(encoding="utf-8"))["cells"]:
                if cell["cell_type"] == "code":
                    exec("".join(cell["source"]), here)
                    if "quarter" in here and "report" not in here:
                        here |= {"quarter": QUARTER, "data": str(place)}
    finally:
        listening._listeners.clear()
    assert not [chapter for chapter, notes in told.items() if WHOLE in notes]
    return told


@pytest.mark.parametrize(
    ("row", "printed", "chapters"),
    [
        pytest.param("legal_conferences,wards,12", "13", "02", id="nothing is found"),
        pytest.param("broadcast_hours,area,34", "35", "01 12", id="statements rest on it"),
        pytest.param("staff_quota,city,4.058", "4.059", "00 06 12 13 14", id="an error"),
        pytest.param("digitisation_rate,p01,98.7", "98.8", "00 05 12 13 14", id="one of a unit"),
    ],
)
def test_a_changed_figure_concerns_the_chapters_that_show_it(
    asked, tmp_path, row, printed, chapters
):
    shutil.copytree(PROJECT / "data", tmp_path / "data")
    path = tmp_path / "data" / QUARTER / "figures.csv"
    text = path.read_text(encoding="utf-8")
    assert row in text
    changed = f"{row.rpartition(',')[0]},{printed}"
    path.write_text(text.replace(row, changed, 1), encoding="utf-8")
    report = read_report(QUARTER, tmp_path / "data")
    answers = Answers(lambda quarter: report)
    stale = [chapter for chapter, notes in asked.items() if not answers.hold(notes)]
    assert " ".join(stale) == chapters
