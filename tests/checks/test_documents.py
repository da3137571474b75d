"""Windows, citations, names, notation and statuses: what stands out, and what is left in peace.

The quarter is 2030Q1: 15/12/2029 to 14/3/2030, reported on 05/4/2030.
"""

import pytest

from cchc.checks.documents import check_documents


@pytest.fixture
def remarks(folder):
    """Read the folder and give its remarks as (kind, severity, what it says)."""

    def read(kind: str) -> list[tuple[str, str]]:
        return [(r.severity, r.says) for r in check_documents(folder.read()) if r.kind == kind]

    return read


def test_a_quarter_without_figures_and_citations_has_no_remark(folder):
    assert check_documents(folder.read()) == []


def test_a_sound_quarter_has_no_remark(sound):
    sound.cite("62/2018/NĐ-CP", "23/4/2018", kind="Nghị định", issuer="Chính phủ")
    sound.cite("12/KH-UBND", "15/01/2030", kind="Kế hoạch")
    sound.cite("13/KH-UBND", "15/01/2030", kind="Kế hoạch")
    assert check_documents(sound.read()) == []


# windows


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("15/12/2029", "14/3/2030"),  # the statutory window
        ("15/12/2029", ""),
        ("", "14/3/2030"),
        ("01/01/2030", "31/3/2030"),  # the calendar quarter: finance
        ("", "31/3/2030"),
        ("ngày 15 tháng 12 năm 2029", "14 tháng 3 năm 2030"),
    ],
)
def test_the_statutory_window_and_the_calendar_quarter_are_fine(folder, remarks, start, end):
    folder.figure("received", "5", window_start=start, window_end=end)
    assert remarks("window") == []


@pytest.mark.parametrize(
    ("start", "end", "severity", "says"),
    [
        (
            "15/12/2030",
            "14/3/2030",
            "error",
            "ngày đầu sau ngày cuối; ngày đầu có lẽ là 15/12/2029.",
        ),
        ("20/3/2030", "14/3/2030", "error", "ngày đầu sau ngày cuối."),
        ("29/02/2028", "14/02/2028", "error", "ngày đầu sau ngày cuối."),
        ("15/12/2029", "06/4/2030", "error", "kết thúc sau ngày báo cáo 05/4/2030."),
        ("15/12/2029", "05/4/2030", "info", "khác kỳ báo cáo quý"),
        ("", "14/3/2031", "error", "kết thúc sau ngày báo cáo 05/4/2030."),
        (
            "01/01/2030",
            "28/02/2030",
            "info",
            "khác kỳ báo cáo quý theo quy định (15/12/2029–14/3/2030)",
        ),
        ("15/12/2029", "13/3/2030", "info", "khác kỳ báo cáo quý"),
        ("14/12/2029", "14/3/2030", "info", "khác kỳ báo cáo quý"),
        ("02/01/2030", "31/3/2030", "info", "khác kỳ báo cáo quý"),
        ("", "15/02/2030", "info", "Kỳ số liệu … đến 15/02/2030"),
        ("01/02/2030", "", "info", "Kỳ số liệu 01/02/2030 đến …"),
    ],
)
def test_another_window_is_told_by_how_bad_it_is(folder, remarks, start, end, severity, says):
    folder.figure("received", "5", window_start=start, window_end=end)
    ((grade, told),) = remarks("window")
    assert grade == severity
    assert says in told


def test_one_window_of_many_figures_is_one_remark_with_all_of_them(folder):
    for org in ("thang_bac", "thang_nam"):
        folder.figure("received", "5", org, window_start="01/01/2030", window_end="28/02/2030")
    folder.figure("pending", "5", window_start="01/01/2030", window_end="28/02/2030", section="I.2")
    first, second = check_documents(folder.read())
    assert first.figures == ("I.1:received:thang_bac", "I.1:received:thang_nam")
    assert (first.org, second.org) == ("city", "desk")


# citations


def cite(folder, *documents: tuple[str, str, str, str]) -> None:
    for number, kind, issuer, day in documents:
        folder.cite(number, day, kind=kind, issuer=issuer)


GOVERNMENT, CITY = "Chính phủ", "UBND thành phố"


