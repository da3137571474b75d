"""What stands out without a rule: the remark and its stable key, and remarks that rest on no
number.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import cached_property, partial

from cchc.model.figure_rows import NUMBERS
from cchc.model.folder import Report
from errloc.rules import Severity
from errloc.worked import Worked


@dataclass(frozen=True)
class Remark:
    """Something to look at: its stable key, what it says, and the figures it speaks of."""

    key: str
    kind: str
    severity: Severity
    section: str
    org: str
    figures: tuple[str, ...]
    says: str
    # the printed facts it speaks of, where rules bind them; and those that are not printed
    names: tuple[str, ...] = ()
    lacking: tuple[str, ...] = ()


def remark(kind: str, section: str, org: str, figures: tuple[str, ...]):
    def make(key: str, severity: Severity, says: str) -> Remark:
        return Remark(f"{kind}:{section}:{key}", kind, severity, section, org, figures, says)

    return make


class PlacedChecks:
    """Runs checks that look at where figures stand and never at what they say: such a check sees
    the report without its numbers, so that what was `worked` out holds whatever is printed.
    """

    def __init__(self, report: Report, worked: Worked | None = None):
        self.report, self.worked = report, Worked() if worked is None else worked

    @cached_property
    def _bare(self) -> Report:
        return replace(self.report, figures=self.report.figures.drop(columns=[*NUMBERS]))

    def run(self, check: Callable[..., Iterable[Remark]], *given: object) -> tuple[Remark, ...]:
        """Run a check of the report and of what else it is given."""
        name = (check.__module__, check.__name__)
        return self.worked.of(name, given, partial(self._run, check, given))

    def _run(self, check: Callable[..., Iterable[Remark]], given: tuple) -> tuple[Remark, ...]:
        return tuple(check(self._bare, *given))
