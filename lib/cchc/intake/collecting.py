"""Hold returned forms against figures.csv: what is new, missing, double or contradictory, and where
it came from.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from cchc.checks.derive import split_fact
from cchc.checks.facts import fact_of_figures
from cchc.language import say
from cchc.model.folder import Report
from cchc.model.numbers import NO_FIGURE, exact, format_number, format_percent, parse_printed
from cchc.model.problems import name_first
from cchc.model.units import shown_decimals
from cchc.report.checked import CheckedReport
from errloc.printed import round_half_up

from .asks import QUALIFIERS, Ask, list_asks, with_expected
from .returned import Returned
from .returned_sheets import Answer


@dataclass(frozen=True)
class TakenFigure:
    """A figure's row of figures.csv as it is and as it should be; `origin` tells the place of the
    new number. An empty `window` leaves that of the row.
    """

    figure: str
    row: int
    before: str
    after: str
    note: str
    origin: Answer
    window: tuple[str, str] = ("", "")


@dataclass(frozen=True)
class Collected:
    """What returned forms bring. Figures are told by id, contradictions by the answers that differ.

    `changes` are to be written; `kept` are filled already with another number; `missing` are the
    figures, by org, that no form and no row answers; `unread` are the orgs of which no form came at
    all.
    """

    forms: int
    changes: tuple[TakenFigure, ...]
    unchanged: int
    kept: tuple[TakenFigure, ...]
    doubled: tuple[tuple[Answer, ...], ...]
    contradictory: tuple[tuple[Answer, ...], ...]
    faults: tuple[str, ...]
    remarks: tuple[str, ...]
    missing: Mapping[str, tuple[str, ...]]
    unread: tuple[str, ...]

    @property
    def is_clean(self) -> bool:
        """Tell whether everything that was sent could be taken."""
        return not (self.kept or self.contradictory or self.faults)


def collect(
    report: CheckedReport, returned: Sequence[Returned], replace: bool = False
) -> Collected:
    """Bring the answers of forms together and hold them against figures.csv; nothing is written.

    A fact that is mentioned several times is asked once and fills each mention. A rate whose parts
    are known is worked out from them, to two decimals, unless a unit typed it. With `replace` the
    forms' numbers take the place of others that stand in figures.csv; two forms that differ are
    never decided between.
    """
    whole = with_expected(report)
    pairs = fact_of_figures(whole)
    answers: dict[str, list[Answer]] = {}
    for answer in (answer for form in returned for answer in form.answers):
        answers.setdefault(pairs[answer.figure], []).append(answer)
    differing = {
        name: given
        for name, given in answers.items()
        if len({(_value(whole, a), a.qualifier) for a in given}) > 1
    }
    agreed = {name: given[0] for name, given in answers.items() if name not in differing}
    asks = list_asks(report)
    # a rate belongs to the numbers that will stand in figures.csv, not to those that are kept out
    # of it
    given = {ask.fact: ask.given for ask in asks}
    given |= {
        name: _value(whole, answer)
        for name, answer in agreed.items()
        if replace or given[name] is None
    }
    agreed |= _work_out(
        whole, [ask for ask in asks if ask.parts and ask.fact not in answers], given, agreed
    )
    changes, kept, same, remarks = [], [], 0, []
    for figure, row in whole.figures.iterrows():
        answer = agreed.get(pairs[figure])
        if answer is None:
            continue
        change = TakenFigure(
            figure, row["row"], row["printed"], answer.printed, _note(row["note"], answer), answer
        )
        # what is printed but cannot be read is a number all the same
        vacant = row["printed"] == ""
        before, after = None if vacant else exact(row["value"]), _value(whole, answer)
        alike = before == after and (vacant or before is not None)
        if alike and (change.note == row["note"] or not answer.file):
            same += 1
        elif vacant or alike or replace:
            changes.append(change)
            if alike and not vacant:
                remarks.append(_say_note(row["note"], change))
        else:
            kept.append(change)
    settled = {change.figure for change in changes}
    return Collected(
        len(returned),
        tuple(changes),
        same,
        tuple(kept),
        tuple(
            tuple(given)
            for name, given in answers.items()
            if name not in differing and len(given) > 1
        ),
        tuple(tuple(given) for given in differing.values()),
        tuple(fault for form in returned for fault in form.faults),
        (
            *(remark for form in returned for remark in form.remarks),
            *remarks,
            *_compare_computed(asks, whole, pairs, returned),
            *_tell_emptied(whole, pairs, answers, returned),
        ),
        _missing(whole, asks, settled),
        _unread(whole, asks, returned),
    )


def _value(whole: Report, answer: Answer) -> Decimal | None:
    unit = whole.figures.at[answer.figure, "unit"]
    return parse_printed(answer.printed, unit).value if answer.printed else None


def _work_out(
    whole: Report,
    rates: Iterable[Ask],
    given: Mapping[str, Decimal | None],
    agreed: Mapping[str, Answer],
) -> dict[str, Answer]:
    """Work out the rates whose parts are known, where a form speaks of a part or the rate is not
    there yet.
    """
    found = {}
    for ask in rates:
        top, bottom = (given[part] for part in ask.parts)
        if top is None or not bottom or not (ask.given is None or agreed.keys() & set(ask.parts)):
            continue
        rate = 100 * Fraction(top) / Fraction(bottom)
        most = shown_decimals(whole.catalog.unit(ask.indicator))
        decimals = 0 if rate.denominator == 1 else most
        rounded = round_half_up(rate, decimals)
        printed = format_percent(Decimal(rounded.numerator) / rounded.denominator, decimals)
        says = " / ".join(split_fact(part)[0] for part in ask.parts)
        found[ask.fact] = Answer(ask.figure, printed, "", "", says, "", "", "")
    return found


def _note(note: str, answer: Answer) -> str:
    """Put the unit's qualifier in the place of another one; whatever else the analyst noted
    stays.
    """
    parts = [part for part in note.split("; ") if part and part not in (*QUALIFIERS, NO_FIGURE)]
    return "; ".join([*parts, answer.qualifier] if answer.qualifier else parts)


def _say_note(before: str, change: TakenFigure) -> str:
    return say(
        "{place}: the number is the same, its note changes from “{before}” to “{after}”",
        place=change.origin.place,
        before=before,
        after=change.note,
    )


def _compare_computed(
    asks: Iterable[Ask],
    whole: Report,
    pairs: Mapping[str, str],
    returned: Sequence[Returned],
) -> Iterator[str]:
    """Tell of rates whose cell holds another value than its parts in the same form give."""
    parts = {ask.figure: ask.parts for ask in asks if ask.parts}
    for form in returned:
        given = {pairs[answer.figure]: _value(whole, answer) for answer in form.answers}
        for cell in form.computed:
            top, bottom = (given.get(part) for part in parts[cell.figure])
            if top is None or not bottom or not re.fullmatch(r"[\d.]+", cell.typed):
                continue
            shown, rate = 100 * Fraction(cell.typed), 100 * Fraction(top) / Fraction(bottom)
            most = shown_decimals(whole.figures.at[cell.figure, "unit"])
            # half of the last decimal is rounding
            if abs(shown - rate) * 2 * 10**most > 1:
                yield say(
                    "{place}: its own formula gives {shown}%, its parts give {rate}%; the parts"
                    " count",
                    place=cell.place,
                    shown=format_number(shown, most),
                    rate=format_number(rate, most),
                )


def _tell_emptied(
    whole: Report,
    pairs: Mapping[str, str],
    answers: Mapping[str, object],
    returned: Sequence[Returned],
) -> Iterator[str]:
    """Tell of cells left empty, or emptied, where figures.csv has a number: it keeps that."""
    for form in returned:
        filled = [figure for figure in form.empty if whole.figures.at[figure, "printed"]]
        left = [figure for figure in filled if pairs[figure] not in answers]
        if left:
            yield say(
                "{file}: left empty where figures.csv has a number, which stays: {figures}",
                file=form.file,
                figures=name_first(left),
            )


def _missing(whole: Report, asks: Iterable[Ask], settled: set[str]) -> dict[str, tuple[str, ...]]:
    missing: dict[str, list[str]] = {}
    for ask in asks:
        row = whole.figures.loc[ask.figure]
        answered = row["printed"] or ask.figure in settled or NO_FIGURE in row["note"].split("; ")
        if not answered and not ask.parts:
            missing.setdefault(ask.org, []).append(ask.figure)
    return {org: tuple(figures) for org, figures in missing.items()}


def _unread(whole: Report, asks: Iterable[Ask], returned: Sequence[Returned]) -> tuple[str, ...]:
    came = {whole.figures.at[figure, "org"] for form in returned for figure in form.asked}
    return tuple(dict.fromkeys(ask.org for ask in asks if ask.org not in came))
