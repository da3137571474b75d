"""Find all relations of a document."""

from dataclasses import replace
from fractions import Fraction

from .believing import is_believable
from .bounds import BoundsTold
from .columns_of_tables import find_across, find_in_table
from .complements import find_complements
from .datings import find_datings
from .differences import find_differences
from .document import Document
from .far_links import FarLinks
from .far_quotients import FarQuotients
from .far_sums import FarSums
from .goals_in_tables import find_goals_in_tables, find_goals_of_all
from .goals_in_text import GoalsTold
from .joined_shares import find_joined_shares, find_parallel_shares
from .mending import find_mended
from .mentions import Mention, Reading, content_words, read_mentions
from .near_misses import find_near_misses
from .numerals import ReadNumber, read_numbers
from .outside_wholes import find_outside_wholes
from .parallel_items import find_in_lists
from .parts import find_parts, tell_pairs
from .passages import read_passages
from .recaps import find_stale
from .relations import Relation, with_first
from .repeats import Repeats
from .roles import role_of
from .rows_named import NamedRows
from .settled_cells import settle_cells
from .shares import Shares
from .stocks import find_stocks
from .tabular import ReadTable, read_tables
from .telling import tell_joined
from .times_and_means import find_times_and_means
from .told_facts import ToldFacts
from .totals import Sums
from .unworded_sums import UnwordedSums
from .worded_shares import find_worded_shares


def read_through(document: Document) -> Reading:
    """Read a document's passages, numbers and mentions."""
    passages = read_passages(document)
    numbers = settle_cells(passages, read_numbers(document, passages))
    return read_mentions(document, passages, numbers)


def _cells_of(tables: list[ReadTable], reading: Reading) -> tuple[list[Mention], list[Mention]]:
    """Take the totals of tables for mentions, so that text may speak of them, and all cells: `left`
    is the head of the column, `right` the label of the row, which says nothing of a total.
    """
    totals, cells = [], []
    for table in tables:
        for column in table.columns:
            role, words = role_of(column.head, ""), content_words(column.head)
            found: dict[int, Mention] = {}
            for row, number in enumerate(column.cells):
                if number is not None:
                    section = reading.passages[number.passage].section
                    found[row] = Mention(
                        number,
                        column.head,
                        table.labels[row],
                        0,
                        -1,
                        section,
                        role,
                        words,
                        cell=True,
                    )
            cells += found.values()
            totals += [replace(found[row], right="") for row in table.totals if row in found]
    totals = [m for m in totals if m.number.dimension in ("", "%", "đồng")]
    return totals, sorted(cells, key=lambda m: m.number.start)


def _wholes_of(relations: list[Relation], reading: Reading) -> list[tuple[str, Mention]]:
    """Say for each part of a total that holds which mention the total is, one of the same paragraph
    first.
    """
    order = reading.order
    sums = [r for r in relations if r.kind == "sum" and r.holds and r.numbers[0].id in order]
    mentions = {r.numbers[0].id: reading.mentions[order[r.numbers[0].id]] for r in sums}
    pairs = [(n, mentions[r.numbers[0].id]) for r in sums for n in r.numbers[1:]]
    pairs.sort(key=lambda pair: pair[0].passage != pair[1].passage)
    return [(number.id, whole) for number, whole in pairs]


def _first_mentions(relations: list[Relation]) -> dict[str, ReadNumber]:
    """Say for each later mention of a fact which its first one is."""
    first: dict[str, ReadNumber] = {}
    repeats = [r for r in relations if r.kind == "repeat" and r.holds]
    for one, two in sorted((r.numbers for r in repeats), key=lambda n: (n[0].start, n[1].start)):
        early, late = sorted((one, two), key=lambda n: n.start)
        if early.value == late.value:
            first[late.id] = first.get(early.id, early)
    return first


def _without_explained(relations: list[Relation]) -> list[Relation]:
    """Leave out what fails only because a part or the right whole was left out: another sum of the
    same total with more parts holds, or another share of the same percentage; and a goal that is
    not reached where the distance from it is told rightly.
    """
    apart = [
        {n.id for n in r.numbers}
        for r in relations
        if r.holds and r.kind in ("share", "difference")
    ]
    failed: dict[str, list[set[str]]] = {}
    slips: dict[str, list[Fraction]] = {}
    for relation in (r for r in relations if not r.holds):
        if relation.kind == "sum":
            names = {n.id for n in relation.numbers[1:]}
            failed.setdefault(relation.numbers[0].id, []).append(names)
        elif relation.kind == "repeat":
            for one, two in (relation.numbers, relation.numbers[::-1]):
                slips.setdefault(one.id, []).append(two.value)
    sums: dict[str, list[set[str]]] = {}
    rates, divisions = set(), set()
    for relation in relations:
        if relation.holds and relation.kind == "sum":
            names = {n.id for n in relation.numbers[1:]}
            sums.setdefault(relation.numbers[0].id, []).append(names)
            divisions.add(frozenset(names))
        elif relation.holds and relation.kind in ("share", "bound", "difference"):
            rates.add(relation.anchor.id)
    kept = []
    for relation in relations:
        parts = {n.id for n in relation.numbers[1:]}
        wider = any(parts < known for known in sums.get(relation.numbers[0].id, ()))
        told = relation.kind == "share" and relation.anchor.id in rates
        wider = wider or frozenset(parts) in divisions
        pair = {n.id for n in relation.numbers}
        if relation.kind == "bound" and not relation.holds and any(pair < known for known in apart):
            continue
        if relation.kind == "sum":
            wider = wider or any(parts < known for known in failed.get(relation.numbers[0].id, ()))
        elif relation.kind == "difference" and not relation.holds:
            first, second, change = relation.numbers
            if first.value - second.value in slips.get(change.id, ()):
                continue  # told as a slip of the number that it should be
        if relation.holds or not (told or (relation.kind == "sum" and wider)):
            kept.append(relation)
    return kept


