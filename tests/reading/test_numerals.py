from fractions import Fraction

import pytest

from cchc.reading.finding import read_through
from cchc.reading.sources import read_document


@pytest.fixture
def read(tmp_path):
    def numbers(text, ending=".md"):
        path = tmp_path / f"a{ending}"
        path.write_text(text, encoding="utf-8")
        return [n for n in read_through(read_document(path)).numbers if not n.spelled]

    return numbers


@pytest.mark.parametrize(
    ("text", "classes"),
    [
        ("Có 1.031 hồ sơ", ["figure"]),
        ("Theo Quyết định số 9137/QĐ-UBND ngày 26 tháng 12 năm 2023", ["citation"] * 4),
        ("Nghị định số 107/2021/NĐ-CP ngày 06/12/2021 của Chính phủ", ["citation"] * 5),
        ("Nghị quyết số 18-NQ/TW, điều 5 và Luật Đất đai năm 2024", ["citation"] * 3),
        ("từ ngày 15/12/2023 đến ngày 14/3/2024", ["date"] * 6),
        ("quý I/2024, tháng 3 năm 2024, giai đoạn 2021 – 2025", ["date"] * 5),
        ("6 tháng đầu năm 2026, trước 17 giờ ngày 14/9", ["date"] * 5),
        ("nhiệm kỳ 2021-2026, năm học 2023 – 2024", ["date"] * 4),
        ("UBND Phường 3, 5, 9 và Khu phố 2", ["name"] * 4),
        ("Đề án 06/CP, tài khoản Mức 1, quầy số 6", ["name"] * 3),
        ("phần mềm phiên bản 2.0; số máy 0237.3855.112; mã 1.010.824", ["name"] * 3),
        ("dài 200m, rộng 220m<sup>2</sup>", ["figure", "figure", "unit"]),
        ("có 12 phường, cấp 4 máy tính", ["figure", "figure"]),
        ("đã tiếp nhận 96 hồ sơ<sup>1</sup>", ["figure", "numbering"]),
        ("## 2. Kết quả", ["numbering"]),
        ("đường truyền 300 Mbps, hoàn thành trong 30 – 45 ngày", ["figure"] * 3),
        ("mỗi tổ 5 – 7 người", ["figure"] * 2),
    ],
)
def test_a_number_is_known_by_the_words_around_it(read, text, classes):
    assert [n.kind for n in read(text)] == classes


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("1.031 hồ sơ", 1031, "hồ sơ"),
        ("1650 đại biểu", 1650, "đại biểu"),
        ("08 tập thể", 8, "tập thể"),
        ("97,01%", Fraction("97.01"), "%"),
        ("98.7 %", Fraction("98.7"), "%"),
        ("4.391,744 tỷ đồng", 4_391_744_000_000, "đồng"),
        ("812,5 triệu đồng", 812_500_000, "đồng"),
        ("15 nghìn đồng", 15_000, "đồng"),
        ("78.935.000 đồng", 78_935_000, "đồng"),
        ("0.5 ngày", Fraction("0.5"), "ngày"),
        ("3.5 km", Fraction("3.5"), "km"),
        ("30 Mbps", 30, "Mbps"),
        ("0,8 điểm phần trăm", Fraction("0.8"), "điểm phần trăm"),
    ],
)
def test_a_value_is_read_as_reports_print_it(read, text, value, unit):
    (number,) = read(f"Kết quả: {text}.")
    assert (number.value, number.unit) == (value, unit)


@pytest.mark.parametrize(
    ("text", "qualifier"),
    [
        ("13.105 tài khoản định danh điện tử trên 14.260 công dân", ""),
        ("1.205 kết quả giải quyết thủ tục hành chính trên 1.300 hồ sơ", ""),
        ("5 phường có tỷ lệ người dân hài lòng trên 95%", "over"),
        ("12 doanh nghiệp công nghệ số có doanh thu trên 500 tỷ đồng", "over"),
        ("tiếp nhận trên 1.300 hồ sơ", "over"),
    ],
)
def test_tren_behind_what_is_counted_is_out_of_and_not_above(read, text, qualifier):
    assert read(f"Đã có {text}.")[-1].qualifier == qualifier


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("Tiếp nhận 1\u00a0284 hồ sơ", [1284]),
        ("Tiếp nhận 1 284 hồ sơ, thu 12 345 678 đồng", [1284, 12345678]),
        ("Cấp 13\u202f105 tài khoản", [13105]),
        ("Phường 3 284 hồ sơ", [3, 284]),
        ("Ấp 4 có tổ 5 120 hồ sơ", [4, 5, 120]),
        ("năm 2026\u00a0125 hồ sơ", [2026, 125]),
        ("| 12 | 345 |\n|---|---|\n| 1 | 284 |", [12, 345, 1, 284]),
    ],
)
def test_blanks_part_thousands_where_no_name_and_no_cell_ends(read, text, values):
    assert [n.value for n in read(text)] == values


@pytest.mark.parametrize(
    ("text", "qualifier", "span"),
    [
        ("hơn 97%", "over", (97, 98)),
        ("gần 1.300 hồ sơ", "under", (1200, 1300)),
        ("khoảng 130 hồ sơ", "about", (120, 140)),
        ("tối thiểu 60%", "least", None),
        ("không quá 5 ngày", "most", None),
        ("1.300 hồ sơ", "", (1300, 1300)),
    ],
)
def test_words_before_a_number_say_how_far_it_reaches(read, text, qualifier, span):
    (number,) = read(f"Kết quả đạt {text}.")
    assert number.qualifier == qualifier
    assert span is None or number.span()[:2] == span


def test_what_only_the_second_of_a_pair_prints_holds_for_the_first(read):
    one, two = read("Thu thuế đạt 639,227/4.136,100 tỷ đồng.")
    assert (one.value, one.unit, one.pair) == (639_227_000_000, "đồng", "over")
    assert (two.value, two.pair) == (4_136_100_000_000, "under")
    low, high = read("đạt 97,4 – 98,5%")
    assert (low.unit, low.qualifier, high.qualifier) == ("%", "from", "to")


def test_offsets_count_the_characters_of_the_file(read, tmp_path):
    text = "# Báo cáo\n\n**Đã** nhận *1.284* hồ sơ, đạt&nbsp;80,8%.\n\n| a | b |\n|---|---|\n| x | 12 |\n"
    for number in read(text):
        assert text[number.start :].startswith(number.text.rstrip("%"))


def test_a_year_with_the_mark_of_a_footnote_is_two_numbers(read):
    year, mark = read("Kế hoạch năm 2024<sup>1</sup>")
    assert (year.text, year.kind, mark.text, mark.kind) == ("2024", "date", "1", "numbering")


def test_ordinals_of_a_table_are_numbering_and_a_headed_column_holds_rates(read):
    text = (
        "| TT | Đơn vị | Hồ sơ | Đạt tỷ lệ (%) |\n|---|---|---|---|\n| 1 | Thôn 1 | 86 | 98.7 |\n"
        "| 2 | Thôn 2 | 90 | 100 |\n"
    )
    told = [(n.text, n.kind, n.unit) for n in read(text) if n.kind != "name"]
    assert told == [
        ("1", "numbering", ""),
        ("86", "figure", ""),
        ("98.7", "figure", "%"),
        ("2", "numbering", ""),
        ("90", "figure", ""),
        ("100", "figure", "%"),
    ]
