"""Write rules as Excel formulas, so that a form tells while typing what `cchc check` would tell
afterwards.

A percentage is kept in a cell as Excel keeps it, 97,01 % as 0.9701. The formulas are made of cell
references and numbers alone: no text of the data gets into one.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from cchc.checks.derive import DerivedRule
from cchc.checks.wording import LONGEST_SUM
from cchc.model.numbers import HEDGES, NO_FIGURE
from errloc.evaluating import STRICT
from errloc.printed import Nature
from errloc.rules import Rate, Terms, names_of

from .asks import QUALIFIERS, can_break

LONGEST_FORMULA = 8_000  # characters; Excel takes 8,192
RIGHT, WRONG, DOUBTFUL, OPEN = "Đúng", "SAI", "XEM LẠI", "Chưa đủ số liệu"
UNCHECKED = "Kiểm tra khi thu biểu"


@dataclass(frozen=True)
class FormEntry:
    """The cell of a fact, such as `'I.2.c'!$E$7`, what kind of number it holds, the cell for a
    word beside it ("khoảng"), and the decimals that it is printed with at most.
    """

    cell: str
    nature: Nature = "count"
    said: str = ""
    decimals: int = 0

    @property
    def value(self) -> str:
        return f"100*N({self.cell})" if self.nature == "percent" else f"N({self.cell})"

    @property
    def last_digit(self) -> str:
        """What one more of the last digit adds, as the number will be printed; 0 for a whole number
        that is exact, and while the cell is empty.
        """
        whole = {"percent": "1", "amount": f"IF({self.value}>=1000,0.1,1)", "measure": "0"}
        steps = {0: whole[self.nature]} | {
            n: f"{10**-n:.{n}f}" for n in range(1, self.decimals + 1)
        }
        chosen = steps.pop(self.decimals)
        for places, step in reversed(steps.items()):
            same = f"ROUND({self.value},{places})=ROUND({self.value},6)"
            chosen = f"IF({same},{step},{chosen})"
        return f"ISNUMBER({self.cell})*{chosen}"


@dataclass(frozen=True)
class Formulas:
    """A rule in a spreadsheet: both sides, and the verdict on the cells that hold them."""

    left: str
    right: str
    verdict: str


def write_rate(numerator: FormEntry, denominator: FormEntry, decimals: int) -> str:
    """Write the percentage of two entries; empty while one of them is, or nothing to divide by."""
    top, bottom = numerator.cell, denominator.cell
    return f'=IF(AND(ISNUMBER({top}),N({bottom})>0),ROUND(N({top})/N({bottom}),{2 + decimals}),"")'


def write_check(
    rule: DerivedRule, entries: Mapping[str, FormEntry], left: str, right: str
) -> Formulas | None:
    """Write a rule over entries; `left` and `right` are the cells that will hold its sides.

    As for the engine, a missing number is free but not negative, and printed decimals may be
    rounded or cut. What is said roughly ("khoảng 500") is left to the engine. Returns None for a
    rule that is too long for a formula.
    """
    bad = WRONG if rule.severity == "error" else DOUBTFUL
    constraint = rule.constraint
    if isinstance(constraint, Rate):
        formulas = _check_rate(constraint, entries, left, right, bad)
    else:
        formulas = _check_linear(rule, entries, left, right, bad)
    if rough := _said_roughly(entries[n] for n in map(str, names_of(constraint)) if n in entries):
        judged = formulas.verdict.removeprefix("=")
        formulas = replace(formulas, verdict=f'=IF({rough},"{UNCHECKED}",{judged})')
    return formulas if max(map(len, vars(formulas).values())) <= LONGEST_FORMULA else None


def _said_roughly(entries: Iterable[FormEntry]) -> str:
    """Write whether a word that widens a number is chosen beside any of these; '' where none can
    be.
    """
    said = "&".join(entry.said for entry in entries if entry.said)
    for word in (*QUALIFIERS, NO_FIGURE) if said else ():
        if word not in HEDGES:
            said = f'SUBSTITUTE({said},"{word}","")'
    return f'{said}<>""' if said else ""


def _check_rate(
    rule: Rate, entries: Mapping[str, FormEntry], left: str, right: str, bad: str
) -> Formulas:
    names = [rule.rate, *rule.numerator.terms, *rule.denominator.terms]
    top = _sum(rule.numerator.terms, rule.numerator.constant, entries)
    bottom = _sum(rule.denominator.terms, rule.denominator.constant, entries)
    unit = entries[rule.rate].last_digit
    low, high = f"({left}-{unit}/2)", f"({left}+{unit})"
    below, above = _reach(rule.numerator.terms, entries)
    under, over = _reach(rule.denominator.terms, entries)
    # 100 times the part against both ends of the percentage, times the whole
    reaches = f"ROUND(100*({top}{above})-{low}*({bottom}{under}),7)>=0"
    stays = f"ROUND(100*({top}{below})-{high}*({bottom}{over}),7)<0"
    return Formulas(
        f"=ROUND({entries[rule.rate].value},6)",
        f'=IF({bottom}>0,100*({top})/({bottom}),"")',
        f'=IF({_filled(names, entries)}=0,"{OPEN}",'
        f'IF(IFERROR(AND(ISNUMBER({right}),{reaches},{stays}),FALSE),"{RIGHT}","{bad}"))',
    )


def _check_linear(
    rule: DerivedRule, entries: Mapping[str, FormEntry], left: str, right: str, bad: str
) -> Formulas:
    constraint = rule.constraint
    terms = {
        str(name): factor
        for name, factor in constraint.coefficients.items()
        if str(name) in entries
    }
    raising = {name: factor for name, factor in terms.items() if factor > 0}
    lowering = {name: -factor for name, factor in terms.items() if factor < 0}
    below, above = _reach(terms, entries)
    low, high = f"ROUND({left}-{right}{below},7)", f"ROUND({left}-{right}{above},7)"
    too_high = _beyond(low, ">", constraint.op == "<", below, lowering, entries)
    too_low = _beyond(high, "<", constraint.op == ">", above, raising, entries)
    can_rise, can_fall = can_break(rule, set(entries))
    broken = ",".join(
        [f"AND({too_high},{_filled(lowering, entries)}=1)"] * can_rise
        + [f"AND({too_low},{_filled(raising, entries)}=1)"] * can_fall
    )
    return Formulas(
        f"={_sum(raising, Fraction(0), entries)}",
        f"={_sum(lowering, constraint.constant, entries)}",
        f'=IF(OR({broken}),"{bad}",IF({_filled(terms, entries)}=1,"{RIGHT}","{OPEN}"))',
    )


def _beyond(
    end: str,
    sign: str,
    strictly: bool,
    rounded: str,
    open_terms: Terms,
    entries: Mapping[str, FormEntry],
) -> str:
    """Write that even the nearer end of a gap lies beyond 0; a rounded number reaches its upper end
    only in the limit.
    """
    if strictly and rounded:
        return f"{end}{sign}{'-' if sign == '>' else ''}{float(STRICT)}"
    limit = any(entries[name].nature != "count" for name in open_terms)
    return f"{end}{sign}{'=' if strictly or limit else ''}0"


def _reach(terms: Terms, entries: Mapping[str, FormEntry]) -> tuple[str, str]:
    """Write how far a sum may lie below and above what is typed: printed decimals are rounded or
    cut.
    """
    below, above = [], []
    for name, factor in terms.items():
        entry = entries[str(name)]
        if entry.nature != "count":
            size = f"{_number(abs(factor))}{entry.last_digit}"
            below.append(f"-{size}" + ("/2" if factor > 0 else ""))
            above.append(f"+{size}" + ("" if factor > 0 else "/2"))
    return "".join(below), "".join(above)


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


def write_message(entry: FormEntry, verdicts: Iterable[tuple[str, str]]) -> str:
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


def _filled(names: Iterable[str], entries: Mapping[str, FormEntry]) -> str:
    """1 where every one of the entries holds a number, else 0."""
    return (
        "*".join(f"ISNUMBER({entries[name].cell})" for name in names) + "*1"
        if (names := list(names))
        else "1"
    )


def _sum(terms: Terms, constant: Fraction, entries: Mapping[str, FormEntry]) -> str:
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
