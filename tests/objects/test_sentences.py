"""Rows told as sentences: units behind their numbers, what is missing said as missing."""

from dataclasses import replace

from cchc.objects.sentences import is_told, say_rows
from cchc.objects.tables import Column, Table

HEAD = Column("Nơi", head=True)


def table(columns, *rows, **more) -> Table:
    return Table("a", "Tên", (HEAD, *columns), rows, told=True, **more)


def test_a_unit_in_a_heading_stands_behind_its_number():
    columns = (Column("Phí (đồng)", "number", 0), Column("Tỷ lệ (%)", "percent", 1))
    said = say_rows(table(columns, ("bưu chính", 26000, 12.5)))
    assert said == ["Bưu chính: phí 26.000\u00a0đồng; tỷ lệ 12,5%."]


def test_a_percentage_keeps_its_sign_beside_other_units_and_a_difference_of_two_has_none():
    columns = (Column("Đơn vị tính"), Column("Số hồ sơ", "number"), Column("Tỷ lệ", "percent", 1))
    assert say_rows(table(columns, ("Xã", "hồ sơ", 12, 66.0))) == [
        "Xã: số hồ sơ 12\u00a0hồ sơ; tỷ lệ 66,0%."
    ]
    ahead = Column("Chênh lệch (điểm phần trăm)", "percent", 2)
    assert say_rows(table((ahead,), ("Vốn tỉnh", -2.9), marks=((0, 1, "(*)"),))) == [
        "Vốn tỉnh: chênh lệch −2,90\u00a0điểm phần trăm\u00a0(*)."
    ]


def test_a_column_of_units_speaks_for_the_numbers_behind_it():
    columns = (Column("Đơn vị tính"), Column("Số báo cáo", "printed"), Column("Mục"))
    assert say_rows(table(columns, ("Công văn", "%", "100%", "I.1"))) == [
        "Công văn: số báo cáo 100%; mục I.1."
    ]


def test_a_column_of_units_that_stands_last_speaks_for_the_last_number():
    columns = (Column("Tổng số", "number"), Column("Bình quân", "number", 1), Column("Đơn vị tính"))
    assert say_rows(table(columns, ("Tổ", 1031, 60.6, "tổ"))) == [
        "Tổ: tổng số 1.031; bình quân 60,6\u00a0tổ."
    ]


def test_a_mark_stands_behind_the_unit_and_what_is_missing_is_said():
    columns = (Column("Tỷ lệ (%)", "percent", 2), Column("Quá hạn", "number"))
    found = table(columns, ("UBND", 97.01, None), marks=((0, 1, "(*)"),))
    assert say_rows(found) == ["UBND: tỷ lệ 97,01%\u00a0(*); quá hạn không có số liệu."]


def test_only_one_or_two_rows_of_a_table_of_the_library_are_told():
    two = table((Column("Số", "number"),), ("a", 1), ("b", 2))
    assert is_told(two)
    assert not is_told(replace(two, told=False))
    assert not is_told(replace(two, rows=()))
    assert not is_told(replace(two, rows=(*two.rows, ("c", 3))))


def test_a_code_that_heads_a_row_is_no_word():
    assert say_rows(table((Column("Mục"),), ("bt-da74b30d", "I.1"))) == ["bt-da74b30d: mục I.1."]


def test_a_cell_that_begins_as_its_heading_does_is_not_headed_twice():
    said = say_rows(table((Column("Tỷ lệ"), Column("Nhận xét")), ("Xã", "Tỷ lệ đúng hạn", "Khớp")))
    assert said == ["Xã: tỷ lệ đúng hạn; nhận xét Khớp."]
