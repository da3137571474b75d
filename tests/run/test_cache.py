import json
import os
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from cchc import read_report
from cchc.model.hashes import hash_inputs, sha256
from cchc.model.quarter import Quarter
from cchc.run import source_hashes as sources_module
from cchc.run.cache import KEPT, SectionCache
from cchc.run.engine import execute_sections
from cchc.run.reads import Reads
from cchc.run.section_files import plan
from cchc.run.source_hashes import hash_surroundings, read_sources, stamp_sources

QUARTER = Quarter(2030, 1)
EXECUTED, OLD, NEW = (b'{"cells": [], "nbformat": 4, "n": "%s"}' % n for n in (b"1", b"2", b"3"))
NOTHING_READ = json.dumps(Reads().as_json()).encode()
DATA = b"0" * 64


def signed(*lines: bytes) -> bytes:
    """An entry whose hash is right."""
    rest = b"\n".join(lines)
    return sha256(rest).encode() + b"\n" + rest


DAMAGES = {
    "empty": b"",
    "no hash": EXECUTED,
    "a wrong hash": b"0" * 64 + b"\n" + EXECUTED,
    "no text": b"\xff\n" + EXECUTED,
    "no notebook": signed(NOTHING_READ, DATA, b"executed"),
    "no reads": signed(b"[]", DATA, EXECUTED),
    "nested too deep": signed(NOTHING_READ, DATA, b"[" * 200_000),
    "reads nested too deep": signed(b"[" * 200_000, DATA, EXECUTED),
    "a notebook of no cells": signed(NOTHING_READ, DATA, b'{"nbformat": 4, "cells": 3}'),
}


@pytest.fixture
def data(sound) -> Path:
    """The figures of a quarter, of the one before and of one long before, which is sealed."""
    for file in sorted((sound.root / "2030Q1").iterdir()):
        sound.write(f"2029Q4/{file.name}", file.read_bytes())
        sound.write(f"2028Q1/{file.name}", file.read_bytes())
    sound.write("2028Q1/sealed.csv", "figure,printed,value\n")
    return sound.root


@pytest.fixture
def library(tmp_path, monkeypatch) -> Path:
    """A library of a few files instead of this one."""
    root = tmp_path / "lib"
    for name in (
        "errloc/exact.py",
        "cchc/show/bars.py",
        "cchc/annex/html.py",
        "cchc/annex/templates/page.j2",
        "cchc/annex/fonts/Tinos.ttf",
    ):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text("before", encoding="utf-8")
    monkeypatch.setattr(sources_module, "_LIBRARY", root)
    return root


@pytest.fixture
def section(notebooks, write_notebook):
    write_notebook(notebooks, "04-ho-so.ipynb", "quarter")
    write_notebook(notebooks, "05-so-hoa.ipynb", "quarter")
    return plan(notebooks)[0]


def key(section, data) -> str:
    return read_sources(QUARTER, data, plan(section.path.parent)).key(section)


def kept(section, data, folder, **settings) -> SectionCache:
    return SectionCache(folder, read_sources(QUARTER, data, [section]), data, **settings)


# what counts


def test_every_data_file_that_reading_a_quarter_opens_is_hashed_and_no_other(data):
    opened, watching = set(), True

    def note(event, arguments):
        if watching and event == "open" and isinstance(arguments[0], str | os.PathLike):
            opened.add(Path(os.fspath(arguments[0])))

    for name in ("2030Q2", "2029Q5"):
        (data / name).mkdir()
        (data / name / "figures.csv").write_text("of no concern", encoding="utf-8")
    sys.addaudithook(note)
    report = read_report("2030Q1", data)
    assert report.findings
    assert len(report.history) == 2
    watching = False
    read = {
        f"data/{file.relative_to(data).as_posix()}" for file in opened if file.is_relative_to(data)
    }
    assert {"data/2029Q4/figures.csv", "data/2028Q1/figures.csv", "data/2028Q1/sealed.csv"} <= read
    assert read == set(hash_inputs(QUARTER, data))


@pytest.mark.parametrize(
    "name",
    [
        "notebooks/04-ho-so.ipynb",
        "lib/errloc/exact.py",
        "lib/cchc/show/bars.py",
        "lib/cchc/annex/fonts/Tinos.ttf",
    ],
)
def test_a_section_is_stale_when_something_it_reads_changes(data, library, section, name):
    before = key(section, data)
    file = {"data": data, "notebooks": section.path.parent, "lib": library}[
        name.split("/")[0]
    ] / name.split("/", 1)[1]
    content = file.read_bytes()
    file.write_bytes(
        content.replace(b"quarter", b"quarter ") if file.suffix == ".ipynb" else b"other"
    )
    assert key(section, data) != before


