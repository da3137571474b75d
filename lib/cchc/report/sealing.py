"""Seal a quarter when its report is published, and tell later what has changed in its figures
since.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from cchc.checks.facts import fact, fact_of_figures
from cchc.errors import InputError
from cchc.language import say
from cchc.model.agreed_rows import SEALED
from cchc.model.csv_rows import new_csv_file
from cchc.model.guarded import change_file
from cchc.model.numbers import format_number
from cchc.model.problems import Problem, name_file

from .checked import CheckedReport


@dataclass(frozen=True)
class Revision:
    """A fact whose agreed value is another than when its quarter was sealed; None where it was not,
    or is no more.
    """

    indicator: str
    org: str
    sealed: Decimal | None
    now: Decimal | None
    why: str


def write_sealed(report: CheckedReport, data: Path, again: bool = False) -> Path:
    """Write every observation of a quarter, as agreed on now, to its sealed.csv and return the
    file.

    One row per observation in the report's order: the leading figure's id, its printed text, the
    agreed value in Vietnamese form. Raises InputError, with nothing written, for a quarter that is
    sealed already, unless `again`.
    """
    path = data / str(report.quarter) / SEALED
    rows = [
        {
            "figure": row.figure,
            "printed": row.printed,
            "value": format_number(row.value, int(row.decimals)),
        }
        for row in report.observations.itertuples()
    ]

    def put(before: bytes | None) -> bytes:
        if before is not None and not again:
            says = say(
                "the quarter is sealed already; --again replaces this file, and revisions since"
                " then are forgotten"
            )
            raise InputError([Problem(name_file(path), says)])
        return new_csv_file(("figure", "printed", "value")).changed({}, rows).to_bytes()

    change_file(path, put)
    return path


def list_revisions(report: CheckedReport) -> Iterable[Revision]:
    """List what differs between a sealed quarter and its figures of today, in the report's order;
    gone ones last.
    """
    if report.sealed is None:
        return
    # a fact of another window is known by its figure; what is gone, by indicator and org
    names = fact_of_figures(report)
    sealed = {
        names.get(row.figure) or fact(row.indicator, row.org): row
        for row in report.sealed.itertuples()
    }
    for name, row in report.observations.iterrows():
        old = sealed.get(name)
        if old is None:
            yield Revision(row["indicator"], row["org"], None, row["value"], "số mới thêm")
        elif old.value != row["value"]:
            edited = row["printed"] != old.printed
            why = (
                f"số ghi đổi từ {old.printed} thành {row['printed']}"
                if edited
                else _decided(row["corrected"])
            )
            yield Revision(row["indicator"], row["org"], old.value, row["value"], why)
    for name, row in sealed.items():
        if name not in report.observations.index:
            yield Revision(row.indicator, row.org, row.value, None, "số không còn")


def _decided(corrected: bool) -> str:
    return "theo kết luận" if corrected else "rút lại kết luận"
