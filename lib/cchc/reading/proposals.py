"""What is proposed for a report that nobody has typed yet: indicators, orgs, sections, figures."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from .numerals import ReadNumber
from .windows import PrintedWindow


@dataclass(frozen=True)
class ProposedIndicator:
    """An indicator that a report seems to count; codes of other indicators, or "". `decimals` are
    those that it is printed with where its unit alone would be counted, else 0.
    """

    code: str
    name: str
    unit: str
    section: str
    numerator: str = ""
    denominator: str = ""
    part_of: str = ""
    is_complete: bool = False
    place: str = ""
    decimals: int = 0


@dataclass(frozen=True)
class ProposedFigure:
    """A number of the report as a row of figures.csv."""

    indicator: str
    org: str
    number: ReadNumber
    printed: str
    section: str
    place: str
    window: PrintedWindow


@dataclass(frozen=True)
class Proposal:
    """What could be taken into the catalogue, and the figures it gives; `orgs` by code; `sections`
    by code with their titles; `left` are numbers that no name was found for; `summed` are counts
    of a table whose last row adds up those of the units; `unlike` gives headings by title whose
    number is that of a section with quite another title, and that section; `sums` are totals of
    the authority with their members, by code, that `part_of` does not hold.
    """

    indicators: tuple[ProposedIndicator, ...]
    orgs: Mapping[str, str]
    sections: Mapping[str, str]
    figures: tuple[ProposedFigure, ...]
    left: tuple[ReadNumber, ...]
    summed: tuple[ProposedIndicator, ...] = ()
    unlike: Mapping[str, str] = field(default_factory=dict)
    sums: tuple[list[str], ...] = ()

    def indicator_of(self, number: ReadNumber) -> ProposedIndicator | None:
        """Return the indicator proposed for a number."""
        codes = {f.number.id: f.indicator for f in self.figures}
        return next((i for i in self.indicators if i.code == codes.get(number.id)), None)


@dataclass(frozen=True)
class KnownIndicator:
    """An indicator of the catalogue: name, unit, codes of what it is made of, or "", and "yes"
    where the parts make up the whole; `org` is the one that the quarter expects it of, "" where
    that is none or several.
    """

    name: str
    unit: str
    part_of: str = ""
    numerator: str = ""
    denominator: str = ""
    whole_is_complete: str = ""
    org: str = ""


@dataclass(frozen=True)
class KnownNames:
    """What the catalogue and the quarter have: indicators and orgs by code, units, sections by
    code.
    """

    indicators: Mapping[str, KnownIndicator]
    orgs: Mapping[str, str]
    units: tuple[str, ...]
    sections: Mapping[str, str]
    authority: str
