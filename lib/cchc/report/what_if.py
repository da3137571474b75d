"""What other numbers would do to the findings of a report."""

from collections.abc import Iterable
from dataclasses import dataclass

from cchc.checks.findings import Finding


@dataclass(frozen=True, repr=False)
class WhatIf:
    """What changing figures would do: the findings that would vanish, and those that would
    appear.
    """

    vanish: tuple[Finding, ...]
    appear: tuple[Finding, ...]

    def __repr__(self) -> str:
        told = [
            f"{name}: {', '.join(f.finding for f in found) or '–'}"
            for name, found in vars(self).items()
        ]
        return f"<what if: {'; '.join(told)}>"


def compare_findings(now: Iterable[Finding], then: Iterable[Finding]) -> WhatIf:
    """Tell which findings of `now` are gone `then`, and which are new; one that only becomes
    lighter (wrong, then merely truncated) vanishes and appears again.
    """
    before = {(f.finding, f.severity): f for f in now}
    after = {(f.finding, f.severity): f for f in then}
    vanish = tuple(f for key, f in before.items() if key not in after)
    return WhatIf(vanish, tuple(f for key, f in after.items() if key not in before))
