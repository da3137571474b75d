"""The Excel form: what may be typed where, what turns red, and that it is the same to the byte."""

import pytest
from openpyxl.worksheet.datavalidation import DataValidation

from cchc import read_report
from cchc.errors import InputError
from cchc.intake.asks import QUALIFIERS
from cchc.intake.form import make_form, write_forms
from cchc.intake.form_pages import CHECKS, GUIDE
from cchc.intake.opening import write_quarter
from cchc.model.numbers import NO_FIGURE
from cchc.model.quarter import Quarter


@pytest.fixture
def report(sound):
    """The quarter after a sound one, with nothing filled in."""
    sound.figure("received", "500", "thang_bac")
    write_quarter(Quarter(2030, 2), sound.root)
    return read_report("2030Q2", sound.root)


def validation(cell) -> DataValidation:
    (found,) = [
        rule
        for rule in cell.parent.data_validations.dataValidation
        if cell.coordinate in rule.sqref
    ]
    return found


def test_a_sheet_for_each_section_with_what_is_to_be_known_of_each_figure(
    report, open_form, entry, beside
):
    workbook = open_form(report)
    assert workbook.sheetnames == [GUIDE, "I.1", "I.2", CHECKS]
    told = {
        name: beside(entry(workbook, "I.1:received:desk"), name).value
        for name in ("Chỉ tiêu", "Đơn vị", "Đơn vị tính", "Kỳ trước", "Cách đếm", "Mã 2030Q2")
    }
    assert told == {
        "Chỉ tiêu": "Hồ sơ tiếp nhận",
        "Đơn vị": "Bộ phận một cửa",
        "Đơn vị tính": "hồ sơ",
        "Kỳ trước": "1.000",
        "Cách đếm": "Định nghĩa: Hồ sơ tiếp nhận",
        "Mã 2030Q2": "I.1:received:desk",
    }


def test_a_unit_gets_its_own_figures_and_the_number_of_cells_to_type(report, open_form):
    workbook = open_form(report, "desk")
    assert workbook.sheetnames == [GUIDE, "I.1", CHECKS]
    codes = [row[-1].value for row in workbook["I.1"].iter_rows(min_row=5)]
    assert all(code.endswith(":desk") for code in codes)
    assert len(codes) == 6
    guide = {row[0].value: row[1].value for row in workbook[GUIDE].iter_rows(min_row=4)}
    assert guide["Đơn vị báo cáo"] == "Bộ phận một cửa"
    assert guide["Số ô phải nhập"].startswith("4 ô; 2 tỷ lệ")
    assert guide["Kỳ số liệu"] == "Từ ngày 15/3/2030 đến hết ngày 14/6/2030."


def test_a_unit_is_told_only_of_the_kinds_of_numbers_it_has_to_type(report, open_form):
    guides = (open_form(report, org)[GUIDE] for org in ("desk", "city"))
    desk, city = ({row[0].value for row in guide.iter_rows(min_row=4)} for guide in guides)
    assert city - desk == {"Tỷ đồng"}
    assert "Tỷ lệ" not in desk | city  # both rates are worked out


def test_entries_are_open_and_everything_else_is_locked_without_a_password(report, open_form):
    workbook = open_form(report)
    unlocked = set()
    for sheet in workbook:
        assert sheet.protection.sheet
        assert sheet.protection.password is None
        cells = [cell for row in sheet.iter_rows() for cell in row]
        unlocked |= {(sheet.title, cell.column) for cell in cells if not cell.protection.locked}
    sheet = workbook["I.1"]
    names = {cell.value: cell.column for cell in sheet[4]}
    open_columns = {names[name] for name in ("Kỳ này", "Ghi rõ", "Ghi chú")}
    assert unlocked == {(title, column) for title in ("I.1", "I.2") for column in open_columns}


