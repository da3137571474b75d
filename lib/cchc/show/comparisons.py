"""Compare rates: recomputed against printed, with and without a part."""

from collections.abc import Sequence
from typing import Unpack

import pandas as pd

from cchc.objects.captions import Caption, begin_upper
from cchc.objects.tables import Column, Table
from cchc.report.checked import CheckedReport
from cchc.report.known import KnownRate
from cchc.report.source_lines import join_sources
from cchc.show.endings import name_source
from cchc.show.joining import join_words
from errloc.percentages import judge_rate

RATE_VERDICTS = {
    "ok": "khớp",
    "truncated": "không làm tròn",
    "wrong": "không khớp",
    "slipped": "sai vị trí dấu thập phân",
    "capped": "tử số lớn hơn mẫu số, ghi 100%",
    "impossible": "không có tử số phù hợp",
    "other_base": "khớp với chỉ tiêu khác",
    "unknown": "không tính lại được",
}


def recompute(frame: pd.DataFrame, numerator: str, denominator: str) -> pd.DataFrame:
    """Keep the rows that have both counts and add what rate charts read: numerator, denominator,
    rate in percent.
    """
    known = frame[frame[numerator].notna() & frame[denominator].notna()]
    known = known[known[denominator] > 0].reset_index(drop=True)
    top, bottom = known[numerator].astype(int), known[denominator].astype(int)
    facts = known.attrs.get("facts", {})
    sides = {
        side: facts[of]
        for side, of in (("numerator", numerator), ("denominator", denominator))
        if of in facts
    }
    known.attrs["facts"] = facts | sides
    return known.assign(
        numerator=top,
        denominator=bottom,
        rate=100 * top / bottom,
    )


def add_difference(frame: pd.DataFrame, whole: str, part: str, name: str) -> pd.DataFrame:
    """Add a row below `whole` that counts it without `part`: the orgs are codes of the column
    `org`.

    A number missing on either side stays missing.
    """
    by_org = frame.set_index("org")
    if whole not in by_org.index or part not in by_org.index:
        return frame
    row = {"org": f"{whole}_without_{part}", "name": name}
    for column in frame.columns.difference(["org", "name"], sort=False):
        above, below = by_org.at[whole, column], by_org.at[part, column]
        row[column] = None if above is None or below is None else above - below
    at = list(frame["org"]).index(whole) + 1
    longer = pd.concat(
        [frame[:at], pd.DataFrame([row], dtype=object), frame[at:]], ignore_index=True
    )
    longer.attrs = frame.attrs  # the new name stands for no fact
    return longer


def say_extremes(rates: pd.DataFrame, template: str) -> str:
    """Fill {high} and {low} of a title with the names of the highest and the lowest rates of
    `recompute`.
    """
    if rates.empty:
        return "Không có số liệu để tính tỷ lệ"
    ends = rates["rate"].max(), rates["rate"].min()
    high, low = (join_words(list(rates.loc[rates["rate"] == end, "name"])) for end in ends)
    if high == low:
        return "Chỉ có một tỷ lệ" if len(rates) == 1 else "Các tỷ lệ bằng nhau"
    return template.format(high=high, low=low)


def tabulate_printed_rates(
    report: CheckedReport,
    rates: Sequence[str],
    orgs: Sequence[str] | str,
    **caption: Unpack[Caption],
) -> Table:
    """Set each printed percentage beside the one recomputed from its parts, with the verdict.

    Percentages without a printed figure are left out; a missing part leaves the recomputed cell
    empty.
    """
    rows = []
    for code in rates:
        frame = report.rates(code, orgs)
        for row in frame[frame["printed"].notna()].itertuples():
            rows.append(
                (
                    begin_upper(row.name),
                    report.catalog.name(code),
                    row.numerator,
                    row.denominator,
                    row.printed,
                    row.rate,
                    begin_upper(_verdict(row)),
                )
            )
    # amounts in tỷ đồng are printed to three decimals, counts to none
    places = 3 if any(isinstance(part, float) for row in rows for part in row[2:4]) else 0
    columns = (
        Column("Đơn vị", head=True),
        Column("Tỷ lệ"),
        Column("Tử số", "number", places),
        Column("Mẫu số", "number", places),
        Column("Số báo cáo", "printed"),
        Column("Số tính lại (%)", "percent", 2),
        Column("Nhận xét"),
    )
    sections = {report.catalog.indicators.at[code, "section"] for code in rates}
    source = name_source(report, *sorted(sections))
    return Table(columns=columns, rows=tuple(rows), told=True, **{"source": source} | caption)


