"""Say in Vietnamese, with the arithmetic, why figures cannot stand together."""

from collections.abc import Mapping, Sequence
from fractions import Fraction

from .edits import Variable
from .linear import Form
from .printed import round_half_up, write_number
from .rules import Constraint, Linear, Rate
from .solver import Conflict

_MUST = {
    "==": "phải bằng",
    "<=": "không được lớn hơn",
    ">=": "không được nhỏ hơn",
    "<": "phải nhỏ hơn",
    ">": "phải lớn hơn",
}


def write_value(value: Fraction) -> str:
    """Write an exact number with the decimals it has, at most six."""
    decimals = next((k for k in range(7) if (value * 10**k).denominator == 1), 6)
    return write_number(round_half_up(value, decimals), decimals)


def explain_conflict(
    conflict: Conflict, constraints: Sequence[Constraint], variables: Mapping[str, Variable]
) -> str:
    """Write the violated implied edit as a sentence: one rule by its own sides, several as their
    sum.
    """
    rules = [constraints[index] for index in dict.fromkeys(row.rule for row, _ in conflict.rows)]
    known = all(variables[name].value is not None for row, _ in conflict.rows for name in row.terms)
    if len(rules) == 1 and known:
        if isinstance(rules[0], Rate):
            return _explain_rate(rules[0], variables)
        return _explain_linear(rules[0], variables)
    quoted = "; ".join(rule.text for rule in rules)
    if not conflict.exact:
        return f"Các quy tắc không thể cùng đúng với số nguyên: {quoted}."
    implied, bound, equal = _implied(conflict)
    total = sum(
        (f * variables[n].value for n, f in implied.items() if variables[n].value is not None),
        Fraction(0),
    )
    must = (
        "phải bằng" if equal else "không được nhỏ hơn" if conflict.rising else "không được lớn hơn"
    )
    if not implied:
        return f"Các quy tắc không thể cùng đúng: {quoted}."
    return (
        f"Gộp các quy tắc ({quoted}): {_terms(implied)} = {_numbers(implied, variables)} ="
        f" {write_value(total)}, {must} {write_value(bound)}."
    )


def explain_contradiction(conflict: Conflict, constraints: Sequence[Constraint]) -> str:
    """Name the rules that no values can satisfy together (with the figures that are held fixed)."""
    quoted = "; ".join(dict.fromkeys(constraints[row.rule].text for row, _ in conflict.rows))
    return (
        "Các quy tắc mâu thuẫn với nhau hoặc với số liệu được giữ nguyên, "
        f"không có giá trị nào làm chúng cùng đúng: {quoted}."
    )


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


def _explain_linear(rule: Linear, variables: Mapping[str, Variable]) -> str:
    left = {n: f for n, f in rule.coefficients.items() if f > 0}
    right = {n: -f for n, f in rule.coefficients.items() if f < 0}
    op, rest = rule.op, rule.constant
    if not left:
        left, right, rest = right, left, -rest
        op = {"<=": ">=", ">=": "<=", "<": ">", ">": "<"}.get(op, op)
    first = _side(Form(left), variables)
    second = _side(Form(right, rest), variables)
    gap = abs(_total(Form(left), variables) - _total(Form(right, rest), variables))
    return f"{first} {_MUST[op]} {second}; lệch {write_value(gap)}."


def _explain_rate(rule: Rate, variables: Mapping[str, Variable]) -> str:
    rate = variables[rule.rate]
    part, whole = _total(rule.numerator, variables), _total(rule.denominator, variables)
    shown = (
        f"{write_value(rate.value)}%"
        if rate.span is None
        else f"{write_number(rate.value, rate.decimals)}%"
    )
    above, below = _side(rule.numerator, variables), _side(rule.denominator, variables)
    if whole <= 0:
        return f"{rule.rate} ghi {shown} nhưng mẫu số là {below}, nên không tính được tỷ lệ."
    true = write_number(round_half_up(100 * part / whole, rate.decimals + 2), rate.decimals + 2)
    return f"{above} trên {below} là {true}%, nhưng {rule.rate} ghi {shown}."


def _side(form: Form, variables: Mapping[str, Variable]) -> str:
    names, numbers = _terms(form.terms), _numbers(form.terms, variables)
    if form.constant or not form.terms:
        sign = " − " if form.constant < 0 else " + "
        tail = write_value(abs(form.constant) if form.terms else form.constant)
        names, numbers = (
            f"{side}{sign}{tail}" if form.terms else tail for side in (names, numbers)
        )
    total = write_value(_total(form, variables))
    return " = ".join(dict.fromkeys([names, numbers, total]))


def _total(form: Form, variables: Mapping[str, Variable]) -> Fraction:
    return sum((f * variables[n].value for n, f in form.terms.items()), form.constant)


def _terms(terms: Mapping[str, Fraction]) -> str:
    return _joined((f, n) for n, f in terms.items())


def _numbers(terms: Mapping[str, Fraction], variables: Mapping[str, Variable]) -> str:
    written = ((f, variables[n].value) for n, f in terms.items() if variables[n].value is not None)
    return _joined((f, write_value(v) if v >= 0 else f"({write_value(v)})") for f, v in written)


def _joined(parts) -> str:
    text = ""
    for factor, shown in parts:
        size = abs(factor)
        body = shown if size == 1 else f"{write_value(size)} × {shown}"
        sign = ("−" if factor < 0 else "") if not text else (" − " if factor < 0 else " + ")
        text += sign + body
    return text
