import json
from datetime import date, datetime
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest

from cchc import show
from cchc.errors import TableError
from cchc.objects import TABLE_MIME, frames
from cchc.objects.captions import clean_text, note_lines
from cchc.objects.tables import Column, Table
from cchc.objects.tabulating import tabulate


def frame() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "name": ["Phường 1", "xã Long Sơn"],
            "count": [1031, np.nan],
            "rate": [Decimal("97.01"), Decimal("95.3")],
        }
    )


def table(**more) -> Table:
    columns = {"name": "Đơn vị", "count": "Hồ sơ", "rate": Column("Tỷ lệ", "percent", 2)}
    return tabulate(frame(), **{"id": "ho-so", "title": "Hồ sơ", "columns": columns} | more)


def test_numbers_print_in_vietnamese_form_and_missing_ones_in_words():
    assert table().texts() == [
        ["Phường 1", "1.031", "97,01%"],
        ["Xã Long Sơn", "không có số liệu", "95,30%"],  # a row begins with a capital
    ]


@pytest.mark.parametrize(("unit", "heading"), [("%", "Tỷ lệ"), ("hồ sơ", "Tỷ lệ (%)")])
def test_percent_sign_is_left_out_where_heading_or_unit_has_it(unit, heading):
    made = Table("a", "A", (Column(heading, "percent", 1),), ((97.01,),), unit)
    assert made.texts() == [["97,0"]]


def test_decimals_of_exact_numbers_are_kept_for_the_whole_column():
    made = tabulate(
        pd.DataFrame({"amount": [Decimal("854.639"), Decimal("12")]}), id="a", title="A"
    )
    assert made.texts() == [["854,639"], ["12,000"]]


def test_first_text_column_heads_its_rows():
    assert [column.head for column in table().columns] == [True, False, False]


def test_named_index_can_be_shown():
    made = tabulate(
        frame().set_index("name"), id="a", title="A", columns={"name": "Đơn vị", "count": "Hồ sơ"}
    )
    assert made.rows[0] == ("Phường 1", 1031)


def test_payload_reads_back_as_the_same_table():
    made = table(unit="hồ sơ", notes=["một"], source="Báo cáo")
    assert Table.from_payload(made.payload()) == made
    assert made._repr_mimebundle_()[TABLE_MIME] == made.payload()


def test_html_marks_headers_and_escapes_text():
    made = tabulate(
        pd.DataFrame({"x": ["<script>alert(1)</script>"], "n": [1]}), id="a", title="A & <b>"
    )
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


@pytest.mark.parametrize("id", ["Hồ sơ", "a b", "-a", "1a", 'a"b', "a\n"])
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


def test_a_heading_of_several_lines_or_hundreds_of_letters_is_one_line_of_at_most_200():
    made = Table("a", "A", (Column("Hồ sơ\nđã giải quyết"), Column("x" * 300)), ())
    assert [column.name for column in made.columns] == ["Hồ sơ đã giải quyết", "x" * 199 + "…"]


def test_two_columns_of_one_name_give_their_numbers_or_are_refused():
    twice = pd.DataFrame([[1, 2], [3, 4]], columns=["n", "n"])
    with pytest.raises(TableError, match="several columns called 'n'"):
        tabulate(twice, id="a", title="A")
    assert frames.table(twice).rows == ((1, 2), (3, 4))


def test_an_index_of_texts_without_a_name_is_a_column():
    made = tabulate(pd.DataFrame({"n": [1.0, 2.0]}, index=["count", "mean"]), id="a", title="A")
    assert made.rows == (("count", 1), ("mean", 2))


def test_a_time_of_day_is_kept():
    made = Table("a", "A", (Column("Lúc"),), ((datetime(2024, 3, 14, 12, 30),),))
    assert made.rows == (("14/3/2024 12:30",),)


def test_marks_piled_on_a_letter_are_kept_to_a_few():
    made = Table("a", "ệ" + "\u0323" * 50_000, (Column("x"),), ())
    assert made.title == "ệ" + "\u0323" * 4
    assert clean_text("e\u0323\u0302") == "e\u0323\u0302"


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


@pytest.mark.parametrize(
    "payload", [[], {}, {"columns": [{"x": 1}], "rows": []}, {"columns": None, "rows": None}]
)
def test_json_that_is_no_table_is_refused(payload):
    with pytest.raises(TableError):
        Table.from_payload(payload)


# facts: which cell prints what


def facts_of(frame: pd.DataFrame, *columns: str) -> set[tuple[int, int, str]]:
    return set(tabulate(frame, id="a", title="A", columns={name: name for name in columns}).facts)


def test_cells_of_the_report_say_which_fact_they_print_and_those_worked_out_do_not(sound):
    report = sound.read()
    frame = report.across(["received", "resolved"], ["desk", "thang_bac"]).assign(rest=1)
    assert facts_of(frame, "name", "resolved", "rest") == {
        (0, 1, "resolved[desk]"),
        (1, 1, "resolved[thang_bac]"),
    }
    rates = report.rates("resolved_rate", ["desk"])
    wanted = {(0, 0, "resolved[desk]"), (0, 1, "received[desk]"), (0, 2, "resolved_rate[desk]")}
    assert facts_of(rates, "numerator", "denominator", "printed") == wanted
    assert facts_of(report.values(["pending"], "desk"), "name", "value") == {
        (0, 1, "pending[desk]")
    }


def test_facts_go_with_rows_that_are_picked_stacked_or_recomputed_and_not_with_a_difference(sound):
    report = sound.read()
    frame = report.across(["received", "resolved"], ["desk"])
    both = show.stack_rows(frame, frame.assign(org="part", name="Phần"))
    more = show.add_difference(both, "desk", "part", "Phần còn lại")
    assert facts_of(more, "name", "received") == {(0, 1, "received[desk]")}
    rates = show.recompute(more[more["org"] == "desk"], "resolved", "received")
    assert facts_of(rates, "numerator", "denominator") == {
        (0, 0, "resolved[desk]"),
        (0, 1, "received[desk]"),
    }


def test_pairs_parts_and_mentions_have_their_facts(sound):
    report = sound.read()
    pairs = show.list_pairs(report, {"Đã xong": ("resolved[desk]", "received[desk]")})
    assert facts_of(pairs, "name", "done", "plan") == {
        (0, 1, "resolved[desk]"),
        (0, 2, "received[desk]"),
    }
    parts = show.list_parts(report, ["received"], "desk")
    assert facts_of(parts, "part", "value") == {(0, 1, "resolved[desk]"), (1, 1, "pending[desk]")}
    assert facts_of(report.mentions("revenue", "city"), "printed") == {(0, 0, "revenue[city]")}


def test_facts_and_marks_survive_the_notebook():
    made = Table(
        "a",
        "A",
        (Column("Số", "number"),),
        ((5,),),
        facts=((0, 0, "x[y]"),),
        marks=((0, 0, "(1)"),),
    )
    assert Table.from_payload(json.loads(json.dumps(made.payload()))) == made
    assert made.texts() == [["5\u00a0(1)"]]


def test_footnotes_stand_before_numbered_notes():
    lines = note_lines(("Một.", "(1) Đã sửa.", "Hai.", "(*) Chưa."), "Báo cáo")
    assert lines == [
        "(1) Đã sửa.",
        "(*) Chưa.",
        "Ghi chú 1: Một.",
        "Ghi chú 2: Hai.",
        "Nguồn: Báo cáo",
    ]
