import shutil
from datetime import date
from pathlib import Path

import docx
import pytest

from cchc import read_report
from cchc.errors import InputError
from cchc.publish.letters import write_letters
from cchc.report.queries import list_queries

DATA = Path(__file__).parents[2] / "data"


@pytest.fixture(scope="module")
def report():
    return read_report("2024Q1", DATA)


def words(path):
    document = docx.Document(path)
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*cells, *(paragraph.text for paragraph in document.paragraphs)])


def test_units_are_asked_about_their_own_numbers_only(report):
    asked, own = list_queries(report)
    for org, queries in asked.items():
        for query in queries:
            assert query.figures
            assert set(report.figures.loc[list(query.figures), "org"]) == {org}
    nobody = {
        org for role in ("authority", "all_units", "whole_area") for org in report.roles[role]
    }
    assert nobody.isdisjoint(asked)
    cases = {query.case.case for queries in asked.values() for query in queries}
    own_cases = {query.case.case for query in own}
    assert cases.isdisjoint(own_cases)
    wanted = {case.case for case in report.cases if case.severity != "info"}
    assert cases | own_cases == wanted
    assert {query.org for query in own} == {report.authority}


def test_a_letter_holds_the_number_the_place_the_arithmetic_and_the_day(report, tmp_path):
    paths, _ = write_letters(report, tmp_path / "thư", date(2024, 3, 20))
    letter = words(tmp_path / "thư" / "2024Q1-p05.docx")
    for said in (
        "Kính gửi: Ủy ban nhân dân Phường 5",
        "Mục I.2.c, bảng.",
        "653 / 585 = 111,6%",
        "20/3/2024",
        "?",
    ):
        assert said in letter
    assert {path.stem.removeprefix("2024Q1-") for path in paths} == set(list_queries(report)[0])


def test_letters_have_the_same_bytes_and_one_that_was_changed_stays(report, tmp_path):
    first, _ = write_letters(report, tmp_path)
    before = {path: path.read_bytes() for path in first}
    write_letters(report, tmp_path)
    assert {path: path.read_bytes() for path in first} == before
    first[0].write_bytes(b"mine")
    with pytest.raises(InputError):
        write_letters(report, tmp_path)
    assert first[0].read_bytes() == b"mine"


def test_a_decided_case_asks_nobody(report, tmp_path):
    shutil.copytree(DATA, tmp_path / "data")
    asked, _ = list_queries(report)
    findings = [f.finding for queries in asked.values() for q in queries for f in q.findings]
    rows = [f'{each},explained,,,"đã hỏi",An,2024-03-20' for each in dict.fromkeys(findings)]
    (tmp_path / "data/2024Q1/decisions.csv").write_text(
        "finding,decision,figure,value,reason,decided_by,decided_on\n" + "\n".join(rows) + "\n",
        encoding="utf-8",
    )
    assert list_queries(read_report("2024Q1", tmp_path / "data"))[0] == {}
