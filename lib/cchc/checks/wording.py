"""Say in Vietnamese what a rule found, with the arithmetic written out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from cchc.model.catalog import Catalog
from errloc.explaining import Phrases, say_relation, say_share
from errloc.percentages import RateVerdict, judge_rate
from errloc.rules import Linear, Rate, Terms

from .facts import fact, split_fact, when_of

RELATION = {
    "==": "phải bằng",
    "<=": "không được lớn hơn",
    ">=": "không được nhỏ hơn",
    "<": "phải nhỏ hơn",
    ">": "phải lớn hơn",
}
VIETNAMESE: dict[str, Any] = {
    "must": RELATION,
    "why": {
        "truncated": "; phần lẻ bị cắt thay vì làm tròn",
        "capped": "; tử số lớn hơn mẫu số",
        "slipped": "; sai vị trí dấu thập phân",
        "other_base": "; số này khớp với “{base}”",
        "impossible": "; với mẫu số này, không tử số nào cho ra tỷ lệ đã ghi",
    },
    "relation": "{left} {must} {right}; chênh lệch {gap}.",
    "rate": "{rate} được ghi là {printed}; tính lại {part} / {whole} = {true}{why}.",
    "no_whole": "{rate} được ghi là {printed} nhưng mẫu số bằng {whole}.",
    "together": "Gộp các quy tắc ({rules}): {sum} = {numbers} = {total}, {must} {bound}.",
    "at_once": "Các quy tắc không thể cùng đúng: {rules}.",
    "in_whole_numbers": "Các quy tắc không thể cùng đúng với số nguyên: {rules}.",
    "contradiction": (
        "Các quy tắc mâu thuẫn với nhau hoặc với số liệu được giữ nguyên, không có giá trị nào làm"
        " chúng cùng đúng: {rules}."
    ),
    "missing": "(không có số liệu)",
}
LONGEST_SUM = 7


@dataclass(frozen=True)
class CatalogWords(Phrases):
    """Vietnamese words, with the catalogue's names for facts and figure ids; `home` is the org that
    needs no naming.
    """

    catalog: Catalog | None = None
    home: str = ""

    def name(self, figure: str) -> str:
        if "[" not in figure:
            _, indicator, org = figure.rsplit(":", 2)
            figure = fact(indicator, org.partition("#")[0])
        return name_fact(self.catalog, figure, self.home)

    def sum_of(self, figures: Sequence[str]) -> str:
        if len(figures) <= LONGEST_SUM or "[" not in figures[0]:
            return ""
        codes = [split_fact(name)[0] for name in figures]
        return " + ".join(
            f"tổng {self.catalog.name(code)} của {codes.count(code)} đơn vị"
            for code in dict.fromkeys(codes)
        )


def speak(catalog: Catalog, home: str = "") -> CatalogWords:
    """Return the words in which a rule of `home` is explained."""
    return CatalogWords(**VIETNAMESE, catalog=catalog, home=home)


def open_sentence(text: str) -> str:
    """Write a name as a sentence begins: 'xã Long Sơn' => 'Xã Long Sơn'."""
    return text[:1].upper() + text[1:]


def within_sentence(text: str) -> str:
    """Write a name as it stands inside a sentence: 'Nghị quyết của HĐND' => 'nghị quyết của
    HĐND'; what begins with an abbreviation stays.
    """
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def name_fact(catalog: Catalog, fact: str, home: str) -> str:
    """Name a fact for a reader; the org is said only where it is not the rule's own, another window
    or quarter always.
    """
    indicator, org = split_fact(fact)
    marks = [catalog.name(org)] if org != home else []
    marks += [when] if (when := when_of(fact)) else []
    return f"{catalog.name(indicator)} ({', '.join(marks)})" if marks else catalog.name(indicator)


def say_linear(catalog: Catalog, rule: Linear, values: Mapping[str, Decimal], home: str) -> str:
    """Write a broken relation with its numbers: 'A 10.379 phải bằng B 9.852 + C 483 = 10.335; chênh
    lệch 44.'
    """
    return say_relation(rule, values, speak(catalog, home))


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
    catalog: Catalog,
    rule: Rate,
    values: Mapping[str, Decimal],
    printed: str,
    verdict: RateVerdict,
    home: str,
) -> str:
    """Write a broken percentage: 'Tỷ lệ … được ghi là 95,3%; tính lại 9.852 / 10.379 = 94,9%.'"""
    words = speak(catalog, home)
    why = words.why.get(verdict.verdict, "").format(base=verdict.base)
    return say_share(rule, values, printed, why, words)


def say_mentions(catalog: Catalog, fact: str, places: Sequence[tuple[str, str]]) -> str:
    """Write one fact printed with several values: 'Chữ ký số …: 42 (I.6.c, đoạn), 44 (I.6.g,
    đoạn).'
    """
    indicator, org = split_fact(fact)
    when = f" {when_of(fact)}" if when_of(fact) else ""
    told = ", ".join(f"{text} ({place})" for place, text in places)
    return f"{catalog.name(indicator)} của {catalog.name(org)}{when} được ghi khác nhau: {told}."
