"""Registers of a section: amounts in pairs, totals against their parts, documents that are cited or
listed.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

import pandas as pd

from cchc.checks.derive import fact, split_fact
from cchc.model.numbers import FigureError, parse_date
from cchc.objects.tables import Column, Table, tabulate
from cchc.report.checked import CheckedReport

from .endings import name_source

PERIODS = ("trước kỳ", "trong kỳ", "sau kỳ", "không ghi ngày")

Pairs = Mapping[str, tuple[str, str]]


def list_pairs(report: CheckedReport, pairs: Pairs) -> pd.DataFrame:
    """Lay out pairs of facts: name, done, plan, gap (plan less done), each (done by plan), share
    (percent).

    A pair is two facts such as ('staff[city]', 'staff_quota[city]'). Floats; what a missing number
    would give is NaN.
    """
    values = [[report.value(*split_fact(fact)) for fact in facts] for facts in pairs.values()]
    frame = pd.DataFrame(values, columns=["done", "plan"], dtype=float)
    frame.insert(0, "name", list(pairs))
    each = frame["done"] / frame["plan"].where(frame["plan"] > 0)
    frame.attrs["facts"] = {
        column: {name: facts[at] for name, facts in pairs.items()}
        for at, column in enumerate(("done", "plan"))
    }
    return frame.assign(gap=frame["plan"] - frame["done"], each=each, share=100 * each)


def say_pace(frame: pd.DataFrame, elapsed: float, things: str = "kế hoạch") -> str:
    """Say as a chart's title how many plans of `list_pairs` are behind the time that has passed
    (percent).
    """
    shares = frame["share"].dropna()
    if shares.empty:
        return "Không có số liệu để so tiến độ với thời gian"
    behind = int((shares < elapsed).sum())
    if not behind:
        return f"Không {things} nào chậm hơn thời gian đã qua"
    return f"{behind} trên {len(shares)} {things} chậm hơn thời gian đã qua"


def tabulate_averages(
    report: CheckedReport, pairs: Pairs, *, id: str, title: str, notes: Sequence[str] = ()
) -> Table:
    """Divide facts by facts: both numbers of each average, the quotient to one decimal, and its
    unit.
    """
    frame, catalog = list_pairs(report, pairs), report.catalog
    codes = [[split_fact(fact)[0] for fact in facts] for facts in pairs.values()]
    frame["unit"] = [" / ".join(catalog.unit(code) for code in pair) for pair in codes]
    columns = {
        "name": Column("Mức bình quân", head=True),
        "done": Column("Số bị chia", "number"),
        "plan": Column("Số chia", "number"),
        "each": Column("Bình quân", "number", 1),
        "unit": "Đơn vị tính",
    }
    sections = dict.fromkeys(
        catalog.indicators.at[code, "section"] for pair in codes for code in pair
    )
    return tabulate(
        frame,
        id=id,
        title=title,
        columns=columns,
        notes=notes,
        source=name_source(report, *sections),
    )


def list_parts(report: CheckedReport, wholes: Sequence[str], org: str) -> pd.DataFrame:
    """List what wholes are made of by the catalogue: whole, part (names), value; for
    `draw_parts`.
    """
    name = report.catalog.name
    pairs = [(whole, part) for whole in wholes for part in _parts(report, whole)]
    rows = [(name(whole), name(part), report.value(part, org)) for whole, part in pairs]
    frame = pd.DataFrame(rows, columns=["whole", "part", "value"]).astype({"value": float})
    frame.attrs["facts"] = {"value": {name(part): fact(part, org) for _, part in pairs}}
    return frame


def _parts(report: CheckedReport, whole: str) -> list[str]:
    indicators = report.catalog.indicators
    return list(
        indicators.index[
            (indicators["part_of"] == whole) & (indicators["whole_is_complete"] == "yes")
        ]
    )


def list_sums(report: CheckedReport, wholes: Sequence[str], org: str) -> pd.DataFrame:
    """Set printed totals beside the sums of their parts: name, parts (how many), printed, added,
    gap, says, equal.

    `equal` names other figures of the section that equal the gap: what was counted twice or left
    out, or chance.
    """
    rows = []
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
    report: CheckedReport, wholes: Sequence[str], org: str, *, id: str, title: str
) -> Table:
    """Lay out `list_sums`."""
    columns = {
        "name": Column("Tổng", head=True),
        "parts": Column("Số phần", "number"),
        "printed": Column("Số ghi", "number"),
        "added": Column("Cộng các phần", "number"),
        "gap": Column("Chênh", "number"),
        "says": "Nhận xét",
        "equal": "Số liệu cùng mục bằng phần chênh",
    }
    sections = dict.fromkeys(report.catalog.indicators.loc[list(wholes), "section"])
    frame = list_sums(report, wholes, org)
    return tabulate(
        frame, id=id, title=title, columns=columns, source=name_source(report, *sections)
    )


def tabulate_listed(report: CheckedReport, *sections: str, id: str, title: str) -> Table:
    """Set numbers of documents beside the documents listed for them, where a rule says where they
    are listed.
    """
    rows, cited = [], report.citations
    for rule in report.catalog.rules:
        if "listed" in rule and rule["section"] in sections:
            section, place = rule["listed"].split(":", 1)
            listed = cited.loc[
                (cited["section"] == section) & (cited["place"] == place), "number"
            ].drop_duplicates()
            stated = report.value(rule["indicator"], "city")
            says = (
                "không có số liệu"
                if stated is None
                else "khớp"
                if stated == len(listed)
                else "không khớp"
            )
            rows.append(
                (
                    report.catalog.name(rule["indicator"]),
                    stated,
                    len(listed),
                    says,
                    place,
                    ", ".join(listed),
                )
            )
    columns = (
        Column("Nội dung", head=True),
        Column("Số nêu", "number"),
        Column("Số liệt kê", "number"),
        Column("Nhận xét"),
        Column("Liệt kê ở"),
        Column("Số, ký hiệu"),
    )
    return Table(
        id, title, columns, tuple(rows), unit="văn bản", source=name_source(report, *sections)
    )


def list_documents(report: CheckedReport, *sections: str) -> pd.DataFrame:
    """List the documents cited, each once: number, kind, issuer, date, sections, day, period,
    times, checked, says.

    A document is a number and an issuer. `period` (of `PERIODS`) holds its day against the
    statutory window; `checked` are the ids of the findings on it and `says` their texts. Without
    sections, the whole report.
    """
    remarks = [f for f in report.decided if f.kind == "citation"]
    cited = (
        report.citations[report.citations["section"].isin(sections)]
        if sections
        else report.citations
    )
    rows = []
    for (number, issuer), group in cited.groupby(["number", "issuer"], sort=False):
        dates, places = (dict.fromkeys(filter(None, group[name])) for name in ("date", "section"))
        day = next(filter(None, map(_day, dates)), None)
        named = re.compile(rf"(?<![\w/-]){re.escape(number)}(?![\w/-])")
        found = [f for f in remarks if named.search(f.says)]
        rows.append(
            (
                number,
                group["kind"].iloc[0],
                issuer or "không ghi",
                "; ".join(dates) or "không ghi",
                ", ".join(places),
                day,
                _period(report, day),
                len(group),
                ", ".join(f.finding for f in found),
                " ".join(f.says for f in found),
            )
        )
    columns = [
        "number",
        "kind",
        "issuer",
        "date",
        "sections",
        "day",
        "period",
        "times",
        "checked",
        "says",
    ]
    return pd.DataFrame(rows, columns=columns, dtype=object)


def _day(text: str) -> date | None:
    try:
        return parse_date(text)
    except FigureError:  # a date that is none is a finding already
        return None


def _period(report: CheckedReport, day: date | None) -> str:
    quarter = report.quarter
    return PERIODS[3] if day is None else PERIODS[(day >= quarter.start) + (day > quarter.end)]


def tabulate_documents(
    report: CheckedReport, documents: pd.DataFrame, *, id: str, title: str
) -> Table:
    """Lay out documents of `list_documents` with the findings on them."""
    shown = documents.assign(checked=documents["checked"].replace("", "không thấy bất thường"))
    columns = {
        "number": Column("Số, ký hiệu", head=True),
        "kind": "Loại",
        "issuer": "Cơ quan ban hành",
        "date": "Ngày ghi",
        "sections": "Mục",
        "times": Column("Lượt nhắc", "number"),
        "checked": Column("Kiểm tra", internal=True),
    }
    return tabulate(shown, id=id, title=title, columns=columns, source=name_source(report))


def count_periods(documents: pd.DataFrame) -> pd.DataFrame:
    """Count documents by kind (most first) and period: whole, part, value; for `draw_parts`."""
    counts = pd.crosstab(documents["kind"], documents["period"])
    order = counts.sum(axis=1).sort_values(ascending=False, kind="stable").index
    counts = counts.reindex(index=order, columns=[period for period in PERIODS if period in counts])
    rows = counts.stack().rename_axis(["whole", "part"]).reset_index(name="value")
    return rows[rows["value"] > 0].reset_index(drop=True)


def tabulate_timeline(
    report: CheckedReport, documents: pd.DataFrame, *, id: str, title: str
) -> Table:
    """Put dated documents of `list_documents` in the order of their days, with the days to the
    window's end.
    """
    dated = documents[documents["day"].notna()].sort_values("day", kind="stable")
    dated = dated.assign(left=[(report.quarter.end - day).days for day in dated["day"]])
    columns = {
        "day": Column("Ngày", head=True),
        "number": "Số, ký hiệu",
        "kind": "Loại",
        "issuer": "Cơ quan ban hành",
        "period": "So với kỳ báo cáo",
        "left": Column("Đến cuối kỳ (ngày)", "number"),
    }
    sections = dict.fromkeys(section for text in dated["sections"] for section in text.split(", "))
    return tabulate(
        dated, id=id, title=title, columns=columns, source=name_source(report, *sections)
    )


def count_numbered(report: CheckedReport, issuer: str, symbol: str) -> int | None:
    """Count at least how many documents of a series ('QĐ-UBND') an issuer numbered in the statutory
    window.

    Numbers start again every year: of a year that begins within the window the largest number
    counts, of another the span of the numbers cited. Holds where the series counts that type alone;
    None where none is cited.
    """
    cited = list_documents(report)
    own = (cited["issuer"] == issuer) & (cited["period"] == PERIODS[1])
    cited = cited[own & cited["number"].str.endswith(f"/{symbol}")]
    numbers = cited["number"].str.extract(r"^(\d+)/", expand=False).dropna().astype(int)
    years = numbers.groupby([cited.at[at, "day"].year for at in numbers.index])
    starts = {
        year: 0 if report.quarter.start <= date(year, 1, 1) else group.min() - 1
        for year, group in years
    }
    return sum(int(group.max() - starts[year]) for year, group in years) or None