def test_a_rate_is_worked_out_in_a_locked_cell(report, open_form, entry, calculate):
    workbook = open_form(report)
    rate = entry(workbook, "I.1:resolved_rate:desk")
    sheets = calculate(workbook)
    assert rate.protection.locked
    assert sheets.value("I.1", rate.coordinate) == ""
    entry(workbook, "I.1:resolved:desk").value = 2
    entry(workbook, "I.1:received:desk").value = 3
    assert sheets.value("I.1", rate.coordinate) == 0.6667
    entry(workbook, "I.1:received:desk").value = 0
    assert sheets.value("I.1", rate.coordinate) == ""


def test_a_wrong_balance_is_told_beside_each_of_its_figures_and_turns_them_red(
    report, open_form, entry, beside, calculate
):
    workbook = open_form(report)
    figures = [f"I.1:{code}:desk" for code in ("received", "resolved", "pending")]
    for figure, value in zip(figures, (100, 80, 30), strict=True):
        entry(workbook, figure).value = value
    sheets = calculate(workbook)

    def messages():
        return [
            sheets.value("I.1", beside(entry(workbook, figure), "Kiểm tra").coordinate)
            for figure in figures
        ]

    assert (
        messages() == ["Sai: Hồ sơ tiếp nhận = Hồ sơ đã giải quyết + Hồ sơ đang giải quyết. "] * 3
    )
    ((span, rules),) = workbook["I.1"].conditional_formatting._cf_rules.items()
    cell = entry(workbook, figures[0])
    assert cell.coordinate in span.sqref
    assert (
        f'=LEFT(${beside(cell, "Kiểm tra").column_letter}5,4)="Sai:"'.removeprefix("=")
        == rules[0].formula[0]
    )
    entry(workbook, "I.1:received:desk").value = 110
    assert messages() == [""] * 3
    entry(workbook, "I.1:received:desk").value = "110"
    assert messages()[0].startswith("Sai: ô này là chữ")


def test_the_colour_follows_the_message_of_its_own_row(report, open_form, entry):
    workbook = open_form(report)
    (span,) = workbook["I.1"].conditional_formatting
    rows = [entry(workbook, f"I.1:{code}:desk").row for code in ("received", "on_time_rate")]
    assert str(span.sqref).endswith(f"{max(rows) + 1}")
    # written for the first row of the range: the formula moves along with the rows below
    assert str(span.sqref).split(":")[0][1:] == "5"


@pytest.mark.parametrize(
    ("figure", "kind", "limits", "number_format"),
    [
        ("I.1:received:desk", "whole", ("greaterThanOrEqual", "0", None), "#,##0"),
        ("I.2:revenue:city", "decimal", ("greaterThanOrEqual", "0", None), "#,##0.000"),
        ("I.2:on_time_rate:city", "decimal", (None, "0", "1"), "0.00%"),
        ("I.2:growth:city", "decimal", (None, "0", "10"), "0.00%"),
    ],
)
def test_each_unit_is_typed_as_what_it_is(
    sound, open_form, entry, figure, kind, limits, number_format
):
    sound.add(
        "catalog/indicators.csv",
        indicator="growth",
        name="Tăng trưởng",
        unit="%",
        section="I.2",
        numerator="revenue",
        denominator="received",
        definition="Tăng",
    )
    for code in ("on_time_rate", "growth"):
        sound.figure(code, "", "city", section="I.2")
    cell = entry(open_form(sound.read()), figure)
    rule = validation(cell)
    assert (rule.type, cell.number_format) == (kind, number_format)
    assert (rule.operator, rule.formula1, rule.formula2) == limits


def test_what_a_number_is_worth_is_chosen_from_a_list(report, open_form, entry, beside):
    rule = validation(beside(entry(open_form(report), "I.1:received:desk"), "Ghi rõ"))
    assert (rule.type, rule.formula1) == ("list", f'"{",".join((*QUALIFIERS, NO_FIGURE))}"')


