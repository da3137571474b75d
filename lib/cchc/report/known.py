"""What is known of a fact beyond what is printed: counts that follow, rates computed again, and the
one rate that is used everywhere.
"""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from cchc.checks.facts import fact
from cchc.checks.unprinted import examine_unprinted
from errloc.answers import Range
from errloc.linear import Form

if TYPE_CHECKING:
    from .checked import CheckedReport

# an error of these kinds speaks of how or when a number is written, not of the number
NOT_OF_VALUES = ("window", "notation", "name", "citation")


@dataclass(frozen=True)
class KnownRate:
    """A percentage as printed and as computed again from its counts, in percent.

    `used` is the one that sentences and charts show: the computed one, but the printed one while
    its counts are in doubt and it is not itself. `follows` tells that a count is not printed but
    follows from others.
    """

    indicator: str
    org: str
    printed: str | None
    stated: Decimal | None
    part: Decimal | None
    whole: Decimal | None
    counts_doubted: bool
    doubted: bool
    follows: bool

    @property
    def again(self) -> float | None:
        return None if self.part is None or not self.whole else float(100 * self.part / self.whole)

    @property
    def is_computed(self) -> bool:
        """Whether the rate used is the computed one."""
        return self.again is not None and (
            not self.counts_doubted or self.doubted or self.stated is None
        )

    @property
    def used(self) -> float | None:
        if self.is_computed:
            return self.again
        return None if self.stated is None else float(self.stated)


def derive_values(report: "CheckedReport") -> dict[str, Decimal]:
    """Give the counts that no figure prints and that follow from those printed: fact => value."""
    found = examine_unprinted(report, report.facts, report.worked).values
    return {
        name: Decimal(int(value))
        for name, value in found.items()
        if "[" in name
        and "@" not in name
        and name not in report.observations.index
        and not isinstance(value, Range)
        and Fraction(value).denominator == 1
    }


def know_rate(report: "CheckedReport", indicator: str, org: str) -> KnownRate:
    """Say what is known of a percentage of an org, from its own counts or those that a rule
    names.
    """
    org = report.org(org)
    name = fact(indicator, org)
    sides = [report.catalog.indicators.at[indicator, n] for n in ("numerator", "denominator")]
    forms = [(meant.numerator, meant.denominator) for meant in report.facts.rates.get(name, ())]
    if sides[1]:
        own = (fact(side, org) for side in sides)
        forms.insert(0, tuple(Form({count: Fraction(1)}) for count in own))
    found = [(form, tuple(_add(report, side) for side in form)) for form in forms]
    form, sums = next((each for each in found if None not in each[1]), ((), (None, None)))
    spoken = {str(count) for side in form for count in side.terms}
    return KnownRate(
        indicator,
        org,
        report.printed(indicator, org),
        report.value(indicator, org),
        *sums,
        counts_doubted=not spoken.isdisjoint(report.doubted),
        doubted=name in report.doubted,
        follows=not spoken.isdisjoint(report.derived),
    )


def _add(report: "CheckedReport", form: Form) -> Decimal | None:
    """Add up known values; None where one is missing."""
    total = form.constant
    for name, factor in form.terms.items():
        value = report.known(str(name))
        if value is None:
            return None
        total += factor * Fraction(value)
    return Decimal(total.numerator) / Decimal(total.denominator)


def list_doubted(report: "CheckedReport") -> frozenset[str]:
    """Name the facts that nobody may rely on yet: those whose mentions differ, and those that open
    errors cast doubt on.

    Of a case these are the figures in a smallest set of suspects, for to change one of them is
    enough; where none was found it is every figure of the case.
    """
    disputed = set(report.observations.index[report.observations["disputed"]])
    fact_of = {figure: name for name, ids in report.facts.mentions.items() for figure in ids}
    doubted = set()
    for case in report.cases:
        opened = [f for f in case.findings if f.is_open_error and f.kind not in NOT_OF_VALUES]
        if not opened:
            continue
        certain = any(suspect.certain for suspect in case.suspects)
        suspects = {s.figure for s in case.suspects if s.certain or s.mends or not certain}
        doubted |= suspects or {figure for finding in opened for figure in finding.figures}
    return frozenset(disputed | {fact_of[figure] for figure in doubted if figure in fact_of})
