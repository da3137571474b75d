"""Read linear forms, such as 0.6*t - sum(resolved[ward]), by Python's parser without running
anything.
"""

import ast
import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

MOST_TERMS, DEEPEST_BRACKETS, LONGEST_NUMBER = 10_000, 40, 18

_NUMBER = re.compile(r"\d+(\.\d*)?|\.\d+")
_CODE = re.compile(r"\w[\w.:-]*")


class RuleError(ValueError):
    """A rule cannot be used: names its text and the reason; `why` stands for itself, its fields
    filled from `values`.
    """

    def __init__(self, text: str, why: str, **values: object):
        shown = text if len(text) <= 80 else text[:77] + "..."
        self.rule, self.why, self.values = repr(shown), why, values
        super().__init__(f"rule {self.rule}: {why.format(**values) if values else why}")


@dataclass(frozen=True)
class Sum:
    """A sum over the orgs of a kind, not yet spread out: sum(name[kind])."""

    name: str
    kind: str

    def __str__(self) -> str:
        return f"sum({self.name}[{self.kind}])"


Key = str | Sum


@dataclass(frozen=True)
class Form:
    """A linear form: coefficients of figures plus a constant."""

    terms: Mapping[Key, Fraction]
    constant: Fraction = Fraction(0)

    @property
    def takes_away(self) -> bool:
        """Whether something is subtracted, so that the form may be below zero."""
        return self.constant < 0 or any(factor < 0 for factor in self.terms.values())


def bracket_depths(text: str, side: str) -> list[tuple[int, int]]:
    """Return each position with its depth of brackets: the parser never meets deep nesting."""
    depth, found = 0, []
    for place, mark in enumerate(side):
        if mark in ")]":
            depth -= 1
        found.append((place, depth))
        if mark in "([":
            depth += 1
        if not 0 <= depth <= DEEPEST_BRACKETS:
            raise RuleError(
                text,
                "has brackets that do not match or nest deeper than {most}",
                most=DEEPEST_BRACKETS,
            )
    if depth:
        raise RuleError(text, "has a bracket that is not closed")
    return found


def read_side(text: str, side: str) -> Form:
    """Read a sum. It is cut at its outer signs first, so that a long sum is not a deep tree."""
    if not side:
        raise RuleError(text, "has an empty side")
    cuts, operator_before = [0], True
    for place, depth in bracket_depths(text, side):
        mark = side[place]
        if depth == 0 and mark in "+-" and not operator_before and place:
            cuts.append(place)
        if not mark.isspace():
            operator_before = mark in "+-*/"
    if len(cuts) > MOST_TERMS:
        raise RuleError(
            text, "has over {most} terms; split it with sum(name[kind])", most=MOST_TERMS
        )
    terms: dict[Key, Fraction] = {}
    constant = Fraction(0)
    for start, end in zip(cuts, [*cuts[1:], len(side)], strict=True):
        part = _Reader(text, side[start:end].strip()).read()
        constant += part.constant
        for key, factor in part.terms.items():
            terms[key] = terms.get(key, Fraction(0)) + factor
    return Form({key: factor for key, factor in terms.items() if factor}, constant)


class _Reader:
    """Read one term of a rule through Python's own parser, accepting only what is linear."""

    def __init__(self, text: str, term: str):
        self.text, self.term = text, term

    def read(self) -> Form:
        try:
            return self._form(ast.parse(self.term, mode="eval").body)
        except (SyntaxError, RecursionError, MemoryError) as problem:
            if not isinstance(problem, SyntaxError):
                raise self._refuse("{term} is nested too deeply", self.term) from None
            raise self._refuse("{term} is not understood", self.term) from None
        except RuleError:
            raise
        except ValueError:
            raise self._refuse("{term} is not understood", self.term) from None

    def _refuse(self, why: str, term: str = "", **values: object) -> RuleError:
        if term:
            values["term"] = repr(term[:40])
        return RuleError(self.text, why, **values)

    def _source(self, node: ast.AST) -> str:
        return (ast.get_source_segment(self.term, node) or "").strip()

    def _form(self, node: ast.AST) -> Form:
        match node:
            case ast.Constant():
                return Form({}, self._number(node))
            case ast.Name():
                return Form({node.id: Fraction(1)})
            case ast.Subscript():
                return Form({"{}[{}]".format(*self._picked(node)): Fraction(1)})
            case ast.UnaryOp(op=ast.USub() | ast.UAdd()):
                return _scaled(
                    self._form(node.operand), Fraction(-1 if isinstance(node.op, ast.USub) else 1)
                )
            case ast.BinOp(op=ast.Add() | ast.Sub()):
                sign = 1 if isinstance(node.op, ast.Add) else -1
                return add_forms(self._form(node.left), self._form(node.right), sign)
            case ast.BinOp(op=ast.Mult()):
                return self._product(self._form(node.left), self._form(node.right))
            case ast.BinOp(op=ast.Div()):
                divisor = self._form(node.right)
                if divisor.terms or not divisor.constant:
                    raise self._refuse("divides by a figure or by zero; only a/4 is linear")
                return self._product(self._form(node.left), Form({}, 1 / divisor.constant))
            case ast.Call(func=ast.Name(id="sum"), args=[ast.Subscript() as picked], keywords=[]):
                return Form({Sum(*self._picked(picked)): Fraction(1)})
            case ast.Call(func=ast.Name(id="pct")):
                raise self._refuse(
                    "pct(...) stands alone on one side: rate == pct(numerator, denominator)"
                )
            case ast.Tuple():
                raise self._refuse("holds a comma; decimals in rules take a point: 0.6*t")
        raise self._refuse(
            "{term} is not allowed; a rule holds numbers, figures, + - * / and sum(name[kind])",
            self._source(node),
        )

    def _picked(self, node: ast.Subscript) -> tuple[str, str]:
        code = self._source(node.slice)
        if not isinstance(node.value, ast.Name) or not _CODE.fullmatch(code):
            raise self._refuse("{term} is not a figure; write name[org]", self._source(node))
        return node.value.id, code

    def _number(self, node: ast.Constant) -> Fraction:
        written = self._source(node)
        if not _NUMBER.fullmatch(written) or len(written) > LONGEST_NUMBER + 1:
            raise self._refuse(
                "{term} is not a plain number of at most {most} digits",
                written,
                most=LONGEST_NUMBER,
            )
        return Fraction(Decimal(written))

    def _product(self, left: Form, right: Form) -> Form:
        if left.terms and right.terms:
            raise self._refuse("multiplies two figures; only number * name is linear")
        form = _scaled(right, left.constant) if right.terms else _scaled(left, right.constant)
        for number in (form.constant, *form.terms.values()):
            if max(abs(number.numerator), number.denominator) > 10**30:
                raise self._refuse("multiplies up to a number of more than 30 digits")
        return form


def _scaled(form: Form, factor: Fraction) -> Form:
    return Form({key: value * factor for key, value in form.terms.items()}, form.constant * factor)


def add_forms(left: Form, right: Form, sign: int = 1) -> Form:
    """Add `right` to `left`, or take it away with sign -1; figures that cancel are gone."""
    terms = dict(left.terms)
    for key, factor in right.terms.items():
        terms[key] = terms.get(key, Fraction(0)) + sign * factor
    constant = left.constant + sign * right.constant
    return Form({key: factor for key, factor in terms.items() if factor}, constant)
