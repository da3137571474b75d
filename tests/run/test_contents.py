import json

import pytest

from cchc.errors import RequestError
from cchc.run.contents import GENERAL, plan_chapters, say_absent, say_unplaced


@pytest.fixture
def project(folder, tmp_path):
    """One chapter with a special notebook that needs `received`, and one that sums up."""
    folder.figures(received="10")
    folder.write(
        "2030Q1/report.toml",
        folder.path("2030Q1/report.toml")
        .read_text(encoding="utf-8")
        .replace('notebook = "00"', 'notebook = "04"')
        .replace('notebook = "01"', 'notebook = "08"'),
    )
    notebooks = tmp_path / "notebooks"
    notebooks.mkdir()
    write(notebooks / "04-ho-so.ipynb", "Hồ sơ một cửa", {"indicators": ["received"]})
    write(notebooks / "08-tai-chinh.ipynb", "Tài chính công", {"indicators": ["revenue"]})
    write(notebooks / "13-bat-thuong.ipynb", "Bất thường", {"always": True})
    write(notebooks / GENERAL, "Phần chung", {})
    return folder, notebooks


def write(path, title: str, needs: dict | None) -> None:
    cell = {"cell_type": "markdown", "id": "a", "metadata": {}, "source": f"# {title}"}
    notebook = {
        "cells": [cell],
        "metadata": {} if needs is None else {"cchc": needs},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    path.write_text(json.dumps(notebook), encoding="utf-8")


def names(project, only=()) -> list[tuple[str, str, tuple]]:
    folder, notebooks = project
    chapters = plan_chapters("2030Q1", folder.root, notebooks, only)
    return [(chapter.name, chapter.path.name, chapter.given) for chapter in chapters]


def test_a_chapter_without_anything_is_left_out_and_what_sums_up_is_there_always(project):
    assert names(project) == [
        ("04-ho-so", "04-ho-so.ipynb", ()),
        ("13-bat-thuong", "13-bat-thuong.ipynb", ()),
    ]


def test_the_general_notebook_stands_in_where_the_catalogue_lacks_what_is_needed(project):
    _, notebooks = project
    write(notebooks / "04-ho-so.ipynb", "Hồ sơ một cửa", {"orgs": ["land_office"]})
    assert names(project)[0] == ("04-ho-so", GENERAL, (("chapter", "04"),))


def test_a_chapter_that_no_notebook_is_made_for_is_shown_by_the_general_one(project):
    folder, _ = project
    listed = 'chapters = [{ chapter = "5", title = "Số hóa kết quả", sections = ["I.1"] }]\n'
    path = folder.path("2030Q1/report.toml")
    folder.write("2030Q1/report.toml", listed + path.read_text(encoding="utf-8"))
    assert names(project)[0] == ("05-so-hoa-ket-qua", GENERAL, (("chapter", "5"),))


def test_only_names_chapters_by_number_or_name(project):
    assert [name for name, *_ in names(project, ["4"])] == ["04-ho-so"]
    assert [name for name, *_ in names(project, ["13-bat-thuong"])] == ["13-bat-thuong"]


def test_an_unknown_chapter_is_refused_with_those_there_are(project):
    with pytest.raises(RequestError, match="--only 99: no such chapter; the chapters are 04-ho-so"):
        names(project, ["99"])


def test_a_chapter_that_is_left_out_cannot_be_asked_for_alone(project):
    with pytest.raises(RequestError, match="2030Q1: none of its chapters has any figure yet"):
        names(project, ["08"])


def test_a_folder_without_the_general_notebook_is_executed_as_it_is(project):
    _, notebooks = project
    (notebooks / GENERAL).unlink()
    assert [name for name, *_ in names(project)] == ["04-ho-so", "08-tai-chinh", "13-bat-thuong"]


def test_a_notebook_that_no_section_names_is_there_as_soon_as_one_of_its_figures_is(project):
    _, notebooks = project
    write(notebooks / "05-so-hoa.ipynb", "Số hóa", {"indicators": ["received", "resolved"]})
    write(notebooks / "06-to-chuc.ipynb", "Tổ chức", {"indicators": ["resolved"]})
    assert [name for name, *_ in names(project)] == ["04-ho-so", "05-so-hoa", "13-bat-thuong"]


def test_a_notebook_that_is_named_and_not_there_is_told_once_with_the_next_step(project):
    folder, notebooks = project
    assert say_absent("2030Q1", folder.root, notebooks) == []
    (notebooks / "04-ho-so.ipynb").unlink()
    plans = plan_chapters("2030Q1", folder.root, notebooks)
    assert [plan.path.name for plan in plans] == [GENERAL, "13-bat-thuong.ipynb"]
    (line,) = said = say_absent("2030Q1", folder.root, notebooks, plans)
    # of 08 nothing is said in this quarter, and no chapter is there for it
    assert said == say_absent("2030Q1", folder.root, notebooks)
    assert say_absent("2030Q1", folder.root, notebooks, plans[1:]) == []
    assert line.startswith(
        "2030Q1/report.toml names notebooks that are not in notebooks/: 04-….ipynb; the general"
    )
    assert "git checkout" in line


def test_a_section_for_which_no_notebook_is_named_lacks_none(project):
    folder, notebooks = project
    path = folder.path("2030Q1/report.toml")
    text = path.read_text(encoding="utf-8").replace(', notebook = "04"', "")
    folder.write("2030Q1/report.toml", text)
    assert names(project)[-1][1] == GENERAL
    assert say_absent("2030Q1", folder.root, notebooks) == []


def test_a_notebook_of_ones_own_is_there_when_a_section_names_it_whatever_the_figures(project):
    folder, notebooks = project
    write(notebooks / "20-rieng.ipynb", "Phần riêng", None)
    assert "20-rieng" not in [name for name, *_ in names(project)]
    (line,) = say_unplaced("2030Q1", folder.root, notebooks)
    assert line.startswith(
        "notebooks/20-rieng.ipynb: no section or chapter of 2030Q1/report.toml names it"
    )
    with pytest.raises(RequestError, match='write notebook = "20" at a section or chapter'):
        names(project, ["20"])
    path = folder.path("2030Q1/report.toml")
    text = path.read_text(encoding="utf-8").replace('notebook = "08"', 'notebook = "20"')
    folder.write("2030Q1/report.toml", text)
    assert names(project)[-1] == ("20-rieng", "20-rieng.ipynb", ())
    assert say_unplaced("2030Q1", folder.root, notebooks) == []