@pytest.mark.parametrize(
    "name",
    [
        "data/2030Q2/figures.csv",
        "notebooks/05-so-hoa.ipynb",
        "lib/cchc/annex/html.py",
        "lib/cchc/annex/templates/page.j2",
        "lib/cchc/cli/checking.py",
        "lib/cchc/intake/typed.py",
    ],
)
def test_a_section_is_not_stale_when_something_else_changes(data, library, section, name):
    before = key(section, data)
    file = {"data": data, "notebooks": section.path.parent, "lib": library}[
        name.split("/")[0]
    ] / name.split("/", 1)[1]
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes((file.read_bytes() if file.exists() else b"") + b"\n")
    assert key(section, data) == before


def test_the_words_of_a_text_make_no_section_stale_and_stand_in_what_was_kept(
    data, section, tmp_path
):
    content = section.path.read_bytes()
    kept(section, data, tmp_path / "c").write(section, content)
    section.path.write_bytes(content.replace("Hồ sơ".encode(), b"Other words"))
    now = kept(section, data, tmp_path / "c").read(section).content
    assert json.loads(now)["cells"][0]["source"] == ["# Other words"]
    assert json.loads(now)["cells"][1:] == json.loads(content)["cells"][1:]


def test_a_notebook_that_went_while_it_ran_is_not_kept_and_stops_no_build(data, section, tmp_path):
    cache = kept(section, data, tmp_path / "c")
    content = section.path.read_bytes()
    section.path.unlink()
    cache.write(section, EXECUTED)
    section.path.write_bytes(content)
    assert cache.read(section) is None


def test_another_quarter_or_package_makes_a_section_stale(data, section):
    sources = read_sources(QUARTER, data, [section])
    others = (replace(sources, quarter="2030Q2"), replace(sources, surroundings="other"))
    assert sources.key(section) not in {other.key(section) for other in others}


def test_an_installed_package_is_noticed_whoever_needs_it(tmp_path, monkeypatch):
    folder = tmp_path / "site-packages"
    (folder / "numpy-2.0.dist-info").mkdir(parents=True)
    monkeypatch.setattr(sys, "path", [*sys.path, str(folder)])
    before = hash_surroundings()
    (folder / "numpy-2.0.dist-info").rename(folder / "numpy-2.1.dist-info")
    assert hash_surroundings() != before


def test_no_notebook_reads_what_the_cache_leaves_out():
    notebooks = Path(__file__).parents[2] / "notebooks"
    assert not list(notebooks.glob("*.py"))
    for path in notebooks.glob("[0-9]*.ipynb"):  # the guide is no section: it is never cached
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        source = "".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")
        left_out = ("cchc.annex", "cchc.publish", "cchc.help", "read_csv", "open(")
        assert not [word for word in left_out if word in source], path.name
        assert source.count("read_report(") <= 1, f"{path.name} reads another quarter than its own"


# what is kept


def test_what_was_kept_is_given_back_while_nothing_changes(data, section, tmp_path):
    kept(section, data, tmp_path / "c").write(section, EXECUTED)
    again = kept(section, data, tmp_path / "c")
    assert (again.holds(section), again.read(section).content) == (True, EXECUTED)
    (data / "2030Q1" / "figures.csv").write_bytes(b"other")
    changed = kept(section, data, tmp_path / "c")
    assert (changed.holds(section), changed.read(section)) == (False, None)


class Holds:
    """Answers that are as they were, or not."""

    def __init__(self, *known: str):
        self.known = known

    def hold(self, told) -> bool:
        return set(told) <= set(self.known)


