"""A series of quarters, generated from a seed around the one real quarter; nothing of it is ever
shipped.
"""

import csv
import io
import shutil
from calendar import monthrange
from datetime import date
from fractions import Fraction
from pathlib import Path
from random import Random

import pytest

from cchc.model.numbers import format_number, parse_date, parse_printed
from cchc.model.quarter import Quarter
from cchc.model.units import is_measure

PROJECT = Path(__file__).parents[2]
REAL = Quarter(2024, 1)
# what is a part of another figure of the same org: its share wanders around the real one
WHOLES = {
    "dossiers_resolved": "dossiers_received",
    "dossiers_on_time": "dossiers_resolved",
    "results_digitised": "results_resolved",
    "activated_level1": "accounts_level1",
    "activated_level2": "accounts_level2",
}


class Series:
    """A data folder whose quarters end with `last`; figures wander, and rates are recomputed from
    them.
    """

    def __init__(self, root: Path, count: int, seed: int = 5, last: Quarter = REAL):
        self.root, self.seed, self.quarters = root, seed, [last]
        while len(self.quarters) < count:
            self.quarters.insert(0, self.quarters[0].previous())
        shutil.copytree(PROJECT / "data" / "catalog", root / "catalog")
        with (root / "catalog" / "indicators.csv").open(encoding="utf-8", newline="") as file:
            self.indicators = {row["indicator"]: row for row in csv.DictReader(file)}
        for quarter in self.quarters:
            if quarter == REAL:
                shutil.copytree(PROJECT / "data" / str(REAL), root / str(REAL))
            else:
                self._make(quarter)

    def path(self, quarter: Quarter, name: str) -> Path:
        return self.root / str(quarter) / name

    def change(self, quarter: Quarter, name: str, old: str, new: str) -> None:
        text = self.path(quarter, name).read_text(encoding="utf-8")
        assert old in text, f"{old!r} is not in {quarter}/{name}"
        self.path(quarter, name).write_text(text.replace(old, new, 1), encoding="utf-8")

    def _make(self, quarter: Quarter) -> None:
        shutil.copytree(PROJECT / "data" / str(REAL), self.root / str(quarter))
        dated = f"dated = {quarter.year}-{3 * quarter.number:02d}-28"
        self.change(quarter, "report.toml", "dated = 2024-03-31", dated)
        for name in ("citations.csv", "statements.csv"):
            header = self.path(quarter, name).read_text(encoding="utf-8").splitlines()[0]
            self.path(quarter, name).write_text(header + "\n", encoding="utf-8")
        with (PROJECT / "data" / str(REAL) / "figures.csv").open(
            encoding="utf-8", newline=""
        ) as file:
            rows = list(csv.DictReader(file))
        values = self._wander(quarter, rows)
        for row in rows:
            row["printed"] = self._print(quarter, row, values)
            for side in ("window_start", "window_end"):
                row[side] = _shift(row[side].replace("15/12/2024", "15/12/2023"), quarter)
        out = io.StringIO()
        writer = csv.DictWriter(out, rows[0].keys(), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
        self.path(quarter, "figures.csv").write_text(out.getvalue(), encoding="utf-8")

    def _wander(self, quarter: Quarter, rows: list[dict]) -> dict[tuple[str, str], Fraction]:
        random = Random(f"{self.seed} {quarter}")
        real: dict[tuple[str, str], Fraction] = {}
        for row in rows:
            unit = self.indicators[row["indicator"]]["unit"]
            if unit != "%":
                real.setdefault(
                    (row["indicator"], row["org"]),
                    Fraction(parse_printed(row["printed"], unit).value),
                )
        values = {}
        for (code, org), value in real.items():
            value *= Fraction(random.randint(850, 1150), 1000)
            values[code, org] = (
                value
                if is_measure(self.indicators[code]["unit"])
                else Fraction(max(1, round(value)))
            )
        for code, whole in WHOLES.items():
            for org in [
                org for indicator, org in real if indicator == code and (whole, org) in real
            ]:
                share = min(0.985, real[code, org] / real[whole, org]) + random.uniform(
                    -0.012, 0.012
                )
                values[code, org] = Fraction(round(values[whole, org] * Fraction(share)))
        for (code, org), whole in list(values.items()):
            if code == "dossiers_received" and ("dossiers_pending", org) in values:
                values["dossiers_pending", org] = whole - values["dossiers_resolved", org]
        return values

    def _print(self, quarter: Quarter, row: dict, values: dict[tuple[str, str], Fraction]) -> str:
        entry, org = self.indicators[row["indicator"]], row["org"]
        parts = [values.get((entry[side], org)) for side in ("numerator", "denominator")]
        if entry["unit"] == "%":
            decimals = parse_printed(row["printed"], "%").decimals
            if all(parts):
                return format_number(100 * parts[0] / parts[1], decimals) + "%"
            printed = parse_printed(row["printed"], "%").value
            step = (
                Random(f"{quarter} {row['indicator']} {org}").randint(-200, 200) / 100
                if decimals == 2
                else 0
            )
            return format_number(float(printed) + step, decimals) + "%"
        return format_number(values[row["indicator"], org], 3 if is_measure(entry["unit"]) else 0)


def _shift(text: str, quarter: Quarter) -> str:
    """Move a printed day from the real quarter to the same day of another."""
    day = parse_date(text)
    if day is None:
        return ""
    month = (
        12 * (day.year + quarter.year - REAL.year)
        + day.month
        - 1
        + 3 * (quarter.number - REAL.number)
    )
    last = monthrange(month // 12, month % 12 + 1)[1]
    ends = day.day == monthrange(day.year, day.month)[1]
    moved = date(month // 12, month % 12 + 1, last if ends else min(day.day, last))
    return f"{moved.day:02d}/{moved.month:02d}/{moved.year}"


@pytest.fixture
def series(tmp_path):
    """Make a folder of so many generated quarters that end with the real one, or with another."""
    return lambda count, **more: Series(tmp_path / "data", count, **more)
