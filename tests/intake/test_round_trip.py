"""A quarter from beginning to annex: new, form, filled in as 17 wards and the desks would, collect,
check, build.
"""

import csv
import json
import shutil
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from random import Random

import openpyxl
import pytest
from typer.testing import CliRunner

from cchc import read_report
from cchc.cli import app
from cchc.intake.asks import list_asks, list_checks
from cchc.model.numbers import format_number, parse_printed
from cchc.model.units import is_measure
from errloc.printed import round_half_up
from errloc.rules import Linear

PROJECT = Path(__file__).parents[2]
LATE = (
    "p11",
    "p12",
    "thang_tam",
    "thang_nhat",
    "nguyen_an_ninh",
)  # whose first forms are of no use
NONE = "I.2.c:results_digitised:rach_dua"
WRONG = "I.2.c:dossiers_pending:city_desk"


def run(*words: object, code: int = 0) -> str:
    result = CliRunner().invoke(app, [str(word) for word in words])
    assert result.exit_code == code, result.output
    return result.output


def generate(report, seed: int) -> dict[str, Decimal]:
    """Make a quarter's numbers from those of the one before: each org a little larger or smaller,
    sums made good.
    """
    random, values = Random(seed), {}
    factors = {org: Fraction(random.randint(90, 112), 100) for org in report.catalog.orgs.index}
    asks = [ask for ask in list_asks(report) if ask.parts is None]
    for ask in asks:
        before, unit = (
            report.previous.mentions(ask.indicator, ask.org).iloc[0],
            report.catalog.unit(ask.indicator),
        )
        scaled = Fraction(before["value"]) * (1 if unit == "%" else factors[ask.org])
        places = int(before["decimals"]) if is_measure(unit) else 0
        value = round_half_up(scaled, places)
        values[ask.fact] = Decimal(value.numerator) / value.denominator
    for rule in reversed(list_checks(report, asks)):
        names = (
            [str(name) for name in rule.constraint.coefficients]
            if isinstance(rule.constraint, Linear)
            else []
        )
        if rule.kind == "parts" and values.keys() >= set(names):
            values[names[0]] = sum(values[name] for name in names[1:])
        elif rule.kind == "part":
            values[names[0]] = min(values[name] for name in names)
    return {ask.figure: values[ask.fact] for ask in asks}


class Units:
    """The units: each fills its form in, in its own manner."""

    def __init__(self, report, forms: Path, filled: Path, values: dict[str, Decimal]) -> None:
        self.report, self.forms, self.filled, self.values = report, forms, filled, values
        filled.mkdir()

    def send(self, org: str, name: str = "", manner=None, write=float, **changed: object) -> Path:
        """Fill the form of an org in, make a mess of it by `manner`, and send it back."""
        workbook = openpyxl.load_workbook(self.forms / f"bieu-{self.report.quarter}-{org}.xlsx")
        for sheet in workbook.worksheets[1:]:
            columns = {cell.value: cell.column for cell in sheet[4]}
            for row in range(5, sheet.max_row + 1 if "Kỳ này" in columns else 0):
                figure = sheet.cell(row, columns[f"Mã {self.report.quarter}"]).value
                if figure in self.values:
                    cell = sheet.cell(row, columns["Kỳ này"])
                    percent = "%" in cell.number_format
                    cell.value = self.typed(figure, percent, write)
        for figure, value in changed.items():
            self.entry(workbook, figure).value = value
        if manner:
            manner(workbook)
        path = self.filled / (name or f"{org}.xlsx")
        workbook.save(path)
        return path

    def typed(self, figure: str, percent: bool, write) -> object:
        value = self.values[figure]
        return write(value) if write is not float else float(value / 100 if percent else value)

    @staticmethod
    def entry(workbook, code: str):
        for sheet in workbook.worksheets[1:]:
            columns = {cell.value: cell.column for cell in sheet[4]}
            for row in range(5, sheet.max_row + 1):
                if str(sheet.cell(row, len(columns)).value).split(":")[1:2] == [code]:
                    return sheet.cell(row, columns["Kỳ này"])
        raise AssertionError(f"{code} is not in the form")


