"""Propose indicators, orgs, chapters and figures for what a report has and nobody claims yet.

Names come from the wording, numerators, denominators and parts from the relations that hold or that
are worded so strongly that they should.
"""

import re
from collections.abc import Container, Iterator, Mapping
from dataclasses import replace

from cchc.model.numbers import FigureError, parse_printed
from cchc.model.units import Unit

from .found_figures import printed_of
from .known_indicators import match_known
from .mentions import Mention
from .naming import (
    NO_UNIT,
    code_of,
    name_in_text,
    name_of_cell,
    name_of_rate,
    unit_before_table,
    unit_of,
)
from .numerals import ReadNumber
from .placing import Placing, parts_of
from .proofing import Proof, place_of
from .proposals import KnownNames, Proposal, ProposedFigure, ProposedIndicator
from .proposed_relations import relate
from .report_head import read_head, tells_other_period, without_period
from .tabular import ReadTable, read_tables
from .windows import PeriodsRead

_UNIT_LABEL = re.compile(
    r"(?:UBND )?(?:Thôn|Ấp|Xóm|Bản|Buôn|Khu|Khu phố|Khóm|Phường|Xã|Thị trấn|Huyện|Quận|Thành phố"
    r"|Thị xã|Tổ dân phố|Đặc khu|Sở|Phòng|Ban|Chi cục|Trung tâm)\b",
    re.I,
)
# parts of a report that ask or plan; what they count is no result
_WISHES = re.compile(
    r"kiến nghị|đề xuất|đề nghị|phương hướng|nhiệm vụ trọng tâm|thời gian tới|quý tới|kỳ tới"
    r"|việc tiếp theo|giải pháp",
    re.I,
)


def _sentence_case(title: str) -> str:
    return title.capitalize() if title.isupper() else title[:1].upper() + title[1:]


def propose(
    proof: Proof,
    known: KnownNames,
    claimed: Mapping[str, tuple[str, str, str]],
    passed_over: Container[str] = (),
) -> Proposal:
    """Propose for every number that nobody claims; `claimed` gives section, indicator and org by
    number; those `passed_over` are left alone.
    """
    return _Proposer(proof, known, claimed).run(passed_over)


