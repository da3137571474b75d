"""Tell what the printed figures say of those that are not printed: what follows necessarily, and
where no number is left.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from fractions import Fraction
from math import ceil, floor

from cchc.model.catalog import Catalog
from cchc.model.folder import Report
from cchc.model.numbers import format_number
from errloc.answers import Range
from errloc.deducing import Deduction, Impossible, deduce
from errloc.exact import ExactNumber
from errloc.rules import Rate
from errloc.worked import Worked

from .equations import state_equations
from .facts import fact_of_figures, is_fact, split_fact
from .remarks import Remark
from .stated import Facts
from .wording import name_fact, open_sentence, speak, within_sentence

# of so many figures that cannot stand together each is named
_MOST_NAMED = 8


def examine_unprinted(report: Report, facts: Facts, worked: Worked | None = None) -> Deduction:
    """Ask the engine about every group of figures that hang together, broken or not, unless it was
    `worked` out of this report with the same numbers.
    """
    system = state_equations(report, facts)
    words = speak(report.catalog)
    asked = {"rounding": "reported", "words": words, "worked": worked}
    return deduce(system.values, system.constraints, **asked)


def what_follows(catalog: Catalog, values: Mapping[str, ExactNumber | Range]) -> dict[str, str]:
    """Write what each missing fact must be: 'phải là 0', 'phải từ 39 đến 41'.

    Nothing is said of what may be as low as zero or as high as anything, nor of percentages, which
    are only computed from counts.
    """
    follows = {}
    for name, value in values.items():
        if not is_fact(name) or catalog.unit(split_fact(name)[0]) == "%":
            continue
        if not isinstance(value, Range):
            follows[name] = f"phải là {_write(value, round)}"
        elif None not in value and value.low > 0:
            low, high = _write(value.low, floor), _write(value.high, ceil)
            follows[name] = f"phải từ {low} đến {high}"
    return follows


def _write(value: ExactNumber, towards: Callable[[Fraction], int]) -> str:
    """Write a value with at most two decimals; an end of a range lies outwards of the exact one."""
    exact = Fraction(value)
    if exact.denominator == 1:
        return format_number(exact, 0)
    return format_number(Fraction(towards(exact * 100), 100), 2)


def check_unprinted(
    report: Report, facts: Facts, found: Deduction, told: Collection[str]
) -> Iterable[Remark]:
    """Tell of contradictions that no rule on printed figures alone shows, and what the unprinted
    wholes of printed percentages must be unless something has `told` of them.
    """
    for impossible in found.impossible:
        yield _contradiction(report, facts, impossible)
    follows = what_follows(report.catalog, found.values)
    printed = {*told, *fact_of_figures(report).values()}
    for rule in facts.rules:
        rate = rule.constraint
        if isinstance(rate, Rate) and {rate.rate, *rate.numerator.terms} <= facts.mentions.keys():
            for name in rate.denominator.terms:
                # what is printed but cannot be read has been told of as that
                if name in follows and name not in printed:
                    yield _implied(report.catalog, name, follows[name])


def unprinted_facts(rule: str) -> list[str]:
    """Name the facts through which a contradiction runs, from what its finding is about."""
    return rule.removeprefix("unprinted:").split("+")


def _contradiction(report: Report, facts: Facts, found: Impossible) -> Remark:
    figures, catalog = report.figures, report.catalog
    printed = tuple(figure for figure in figures.index if figure in found.names)
    missing = [name for name in found.through if is_fact(name)]
    rules = [facts.rules[place] for place in found.rules if place < len(facts.rules)]
    fact_of = {figure: name for name, ids in facts.mentions.items() for figure in ids}
    if rules:
        section, org = rules[0].section, rules[0].org
    else:
        section, org = (figures.at[printed[0], column] for column in ("section", "org"))
    lacking = ", ".join(within_sentence(name_fact(catalog, name, org)) for name in missing)
    shown = [f"{name_fact(catalog, fact_of[i], org)} {figures.at[i, 'printed']}" for i in printed]
    listed = ", ".join(shown[:_MOST_NAMED]) + (
        " và các số khác" if len(shown) > _MOST_NAMED else ""
    )
    if not printed:
        says = found.explanation
    elif missing:
        says = (
            f"không có số liệu về {lacking}, và không số nào làm các số đã ghi cùng đúng: {listed}."
        )
    else:
        says = f"không có số nào trước khi làm tròn để các số đã ghi cùng đúng: {listed}."
    severities = {rule.severity for rule in rules}
    severity = next((s for s in ("info", "warning") if s in severities), "error")
    about = missing or [rule.id for rule in rules]
    return Remark(
        "unprinted:" + "+".join(about),
        "unprinted",
        severity,
        section,
        org,
        printed,
        f"{open_sentence(catalog.name(org))}: {says}",
        tuple(dict.fromkeys(fact_of[figure] for figure in printed)),
    )


def _implied(catalog: Catalog, name: str, says: str) -> Remark:
    indicator, org = split_fact(name)
    section = catalog.indicators.at[indicator, "section"]
    shown = within_sentence(name_fact(catalog, name, org))
    who = open_sentence(catalog.name(org))
    said = f"{who}: không có số liệu về {shown}; theo các số đã ghi, {says}."
    return Remark(f"implied:{name}", "implied", "info", section, org, (), said)
