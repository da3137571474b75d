"""Plant faults in consistent quarters and count what the product makes of them.

    python tests/benchmarks/faults.py [--trials 400] [--seed 1] [--kinds sign,free] [--jobs 1]
        [--misses FILE] [--only TRIAL --keep DIR]

Each trial draws a consistent quarter and the one before it (quarters.py), plants one to three
faults of differing kinds (planting.py), writes the data folder and reads it as `cchc check` does.
An oracle of its own (relations.py) tells which faults are visible: they break a relation of the
catalogue, contradict another mention, or are no number. Planter and oracle import nothing of the
product. Words of the tables, per cent of the visible faults with 95 % Wilson intervals:

caught     an error or warning names a planted figure. Faults that break nothing: caught all the
           same, say by the quarter before.
suspect    every wrong figure of the fault is among the suspects of a case; certain: marked so.
first      only planted figures stand before it in its case; value: the suggested text is the right
           one, first or anywhere in the list.
cause      named, out of the kinds that have a name; right, out of those named.
innocent   trials in which a figure that nobody touched is marked certain.

A wrong window leaves the figures right, and so does a number that can be read in one way only
(10,379 of dossiers; 8,98 ngàn): these have no suspects, and the latter are caught by a remark too.
A percentage that is cut off instead of rounded is no fault. All are told apart from the rest.
"""

import argparse
import shutil
import sys
import tempfile
from collections.abc import Sequence
from multiprocessing import Pool
from pathlib import Path
from random import Random
from time import process_time

sys.path.insert(0, str(Path(__file__).parent))

from numerals import read_number, rounded
from planting import KINDS, Fault, NotHere, Page, plant
from quarters import QUARTER, Line, Made, Maker, write_lines
from scores import NO_FAULT, NO_FIGURE, NOTATION, Outcome, Told, print_groups, print_summary

from cchc import CheckedReport, read_report

DATA = Path(__file__).parents[2] / "data"
SEVERE = ("error", "warning")


