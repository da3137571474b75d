"""Localise 1,000 failing records of 13 rules with `errloc.localising` and with `banff.errorloc`,
side by side.

    python tests/benchmarks/localisation.py [--records 1000] [--rounds 3] [--banff PYTHON]

banff (Statistics Canada, from PyPI) needs pandas 2 and pyarrow 18, which this project does not: it
runs in an environment of its own,

    python3 -m venv /tmp/banff && /tmp/banff/bin/pip install banff

whose Python is named by --banff (default: the `python` of the environment variable BANFF_PYTHON).
Without it a plain MILP with big M (scipy, HiGHS) is the only peer. Same records, same rules,
weights 1; runs alternate and the median counts. The peers answer with ONE cheapest set per record,
drawn at random by banff; `localise` with all of them, certain and suspect figures, the values they
must take and the reason in words. Costs are compared record by record, and each peer's set is
checked exactly: can the other figures stay as they are?
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from random import Random
from statistics import median
from time import perf_counter

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from errloc import localise
from errloc.rules import Linear, parse_rule

RULES = (
    "resolved + pending == received",
    "on_time + late == resolved",
    "online + paper == received",
    "city + wards == received",
    "digital + scanned + none == resolved",
    "pending_in_time + pending_late == pending",
    "paid + free == received",
    "online <= 0.9*received",
    "late <= 0.4*resolved",
    "digital <= online",
    "by_post <= resolved",
    "received <= 20*staff",
    "received >= 2*staff",
)
# seconds after which banff gives a record up; its own default is 20, with which most of an hour
# passes
LIMIT = 1
NAMES = tuple(sorted({name for rule in RULES for name in parse_rule(rule).coefficients}))


def make_records(count: int, seed: int) -> list[dict[str, int]]:
    """Draw consistent records and spoil one to four figures of each, until a rule is broken."""
    records = []
    while len(records) < count:
        random = Random(f"{seed}:{len(records)}")
        record = _consistent(random)
        while _holds(record):
            for name in random.sample(NAMES, random.randint(1, 4)):
                record[name] = _spoil(record[name], random)
        records.append(record)
    return records


def _consistent(random: Random) -> dict[str, int]:
    received = random.randint(500, 20_000)
    resolved = round(received * random.uniform(0.6, 0.95))
    pending = received - resolved
    late = round(resolved * random.uniform(0, 0.3))
    online = round(received * random.uniform(0.3, 0.85))
    digital = min(online, round(resolved * random.uniform(0.1, 0.6)))
    scanned = round((resolved - digital) * random.uniform(0, 1))
    city, free = (round(received * random.uniform(0.2, 0.8)) for _ in range(2))
    pending_late = round(pending * random.uniform(0, 0.5))
    return {
        "received": received,
        "resolved": resolved,
        "pending": pending,
        "late": late,
        "on_time": resolved - late,
        "online": online,
        "paper": received - online,
        "city": city,
        "wards": received - city,
        "digital": digital,
        "scanned": scanned,
        "none": resolved - digital - scanned,
        "pending_late": pending_late,
        "pending_in_time": pending - pending_late,
        "free": free,
        "paid": received - free,
        "by_post": round(resolved * random.uniform(0, 0.8)),
        "staff": received // random.randint(5, 15),
    }


def _spoil(value: int, random: Random) -> int:
    return random.choice(
        [value * 10, value + random.randint(1, 900), max(0, value - 90), int(str(value)[::-1])]
    )


def _holds(record: dict[str, int]) -> bool:
    return not any(_broken(parse_rule(rule), record) for rule in RULES)


def _broken(rule: Linear, record: dict[str, int]) -> bool:
    gap = sum(f * record[n] for n, f in rule.coefficients.items()) - rule.constant
    return {"==": gap != 0, "<=": gap > 0, ">=": gap < 0}[rule.op]


def locate(records: Sequence[dict[str, int]]) -> tuple[float, list[int]]:
    """Run ours: exact, all optima. The figures are real numbers that are not negative, as for
    banff.
    """
    rules = [*RULES, *(f"{name} >= 0" for name in NAMES)]
    start = perf_counter()
    costs = [localise(record, rules).cost for record in records]
    return perf_counter() - start, costs


def locate_by_milp(records: Sequence[dict[str, int]]) -> tuple[float, list[frozenset[str]]]:
    """Run the peer: one big-M problem per record, as an analyst would write it."""
    rules = [parse_rule(rule) for rule in RULES]
    count = len(NAMES)
    edits = np.array([[float(rule.coefficients.get(name, 0)) for name in NAMES] for rule in rules])
    low = np.array([0.0 if rule.op in ("==", ">=") else -np.inf for rule in rules])
    high = np.array([0.0 if rule.op in ("==", "<=") else np.inf for rule in rules])
    start = perf_counter()
    found = []
    for record in records:
        values = np.array([float(record[name]) for name in NAMES])
        big = 10 * values.sum()
        link = np.vstack(
            [
                np.hstack([np.eye(count), -big * np.eye(count)]),
                np.hstack([np.eye(count), big * np.eye(count)]),
            ]
        )
        result = milp(
            np.r_[np.zeros(count), np.ones(count)],
            constraints=[
                LinearConstraint(np.hstack([edits, np.zeros_like(edits)]), low, high),
                LinearConstraint(
                    link,
                    np.r_[np.full(count, -np.inf), values],
                    np.r_[values, np.full(count, np.inf)],
                ),
            ],
            integrality=np.r_[np.zeros(count), np.ones(count)],
            bounds=Bounds(0, np.r_[np.full(count, np.inf), np.ones(count)]),
            options={"mip_rel_gap": 0},
        )
        taken = [] if result.x is None else result.x[count:] > 0.5
        found.append(frozenset(name for name, chosen in zip(NAMES, taken, strict=False) if chosen))
    return perf_counter() - start, found


BANFF = """
import io, json, logging, os, sys, time
import pandas as pd
logging.disable(logging.CRITICAL)
import banff
job = json.load(open(sys.argv[1]))
frame = pd.DataFrame(job["records"]).astype(float)
frame.insert(0, "ident", [f"r{i:06d}" for i in range(len(frame))])
kept = os.dup(1)
os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
start = time.perf_counter()
call = banff.errorloc(indata=frame, outstatus="pandas", outreject="pandas", unit_id="ident", edits=job["edits"],
                      seed=1, time_per_obs=job["limit"])
