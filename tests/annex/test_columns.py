import pytest

from cchc.annex.columns import INSET, LANDSCAPE, PORTRAIT, break_words, plan_columns
from cchc.annex.tinos import measure_text
from cchc.objects.tables import Column, Table

LONG = "Số đã số hóa lớn hơn số đã giải quyết nên cần đơn vị giải thích. " * 4


def table(*columns: Column, row: tuple) -> Table:
    return Table("a", "A", columns, (row,) * 3)


def test_widths_fill_the_page_and_no_number_wraps():
    made = table(
        Column("Đơn vị"),
        Column("Số", "number", 2),
        Column("Nhận xét"),
        row=("Phường 1", 1234567.89, LONG),
    )
    layout = plan_columns(made)
    assert sum(layout.widths) == pytest.approx(PORTRAIT, abs=0.1)
    assert layout.size == 11
    assert layout.widths[1] - 2 * INSET >= measure_text("1.234.567,89", 11)
    assert layout.widths[2] > layout.widths[0]


def test_short_name_stays_on_one_line_beside_a_long_remark():
    columns = (
        Column("Đơn vị"),
        *(Column(f"Số {at}", "number") for at in range(4)),
        Column("Nhận xét"),
    )
    layout = plan_columns(table(*columns, row=("phường Nguyễn An Ninh", 1, 2, 3, 4, LONG)))
    assert layout.widths[0] - 2 * INSET >= measure_text("phường Nguyễn An Ninh", layout.size)


@pytest.mark.parametrize(("count", "landscape"), [(8, False), (9, True)])
def test_more_than_eight_columns_turn_the_page(count, landscape):
    layout = plan_columns(
        table(*(Column(f"C{at}", "number") for at in range(count)), row=tuple(range(count)))
    )
    assert layout.landscape is landscape
    assert sum(layout.widths) == pytest.approx(LANDSCAPE if landscape else PORTRAIT, abs=0.1)


def test_type_gets_smaller_before_the_page_turns():
    row = tuple(10**13 + at for at in range(5))
    layout = plan_columns(table(*(Column(f"C{at}", "number", 0) for at in range(5)), row=row))
    assert (layout.size, layout.landscape) == (10, False)


def test_what_fits_nowhere_still_fills_the_turned_page():
    row = tuple(10**15 + at for at in range(12))
    layout = plan_columns(table(*(Column(f"C{at}", "number", 0) for at in range(12)), row=row))
    assert (layout.size, layout.landscape) == (9, True)
    assert sum(layout.widths) == pytest.approx(LANDSCAPE, abs=0.1)


def test_numbers_keep_their_width_where_words_must_break():
    columns = (*(Column(f"Một cột chữ {at}") for at in range(12)), Column("Số", "number", 0))
    layout = plan_columns(table(*columns, row=(*["X" * 60] * 12, 123456789)))
    assert layout.widths[-1] - 2 * INSET >= measure_text("123.456.789", layout.size)
    assert sum(layout.widths) == pytest.approx(LANDSCAPE, abs=0.2)


def test_word_wider_than_its_column_can_break_and_others_cannot():
    broken = break_words("dài " + "X" * 90, 100, 11)
    assert broken.startswith("dài X\u200bX")
    assert broken.replace("\u200b", "") == "dài " + "X" * 90
    assert break_words("Phường 1", 100, 11) == "Phường 1"


def test_a_heading_stays_on_one_line_where_there_is_room():
    made = table(Column("Đơn vị"), Column("Tỷ lệ", "number", 1), row=("Phường 1", 0.5))
    layout = plan_columns(made)
    assert layout.widths[1] - 2 * INSET >= measure_text("Tỷ lệ", 11, "Bold")


def test_long_remarks_take_the_room_of_codes_that_wrap_where_the_table_gets_shorter():
    columns = (Column("Số"), Column("Nội dung"), Column("Mã"))
    codes = ", ".join(f"bt-{at:08d}" for at in range(4))
    layout = plan_columns(table(*columns, row=("117/2014/NĐ-CP", LONG, codes)))
    assert layout.widths[1] > 2 * layout.widths[2]
    assert layout.widths[2] - 2 * INSET < measure_text(codes, layout.size)


def test_names_and_units_that_fit_stay_on_their_lines():
    columns = (
        Column("Mức bình quân"),
        Column("Tổng số", "number"),
        Column("Chia cho", "number"),
        Column("Bình quân", "number", 1),
        Column("Đơn vị tính"),
    )
    rows = (
        ("Đại biểu bình quân một hội nghị", 1650, 12, 137.5, "lượt người / hội nghị"),
        ("Giờ truyền thanh bình quân một phường, xã", 682, 17, 40.1, "giờ / phường, xã"),
    )
    layout = plan_columns(Table("a", "A", columns, rows))
    for text, width in ((rows[1][0], layout.widths[0]), (rows[0][-1], layout.widths[-1])):
        assert width - 2 * INSET >= measure_text(text, layout.size)


def test_codes_that_wrap_leave_what_they_do_not_fill_to_the_remark():
    codes = "bt-25f6e02b, bt-1dd80c09, bt-e0389ab7, bt-079d5f1c"
    columns = (Column("Số", head=True), Column("Nội dung"), Column("Mã"))
    layout = plan_columns(table(*columns, row=("61/2018/QĐ-TTg", LONG * 3, codes)))
    width = layout.widths[2] - 2 * INSET
    code = measure_text("bt-25f6e02b,", layout.size, "Bold")
    assert code < width < 1.2 * code
    assert break_words(codes, width, layout.size) == codes
    assert sum(layout.widths) == pytest.approx(PORTRAIT, abs=0.1)
