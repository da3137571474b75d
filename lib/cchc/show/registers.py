"""Registers of a section: amounts in pairs, totals against their parts, documents that are cited or listed."""

import re
from collections.abc import Mapping, Sequence
from datetime import date

import pandas as pd

from cchc.editing.checked import CheckedReport
from cchc.editing.derive import split_fact
from cchc.model.numbers import FigureError, format_number, parse_date
from cchc.model.report import exact

from .sections import name_source
from .tables import Column, Table, tabulate

PERIODS = ("trước kỳ", "trong kỳ", "sau kỳ", "không ghi ngày")


def list_pairs(report: CheckedReport, pairs: Mapping[str, tuple[str, str]]) -> pd.DataFrame:
    """Lay out pairs of facts: name, done, plan, gap (plan less done), share (percent), each.

    A pair is two facts such as ('staff[city]', 'staff_quota[city]'); `each` is the first divided by the second.
    What a missing number would give stays None.
    """
    rows = []
    for name, facts in pairs.items():
        done, plan = (_count(report.value(*split_fact(fact))) for fact in facts)
        known = done is not None and plan is not None
        each = done / plan if known and plan else None
        rows.append((name, done, plan, plan - done if known else None, None if each is None else 100 * each, each))
    return pd.DataFrame(rows, columns=["name", "done", "plan", "gap", "share", "each"], dtype=object)


def _count(value: object) -> int | float | None:
    if value is None:
        return None
    return int(value) if value % 1 == 0 else float(value)


def tabulate_averages(
    report: CheckedReport, pairs: Mapping[str, tuple[str, str]], *, id: str, title: str, notes: Sequence[str] = ()
) -> Table:
    """Divide facts by facts: what each average is made of, both counts, and the quotient to one decimal."""
    frame, catalog = list_pairs(report, pairs), report.catalog
    codes = [[split_fact(fact)[0] for fact in facts] for facts in pairs.values()]
    frame["of"] = [f"{catalog.unit(top)} / {catalog.unit(bottom)}" for top, bottom in codes]
    columns = {
        "name": Column("Mức bình quân", head=True), "done": Column("Số chia", "number"),
        "plan": Column("Chia cho", "number"), "each": Column("Bình quân", "number", 1), "of": "Đơn vị tính",
    }  # fmt: skip
    sections = dict.fromkeys(catalog.indicators.at[code, "section"] for pair in codes for code in pair)
    source = f"tính từ {name_source(report, *sections)}"
    return tabulate(frame, id=id, title=title, columns=columns, notes=notes, source=source)


def say_pace(frame: pd.DataFrame, elapsed: float) -> str:
    """Say as a chart's title how many plans of `list_pairs` are not behind the time that has passed (percent)."""
    shares = frame["share"].dropna()
    if shares.empty:
        return "Không có số liệu để so tiến độ với thời gian"
    ahead = int((shares >= elapsed).sum())
    return f"{ahead} trên {len(shares)} kế hoạch không chậm hơn thời gian đã qua"


def list_parts(report: CheckedReport, wholes: Sequence[str], org: str) -> pd.DataFrame:
    """List what wholes are made of by the catalogue: whole, part (names), value; for `draw_parts`."""
    catalog = report.catalog
    rows = [
        (catalog.name(whole), catalog.name(part), _count(report.value(part, org)))
        for whole in wholes for part in _parts(report, whole)
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=["whole", "part", "value"], dtype=object)


def _parts(report: CheckedReport, whole: str) -> list[str]:
    indicators = report.catalog.indicators
    return list(indicators.index[(indicators["part_of"] == whole) & (indicators["whole_is_complete"] == "yes")])


def tabulate_sums(report: CheckedReport, wholes: Sequence[str], org: str, *, id: str, title: str) -> Table:
    """Set each printed total beside the sum of its parts, with other figures of its section that equal the gap.

    Such an equal figure may be what was counted twice or left out, or chance: it is a question, no proof.
    """
    catalog, rows = report.catalog, []
    for whole in wholes:
        total = _count(report.value(whole, org))
        values = [_count(report.value(part, org)) for part in _parts(report, whole)]
        added = None if None in values or not values else sum(values)
        gap = None if total is None or added is None else total - added
        says = "không kiểm được" if gap is None else "không khớp" if gap else "khớp"
        equal = _equal_figures(report, whole, org, gap) if gap else "-"
        rows.append((catalog.name(whole), len(values), total, added, gap, says, equal))
    columns = (
        Column("Tổng", head=True), Column("Số phần", "number"), Column("Số in", "number"),
        Column("Cộng các phần", "number"), Column("Chênh", "number"), Column("Nhận xét"),
        Column("Số khác cùng mục bằng phần chênh"),
    )  # fmt: skip
    sections = dict.fromkeys(catalog.indicators.at[whole, "section"] for whole in wholes)
    return Table(id, title, columns, tuple(rows), source=name_source(report, *sections))


def _equal_figures(report: CheckedReport, whole: str, org: str, gap: float) -> str:
    indicators, figures = report.catalog.indicators, report.figures
    section, unit = indicators.loc[whole, ["section", "unit"]]
    fits = (figures["section"] == section) & (figures["org"] == org) & (figures["unit"] == unit)
    fits &= [exact(value) == abs(gap) for value in figures["value"]]
    return "; ".join(dict.fromkeys(indicators.loc[figures.loc[fits, "indicator"], "name"])) or "không có"


