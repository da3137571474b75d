"""Rules between a quarter and the ones before it, from columns of the catalogue."""

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction

from cchc.model.catalog import Catalog
from cchc.model.folder import Report
from cchc.model.numbers import format_number
from errloc.linear import Form
from errloc.rules import Linear, Op, Rate

from .derived import DerivedRule, Scope
from .facts import fact, read_window

# the notes by which a change is told to be a loss, so that 5,0% means −5,0 %
_LOSSES = ("giảm", "thấp hơn", "ít hơn")


def derive_across(
    report: Report, stated: dict[str, set[str]], scope: Scope
) -> Iterable[DerivedRule]:
    """Hold a quarter's facts against earlier quarters where the catalogue says how they hang
    together.

    Cumulative figures do not fall within a year, yearly plans and quotas stay, what is carried over
    is what was left, and a printed change is the change that the two quarters show.
    """
    columns = report.catalog.indicators[["accumulates", "constant", "carried_from", "change_of"]]
    for code, row in columns[(columns != "").any(axis=1)].iterrows():
        for org in report.catalog.in_order(stated.get(code, ())):
            if row["accumulates"] or row["constant"] == "year":
                yield from _within_year(report, code, org, scope, bool(row["accumulates"]))
            if row["carried_from"]:
                yield from _carried(report, code, org, row["carried_from"], scope)
            if row["change_of"]:
                yield from _changed(report, code, org, row["change_of"], scope)


def _within_year(
    report: Report, code: str, org: str, scope: Scope, rising: bool
) -> Iterable[DerivedRule]:
    before = scope.quarter.previous()
    if before.year != scope.quarter.year or (rising and not _from_new_year(report, code, org)):
        return
    now, then = fact(code, org), scope.ask(fact(code, org), before, alike=False)
    if not then:
        return
    name, op = report.catalog.name(code), ">=" if rising else "=="
    says = (
        f"{name} tính lũy kế từ đầu năm, nên không được nhỏ hơn số kỳ trước"
        if rising
        else f"{name} được giao cho cả năm, nên phải bằng số kỳ trước"
    )
    what = "falls" if rising else "stays"
    yield _across(what, report.catalog, code, org, "warning", says, _difference(now, then, op))


def _from_new_year(report: Report, code: str, org: str) -> bool:
    """Tell whether what is printed of the window lets a figure run from the beginning of the
    year.
    """
    mentions = report.mentions(code, org)
    start, _ = read_window(mentions["window_start"].iloc[0], mentions["window_end"].iloc[0])
    return start is None or start.month in (1, 12)


def _carried(report: Report, code: str, org: str, left: str, scope: Scope) -> Iterable[DerivedRule]:
    then = scope.ask(fact(left, org), scope.quarter.before(), alike=False)
    if then:
        says = f"{report.catalog.name(code)} phải bằng {report.catalog.name(left)} cuối kỳ trước"
        constraint = _difference(fact(code, org), then, "==")
        yield _across("carried", report.catalog, code, org, "error", says, constraint)


def _changed(
    report: Report, code: str, org: str, counted: str, scope: Scope
) -> Iterable[DerivedRule]:
    catalog, now = report.catalog, fact(counted, org)
    back = catalog.indicators.at[code, "change_from"]
    quarter = scope.quarter.year_before() if back == "year_before" else scope.quarter.previous()
    then = scope.ask(now, quarter)
    if not then or now not in scope.values:
        return
    sign = -1 if _is_loss(report, code, org) else 1
    one = Fraction(sign)
    says = f"{catalog.name(code)} phải khớp với số của {quarter.short_label}"
    change = fact(code, org)
    if catalog.unit(code) == "%" and catalog.unit(counted) != "%":
        constraint = Rate(change, Form({now: one, then: -one}), Form({then: Fraction(1)}))
        yield _across("growth", catalog, code, org, "error", says, constraint)
        return
    terms = {change: Fraction(1), now: -one, then: one}
    # both percentages are rounded, and the points between them are rounded again
    places = max(scope.decimals[change], scope.decimals[now], scope.given[then].decimals)
    rounded = catalog.unit(counted) == "%" or places > 0
    room = format_number(Decimal("1.5").scaleb(-places)) if rounded else ""
    linear = Linear(terms, "==", Fraction(0), f"{change} == {now} - {then}")
    yield _across("growth", catalog, code, org, "error", says, linear, room)


def _is_loss(report: Report, code: str, org: str) -> bool:
    mentions = report.mentions(code, org)
    words = [part.strip() for part in mentions["note"].iloc[0].split(";")]
    return any(word.startswith(loss) for word in words for loss in _LOSSES)


def _difference(now: str, then: str, op: Op) -> Linear:
    terms = {now: Fraction(1), then: Fraction(-1)}
    return Linear(terms, op, Fraction(0), f"{now} {op} {then}")


def _across(
    what: str,
    catalog: Catalog,
    code: str,
    org: str,
    severity: str,
    says: str,
    constraint: Linear | Rate,
    tolerance: str = "",
) -> DerivedRule:
    section = catalog.indicators.at[code, "section"]
    name = f"{what}:{fact(code, org)}"
    return DerivedRule(name, says, severity, section, constraint, "across", org, tolerance)
