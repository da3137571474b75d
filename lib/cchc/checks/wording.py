"""Say in Vietnamese what a rule found, with the arithmetic written out."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from cchc.model.catalog import Catalog
from cchc.model.numbers import format_number, format_percent, parse_printed
from errloc.percentages import judge_rate
from errloc.printed import round_half_up
from errloc.rules import Linear, Rate, Terms

from .derive import split_fact

RELATION = {
    "==": "phải bằng",
    "<=": "không được lớn hơn",
    ">=": "không được nhỏ hơn",
    "<": "phải nhỏ hơn",
    ">": "phải lớn hơn",
}
LONGEST_SUM = 7


def open_sentence(text: str) -> str:
    """Write a name as a sentence begins: 'xã Long Sơn' => 'Xã Long Sơn'."""
    return text[:1].upper() + text[1:]


def within_sentence(text: str) -> str:
    """Write a name as it stands inside a sentence: 'Nghị quyết của HĐND' => 'nghị quyết của
    HĐND'.
    """
    return text[:1].lower() + text[1:]


def name_fact(catalog: Catalog, fact: str, home: str) -> str:
    """Name a fact for a reader; the org is said only where it is not the rule's own."""
    indicator, org = split_fact(fact)
    name = catalog.name(indicator)
    return name if org == home else f"{name} ({catalog.name(org)})"


def say_linear(catalog: Catalog, rule: Linear, values: Mapping[str, Decimal], home: str) -> str:
    """Write a broken relation with its numbers: 'A 10.379 phải bằng B 9.852 + C 483 = 10.335; lệch
    44.'
    """
    left = {name: factor for name, factor in rule.coefficients.items() if factor > 0}
    right = {name: -factor for name, factor in rule.coefficients.items() if factor < 0}
    sides = _side(catalog, left, values, home), _side(catalog, right, values, home)
    totals = [
        sum((f * Fraction(values[n]) for n, f in side.items() if n in values), Fraction(0))
        for side in (left, right)
    ]
    totals[1] += rule.constant
    if rule.constant or not right:
        constant = format_number(Decimal(rule.constant.numerator) / rule.constant.denominator)
        sides = sides[0], f"{sides[1]} + {constant}" if sides[1] else constant
    difference = format_number(_decimal(abs(totals[0] - totals[1])))
    said = (
        f"{_total(sides[0], left, totals[0])} {RELATION[rule.op]}"
        f" {_total(sides[1], right, totals[1])}"
    )
    return f"{said}; lệch {difference}."


def _side(catalog: Catalog, terms: Terms, values: Mapping[str, Decimal], home: str) -> str:
    stated = [name for name in terms if name in values]
    if len(stated) > LONGEST_SUM:
        indicators = dict.fromkeys(split_fact(name)[0] for name in stated)
        return " + ".join(
            f"tổng {catalog.name(code)} của {sum(split_fact(n)[0] == code for n in stated)} đơn vị"
            for code in indicators
        )
    told = []
    for name in terms:
        factor = "" if terms[name] == 1 else f"{format_number(_decimal(terms[name]))} × "
        number = format_number(values[name]) if name in values else "(không có số liệu)"
        told.append(f"{factor}{name_fact(catalog, name, home)} {number}")
    return " + ".join(told)


def _total(side: str, terms: Terms, total: Fraction) -> str:
    return f"{side} = {format_number(_decimal(total))}" if len(terms) > 1 else side


def _decimal(value: Fraction) -> Decimal:
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    return exact.quantize(Decimal(1)) if exact == exact.to_integral_value() else exact.normalize()


def sum_terms(terms: Terms, constant: Fraction, values: Mapping[str, Decimal]) -> Fraction:
    return constant + sum(
        (factor * Fraction(values[name]) for name, factor in terms.items()), Fraction(0)
    )


def judge(
    rule: Rate, values: Mapping[str, Decimal], printed: str, bases: Mapping[str, tuple[Any, Any]]
):
    """Judge a broken percentage; amounts with decimals are compared as whole numbers of their last
    place.
    """
    top = sum_terms(rule.numerator.terms, rule.numerator.constant, values)
    bottom = sum_terms(rule.denominator.terms, rule.denominator.constant, values)
    scale = top.denominator * bottom.denominator
    whole = {name: _whole_pair(*pair) for name, pair in bases.items()}
    return judge_rate(printed, int(top * scale), int(bottom * scale), whole)


def _whole_pair(top: Fraction, bottom: Fraction) -> tuple[int, int]:
    scale = top.denominator * bottom.denominator
    return int(top * scale), int(bottom * scale)


def say_rate(
    catalog: Catalog, rule: Rate, values: Mapping[str, Decimal], printed: str, verdict, home: str
) -> str:
    """Write a broken percentage: 'Tỷ lệ … được ghi là 95,3%; tính lại 9.852 / 10.379 = 94,9%.'"""
    top = sum_terms(rule.numerator.terms, rule.numerator.constant, values)
    bottom = sum_terms(rule.denominator.terms, rule.denominator.constant, values)
    name = name_fact(catalog, rule.rate, home)
    if not bottom:
        return f"{name} được ghi là {printed} nhưng mẫu số bằng 0."
    decimals = max(1, parse_printed(printed, "%").decimals)
    true = format_percent(_decimal(round_half_up(100 * top / bottom, decimals)), decimals)
    text = printed if printed.endswith("%") else f"{printed}%"
    ratio = f"{format_number(_decimal(top))} / {format_number(_decimal(bottom))} = {true}"
    reason = {
        "truncated": "; phần lẻ bị cắt thay vì làm tròn",
        "capped": "; tử số lớn hơn mẫu số",
        "slipped": "; dấu thập phân đặt sai chỗ",
        "other_base": f"; số này khớp với “{verdict.base}”",
        "impossible": "; với mẫu số này, không tử số nào cho ra tỷ lệ đã ghi",
    }.get(verdict.verdict, "")
    return f"{name} được ghi là {text}; tính lại {ratio}{reason}."


def say_mentions(catalog: Catalog, fact: str, places: Sequence[tuple[str, str]]) -> str:
    """Write one fact printed with several values: 'Chữ ký số …: 42 (I.6.c, đoạn), 44 (I.6.g,
    đoạn).'
    """
    indicator, org = split_fact(fact)
    told = ", ".join(f"{text} ({place})" for place, text in places)
    return f"{catalog.name(indicator)} của {catalog.name(org)} được ghi khác nhau: {told}."