class _Proposer:
    def __init__(
        self, proof: Proof, known: KnownNames, claimed: Mapping[str, tuple[str, str, str]]
    ) -> None:
        self.proof, self.known, self.claimed = proof, known, claimed
        self.reading = proof.reading
        self.parts = parts_of(self.reading.passages)
        self.sections = dict(known.sections) or {
            part.code: _sentence_case(part.title) or "Nội dung chung"
            for part in self.parts.values()
        }
        by_id = {n.id: n for n in proof.numbers}
        told = {by_id[id].passage: row[0] for id, row in claimed.items() if id in by_id}
        self.placing = Placing(self.reading.passages, self.sections, told)
        self.periods = PeriodsRead(self.reading)
        self.period = read_head(proof.document).period
        self.orgs = dict(known.orgs)
        self.indicators: dict[str, ProposedIndicator] = {}
        self.by_name: dict[tuple[str, str], ProposedIndicator] = {}
        self.facts: dict[str, tuple[str, str]] = {id: row[1:] for id, row in claimed.items()}
        self.values: dict[tuple[str, str], ReadNumber] = {}
        self.figures: list[ProposedFigure] = []
        self.left: list[ReadNumber] = []
        self.totals: set[str] = set()

    def run(self, passed_over: Container[str]) -> Proposal:
        cells = {cell.id: told for told in self._cells() for cell in [told[0]]}
        mentions = {m.number.id: m for m in self.reading.mentions}
        again = self._repeats()
        shares = [r.numbers for r in self.proof.relations if r.kind == "share"]
        self.numerators = {n[2].id: n[0].id for n in shares if len(n) == 3}
        for number in self.proof.numbers:
            if number.kind != "figure" or number.spelled:
                continue
            if number.id in self.facts or number.id in passed_over:
                continue
            mention = mentions.get(number.id)
            other = mention is not None and tells_other_period(mention.left, self.period)
            if number.qualifier in ("from", "to") or self._is_wish(number) or other:
                self.left.append(number)
                continue
            if number.id in again and again[number.id] in self.facts:
                self._add(number, *self.facts[again[number.id]])
            elif number.id in cells:
                self._propose(number, *cells[number.id][1:])
            elif number.id in mentions:
                self._propose(
                    number,
                    self._name(mentions[number.id]),
                    mentions[number.id].left,
                    self.known.authority,
                )
            else:
                self.left.append(number)
        self._take_known()
        indicators, sums = relate(self.indicators, self.facts, self.proof.relations)
        used = {f.section for f in self.figures}
        sections = {code: title for code, title in self.sections.items() if code in used}
        orgs = {code: name for code, name in self.orgs.items() if code not in self.known.orgs}
        totals = {self.facts.get(id, ("",))[0] for id in self.totals}
        return Proposal(
            tuple(indicators.values()),
            orgs,
            sections,
            tuple(self.figures),
            tuple(self.left),
            tuple(one for one in indicators.values() if one.code in totals and one.unit != "%"),
            self.placing.unlike if self.known.sections else {},
            tuple(codes for org, *codes in sums if org == self.known.authority),
        )

    def _take_known(self) -> None:
        """Put indicators of the catalogue in the place of those proposed that are the same."""
        known = self.known.indicators
        open_codes = {code for code, _ in self.facts.values()} - set(self.indicators)
        others = {code: told for code, told in known.items() if code not in open_codes}
        relations = self.proof.relations
        same = match_known(self.indicators.values(), others, self.facts, relations)
        for id, (code, org) in self.facts.items():
            told = known.get(same.get(code, ""))
            asked = told.org if told and org == self.known.authority else ""
            self.facts[id] = same.get(code, code), asked or org
        self.figures = [
            replace(f, indicator=code, org=org)
            for f in self.figures
            for code, org in [self.facts[f.number.id]]
        ]
        self.indicators = {c: one for c, one in self.indicators.items() if c not in same}

    def _is_wish(self, number: ReadNumber) -> bool:
        passage = self.reading.passages[number.passage]
        part = self.parts[passage.section]
        return bool(_WISHES.search(part.title) or _WISHES.search(passage.text[:60]))

    def _name(self, mention: Mention) -> str:
        top = self.facts.get(self.numerators.get(mention.number.id, ""))
        if top and top[0] in self.indicators:
            return name_of_rate(self.indicators[top[0]].name)
        unit = unit_of(mention.number, mention.left, self.known.units)
        return without_period(name_in_text(self.reading, mention, unit))

    def _cells(self) -> Iterator[tuple[ReadNumber, str, str, str]]:
        """Give the numbers of tables with name, head and org."""
        for table in read_tables(self.reading.passages, self.reading.numbers):
            units = _rows_are_units(table)
            for place, column in enumerate(table.columns):
                before = table.columns[place - 1].head if place and column.is_rate else ""
                for row, number in enumerate(column.cells):
                    if number is None:
                        continue
                    label, total = table.labels[row], row in table.totals
                    if total and units:
                        self.totals.add(number.id)
                    name = name_of_cell(column.head, label, units, total, before)
                    org = self.known.authority if total or not units else self._org(label)
                    yield number, name, column.head, org

    def _org(self, label: str) -> str:
        for code, name in self.orgs.items():
            if name.casefold() == label.casefold():
                return code
        code = code_of(label, {*self.orgs, *self.known.indicators})
        self.orgs[code] = label
        return code

    def _repeats(self) -> dict[str, str]:
        """Say for each later mention of a fact which number told it first."""
        first: dict[str, str] = {}
        for relation in self.proof.relations:
            if relation.kind == "repeat":
                early, late = sorted(relation.numbers[:2], key=lambda n: n.start)
                first.setdefault(late.id, first.get(early.id, early.id))
        return first

    def _propose(self, number: ReadNumber, name: str, head: str, org: str) -> None:
        unit = unit_of(number, head, self.known.units)
        unit = unit_before_table(self.reading, number) or unit if unit == NO_UNIT else unit
        printed = printed_of(number)
        decimals = 0 if _parses(printed, unit) else number.decimals
        if not name or not _parses(printed, Unit(unit, decimals) if decimals else unit):
            self.left.append(number)
            return
        section = self.placing.section_of(number.passage)
        part = self.parts[self.reading.passages[number.passage].section]
        place = place_of(self.proof, number)
        # a name that another value has already is told apart by its part, then by its place
        for told in (name, f"{name} ({part.title or section})", f"{name} ({place})"):
            found = self.by_name.get((told, unit))
            before = found and self.values.get((found.code, org))
            if not before or (before.value, before.unit) == (number.value, number.unit):
                break
        else:
            self.left.append(number)
            return
        if found is None:
            code = code_of(told, {*self.known.indicators, *self.orgs, *self.indicators})
            found = ProposedIndicator(code, told, unit, section, place=place)
        if decimals > found.decimals:
            found = replace(found, decimals=decimals)
        self.indicators[found.code] = self.by_name[told, unit] = found
        self._add(number, found.code, org)

    def _add(self, number: ReadNumber, indicator: str, org: str) -> None:
        self.facts[number.id] = (indicator, org)
        self.values.setdefault((indicator, org), number)
        section = self.placing.section_of(number.passage)
        window = self.periods.of(number, expected=False)
        place = place_of(self.proof, number)
        self.figures.append(
            ProposedFigure(indicator, org, number, printed_of(number), section, place, window)
        )


def _rows_are_units(table: ReadTable) -> bool:
    body = [table.labels[row] for row in table.body]
    named = sum(bool(_UNIT_LABEL.match(label)) for label in body)
    return bool(body) and 2 * named >= len(body)


def _parses(printed: str, unit: str) -> bool:
    try:
        parse_printed(printed, unit)
    except FigureError:
        return False
    return True
