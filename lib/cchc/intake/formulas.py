"""Write rules as Excel formulas, so that a form tells while typing what `cchc check` would tell
afterwards.

A percentage is kept in a cell as Excel keeps it, 97,01 % as 0.9701. The formulas are made of cell
references and numbers alone: no text of the data gets into one.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from cchc.checks.derive import DerivedRule
from cchc.checks.wording import LONGEST_SUM
from errloc.rules import Rate, Terms, names_of

from .asks import can_break

LONGEST_FORMULA = 8_000  # characters; Excel takes 8,192
RIGHT, WRONG, DOUBTFUL, OPEN = "Đúng", "SAI", "XEM LẠI", "Chưa đủ số liệu"
UNCHECKED = "Kiểm tra khi thu biểu"


@dataclass(frozen=True)
class Entry:
    """The cell of a fact, such as `'I.2.c'!$E$7`, and whether it holds a percentage."""

    cell: str
    percent: bool

    @property
    def value(self) -> str:
        return f"100*N({self.cell})" if self.percent else f"N({self.cell})"


@dataclass(frozen=True)
class Formulas:
    """A rule in a spreadsheet: both sides, and the verdict on the cells that hold them."""

    left: str
    right: str
    verdict: str


def write_rate(numerator: Entry, denominator: Entry) -> str:
    """Write the percentage of two entries to two decimals; empty while one of them is, or nothing
    to divide by.
    """
    top, bottom = numerator.cell, denominator.cell
    return f'=IF(AND(ISNUMBER({top}),N({bottom})>0),ROUND(N({top})/N({bottom}),4),"")'


def write_check(
    rule: DerivedRule, entries: Mapping[str, Entry], left: str, right: str
) -> Formulas | None:
    """Write a rule over entries; `left` and `right` are the cells that will hold its sides.

    As for the engine, a missing number is free but not negative, and a percentage may be rounded or
    cut. Returns None for a rule that is too long for a formula.
    """
    bad = WRONG if rule.severity == "error" else DOUBTFUL
    constraint = rule.constraint
    if isinstance(constraint, Rate):
        names = [constraint.rate, *constraint.numerator.terms, *constraint.denominator.terms]
        top = _sum(constraint.numerator.terms, constraint.numerator.constant, entries)
        bottom = _sum(constraint.denominator.terms, constraint.denominator.constant, entries)
        unit = f"IF(ROUND({left},0)=ROUND({left},6),1,IF(ROUND({left},1)=ROUND({left},6),0.1,0.01))"
        gap = f"ROUND({right}-{left},9)"
        fits = f"AND(ISNUMBER({right}),{gap}>=-{unit}/2,{gap}<{unit})"
        formulas = Formulas(
            f"=ROUND({entries[constraint.rate].value},6)",
            f'=IF({bottom}>0,100*({top})/({bottom}),"")',
            f'=IF({_filled(names, entries)}=0,"{OPEN}",'
            f'IF(IFERROR({fits},FALSE),"{RIGHT}","{bad}"))',
        )
    else:
        terms = {
            str(name): factor
            for name, factor in constraint.coefficients.items()
            if str(name) in entries
        }
        raising = {name: factor for name, factor in terms.items() if factor > 0}
        lowering = {name: -factor for name, factor in terms.items() if factor < 0}
        gap = f"ROUND({left}-{right},6)"
        high, low = can_break(rule, set(entries))
        too_high = (
            f"AND({gap}{'>=' if constraint.op == '<' else '>'}0,{_filled(lowering, entries)}=1)"
        )
        too_low = (
            f"AND({gap}{'<=' if constraint.op == '>' else '<'}0,{_filled(raising, entries)}=1)"
        )
        broken = ",".join([too_high] * high + [too_low] * low)
        formulas = Formulas(
            f"={_sum(raising, Fraction(0), entries)}",
            f"={_sum(lowering, constraint.constant, entries)}",
            f'=IF(OR({broken}),"{bad}",IF({_filled(terms, entries)}=1,"{RIGHT}","{OPEN}"))',
        )
    return formulas if max(map(len, vars(formulas).values())) <= LONGEST_FORMULA else None


def list_told(rule: DerivedRule) -> tuple[str, ...]:
    """List the facts beside which a broken rule is told: all, or what a long sum is compared with.

    Where a claim for the whole city fails, 34 red cells of the wards would say nothing.
    """
    names = tuple(map(str, names_of(rule.constraint)))
    if len(names) <= LONGEST_SUM:
        return names
    if isinstance(rule.constraint, Rate):
        return (rule.constraint.rate,)
    sides = [
        [str(n) for n, f in rule.constraint.coefficients.items() if (f > 0) == up]
        for up in (True, False)
    ]
    return tuple(min(filter(None, sides), key=len))


def write_message(entry: Entry, verdicts: Iterable[tuple[str, str]]) -> str:
    """Write what is to be told beside an entry: that it is no number, and each broken rule (verdict
    and text cells).
    """
    told = [f'IF(ISTEXT({entry.cell})*({entry.cell}<>""),"Sai: ô này là chữ, hãy nhập số. ","")']
    broken = [
        f'IF({verdict}="{WRONG}","Sai: "&{text}&". ",IF({verdict}="{DOUBTFUL}","Xem lại:'
        f' "&{text}&". ",""))'
        for verdict, text in verdicts
    ]
    # a formula that is too long would make Excel refuse the whole file; the sheet of checks has
    # every rule
    while len("&".join(told + broken)) > LONGEST_FORMULA:
        broken.pop()
    return "=" + "&".join(told + broken)


def _filled(names: Iterable[str], entries: Mapping[str, Entry]) -> str:
    """1 where every one of the entries holds a number, else 0."""
    return (
        "*".join(f"ISNUMBER({entries[name].cell})" for name in names) + "*1"
        if (names := list(names))
        else "1"
    )


def _sum(terms: Terms, constant: Fraction, entries: Mapping[str, Entry]) -> str:
    told = [f"{_number(factor)}{entries[str(name)].value}" for name, factor in terms.items()]
    if constant or not told:
        told.append(
            str(constant)
            if constant.denominator == 1
            else f"{constant.numerator}/{constant.denominator}"
        )
    return "+".join(told)


def _number(factor: Fraction) -> str:
    return "" if factor == 1 else f"{factor.numerator}/{factor.denominator}*"
