"""Registers of a section: amounts in pairs, totals against their parts, documents that are cited or
listed."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Unpack

import pandas as pd

from cchc.checks.derive import fact, split_fact
from cchc.objects.captions import Caption
from cchc.objects.tables import Column, Table
from cchc.objects.tabulating import tabulate
from cchc.report.asked import asked
from cchc.report.checked import CheckedReport
from cchc.report.source_lines import source_of_facts
from cchc.show.endings import name_source

Pairs = Mapping[str, tuple[str, str]]


def list_pairs(report: CheckedReport, pairs: Pairs) -> pd.DataFrame:
    """Lay out pairs of facts: name, done, plan, gap (plan less done), each (done by plan), share
    (percent).

    A pair is two facts such as ('staff[authority]', 'staff_quota[authority]'). Floats; what a
    missing number would give is NaN.
    """
    pairs = {name: tuple(_by_code(report, each) for each in both) for name, both in pairs.items()}
    values = [[report.value(*split_fact(fact)) for fact in facts] for facts in pairs.values()]
    frame = pd.DataFrame(values, columns=["done", "plan"], dtype=float)
    frame.insert(0, "name", list(pairs))
    each = frame["done"] / frame["plan"].where(frame["plan"] > 0)
    frame.attrs["facts"] = {
        column: {name: facts[at] for name, facts in pairs.items()}
        for at, column in enumerate(("done", "plan"))
    }
    both = [fact for facts in pairs.values() for fact in facts]
    frame.attrs["source"] = source_of_facts(report, both)
    return frame.assign(gap=frame["plan"] - frame["done"], each=each, share=100 * each)


def _by_code(report: CheckedReport, name: str) -> str:
    """Name a fact of a role by the org that has it: a role becomes a code."""
    code, org = split_fact(name)
    return fact(code, report.org(org))


def percent_of(part: float | pd.Series, whole: float | pd.Series) -> float | pd.Series:
    """Give a part in percent of its whole, NaN where one is missing or the whole is not positive.

    Takes numbers, or columns of any kind of numbers row by row.
    """
    parts = pd.Series(part, dtype=float) if not isinstance(part, pd.Series) else part.astype(float)
    wholes = (
        pd.Series(whole, parts.index, dtype=float)
        if not isinstance(whole, pd.Series)
        else whole.astype(float)
    )
    shares = 100 * parts / wholes.where(wholes > 0)
    return shares if isinstance(part, pd.Series) else float(shares.iloc[0])


def tabulate_averages(report: CheckedReport, pairs: Pairs, **caption: Unpack[Caption]) -> Table:
    """Divide facts by facts: both numbers of each average, the quotient to one decimal, and its
    unit.
    """
    frame, catalog = list_pairs(report, pairs), report.catalog
    codes = [[split_fact(fact)[0] for fact in facts] for facts in pairs.values()]
    frame["unit"] = [" / ".join(catalog.unit(code) for code in pair) for pair in codes]
    columns = {
        "name": Column("Mức bình quân", head=True),
        "done": Column("Tổng số", "number"),
        "plan": Column("Chia cho", "number"),
        "each": Column("Bình quân", "number", 1),
        "unit": "Đơn vị tính",
    }
    sections = dict.fromkeys(
        catalog.indicators.at[code, "section"] for pair in codes for code in pair
    )
    return tabulate(frame, columns=columns, **{"source": name_source(report, *sections)} | caption)


def list_parts(report: CheckedReport, wholes: Sequence[str], org: str) -> pd.DataFrame:
    """List what wholes are made of by the catalogue: whole, part (names), value; for
    `draw_parts`.
    """
    name, org = report.catalog.name, report.org(org)
    pairs = [(whole, part) for whole in wholes for part in _parts(report, whole)]
    rows = [(name(whole), name(part), report.value(part, org)) for whole, part in pairs]
    frame = pd.DataFrame(rows, columns=["whole", "part", "value"]).astype({"value": float})
    frame.attrs["facts"] = {"value": {name(part): fact(part, org) for _, part in pairs}}
    both = [fact(code, org) for pair in pairs for code in pair]
    frame.attrs["source"] = source_of_facts(report, both)
    return frame


def _parts(report: CheckedReport, whole: str) -> list[str]:
    # a whole with several breakdowns is shown by its first: added together they count it twice
    breakdowns = report.catalog.breakdowns()
    return next((parts for (name, _), parts in breakdowns.items() if name == whole), [])


def list_sums(report: CheckedReport, wholes: Sequence[str], org: str) -> pd.DataFrame:
    """Set printed totals beside the sums of their parts: name, parts (how many), printed, added,
    gap, says, equal.

    `equal` names other figures of the section that equal the gap: what was counted twice or left
    out, or chance.
    """
    rows, org = [], report.org(org)
    for whole in wholes:
        total, values = (
            report.value(whole, org),
            [report.value(part, org) for part in _parts(report, whole)],
        )
        added = sum(values) if values and None not in values else None
        gap = None if total is None or added is None else total - added
        says = "không kiểm tra được" if gap is None else "không khớp" if gap else "khớp"
        equal = _equal_figures(report, whole, org, gap) if gap else "–"
        rows.append((report.catalog.name(whole), len(values), total, added, gap, says, equal))
    frame = pd.DataFrame(
        rows, columns=["name", "parts", "printed", "added", "gap", "says", "equal"]
    )
    return frame.astype({"printed": float, "added": float, "gap": float})


@asked
def _equal_figures(report: CheckedReport, whole: str, org: str, gap: Decimal) -> str:
    indicators, figures = report.catalog.indicators, report.figures
    section, unit = indicators.loc[whole, ["section", "unit"]]
    fits = (figures["section"] == section) & (figures["org"] == org) & (figures["unit"] == unit)
    fits &= figures["value"] == abs(gap)
    return (
        "; ".join(dict.fromkeys(indicators.loc[figures.loc[fits, "indicator"], "name"]))
        or "không có"
    )


def tabulate_sums(
    report: CheckedReport, wholes: Sequence[str], org: str, **caption: Unpack[Caption]
) -> Table:
    """Lay out `list_sums`."""
    columns = {
        "name": Column("Tổng", head=True),
        "parts": Column("Số thành phần", "number"),
        "printed": Column("Số báo cáo", "number"),
        "added": Column("Tổng các thành phần", "number"),
        "gap": Column("Chênh lệch", "number"),
        "says": "Nhận xét",
        "equal": "Số liệu cùng mục bằng chênh lệch",
    }
    sections = dict.fromkeys(report.catalog.indicators.loc[list(wholes), "section"])
    frame = list_sums(report, wholes, org)
    return tabulate(frame, columns=columns, **{"source": name_source(report, *sections)} | caption)
