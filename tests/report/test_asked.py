import json
import pickle
import shutil
import subprocess
import sys
from dataclasses import replace
from decimal import Decimal
from functools import reduce
from pathlib import Path

import pandas as pd
import pytest
from tests.generated import Generated

from cchc import read_report
from cchc.model.digests import UndigestedError, digest
from cchc.pages import overview
from cchc.report import listening
from cchc.report.asked import WHOLE, Root, ask_of, is_asked
from cchc.report.asking_again import Answers, take_step
from cchc.report.checked import CheckedReport
from cchc.report.listening import Listener
from cchc.report.question_arguments import read_argument, write_argument
from cchc.show.cited import list_documents
from cchc.show.endings import say_findings
from cchc.show.sums import _equal_figures

QUARTER = "2024Q2"


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> Generated:
    return Generated(tmp_path_factory.mktemp("made") / "data")


@pytest.fixture
def notes(made, monkeypatch) -> dict[str, str]:
    told: dict[str, str] = {}
    listener = Listener(
        str(made.root.resolve()), lambda question, found: told.update({question: found})
    )
    monkeypatch.setattr(listening, "_listeners", [listener])
    return told


def read(data: Path, quarter: str = QUARTER) -> CheckedReport:
    return read_report(quarter, data)


@pytest.fixture(scope="module")
def reports() -> dict[str, CheckedReport]:
    """Reports by their folder, so that each is read once in this module."""
    return {}


@pytest.fixture
def ask(made, notes, reports):
    """An asked report, told to `notes`."""
    if "made" not in reports:
        kept, listening._listeners[:] = listening._listeners[:], []
        reports["made"] = read(made.root)
        listening._listeners[:] = kept
    return ask_of(reports["made"], Root(QUARTER, listening._listeners[0]), [])


@pytest.fixture
def stale(made, notes, reports, tmp_path, monkeypatch):
    """Whether a chapter that was told this is stale once a cell of a file is changed."""

    def answer(name: str = "", row: int = 0, column: str = "", value: str = "") -> bool:
        key = f"{name} {row} {column}" if name else "made"
        monkeypatch.setattr(listening, "_listeners", [])
        if key not in reports:
            shutil.copytree(made.root, tmp_path / "data")
            other = Generated.__new__(Generated)
            other.root = tmp_path / "data"
            other.rewrite(
                name,
                lambda rows: [r | {column: value} if n == row else r for n, r in enumerate(rows)],
            )
            reports[key] = read(other.root)
        return WHOLE in notes or not Answers(lambda quarter: reports[key]).hold(notes)

    return answer


FIRST = (f"{QUARTER}/figures.csv", 0, "printed", "999.999")


def test_without_a_listener_a_report_is_what_it_always_was(made):
    assert type(read(made.root)) is CheckedReport


def test_reports_of_another_folder_are_not_listened_to(made, notes, tmp_path):
    other = Generated(tmp_path / "data")
    assert type(read(other.root)) is CheckedReport
    assert not notes


def test_an_asked_report_answers_as_the_report_does(made, notes):
    asked = read(made.root)
    assert is_asked(asked)
    listening._listeners.clear()
    plain = read(made.root)
    assert isinstance(asked, CheckedReport)
    assert repr(asked) == repr(plain)
    assert asked.quarter == plain.quarter
    assert asked.findings == plain.findings
    name = plain.observations.index[0]
    code, org = name.removesuffix("]").split("[")
    assert asked.value(code, org) == plain.value(code, org)
    pd.testing.assert_frame_equal(asked.across([code], [org]), plain.across([code], [org]))
    for attribute in ("figures", "observations", "citations"):
        theirs, mine = getattr(plain, attribute), getattr(asked, attribute)
        pd.testing.assert_frame_equal(pd.concat([theirs]), pd.concat([mine]))
    assert say_findings(asked, "I.2.c") == say_findings(plain, "I.2.c")
    assert [r.quarter for r in asked.history] == [r.quarter for r in plain.history]
    assert type(pickle.loads(pickle.dumps(asked))) is CheckedReport
    assert replace(asked, previous=None).quarter == plain.quarter


