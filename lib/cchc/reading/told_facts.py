"""Say of every figure what it counts, of whom, for which time and in which state, from the words
around it, the list and heading it stands under, and the labels of its row and column; and find the
figures that are named most alike.

Words are weighed by how few figures of the document carry them, so no list says which matter.
"""

import math
import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import pairwise

import numpy as np

from .mentions import Mention, Reading
from .named_subjects import names_in, subject_of
from .roles import states_of
from .said_times import times_of

_WORD = re.compile(r"(?:[A-ZĐ][^\W\d_]* \d{1,2}(?![\d.,%/])|[^\W\d_]+)")
# of more figures only a part is looked at
_SAMPLE = 80
_FINE = 1 << 20  # parts of a weight of one
# what a word near a number counts, against one of its own
_ASIDE = 0.4
_SPREAD = 12  # ln of how widely the numbers of a report are spread
_CLOSE = 0.15  # how near by accident a percentage may lie to a goal that is named like it


@dataclass(frozen=True)
class ToldFact:
    """A figure with its name: `own` words of its clause or labels, `near` those of the sentence,
    the line above its list or table and its heading; `times` it names, `states` it is in, `label`
    the words of its row where it is a cell; `names` of places and offices that its sentence, else
    its heading tells, and what its `heading` is about.
    """

    mention: Mention
    own: frozenset[str]
    near: frozenset[str]
    times: frozenset[str]
    states: frozenset[str]
    label: frozenset[str]
    names: frozenset[str]
    heading: frozenset[str]

    @property
    def value(self) -> Fraction:
        return self.mention.value

    @property
    def number(self):
        return self.mention.number


def tokens_of(text: str) -> list[str]:
    """Return the words of a text in small letters, "Phường 5" as one, and the pairs of neighbours
    behind them.
    """
    found = [w.lower() for w in _WORD.findall(text)]
    return [*found, *(f"{a} {b}" for a, b in pairwise(found))]


class ToldFacts:
    """All facts of a reading, of text and tables, in the order of the text."""

    def __init__(self, reading: Reading):
        self.reading = reading
        self._above: dict[str, frozenset[str]] = {}
        mentions = sorted([*reading.mentions, *reading.cells], key=lambda m: m.number.start)
        self.facts = [self._fact(m) for m in mentions]
        self.of_number = {f.number.id: f for f in self.facts}
        self.place = {f.number.id: at for at, f in enumerate(self.facts)}
        carried = Counter(word for f in self.facts for word in f.own | f.near)
        count = len(self.facts) + 1
        # whole numbers, so that a sum is the same in whatever order a set gives its words
        self.weights = {w: round(_FINE * math.log(count / n)) for w, n in carried.items()}
        self.norms = {
            f.number.id: self._weigh(f.own) + _ASIDE * self._weigh(f.near) for f in self.facts
        }
        self.by_kind: dict[str, list[ToldFact]] = {}
        self._scores: dict[str, list[float]] = {}
        self._samples: dict[str, _Sample] = {}
        for fact in self.facts:
            self.by_kind.setdefault(fact.number.dimension, []).append(fact)

    def _fact(self, mention: Mention) -> ToldFact:
        heading = self.reading.headings.get(self.reading.passages[mention.passage].section, "")
        clause = mention.left if mention.cell else self._without_unit_before(mention)
        above = self._caption(mention.passage) if mention.cell else self._told_before(mention)
        own = f"{clause}. {mention.right}"
        said = own if mention.cell else f"{re.split(r'[,;]', clause)[-1]}. {mention.right}"
        words = frozenset(tokens_of(own))
        said_above = f"{above}. {heading}"
        if said_above not in self._above:
            self._above[said_above] = frozenset(tokens_of(said_above))
        around = self._above[said_above] - words
        label = frozenset(tokens_of(mention.right) if mention.cell else ())
        names = names_in(f"{above}. {own}") or names_in(heading)
        return ToldFact(
            mention,
            words,
            around,
            times_of(said),
            states_of(own),
            label,
            names,
            subject_of(heading),
        )

    def _without_unit_before(self, mention: Mention) -> str:
        """Return the words before a number without what the number before it counts."""
        left = mention.left
        own = self.reading.by_passage[mention.passage]
        at = own.index(mention)
        unit = own[at - 1].number.unit if at else ""
        starts = unit and left.lower().lstrip().startswith(unit)
        return left.lstrip()[len(unit) :] if starts else left

    def _told_before(self, mention: Mention) -> str:
        """Return the sentence up to a number and the line above its list."""
        passage = self.reading.passages[mention.passage]
        begin = passage.sentence_span(mention.sentence)[0]
        lead = self.reading.lead_of.get(mention.passage)
        above = self.reading.passages[lead].text if lead is not None else ""
        return f"{passage.text[begin : mention.number.begin]}. {above}"

    def _caption(self, cell: int) -> str:
        """Return the line above a cell's table."""
        table = self.reading.passages[cell].block.table
        return self._captions.get(table, "")

    @cached_property
    def _captions(self) -> dict[int, str]:
        found: dict[int, str] = {}
        for place, passage in enumerate(self.reading.passages):
            block = passage.block
            if block.kind == "cell" and block.table not in found:
                found[block.table] = self.reading.passages[place - 1].text if place else ""
        return found

    def likeness(self, one: ToldFact, two: ToldFact) -> float:
        """Return how alike two facts are named: the weight of the words that both have against that
        of all, 0 to 1, and half more where the one names the row of the other; words near count
        less.
        """
        weigh = self._weigh
        aside = weigh(one.own & two.near) + weigh(two.own & one.near) + weigh(one.near & two.near)
        shared = weigh(one.own & two.own) + _ASIDE * aside
        whole = self.norms[one.number.id] * self.norms[two.number.id]
        alike = shared / math.sqrt(whole) if whole else 0.0
        return alike + (_names_row(one, two) or _names_row(two, one)) / 2

    def _weigh(self, words: Iterable[str]) -> int:
        return sum(map(self.weights.__getitem__, words))

    def rank(self, fact: ToldFact, other: ToldFact) -> int:
        """Return how many figures are named as much like a fact as another, or more; of many
        figures a part is looked at.
        """
        scores = self._scores.get(fact.number.id)
        kind = fact.number.dimension
        stride = 1 + len(self.by_kind[kind]) // _SAMPLE
        if scores is None:
            if kind not in self._samples:
                self._samples[kind] = _Sample(self, self.by_kind[kind][::stride])
            scores = self._scores[fact.number.id] = self._samples[kind].likenesses(fact)
        alike = self.likeness(fact, other)
        return max(1, stride * (len(scores) - bisect_left(scores, alike)))

    def tries(self, fact: ToldFact, other: ToldFact) -> int:
        """Return how many figures come before another where a fact is tied to one of them: those
        named more like it, or standing nearer, whichever are fewer.
        """
        gap = abs(self.place[fact.number.id] - self.place[other.number.id])
        return min(self.rank(fact, other), 2 * gap - 1)

    def nearest_rate(self, fact: ToldFact, rates: Iterable[ToldFact]) -> Mention | None:
        """Return the percentage that is named most like a goal or bound or stands nearest, wherever
        it stands, where its value lies close enough to be no accident.
        """
        tried = []
        for rate in rates:
            gap = abs(rate.value - fact.value) + rate.number.step
            chance = chance_of(fact.value, gap, True)
            if rate is fact or chance > _CLOSE:
                continue
            if (odds := self.tries(fact, rate) * chance) <= _CLOSE:
                tried.append((odds, rate.number.start, rate.mention))
        return min(tried, key=lambda t: t[:2])[2] if tried else None


