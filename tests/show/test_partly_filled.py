"""Every section notebook on a quarter that `cchc new` began and analysts have filled in only
partly.
"""

import ast
import csv
import json
import re
import shutil
import warnings
from pathlib import Path
from random import Random

import pytest

import cchc
from cchc import read_report
from cchc.intake.opening import write_quarter
from cchc.model.quarter import Quarter
from cchc.objects.prose import Prose
from cchc.report.checked import CheckedReport

PROJECT = Path(__file__).parents[2]
NOTEBOOKS = sorted(
    path for path in (PROJECT / "notebooks").glob("*.ipynb") if path.name[0].isdigit()
)
NONSENSE = ("None", "nan", "0 trên 0", "**không có số liệu**", "không có số liệu trên")


def some(share: float):
    random = Random(5)
    return lambda row: random.random() < share


FILLED = {
    "nothing": lambda row: False,
    "some of each": some(0.25),
    "all but the wards": (
        lambda row: row["org"] in ("city", "wards", "area", "city_desk", "land_office", "id_desk")
    ),
}


@pytest.mark.parametrize("filled", FILLED)
def test_every_cell_runs_and_reads_well(tmp_path, monkeypatch, filled):
    data = tmp_path / "data"
    shutil.copytree(PROJECT / "data", data)
    write_quarter(Quarter(2024, 2), data)
    _fill(data, FILLED[filled])
    _read_once(data, monkeypatch)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for notebook in NOTEBOOKS:
            for shown in _show(notebook, data):
                said = shown.markdown if isinstance(shown, Prose) else getattr(shown, "title", "")
                assert not [text for text in NONSENSE if text in said], f"{notebook.name}: {said}"


def _fill(data: Path, chosen) -> None:
    with (data / "2024Q1" / "figures.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    with (data / "2024Q2" / "figures.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(row if chosen(row) else row | {"printed": "", "note": ""} for row in rows)


def test_every_cell_runs_on_numbers_that_are_misprinted(tmp_path, monkeypatch):
    data = tmp_path / "data"
    shutil.copytree(PROJECT / "data", data)
    write_quarter(Quarter(2024, 2), data)
    with (data / "2024Q1" / "figures.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    with (data / "2024Q2" / "figures.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(
            row | {"printed": _misprint(row["printed"], n)} for n, row in enumerate(rows)
        )
    report = _read_once(data, monkeypatch)
    assert report.figures["value"].isna().sum() >= 20
    for notebook in NOTEBOOKS:
        assert list(_show(notebook, data))


def _read_once(data: Path, monkeypatch) -> CheckedReport:
    """Let all notebooks have one report, as the kernels of a build are handed it."""
    report = read_report("2024Q2", data)
    monkeypatch.setattr(cchc, "read_report", lambda quarter, folder: report)
    monkeypatch.chdir(PROJECT / "notebooks")
    return report


def _misprint(text: str, number: int) -> str:
    """Move or change a mark in every fifth count: what is left can be read, or cannot."""
    if number % 5 == 0 and re.fullmatch(r"\d{1,3}\.\d{3}", text):
        return text.replace(".", ",") if number % 2 else f"{text.replace('.', '')}.0"
    if number % 5 == 0 and re.fullmatch(r"\d{2,3}", text):
        return f"{text[0]}.{text[1:]}"
    return text


def _show(notebook: Path, data: Path):
    names: dict[str, object] = {"__name__": "__main__"}
    for cell in json.loads(notebook.read_text(encoding="utf-8"))["cells"]:
        if cell["cell_type"] != "code":
            continue
        tree = ast.parse("".join(cell["source"]))
        last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
        exec(compile(tree, notebook.name, "exec"), names)
        if "parameters" in cell["metadata"].get("tags", ()):
            names |= {"quarter": "2024Q2", "data": str(data)}
        if last:
            shown = eval(compile(ast.Expression(last.value), notebook.name, "eval"), names)
            if hasattr(shown, "_repr_mimebundle_"):
                shown._repr_mimebundle_()
            yield shown
