"""What a report says of its figures in words: the claims of statements.csv, as rules of their own.

They are judged by the figures, but bind none: a sentence that the figures contradict does not make
a figure a suspect.
"""

from collections.abc import Iterable
from dataclasses import replace

from cchc.language import tell
from cchc.model.folder import Report
from cchc.model.problems import Problem
from errloc.linear import RuleError

from .derived import DerivedRule, Scope
from .written import spread_entry

CLAIM = "claim:"


def derive_claims(
    report: Report, stated: dict[str, set[str]], scope: Scope, problems: list[Problem]
) -> Iterable[DerivedRule]:
    """Give the rules that the claims of a quarter mean, in the order of its statements.

    A claim that cannot be read is added to `problems`; one that meets no figure says nothing.
    """
    told = report.statements[report.statements["claim"] != ""]
    for row in told.itertuples():
        entry = {
            "rule": f"{CLAIM}{row.Index}",
            "says": f"Nội dung “{row.title}” ở mục {row.section}",
            "severity": "warning",
            "section": row.section,
            "expr": row.claim,
        }
        apart = replace(scope, idle=[])
        try:
            for rule in spread_entry(entry, report, stated, apart):
                # whoever wrote the words answers for them
                yield replace(rule, kind="claim", org=report.authority)
        except RuleError as error:
            file = f"data/{report.quarter}/statements.csv"
            problems.append(Problem(file, tell(error), int(row.row), "claim"))
        scope.by_value = scope.by_value or apart.by_value