class _Sample:
    """Facts laid out as rows of weights, so that another is held against all of them at once."""

    def __init__(self, told: ToldFacts, facts: Sequence[ToldFact]):
        self.told, self.facts = told, facts
        words = sorted({word for f in facts for word in f.own | f.near})
        self.columns = {word: at for at, word in enumerate(words)}
        self.own, self.near = (np.zeros((len(words), len(facts)), dtype=np.int64) for _ in "12")
        for at, fact in enumerate(facts):
            for table, said in ((self.own, fact.own), (self.near, fact.near)):
                for word in said:
                    table[self.columns[word], at] = told.weights[word]
        self.at = {f.number.id: at for at, f in enumerate(facts)}
        self.labelled = [at for at, f in enumerate(facts) if f.label]
        self.unlabelled = [at for at, f in enumerate(facts) if not f.label]
        self.norms = np.array([told.norms[f.number.id] for f in facts])

    def likenesses(self, fact: ToldFact) -> list[float]:
        """Return what `ToldFacts.likeness` gives for a fact and each of the others, sorted."""
        own, near = (
            [self.columns[word] for word in said if word in self.columns]
            for said in (fact.own, fact.near)
        )
        both = self.own[own].sum(axis=0)
        aside = self.near[own].sum(axis=0) + self.own[near].sum(axis=0)
        shared = both + _ASIDE * (aside + self.near[near].sum(axis=0))
        whole = self.told.norms[fact.number.id] * self.norms
        alike = np.where(whole > 0, shared / np.sqrt(np.where(whole > 0, whole, 1)), 0.0)
        scores = alike.tolist()
        # only a number of the text names the row of a cell
        for at in self.unlabelled if fact.label else self.labelled:
            other = self.facts[at]
            scores[at] += (_names_row(fact, other) or _names_row(other, fact)) / 2
        if fact.number.id in self.at:
            del scores[self.at[fact.number.id]]
        return sorted(scores)


def _names_row(text: ToldFact, cell: ToldFact) -> bool:
    """Tell whether a number of the text names the row of a cell by its whole label."""
    return bool(cell.label) and not text.label and text.own.issuperset(cell.label)


def chance_of(value: Fraction, width: Fraction, rate: bool = False) -> float:
    """Return how likely another number of the report falls within a width of a value by accident:
    numbers are spread evenly over orders of magnitude, percentages gather at 0 and 100, and round
    numbers are printed more often.
    """
    digits = max(1, abs(value) / width)
    rounded = 1.0
    whole = digits
    while whole >= 10 and whole % 10 == 0:
        whole /= 10
        rounded *= 4
    if rate and 0 < value < 100:
        return min(1.0, float(width / (3 * max(width, min(value, 100 - value)))))
    return min(1.0, rounded / (float(digits) * _SPREAD))


def chance_of_share(rate: Fraction, step: Fraction) -> float:
    """Return how likely one number of the report is a printed percentage of another by accident."""
    return min(1.0, float(step / (3 * max(5, min(rate, abs(100 - rate))))))
