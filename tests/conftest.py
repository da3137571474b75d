"""A tiny data folder, sound as it is made, that a test breaks in one place; and the warm process
that builds of tests share.
"""

import csv
import gc
import io
import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

import cchc.run.lean_nbformat  # noqa: F401 - before nbformat itself, as builds do: it is far quicker
from cchc import CheckedReport, read_report
from cchc.errors import InputError

# what commands say is tested in English; tests/language has the Vietnamese
os.environ["CCHC_LANG"] = "en"

INDICATORS = (
    ("received", "Hồ sơ tiếp nhận", "hồ sơ", "I.1", "", "", "", "", ""),
    ("resolved", "Hồ sơ đã giải quyết", "hồ sơ", "I.1", "higher", "", "", "received", "yes"),
    ("pending", "Hồ sơ đang giải quyết", "hồ sơ", "I.1", "lower", "", "", "received", "yes"),
    ("on_time", "Hồ sơ đúng hạn", "hồ sơ", "I.1", "higher", "", "", "resolved", "no"),
    ("resolved_rate", "Tỷ lệ đã giải quyết", "%", "I.1", "higher", "resolved", "received", "", ""),
    ("on_time_rate", "Tỷ lệ đúng hạn", "%", "I.1", "higher", "on_time", "resolved", "", ""),
    ("revenue", "Thu ngân sách", "tỷ đồng", "I.2", "higher", "", "", "", ""),
)
ORGS = (
    ("city", "UBND thành phố", "city"),
    ("desk", "Bộ phận một cửa", "desk"),
    ("thang_bac", "phường Thắng Bắc", "ward"),
    ("thang_nam", "phường Thắng Nam", "ward"),
)
HEADERS = {
    "catalog/indicators.csv": (
        "indicator,name,unit,section,better,numerator,denominator,part_of,whole_is_complete,"
        "definition,source"
    ),
    "catalog/orgs.csv": "org,name,kind,parent,aliases,valid_from,valid_to,successor",
    "catalog/targets.csv": "indicator,org,value,valid_from,valid_to,document,confirmed",
    "2030Q1/figures.csv": "indicator,org,printed,section,place,window_start,window_end,note",
    "2030Q1/citations.csv": "number,kind,issuer,date,section,place,note",
    "2030Q1/statements.csv": "statement,kind,section,theme,title,due,indicators,place",
    "2030Q1/decisions.csv": "finding,decision,figure,value,reason,decided_by,decided_on",
}
META = """title = "Cải cách hành chính"
authority = "UBND thành phố"
number = "…/BC-UBND"
dated = 2030-04-05
sections = [
  { section = "I.1", title = "Hồ sơ", notebook = "00" },
  { section = "I.2", title = "Tài chính", notebook = "01" },
]
"""
DEFAULTS = {"section": "I.1", "place": "đoạn", "kind": "Quyết định", "issuer": "UBND thành phố"}


def write_lines(rows: list[list[str]]) -> str:
    lines = io.StringIO()
    csv.writer(lines, lineterminator="\n").writerows(rows)
    return lines.getvalue()


