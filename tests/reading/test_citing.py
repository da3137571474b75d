"""Cited documents are found by the wording alone: number, kind, issuer and date."""

import pytest

from cchc.reading.citing import find_citations, names_by_alias


def test_number_kind_date_and_issuer_are_read_from_the_words_around(proofed):
    text = (
        "Thực hiện Kế hoạch số 178/KH-UBND ngày 30/9/2022 của UBND tỉnh Sơn Hạ về cắt giảm thời"
        " gian giải quyết.\n"
    )
    (found,) = find_citations(proofed(text))
    told = (found.number, found.kind, found.issuer, found.date, found.place)
    assert told == ("178/KH-UBND", "Kế hoạch", "UBND tỉnh Sơn Hạ", "30/9/2022", "đoạn 1")
    assert found.confidence == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("text", "issuer"),
    [
        ("theo Nghị định số 61/2018/NĐ-CP.", "Chính phủ"),
        ("theo Quyết định số 61/2018/QĐ-TTg ngày 23/4/2018.", "Thủ tướng Chính phủ"),
        ("Thực hiện Công văn số 12/SNV-CCHC ngày 05/01/2026.", "Sở Nội vụ"),
        ("Thực hiện Công văn số 12/UBND-SNV ngày 05/01/2026.", ""),
        ("UBND xã Phú Sơn đã ban hành Kế hoạch số 5/KH-UBND.", "UBND xã Phú Sơn"),
        ("theo Công văn số 310/BCA-C06 ngày 24/01/2024 của Bộ Công an.", "Bộ Công an"),
        ("Đã trình Tờ trình số 9/TTr-UBND ngày 06/02/2024.", ""),
    ],
)
def test_an_issuer_is_told_by_words_or_sign_and_else_left_open(proofed, text, issuer):
    (found,) = find_citations(proofed(text))
    assert found.issuer == issuer


def test_short_names_are_written_in_full_where_they_are_known(proofed):
    names = names_by_alias({"UBND tỉnh Sơn Hạ": ["UBND tỉnh"]})
    text = "Thực hiện Chỉ thị số 04/CT-UBND ngày 17/4/2020 của UBND tỉnh."
    (found,) = find_citations(proofed(text), names)
    assert found.issuer == "UBND tỉnh Sơn Hạ"


def test_the_date_may_stand_before_the_number(proofed):
    text = "Ngày 01/3/2024, UBND tỉnh đã ban hành Quyết định số 546/QĐ-UBND về vị trí việc làm."
    (found,) = find_citations(proofed(text))
    assert (found.date, found.issuer) == ("01/3/2024", "UBND tỉnh")


def test_each_mention_is_told_and_one_learns_its_issuer_from_the_other(proofed):
    text = (
        "Thực hiện Kế hoạch số 7/KH-UBND ngày 03/3/2026 của UBND huyện Mỹ An.\n\nTheo Kế hoạch số"
        " 7/KH-UBND ngày 03/3/2026, việc này xong trong quý.\n"
    )
    found = find_citations(proofed(text))
    assert [f.issuer for f in found] == ["UBND huyện Mỹ An"] * 2
    assert [f.place for f in found] == ["đoạn 1", "đoạn 2"]


def test_a_date_of_the_next_document_is_not_taken(proofed):
    text = "theo Nghị quyết số 18-NQ/TW và Nghị quyết số 19-NQ/TW ngày 25/10/2017."
    assert [f.date for f in find_citations(proofed(text))] == ["", "25/10/2017"]


def test_a_footnote_takes_the_issuer_of_the_sentence_that_calls_it(proofed):
    text = (
        "UBND xã Phú Sơn ban hành 03 văn bản<sup>1</sup> trong quý.\n\n"
        "<sup>1</sup> Quyết định số 510/QĐ-UBND ngày 14/01/2026; Kế hoạch số 12/KH-UBND.\n"
    )
    assert [c.issuer for c in find_citations(proofed(text))] == ["UBND xã Phú Sơn"] * 2