@pytest.mark.parametrize(
    ("number", "kind", "day", "severity", "says"),
    [
        (
            "117/2014/NĐ-CP",
            "Nghị định",
            "07/10/2013",
            "error",
            "năm của số hiệu và năm ban hành khác nhau",
        ),
        ("60/2021/NĐ-CP", "Nghị định", "21/6/2021", None, ""),
        ("60/2021/NĐ-CP", "Nghị định", "", None, ""),
        ("9137/QĐ-UBND", "Quyết định", "26 tháng 12 năm 2029", None, ""),
        ("9137/QĐ-UBND", "Quyết định", "05/4/2030", None, ""),
        ("9137/QĐ-UBND", "Quyết định", "06/4/2030", "error", "sau ngày báo cáo"),
        (
            "9137/QĐ-UBND",
            "Quyết định",
            "31/02/2030",
            "error",
            "“31/02/2030” không phải là ngày có thật",
        ),
        (
            "737/KGH-UBND",
            "Kế hoạch",
            "",
            "error",
            "“KGH” trong Kế hoạch 737/KGH-UBND không phải là ký hiệu",
        ),
        ("68-161", "Kế hoạch", "", "warning", "không đúng mẫu ghi số và ký hiệu văn bản"),
        ("1884/SNVCCVC", "Công văn", "", "warning", "không đúng mẫu ghi số và ký hiệu văn bản"),
        ("QĐ-UBND", "Quyết định", "", "warning", "không đúng mẫu ghi số và ký hiệu văn bản"),
        ("161-KH/TU", "Kế hoạch", "", None, ""),
        ("05/CT-TTg", "Chỉ thị", "", None, ""),
        ("3552/UBND-SNV", "Công văn", "", None, ""),
        ("3552/QĐ-UBND", "Công văn", "", "warning", "mang ký hiệu của loại văn bản khác"),
        ("2019", "Luật", "", None, ""),
        ("TCVN 9001", "Tiêu chuẩn", "", None, ""),
    ],
)
def test_a_document_is_told_by_what_is_wrong_with_its_number_or_date(
    folder, remarks, number, kind, day, severity, says
):
    cite(folder, (number, kind, CITY, day))
    told = remarks("citation")
    assert [grade for grade, _ in told] == ([severity] if severity else [])
    assert all(says in text for _, text in told)


def test_one_number_with_two_types_is_to_be_looked_up(folder, remarks):
    cite(
        folder,
        ("62/2018/QĐ-TTg", "Quyết định", "Thủ tướng", ""),
        ("62/2018/NĐ-CP", "Nghị định", GOVERNMENT, ""),
        ("62/2019/NĐ-CP", "Nghị định", GOVERNMENT, ""),
    )
    ((severity, says),) = remarks("citation")
    assert severity == "warning"
    assert "Số 62/2018 được viện dẫn với các loại văn bản khác nhau" in says


def test_one_document_with_two_dates_is_an_error_and_the_same_date_twice_is_not(folder, remarks):
    cite(
        folder,
        ("10/KH-UBND", "Kế hoạch", CITY, "05/01/2030"),
        ("10/KH-UBND", "Kế hoạch", CITY, "5 tháng 1 năm 2030"),
        ("10/KH-UBND", "Kế hoạch", "Sở Nội vụ", "09/01/2030"),
    )
    assert remarks("citation") == []
    cite(folder, ("10/KH-UBND", "Kế hoạch", CITY, "06/01/2030"))
    ((severity, says),) = remarks("citation")
    assert severity == "error"
    assert "nhiều ngày khác nhau: 05/01/2030, 06/01/2030" in says


def test_a_higher_number_of_an_earlier_day_is_told_within_one_series(folder, remarks):
    series = [
        ("10/KH-UBND", "05/02/2030"),
        ("11/KH-UBND", "05/02/2030"),
        ("12/KH-UBND", "04/02/2030"),
    ]
    cite(folder, *((number, "Kế hoạch", CITY, day) for number, day in series))
    ((severity, says),) = remarks("citation")
    assert severity == "warning"
    assert "11/KH-UBND ghi ngày 05/02/2030" in says
    assert "12/KH-UBND" in says


@pytest.mark.parametrize(
    ("number", "issuer", "day"),
    [
        ("12/KH-UBND", "Sở Nội vụ", "04/02/2030"),
        ("12/QĐ-UBND", CITY, "04/02/2030"),
        ("12/KH-UBND", CITY, "04/02/2029"),
    ],
)
def test_other_issuers_types_and_years_count_by_themselves(folder, remarks, number, issuer, day):
    cite(folder, ("11/KH-UBND", "Kế hoạch", CITY, "05/02/2030"), (number, "Kế hoạch", issuer, day))
    assert remarks("citation") == []


# names


@pytest.mark.parametrize(
    ("note", "told"),
    [
        ("tên in: UBND phường Thăng Bắc", True),
        ("tên in: phường thang bac", True),
        ("tên in: UBND phường Thắng Bắc", False),
        ("tên in: PHƯỜNG THẮNG BẮC", False),
        ("tên in: phường Một", False),
        ("ghi chú khác", False),
    ],
)
def test_a_name_printed_with_wrong_marks_is_a_note_with_the_right_name(folder, remarks, note, told):
    folder.figure("received", "5", "thang_bac", note=note)
    says = (
        f"Tên đơn vị được ghi là “{note.removeprefix('tên in: ')}”; tên đúng là “phường Thắng Bắc”."
    )
    assert remarks("name") == ([("info", says)] if told else [])


def test_a_name_printed_wrong_twice_in_a_section_is_one_note(folder, remarks):
    for indicator in ("received", "pending"):
        folder.figure(indicator, "5", "thang_bac", note="tên in: phường Thăng Bắc")
    assert len(remarks("name")) == 1


# notation


