"""Take returned forms into figures.csv: what is new, missing, double or contradictory, and where it
came from.
"""

import csv
import io
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

from cchc.checks.derive import fact, split_fact
from cchc.errors import FormError, InputError
from cchc.model.folder import Report
from cchc.model.numbers import NO_FIGURE, format_percent, parse_printed
from cchc.model.problems import Problem
from cchc.objects.delimited import safe_text
from cchc.report.checked import CheckedReport
from errloc.printed import round_half_up

from .asks import QUALIFIERS, Ask, list_asks, with_expected
from .opening import FIGURES
from .returned import Answer, Expected, Returned, read_form

ORIGINS = ("figure", "printed", "file", "sheet", "cell", "typed", "remark")


@dataclass(frozen=True)
class TakenFigure:
    """A figure's row of figures.csv as it is and as it should be; `origin` tells the place of the
    new number.
    """

    figure: str
    row: int
    before: str
    after: str
    note: str
    origin: Answer


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


def read_forms(
    report: CheckedReport, paths: Sequence[Path]
) -> tuple[tuple[Returned, ...], tuple[str, ...]]:
    """Read returned files, or all files of folders, in the order of their names; then what is said
    of files refused.

    Raises InputError for a path where nothing is.
    """
    if absent := [path for path in paths if not path.exists()]:
        raise InputError(
            [
                Problem(str(path), "there is no such file; name the returned forms")
                for path in absent
            ]
        )
    files = {path for path in paths if path.is_file()}
    files |= {
        file for path in paths if path.is_dir() for file in path.glob("[!.]*") if file.is_file()
    }
    files = sorted(files, key=lambda file: (file.name, str(file)))
    computed = {ask.figure for ask in list_asks(report) if ask.parts}
    units = with_expected(report).figures["unit"]
    form = {figure: Expected(unit, figure in computed) for figure, unit in units.items()}
    returned, refused, names = [], [], [file.name for file in files]
    for file in files:
        # the name alone tells nothing of a machine; where two are alike their folders part them
        name = file.name if names.count(file.name) == 1 else f"{file.parent.name}/{file.name}"
        try:
            returned.append(read_form(file, report.quarter, form, name))
        except FormError as error:
            refused.append(f"{name}: {error}")
    return tuple(returned), tuple(refused)


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
    pairs = {figure: fact(row.indicator, row.org) for figure, row in whole.figures.iterrows()}
    answers: dict[str, list[Answer]] = {}
    for answer in (answer for form in returned for answer in form.answers):
        answers.setdefault(pairs[answer.figure], []).append(answer)
    differing = {
        name: given for name, given in answers.items() if len({_value(whole, a) for a in given}) > 1
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
        [ask for ask in asks if ask.parts and ask.fact not in answers], given, agreed
    )
    changes, kept, same = [], [], 0
    for figure, row in whole.figures.iterrows():
        answer = agreed.get(pairs[figure])
        if answer is None:
            continue
        change = TakenFigure(
            figure, row["row"], row["printed"], answer.printed, _note(row["note"], answer), answer
        )
        before, after = row["value"] if row["printed"] else None, _value(whole, answer)
        if before == after and (change.note == row["note"] or not answer.qualifier):
            same += 1
        elif before in (None, after) or replace:
            changes.append(change)
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
        tuple(remark for form in returned for remark in form.remarks),
        _missing(whole, asks, settled),
        _unread(whole, asks, returned),
    )


def write_collected(report: Report, data: Path, collected: Collected) -> None:
    """Write the changes into figures.csv and their origins into origins.csv; other rows keep their
    text.

    Both are written aside first. Raises InputError when figures.csv is not the file that was read.
    """
    folder, shown = data / str(report.quarter), f"data/{report.quarter}/figures.csv"
    path = folder / "figures.csv"
    content = path.read_bytes()
    rows = _read_rows(content)
    for change in collected.changes:
        cells = (
            dict(zip(FIGURES, rows[change.row - 1], strict=False))
            if change.row <= len(rows)
            else {}
        )
        if cells.get("printed", "").strip() != change.before:
            says = "was changed while the forms were read; collect them again"
            raise InputError([Problem(shown, says, change.row, "printed")])
        rows[change.row - 1][FIGURES.index("printed")] = change.after
        rows[change.row - 1][FIGURES.index("note")] = change.note
    origins = _merge_origins(
        folder / "origins.csv", collected, list(with_expected(report).figures.index)
    )
    new = {
        # origins first: one too many does less harm than a number that comes from nowhere
        folder / "origins.csv": _write_rows([list(ORIGINS), *origins], b""),
        path: _write_rows(rows, content),
    }
    try:
        for target, text in new.items():
            target.with_suffix(".csv.new").write_bytes(text)
        for target in new:
            os.replace(target.with_suffix(".csv.new"), target)
    finally:
        for target in new:
            target.with_suffix(".csv.new").unlink(missing_ok=True)


def _value(whole: Report, answer: Answer) -> Decimal | None:
    unit = whole.figures.at[answer.figure, "unit"]
    return parse_printed(answer.printed, unit).value if answer.printed else None


def _work_out(
    rates: Iterable[Ask], given: Mapping[str, Decimal | None], agreed: Mapping[str, Answer]
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
        decimals = 0 if rate.denominator == 1 else 2
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


def _read_rows(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def _write_rows(rows: Iterable[Sequence[str]], like: bytes) -> bytes:
    """Write CSV with the byte order mark and line ends of the file it replaces."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n" if b"\r\n" in like else "\n").writerows(rows)
    return (b"\xef\xbb\xbf" if like.startswith(b"\xef\xbb\xbf") else b"") + out.getvalue().encode()


def _merge_origins(path: Path, collected: Collected, order: Sequence[str]) -> list[list[str]]:
    before = _read_rows(path.read_bytes())[1:] if path.exists() else []
    kept = {row[0]: row for row in before if row}
    for change in collected.changes:
        origin = change.origin
        # what units wrote is opened in a spreadsheet again, and must not run there
        told = (origin.file, origin.sheet, origin.cell, origin.typed, origin.remark)
        kept[change.figure] = [change.figure, change.after, *map(safe_text, told)]
    place = {figure: number for number, figure in enumerate(order)}
    return sorted(kept.values(), key=lambda row: place.get(row[0], len(place)))
