"""Commands in messages can be typed as they stand: they name the data where they lie elsewhere."""

from pathlib import Path

import pytest

from cchc import read_report
from cchc.errors import InputError
from cchc.model.commands import find_workbook, to_type


@pytest.fixture
def workbook(tmp_path, monkeypatch):
    """A folder with a workbook, in which the user is."""
    for name in ("notebooks", "data", "khac"):
        (tmp_path / name).mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_data_of_the_workbook_need_no_name(workbook, monkeypatch):
    assert find_workbook(workbook / "khac") == workbook
    for data in ("data", workbook / "data", "./data/"):
        assert to_type("check 2030Q1", Path(data)) == "cchc check 2030Q1"
    monkeypatch.chdir(workbook / "khac")
    assert to_type("check 2030Q1", workbook / "data") == "cchc check 2030Q1"


@pytest.mark.parametrize(
    ("data", "named"), [("khac", "khac"), ("../ba", "../ba"), ("khac/../so moi", "'so moi'")]
)
def test_data_elsewhere_are_named_as_they_can_be_typed(workbook, data, named):
    assert to_type("new 2030Q2", Path(data)) == f"cchc new 2030Q2 --data {named}"


def test_outside_of_a_workbook_every_folder_is_named(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert to_type("doctor", Path("data")) == "cchc doctor --data data"


def test_a_quarter_that_is_not_there_is_begun_where_it_was_looked_for(folder):
    with pytest.raises(InputError, match=rf"cchc new 2031Q1 --data {folder.root}"):
        read_report("2031Q1", folder.root)
