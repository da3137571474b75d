"""A spreadsheet for tests: fills forms in as a person would, and works out the formulas that a form
is made of.
"""

import ast
import io
import re
from collections.abc import Callable, Mapping
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import openpyxl
import pytest
from openpyxl.workbook.workbook import Workbook

from cchc.intake.form import make_form


class Sheets:
    """The cells of a workbook, formulas worked out when asked for: just the functions that forms
    use.
    """

    def __init__(self, workbook: Workbook) -> None:
        self.workbook = workbook
        self.functions = {
            "N": lambda value: value if isinstance(value, int | float) else 0,
            "ISNUMBER": (
                lambda value: isinstance(value, int | float) and not isinstance(value, bool)
            ),
            "ISTEXT": lambda value: isinstance(value, str),
            "AND": lambda *values: all(values),
            "OR": lambda *values: any(values),
            "ROUND": self.round,
            "SUBSTITUTE": lambda text, old, new: (text or "").replace(old, new),
            "LEFT": lambda text, count: text[:count],
        }

    @staticmethod
    def round(value: float, places: int) -> float:
        step = Decimal(1).scaleb(-places)
        return float(Decimal(format(value, ".15g")).quantize(step, ROUND_HALF_UP))

    def value(self, sheet: str, cell: str) -> object:
        held = self.workbook[sheet][cell].value
        if not (isinstance(held, str) and held.startswith("=")):
            return held
        return self._evaluate(ast.parse(self.translate(held[1:], sheet), mode="eval").body)

    def translate(self, formula: str, sheet: str) -> str:
        pieces = re.split(r"""("[^"]*"|'[^']+'!\$[A-Z]+\$\d+|\$[A-Z]+\$?\d+)""", formula)
        for at, piece in enumerate(pieces):
            if "$" in piece and not piece.startswith('"'):
                place, _, cell = piece.rpartition("!")
                pieces[at] = f"CELL({place.strip(chr(39)) or sheet!r}, {cell.replace('$', '')!r})"
            elif not piece.startswith('"'):
                piece = re.sub(r"(?<![<>])=", "==", piece).replace("<>", "!=")
                pieces[at] = piece.replace("FALSE", "False")
        return "".join(pieces)

    def _evaluate(self, node: ast.AST) -> object:
        match node:
            case ast.Call(func=ast.Name(id="CELL"), args=[sheet, cell]):
                return self.value(sheet.value, cell.value)
            case ast.Call(func=ast.Name(id="IF"), args=[test, true, false]):
                return self._evaluate(true if self._evaluate(test) else false)
            case ast.Call(func=ast.Name(id="IFERROR"), args=[tried, instead]):
                try:
                    return self._evaluate(tried)
                except (TypeError, ZeroDivisionError):
                    return self._evaluate(instead)
            case ast.Call(func=ast.Name(id=name), args=arguments):
                return self.functions[name](*map(self._evaluate, arguments))
            case ast.Constant(value=value):
                return value
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return -self._evaluate(operand)
            case ast.BinOp(left=left, op=ast.BitAnd(), right=right):
                return "".join(str(self._evaluate(side) or "") for side in (left, right))
            case ast.BinOp(left=left, op=operator, right=right):
                signs = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/"}
                values = {"a": self._evaluate(left), "b": self._evaluate(right)}
                return eval(f"a {signs[type(operator)]} b", {}, values)
            case ast.Compare(left=left, ops=[operator], comparators=[right]):
                signs = {
                    ast.Eq: "==",
                    ast.NotEq: "!=",
                    ast.Lt: "<",
                    ast.LtE: "<=",
                    ast.Gt: ">",
                    ast.GtE: ">=",
                }
                values = {"a": self._evaluate(left), "b": self._evaluate(right)}
                values = {name: "" if value is None else value for name, value in values.items()}
                return eval(f"a {signs[type(operator)]} b", {}, values)
        raise AssertionError(f"forms do not use {ast.dump(node)}")


def columns_of(sheet) -> dict[str, int]:
    return {cell.value: cell.column for cell in sheet[4] if cell.value}


def entry_of(workbook: Workbook, figure: str):
    """The entry cell of a figure."""
    for sheet in workbook:
        for row in sheet.iter_rows(min_row=5):
            if any(cell.value == figure for cell in row):
                return sheet.cell(row[0].row, columns_of(sheet)["Kỳ này"])
    raise AssertionError(f"{figure} is not in the form")


@pytest.fixture
def entry() -> Callable:
    return entry_of


@pytest.fixture
def beside() -> Callable:
    """Find the cell of a named column in the row of an entry."""
    return lambda cell, name: cell.parent.cell(cell.row, columns_of(cell.parent)[name])


@pytest.fixture
def open_form() -> Callable:
    """Open the form of a report for one org, or for all."""
    return lambda report, org="": openpyxl.load_workbook(io.BytesIO(make_form(report, org)))


@pytest.fixture
def calculate() -> Callable:
    return Sheets


@pytest.fixture
def fill(tmp_path) -> Callable[..., Path]:
    """Fill a form in with values by figure, and give the file that a unit sends back."""

    def write(workbook: Workbook, values: Mapping[str, object], name: str = "p.xlsx") -> Path:
        for figure, value in values.items():
            entry_of(workbook, figure).value = value
        path = tmp_path / "filled" / name
        path.parent.mkdir(exist_ok=True)
        workbook.save(path)
        return path

    return write
