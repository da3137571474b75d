"""Plant changes in the numbers of a report and measure how many proofing notices, and how often it
cries wolf.

Run: python tests/benchmarks/proof.py REPORT [--trials N] [--seed N] [--quarter Q --data DIR]; the
report is a .txt or .md file, or CCHC_REPORT_TEXT. A change is noticed where a contradiction names
the changed number that was none before; every other new contradiction is a false alarm. Told apart
are numbers that a relation confirms in the report as it is, the only ones that can be noticed
without a quarter.
"""

import argparse
import os
import re
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from random import Random

from cchc.reading.numerals import ReadNumber
from cchc.reading.proofing import Proof, proof_file

KINDS = ("transposed", "one_digit", "slip_by_ten", "swapped", "unit", "small")


@dataclass
class Tally:
    """Counts of one kind of change."""

    planted: int = 0
    noticed: int = 0
    related: int = 0
    related_noticed: int = 0
    suspected: int = 0
    alarms: int = 0
    by_kind: Counter = field(default_factory=Counter)


def change(kind: str, number: ReadNumber, text: str, others: list[ReadNumber], random: Random):
    """Return the text with one number changed (two for a swap), and where; None if it cannot be."""
    if kind == "unit":
        return _other_unit(number, text)
    digits = re.match(r"[\d.,]+", number.text)[0].rstrip(".,")
    start, end = number.start, number.start + len(digits)
    if kind == "swapped":
        near = [n for n in others if n.start > end and re.match(r"[\d.,]+", n.text)]
        near = [n for n in near[:3] if n.unit.split()[:1] == number.unit.split()[:1]]
        near = [n for n in near if n.value != number.value]
        if not near:
            return None
        other = near[0]
        printed = re.match(r"[\d.,]+", other.text)[0].rstrip(".,")
        changed = text[:start] + printed + text[end : other.start] + digits
        return changed + text[other.start + len(printed) :], start
    new = _misprint(kind, digits, number, random)
    return (text[:start] + new + text[end:], start) if new and new != digits else None


def _other_unit(number: ReadNumber, text: str):
    """Write triệu for tỷ and the other way round."""
    tail = text[number.start : number.start + len(number.text)]
    for one, two in (("tỷ", "triệu"), ("triệu", "tỷ")):
        if one in tail:
            end = number.start + len(number.text)
            return text[: number.start] + tail.replace(one, two, 1) + text[end:], number.start
    return None


def _misprint(kind: str, digits: str, number: ReadNumber, random: Random) -> str | None:
    places = [place for place, char in enumerate(digits) if char.isdigit()]
    if kind == "small" and (number.value >= 20 or number.value < 1 or number.decimals):
        return None
    if kind in ("transposed", "one_digit") and len(places) < 2:
        return None
    chars = list(digits)
    if kind == "transposed":
        pairs = [(a, b) for a, b in pairwise(places) if chars[a] != chars[b]]
        pairs = [(a, b) for a, b in pairs if a != places[0] or chars[b] != "0"]
        if not pairs:
            return None
        a, b = random.choice(pairs)
        chars[a], chars[b] = chars[b], chars[a]
    elif kind in ("one_digit", "small"):
        place = random.choice(places)
        lowest = "123456789" if place == places[0] else "0123456789"
        chars[place] = random.choice([c for c in lowest if c != chars[place]])
    elif kind == "slip_by_ten":
        return _slipped(digits, number)
    return "".join(chars)


def _slipped(digits: str, number: ReadNumber) -> str | None:
    """Move the decimal mark one place left, or add a nought to a count."""
    if not number.decimals:
        return f"{int(number.value / number.scale)}0" if number.value else None
    mark = "," if "," in digits else "."
    whole, _, part = digits.rpartition(mark)
    moved = f"{whole[:-1] or '0'}{mark}{whole[-1:]}{part}"
    return moved if len(whole) < 4 else None


def proof_text(text: str, folder: Path, ending: str, hold) -> Proof:
    path = folder / f"bao-cao{ending}"
    path.write_text(text, encoding="utf-8")
    found = proof_file(path)
    return hold(found) if hold else found


def wrong_of(proof: Proof) -> dict[tuple, set[int]]:
    """Return the contradictions by kind and what they say, with where their numbers stand."""
    wrong: dict[tuple, set[int]] = {}
    for relation in proof.relations:
        if not relation.holds:
            places = {n.start for n in (*relation.numbers, relation.anchor)}
            wrong.setdefault((relation.kind, relation.says), set()).update(places)
    told = {n.start for r in proof.relations if not r.holds for n in r.numbers}
    for number in proof.numbers:
        judged = proof.judgements[number.id]
        if judged.verdict == "contradicts" and number.start not in told:
            wrong[("quarter", f"{number.text} {judged.figure}")] = {number.start}
    return wrong


def run(path: Path, trials: int, seed: int, hold=None, kinds=KINDS) -> Iterator[tuple[str, Tally]]:
    """Plant `trials` changes of each kind, one at a time; return each kind as soon as it is done."""
    text = path.read_text(encoding="utf-8")
    random = Random(seed)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        sound = proof_text(text, folder, path.suffix, hold)
        before = wrong_of(sound)
        told = {n.id for r in sound.relations for n in r.numbers if r.holds and r.kind != "part"}
        figures = [n for n in sound.numbers if n.kind == "figure" and not n.spelled]
        for kind in kinds:
            tally = Tally()
            for number in random.sample(figures, len(figures)):
                if tally.planted == trials:
                    break
                planted = change(kind, number, text, figures, random)
                if planted is None:
                    continue
                tally.planted += 1
                tally.related += number.id in told
                after = proof_text(planted[0], folder, path.suffix, hold)
                new = {key: at for key, at in wrong_of(after).items() if key not in before}
                hit = [key for key, places in new.items() if planted[1] in places]
                tally.noticed += bool(hit)
                tally.related_noticed += bool(hit) and number.id in told
                starts = {n.id: n.start for n in after.numbers}
                suspects = {starts.get(s.number) for _, own in after.contradictions for s in own}
                tally.suspected += bool(hit) and planted[1] in suspects
                # what fails because of the changed number is no false alarm
                tally.alarms += bool(new) and not hit
            yield kind, tally


def main() -> None:
    """Print the tallies of a report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("report", nargs="?", default=os.environ.get("CCHC_REPORT_TEXT"))
    # each proofs the whole report: ten of each kind take half a minute of one core
    parser.add_argument("--trials", type=int, default=10)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--quarter")
    parser.add_argument("--data", type=Path, default=Path(__file__).parents[2] / "data")
    given = parser.parse_args()
    if not given.report:
        parser.error("name the report, or set CCHC_REPORT_TEXT")
    hold = None
    if given.quarter:
        from cchc import read_report
        from cchc.reading.against import hold_against

        report = read_report(given.quarter, given.data)

        def hold(proof: Proof) -> Proof:
            return hold_against(proof, report)

    print("kind          planted  noticed  among related  suspected  false alarms")
    for kind, tally in run(Path(given.report), given.trials, given.seed, hold):
        print(
            f"{kind:12}  {tally.planted:7}  {tally.noticed:7}"
            f"  {tally.related_noticed:4} of {tally.related:4}   {tally.suspected:9}"
            f"  {tally.alarms:12}",
            flush=True,
        )


if __name__ == "__main__":
    main()
