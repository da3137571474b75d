from datetime import date
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest

from cchc.show.tables import TABLE_MIME, Column, Table, TableError, tabulate


def frame() -> pd.DataFrame:
    return pd.DataFrame({
        "name": ["Phường 1", "xã Long Sơn"],
        "count": [1031, np.nan],
        "rate": [Decimal("97.01"), Decimal("95.3")],
    })  # fmt: skip


def table(**more) -> Table:
    columns = {"name": "Đơn vị", "count": "Hồ sơ", "rate": Column("Tỷ lệ", "percent", 2)}
    return tabulate(frame(), **{"id": "ho-so", "title": "Hồ sơ", "columns": columns} | more)


def test_numbers_print_in_vietnamese_form_and_missing_ones_in_words():
    assert table().texts() == [["Phường 1", "1.031", "97,01%"], ["xã Long Sơn", "không có số liệu", "95,30%"]]


@pytest.mark.parametrize(("unit", "heading"), [("%", "Tỷ lệ"), ("hồ sơ", "Tỷ lệ (%)")])
def test_percent_sign_is_left_out_where_heading_or_unit_has_it(unit, heading):
    made = Table("a", "A", (Column(heading, "percent", 1),), ((97.01,),), unit)
    assert made.texts() == [["97,0"]]


def test_decimals_of_exact_numbers_are_kept_for_the_whole_column():
    made = tabulate(pd.DataFrame({"amount": [Decimal("854.639"), Decimal("12")]}), id="a", title="A")
    assert made.texts() == [["854,639"], ["12,000"]]


def test_first_text_column_heads_its_rows():
    assert [column.head for column in table().columns] == [True, False, False]


def test_named_index_can_be_shown():
    made = tabulate(frame().set_index("name"), id="a", title="A", columns={"name": "Đơn vị", "count": "Hồ sơ"})
    assert made.rows[0] == ("Phường 1", 1031)


def test_payload_reads_back_as_the_same_table():
    made = table(unit="hồ sơ", notes=["một"], source="Báo cáo")
    assert Table.from_payload(made.payload()) == made
    assert made._repr_mimebundle_()[TABLE_MIME] == made.payload()


def test_html_marks_headers_and_escapes_text():
    made = tabulate(pd.DataFrame({"x": ["<script>alert(1)</script>"], "n": [1]}), id="a", title="A & <b>")
    page = made.html()
    assert "<script>" not in page
    assert "&lt;script&gt;" in page
    assert "<caption" in page
    assert "A &amp; &lt;b&gt;" in page
    assert page.count('scope="col"') == 2
    assert page.count('scope="row"') == 1


def test_jupyter_shows_notes_and_source_below():
    html = table(notes=["một"], source="Báo cáo")._repr_mimebundle_()["text/html"]
    assert html.index("</table>") < html.index("Ghi chú: một") < html.index("Nguồn: Báo cáo")


def test_printed_text_stays_as_printed_and_dates_take_vietnamese_form():
    made = Table("a", "A", (Column("In", "printed"), Column("Ngày")), (("08", date(2024, 2, 5)),))
    assert made.rows == (("08", "05/02/2024"),)


def test_control_characters_and_half_surrogates_do_not_reach_an_output():
    made = Table("a", "A\x00", (Column("X"),), (("a\x1b\ud800\r\nb\u202e",),))
    assert made.title == "A\ufffd"
    assert made.rows == (("a\ufffd\ufffd\nb\ufffd",),)


@pytest.mark.parametrize("id", ["", "Hồ sơ", "a b", "-a", "1a", 'a"b', "a\n"])
def test_id_that_is_no_slug_is_refused(id):
    with pytest.raises(TableError, match="id"):
        table(id=id)


@pytest.mark.parametrize("sheet", ["a" * 32, "a/b", "[x]", "'x"])
def test_impossible_sheet_name_is_refused(sheet):
    with pytest.raises(TableError, match="sheet"):
        table(sheet=sheet)


def test_headings_that_differ_in_case_only_are_refused():
    with pytest.raises(TableError, match="differ"):
        Table("a", "A", (Column("Số"), Column("số")), ())


def test_row_of_wrong_length_is_named():
    with pytest.raises(TableError, match="row 2: 1 cells, not 2"):
        Table("a", "A", (Column("x"), Column("y")), (("1", "2"), ("1",)))


@pytest.mark.parametrize("value", ["12", float("inf"), True])
def test_value_that_is_no_number_is_refused_in_a_column_of_numbers(value):
    with pytest.raises(TableError, match="not a number"):
        Table("a", "A", (Column("x", "number"),), ((value,),))


def test_absent_column_of_the_frame_is_named():
    with pytest.raises(TableError, match="no column 'nme'"):
        tabulate(frame(), id="a", title="A", columns={"nme": "Đơn vị"})


@pytest.mark.parametrize("payload", [[], {}, {"columns": [{"x": 1}], "rows": []}, {"columns": None, "rows": None}])
def test_json_that_is_no_table_is_refused(payload):
    with pytest.raises(TableError):
        Table.from_payload(payload)
