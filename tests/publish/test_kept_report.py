import os
import shutil

import pytest
from tests.generated import Generated

from cchc import read_report
from cchc.model.digests import digest
from cchc.model.quarter import Quarter
from cchc.publish import kept_report
from cchc.publish.kept_report import find_all, recall_report, remembering_beside
from cchc.report.checked import CheckedReport
from cchc.run.cache import SectionCache
from cchc.run.source_hashes import read_sources, stamp_sources

QUARTER = Quarter.parse("2024Q2")


@pytest.fixture
def data(tmp_path):
    Generated(tmp_path / "data")
    return tmp_path / "data"


@pytest.fixture
def look(tmp_path):
    """Hashes the data as a build does."""

    def cache(data) -> SectionCache:
        sources = read_sources(QUARTER, data, ())
        stamps = stamp_sources(QUARTER, data, ())
        return SectionCache(tmp_path / "cache", sources, data, stamps=stamps)

    return cache


def keep_it(cache: SectionCache) -> CheckedReport:
    with remembering_beside(cache):
        report = read_report(QUARTER, cache.data)
        find_all(cache, report)
    return report


def recall_it(cache: SectionCache) -> CheckedReport | None:
    with remembering_beside(cache):
        return recall_report(cache)


def test_a_report_comes_back_with_all_that_was_found_in_it(data, look):
    report = keep_it(look(data))
    again = recall_it(look(data))
    assert "findings" in vars(again)
    assert again.data == data
    for name in ("figures", "findings", "cases", "observations", "derived", "quarter", "meta"):
        assert digest(getattr(again, name)) == digest(getattr(report, name))
    assert [digest(r.figures) for r in again.history] == [digest(r.figures) for r in report.history]


def test_what_is_told_of_files_names_the_folder_that_was_given(data, look, tmp_path):
    with (data / str(QUARTER) / "statements.csv").open("a", encoding="utf-8") as file:
        file.write("x-1,plan,I.1,dossiers,Việc,cuối năm,,đoạn\n")  # a due date that is none
    other = tmp_path / "other"
    shutil.copytree(data, other)
    assert all(str(data) in note.file for note in keep_it(look(data)).notes)
    assert recall_it(look(other)) is None
    notes = keep_it(look(other)).notes
    assert notes
    assert all(str(other) in note.file for note in notes)


def test_other_data_are_read(data, look):
    keep_it(look(data))
    with (data / "catalog" / "orgs.csv").open("a") as file:
        file.write("\n")
    assert recall_it(look(data)) is None


def test_data_that_changed_while_they_were_read_are_not_kept(data, look):
    cache = look(data)
    path = data / "catalog" / "orgs.csv"
    os.utime(path, ns=(0, path.stat().st_mtime_ns + 1))
    keep_it(cache)
    assert recall_it(look(data)) is None


def test_a_file_that_holds_another_thing_is_no_report(data, look):
    cache = look(data)
    with remembering_beside(cache):
        kept_report.keep("report", kept_report._name(cache), b"cos\nsystem\n(S'true'\ntR.")
    assert recall_it(cache) is None
