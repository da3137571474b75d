import pytest

from cchc.run.replace import replacing


def test_a_new_folder_takes_the_place_of_the_old_one_as_a_whole(tmp_path):
    target = tmp_path / "outputs" / "2024Q1"
    for text in ("first", "second"):
        with replacing(target) as new:
            (new / text).write_text(text, encoding="utf-8")
    assert [path.name for path in target.iterdir()] == ["second"]
    assert [path.name for path in target.parent.iterdir()] == ["2024Q1"]


def test_after_an_error_the_old_folder_stands_and_nothing_else_is_left(tmp_path):
    target = tmp_path / "2024Q1"
    target.mkdir()
    (target / "annex.html").write_text("old", encoding="utf-8")
    with pytest.raises(FileNotFoundError), replacing(target) as new:
        (new / "annex.html").write_bytes((target / "missing").read_bytes())
    assert (target / "annex.html").read_text(encoding="utf-8") == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["2024Q1"]


def test_the_old_folder_comes_back_when_the_new_one_cannot_be_put_there(tmp_path):
    target = tmp_path / "2024Q1"
    target.mkdir()
    (target / "annex.html").write_text("old", encoding="utf-8")
    with pytest.raises(OSError, match="new"), replacing(target) as new:
        new.rmdir()
    assert (target / "annex.html").read_text(encoding="utf-8") == "old"


def test_the_new_folder_can_be_read_by_others(tmp_path):
    (tmp_path / "plain").mkdir()
    with replacing(tmp_path / "2024Q1"):
        pass
    assert (tmp_path / "2024Q1").stat().st_mode == (tmp_path / "plain").stat().st_mode
