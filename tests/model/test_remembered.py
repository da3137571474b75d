import os

import pytest

from cchc.annex.tinos import subset_woff2
from cchc.model import remembered
from cchc.model.digests import digest
from cchc.model.remembered import remember, remember_answer, remembering


@pytest.fixture
def made():
    return []


def make(made, text: str = "a") -> bytes:
    made.append(text)
    return text.encode() * 3


def test_nothing_is_kept_where_nobody_says_so(made):
    assert remember("k", "i", lambda: make(made)) == remember("k", "i", lambda: make(made))
    assert len(made) == 2


def test_what_was_made_of_the_same_is_not_made_again(tmp_path, made):
    for _ in range(2):
        with remembering(tmp_path, "tools"):
            assert remember("k", "i", lambda: make(made)) == b"aaa"
    assert len(made) == 1


@pytest.mark.parametrize(
    ("kind", "ingredients", "tools"),
    [("other", "i", "t"), ("k", "other", "t"), ("k", "i", "other")],
)
def test_other_ingredients_or_tools_make_it_again(tmp_path, made, kind, ingredients, tools):
    with remembering(tmp_path, "t"):
        remember("k", "i", lambda: make(made))
    with remembering(tmp_path, tools):
        assert remember(kind, ingredients, lambda: make(made, "b")) == b"bbb"


@pytest.mark.parametrize("damage", [b"", b"x" * 40, b"x"])
def test_what_is_damaged_is_made_again(tmp_path, made, damage):
    with remembering(tmp_path, "t"):
        remember("k", "i", lambda: make(made))
        (file,) = tmp_path.iterdir()
        file.write_bytes(damage)
        assert remember("k", "i", lambda: make(made)) == b"aaa"
    assert len(made) == 2


@pytest.mark.parametrize(("limit", "most"), [("_MOST", 2), ("_MOST_BYTES", 2 * (32 + 3))])
def test_only_the_newest_stay(tmp_path, made, monkeypatch, limit, most):
    monkeypatch.setattr(remembered, limit, most)
    with remembering(tmp_path, "t"):
        for number in range(4):
            remember("k", str(number), lambda: make(made))
            for n, file in enumerate(sorted(tmp_path.iterdir(), key=lambda f: f.stat().st_mtime)):
                os.utime(file, (n, n))
    assert len(list(tmp_path.iterdir())) == 2


def test_what_a_build_used_stays_however_much_it_is(tmp_path, made, monkeypatch):
    monkeypatch.setattr(remembered, "_MOST", 1)
    for _ in range(2):
        with remembering(tmp_path, "t"):
            for number in range(4):
                remember("k", str(number), lambda: make(made))
    assert len(made) == len(list(tmp_path.iterdir())) == 4


def test_a_folder_that_cannot_be_written_stops_nothing(tmp_path, made):
    (tmp_path / "file").write_bytes(b"")
    with remembering(tmp_path / "file", "t"):
        assert remember("k", "i", lambda: make(made)) == b"aaa"


def test_a_cut_typeface_is_the_same_from_disk(tmp_path):
    plain = subset_woff2("Regular", "abcdefgh")
    for _ in range(2):
        with remembering(tmp_path, "t"):
            assert subset_woff2("Regular", "abcdefgh") == plain


@pytest.mark.parametrize(("ingredients", "times"), [([1, "a"], 1), ([object()], 2)])
def test_an_answer_whose_ingredients_have_no_digest_is_made_each_time(
    tmp_path, made, ingredients, times
):
    for _ in range(2):
        with remembering(tmp_path, "t"):
            told = remember_answer("k", lambda: digest(ingredients), lambda: make(made))
            assert told == b"aaa"
    assert len(made) == times
