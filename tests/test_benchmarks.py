"""The benchmarks themselves: they still run on a handful of cases, and their quarter is as clean as
they say.
"""

import json
import re
import subprocess
import sys
from fractions import Fraction
from pathlib import Path
from random import Random

import pytest

sys.path.insert(0, str(Path(__file__).parent / "benchmarks"))

from attacks import KINDS as ATTACKS
from numerals import print_number, read_number
from planting import KINDS, Page, plant
from quarters import Maker

PROJECT = Path(__file__).parents[1]
BENCHMARKS = PROJECT / "tests" / "benchmarks"


def run(name: str, *options: str) -> str:
    ran = subprocess.run(
        [sys.executable, BENCHMARKS / name, *options],
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


def test_planted_faults_are_counted_and_consistent_quarters_raise_no_alarm():
    said = run("faults.py", "--trials", "3", "--kinds", "slip_10,figures_swapped,sign")
    assert re.search(r"alarms on clean quarters +0\.0 .*of 3", said)
    planted = {
        line.split()[0]: line.split()[1]
        for line in said.splitlines()
        if line.startswith(("slip_10", "figures_swapped", "sign"))
    }
    assert planted == {"slip_10": "2", "figures_swapped": "2", "sign": "2"}


def test_faults_of_the_same_seed_are_counted_alike():
    words = ("--trials", "1", "--seed", "7", "--kinds", "slip_10,digit_omitted")
    first, second = (run("faults.py", *words) for _ in range(2))
    assert first.rpartition("\nseed")[0] == second.rpartition("\nseed")[0]


def test_every_kind_of_fault_finds_a_place_and_changes_what_is_printed():
    maker = Maker(PROJECT / "data")
    for kind in KINDS:
        made = maker.make(Random(kind), over=kind == "capped")
        fault = plant(kind, Page(maker, made, Random(kind)), made.lines, set())
        was = {line.figure: line for line in made.lines}
        assert fault.lines
        for line in fault.lines:
            assert line != was[line.figure], kind
            assert fault.right[line.figure] == was[line.figure].printed


def test_the_oracle_sees_a_broken_sum_and_nothing_in_what_was_drawn():
    maker = Maker(PROJECT / "data")
    made = maker.make(Random(3))
    values = printed_values(maker, made)
    assert maker.oracle.broken(values) == set()
    staff = ("staff", "city")
    broken = maker.oracle.broken(values | {staff: (values[staff][0] + 1, 0)})
    assert broken == {
        ("staff", "city"),
        ("staff_offices", "city"),
        ("staff_communes", "city"),
        ("staff_education", "city"),
        ("staff_other_units", "city"),
    }


def test_the_oracle_sees_a_contradiction_through_a_figure_that_is_not_printed():
    maker = Maker(PROJECT / "data")
    values = printed_values(maker, maker.make(Random(3)))
    desk = "social_insurance"
    assert ("dossiers_resolved", desk) not in values
    received, late = values["dossiers_received", desk][0], values["dossiers_late", desk][0]
    above = {("dossiers_on_time", desk): (received - late + 1, 0)}
    assert maker.oracle.broken(values | above) == {
        ("dossiers_received", desk),
        ("dossiers_on_time", desk),
        ("dossiers_late", desk),
    }


def printed_values(maker, made):
    values = {}
    for line in made.lines:
        unit = maker.catalogue.unit(line.fact[0])
        values.setdefault(line.fact, read_number(line.printed, unit))
    return values


@pytest.mark.parametrize(
    ("text", "unit", "value", "decimals"),
    [
        ("1.031", "hồ sơ", 1031, 0),
        ("08", "hồ sơ", 8, 0),
        ("97,01%", "%", Fraction(9701, 100), 2),
        ("98.7", "%", Fraction(987, 10), 1),
        ("4.391,744", "tỷ đồng", Fraction(4391744, 1000), 3),
        ("-5", "hồ sơ", -5, 0),
    ],
)
def test_the_planter_reads_numbers_as_they_are_printed(text, unit, value, decimals):
    assert read_number(text, unit) == (value, decimals)


@pytest.mark.parametrize("text", ["10,379", "103.79", "8,98 ngàn", "1.0379", "", "9.85.2"])
def test_a_misprinted_separator_is_no_count_to_the_planter(text):
    assert read_number(text, "hồ sơ") is None


def test_the_planter_prints_groups_commas_and_leading_zeros():
    assert print_number(Fraction(9852), 0, "hồ sơ") == "9.852"
    assert print_number(Fraction(8), 0, "hồ sơ", "06") == "08"
    assert print_number(Fraction(191, 2), 1, "%", "95,3%") == "95,5%"
    assert print_number(Fraction(-1, 20), 1, "%") == "-0,1"


def test_the_scale_table_holds_localisation_against_the_peer():
    said = run("scale.py", "--cases", "cross-16-1")
    line = next(line.split() for line in said.splitlines() if line.startswith("cross-16-1"))
    assert line[1:4] == ["16", "24", "1"]
    assert (line[5], line[-1]) == ("1", "yes")


def test_small_systems_are_held_against_exhaustive_search():
    said = run("exhaustive.py", "--systems", "12", "--shapes", "counts,reals")
    rows = [line.split() for line in said.splitlines() if line.startswith(("counts", "reals"))]
    assert [row[:2] + row[3:4] for row in rows] == [["counts", "6", "0"], ["reals", "6", "0"]]


def test_localisation_costs_no_more_than_the_peer():
    said = run("localisation.py", "--records", "3", "--rounds", "1")
    peer = next(line.split() for line in said.splitlines() if line.startswith("MILP"))
    answered, ours = int(peer[-5]), int(peer[-4])
    assert ours <= answered


def test_execution_is_held_against_the_cells_alone():
    said = run(
        "execution.py",
        "--rounds",
        "1",
        "--parts",
        "growth",
        "--sizes",
        "1",
        "--contestants",
        "floor,cchc",
        "--no-memory",
    )
    lines = {
        line.split()[0]: line.split()[1:]
        for line in said.splitlines()
        if line.startswith(("floor", "cchc"))
    }
    assert [words[0] for words in lines.values()] == ["1", "1"]
    assert float(lines["cchc"][1]) > 0


def test_every_attack_that_is_counted_is_a_test():
    for files in ATTACKS.values():
        for file, words in files.items():
            source = (PROJECT / "tests" / file).read_text(encoding="utf-8")
            names = re.findall(r"^def (test_\w+)", source, re.MULTILINE)
            assert names, file
            assert not [word for word in words if not any(word in name for name in names)], file


def test_a_wrong_number_is_walked_once_and_told_from_the_log_after(tmp_path):
    words = (
        "wrong_numbers.py",
        "--first",
        "1",
        "--jobs",
        "1",
        "--kinds",
        "huge",
        "--only",
        "08,13",
    )
    log = tmp_path / "walk.log"
    said = run(*words, "--log", str(log))
    assert re.match(r"1 of \d+ changed quarters walked, 0 with a failed chapter\n2 chapters", said)
    (walked,) = map(json.loads, log.read_text(encoding="utf-8").splitlines())
    assert (walked["faults"], walked["executed"]) == ([], 2)
    assert walked["spared"] < 2, "some chapter shows the figure"