def reorder_columns(workbook) -> None:
    sheet = workbook["I.2.c"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    for at, cells in enumerate(rows, 1):
        for column, value in enumerate(reversed(cells), 1):
            sheet.cell(at, column).value = value


def rename_sheets(workbook) -> None:
    workbook["I.2.c"].title = "Số hóa"
    workbook.create_sheet("Trang1", 0)
    workbook.move_sheet("Hướng dẫn", 2)


def insert_rows(workbook) -> None:
    sheet = workbook["I.2.c"]
    sheet.insert_rows(1, 2)
    sheet["A1"] = "UBND PHƯỜNG 5"
    sheet.append(["Người lập biểu", None, None, 21])


def merge_entries(workbook) -> None:
    workbook["I.2.c"].merge_cells("D5:E5")


def of_another_quarter(workbook) -> None:
    for sheet in workbook:
        for cell in sheet[4]:
            if str(cell.value).startswith("Mã "):
                cell.value = "Mã 2024Q1"


def say_none(workbook) -> None:
    cell = Units.entry(workbook, "results_digitised")
    cell.value = None
    cell.offset(column=1).value = "không có số liệu"
    cell.offset(column=3).value = "máy quét hỏng"


def send_first(units: Units) -> None:
    """What comes in the first days: much of it usable, some of it not."""
    units.send("p01")
    units.send("p02", write=format_number)  # as text, grouped the Vietnamese way
    units.send("p03", write=lambda value: f"{value:,}")
    units.send("p04", manner=rename_sheets)
    units.send("p05", manner=insert_rows)
    units.send("thang_nhi", manner=merge_entries)
    units.send("p07", manner=reorder_columns)
    units.send("p08", write=lambda value: f" {value} hồ sơ")
    units.send("p09", write=lambda value: f"{value:,}".replace(",", " "))
    shutil.copyfile(units.send("p10"), units.filled / "p10 (1).xlsx")
    units.send("p11")
    units.send("p11", "p11 (sửa).xlsx", results_resolved=1)
    (units.filled / "p12.xls").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    units.send("rach_dua", manner=say_none)
    units.send("thang_tam", manner=of_another_quarter)
    whole = units.send("thang_nhat").read_bytes()
    (units.filled / "thang_nhat.xlsx").write_bytes(whole[: len(whole) // 2])
    units.send("long_son")
    for org in (
        "city_desk",
        "land_office",
        "id_desk",
        "social_insurance",
        "post",
        "city",
        "area",
        "wards",
    ):
        units.send(org)


@pytest.fixture
def quarter(tmp_path, monkeypatch):
    """The data in a place of their own, with the second quarter begun."""
    data = tmp_path / "data"
    shutil.copytree(PROJECT / "data", data)
    monkeypatch.chdir(PROJECT)
    monkeypatch.setenv("COLUMNS", "200")
    assert "251 figures expected, 58 plans to follow up" in run("new", "2024Q2", "--data", data)
    return data


def test_a_quarter_from_beginning_to_annex(quarter, tmp_path, shared_warm):
    data, forms = quarter, tmp_path / "forms"
    told = run("form", "2024Q2", "--data", data, "--out", forms)
    assert len(list(forms.iterdir())) == 26
    assert told.splitlines()[-1] == "203 numbers to type; 31 rates are worked out from them"
    report = read_report("2024Q2", data)
    asks = list_asks(report)
    wards = report.members("ward")
    assert {
        org: sum(a.parts is None for a in asks if a.org == org) for org in wards
    } == dict.fromkeys(wards, 2)

    values = generate(report, seed=2024)
    values[WRONG] += 10
    units = Units(report, forms, tmp_path / "filled", values)
    send_first(units)
    before = (data / "2024Q2" / "figures.csv").read_bytes()
    dry = run("collect", "2024Q2", units.filled, "--data", data, "--dry-run", code=1)
    assert (data / "2024Q2" / "figures.csv").read_bytes() == before
    told = run("collect", "2024Q2", units.filled, "--data", data, code=1)
    assert told == dry.replace("would be written", "written")
    for line in (
        "refused p12.xls: is an Excel 97-2003 workbook (.xls); open it and save it as .xlsx",
        "refused thang_tam.xlsx: is the form of 2024Q1, not of 2024Q2",
        "refused thang_nhat.xlsx: is no .xlsx file, or a damaged one",
        "contradictory I.2.c:results_resolved:p11: 1 (p11 (sửa).xlsx, I.2.c!D5); ",
        "double I.2.c:results_resolved:p10: p10 (1).xlsx, I.2.c!D5, p10.xlsx, I.2.c!D5",
        "note p05.xlsx, I.2.c!D10: 21 stands in a row without a code and was not read",
        "missing p12 (Phường 12): 2 figures: no form came",
        "missing p11 (Phường 11): 1 figures: I.2.c:results_resolved:p11",
    ):
        assert line in told
    assert "missing rach_dua" not in told
    assert "missing city" not in told
    assert "23 forms read, 3 refused" in told
    assert "1 contradictory, 9 still missing" in told

    for path in units.filled.iterdir():
        path.unlink()
    for org in LATE:
        units.send(org)
    told = run("collect", "2024Q2", units.filled, "--data", data)
    assert "0 contradictory, 0 still missing" in told
    check_figures(data, values, asks)

    told = json.loads(run("check", "2024Q2", "--data", data, "--format", "json", code=1))
    assert told["missing"] == 2  # what a unit has not, and the rate of it
    broken = [finding["rule"] for finding in told["findings"] if finding["severity"] == "error"]
    assert "parts:dossiers_received[city_desk]" in broken

    told = run(
        "build",
        "2024Q2",
        "--data",
        data,
        "--out",
        tmp_path / "out",
        "--only",
        "04,05",
        "--formats",
        "html",
    )
    assert "2 expected figures have no number yet" in told
    page = (tmp_path / "out" / "2024Q2-04-05" / "annex.html").read_text(encoding="utf-8")
    assert "Quý II năm 2024".casefold() in page.casefold()
    assert format_number(values["I.2.c:dossiers_received:city_desk"]) in page
    assert "không thực hiện được" not in page


def check_figures(data: Path, values: dict[str, Decimal], asks) -> None:
    """Every number typed is in figures.csv as a number of its unit, with the file and the cell it
    came from.
    """
    report = read_report("2024Q2", data)
    for figure, value in values.items():
        if figure != NONE:
            assert report.figures.at[figure, "value"] == value, figure
    assert list(report.expected.index) == [NONE, "I.2.c:digitisation_rate:rach_dua"]
    assert report.expected.at[NONE, "note"] == "không có số liệu"
    assert not any(report.figures["faults"])
    with open(data / "2024Q2" / "origins.csv", encoding="utf-8", newline="") as file:
        origins = {row["figure"]: row for row in csv.DictReader(file)}
    assert origins.keys() == {*report.figures.index, NONE}
    assert origins[NONE]["remark"] == "máy quét hỏng"
    typed = {f"{ask.indicator}:{ask.org}" for ask in asks if ask.parts is None}
    for figure, row in origins.items():
        # every mention of a fact, in whatever section, comes from the one cell that was typed
        assert bool(row["file"] and row["cell"]) == (
            figure.partition("#")[0].partition(":")[2] in typed
        ), figure
        if figure != NONE:
            unit = report.figures.at[figure, "unit"]
            assert parse_printed(row["printed"], unit).value == report.figures.at[figure, "value"]