class Bench:
    """The maker of quarters, a folder to write them to, and the trials."""

    def __init__(self, kinds: Sequence[str], seed: int, folder: Path):
        self.kinds, self.seed, self.folder = kinds, seed, folder
        self.maker = Maker(DATA)
        tied = {fact for r in self.maker.oracle.relations for fact in r.facts}
        tied |= set(self.maker.fixed)
        facts = [line.fact for line in self.maker.lines]
        self.ruled = [line.fact in tied or facts.count(line.fact) > 1 for line in self.maker.lines]

    def trial(self, number: int) -> Told:
        """Run one trial. Its kinds follow each other, so that every kind comes equally often."""
        together = number % 3 + 1
        begun = 6 * (number // 3) + number % 3 * (number % 3 + 1) // 2
        kinds = [self._kind(begun + at) for at in range(together)]
        random = Random(f"{self.seed}:{number}")
        made = self.maker.make(random, over="capped" in kinds)
        page = Page(self.maker, made, random)
        faults = self._plant(kinds, page)
        shutil.rmtree(self.folder, ignore_errors=True)
        self.maker.write(self.folder, made)
        clean = [str(f) for f in read_report(QUARTER, self.folder).findings if f.severity in SEVERE]
        changed = {one.figure: one for fault in faults for one in fault.lines}
        lines = [changed.get(line.figure, line) for line in made.lines]
        write_lines(self.folder / QUARTER / "figures.csv", lines)
        seen = [self._seen(fault, lines, made) for fault in faults]
        start = process_time()
        try:
            report = read_report(QUARTER, self.folder)
            findings, cases = report.findings, report.cases
        except Exception as error:  # whatever stops the check is what this counts
            outcomes = [
                Outcome(f.kind, together, bool(own)) for f, own in zip(faults, seen, strict=True)
            ]
            refused = f"{type(error).__name__}: {error}"
            return Told(
                outcomes,
                clean_alarms=clean,
                refused=refused,
                misses=f"### trial {number}: refused\n{_planted(faults)}\n{refused}\n",
            )
        seconds = process_time() - start
        severe = [finding for finding in findings if finding.severity in SEVERE]
        outcomes = [
            self._judge(fault, together, own, changed, findings, cases)
            for fault, own in zip(faults, seen, strict=True)
        ]
        innocent = sorted(
            {s.figure for case in cases for s in case.suspects if s.certain} - set(changed)
        )
        alarms = [f for f in severe if f.figures and changed.keys().isdisjoint(f.figures)]
        misses = _say_misses(number, faults, outcomes, innocent, report)
        return Told(outcomes, innocent, len(alarms), clean, "", seconds, misses)

    def _kind(self, at: int) -> str:
        """Deal the kinds like shuffled decks of cards."""
        deck, place = divmod(at, len(self.kinds))
        order = list(self.kinds)
        Random(f"{self.seed}:deck {deck}").shuffle(order)
        return order[place]

    def _plant(self, kinds: Sequence[str], page: Page) -> list[Fault]:
        faults: list[Fault] = []
        places = [line for line, ruled in zip(page.made.lines, self.ruled, strict=True) if ruled]
        for kind in kinds:
            taken = {one.fact for fault in faults for one in fault.lines}
            try:
                faults.append(plant(kind, page, places, taken))
            except NotHere:
                print(f"no place for {kind}", file=sys.stderr)
        return faults

    def _visible(self, lines: Sequence[Line], made: Made) -> set[str]:
        """Name the figures that break a relation, differ from another mention for the same window,
        or are no number.
        """
        unit = self.maker.catalogue.unit
        read = {line.figure: read_number(line.printed, unit(line.fact[0])) for line in lines}
        leading: dict = {}
        windows: dict = {}
        for line in made.lines:
            leading.setdefault(line.fact, line.figure)
            windows.setdefault((line.fact, line.start, line.end), []).append(line.figure)
        values = {fact: read[figure] for fact, figure in leading.items() if read[figure]}
        seen = {leading[fact] for fact in self.maker.oracle.broken(values, made.then)}
        seen |= {line.figure for line in lines if read[line.figure] is None}
        for mentions in windows.values():
            if len({read[figure][0] for figure in mentions if read[figure]}) > 1:
                seen.update(mentions)
        return seen

    def _seen(self, fault: Fault, spoiled: Sequence[Line], made: Made) -> set[str]:
        """Name the figures of a fault that are visible by itself and beside the other faults."""
        changed = {one.figure: one for one in fault.lines}
        if fault.kind == NO_FIGURE:
            return set(changed)
        alone = [changed.get(line.figure, line) for line in made.lines]
        return self._visible(alone, made) & self._visible(spoiled, made) & set(changed)

    def _judge(self, fault, together, seen, changed, findings, cases) -> Outcome:
        figures = [one.figure for one in fault.lines]
        visible = bool(seen)
        about = [f for f in findings if not set(figures).isdisjoint(f.figures)]
        caught = any(f.severity in SEVERE or fault.kind in NOTATION for f in about)
        wrong = sorted(seen) or figures
        places = {figure: _place(figure, cases) for figure in wrong}
        if fault.kind in (NO_FIGURE, NO_FAULT, *NOTATION) or not all(places.values()):
            return Outcome(fault.kind, together, visible, caught)
        suspects = [suspect for suspect, _ in places.values()]
        first = all(set(ahead) <= changed.keys() for _, ahead in places.values())
        units = {one.figure: self.maker.catalogue.unit(one.fact[0]) for one in fault.lines}
        right = all(
            _is_right(s.suggested, fault.right[s.figure], units[s.figure]) for s in suspects
        )
        cause = "; ".join(sorted({s.cause for s in suspects if s.cause}))
        certain = all(s.certain for s in suspects)
        return Outcome(fault.kind, together, visible, caught, True, certain, first, right, cause)


def _place(figure: str, cases):
    """The suspect of a figure and the figures that stand before it in its case, if it is one."""
    found = []
    for case in cases:
        order = [suspect.figure for suspect in case.suspects]
        if figure in order:
            at = order.index(figure)
            found.append((case.suspects[at], order[:at]))
    return min(found, key=lambda told: len(told[1]), default=None)


def _is_right(text: str, right: str, unit: str) -> bool:
    """Tell whether a suggestion is the right value; a percentage may have more decimals."""
    told, true = read_number(text, unit) if text else None, read_number(right, unit)
    if told is None:
        return False
    return (rounded(told[0], true[1]) if unit == "%" else told[0]) == true[0]


def _planted(faults: Sequence[Fault]) -> str:
    said = []
    for fault in faults:
        for one in fault.lines[:6]:
            window = f" window {one.start}–{one.end}" if fault.kind == NO_FIGURE else ""
            said.append(
                f"- planted {fault.kind}: `{one.figure}` {fault.right[one.figure]} => "
                f"{one.printed}{window}"
            )
    return "\n".join(said)


def _say_misses(number, faults, outcomes, innocent, report: CheckedReport) -> str:
    """Describe a trial that did not come out as it should; nothing where it did."""
    wrong = []
    for outcome in outcomes:
        if outcome.kind == NO_FAULT:
            continue
        if outcome.visible and not outcome.caught:
            wrong.append(f"{outcome.kind} not caught")
        elif outcome.visible and outcome.kind not in (NO_FIGURE, *NOTATION):
            for said in ("suspect", "first", "right"):
                if not getattr(outcome, said):
                    wrong.append(f"{outcome.kind} not {said}")
                    break
    wrong += [f"innocent certain: {figure}" for figure in innocent]
    if not wrong:
        return ""
    told = [f"### trial {number}: {'; '.join(wrong)}", _planted(faults)]
    for case in report.cases:
        if case.severity not in SEVERE:
            continue
        told += [f"- case {case.case} ({case.status}): {case.explanation}"]
        told += [f"  - {finding.severity}: {finding.says}" for finding in case.findings]
        for s in case.suspects:
            mark = "CERTAIN" if s.certain else "suspect"
            told.append(f"  - {mark} `{s.figure}` {s.printed} => {s.suggested} ({s.cause})")
    return "\n".join(told) + "\n"


def run(job: tuple[Sequence[str], int, Sequence[int]]) -> list[Told]:
    """Run some trials in a folder of their own."""
    kinds, seed, numbers = job
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(kinds, seed, Path(folder) / "data")
        return [bench.trial(number) for number in numbers]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--trials", type=int, default=400)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--kinds", default=",".join(KINDS))
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--misses", type=Path, help="write what went wrong, trial by trial")
    parser.add_argument("--only", type=int, help="run this trial alone and say what went wrong")
    parser.add_argument("--keep", type=Path, help="with --only: leave the data folder here")
    options = parser.parse_args()
    kinds = options.kinds.split(",")
    start = process_time()
    if options.only is not None:
        folder = options.keep or Path(tempfile.mkdtemp()) / "data"
        told = [Bench(kinds, options.seed, folder).trial(options.only)]
        print(told[0].misses or "all as it should be")
        return
    shares = [
        (kinds, options.seed, range(at, options.trials, options.jobs)) for at in range(options.jobs)
    ]
    if options.jobs > 1:
        with Pool(options.jobs) as pool:
            parts = pool.map(run, shares, chunksize=1)
    else:
        parts = [run(share) for share in shares]
    told = [one for part in parts for one in part]
    print_summary(told)
    print_groups(told, "kind", kinds, lambda o: o.kind)
    print_groups(told, "faults at a time", (1, 2, 3), lambda o: o.together)
    seconds = [one.seconds for one in told]
    print(
        f"\nseed {options.seed}; processor seconds of a check: mean {sum(seconds) / len(told):.2f},"
        f" largest {max(seconds):.2f}; of this process: {process_time() - start:.0f}"
    )
    if options.misses:
        options.misses.write_text("\n".join(one.misses for one in told if one.misses))


if __name__ == "__main__":
    main()
