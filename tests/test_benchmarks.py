"""The benchmarks themselves: they still run on a handful of cases, and their quarter is as clean as
they say.
"""

import subprocess
import sys
from pathlib import Path

BENCHMARKS = Path(__file__).parents[0] / "benchmarks"


def run(name: str, *options: str) -> str:
    ran = subprocess.run(
        [sys.executable, BENCHMARKS / name, *options],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


def test_planted_faults_are_counted_and_the_consistent_quarter_raises_no_alarm():
    said = run("faults.py", "--trials", "2", "--jobs", "1", "--operations", "slip,swap")
    assert "false alarms (error or warning): 0" in said
    assert [
        line.split()[:2] for line in said.splitlines() if line.startswith(("slip", "swap"))
    ] == [
        ["slip", "3"],
        ["swap", "3"],
    ]


def test_detection_and_plain_pandas_find_as_many_broken_rules():
    said = run(
        "detection.py",
        "--localities",
        "100",
        "--quarters",
        "3",
        "--figures",
        "20",
        "--rounds",
        "1",
        "--engines",
        "cchc,wide",
    )
    counts = {
        line.split()[0]: int(line.split()[-1])
        for line in said.splitlines()
        if line.startswith(("cchc   ", "wide   "))
    }
    assert counts["wide"] > 0
    assert counts["cchc"] >= counts["wide"]


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
