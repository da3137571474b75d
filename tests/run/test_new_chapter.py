"""A chapter of one's own: the template runs, is never written over another, and builds beside the
general one.
"""

import json

import pytest
from papermill import execute

from cchc.errors import InputError, RequestError
from cchc.run.chapter import failure_of, run_notebook
from cchc.run.contents import GENERAL, plan_chapters
from cchc.run.new_chapter import TEMPLATE, write_chapter
from cchc.run.parameters import read_parameters
from cchc.run.section_files import plan


def test_a_title_takes_the_next_free_number(tmp_path):
    first = write_chapter("Giao thông", tmp_path)
    assert (first.path.name, first.number, first.title) == (
        "01-giao-thong.ipynb",
        "01",
        "Giao thông",
    )
    write_chapter("14-phuong-phap", tmp_path)
    assert write_chapter("Đất đai", tmp_path).path.name == "15-dat-dai.ipynb"
    assert [section.title for section in plan(tmp_path)] == [
        "Giao thông",
        "Phuong phap",
        "Đất đai",
    ]


def test_no_notebook_is_written_over(tmp_path):
    path = write_chapter("15-giao-thong.ipynb", tmp_path, "Giao thông").path
    before = path.read_bytes()
    with pytest.raises(
        InputError, match="is there already, perhaps filled in, and is not overwritten"
    ):
        write_chapter("15-giao-thong", tmp_path)
    with pytest.raises(RequestError, match="has a chapter 15 already"):
        write_chapter("15-khac", tmp_path)
    with pytest.raises(RequestError, match="name a chapter with two digits"):
        write_chapter("16-../../x", tmp_path)
    assert path.read_bytes() == before


def test_a_title_stays_one_heading(tmp_path):
    write_chapter("Một\n\n# Hai", tmp_path)
    assert plan(tmp_path)[0].title == "Một # Hai"


@pytest.mark.parametrize(
    "figures", [{}, {"received": "10", "resolved": "8", "resolved_rate": "80%"}]
)
def test_the_template_runs_with_figures_and_without(folder, tmp_path, figures):
    folder.figures(**figures)
    path = write_chapter("Giao thông", tmp_path / "notebooks").path
    done = run_notebook(path, {"quarter": "2030Q1", "data": str(folder.root)}, tmp_path, 60.0, "")
    assert failure_of(done) is None
    shown = [cell for cell in done.cells if cell.cell_type == "code" and cell.outputs]
    assert [cell.id for cell in shown] == ["y-chinh", "bang", "bieu-do"]


def test_papermill_writes_no_executed_notebook_to_nowhere(folder, tmp_path, monkeypatch):
    written = []
    monkeypatch.setattr(execute, "write_ipynb", lambda nb, path: written.append(len(nb.cells)))
    path = write_chapter("Giao thông", tmp_path / "notebooks").path
    done = run_notebook(path, {"quarter": "khong", "data": str(folder.root)}, tmp_path, 60.0, "")
    assert written == [0]
    assert failure_of(done) is not None


def test_the_template_is_kept_without_outputs_and_has_the_parameters_of_all():
    notebook = json.loads(TEMPLATE.read_text(encoding="utf-8"))
    assert not [cell for cell in notebook["cells"] if cell.get("outputs")]
    assert [parameter.name for parameter in read_parameters(TEMPLATE)] == ["quarter", "data"]


def test_a_folder_of_ones_own_takes_the_general_notebook_from_elsewhere(folder, tmp_path):
    folder.figures(received="10")
    own, shipped = tmp_path / "own", tmp_path / "shipped" / GENERAL
    write_chapter("15-giao-thong", own)
    shipped.parent.mkdir()
    shipped.write_bytes(TEMPLATE.read_bytes())
    # without a general one the folder runs as it is
    assert [c.name for c in plan_chapters("2030Q1", folder.root, own)] == ["15-giao-thong"]
    (general,) = plan_chapters("2030Q1", folder.root, own, general=shipped)
    assert general.path == shipped
    data = dict(general.given)["data"]
    assert (shipped.parent / data).resolve() == folder.root.resolve()
    own.joinpath(GENERAL).write_bytes(TEMPLATE.read_bytes())
    (general,) = plan_chapters("2030Q1", folder.root, own, general=shipped)
    assert (general.path, dict(general.given).keys()) == (own / GENERAL, {"chapter"})