@pytest.mark.parametrize(
    ("reads", "held"),
    [
        (Reads(), True),
        (Reads(asked={"a": "1"}), True),
        (Reads(asked={"a": "1", "b": "1"}), False),
        (Reads(asked={"a": "1"}, whole=True), False),
        (Reads(files={__file__: "other"}), False),
    ],
)
@pytest.mark.parametrize(
    "name",
    [
        "2030Q1/figures.csv",
        "2029Q4/figures.csv",
        "2028Q1/sealed.csv",
        "catalog/rules.yml",
    ],
)
def test_of_other_data_what_was_kept_holds_while_the_answers_do(
    data, section, tmp_path, name, reads, held
):
    kept(section, data, tmp_path / "c").write(section, EXECUTED, reads)
    (data / name).write_bytes((data / name).read_bytes() + b"\n")
    assert kept(section, data, tmp_path / "c").read(section) is None
    asking = kept(section, data, tmp_path / "c", answers=Holds("a"))
    assert asking.holds(section) == held
    assert bool(asking.read(section)) == held
    assert kept(section, data, tmp_path / "c").holds(section) == held  # for these data from now on


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_a_damaged_entry_is_as_good_as_none_and_is_written_again(data, section, tmp_path, damage):
    cache = kept(section, data, tmp_path)
    cache.write(section, EXECUTED)
    (entry,) = (path for path in tmp_path.joinpath("2030Q1", "04-ho-so").iterdir())
    entry.write_bytes(damage)
    assert cache.read(section) is None
    cache.write(section, EXECUTED)
    assert cache.read(section).content == EXECUTED


def test_an_entry_that_is_a_pipe_is_as_good_as_none(data, section, tmp_path):
    cache = kept(section, data, tmp_path)
    cache.write(section, EXECUTED)
    (entry,) = (tmp_path / "2030Q1" / "04-ho-so").iterdir()
    entry.unlink()
    os.mkfifo(entry)
    assert (cache.holds(section), cache.read(section)) == (False, None)
    cache.write(section, EXECUTED)
    assert cache.read(section).content == EXECUTED


def test_nothing_is_kept_of_a_section_that_ran_while_a_source_was_changed_and_put_back(
    data, section, tmp_path
):
    stamps = stamp_sources(QUARTER, data, [section])
    cache = kept(section, data, tmp_path / "c", stamps=stamps)
    figures = data / "2030Q1" / "figures.csv"
    before, times = figures.read_bytes(), figures.stat()
    figures.write_bytes(b"other")
    figures.write_bytes(before)
    os.utime(figures, ns=(times.st_atime_ns, times.st_mtime_ns))
    cache.write(section, EXECUTED)
    assert not cache.holds(section)


def test_nothing_is_kept_when_the_sources_changed_while_the_section_ran(data, section, tmp_path):
    cache = kept(section, data, tmp_path / "c")
    (data / "2030Q1" / "figures.csv").write_bytes(b"other")
    cache.write(section, EXECUTED)
    assert not cache.holds(section)
    assert not kept(section, data, tmp_path / "c").holds(section)


def test_only_the_newest_entries_stay(data, section, tmp_path):
    for number in range(KEPT + 3):
        (data / "2030Q1" / "figures.csv").write_text(str(number), encoding="utf-8")
        cache = kept(section, data, tmp_path / "c")
        content = EXECUTED.replace(b"1", b"%d" % number)
        cache.write(section, content, Reads(asked={"a question": str(number)}))
    assert len(list((tmp_path / "c" / "2030Q1" / "04-ho-so").iterdir())) == KEPT
    assert cache.read(section).content == content


def test_a_cache_that_cannot_be_written_stops_nothing(data, section, tmp_path):
    (tmp_path / "c").write_text("a file", encoding="utf-8")
    cache = kept(section, data, tmp_path / "c")
    cache.write(section, EXECUTED)
    assert cache.read(section) is None


def test_a_fresh_cache_reads_nothing_and_keeps_what_is_new(data, section, tmp_path):
    kept(section, data, tmp_path / "c").write(section, OLD)
    fresh = kept(section, data, tmp_path / "c", fresh=True)
    assert (fresh.holds(section), fresh.read(section)) == (False, None)
    fresh.write(section, NEW)
    assert kept(section, data, tmp_path / "c").read(section).content == NEW


def test_an_unchanged_section_is_not_executed_and_a_failed_one_always(
    notebooks, write_notebook, data, tmp_path, shared_warm
):
    count = f"open({str(tmp_path / 'count')!r}, 'a').write(quarter)"
    write_notebook(notebooks, "00-tot.ipynb", count)
    write_notebook(notebooks, "01-loi.ipynb", count, "raise ValueError")
    folder, sections = tmp_path / "executed", plan(notebooks)
    folder.mkdir()
    contents = []
    for _ in range(2):
        cache = SectionCache(tmp_path / "cache", read_sources(QUARTER, data, sections), data)
        results = execute_sections(sections, {"quarter": "2030Q1"}, folder, jobs=1, cache=cache)
        contents.append([result.path.read_bytes() for result in results])
    assert [result.cached for result in results] == [True, False]
    assert results[1].failed
    assert contents[0][0] == contents[1][0]
    assert (tmp_path / "count").read_text(encoding="utf-8") == "2030Q1" * 3
