"""One term for one thing: what readers of an annex see keeps to the glossary docs/terms.csv."""

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[2]
LIBRARY = PROJECT / "lib" / "cchc"
ROOMS = ("checks", "objects", "pages", "publish", "report", "show", "annex")
with (PROJECT / "docs" / "terms.csv").open(encoding="utf-8") as glossary:
    TERMS = list(csv.DictReader(glossary))


def texts() -> Iterator[tuple[str, str]]:
    for path in sorted((PROJECT / "notebooks").glob("[0-9p]*.ipynb")):
        yield path.name, path.read_text(encoding="utf-8")
    for room in ROOMS:
        for path in sorted((LIBRARY / room).rglob("*")):
            if path.suffix in (".py", ".j2", ".typ"):
                yield str(path.relative_to(LIBRARY)), path.read_text(encoding="utf-8")


READ = {name: text.casefold() for name, text in texts()}


def misused(text: str) -> list[str]:
    return [row["instead_of"] for row in TERMS if row["instead_of"].casefold() in text.casefold()]


def test_another_word_for_a_thing_that_has_a_term_is_seen():
    assert misused("Đơn vị đếm là hồ sơ") == ["đơn vị đếm"]
    assert misused("Đơn vị tính là hồ sơ") == []


@pytest.mark.parametrize("name", READ)
def test_readers_meet_one_term_for_one_thing(name):
    assert misused(READ[name]) == []


def test_each_term_is_told_once_with_what_it_means():
    assert all(all(row.values()) for row in TERMS)
    for column in ("term", "instead_of"):
        words = [row[column] for row in TERMS]
        assert len(words) == len(set(words))