took = time.perf_counter() - start
os.dup2(kept, 1)
sets = {}
for ident, field in zip(call.outstatus["ident"], call.outstatus["FIELDID"]):
    sets.setdefault(int(ident[1:]), []).append(field)
rejected = 0 if call.outreject is None else len(call.outreject)
json.dump({"took": took, "sets": {str(k): v for k, v in sets.items()}, "rejected": rejected}, open(sys.argv[2], "w"))
"""


def locate_by_banff(
    records: Sequence[dict[str, int]], python: str
) -> tuple[float, list[frozenset[str]]]:
    """Run banff's errorloc once over all records, in its own Python; the time is that of the call
    alone.
    """
    edits = " ".join(rule.replace("==", "=") + ";" for rule in RULES)
    with tempfile.TemporaryDirectory() as folder:
        job, answer = Path(folder, "job.json"), Path(folder, "answer.json")
        job.write_text(json.dumps({"records": list(records), "edits": edits, "limit": LIMIT}))
        ran = subprocess.run(
            [python, "-c", BANFF, job, answer], capture_output=True, text=True, check=False
        )
        if ran.returncode or not answer.exists():
            raise RuntimeError(f"{python} could not run banff: {ran.stderr.strip()[-300:]}")
        told = json.loads(answer.read_text())
    return told["took"], [frozenset(told["sets"].get(str(i), ())) for i in range(len(records))]


def mends(names: frozenset[str], record: dict[str, int]) -> bool:
    """Tell exactly whether changing these figures alone can make every rule hold."""
    weights = {name: 1.0 if name in names else float("inf") for name in NAMES}
    rules = [*RULES, *(f"{name} >= 0" for name in NAMES)]
    return localise(record, rules, weights).status == "localised"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--records", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--banff", default=os.environ.get("BANFF_PYTHON", ""), help="a Python that has banff"
    )
    options = parser.parse_args()
    records = make_records(options.records, options.seed)
    peers = {"MILP (big M, HiGHS)": locate_by_milp}
    if options.banff:
        peers = {"banff errorloc": lambda some: locate_by_banff(some, options.banff), **peers}
    else:
        print(
            "banff is absent: python3 -m venv /tmp/banff && /tmp/banff/bin/pip install banff,"
            " then --banff /tmp/banff/bin/python",
            file=sys.stderr,
        )
    times: dict[str, list[float]] = {"cchc localise": []}
    found = {}
    for _ in range(options.rounds):
        took, costs = locate(records)
        times["cchc localise"].append(took)
        for name, peer in peers.items():
            took, found[name] = peer(records)
            times.setdefault(name, []).append(took)
    print(
        f"{len(records)} failing records, {len(NAMES)} figures, {len(RULES)} rules, seed {options.seed}; "
        f"cost = number of figures to change; median of {options.rounds} alternating runs"
    )
    heads = (
        "seconds",
        "ms/record",
        "no answer",
        "cost",
        "ours there",
        "dearer",
        "cheaper",
        "does not mend",
    )
    print(f"{'':22}" + "".join(f"{head:>14}" for head in heads))
    mine = median(times["cchc localise"])
    total = int(sum(costs))
    _row("cchc localise", mine, 1000 * mine / len(records), 0, total, total, 0, 0, 0)
    for name, sets in found.items():
        took = median(times[name])
        answered = [(s, c, r) for s, c, r in zip(sets, costs, records, strict=True) if s]
        _row(
            name,
            took,
            1000 * took / len(records),
            len(records) - len(answered),
            sum(len(s) for s, _, _ in answered),
            int(sum(c for _, c, _ in answered)),
            sum(len(s) > c for s, c, _ in answered),
            sum(len(s) < c for s, c, _ in answered),
            sum(not mends(s, r) for s, _, r in answered),
        )
    print(
        f"no answer: infeasible for big M, or over {LIMIT} s for banff; ours there: what localise"
        " changes in the rest;"
    )
    print(
        "dearer / cheaper: records in which the peer changes more / fewer figures; does not mend:"
        " checked exactly"
    )


def _row(name: str, seconds: float, each: float, *counts: int) -> None:
    print(f"{name:22}{seconds:14.2f}{each:14.2f}" + "".join(f"{count:14}" for count in counts))


if __name__ == "__main__":
    main()
