"""Detect over 700 localities, 60 quarters and 250 figures, against the same rules in plain pandas
and pandera.

    python tests/benchmarks/detection.py [--localities 700] [--quarters 60] [--figures 250] [--rounds 3]

Each engine runs in a process of its own, on the same synthetic figures (seeded; 1 % missing, 0.1 %
spoiled). `prepare` brings whole numbers and known-flags, an array each per figure, into its own
form; `rules` goes from there to the list of broken rules. Seconds are of processor time, so that a
busy machine does not count.

cchc     `detect` on int64 columns: exact, missing parts as bounds, exact residuals, truncation told
apart. wide     pandas, one float column per figure, one vectorised expression per rule with a
tolerance: the quickest
         that an analyst would write, if the figures were already pivoted.
long     pandas on the tidy frame (unit, figure, value) that the files hold: per rule the figures it
names are
         picked and pivoted, then the same expression.
pandera  the wide frame, one dataframe check per rule, validated lazily.

`long` runs a part of the rules where all would take minutes; "per rule" is comparable throughout.
"""

import argparse
import json
import resource
import subprocess
import sys
from dataclasses import dataclass
from statistics import median
from time import process_time

import numpy as np
import pandas as pd
import pandera.pandas as pa

from cchc.checks.detect import Column, detect
from errloc.rules import Rule, parse_rule

BLOCK = (
    "received",
    "resolved",
    "pending",
    "on_time",
    "late",
    "resolved_rate",
    "on_time_rate",
    "online",
    "amount",
    "plan",
)
RULES = (
    "{0}received == {0}resolved + {0}pending",
    "{0}resolved == {0}on_time + {0}late",
    "{0}on_time <= {0}resolved",
    "{0}online <= {0}received",
    "{0}amount <= {0}plan",
    "{0}resolved_rate == pct({0}resolved, {0}received)",
    "{0}on_time_rate == pct({0}on_time, {0}resolved)",
)
PLACES = {"resolved_rate": 2, "on_time_rate": 1, "amount": 3, "plan": 3}
MOST_LONG = 14


@dataclass(frozen=True)
class Figures:
    """Whole numbers of 10^-places per figure, and where they are known."""

    scaled: dict[str, np.ndarray]
    known: dict[str, np.ndarray]

    @staticmethod
    def places(name: str) -> int:
        return PLACES.get(name.partition("_")[2], 0)


def make_figures(units: int, blocks: int, seed: int = 1) -> Figures:
    """Draw blocks of ten figures that fit together, then spoil and remove some."""
    random = np.random.default_rng(seed)
    scaled, known = {}, {}
    for block in range(blocks):
        received = random.integers(1, 20_000, units)
        resolved = (received * random.uniform(0.5, 1, units)).astype(np.int64)
        on_time = (resolved * random.uniform(0.8, 1, units)).astype(np.int64)
        plan = random.integers(10**6, 10**7, units)
        cells = {
            "received": received,
            "resolved": resolved,
            "pending": received - resolved,
            "on_time": on_time,
            "late": resolved - on_time,
            "resolved_rate": _percent(resolved, received, 2),
            "on_time_rate": _percent(on_time, resolved, 1),
            "plan": plan,
            "online": (received * random.uniform(0, 1, units)).astype(np.int64),
            "amount": (plan * random.uniform(0, 1, units)).astype(np.int64),
        }
        for name in BLOCK:
            spoiled = random.random(units) < 0.001
            scaled[f"b{block}_{name}"] = cells[name] + spoiled * random.integers(1, 500, units)
            known[f"b{block}_{name}"] = random.random(units) >= 0.01
    return Figures(scaled, known)


def _percent(part: np.ndarray, whole: np.ndarray, places: int) -> np.ndarray:
    """Round half up in whole numbers; a percentage of nothing is printed 0."""
    base = np.maximum(whole, 1)
    return (200 * 10**places * part + base) // (2 * base)


def rules_of(blocks: int) -> list[str]:
    return [rule.format(f"b{block}_") for block in range(blocks) for rule in RULES]


def run_cchc(figures: Figures, texts: list[str]) -> tuple[float, float, int]:
    first = process_time()
    columns = {}
    for name, scaled in figures.scaled.items():
        places = figures.places(name)
        columns[name] = Column(scaled, figures.known[name], places, np.full(len(scaled), places))
    rules = [Rule(text, "", "error", "I", parse_rule(text)) for text in texts]
    start = process_time()
    found = detect(columns, rules)
    return start - first, process_time() - start, len(found)


def _wide(figures: Figures) -> pd.DataFrame:
    return pd.DataFrame(
        {
            name: np.where(figures.known[name], scaled / 10 ** figures.places(name), np.nan)
            for name, scaled in figures.scaled.items()
        }
    )


