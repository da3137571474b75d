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


@pytest.mark.parametrize("at_once", [True, False])
def test_where_folders_cannot_be_exchanged_two_renames_do(tmp_path, monkeypatch, at_once):
    target = tmp_path / "2024Q1"
    target.mkdir()
    if not at_once:
        monkeypatch.setattr("cchc.run.replace._exchange_at_once", lambda first, second: False)
    with replacing(target) as new:
        (new / "annex.html").write_text("new", encoding="utf-8")
    assert [path.name for path in target.iterdir()] == ["annex.html"]
    assert [path.name for path in tmp_path.iterdir()] == ["2024Q1"]


def test_an_annex_that_a_killed_build_had_set_aside_comes_back(tmp_path):
    left = tmp_path / ".2024Q1.building"
    (left / "new").mkdir(parents=True)
    (left / "old").mkdir()
    (left / "old" / "annex.html").write_text("old", encoding="utf-8")
    target = tmp_path / "2024Q1"
    with pytest.raises(ZeroDivisionError), replacing(target):
        raise ZeroDivisionError
    assert (target / "annex.html").read_text(encoding="utf-8") == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["2024Q1"]


def test_what_another_build_left_for_another_target_stays(tmp_path):
    other = tmp_path / ".2024Q1-04.building"
    other.mkdir()
    with replacing(tmp_path / "2024Q1"):
        pass
    assert other.exists()