def tabulate_listed(report: CheckedReport, *sections: str, id: str, title: str) -> Table:
    """Set numbers of documents beside the documents that the report lists for them, by the rules that say where."""
    rows, cited = [], report.citations
    for rule in report.catalog.rules:
        if "listed" in rule and rule["section"] in sections:
            section, place = rule["listed"].split(":", 1)
            listed = cited.loc[(cited["section"] == section) & (cited["place"] == place), "number"].drop_duplicates()
            stated = _count(report.value(rule["indicator"], "city"))
            gap = None if stated is None else stated - len(listed)
            rows.append((report.catalog.name(rule["indicator"]), stated, len(listed), gap, place, ", ".join(listed)))
    columns = (
        Column("Số nêu trong báo cáo", head=True), Column("Số nêu", "number"), Column("Số kể ra", "number"),
        Column("Chênh", "number"), Column("Kể ra ở"), Column("Văn bản"),
    )  # fmt: skip
    return Table(id, title, columns, tuple(rows), unit="văn bản", source=name_source(report, *sections))


def list_documents(report: CheckedReport, *sections: str) -> pd.DataFrame:
    """List the documents cited, each once, in the order of the report: number, kind, issuer, date, sections, day,
    period (of `PERIODS`, against the statutory window), times (mentions), checked (ids of findings, or empty).

    Without sections, those of the whole report. A document is its number and issuer.
    """
    remarks = [f for f in report.findings if f.kind == "citation"]
    cited = report.citations[report.citations["section"].isin(sections)] if sections else report.citations
    rows = []
    for (number, issuer), group in cited.groupby(["number", "issuer"], sort=False):
        days = [day for day in map(_day, group["date"]) if day]
        own = re.compile(rf"(?<![\w/-]){re.escape(number)}(?![\w/-])")
        rows.append((
            number, group["kind"].iloc[0], issuer, "; ".join(dict.fromkeys(filter(None, group["date"]))),
            ", ".join(dict.fromkeys(group["section"])), days[0] if days else None,
            _period(report, days), len(group), ", ".join(f.finding for f in remarks if own.search(f.says)),
        ))  # fmt: skip
    columns = ["number", "kind", "issuer", "date", "sections", "day", "period", "times", "checked"]
    return pd.DataFrame(rows, columns=columns, dtype=object)


def _day(text: str) -> date | None:
    try:
        return parse_date(text)
    except FigureError:  # a day that is none is a finding already
        return None


def _period(report: CheckedReport, days: Sequence[date]) -> str:
    quarter = report.quarter
    return PERIODS[3] if not days else PERIODS[(days[0] >= quarter.start) + (days[0] > quarter.end)]


def tabulate_documents(report: CheckedReport, documents: pd.DataFrame, *, id: str, title: str) -> Table:
    """Lay out documents of `list_documents` with the findings on them."""
    shown = documents.assign(
        date=documents["date"].replace("", "không ghi"), issuer=documents["issuer"].replace("", "không ghi"),
        checked=documents["checked"].replace("", "không thấy bất thường"),
    )  # fmt: skip
    columns = {
        "number": Column("Số, ký hiệu", head=True), "kind": "Loại", "issuer": "Cơ quan ban hành", "date": "Ngày in",
        "sections": "Mục", "times": Column("Lượt", "number"), "checked": "Kiểm tra",
    }  # fmt: skip
    notes = ["Văn bản không ghi ngày chỉ kiểm được số và ký hiệu.", "Mã bt-… dẫn tới sổ bất thường ở phần 13."]
    return tabulate(shown, id=id, title=title, columns=columns, notes=notes, source=name_source(report))


def count_periods(documents: pd.DataFrame) -> pd.DataFrame:
    """Count documents by kind (most first) and period: whole, part, value; for `draw_parts`."""
    order = list(documents["kind"].value_counts().index)
    counts = pd.crosstab(documents["kind"], documents["period"])
    counts = counts.reindex(index=order, columns=[period for period in PERIODS if period in counts])
    return counts.stack().rename_axis(["whole", "part"]).reset_index(name="value")


def tabulate_timeline(report: CheckedReport, documents: pd.DataFrame, *, id: str, title: str) -> Table:
    """Put documents of `list_documents` in the order of their days, with the days from one to the next."""
    dated = documents[documents["day"].notna()].sort_values("day", kind="stable").reset_index(drop=True)
    steps = [None, *((b - a).days for a, b in zip(dated["day"], dated["day"][1:], strict=False))]
    dated["step"] = ["-" if step is None else format_number(step) for step in steps[: len(dated)]]
    columns = {
        "day": Column("Ngày", head=True), "number": "Số, ký hiệu", "kind": "Loại", "issuer": "Cơ quan ban hành",
        "period": "So với kỳ báo cáo", "step": Column("Sau văn bản trước (ngày)", "printed"),
    }  # fmt: skip
    sections = dict.fromkeys(section for text in dated["sections"] for section in text.split(", "))
    return tabulate(dated, id=id, title=title, columns=columns, source=name_source(report, *sections))


def count_numbered(report: CheckedReport, issuer: str, symbol: str) -> int:
    """Count at least how many documents of a series ('QĐ-UBND') an issuer numbered in the statutory window.

    Numbers start again at 1 every year: in a year that begins within the window the largest number counts, in
    another the span between the smallest and the largest. Holds only where the series counts that type alone.
    """
    documents, quarter = list_documents(report), report.quarter
    own = documents[(documents["issuer"] == issuer) & documents["number"].str.endswith(f"/{symbol}")]
    own = own[own["period"] == "trong kỳ"]
    numbers = own["number"].str.extract(r"^(\d+)/", expand=False).astype(int)
    least = 0
    for year, group in numbers.groupby([day.year for day in own["day"]]):
        begins = quarter.start <= date(year, 1, 1)
        least += int(group.max()) if begins else int(group.max() - group.min() + 1)
    return least
