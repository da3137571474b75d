"""Links to notebooks and rows: relative, quoted, and only to what exists."""

from cchc.explore.links import Links, write_text
from cchc.model.quarter import Quarter

QUARTER = Quarter(2030, 1)


def test_a_notebook_is_found_beside_the_data_and_linked_from_where_one_stands(tmp_path):
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "notebooks" / "04-ho so.ipynb").touch()
    link = Links(tmp_path / "data", tmp_path / "notebooks").notebook("04", "bat-thuong")
    assert 'href="04-ho%20so.ipynb#cell-id=bat-thuong"' in link
    assert 'href="../notebooks/04-ho%20so.ipynb"' in Links(
        tmp_path / "data", tmp_path / "data"
    ).notebook("04")


def test_a_notebook_that_does_not_exist_is_named_without_a_link(tmp_path):
    assert Links(tmp_path / "data", tmp_path).notebook("04") == "phần 04"
    assert Links(None, tmp_path).notebook("") == "–"


def test_a_row_is_linked_as_a_spreadsheet_counts_it(sound, tmp_path):
    link = Links(sound.root, tmp_path / "notebooks").row(QUARTER, "figures.csv", 3)
    assert 'href="../data/2030Q1/figures.csv#row=1"' in link
    assert ">figures.csv, dòng 3<" in link
    assert "ở đó là dòng 2" in link


def test_without_a_folder_the_row_is_named(tmp_path):
    assert Links(None, tmp_path).row(QUARTER, "figures.csv", 3) == "figures.csv, dòng 3"


def test_control_characters_and_markup_are_written_as_text():
    assert write_text('<a "\x1b\u202e>') == "&lt;a &quot;\ufffd\ufffd&gt;"