def test_decimal_points_and_missing_dots_are_one_note_each_per_section(folder):
    folder.figure("resolved_rate", "98.7")
    folder.figure("on_time_rate", "88.9%")
    folder.figure("received", "3604")
    folder.figure("received", "3604", section="I.2")
    folder.figure("pending", "1.031")
    told = [
        (r.section, r.figures, r.says)
        for r in check_documents(folder.read())
        if r.kind == "notation"
    ]
    assert told == [
        (
            "I.1",
            ("I.1:resolved_rate:desk", "I.1:on_time_rate:desk"),
            "2 số dùng dấu chấm thay cho dấu phẩy thập phân: 98.7, 88.9%.",
        ),
        ("I.1", ("I.1:received:desk",), "1 số thiếu dấu chấm ngăn cách hàng nghìn: 3604."),
        ("I.2", ("I.2:received:desk",), "1 số thiếu dấu chấm ngăn cách hàng nghìn: 3604."),
    ]


# statuses


@pytest.mark.parametrize(
    ("printed", "missing"),
    [
        ({"received": "10", "resolved": "7"}, "hồ sơ đang giải quyết"),
        ({"resolved": "7", "pending": "3"}, "hồ sơ tiếp nhận"),
        ({"received": "10", "resolved": "7", "pending": "3"}, None),
        ({"received": "10"}, None),
        ({"resolved": "7"}, None),
        ({}, None),
    ],
)
def test_a_whole_that_cannot_be_checked_is_told_with_what_is_missing(
    folder, remarks, printed, missing
):
    folder.figures(**printed)
    says = f"Bộ phận một cửa: không có số liệu về {missing}, nên không kiểm tra được tổng."
    assert remarks("missing") == ([("info", says)] if missing else [])


def test_every_remark_has_a_key_of_its_own(folder):
    for org in ("thang_bac", "thang_nam"):
        folder.figure(
            "received", "3604", org, window_start="01/01/2030", note="tên in: phường Thang"
        )
        folder.figure("resolved", "12", org, window_end="01/01/2031")
    cite(
        folder,
        ("1/2029/NĐ-CP", "Nghị định", GOVERNMENT, "01/01/2031"),
        ("1/2029/QĐ-TTg", "Quyết định", GOVERNMENT, "x"),
    )
    keys = [remark.key for remark in check_documents(folder.read())]
    assert len(keys) == len(set(keys)) > 5


def test_a_negative_figure_is_an_error(sound):
    sound.replace("2030Q1/figures.csv", 'revenue,city,"854,639"', 'revenue,city,"−854,639"')
    found = [f for f in sound.read().findings if f.kind == "negative"]
    assert [(f.severity, f.figures) for f in found] == [("error", ("I.2:revenue:city",))]


@pytest.mark.parametrize(
    ("number", "kind", "day", "proposal"),
    [
        ("737/KGH-UBND", "Kế hoạch", "", "có lẽ là 737/KH-UBND."),
        ("12/QD-UBND", "Quyết định", "", "có lẽ là 12/QĐ-UBND."),
        ("12/QĐUBND", "Quyết định", "", "có lẽ là 12/QĐ-UBND."),
        ("12 /QĐ-UBND", "Quyết định", "", "có lẽ là 12/QĐ-UBND."),
        ("69-162", "Nghị định", "", "có lẽ là 69/…/NĐ-… và 162/…/NĐ-…."),
        (
            "70/2021/NĐ-CP",
            "Nghị định",
            "21/6/2022",
            "có lẽ là ngày 21/6/2021 hoặc số 70/2022/NĐ-CP.",
        ),
        ("70/2021/NĐ-CP", "Nghị định", "29/02/2024", "có lẽ là số 70/2024/NĐ-CP."),
        ("12/QĐ-UBND", "Quyết định", "31/11/2029", "có lẽ là 30/11/2029."),
        ("12/QĐ-UBND", "Quyết định", "11/13/2029", "có lẽ là 13/11/2029."),
        ("12/QĐ-UBND", "Quyết định", "2029-11-13", "có lẽ là 13/11/2029."),
        ("12/QĐ-UBND", "Quyết định", "15/12/2030", "có lẽ là ngày 15/12/2029."),
    ],
)
def test_a_misprinted_number_or_date_comes_with_what_it_probably_is(
    folder, remarks, number, kind, day, proposal
):
    folder.cite(number, day, kind=kind)
    ((_, said),) = remarks("citation")
    assert said.endswith(proposal)


def test_a_number_is_mended_as_the_same_issuer_writes_its_others(folder, remarks):
    folder.cite("1581/SNV-CCVC", kind="Công văn", issuer="Sở Nội vụ")
    folder.cite("7/SN-VCCVC", kind="Công văn", issuer="Sở khác")
    folder.cite("1884/SNVCCVC", kind="Công văn", issuer="Sở Nội vụ")
    ((_, said),) = remarks("citation")
    assert said.endswith("có lẽ là 1884/SNV-CCVC.")


def test_a_letter_that_only_looks_like_dyet_is_told_as_such(folder, remarks):
    folder.cite("9137/QÐ-UBND")
    ((severity, said),) = remarks("citation")
    assert severity == "warning"
    assert "chữ “Ð”" in said
    assert said.endswith("ghi lại là 9137/QĐ-UBND.")
