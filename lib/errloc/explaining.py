"""Say with the arithmetic why figures cannot stand together; the words come from outside."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType

from .conflicts import Conflict
from .linear import Form
from .printed import read_printed, round_half_up, write_number, write_percent
from .rules import Constraint, Linear, Rate, Terms
from .variables import Variable

Numbers = Mapping[str, Decimal | Fraction | None]

_MIRRORED = {"<=": ">=", ">=": "<=", "<": ">", ">": "<"}
_MUST = {
    "==": "must equal",
    "<=": "must not exceed",
    ">=": "must not be less than",
    "<": "must be less than",
    ">": "must be more than",
}
_WHY = {
    "truncated": "; decimals were cut instead of rounded",
    "capped": "; the numerator is above the denominator",
    "slipped": "; the decimal mark stands in the wrong place",
    "other_base": "; it fits “{base}”",
    "impossible": "; no numerator gives it out of this denominator",
}


def _fixed(words: Mapping[str, str]) -> Mapping[str, str]:
    return field(default_factory=lambda: MappingProxyType(words))


@dataclass(frozen=True)
class Phrases:
    """The texts of explanations, English here; another language passes its own, and names."""

    must: Mapping[str, str] = _fixed(_MUST)
    why: Mapping[str, str] = _fixed(_WHY)
    relation: str = "{left} {must} {right}; off by {gap}."
    rate: str = "{rate} is printed as {printed}; {part} / {whole} = {true}{why}."
    no_whole: str = "{rate} is printed as {printed}, but its denominator is {whole}."
    together: str = "Taken together ({rules}): {sum} = {numbers} = {total}, which {must} {bound}."
    at_once: str = "The rules cannot all hold: {rules}."
    in_whole_numbers: str = "The rules cannot all hold in whole numbers: {rules}."
    contradiction: str = (
        "The rules contradict each other or the figures that are held fixed; no values satisfy"
        " them all: {rules}."
    )
    missing: str = "(missing)"

    def name(self, figure: str) -> str:
        """Return what a figure is called."""
        return figure

    def sum_of(self, figures: Sequence[str]) -> str:
        """Return what a long sum is called; empty to have its figures listed."""
        return ""


ENGLISH = Phrases()


def write_value(value: Fraction | Decimal) -> str:
    """Write an exact number with the decimals it is printed with, or has, at most six."""
    if isinstance(value, Decimal):
        return write_number(value, max(0, -value.as_tuple().exponent))
    decimals = next((k for k in range(7) if (value * 10**k).denominator == 1), 6)
    return write_number(round_half_up(value, decimals), decimals)


def say_relation(rule: Linear, numbers: Numbers, words: Phrases = ENGLISH) -> str:
    """Write a broken relation: 'received 10.379 must equal resolved 9.852 + pending 483 = 10.335;
    off by 44.'
    """
    left = {name: factor for name, factor in rule.coefficients.items() if factor > 0}
    right = {name: -factor for name, factor in rule.coefficients.items() if factor < 0}
    op, rest = rule.op, rule.constant
    if not left:
        left, right, rest, op = right, left, -rest, _MIRRORED.get(op, op)
    first, second = Form(left), Form(right, rest)
    gap = abs(add_up(first, numbers) - add_up(second, numbers))
    return words.relation.format(
        left=_side(first, numbers, words),
        must=words.must[op],
        right=_side(second, numbers, words),
        gap=write_value(gap),
    )


def say_share(
    rule: Rate, numbers: Numbers, printed: str, why: str = "", words: Phrases = ENGLISH
) -> str:
    """Write a broken percentage: 'rate is printed as 95,3%; 9.852 / 10.379 = 94,9%.'"""
    part, whole = add_up(rule.numerator, numbers), add_up(rule.denominator, numbers)
    shown = printed if printed.endswith("%") else f"{printed}%"
    name = words.name(rule.rate)
    if whole <= 0:
        return words.no_whole.format(rate=name, printed=shown, whole=write_value(whole))
    places = max(1, read_printed(shown, "percent").decimals)
    true = write_percent(round_half_up(100 * part / whole, places), places)
    return words.rate.format(
        rate=name,
        printed=shown,
        part=write_value(part),
        whole=write_value(whole),
        true=true,
        why=why,
    )


def add_up(form: Form, numbers: Numbers) -> Fraction:
    """Return the value of a form, missing figures counted as 0."""
    known = (f * Fraction(numbers.get(n) or 0) for n, f in form.terms.items())
    return sum(known, form.constant)


def explain_conflict(
    conflict: Conflict,
    constraints: Sequence[Constraint],
    variables: Mapping[str, Variable],
    words: Phrases = ENGLISH,
) -> str:
    """Write the violated implied edit as a sentence: one rule by its own sides, several as their
    sum.
    """
    rules = [constraints[index] for index in dict.fromkeys(row.rule for row, _ in conflict.rows)]
    numbers = {name: _number(variables[name]) for row, _ in conflict.rows for name in row.terms}
    if len(rules) == 1 and None not in numbers.values():
        if isinstance(rules[0], Linear):
            return say_relation(rules[0], numbers, words)
        rate = _number(variables[rules[0].rate])
        numbers = {rules[0].rate: rate, **numbers}
        for form in (rules[0].numerator, rules[0].denominator):
            numbers |= {name: _number(variables[name]) for name in form.terms}
        return say_share(rules[0], numbers, write_value(rate), "", words)
    quoted = "; ".join(rule.text for rule in rules)
    if not conflict.exact:
        return words.in_whole_numbers.format(rules=quoted)
    implied, bound, equal = _implied(conflict)
    if not implied:
        return words.at_once.format(rules=quoted)
    known = {n: f for n, f in implied.items() if numbers[n] is not None}
    return words.together.format(
        rules=quoted,
        sum=_joined((f, words.name(n)) for n, f in implied.items()),
        numbers=_joined((f, _bracketed(numbers[n])) for n, f in known.items()),
        total=write_value(add_up(Form(known), numbers)),
        must=words.must["==" if equal else ">=" if conflict.rising else "<="],
        bound=write_value(bound),
    )


def explain_contradiction(
    conflict: Conflict, constraints: Sequence[Constraint], words: Phrases = ENGLISH
) -> str:
    """Name the rules that no values can satisfy together (with the figures that are held fixed)."""
    quoted = "; ".join(dict.fromkeys(constraints[row.rule].text for row, _ in conflict.rows))
    return words.contradiction.format(rules=quoted)


def _implied(conflict: Conflict) -> tuple[dict[str, Fraction], Fraction, bool]:
    implied: dict[str, Fraction] = {}
    bound, equal = Fraction(0), True
    for row, factor in conflict.rows:
        end = row.low if (factor > 0) == conflict.rising else row.high
        bound += factor * (end if end is not None else Fraction(0))
        equal = equal and row.low == row.high
        for name, coefficient in row.terms.items():
            implied[name] = implied.get(name, Fraction(0)) + factor * coefficient
    return {n: f for n, f in sorted(implied.items()) if f}, bound, equal


def _number(variable: Variable) -> Decimal | Fraction | None:
    """Return a value with the decimals it is printed with; a plain number keeps its own."""
    if variable.value is None or (variable.value * 10**variable.decimals).denominator != 1:
        return variable.value
    scaled = Decimal(int(variable.value * 10**variable.decimals))
    return scaled.scaleb(-variable.decimals)


def _side(form: Form, numbers: Numbers, words: Phrases) -> str:
    stated = [name for name in form.terms if numbers.get(name) is not None]
    text = words.sum_of(stated) or _joined(_told(form.terms, numbers, words))
    if form.constant or not form.terms:
        sign = "" if not text else " − " if form.constant < 0 else " + "
        text += sign + write_value(abs(form.constant) if sign else form.constant)
    return f"{text} = {write_value(add_up(form, numbers))}" if len(form.terms) > 1 else text


def _told(terms: Terms, numbers: Numbers, words: Phrases) -> Iterable[tuple[Fraction, str]]:
    for name, factor in terms.items():
        number = numbers.get(name)
        shown = words.missing if number is None else write_value(number)
        yield factor, f"{words.name(name)} {shown}"


def _bracketed(number: Decimal | Fraction) -> str:
    return write_value(number) if number >= 0 else f"({write_value(number)})"


def _joined(parts: Iterable[tuple[Fraction, str]]) -> str:
    text = ""
    for factor, shown in parts:
        size = abs(factor)
        body = shown if size == 1 else f"{write_value(size)} × {shown}"
        sign = ("−" if factor < 0 else "") if not text else (" − " if factor < 0 else " + ")
        text += sign + body
    return text
