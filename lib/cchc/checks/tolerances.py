"""Rules that hold nearly: what a tolerance leaves of an equation or a percentage."""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

from errloc.linear import Form, add_forms
from errloc.rules import Linear, Rate


def relax_linear(rule: Linear, room: Fraction) -> list[Linear]:
    """Give the bounds that a rule still means where its sides may lie `room` apart; one or two."""
    found = []
    if rule.op in ("==", "<=", "<"):
        op = "<" if rule.op == "<" else "<="
        found.append(Linear(rule.coefficients, op, rule.constant + room, rule.text))
    if rule.op in ("==", ">=", ">"):
        op = ">" if rule.op == ">" else ">="
        found.append(Linear(rule.coefficients, op, rule.constant - room, rule.text))
    return found


def relax_share(rule: Linear, share: Fraction) -> list[Linear]:
    """Give the bounds of a rule whose sides may differ by a share of the right side."""
    found = []
    for sign, ops in ((1, ("==", "<=", "<")), (-1, ("==", ">=", ">"))):
        if rule.op not in ops:
            continue
        op = rule.op if rule.op != "==" else "<=" if sign > 0 else ">="
        wider = 1 + sign * share
        terms = {n: f if f > 0 else f * wider for n, f in rule.coefficients.items()}
        found.append(Linear(_present(terms), op, rule.constant * wider, rule.text))
    return [linear for linear in found if linear.coefficients]


def relax_rate(
    rule: Rate, values: Mapping[str, Decimal], decimals: int, room: Fraction
) -> list[Linear]:
    """Give the bounds of a percentage that may miss its ratio by `room` points.

    The product of rate and denominator is expanded around the printed values: exact as they stand,
    and for a change of either one alone. Nothing where a figure of it is missing.
    """
    names = [rule.rate, *rule.numerator.terms, *rule.denominator.terms]
    if any(name not in values for name in names):
        return []
    printed = Fraction(values[rule.rate])
    bottom = rule.denominator
    whole = bottom.constant + sum(f * Fraction(values[n]) for n, f in bottom.terms.items())
    unit = Fraction(1, 10**decimals)
    top = Form({n: 100 * f for n, f in rule.numerator.terms.items()}, 100 * rule.numerator.constant)
    # halves round up, and reports often cut what is left: either way of printing is right
    ends = ((">=", printed - unit / 2 - room), ("<=", printed + unit + room))
    found = []
    for op, bound in ends:
        terms = {name: f * bound for name, f in bottom.terms.items()}
        terms[rule.rate] = terms.get(rule.rate, Fraction(0)) + whole
        product = Form(terms, bottom.constant * bound - whole * printed)
        form = add_forms(top, product, -1)
        found.append(Linear(_present(form.terms), op, -form.constant, rule.text))
    return found


def _present(terms: Mapping[str, Fraction]) -> dict[str, Fraction]:
    return {name: factor for name, factor in terms.items() if factor}