LOOKS = {
    "a value": lambda r, c, o: r.value(c, o),
    "a cell": lambda r, c, o: r.figures.at[r.figures.index[0], "printed"],
    "a row": lambda r, c, o: r.figures.loc[r.figures.index[0]],
    "rows": lambda r, c, o: r.figures.loc[list(r.figures.index[:1]), ["printed"]],
    "rows by a mask": lambda r, c, o: r.figures[r.figures["indicator"] == c],
    "a column": lambda r, c, o: r.figures["printed"],
    "by name": lambda r, c, o: r.figures.printed,
    "columns": lambda r, c, o: r.figures[["printed", "place"]],
    "all": lambda r, c, o: list(r.figures.itertuples()),
    "joined": lambda r, c, o: pd.concat([r.figures, r.figures]),
    "merged": lambda r, c, o: pd.merge(r.figures, r.figures, on="printed"),
    "by numpy": lambda r, c, o: r.figures.to_numpy(),
    "by place": lambda r, c, o: r.figures.iloc[0],
    "sorted": lambda r, c, o: r.figures.sort_values("printed"),
    "queried": lambda r, c, o: r.figures.query("indicator != ''"),
    "grouped": lambda r, c, o: r.figures.groupby("org").size(),
    "written to": lambda r, c, o: r.figures.assign(a=1),
    "changed": lambda r, c, o: r.figures.__setitem__("a", 1),
    "pickled": lambda r, c, o: pickle.dumps(r.figures),
    "copied": lambda r, c, o: r.figures.copy(),
    "compared": lambda r, c, o: r.figures.equals(r.figures),
    "shown": lambda r, c, o: r.figures.to_html(),
    "an answer that cannot be kept": lambda r, c, o: r.trace,
    "an argument that cannot be kept": lambda r, c, o: r.members(map(str, [o])),
    "its dictionary": lambda r, c, o: vars(r),
    "pickled whole": lambda r, c, o: pickle.dumps(r),
    "findings": lambda r, c, o: r.decided,
}


@pytest.mark.parametrize("look", LOOKS.values(), ids=LOOKS)
def test_whatever_looks_at_a_figure_is_stale_when_it_changes(made, ask, notes, stale, look):
    first = made.rows(f"{QUARTER}/figures.csv")[0]
    look(ask, first["indicator"], first["org"])
    assert WHOLE in notes or not stale()
    assert stale(*FIRST)


def test_what_does_not_look_at_a_figure_stays(made, ask, stale):
    rows = made.rows(f"{QUARTER}/figures.csv")
    other = next(r for r in rows if r["indicator"] != rows[0]["indicator"])
    ask.value(other["indicator"], other["org"])
    ask.mentions(other["indicator"], other["org"])
    ask.figures[ask.figures["indicator"] == other["indicator"]]
    ask.catalog.name(rows[0]["indicator"])
    ask.sections_with(rows[0]["indicator"])
    assert not stale(*FIRST)


@pytest.mark.parametrize(
    ("name", "column", "question"),
    [
        ("catalog/indicators.csv", "name", lambda r: r.catalog.name(r.catalog.indicators.index[0])),
        ("catalog/indicators.csv", "name", lambda r: r.catalog.indicators["name"]),
        ("catalog/orgs.csv", "name", lambda r: r.catalog.name(r.catalog.orgs.index[0])),
        (f"{QUARTER}/citations.csv", "number", lambda r: r.citations["number"]),
        (f"{QUARTER}/citations.csv", "number", lambda r: list_documents(r)),
        ("2024Q1/figures.csv", "printed", lambda r: r.history[0].figures["printed"]),
        (
            "2024Q1/figures.csv",
            "printed",
            lambda r: r.earlier(r.quarter.previous()).observations["printed"],
        ),
    ],
)
def test_every_file_counts_by_what_was_asked_of_it(ask, stale, name, column, question):
    question(ask)
    assert not stale()
    assert stale(name, 0, column, "999.999" if column == "printed" else "Tên khác")


def test_a_quarter_that_goes_is_noticed_by_whoever_asks_for_it(
    made, ask, notes, tmp_path, monkeypatch
):
    assert ask.earlier(ask.quarter.previous()) is not None
    shutil.copytree(made.root, tmp_path / "data")
    shutil.rmtree(tmp_path / "data" / "2024Q1")
    monkeypatch.setattr(listening, "_listeners", [])
    assert not Answers(lambda quarter: read(tmp_path / "data")).hold(notes)


