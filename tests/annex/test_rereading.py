"""Chapters that were written before: the same text without writing it again, another where anything
of it changed.
"""

from hashlib import sha256

from nbformat.v4 import new_markdown_cell, new_notebook

from cchc.annex.chapter_reading import read_chapters
from cchc.annex.chapters import Executed
from cchc.annex.rereading import write_once
from cchc.model.remembered import remembering


def section(id: str, text: str, failed: str | None = None) -> Executed:
    notebook = new_notebook(cells=[new_markdown_cell(text)])
    digest = sha256(text.encode()).hexdigest()
    return Executed(id, "phan", f"Phần {id}", lambda: notebook, failed, digest)


def list_written(folder, *annexes: list[Executed], told: object = None) -> list[str]:
    """Name the chapters that are written, annex after annex, with what was kept of those before."""
    written = []
    with remembering(folder, "tools"):
        for sections in annexes:
            for chapter in read_chapters(sections):
                text = f"{chapter.number}: {chapter.section.failed}"

                def write(name=chapter.section.id, text=text):
                    written.append(name)
                    return text

                assert write_once("html", chapter, told, write) == text
    return written


def test_only_a_chapter_that_changed_is_written_again(tmp_path):
    before = [section("01", "một"), section("02", "hai")]
    after = [section("01", "một"), section("02", "ba")]
    assert list_written(tmp_path, before, before, after) == ["01", "02", "02"]


def test_a_chapter_is_written_again_where_what_it_leads_to_is_gone(tmp_path):
    linked = section("01", "Xem [phần sau](02-phan.ipynb).")
    assert list_written(tmp_path, [linked, section("02", "hai")], [linked]) == ["01", "02", "01"]


def test_a_chapter_is_written_again_where_what_is_told_beside_it_changed(tmp_path):
    one = [section("01", "một")]
    assert list_written(tmp_path, one, told=["th-1"]) == ["01"]
    assert list_written(tmp_path, one, told=["th-2"]) == ["01"]
    assert list_written(tmp_path, one, told=["th-1"]) == []