def _verdict(row) -> str:
    if row.numerator is None or not row.denominator:
        return RATE_VERDICTS["unknown"]
    # amounts in tỷ đồng have three decimals: whole numbers of a million đồng have the same ratio
    scale = 1 if isinstance(row.numerator, int) and isinstance(row.denominator, int) else 1000
    verdict = judge_rate(row.printed, round(row.numerator * scale), round(row.denominator * scale))
    return RATE_VERDICTS[verdict.verdict]


def judge_known(known: KnownRate) -> str:
    """Say how a printed percentage stands to the one computed from its counts."""
    if known.printed is None:
        return "chỉ tính được"
    if known.again is None:
        return RATE_VERDICTS["unknown"]
    # amounts in tỷ đồng have three decimals: whole numbers of a million đồng have the same ratio
    scale = 1 if known.part % 1 == 0 and known.whole % 1 == 0 else 1000
    verdict = judge_rate(known.printed, round(known.part * scale), round(known.whole * scale))
    return RATE_VERDICTS[verdict.verdict]


def stack_rows(*frames: pd.DataFrame) -> pd.DataFrame:
    """Put frames of the same columns under each other, with the facts they hold."""
    stacked = pd.concat([frame.astype(object) for frame in frames], ignore_index=True)
    facts: dict[str, dict[str, str]] = {}
    for column, named in (
        pair for frame in frames for pair in frame.attrs.get("facts", {}).items()
    ):
        facts[column] = facts.get(column, {}) | named
    stacked.attrs |= {"facts": facts, "source": join_sources(frames)}
    follows = {name for frame in frames for name in frame.attrs.get("follows", ())}
    stacked.attrs |= {"follows": sorted(follows)} if follows else {}
    return stacked


def tabulate_claims(
    report: CheckedReport, rate: str, orgs: Sequence[str], **caption: Unpack[Caption]
) -> Table:
    """Set every printed mention of a percentage beside the one computed from its parts.

    The whole area has no counts of its own: its parts are those of the authority and its units.
    """
    parts = report.catalog.indicators.loc[rate, ["numerator", "denominator"]]
    rows = []
    for org in report.members(orgs):
        counted = report.counted(org)
        sums = [[report.value(part, member) for member in counted] for part in parts]
        top, bottom = (None if None in side else int(sum(side)) for side in sums)
        computed = 100 * top / bottom if top is not None and bottom else None
        for mention in report.mentions(rate, org).itertuples():
            rows.append(
                (
                    begin_upper(report.catalog.name(org)),
                    mention.section,
                    mention.printed,
                    top,
                    bottom,
                    computed,
                )
            )
    columns = (
        Column("Phạm vi", head=True),
        Column("Mục"),
        Column("Số báo cáo", "printed"),
        *(Column(report.catalog.name(part), "number") for part in parts),
        Column("Số tính lại (%)", "percent", 2),
    )
    sections = dict.fromkeys(row[1] for row in rows)
    source = name_source(report, *sections)
    return Table(columns=columns, rows=tuple(rows), told=True, **{"source": source} | caption)


def say_window(report: CheckedReport, indicator: str, org: str) -> str:
    """Say the window that is printed for a figure, or that none is."""
    mentions = report.mentions(indicator, org)
    stated = mentions[mentions["window_end"] != ""]
    if stated.empty:
        return "báo cáo không nêu kỳ số liệu"
    first = stated.iloc[0]
    return (
        f"kỳ {first['window_start']}–{first['window_end']}"
        if first["window_start"]
        else f"đến {first['window_end']}"
    )
