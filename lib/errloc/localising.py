"""Find the cheapest sets of figures whose change mends every broken rule, all of them, decided
exactly.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import islice, product
from math import isinf, isnan, lcm
from time import monotonic

from .answers import Case, Localisation, Number, Range, Status
from .edits import Link, Row, Value, Variable, build_rows, read_constraints, read_variables
from .exact import Unsettled
from .explaining import ENGLISH, Phrases, explain_conflict, explain_contradiction
from .hitting import OutOfTime, cheapest_sets
from .printed import Mode, round_half_up
from .rules import Constraint, Rule, names_of
from .solver import Conflict, Problem, connected

MOST_SOLUTIONS, LEAST_WEIGHT = 50, Fraction(1, 100)


def localise(
    values: Mapping[str, Value],
    rules: Sequence[str | Rule | Constraint],
    weights: Mapping[str, float] | None = None,
    strict: float = 0.001,
    time_limit: float = 10.0,
    max_changes: int = 12,
    slack: float = 0.0,
    rounding: Mode = "half_up",
    words: Phrases = ENGLISH,
) -> Localisation:
    """Find the least weighted sets of figures that must change for every rule to hold.

    Values: a number is a real variable, a printed text a whole count or (with %, or where a rule
    takes it as a rate) an interval, None a missing figure that is free. A weight of inf pins a
    figure; weights under 0.01 count as 0.01. Strict inequalities hold by at least `strict`.
    `time_limit` (seconds) and `max_changes` hold for each group of connected figures. With `slack`
    the solutions costing that much more are listed as well. `rounding` says how percentages are
    printed; "reported" lets truncated ones pass. `words` are those of the explanation.

    Raises RuleError for a rule that cannot be read or names a figure without a value, ValueError
    for a value or weight that is no number. Rules that contradict each other give the status
    "infeasible".
    """
    constraints = read_constraints(rules)
    variables = read_variables(values, constraints, rounding)
    exact_weights = _read_weights(weights or {}, variables)
    pinned = {name for name, weight in exact_weights.items() if weight is None}
    rows, links = build_rows(constraints, variables, Fraction(Decimal(str(strict))))
    cases = []
    loose = [
        [n for n in names_of(c) if n not in pinned] or [f"\0{i}"] for i, c in enumerate(constraints)
    ]
    groups = connected(loose)
    group_of = {name: place for place, group in enumerate(groups) for name in group}
    parts: list[tuple[list[Row], list[Link], set[str]]] = [([], [], set()) for _ in groups]
    part_of = [parts[group_of[names[0]]] for names in loose]
    for row in rows:
        part_of[row.rule][0].append(row)
    for link in links:
        part_of[link.rule][1].append(link)
    for part, constraint in zip(part_of, constraints, strict=True):
        part[2].update(names_of(constraint))
    for inside_rows, inside_links, names in parts:
        problem = Problem(variables, inside_rows, inside_links, pinned, names)
        cases.append(
            _Case(
                problem, constraints, exact_weights, time_limit, max_changes, Fraction(slack), words
            ).localise()
        )
    return _together(cases)


def _read_weights(
    weights: Mapping[str, float], variables: Mapping[str, Variable]
) -> dict[str, Fraction | None]:
    read: dict[str, Fraction | None] = {}
    for name in variables:
        weight = weights.get(name, 1)
        if isinstance(weight, bool | str) or isnan(weight) or weight < 0:
            raise ValueError(f"weight of {name}: {weight!r} is not a number of 0 or more")
        read[name] = None if isinf(weight) else max(Fraction(str(weight)), LEAST_WEIGHT)
        if variables[name].value is None:
            read[name] = LEAST_WEIGHT
    unknown = sorted(set(weights) - set(variables))
    if unknown:
        raise ValueError(f"weight of {unknown[0]}: there is no such figure")
    return read


class _Infeasible(Exception):
    def __init__(self, conflict: Conflict):
        self.conflict = conflict


class _TooMany(Exception):
    pass


class _Case:
    """Localise within figures that hang together: conflicts and hitting sets in turn, until one
    mends all.

    Every conflict is proved in fractions, so the cheapest hitting set is never dearer than the
    truth; once the exact solver accepts it, it is the truth. No bound on how far a figure may move
    (big M) is needed.
    """

    def __init__(
        self,
        problem: Problem,
        constraints: Sequence[Constraint],
        weights: Mapping[str, Fraction | None],
        time_limit: float,
        max_changes: int,
        slack: Fraction,
        words: Phrases,
    ):
        self.words = words
        self.problem, self.constraints, self.weights = problem, constraints, weights
        self.deadline = monotonic() + time_limit
        self.max_changes = max_changes
        own = {name: weights[name] for name in problem.names if weights[name] is not None}
        scale = lcm(slack.denominator, *(w.denominator for w in own.values()))
        self.scaled = {name: int(w * scale) for name, w in own.items()}
        self.slack = int(slack * scale)
        self.cuts: dict[frozenset[str], None] = {}
        self.options: dict[frozenset[frozenset[str]], tuple[list[frozenset[str]], bool]] = {}
        self.verdicts: dict[frozenset[str], Conflict | None] = {}

    def localise(self) -> Case:
        names = tuple(sorted(self.problem.names))
        try:
            first = self._verdict(frozenset())
            if first is None:
                return Case("consistent", names, repairs=self._repairs([frozenset()]))
        except (OutOfTime, Unsettled):
            return Case("timeout", names, explanation=self.words.unchecked)
        said = self._explain(first)
        try:
            groups = self._settle()
            solutions, complete = self._combine(groups)
        except _Infeasible as problem:
            said = explain_contradiction(problem.conflict, self.constraints, self.words)
            return Case("infeasible", names, explanation=said)
        except _TooMany:
            said += " " + self.words.too_many.format(count=self.max_changes)
            return Case("not_localised", names, explanation=said)
        except (OutOfTime, Unsettled):
            return Case("timeout", names, explanation=f"{said} {self.words.unsettled}")
        sets = list(dict.fromkeys([*solutions, *self._each_option(groups)]))
        best = min(map(self._cost, sets))
        optimal = [s for s in sets if self._cost(s) == best]
        return Case(
            "localised",
            names,
            sum((self.weights[name] for name in optimal[0]), Fraction(0)),
            tuple(
                sorted(
                    (tuple(sorted(s)) for s in solutions), key=lambda s: (self._cost(s), len(s), s)
                )
            ),
            complete,
            tuple(sorted(frozenset.intersection(*optimal))),
            tuple(sorted(frozenset.union(*optimal))),
            self._repairs(optimal),
            said,
        )

    def _cost(self, names) -> int:
        return sum(self.scaled[name] for name in names)

    def _settle(self) -> list[tuple[list[frozenset[str]], bool]]:
        """Return groups of alternatives; the first of each together, and any one exchanged, mend
        all.
        """
        for place in self.problem.broken:
            self._add(self.problem.row_conflict(self.problem.rows[place]))
        if not self.problem.broken:
            self._cut_apart(frozenset())
        while True:
            groups = [self._choices(group) for group in self._groups()]
            base = frozenset().union(*(options[0] for options, _ in groups))
            if len(base) > self.max_changes:
                raise _TooMany
            if self._cut_apart(base):
                continue
            exchanged = [
                base - options[0] | other for options, _ in groups for other in options[1:]
            ]
            # a list, not a generator: each failing alternative gives its cut before the next round
            if not any([self._check(names) for names in exchanged]):
                return groups

    def _groups(self) -> list[list[frozenset[str]]]:
        return [
            [cut for cut in self.cuts if not cut.isdisjoint(group)]
            for group in connected(self.cuts)
        ]

    def _choices(self, cuts: list[frozenset[str]]) -> tuple[list[frozenset[str]], bool]:
        key = frozenset(cuts)
        if key not in self.options:
            self.options[key] = cheapest_sets(cuts, self.scaled, self.slack, self.deadline)
        return self.options[key]

    def _combine(
        self, groups: list[tuple[list[frozenset[str]], bool]]
    ) -> tuple[list[frozenset[str]], bool]:
        complete = all(whole for _, whole in groups)
        while True:
            best = sum(self._cost(options[0]) for options, _ in groups) + self.slack
            mixed = (
                frozenset().union(*choice)
                for choice in product(*(options for options, _ in groups))
            )
            affordable = list(
                islice((s for s in mixed if self._cost(s) <= best), MOST_SOLUTIONS + 1)
            )
            if not any([self._check(names) for names in affordable[:MOST_SOLUTIONS]]):
                return affordable[:MOST_SOLUTIONS], complete and len(affordable) <= MOST_SOLUTIONS
            groups = self._settle()
            complete = all(whole for _, whole in groups)

    def _each_option(self, groups: list[tuple[list[frozenset[str]], bool]]) -> list[frozenset[str]]:
        base = frozenset().union(*(options[0] for options, _ in groups))
        return [base - options[0] | other for options, _ in groups for other in options]

    def _check(self, names: frozenset[str]) -> bool:
        """Tell whether a set fails to mend all, and keep the reason as a cut."""
        conflict = self._verdict(names)
        if conflict is not None:
            self._add(conflict)
        return conflict is not None

    def _cut_apart(self, names: frozenset[str]) -> int:
        """Add the conflicts that remain beside a set; each is freed in turn, so that they are
        disjoint.
        """
        rows = [self.problem.rows[place] for place in self.problem.broken]
        told = [frozenset(row.terms) | row.rests_on for row in rows]
        found = 0
        try:
            while (conflict := self._verdict(names)) is not None:
                self._add(conflict)
                names |= conflict.names
                found += 1
                # what the broken rules say by themselves is told; what they imply shows in the next
                # rounds
                if told and not any(around_it.isdisjoint(names) for around_it in told):
                    break
        except Unsettled:
            # what is already proved suffices for this round; only the set itself must be settled
            if not found:
                raise
        return found

    def _add(self, conflict: Conflict) -> None:
        if not conflict.names:
            raise _Infeasible(conflict)
        self.cuts[conflict.names] = None

    def _verdict(self, names: frozenset[str]) -> Conflict | None:
        if monotonic() > self.deadline:
            raise OutOfTime
        if names not in self.verdicts:
            self.verdicts[names] = self.problem.conflict(names)
        return self.verdicts[names]

    def _explain(self, first: Conflict) -> str:
        broken = [
            self.problem.row_conflict(self.problem.rows[place]) for place in self.problem.broken
        ]
        said = [
            explain_conflict(c, self.constraints, self.problem.variables, self.words)
            for c in broken or [first]
        ]
        return " ".join(dict.fromkeys(said))

    def _repairs(self, solutions: Sequence[frozenset[str]]) -> dict[str, Number | Range]:
        repairs: dict[str, Number | Range] = {}
        free = sorted(frozenset().union(*solutions) | (self.problem.missing & self.problem.names))
        for name in free:
            holding = [s for s in solutions if name in s or name in self.problem.missing]
            ends = [self._printed_bounds(s, name) for s in holding]
            low = None if any(e[0] is None for e in ends) else min(e[0] for e in ends)
            high = None if any(e[1] is None for e in ends) else max(e[1] for e in ends)
            if low is not None and low == high:
                repairs[name] = _plain(low)
            elif name not in self.problem.missing or low is not None or high is not None:
                repairs[name] = Range(_plain(low), _plain(high))
        return repairs

    def _printed_bounds(self, freed: frozenset[str], name: str):
        low, high = self.problem.bounds(freed, name)
        variable = self.problem.variables[name]
        if variable.span is None:
            return low, high
        return tuple(
            None if end is None else round_half_up(end, variable.decimals) for end in (low, high)
        )


def _plain(value: Fraction | None) -> Number | None:
    return int(value) if value is not None and value.denominator == 1 else value


def _together(cases: Sequence[Case]) -> Localisation:
    present = {case.status for case in cases}
    order: tuple[Status, ...] = ("infeasible", "timeout", "not_localised", "localised")
    status = next((s for s in order if s in present), "consistent")
    settled = [case for case in cases if case.status == "localised"]
    whole = status in ("localised", "consistent")
    total = sum((case.cost for case in settled), Fraction(0))
    mixed = product(*(case.solutions for case in settled)) if whole else ()
    listed = list(
        islice(
            (tuple(sorted(n for part in parts for n in part)) for parts in mixed),
            MOST_SOLUTIONS + 1,
        )
    )
    return Localisation(
        status,
        (int(total) if total.denominator == 1 else float(total)) if whole else None,
        tuple(listed[:MOST_SOLUTIONS]),
        tuple(sorted(n for case in settled for n in case.certain)),
        tuple(sorted(n for case in settled for n in case.suspects)),
        {name: repair for case in cases for name, repair in sorted(case.repairs.items())},
        " ".join(case.explanation for case in cases if case.explanation),
        whole and all(case.complete for case in settled) and len(listed) <= MOST_SOLUTIONS,
        tuple(case for case in cases if case.status != "consistent"),
    )
