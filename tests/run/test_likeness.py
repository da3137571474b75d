"""What another machine must have in common with this one."""

from importlib import metadata

from cchc.run.likeness import read_likeness, say_unlike


def test_packages_that_are_needed_by_what_is_needed_count_and_extras_do_not():
    found = read_likeness()
    assert found["pandas"] == metadata.version("pandas")
    assert found["numpy"] == metadata.version("numpy"), "pandas needs it"
    assert found["distributed"] == metadata.version("distributed")
    assert "pytest" not in found


def test_a_changed_line_of_the_library_is_another_library(monkeypatch):
    before = read_likeness()
    monkeypatch.setattr("cchc.run.likeness.hash_code", lambda shown: {"lib/cchc/a.py": "0"})
    now = read_likeness()
    assert {name for name in before if before[name] != now[name]} == {"cchc"}


def test_differences_are_named_and_many_are_counted():
    ours = {"Python": "3.11.7", "pandas": "3.1.1", "numpy": "2.4.6", "scipy": "1", "rich": "1"}
    assert say_unlike(ours, dict(ours)) == ""
    assert say_unlike(ours, {**ours, "pandas": "3.1.0"}) == "pandas is 3.1.0 there and 3.1.1 here"
    assert say_unlike(ours, {**ours, "own": "1"}) == "own is 1 there and none here"
    assert say_unlike(ours, {"Python": "3.12.1"}) == (
        "Python is 3.12.1 there and 3.11.7 here; pandas is none there and 3.1.1 here; numpy is none"
        " there and 2.4.6 here; and 2 more differ"
    )
