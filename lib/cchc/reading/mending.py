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

Find = Callable[[Reading], list[Relation]]

_KINDS = ("sum", "share", "difference")
_AROUND = 4  # passages before and behind
_LINE = 7  # numbers before and behind that are added up
_RUN = 9  # parts of a sum
# where a wrong digit among so few is as likely an accident as a slip
_FEW_DIGITS = 3
_SMALL = 100  # of its last digit


def find_mended(reading: Reading, told: Sequence[Relation], find: Find) -> list[Relation]:
    """Tell what would hold if one number were read without a slip; `told` is what was found as
    printed, `find` finds the relations of a reading.
    """
    sure = {n.id for r in told if r.holds and r.kind not in ("part", "bound") for n in r.numbers}
    doubted = {n.id for r in told if not r.holds for n in r.numbers}
    found: list[Relation] = []
    for number in reading.numbers:
        if number.kind != "figure" or number.id in sure or number.id in doubted:
            continue
        if number.qualifier or number.spelled or number.value <= 0:
            continue
        values = dict(_slips(number))
        lines = _lines(reading, number) if values else []
        wanted = sorted({v for line in lines for v in _fitting(number, values, line)})
        if not wanted:
            continue
        around = _around(reading, number)
        held = {_names(r) for r in find(around) if r.holds}
        best: list[Relation] = []
        for value in wanted:
            mended = replace(number, value=value, text=values[value])
            again = find(_with(around, mended))
            mended = next(n for n in around.numbers if n.id == number.id)
            new = [r for r in again if _is_new(r, mended, held) and _is_close(r, mended, around)]
            best = max(best, new, key=len)
        found += [_as_printed(r, number) for r in best]
        doubted |= {n.id for r in best for n in r.numbers}
    return found


def _slips(number: ReadNumber) -> Iterator[tuple[Fraction, str]]:
    """Yield what a number may have been: two neighbouring digits exchanged, or one other digit."""
    places = [at for at, sign in enumerate(number.text) if sign.isdecimal()]
    places = places[: len(str(int(number.value / number.step)))] if places else []
    signs = list(number.text)
    tried: list[list[str]] = []
    for one, two in zip(places, places[1:], strict=False):
        if signs[one] != signs[two]:
            swapped = list(signs)
            swapped[one], swapped[two] = signs[two], signs[one]
            tried.append(swapped)
    if len(places) > _FEW_DIGITS:
        tried += [
            [*signs[:at], digit, *signs[at + 1 :]]
            for at in places
            for digit in "0123456789"
            if digit != signs[at]
        ]
    for other in tried:
        digits = "".join(other[at] for at in places)
        if digits[0] != "0":
            yield int(digits) * number.step, "".join(other)


def _lines(reading: Reading, number: ReadNumber) -> list[list[ReadNumber]]:
    """Return the numbers that may be tied to one: of its passage, its list, its row and column."""
    passages = reading.passages
    block = passages[number.passage].block
    figures = [n for n in reading.numbers if n.kind == "figure"]
    if block.kind == "cell":
        cells = [n for n in figures if passages[n.passage].block.table == block.table]
        row = [n for n in cells if passages[n.passage].block.row == block.row]
        column = [n for n in cells if passages[n.passage].block.column == block.column]
        return [row, column]
    lead = reading.lead_of.get(number.passage, number.passage)
    items = {lead, *reading.leads.get(lead, ()), number.passage, number.passage - 1}
    own = [n for n in figures if n.passage in items and passages[n.passage].block.kind != "cell"]
    at = next(place for place, n in enumerate(own) if n.id == number.id)
    return [own[max(0, at - 2 * _LINE) : at + 2 * _LINE + 1]]


def _fitting(
    number: ReadNumber, values: Mapping[Fraction, str], line: Sequence[ReadNumber]
) -> Iterator[Fraction]:
    """Yield the values that would make a sum, a difference or a percentage with those beside."""
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
    rates = [n for n in line if n.unit in PERCENT_UNITS]
    counts = [n for n in line if n.unit not in PERCENT_UNITS]
    for value in values:
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


def _around(reading: Reading, number: ReadNumber) -> Reading:
    """Return the passages around a number as a reading of their own: its table, or what stands
    before and behind.
    """
    block = reading.passages[number.passage].block
    if block.kind == "cell":
        kept = [at for at, p in enumerate(reading.passages) if p.block.table == block.table]
    else:
        low, high = number.passage - _AROUND, number.passage + _AROUND
        lead = reading.lead_of.get(number.passage, number.passage)
        items = {lead, *reading.leads.get(lead, ())}
        kept = [
            at
            for at, p in enumerate(reading.passages)
            if (low <= at <= high or at in items) and p.block.kind != "cell"
        ]
    place = {at: new for new, at in enumerate(kept)}
    numbers = [
        replace(n, passage=place[n.passage]) for n in reading.numbers if n.passage in place
    ]
    return read_mentions(reading.document, [reading.passages[at] for at in kept], numbers)


def _with(around: Reading, mended: ReadNumber) -> Reading:
    numbers = [
        replace(n, value=mended.value, text=mended.text) if n.id == mended.id else n
        for n in around.numbers
    ]
    return read_mentions(around.document, around.passages, numbers)


def _names(relation: Relation) -> tuple[str, frozenset[str]]:
    return relation.kind, frozenset(n.id for n in relation.numbers)


def _is_new(relation: Relation, mended: ReadNumber, held: set) -> bool:
    names = _names(relation)
    return (
        relation.holds
        and relation.kind in _KINDS
        and mended.id in names[1]
        and names not in held
        and not relation.truncated
    )


def _is_close(relation: Relation, mended: ReadNumber, around: Reading) -> bool:
    """Tell a relation within a table, or in the text within a passage and the items it leads in; of
    small numbers, which fit by accident, within a sentence.
    """
    passages = around.passages
    places = {n.passage for n in relation.numbers}
    if passages[mended.passage].block.kind == "cell":
        return True
    lead = {around.lead_of.get(place, place) for place in places}
    if len(places) > 1:
        return len(lead) == 1
    passage = passages[places.pop()]
    sentences = {passage.sentence_of(n.begin) for n in relation.numbers}
    return mended.value >= _SMALL * mended.step or len(sentences) == 1


def _as_printed(relation: Relation, number: ReadNumber) -> Relation:
    """Tell a relation that holds with a number mended as one that fails as it is printed."""
    numbers = tuple(number if n.id == number.id else n for n in relation.numbers)
    anchor = number if relation.anchor.id == number.id else relation.anchor
    says = f"{relation.says}, nhưng ghi {number.text}"
    return replace(relation, numbers=numbers, anchor=anchor, holds=False, says=says, first=())