def test_a_figure_that_is_there_already_is_in_the_form(report, sound, open_form, entry):
    sound.replace("2030Q2/figures.csv", "received,desk,,", "received,desk,1.031,")
    sound.add(
        "2030Q1/figures.csv", indicator="on_time_rate", org="city", printed="97,01%", section="I.2"
    )
    workbook = open_form(read_report("2030Q2", sound.root))
    assert entry(workbook, "I.1:received:desk").value == 1031
    assert entry(open_form(sound.read()), "I.2:on_time_rate:city").value == 0.9701


def test_text_of_the_data_is_never_a_formula(sound, open_form):
    sound.replace("catalog/indicators.csv", "Hồ sơ tiếp nhận", '"=HYPERLINK(""http://x"")"')
    sound.replace("catalog/orgs.csv", "Bộ phận một cửa", "@SUM(A1)")
    sound.replace("2030Q1/report.toml", 'title = "Hồ sơ"', 'title = "=1+1"')
    sound.replace("2030Q1/report.toml", 'authority = "UBND thành phố"', 'authority = "+cmd"')
    workbook = open_form(sound.read())
    formulas = [
        cell
        for sheet in workbook
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    ]
    assert formulas
    assert not any(
        mark in cell.value for cell in formulas for mark in ("HYPERLINK", "SUM(", "1+1", "cmd")
    )
    texts = [
        cell
        for sheet in workbook
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "s"
    ]
    risky = [cell for cell in texts if cell.value.startswith(("=", "@", "+"))]
    assert len(risky) >= 3
    assert all(cell.quotePrefix for cell in risky)
    assert not any(cell.hyperlink for cell in texts)


@pytest.mark.parametrize(
    "sections", [("Kiểm tra", "History"), ("a/b", "a:b"), ("I" * 40, "I" * 40 + "x")]
)
def test_section_names_that_excel_refuses_still_make_sheets(sound, open_form, sections):
    for old, new in zip(("I.1", "I.2"), sections, strict=True):
        sound.replace("2030Q1/report.toml", f'section = "{old}"', f'section = "{new}"')
        for name in ("2030Q1/figures.csv", "catalog/indicators.csv"):
            text = sound.path(name).read_text(encoding="utf-8")
            sound.write(name, text.replace(f",{old},", f",{new},"))
    assert len(open_form(sound.read()).sheetnames) == 4


def test_the_same_quarter_gives_the_same_bytes(report):
    assert make_form(report) == make_form(report)
    assert make_form(report, "desk") != make_form(report)


# files


def test_there_is_a_form_for_each_unit_and_one_for_all(report, tmp_path):
    written = write_forms(report, tmp_path / "forms")
    assert [path.name for path in written] == [
        "bieu-2030Q2.xlsx",
        "bieu-2030Q2-city.xlsx",
        "bieu-2030Q2-desk.xlsx",
        "bieu-2030Q2-thang_bac.xlsx",
    ]
    assert write_forms(report, tmp_path / "forms") == written
    assert [path.name for path in write_forms(report, tmp_path / "one", ["desk"])] == [
        "bieu-2030Q2-desk.xlsx"
    ]


def test_a_form_that_may_be_filled_in_is_not_overwritten(report, tmp_path):
    (tmp_path / "bieu-2030Q2-desk.xlsx").write_bytes(b"filled in")
    with pytest.raises(InputError, match=r"bieu-2030Q2-desk\.xlsx: is there already and differs"):
        write_forms(report, tmp_path)
    assert [path.name for path in tmp_path.glob("*.xlsx")] == ["bieu-2030Q2-desk.xlsx"]


def test_an_org_of_which_nothing_is_expected_is_refused_with_those_that_are(report, tmp_path):
    with pytest.raises(
        InputError,
        match="nothing is expected of thang_nam; the orgs that are asked: city, desk, th",
    ):
        write_forms(report, tmp_path / "forms", ["thang_nam"])
    assert not (tmp_path / "forms").exists()
