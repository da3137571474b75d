"""Find contradictions that one slip of the keys explains: a number is read as it would be without
the slip, and what words say of it then holds.

Which relations words propose is judged as for any number, by the finders of relations themselves:
they are asked again of the passages around, with the number mended. Only numbers of which nothing
that was told holds are tried, and only where arithmetic with those beside them names the value.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

from .mentions import Reading, read_mentions
from .numerals import ReadNumber
from .printed_units import PERCENT_UNITS
from .relations import Relation, share_holds
from .slips import digits_of, exchange_digits, is_turned, mistype_digits

Find = Callable[[Reading], list[Relation]]

_KINDS = ("sum", "share", "difference")
_AROUND = 4  # passages before and behind
_LINE = 7  # numbers before and behind that are added up
_RUN = 9  # parts of a sum
_SMALL = 100  # of its last digit
# numbers that stand around one, and that are read again in all: many pages of a report stay far
# below, a table of thousands of cells does not
_MOST_AROUND, _MOST_WORK = 150, 20_000


def find_mended(reading: Reading, told: Sequence[Relation], find: Find) -> list[Relation]:
    """Tell what would hold if one number were read without a slip; `told` is what was found as
    printed, `find` finds the relations of a reading.
    """
    sure = {n.id for r in told if r.holds and r.kind not in ("part", "bound") for n in r.numbers}
    doubted = {n.id for r in told if not r.holds for n in r.numbers}
    surroundings = _Surroundings(reading)
    found: list[Relation] = []
    left = _MOST_WORK
    for number in surroundings.figures:
        if number.id in sure or number.id in doubted or not _may_slip(number):
            continue
        values = _slips(number)
        lines = surroundings.lines(number) if values else []
        ways = (_fitting_sums, _fitting_shares)
        wanted = sorted({v for line in lines for fit in ways for v in fit(number, values, line)})
        if not wanted:
            continue
        around = surroundings.around(number)
        work = (1 + len(wanted)) * len(around.numbers)
        if len(around.numbers) > _MOST_AROUND or work > left:
            continue
        left -= work
        held = {_names(r) for r in find(around) if r.holds}
        best: list[Relation] = []
        for value in wanted:
            again = _with(around, number.id, value, values[value])
            new = [r for r in find(again) if _is_new(r, number.id, held) and _is_close(r, again)]
            best = max(best, new, key=len)
        found += [_as_printed(r, reading, number) for r in best]
        doubted |= {n.id for r in best for n in r.numbers}
    return found


def _may_slip(number: ReadNumber) -> bool:
    return not number.qualifier and not number.spelled and number.value > 0


def _slips(number: ReadNumber) -> dict[Fraction, str]:
    """Return what a number may have been but for a slip, as printed, by value."""
    texts = [*exchange_digits(number.text), *mistype_digits(number.text)]
    return {digits_of(text) * number.step: text for text in texts}


class _Surroundings:
    """What stands around each figure of a reading."""

    def __init__(self, reading: Reading):
        self.reading = reading
        self.figures = [n for n in reading.numbers if n.kind == "figure"]
        self._numbers: dict[int, list[ReadNumber]] = {}
        self._tables: dict[int, list[int]] = {}
        for number in reading.numbers:
            self._numbers.setdefault(number.passage, []).append(number)
        for place, passage in enumerate(reading.passages):
            if passage.block.kind == "cell":
                self._tables.setdefault(passage.block.table, []).append(place)

    def lines(self, number: ReadNumber) -> list[list[ReadNumber]]:
        """Return the figures that may be tied to one: of its passage and list, its row, its
        column.
        """
        block = self.reading.passages[number.passage].block
        if block.kind == "cell":
            blocks = [(at, self.reading.passages[at].block) for at in self._tables[block.table]]
            row = self._figures([at for at, b in blocks if b.row == block.row])
            column = self._figures([at for at, b in blocks if b.column == block.column])
            return [_near(row, number), _near(column, number)]
        return [_near(self._figures(self._together(number)), number)]

    def around(self, number: ReadNumber) -> Reading:
        """Return the passages around a number as a reading of their own: its table, or what stands
        before and behind.
        """
        block = self.reading.passages[number.passage].block
        if block.kind == "cell":
            kept = self._tables[block.table]
        else:
            low, high = max(0, number.passage - _AROUND), number.passage + _AROUND + 1
            near = range(low, min(high, len(self.reading.passages)))
            kept = sorted({*near, *self._together(number)})
            kept = [at for at in kept if self.reading.passages[at].block.kind != "cell"]
        place = {at: new for new, at in enumerate(kept)}
        numbers = [replace(n, passage=place[at]) for at in kept for n in self._numbers.get(at, ())]
        passages = [self.reading.passages[at] for at in kept]
        return read_mentions(self.reading.document, passages, numbers)

    def _together(self, number: ReadNumber) -> list[int]:
        """Return the passage of a number, what leads it in and the items beside it."""
        lead = self.reading.lead_of.get(number.passage, number.passage)
        places = {lead, *self.reading.leads.get(lead, ()), number.passage, number.passage - 1}
        return sorted(at for at in places if at >= 0)

    def _figures(self, places: Sequence[int]) -> list[ReadNumber]:
        kept = [n for at in places for n in self._numbers.get(at, ())]
        return [n for n in kept if n.kind == "figure"]


def _near(line: Sequence[ReadNumber], number: ReadNumber) -> list[ReadNumber]:
    at = next(place for place, n in enumerate(line) if n.id == number.id)
    return list(line[max(0, at - _LINE) : at + _LINE + 1])


def _fitting_sums(
    number: ReadNumber, values: Mapping[Fraction, str], line: Sequence[ReadNumber]
) -> Iterator[Fraction]:
    """Yield the values that would make a sum or a difference with those beside."""
    alike = [n for n in line if n.dimension == number.dimension]
    at = next(place for place, n in enumerate(alike) if n.id == number.id)
    amounts = [n.amount for n in alike]
    for start in range(len(alike)):
        total = 0
        for end in range(start, min(len(alike), start + _RUN)):
            total += amounts[end]
            if end - start < 1 and start != at:
                continue
            if not start <= at <= end:
                if total in values:
                    yield Fraction(total)
                continue
            rest = total - amounts[at]
            for place, amount in enumerate(amounts):
                if not start <= place <= end and amount - rest in values:
                    yield Fraction(amount - rest)
    near = [n for n in alike if n.id != number.id]
    for one in near:
        for two in near:
            if one.amount - two.amount in values:
                yield Fraction(one.amount - two.amount)
            if one.amount + two.amount in values:
                yield Fraction(one.amount + two.amount)


def _fitting_shares(
    number: ReadNumber, values: Mapping[Fraction, str], line: Sequence[ReadNumber]
) -> Iterator[Fraction]:
    """Yield the values, of the same digits, that would make a percentage with those beside."""
    rates = [n for n in line if n.unit in PERCENT_UNITS]
    counts = [n for n in line if n.unit not in PERCENT_UNITS]
    # of other digits the last ones fit a rounded percentage by accident
    turned = [v for v, text in values.items() if is_turned(text, number.text)]
    for value in turned:
        if number.unit in PERCENT_UNITS:
            mended = replace(number, value=value)
            pairs = ((a, b) for a in counts for b in counts if a is not b)
            if any(share_holds(a.value, b.value, mended)[0] for a, b in pairs):
                yield value
            continue
        for other in counts:
            if other.id == number.id or not other.value:
                continue
            if any(
                share_holds(value, other.value, rate)[0] or share_holds(other.value, value, rate)[0]
                for rate in rates
            ):
                yield value


def _with(around: Reading, id: str, value: Fraction, text: str) -> Reading:
    numbers = [replace(n, value=value, text=text) if n.id == id else n for n in around.numbers]
    return read_mentions(around.document, around.passages, numbers)


def _names(relation: Relation) -> tuple[str, frozenset[str]]:
    return relation.kind, frozenset(n.id for n in relation.numbers)


def _is_new(relation: Relation, id: str, held: set[tuple[str, frozenset[str]]]) -> bool:
    """Tell a relation that holds of a mended number alone."""
    names = _names(relation)
    exact = relation.holds and not relation.truncated and relation.kind in _KINDS
    return exact and id in names[1] and names not in held


def _is_close(relation: Relation, around: Reading) -> bool:
    """Tell a relation within a table, or in the text within a passage and the items it leads in; of
    small numbers, which fit by accident, within a sentence that counts one thing.
    """
    passages = around.passages
    places = {n.passage for n in relation.numbers}
    if any(passages[place].block.kind == "cell" for place in places):
        return True
    if len(places) > 1:
        return len({around.lead_of.get(place, place) for place in places}) == 1
    passage = passages[places.pop()]
    if all(n.value >= _SMALL * n.step or n.unit in PERCENT_UNITS for n in relation.numbers):
        return True
    sentences = {passage.sentence_of(n.begin) for n in relation.numbers}
    heads = {n.unit.split()[0] for n in relation.numbers if n.unit and n.unit not in PERCENT_UNITS}
    return len(sentences) == 1 and len(heads) < 2


def _as_printed(relation: Relation, reading: Reading, number: ReadNumber) -> Relation:
    """Tell a relation that holds with a number mended as one that fails as it is printed."""
    own = {n.id: n for n in reading.numbers if n.id in _names(relation)[1]}
    numbers = tuple(own[n.id] for n in relation.numbers)
    says = f"{relation.says}, nhưng ghi {number.text}"
    anchor = own[relation.anchor.id]
    return replace(relation, numbers=numbers, anchor=anchor, holds=False, says=says, first=())