def test_an_error_that_a_chapter_met_is_an_answer(ask, notes, stale):
    with pytest.raises(KeyError):
        ask.figures.at["no figure", "printed"]
    with pytest.raises(KeyError):
        ask.catalog.name("no_indicator")
    assert len(notes) > 2
    assert not stale()


@pytest.mark.parametrize(
    "steps",
    [
        [["do", "os:getcwd", [], {}]],
        [["last", "os:getcwd", [], {}]],
        [["do", "cchc.report.asking_again:import_module", ["this"], {}]],
        [["get", "__class__"]],
        [["call", "__reduce__", [], {}]],
        [["get", "quarter"], ["call", "__repr__", [], {}]],
        [["get", "figures"], ["call", "to_csv", [], {}]],
        [["get", "figures"], ["get", "index"]],
        [["get", "figures"], ["no such step"]],
        [["item", 0]],
        [[]],
    ],
    ids=json.dumps,
)
def test_a_question_from_a_file_runs_nothing_but_what_is_asked_of_a_report(made, steps):
    *way, last = steps
    holder = reduce(take_step, way, read(made.root))
    with pytest.raises(LookupError):
        take_step(holder, last)


GIVEN = [None, 1.5, "a", ("a", Decimal("1.50")), [Decimal(-3)], {"quarter": "a", "decimal": "b"}]


@pytest.mark.parametrize("given", [*GIVEN, {"a"}], ids=repr)
def test_an_argument_is_read_back_as_it_was(given):
    told = json.loads(json.dumps(write_argument(given)))
    assert read_argument(told) == given
    assert repr(read_argument(told)) == repr(given)


@pytest.mark.parametrize(
    "look",
    [
        overview.list_main_points,
        overview.say_doubts,
        lambda r: overview.tabulate_doubts(r, id="a"),
        lambda r: overview.tabulate_scorecard(r, id="a"),
    ],
)
def test_what_sums_up_much_is_one_question(ask, notes, stale, look):
    look(ask)
    assert len(notes) == 1
    assert WHOLE not in notes
    assert not stale()


ASKED = """
import re, sys
from importlib import import_module
from pathlib import Path
import cchc
for path in Path(cchc.__file__).parent.rglob("*.py"):
    if re.search("^@asked(_last)?$", path.read_text(encoding="utf-8"), re.MULTILINE):
        name = path.relative_to(Path(cchc.__file__).parents[1]).with_suffix("")
        import_module(".".join(name.parts))
print("cchc.show.told" in sys.modules, "matplotlib" in sys.modules)
"""


def test_whoever_asks_again_draws_nothing(tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", ASKED], capture_output=True, text=True, cwd=tmp_path, check=True
    )
    assert done.stdout.split() == ["True", "False"]


def test_what_takes_long_to_answer_is_asked_last(made, ask, notes):
    overview.list_main_points(ask)
    first = made.rows(f"{QUARTER}/figures.csv")[0]
    ask.value(first["indicator"], first["org"])
    answers = Answers(lambda quarter: pytest.fail("asked"))
    (_, quick) = notes
    answers.digests = {quick: "another"}
    assert not answers.may_hold(notes)
    assert not answers.hold(notes)
    answers.digests = {quick: notes[quick]}
    assert answers.may_hold(notes)


def test_what_equals_a_gap_is_a_question_of_its_own(ask, notes, stale):
    whole = next(iter(ask.catalog.breakdowns()))[0]
    _equal_figures(ask, whole, ask.authority, Decimal("-1.5"))
    assert WHOLE not in notes
    assert not stale()


def test_a_digest_tells_kinds_and_values_apart():
    values = [None, 0, False, 0.0, Decimal(0), "0", (0,), [0], {0: 0}, {0}, frozenset({0}), b"0"]
    values += [pd.Series([0]), pd.Series([0.0]), pd.DataFrame({"a": [0]}), pd.Index([0])]
    values += [
        pd.Series(["a"], index=["b"]),
        pd.Series(["a"], index=["c"]),
        ("ab", "c"),
        ("a", "bc"),
    ]
    digests = [digest(value) for value in values]
    assert len(set(digests)) == len(digests)
    assert digests == [digest(value) for value in values]
    assert digest(float("nan")) == digest(float("nan"))
    with pytest.raises(UndigestedError):
        digest(object())
