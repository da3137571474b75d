import pytest

from cchc.model.csv_rows import guard
from cchc.objects.delimited import write_csv_text, write_table_csv
from cchc.objects.tables import Column, Table


@pytest.mark.parametrize(
    "text", ["=1", "+1+2", "-1+2", "@a", "\t=1", "\r=1", "＝1", " =1", "＋1", "－1", "＠a"]
)
def test_text_that_a_spreadsheet_might_run_gets_an_apostrophe(text):
    assert guard(text) == "'" + text


@pytest.mark.parametrize("text", ["-3", "−3,5%", "+1.031", "Phường 1", "", "a=b"])
def test_harmless_text_is_left_as_it_is(text):
    assert guard(text) == text


def test_headings_are_made_safe_and_missing_values_are_empty():
    assert (
        write_csv_text(["=a", "b"], [["x", None], ["y", -0.5]]) == "\ufeff'=a,b\r\nx,\r\ny,-0.5\r\n"
    )


def test_marks_stand_in_a_column_of_their_own_and_numbers_stay_numbers():
    columns = (Column("Đơn vị", head=True), Column("Hồ sơ", "number"), Column("Xong", "number"))
    made = Table(
        "a", "A", columns, (("x", 5, 4), ("y", 7, 6)), marks=((0, 1, "(*)"), (0, 2, "(1)"))
    )
    assert write_table_csv(made).splitlines()[1:] == ["x,5,4,Hồ sơ (*); Xong (1)", "y,7,6,"]
