"""Whether the two ends of a catalogue meet: what it defines and no quarter speaks of, what matches
nothing, and what two things are called alike.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from cchc import read_report
from cchc.checks.derive import derive_all
from cchc.intake.asks import with_expected
from cchc.language import say
from cchc.model.catalog import Catalog
from cchc.model.catalog_columns import CODE
from cchc.model.quarter import find_quarters
from cchc.report.checked import CheckedReport
from cchc.run.contents import list_unmet, say_absent, say_unplaced

_WORD = re.compile(CODE)
_REFERENCES = ("numerator", "denominator", "part_of", "carried_from", "change_of")
_MOST = 12  # so many codes of a kind tell a reader what is meant


@dataclass(frozen=True)
class ReadFolder:
    """A folder of data with all of its quarters, the oldest first."""

    data: Path
    reports: tuple[CheckedReport, ...]

    @property
    def catalog(self) -> Catalog:
        return self.reports[-1].catalog

    @cached_property
    def facts(self) -> set[tuple[str, str]]:
        """What any quarter states or expects: indicator and org."""
        frames = [frame for r in self.reports for frame in (r.figures, r.expected)]
        return {pair for f in frames for pair in zip(f["indicator"], f["org"], strict=True)}


def examine_catalogue(data: Path, notebooks: Path) -> list[str]:
    """Tell what in a folder of data never meets, a line each; no line: all does.

    Raises InputError for a folder that cannot be read.
    """
    quarters = find_quarters(data)
    if not quarters:
        return []
    read = ReadFolder(data, tuple(read_report(str(quarter), data) for quarter in quarters))
    return [
        *_tell_unused(read),
        *_tell_idle(read),
        *_tell_silent(read),
        *_tell_unmet(read, notebooks),
        *_tell_targets(read),
        *_tell_namesakes(read.catalog),
    ]


def _tell_unused(read: ReadFolder) -> Iterable[str]:
    indicators = read.catalog.indicators
    used = {code for code, _ in read.facts}
    used |= {code for name in _REFERENCES for code in indicators[name]}
    used |= {word for text in _list_rule_texts(read.catalog) for word in _WORD.findall(text)}
    for report in read.reports:
        used |= {code for codes in report.statements["indicators"] for code in codes.split(";")}
    unused = [code for code in indicators.index if code not in used]
    if unused:
        yield say(
            "indicators.csv: no quarter states or expects these, and nothing refers to them:"
            " {codes}; give them a row in figures.csv, or remove them",
            codes=_shorten(unused),
        )


def _list_rule_texts(catalog: Catalog) -> Iterable[str]:
    for entry in catalog.rules:
        yield from (str(entry.get(key, "")) for key in ("expr", "when", "indicator"))


def _tell_idle(read: ReadFolder) -> Iterable[str]:
    # a rule may be made for one quarter: it is idle when it says nothing in any
    found = [
        {rule.rule for rule in derive_all(with_expected(report), []).idle}
        for report in read.reports
    ]
    idle = [entry["rule"] for entry in read.catalog.rules if all(entry["rule"] in f for f in found)]
    if idle:
        yield say(
            "rules.yml: these rules match no figure of any quarter: {rules}; mend their indicators"
            " and orgs, or remove them",
            rules=_shorten(idle),
        )


def _tell_silent(read: ReadFolder) -> Iterable[str]:
    orgs = read.catalog.orgs
    named = {org for _, org in read.facts} | set(orgs["parent"]) | set(orgs["successor"])
    silent = [org for org in orgs.index if org not in named]
    # an org that begins later than the newest quarter cannot have figures yet
    end = read.reports[-1].quarter.end.isoformat()
    silent = [org for org in silent if orgs.at[org, "valid_from"] <= end]
    if silent:
        yield say(
            "orgs.csv: no quarter states or expects a figure of these: {orgs}; give them rows in"
            " figures.csv, or remove them",
            orgs=_shorten(silent),
        )


def _tell_unmet(read: ReadFolder, notebooks: Path) -> Iterable[str]:
    newest = read.reports[-1]
    told = newest.meta.authority.casefold()
    names = {name.casefold() for org in read.catalog.orgs.index for name in _names_of(read, org)}
    if told not in names and not any("authority" in role for role in read.catalog.orgs["role"]):
        yield say(
            "orgs.csv: no org has the role authority, and none is called {authority} as"
            " report.toml says; {guess} is taken for it",
            authority=repr(newest.meta.authority),
            guess=newest.authority,
        )
    quarter = str(newest.quarter)
    yield from say_absent(quarter, read.data, notebooks)
    yield from say_unplaced(quarter, read.data, notebooks)
    for notebook, lacking in list_unmet(quarter, read.data, notebooks).items():
        yield say(
            "{notebook}: the catalogue lacks {lacking}, which it needs; the general chapter stands"
            " in",
            notebook=notebook,
            lacking=_shorten(lacking),
        )


def _tell_targets(read: ReadFolder) -> Iterable[str]:
    targets = read.catalog.targets
    pairs = dict.fromkeys(zip(targets["indicator"], targets["org"], strict=True))
    roles: dict[str, set[str]] = {}
    for report in read.reports:
        for role, orgs in report.roles.items():
            roles.setdefault(role, set()).update(orgs)
    aimless = [
        f"{code}[{org}]"
        for code, org in pairs
        if not {(code, aim) for aim in (org, *roles.get(org, ()))} & read.facts
    ]
    if aimless:
        yield say(
            "targets.csv: no quarter states or expects what these are targets of: {facts}",
            facts=_shorten(aimless),
        )


def _tell_namesakes(catalog: Catalog) -> Iterable[str]:
    """Tell of two orgs of one time that a reader of documents could not tell apart."""
    orgs, owners = catalog.orgs, {}
    for row in orgs.itertuples():
        for name in {row.name.casefold(), *_split(row.aliases.casefold())}:
            for other in owners.get(name, ()):
                if _meet(row, other):
                    yield say(
                        "orgs.csv: {first} and {second} are both called {name}; keep it with one",
                        first=other.Index,
                        second=row.Index,
                        name=repr(name),
                    )
            owners.setdefault(name, []).append(row)


def _meet(one, other) -> bool:
    """Tell whether two orgs are valid on one day."""
    ends = [row.valid_to or "9999" for row in (one, other)]
    return one.valid_from <= ends[1] and other.valid_from <= ends[0]


def _names_of(read: ReadFolder, org: str) -> list[str]:
    name, aliases = read.catalog.orgs.loc[org, ["name", "aliases"]]
    return [name, *_split(aliases)]


def _split(aliases: str) -> list[str]:
    return [alias.strip() for alias in aliases.split(";") if alias.strip()]


def _shorten(codes: list[str]) -> str:
    more = len(codes) - _MOST
    told = ", ".join(codes[:_MOST])
    return say("{told} and {more} more", told=told, more=more) if more > 0 else told
