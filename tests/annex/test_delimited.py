import pytest

from cchc.annex.delimited import safe_text, write_csv_text


@pytest.mark.parametrize("text", ["=1", "+1+2", "-1+2", "@a", "\t=1", "\r=1", "＝1", " =1", "＋1", "－1", "＠a"])
def test_text_that_a_spreadsheet_might_run_gets_an_apostrophe(text):
    assert safe_text(text) == "'" + text


@pytest.mark.parametrize("text", ["-3", "−3,5%", "+1.031", "Phường 1", "", "a=b"])
def test_harmless_text_is_left_as_it_is(text):
    assert safe_text(text) == text


def test_headings_are_made_safe_and_missing_values_are_empty():
    assert write_csv_text(["=a", "b"], [["x", None], ["y", -0.5]]) == "\ufeff'=a,b\r\nx,\r\ny,-0.5\r\n"
