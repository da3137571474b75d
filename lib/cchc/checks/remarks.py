"""What stands out without a rule: the remark and its stable key."""

from dataclasses import dataclass

from errloc.rules import Severity


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