def broken(frame: pd.DataFrame, text: str) -> pd.Series:
    """Evaluate one rule as plain pandas: a missing figure breaks nothing."""
    left, op, right = text.split(" ", 2)
    if right.startswith("pct("):
        part, whole = right[4:-1].split(", ")
        half = 0.5 * 10.0 ** -Figures.places(left)
        rate = 100 * frame[part] / frame[whole]
        # infinite and undefined rates are wrong unless something is missing
        missing = frame[left].isna() | frame[part].isna() | frame[whole].isna()
        return ~((frame[left] - rate).abs() <= half + 1e-9) & ~missing
    if op == "<=":
        return frame[left] > frame[right] + 1e-9
    return (frame[left] - sum(frame[name] for name in right.split(" + "))).abs() > 1e-9


def run_wide(figures: Figures, texts: list[str]) -> tuple[float, float, int]:
    first = process_time()
    frame = _wide(figures)
    start = process_time()
    found = []
    for number, text in enumerate(texts):
        units = np.flatnonzero(broken(frame, text))
        found.append(pd.DataFrame({"unit": units, "rule": number}))
    return start - first, process_time() - start, len(pd.concat(found))


def run_long(figures: Figures, texts: list[str]) -> tuple[float, float, int]:
    first = process_time()
    names = list(figures.scaled)
    units = len(figures.scaled[names[0]])
    tidy = pd.DataFrame(
        {
            "unit": np.tile(np.arange(units), len(names)),
            "figure": pd.Categorical.from_codes(np.repeat(np.arange(len(names)), units), names),
            "value": np.concatenate([figures.scaled[n] / 10 ** figures.places(n) for n in names]),
        }
    )
    tidy = tidy[np.concatenate([figures.known[n] for n in names])]
    start = process_time()
    count = 0
    for text in texts[:MOST_LONG]:
        wanted = [
            name
            for name in text.replace("pct(", "").replace(")", "").replace(",", "").split()
            if "_" in name
        ]
        few = tidy[tidy["figure"].isin(wanted)].astype({"figure": str})
        count += int(broken(few.pivot(index="unit", columns="figure", values="value"), text).sum())
    return start - first, (process_time() - start) * len(texts) / len(texts[:MOST_LONG]), count


def run_pandera(figures: Figures, texts: list[str]) -> tuple[float, float, int]:
    first = process_time()
    frame = _wide(figures)
    checks = [pa.Check(lambda frame, text=text: ~broken(frame, text), name=text) for text in texts]
    schema = pa.DataFrameSchema(checks=checks)
    start = process_time()
    try:
        schema.validate(frame, lazy=True)
        count = 0
    except pa.errors.SchemaErrors as found:
        # a failing row is listed once for each of its columns
        count = len(found.failure_cases[["check", "index"]].drop_duplicates())
    return start - first, process_time() - start, count


ENGINES = {"cchc": run_cchc, "wide": run_wide, "long": run_long, "pandera": run_pandera}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--localities", type=int, default=700)
    parser.add_argument("--quarters", type=int, default=60)
    parser.add_argument("--figures", type=int, default=250)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--engines", default=",".join(ENGINES))
    parser.add_argument("--only", choices=ENGINES, help=argparse.SUPPRESS)
    options = parser.parse_args()
    units, blocks = options.localities * options.quarters, options.figures // len(BLOCK)
    texts = rules_of(blocks)
    if options.only:
        prepare, seconds, count = ENGINES[options.only](make_figures(units, blocks), texts)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
        print(json.dumps({"prepare": prepare, "seconds": seconds, "count": count, "peak": peak}))
        return
    print(
        f"{units} quarters of a locality x {blocks * len(BLOCK)} figures = {units * blocks * len(BLOCK):,} figures, "
        f"{len(texts)} rules; median of {options.rounds} runs, engines in turn"
    )
    names = options.engines.split(",")
    told: dict[str, list[dict]] = {name: [] for name in names}
    for _ in range(options.rounds):
        for name in names:
            ran = subprocess.run(
                [sys.executable, __file__, *sys.argv[1:], "--only", name],
                capture_output=True,
                text=True,
                check=False,
            )
            if ran.returncode:
                sys.exit(f"{name} failed: {ran.stderr.strip()[-600:]}")
            told[name].append(json.loads(ran.stdout))
    print(
        f"{'':10}{'prepare s':>11}{'rules s':>10}{'ms/rule':>10}{'times cchc':>12}{'with prepare':>14}"
        f"{'peak GiB':>10}{'broken':>10}"
    )
    medians = {
        name: [median(run[key] for run in runs) for key in ("prepare", "seconds")]
        for name, runs in told.items()
    }
    own, all_own = medians[names[0]][1], sum(medians[names[0]])
    for name, (prepare, seconds) in medians.items():
        note = (
            f"  (first {MOST_LONG} rules, extrapolated)"
            if name == "long" and len(texts) > MOST_LONG
            else ""
        )
        print(
            f"{name:10}{prepare:11.3f}{seconds:10.3f}{1000 * seconds / len(texts):10.3f}{seconds / own:12.1f}"
            f"{(prepare + seconds) / all_own:14.1f}{max(run['peak'] for run in told[name]):10.2f}"
            f"{told[name][0]['count']:10}{note}"
        )
    print(
        "cchc finds more than pandas where a part is missing and the known parts already exceed"
        " their whole"
    )


if __name__ == "__main__":
    main()
