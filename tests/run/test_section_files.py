import json

import pytest

from cchc.errors import RequestError
from cchc.run.section_files import find_project, plan


@pytest.fixture
def three_sections(notebooks, write_notebook):
    for name in ("12-ke-hoach.ipynb", "04-ho-so.ipynb", "05-so-hoa.ipynb", "kham-pha.ipynb"):
        write_notebook(notebooks, name)
    return notebooks


def names(sections):
    return [section.name for section in sections]


def test_sections_come_in_the_order_of_their_numbers_and_exploring_is_no_section(three_sections):
    assert names(plan(three_sections)) == ["04-ho-so", "05-so-hoa", "12-ke-hoach"]


def test_a_section_takes_its_title_from_the_first_heading(three_sections):
    assert plan(three_sections)[0].title == "Hồ sơ"


@pytest.mark.parametrize(
    "before", ["```python\n# mã\n```\n\n", "~~~~\n# mã\n~~~~\n", "<!--\n# ẩn\n-->\n"]
)
def test_what_stands_in_code_or_a_comment_is_no_title(notebooks, write_notebook, before):
    path = write_notebook(notebooks, "04-ho-so.ipynb")
    text = path.read_text("utf-8")
    escaped = json.dumps(before, ensure_ascii=False)[1:-1]
    path.write_text(text.replace("# Hồ sơ", f"{escaped}# Hồ sơ"), "utf-8")
    assert plan(notebooks)[0].title == "Hồ sơ"


@pytest.mark.parametrize(
    ("only", "expected"),
    [
        (["04"], ["04-ho-so"]),
        (["4"], ["04-ho-so"]),
        (["04-ho-so"], ["04-ho-so"]),
        (["12, 04"], ["04-ho-so", "12-ke-hoach"]),
        (["05", "04"], ["04-ho-so", "05-so-hoa"]),
        ([""], ["04-ho-so", "05-so-hoa", "12-ke-hoach"]),
    ],
)
def test_only_picks_sections_and_keeps_their_order(three_sections, only, expected):
    assert names(plan(three_sections, only)) == expected


@pytest.mark.parametrize("only", ["99", "ho-so", "04-hoso", "kham-pha", "0"])
def test_an_unknown_section_is_refused_with_the_list(three_sections, only):
    with pytest.raises(RequestError, match=rf"--only {only}: .* 04-ho-so, 05-so-hoa, 12-ke-hoach"):
        plan(three_sections, ["05," + only])


def test_two_notebooks_of_one_number_are_refused(three_sections, write_notebook):
    write_notebook(three_sections, "04-khac.ipynb")
    with pytest.raises(
        RequestError, match=r"04-ho-so\.ipynb and 04-khac\.ipynb are both section 04"
    ):
        plan(three_sections)


@pytest.mark.parametrize("name", ["4-ho-so.ipynb", "04_ho_so.ipynb", "04-Hồ-sơ.ipynb"])
def test_a_misnamed_section_is_refused_not_left_out(three_sections, write_notebook, name):
    write_notebook(three_sections, name)
    with pytest.raises(RequestError, match=r"such as 04-ho-so\.ipynb"):
        plan(three_sections)


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"cells": [1], "nbformat": 4}', '{"cells": [], "nbformat": 3}']
)
def test_a_file_that_is_no_notebook_is_named(notebooks, text):
    (notebooks / "04-ho-so.ipynb").write_text(text, encoding="utf-8")
    with pytest.raises(RequestError, match=r"notebooks/04-ho-so\.ipynb"):
        plan(notebooks)


def test_a_folder_without_sections_is_refused(notebooks):
    with pytest.raises(RequestError, match="no section notebook"):
        plan(notebooks)


def test_the_project_is_found_from_a_folder_inside_it(notebooks):
    assert find_project(notebooks) == notebooks.parent


def test_outside_a_project_the_next_step_is_said(tmp_path):
    with pytest.raises(RequestError, match="run cchc in the top folder"):
        find_project(tmp_path)
