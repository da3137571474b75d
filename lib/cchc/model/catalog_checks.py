"""What must hold between the rows of the catalogue: codes, cycles, percentages, roles, validity."""

import itertools
import re

import pandas as pd

from cchc.language import say

from .lineage import successors_of
from .org_roles import ORG_ROLES
from .problems import Problem

# 1.100 in a column that takes a decimal point: nobody can tell whether eleven hundred is meant
GROUPED = r"[1-9]\d{0,2}(\.\d{3})+"


def check_references(frame: pd.DataFrame, file: str, names, problems: list[Problem]) -> None:
    known = set(frame.iloc[:, 0])
    for name in names:
        for code, row in zip(frame[name], frame["row"], strict=True):
            if code and code not in known:
                problems.append(
                    Problem(
                        file,
                        say(
                            "{code} is not in this file; add its row or mend the code",
                            code=repr(code),
                        ),
                        row,
                        name,
                    )
                )


def check_cycles(frame: pd.DataFrame, link: str, problems: list[Problem]) -> None:
    above = dict(zip(frame["indicator"], frame[link], strict=True))
    for code, row in zip(frame["indicator"], frame["row"], strict=True):
        seen, at = set(), code
        while at and at not in seen:
            seen.add(at)
            at = above.get(at, "")
        if at == code:
            says = say(
                "{code} is a part of itself through {chain}; empty one of these cells",
                code=repr(code),
                chain=" > ".join(sorted(seen)),
            )
            problems.append(Problem("data/catalog/indicators.csv", says, row, link))


def check_rates(indicators: pd.DataFrame, problems: list[Problem]) -> None:
    file = "data/catalog/indicators.csv"
    for line in indicators.itertuples():
        if bool(line.numerator) != bool(line.denominator):
            empty = "denominator" if line.numerator else "numerator"
            problems.append(
                Problem(
                    file,
                    say(
                        "a percentage needs both numerator and denominator; fill this cell or empty"
                        " the other"
                    ),
                    line.row,
                    empty,
                )
            )
        elif line.numerator and line.unit != "%":
            says = say(
                "{unit} is not %; a ratio of numerator and denominator is read as a percentage",
                unit=repr(line.unit),
            )
            problems.append(Problem(file, says, line.row, "unit"))
        if line.change_from and not line.change_of:
            says = say(
                "{given} is filled while change_of is empty; name the indicator whose change this"
                " is",
                given=repr(line.change_from),
            )
            problems.append(Problem(file, says, line.row, "change_from"))
        for name in ("numerator", "denominator"):
            if line.indicator and getattr(line, name) == line.indicator:
                says = say(
                    "{code} is a percentage of itself; name what it counts",
                    code=repr(line.indicator),
                )
                problems.append(Problem(file, says, line.row, name))


def check_required(indicators: pd.DataFrame, orgs: pd.DataFrame, problems: list[Problem]) -> None:
    known = {*orgs["org"], *orgs["kind"], *ORG_ROLES, *" ".join(orgs["role"]).split()}
    for words, row in zip(indicators["required_of"], indicators["row"], strict=True):
        for word in words.split():
            if word not in known:
                says = say("{word} is neither an org nor a kind of orgs.csv; mend it", word=word)
                problems.append(Problem("data/catalog/indicators.csv", says, row, "required_of"))


def check_successors(orgs: pd.DataFrame, problems: list[Problem]) -> None:
    known = set(orgs["org"])
    for line in orgs.itertuples():
        for code in successors_of({"successor": line.successor}):
            if code not in known or code == line.org:
                says = say(
                    "{code} is no other org of this file; add its row or mend the code",
                    code=repr(code),
                )
                problems.append(Problem("data/catalog/orgs.csv", says, line.row, "successor"))


def check_roles(orgs: pd.DataFrame, problems: list[Problem]) -> None:
    file, kinds = "data/catalog/orgs.csv", set(orgs["kind"])
    for line in orgs.itertuples():
        for role in line.role.split():
            if role in kinds:
                says = say("{role} names a kind as well; give one of them another name", role=role)
                problems.append(Problem(file, says, line.row, "role"))
            elif role not in ORG_ROLES:
                says = say(
                    "{role} is a role that only notebooks of your own can ask for; the workbook"
                    " knows {known}",
                    role=role,
                    known=", ".join(ORG_ROLES),
                )
                problems.append(Problem(file, says, line.row, "role", note=True))
        if line.org in ORG_ROLES and line.role and line.org not in line.role.split():
            says = say(
                "{org} is coded like a role that it does not have; give it another code",
                org=line.org,
            )
            problems.append(Problem(file, says, line.row, "org"))


def check_days(frame: pd.DataFrame, file: str, problems: list[Problem]) -> None:
    for line in frame.itertuples():
        if line.valid_from and line.valid_to and line.valid_to < line.valid_from:
            says = say(
                "{end} lies before valid_from {begin}; exchange or mend them",
                end=line.valid_to,
                begin=line.valid_from,
            )
            problems.append(Problem(file, says, line.row, "valid_to"))


def check_targets(targets: pd.DataFrame, problems: list[Problem]) -> None:
    file = "data/catalog/targets.csv"
    for line in targets.itertuples():
        if re.fullmatch(GROUPED, line.value):
            says = say(
                "{given} would be read as {read}; write {meant} if thousands are meant, else"
                " {read}",
                given=repr(line.value),
                read=f"{float(line.value):g}",
                meant=line.value.replace(".", ""),
            )
            problems.append(Problem(file, says, line.row, "value"))
    for (indicator, org), group in targets.groupby(["indicator", "org"], sort=False):
        rows = list(group.sort_values("valid_from", kind="stable").itertuples())
        for before, after in itertools.pairwise(rows):
            if not before.valid_to or before.valid_to >= after.valid_from:
                says = say(
                    "{indicator} of {org} has another target at the same time in row {row}; end"
                    " that one with valid_to, or remove one",
                    indicator=indicator,
                    org=org,
                    row=before.row,
                )
                problems.append(Problem(file, says, after.row, "valid_from"))