class DataFolder:
    """A `data` folder of one quarter (2030Q1) under the test's own folder."""

    def __init__(self, root: Path):
        self.root = root
        rows = {
            "catalog/indicators.csv": [[*row, f"Định nghĩa: {row[1]}", ""] for row in INDICATORS],
            "catalog/orgs.csv": [[*row, "", "", "", "", ""] for row in ORGS],
        }
        for name, header in HEADERS.items():
            self.write(name, f"{header}\n{write_lines(rows.get(name, []))}")
        self.write("catalog/rules.yml", "[]\n")
        self.write("2030Q1/report.toml", META)

    def path(self, name: str) -> Path:
        return self.root / name

    def write(self, name: str, content: str | bytes) -> None:
        path = self.path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())

    def replace(self, name: str, old: str, new: str) -> None:
        text = self.path(name).read_text(encoding="utf-8")
        assert old in text, f"{old!r} is not in {name}"
        self.write(name, text.replace(old, new, 1))

    def add(self, file: str, /, **cells: str) -> None:
        """Append a row; columns that are not named take a default or stay empty."""
        columns = HEADERS[file].split(",")
        assert set(cells) <= set(columns), f"{file} has no column {set(cells) - set(columns)}"
        self._append(file, [cells.get(column, DEFAULTS.get(column, "")) for column in columns])

    def _append(self, name: str, cells: list[str]) -> None:
        with self.path(name).open("a", encoding="utf-8", newline="") as file:
            file.write(write_lines([cells]))

    def figure(self, indicator: str, printed: str, org: str = "desk", **cells: str) -> None:
        self.add("2030Q1/figures.csv", indicator=indicator, org=org, printed=printed, **cells)

    def figures(self, org: str = "desk", **printed: str) -> None:
        """Append a row for each indicator, in the order given."""
        for indicator, text in printed.items():
            self.figure(indicator, text, org)

    def add_quarter(
        self, quarter: str, org: str = "desk", start: str = "", end: str = "", **printed: str
    ) -> None:
        """Write another quarter beside this one, with a figure of one org per indicator; the rest
        is copied.
        """
        for name in ("report.toml", "citations.csv", "statements.csv", "decisions.csv"):
            self.write(f"{quarter}/{name}", self.path(f"2030Q1/{name}").read_bytes())
        self.write(f"{quarter}/figures.csv", HEADERS["2030Q1/figures.csv"] + "\n")
        for indicator, text in printed.items():
            self._append(
                f"{quarter}/figures.csv", [indicator, org, text, "I.1", "đoạn", start, end, ""]
            )

    def columns(self, **columns: dict[str, str]) -> None:
        """Give indicators.csv further columns, each with its cells by indicator; the rest is
        empty.
        """
        header, *rows = self.path("catalog/indicators.csv").read_text(encoding="utf-8").splitlines()
        for name, cells in columns.items():
            header = f"{header},{name}"
            rows = [f"{row},{cells.get(row.split(',')[0], '')}" for row in rows]
        self.write("catalog/indicators.csv", "\n".join([header, *rows]) + "\n")

    def accumulate(self, *indicators: str) -> None:
        """Say of some indicators that they accumulate over the year."""
        self.columns(accumulates=dict.fromkeys(indicators, "year"))

    def target(self, **cells: str) -> None:
        """Append a target, of the desk's rate of resolved dossiers unless told otherwise."""
        cells = {"indicator": "resolved_rate", "org": "desk", "value": "95"} | cells
        self.add("catalog/targets.csv", **cells, document="Kế hoạch", confirmed="no")

    def cite(self, number: str, date: str = "", **cells: str) -> None:
        self.add("2030Q1/citations.csv", number=number, date=date, **cells)

    def rule(self, name: str, expr: str, **entry: str) -> None:
        """Append a rule to rules.yml."""
        told = {
            "rule": name,
            "says": "Quan hệ",
            "section": "I.1",
            "severity": "error",
            "expr": expr,
        } | entry
        lines = [f"{key}: {value!r}" for key, value in told.items()]
        before = self.path("catalog/rules.yml").read_text(encoding="utf-8").removeprefix("[]\n")
        self.write("catalog/rules.yml", before + "- " + "\n  ".join(lines) + "\n")

    def read(self) -> CheckedReport:
        return read_report("2030Q1", self.root)

    def problems(self) -> list[str]:
        """Read, expect a refusal, and give its messages as told from beside the folder."""
        with pytest.raises(InputError) as refusal:
            self.read()
        assert str(refusal.value) == "\n".join(map(str, refusal.value.problems))
        beside = f"{self.root.parent.as_posix()}/"
        catalog = f"{self.root.as_posix()}/catalog/"
        return [
            str(problem).removeprefix(beside).replace(catalog, "data/catalog/")
            for problem in refusal.value.problems
        ]


@pytest.fixture
def folder(tmp_path) -> DataFolder:
    """A data folder with a catalogue and no figure yet."""
    return DataFolder(tmp_path / "data")


@pytest.fixture
def sound(folder) -> DataFolder:
    """A data folder whose figures agree with every rule: 1.000 = 900 + 100, 90 %, 882 in time, 98
    %.
    """
    folder.figures(
        received="1.000",
        resolved="900",
        pending="100",
        on_time="882",
        resolved_rate="90,0%",
        on_time_rate="98,0%",
    )
    folder.figure("revenue", "854,639", "city", section="I.2")
    return folder


@pytest.fixture(scope="session")
def warm_for_all() -> Iterator[Callable]:
    """What stands for `warm_kernels` and starts one process for all, anew where it was killed."""
    from cchc.run.forked import warm_answers
    from cchc.run.kernels import warm_kernels

    with ExitStack() as stack:
        address = ""

        @contextmanager
        def share() -> Iterator[str]:
            nonlocal address
            if not (address and warm_answers(address)):
                address = stack.enter_context(warm_kernels())
            yield address

        yield share


@pytest.fixture
def shared_warm(warm_for_all, monkeypatch) -> None:
    """Let builds of this test fork their kernels from a process that other tests use too, as a
    batch does: to import the stack costs more than most builds of tests.
    """
    for place in ("cchc.run.kernels", "cchc.run.engine"):
        monkeypatch.setattr(f"{place}.warm_kernels", warm_for_all)


def pytest_collection_finish() -> None:
    """Have the collector of garbage look less often, and never again at the tests themselves."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)
