"""A finding: what it is about, what it says, its suspects; ids that stay while data change, and the
order in which findings are told.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from cchc.model.folder import Report
from errloc.rules import Severity

ORDER: dict[Severity, int] = {"error": 0, "warning": 1, "info": 2}
SEVERITY_NAMES = {"error": "lỗi", "warning": "cảnh báo", "info": "lưu ý"}


@dataclass(frozen=True)
class Suspect:
    """A figure whose change would mend broken rules: the suggested text, why, and the findings it
    mends.
    """

    figure: str
    certain: bool
    printed: str
    suggested: str
    cause: str
    mends: tuple[str, ...]


@dataclass(frozen=True, repr=False)
class Finding:
    """One thing that is wrong or stands out, with its figures, its arithmetic in words and its
    suspects.

    `residual` is the exact gap of a broken equation (printed minus true for a percentage), None
    elsewhere.
    """

    finding: str
    rule: str
    kind: str
    severity: Severity
    section: str
    org: str
    figures: tuple[str, ...]
    printed: Mapping[str, str]
    says: str
    residual: Fraction | None = None
    suspects: tuple[Suspect, ...] = ()
    case: str = ""
    decision: str = ""
    names: tuple[str, ...] = ()

    def __repr__(self) -> str:
        decided = f", {self.decision}" if self.decision else ""
        return f"<{self.finding} {self.severity}{decided}, {self.section}: {self.says}>"

    @property
    def is_open_error(self) -> bool:
        return self.severity == "error" and self.decision not in ("corrected", "explained")

    def as_json(self) -> dict[str, Any]:
        """Give the finding as the command line prints it."""
        gap = self.residual
        suspects = [{**vars(s), "mends": list(s.mends)} for s in self.suspects]
        return {
            "finding": self.finding,
            "case": self.case,
            "rule": self.rule,
            "kind": self.kind,
            "severity": self.severity,
            "section": self.section,
            "org": self.org,
            "figures": list(self.figures),
            "printed": dict(self.printed),
            "says": self.says,
            "residual": (
                None if gap is None else int(gap) if gap.denominator == 1 else round(float(gap), 6)
            ),
            "suspects": suspects,
            "decision": self.decision or None,
        }


def name_finding(key: str) -> str:
    """Give a finding its id: from what it is about, never from values, so that it stays while data
    change.
    """
    return "bt-" + hashlib.sha256(key.encode()).hexdigest()[:8]


def still_stands(finding: Finding, then: Finding | None) -> bool:
    """Tell whether other numbers leave a finding as grave as it is, or make it graver."""
    return then is not None and ORDER[then.severity] <= ORDER[finding.severity]


def in_order(report: Report, found: Sequence[Finding]) -> tuple[Finding, ...]:
    """Put errors first, each severity in the order of the report."""
    place = {s.section: n for n, s in enumerate(report.meta.sections)}
    return tuple(
        sorted(found, key=lambda f: (ORDER[f.severity], place.get(f.section, len(place)), f.rule))
    )


def with_decision(finding: Finding, decision: str) -> Finding:
    return replace(finding, decision=decision)