def _is_rated(relation: Relation, reading: Reading) -> bool:
    """Tell parts that fail to make a total because they are a percentage of it that is told with
    them: "kế hoạch 8.000 ha; đạt 97,9%, gồm …".
    """
    if relation.holds or relation.kind != "sum":
        return False
    total, *parts = relation.numbers
    own = reading.by_passage.get(parts[0].passage, [])
    rates = [m.number for m in own if m.number.unit == "%" and not m.number.qualifier]
    rates = [n for n in rates if n.begin < parts[0].begin and abs(n.value - 100) > 1]
    return any(tell_joined(parts, total, rate).holds for rate in rates)


def _lacks_part(relation: Relation, reading: Reading) -> bool:
    """Tell parts that fail to make a total because what is missing is printed among them, though it
    was not taken for a figure: "sang tên 51, cấp đổi biển số 17, thu hồi 9".
    """
    if relation.holds or relation.kind != "sum":
        return False
    total, *parts = relation.numbers
    begin, end = min(n.start for n in parts), max(n.start for n in parts)
    missing = total.value - sum(n.value for n in parts)
    known, own = {n.id for n in relation.numbers}, {n.passage for n in parts}
    among = (n for n in reading.numbers if begin < n.start < end and n.id not in known)
    among = (n for n in among if n.passage in own)
    return any(n.kind in ("numbering", "name") and n.value == missing for n in among)


def _adds_opening(relation: Relation, reading: Reading) -> bool:
    """Tell parts that fail to make a total because they divide what was there before as well: "còn
    18 đơn; tiếp nhận thêm 210 đơn, đã giải quyết 201 đơn, còn 27 đơn".
    """
    if relation.holds or relation.kind != "sum":
        return False
    total, *parts = relation.numbers
    gap = sum(n.value for n in parts) - total.value
    own = [m.number for m in reading.by_passage.get(total.passage, ())]
    before = [n for n in own if n.begin < total.begin and n.dimension == total.dimension]
    return any(n.value == gap and n.unit.split()[:1] == total.unit.split()[:1] for n in before)


def find_relations(reading: Reading) -> list[Relation]:
    """Find the relations between a document's figures, each once, in the order of the text: as
    they are printed, and those that one slip spoils.
    """
    found = _find_as_printed(reading)
    place = {n.id: at for at, n in enumerate(reading.numbers)}
    mended = find_mended(reading, found, _find_as_printed)
    return sorted([*found, *mended], key=lambda r: place[r.anchor.id])


def _find_as_printed(reading: Reading) -> list[Relation]:
    tables = read_tables(reading.passages, reading.numbers)
    totals, cells = _cells_of(tables, reading)
    reading = replace(reading, totals=tuple(totals), cells=tuple(cells))
    found = [relation for table in tables for relation in find_in_table(table)]
    sums = Sums(reading)
    found += [*sums.relations(), *find_differences(reading), *find_times_and_means(reading)]
    found += [*find_in_lists(reading), *find_stocks(reading)]
    unworded = UnwordedSums(reading, found)
    found += unworded.found
    for part, whole in [*unworded.wholes.items(), *_wholes_of(found, reading)]:
        sums.wholes.setdefault(part, whole)
    shares = Shares(reading, sums, found)
    found += [*shares.relations(), *tell_pairs(shares)]
    found += find_joined_shares(reading, found)
    found += find_parallel_shares(reading, found)
    found += find_outside_wholes(tables, reading, found)
    found += find_complements(reading, found)
    told = {n.id for r in found for n in r.numbers}
    found += [relation for table in tables for relation in find_across(table, reading, told)]
    found += find_parts(reading, found, shares)
    found += find_near_misses(reading, found)
    facts = ToldFacts(reading)
    found = [r for r in found if is_believable(r)]
    excused = (_is_rated, _lacks_part, _adds_opening)
    found = [r for r in found if not any(excuse(r, reading) for excuse in excused)]
    found += FarSums(facts, tables, found).found
    found += NamedRows(reading, tables, found).found
    found += FarLinks(facts, found).found
    found += FarQuotients(facts, found).found
    found += Repeats(facts, found).found
    found += find_stale(facts, found)
    found += [*find_goals_in_tables(reading), *find_goals_of_all(tables, reading)]
    found += BoundsTold(facts, found).found
    found += GoalsTold(facts, found).found
    found += find_worded_shares(facts, found)
    found += find_datings(reading)
    found = [r for r in _without_explained(found) if is_believable(r)]
    first = _first_mentions(found)
    unique: dict[tuple, Relation] = {}
    for relation in found:
        named = relation if relation.kind == "repeat" else with_first(relation, first)
        unique.setdefault(named.key, named)
    place = {n.id: at for at, n in enumerate(reading.numbers)}
    return sorted(unique.values(), key=lambda r: place[r.anchor.id])
