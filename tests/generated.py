"""Quarters that nobody has reported: made consistent, then changed as the years change reports."""

import csv
import io
import re
import sys
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from random import Random

sys.path.insert(0, str(Path(__file__).parent / "benchmarks"))

from quarters import Made, Maker

PROJECT = Path(__file__).parents[1]
Row = dict[str, str]


@cache
def drawn(seed: int) -> tuple[Maker, Made]:
    """Draw the numbers of a seed once for all tests that begin with them."""
    maker = Maker(PROJECT / "data")
    return maker, maker.make(Random(seed))


class Generated:
    """A data folder with two consistent quarters, 2024Q1 and 2024Q2, to be changed by a test."""

    def __init__(self, root: Path, seed: int = 3):
        self.root = root
        maker, made = drawn(seed)
        maker.write(root, made)

    def rows(self, name: str) -> list[Row]:
        with (self.root / name).open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    def rewrite(self, name: str, change: Callable[[list[Row]], list[Row]]) -> None:
        """Write a CSV file anew from its rows, which may bring new columns."""
        rows = change(self.rows(name))
        out = io.StringIO()
        columns = list(dict.fromkeys(column for row in rows for column in row))
        writer = csv.DictWriter(out, columns, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
        (self.root / name).write_text(out.getvalue(), encoding="utf-8")

    def add(self, name: str, *rows: Row) -> None:
        self.rewrite(name, lambda before: [*before, *rows])

    def mend(self, name: str, pattern: str, text: str) -> None:
        """Replace what a pattern finds in a file, which must be there."""
        path = self.root / name
        mended, found = re.subn(pattern, text, path.read_text(encoding="utf-8"))
        assert found, f"{pattern!r} is not in {name}"
        path.write_text(mended, encoding="utf-8")

    def number(self, quarter: str, indicator: str, org: str) -> int:
        row = next(
            row
            for row in self.rows(f"{quarter}/figures.csv")
            if (row["indicator"], row["org"]) == (indicator, org)
        )
        return int(row["printed"].replace(".", ""))

    # --- what happens to reports

    def drop_section(self, quarter: str, section: str) -> None:
        """Leave out what a quarter says in a section, and the section."""
        for name in ("figures.csv", "citations.csv"):
            self.rewrite(
                f"{quarter}/{name}", lambda rows: [r for r in rows if r["section"] != section]
            )
        self.mend(f"{quarter}/report.toml", rf'(?m)^.*section = "{re.escape(section)}".*\n', "")

    def renumber(self, quarter: str, sections: Mapping[str, str]) -> None:
        """Number the sections of a quarter otherwise, as the next report may."""
        for name in ("figures.csv", "citations.csv"):
            self.rewrite(
                f"{quarter}/{name}",
                lambda rows: [
                    r | {"section": sections.get(r["section"], r["section"])} for r in rows
                ],
            )
        path = self.root / quarter / "report.toml"
        text = re.sub(
            r'section = "([^"]+)"',
            lambda found: f'section = "{sections.get(found[1], found[1])}"',
            path.read_text(encoding="utf-8"),
        )
        path.write_text(text, encoding="utf-8")

    def merge(self, quarter: str, gone: str, into: str, last_day: str) -> None:
        """Merge one unit into another: its figures of a quarter are added to the other's."""
        self.rewrite(
            "catalog/orgs.csv",
            lambda rows: [
                r | {"valid_to": last_day, "successor": into} if r["org"] == gone else r
                for r in rows
            ],
        )
        name = f"{quarter}/figures.csv"
        parts: dict[str, int] = {}
        for row in self.rows(name):
            if row["org"] in (gone, into) and not is_rate(row):
                value = int(row["printed"].replace(".", ""))
                parts[row["indicator"]] = parts.get(row["indicator"], 0) + value
        rate = self._rate(parts)

        def change(rows: list[Row]) -> list[Row]:
            kept = [row for row in rows if row["org"] != gone]
            for row in kept:
                if row["org"] == into:
                    row["printed"] = rate if is_rate(row) else write(parts[row["indicator"]])
            return kept

        self.rewrite(name, change)

    @staticmethod
    def _rate(parts: Mapping[str, int]) -> str:
        return percent(parts["results_digitised"], parts["results_resolved"])

    def move(self, quarter: str, to: str, dated: str) -> None:
        """Let a quarter be another, without printed windows."""
        (self.root / quarter).rename(self.root / to)
        self.mend(f"{to}/report.toml", r"(?m)^dated = \S+", f"dated = {dated}")
        self.rewrite(
            f"{to}/figures.csv",
            lambda rows: [row | {"window_start": "", "window_end": ""} for row in rows],
        )


def is_rate(row: Row) -> bool:
    return row["indicator"].endswith("_rate")


def write(number: int) -> str:
    return f"{number:,}".replace(",", ".")


def percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.2f}%".replace(".", ",")
