"""Cited documents held against the register; the quarter is reported on 05/4/2030."""

from datetime import date

import pytest

from cchc.checks.known_acts import (
    NOT_COMPARED,
    check_register,
    compare_document,
    count_compared,
    say_compared,
)
from cchc.model.legal_register import KnownDocument

REGISTER = "catalog/documents.csv"
HEADER = "number,kind,issuer,title,dated,in_force,until,replaced_by,also,known_on,confirmed,source"
OWN = (
    "5/2029/QĐ-UBND,Quyết định,UBND tỉnh,Quy chế,2029-02-03,2029-03-01,,,,2030-12-31,yes,Công báo",
    "6/2028/NĐ-CP,Nghị định,Chính phủ,Cũ,2028-01-02,,2029-12-31,7/2029/NĐ-CP,,2030-12-31,no,bản sao",
    "7/2029/NĐ-CP,Nghị định,Chính phủ,Mới,2029-09-09,2030-01-01,,,,2030-12-31,no,bản sao",
    "8/QĐ-TTg,Quyết định,Thủ tướng,Đề án,2029-05-05,,,,,2030-12-31,no,bản sao",
)


@pytest.fixture
def held(folder):
    folder.write(REGISTER, "\n".join([HEADER, *OWN]) + "\n")

    def read(number: str, day: str = "", **cells: str) -> list[tuple[str, str]]:
        folder.cite(number, day, **cells)
        return [(r.severity, r.says) for r in check_register(folder.read())]

    return read


def test_another_date_than_a_confirmed_one_is_an_error(held):
    ((severity, says),) = held("5/2029/QĐ-UBND", "04/02/2029", issuer="UBND tỉnh")
    assert severity == "error"
    assert says == (
        "Quyết định 5/2029/QĐ-UBND ghi ngày 04/02/2029; theo danh mục văn bản, ngày ban hành là"
        " 03/02/2029."
    )


def test_another_date_than_one_that_nobody_confirmed_is_a_warning_that_says_so(held):
    ((severity, says),) = held("7/2029/NĐ-CP", "10/9/2029", kind="Nghị định")
    assert severity == "warning"
    assert says.endswith("ngày ban hành là 09/9/2029 (danh mục chưa đối chiếu bản gốc).")


def test_a_document_out_of_force_on_the_day_of_the_report_is_told_once_with_its_successor(held):
    held("6/2028/NĐ-CP", "02/01/2028", kind="Nghị định")
    ((severity, says),) = held("6/2028/NĐ-CP", kind="Nghị định", section="I.2")
    assert severity == "warning"
    assert says.startswith(
        "Nghị định 6/2028/NĐ-CP: hết hiệu lực từ ngày 01/01/2030, thay bằng 7/2029/NĐ-CP,"
    )


@pytest.mark.parametrize(
    ("number", "day", "issuer"),
    [
        ("5/2029/QĐ-UBND", "03/02/2029", "UBND tỉnh"),
        ("5/2029/QĐ-UBND", "04/02/2029", "UBND tỉnh khác"),  # numbers of another issuer
        ("5/2029/QĐ-UBND", "", "UBND tỉnh"),
        ("8/QĐ-TTg", "06/6/2028", "Thủ tướng"),  # begins anew every year
        ("9/2029/NĐ-CP", "01/01/2029", "Chính phủ"),  # not in the register
        ("7/2029/NĐ-CP", "09/9/2028", "Chính phủ"),  # told by the check of years
    ],
)
def test_what_cannot_be_held_against_it_is_left_in_peace(held, number, day, issuer):
    assert held(number, day, issuer=issuer) == []


@pytest.mark.parametrize(
    ("number", "day", "says"),
    [
        ("7/2029/NĐ-CP", date(2029, 9, 9), "khớp ngày ban hành; còn hiệu lực"),
        ("7/2029/nđ-cp", None, "ban hành ngày 09/9/2029; còn hiệu lực"),
        ("7/2029/NÐ-CP", date(2029, 9, 9), "khớp ngày ban hành; còn hiệu lực"),  # an eth
        ("7/2029/NĐ-CP", date(2029, 9, 8), "ngày ban hành theo danh mục: 09/9/2029; còn hiệu lực"),
        (
            "6/2028/NĐ-CP",
            date(2028, 1, 2),
            "khớp ngày ban hành; hết hiệu lực từ ngày 01/01/2030, thay bằng 7/2029/NĐ-CP",
        ),
        ("9/2029/NĐ-CP", date(2029, 9, 9), NOT_COMPARED),
        ("8/QĐ-TTg", date(2028, 6, 6), NOT_COMPARED),
        ("8/QĐ-TTg", date(2029, 5, 5), "khớp ngày ban hành"),
    ],
)
def test_each_citation_is_told_how_it_stands(folder, held, number, day, says):
    documents = folder.read().catalog.documents
    found = compare_document(documents, number, "Nghị định", "", day)
    assert say_compared(found, date(2030, 4, 5)) == says


def test_force_is_not_claimed_beyond_the_day_up_to_which_it_is_known():
    known = KnownDocument(
        "1/2020/NĐ-CP", "Nghị định", "Chính phủ", "Việc", date(2020, 1, 2), date(2020, 2, 1), None,
        "", (), date(2025, 7, 1), False, "bản sao",
    )  # fmt: skip
    found = compare_document([known], known.number, "Nghị định", "", known.dated)
    assert say_compared(found, date(2025, 3, 31)).endswith("còn hiệu lực")
    assert say_compared(found, date(2026, 3, 31)).endswith("tra đến ngày 01/7/2025")


def test_a_contradiction_of_number_and_date_names_the_document_that_is_meant(folder, held):
    folder.cite("7/2028/NĐ-CP", "09/9/2029", kind="Nghị định", issuer="Chính phủ")
    folder.cite("6/2028/NĐ-CP", "02/01/2027", kind="Nghị định", issuer="Chính phủ")
    told = sorted(f.says for f in folder.read().findings if "năm của số hiệu" in f.says)
    assert told[1].endswith("theo danh mục văn bản, ngày này là của Nghị định 7/2029/NĐ-CP (Mới).")
    assert told[0].endswith("theo danh mục văn bản, số này ban hành ngày 02/01/2028.")


def test_another_name_is_taken_for_a_document_of_its_kind_alone(folder):
    documents = folder.read().catalog.documents
    assert len(compare_document(documents, "68-161", "Nghị định", "", None).known) == 2
    assert compare_document(documents, "68-161", "Kế hoạch", "", None).known == ()
    law = "Luật  Ban hành văn bản quy phạm pháp luật năm 2015"
    (found,) = compare_document(documents, law, "Luật", "", None).known
    assert found.number == "80/2015/QH13"


def test_documents_are_counted_once_and_those_that_are_known(folder, held):
    for number in ("7/2029/NĐ-CP", "7/2029/NĐ-CP", "1/KH-UBND"):
        folder.cite(number)
    assert count_compared(folder.read()) == (2, 1)
