"""The report's own text goes beside the internal edition, and only where it is at hand."""

from dataclasses import replace

import pytest

from cchc.errors import RequestError, UnreadableDocument
from cchc.model.hashes import sha256
from cchc.publish.report_text import REPORT_PAGE, find_report_text, is_drawn, write_report_text


@pytest.fixture
def report(folder):
    folder.figures(received="1.000", resolved="910", pending="100")
    return folder.read()


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "bao-cao.txt"
    path.write_text("Tiếp nhận 1.000 hồ sơ, giải quyết 910, đang giải quyết 100 hồ sơ.\n", "utf-8")
    return path


def test_a_file_that_is_given_must_be_there_and_one_that_is_named_need_not(report, folder, file):
    read = find_report_text(report, folder.root, file)
    assert read.digest == sha256(file.read_bytes())
    assert find_report_text(report, folder.root, file, read) is read
    assert find_report_text(report, folder.root, None) is None
    with pytest.raises(RequestError, match="there is no such file"):
        find_report_text(report, folder.root, file.with_name("khac.txt"))
    named = replace(report.meta, told={"file": "../../bao-cao.txt"})
    found = find_report_text(replace(report, meta=named), folder.root, None)
    assert found == read
    gone = replace(report.meta, told={"file": "khac.txt"})
    assert find_report_text(replace(report, meta=gone), folder.root, None) is None


def test_a_file_that_cannot_be_read_is_told_by_its_name_before_anything_is_executed(
    report, folder, tmp_path
):
    locked = tmp_path / "khoa.docx"
    locked.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"))
    with pytest.raises(UnreadableDocument, match=r"^\S*khoa.docx: .*password"):
        find_report_text(report, folder.root, locked)


def test_the_page_is_known_by_the_hash_of_the_file_it_was_drawn_from(report, file, tmp_path):
    assert not is_drawn(tmp_path, file)
    cases = write_report_text(
        report, find_report_text(report, tmp_path, file), (), "annex.html", tmp_path
    )
    assert cases == {case.case for case in report.cases if case.severity == "error"}
    assert is_drawn(tmp_path, file)
    assert sha256(file.read_bytes()) in (tmp_path / REPORT_PAGE).read_text("utf-8")
    file.write_text("Tiếp nhận 1.001 hồ sơ.\n", "utf-8")
    assert not is_drawn(tmp_path, file)


def test_the_same_file_and_quarter_give_the_same_bytes(report, file, tmp_path):
    write_report_text(report, find_report_text(report, tmp_path, file), (), "annex.html", tmp_path)
    first = (tmp_path / REPORT_PAGE).read_bytes()
    write_report_text(report, find_report_text(report, tmp_path, file), (), "annex.html", tmp_path)
    assert (tmp_path / REPORT_PAGE).read_bytes() == first
    assert str(tmp_path).encode() not in first
