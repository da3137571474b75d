"""Plans and claims: plans that percentages imply, what a claim of 100 % rests on, statements with
their figures.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pandas as pd

from cchc.checks.derive import fact, split_fact
from cchc.model.folder import Report
from cchc.model.numbers import NO_FIGURE, format_number, format_percent, parse_date
from cchc.model.quarter import Quarter
from cchc.model.schemas import THEMES
from cchc.objects.prose import Prose
from cchc.objects.tables import Column, Table
from cchc.report.checked import CheckedReport
from errloc.percentages import interval_of, possible_numerators

from .endings import name_source
from .marks import join_words

OUTCOME_NAMES = {
    "done": "đã xong",
    "partly": "xong một phần",
    "not_done": "chưa làm",
    "dropped": "không làm nữa",
}
KINDS = {
    "plan": "Việc dự kiến",
    "assessment": "Đánh giá",
    "difficulty": "Khó khăn",
    "proposal": "Kiến nghị",
}
THEME_NAMES = dict(
    zip(
        THEMES,
        (
            "Chỉ đạo",
            "Tuyên truyền",
            "Thể chế",
            "Thủ tục",
            "Hồ sơ một cửa",
            "Số hóa kết quả",
            "Bộ máy, biên chế",
            "Công vụ",
            "Tài chính",
            "Chính quyền điện tử",
            "Chuyển đổi số",
            "Đề án 06",
        ),
        strict=True,
    )
)


def share_elapsed(report: CheckedReport, indicator: str, org: str) -> float:
    """Give the share of the year (percent) that had passed when a figure's printed window ended,
    its last day included.

    Where the report prints no window it is the share at the end of the quarter.
    """
    ends = [parse_date(text) for text in report.mentions(indicator, org)["window_end"] if text]
    if not ends:
        return 100 * report.quarter.share_of_year
    days = [day.timetuple().tm_yday for day in (ends[0], date(ends[0].year, 12, 31))]
    return 100 * days[0] / days[1]


def add_pace(frame: pd.DataFrame, elapsed: float) -> pd.DataFrame:
    """Add to `list_pairs` due, what of the plan belongs to the time passed (percent), and ahead:
    done less due.
    """
    due = frame["plan"] * elapsed / 100
    return frame.assign(due=due, ahead=frame["done"] - due)


def _decimal(value: Fraction) -> Decimal:
    return Decimal(value.numerator) / value.denominator


def list_implied_plans(report: CheckedReport, rates: Sequence[str], org: str) -> pd.DataFrame:
    """Work out the plan that an amount and its percentage imply: name, done, share, low, high,
    printed, says.

    The percentage stands for every one that rounds to it, the amount for itself. `printed` is the
    plan where the report gives it; `says` tells whether its exact ratio prints as that percentage.
    """
    rows = []
    for rate in rates:
        top, bottom = report.catalog.indicators.loc[rate, ["numerator", "denominator"]]
        done, plan, known = (report.value(code, org) for code in (top, bottom, rate))
        low = high = share = None
        says = "không suy ra được" if plan is None else "không kiểm tra được"
        if done is not None and known:
            decimals = int(report.observations.at[fact(rate, org), "decimals"])
            span, share = interval_of(Fraction(known), decimals), format_percent(known, decimals)
            low = _decimal(100 * Fraction(done) / span.high)
            high = _decimal(100 * Fraction(done) / span.low) if span.low > 0 else None
            fits = bool(plan) and 100 * Fraction(done) / Fraction(plan) in span
            says = (
                "báo cáo không ghi"
                if plan is None
                else "nằm trong khoảng"
                if fits
                else "nằm ngoài khoảng"
            )
        rows.append((report.catalog.name(bottom), done, share, low, high, plan, says))
    return pd.DataFrame(
        rows, columns=["name", "done", "share", "low", "high", "printed", "says"], dtype=object
    )


def say_implied_plans(plans: pd.DataFrame) -> str:
    """Say as a title what the plans must be that the report does not print."""
    hidden = plans[plans["printed"].isna() & plans["low"].notna() & plans["high"].notna()]
    spans = zip(hidden["name"], hidden["low"], hidden["high"], strict=True)
    said = [
        f"{name} khoảng {format_number(low, 1)}–{format_number(high, 1)}"
        for name, low, high in spans
    ]
    return "; ".join(said) or "Không có kế hoạch nào phải suy ra"


def list_full_claims(
    report: CheckedReport, evidence: Mapping[str, Sequence[str]] | None = None
) -> pd.DataFrame:
    """List the facts that are printed as 100 %: sections, name, org, check, related, needed,
    verdict.

    The verdict is target (no better direction), fits, differs or open (no counts to recompute it
    from; an area's are the city's and the wards'). `evidence` names facts such as 'staff[city]' to
    hold against an indicator.
    """
    figures, catalog, rows = report.figures, report.catalog, []
    full = figures[(figures["unit"] == "%") & (figures["value"] == 100)]
    for (code, org), group in full.groupby(["indicator", "org"], sort=False):
        related = [
            (split_fact(name), report.printed(*split_fact(name)))
            for name in (evidence or {}).get(code, ())
        ]
        said = (
            "; ".join(f"{catalog.name(c)}: {text}" for (c, _), text in related if text)
            or "không có"
        )
        sections, verdict = (
            ", ".join(dict.fromkeys(group["section"])),
            _judge_claim(report, code, org),
        )
        rows.append(
            (
                sections,
                catalog.name(code),
                catalog.name(org),
                verdict[1],
                said,
                catalog.indicators.at[code, "definition"],
                verdict[0],
            )
        )
    return pd.DataFrame(
        rows, columns=["sections", "name", "org", "check", "related", "needed", "verdict"]
    )


def _judge_claim(report: CheckedReport, code: str, org: str) -> tuple[str, str]:
    row = report.catalog.indicators.loc[code]
    if not row["better"]:
        return "target", "là mục tiêu, không phải kết quả"
    counted = (
        ["city", *report.members("ward")]
        if report.catalog.orgs.at[org, "kind"] == "area"
        else [org]
    )
    tops, bottoms = (
        [report.value(row[side], one) for one in counted] for side in ("numerator", "denominator")
    )
    if None in tops + bottoms or not sum(bottoms):
        return "open", "không kiểm tra được: thiếu tử số, mẫu số"
    top, bottom = sum(tops), sum(bottoms)
    again = (
        f"{format_number(top)}/{format_number(bottom)} = {format_percent(100 * top / bottom, 1)}"
    )
    return ("fits", f"khớp: {again}") if top == bottom else ("differs", f"không khớp: {again}")


def list_possible_counts(
    report: CheckedReport, wholes: Mapping[str, Sequence[str]]
) -> pd.DataFrame:
    """Tell which counts print as each mention of a percentage: name, printed, section, whole, of,
    rounded, cut.

    `wholes` maps a fact such as 'online_rate[city]' to facts that may be its denominator; unknown
    ones are left out.
    """
    catalog, rows = report.catalog, []
    for name, candidates in wholes.items():
        code, org = split_fact(name)
        for mention in report.mentions(code, org).itertuples():
            for base, place in map(split_fact, candidates):
                if of := report.value(base, place):
                    ways = [
                        possible_numerators(mention.printed, int(of), way)
                        for way in ("half_up", "truncate")
                    ]
                    whole = f"{catalog.name(base)}, {catalog.name(place)}"
                    rows.append(
                        (
                            catalog.name(org),
                            mention.printed,
                            mention.section,
                            whole,
                            of,
                            *map(_ends, ways),
                        )
                    )
    return pd.DataFrame(
        rows, columns=["name", "printed", "section", "whole", "of", "rounded", "cut"], dtype=object
    )


def _ends(counts: range) -> str:
    return (
        "–".join(dict.fromkeys(map(format_number, counts[:: max(1, len(counts) - 1)])))
        or "không số nào"
    )


def list_statements(report: CheckedReport, *kinds: str) -> pd.DataFrame:
    """List statements with what bears on them: theme and kind by name, due in words, figures as
    printed, measured (any figure at all) and errors, the number of errors found on those figures.
    Without kinds, all of them.
    """
    errors = [
        set(report.figures.loc[list(f.figures), "indicator"])
        for f in report.decided
        if f.severity == "error"
    ]
    rows = []
    for row in report.statements[report.statements["kind"].isin(kinds or KINDS)].itertuples():
        codes = [code for code in row.indicators.split(";") if code]
        measured = bool(report.figures["indicator"].isin(codes).any())
        wrong = sum(bool(found & set(codes)) for found in errors)
        rows.append(
            (
                row.Index,
                KINDS[row.kind],
                row.section,
                THEME_NAMES[row.theme],
                row.title,
                *_due(row.due),
                say_figures(report, codes),
                measured,
                wrong,
            )
        )
    columns = [
        "statement",
        "kind",
        "section",
        "theme",
        "title",
        "due",
        "month",
        "figures",
        "measured",
        "errors",
    ]
    return pd.DataFrame(rows, columns=columns)


def _due(text: str) -> tuple[str, str]:
    """Say a due date in words and as the month that ends it: '2024Q2' => ('quý II năm 2024',
    '2024-06').

    A date in other words stays as it is and has no month.
    """
    if re.fullmatch(r"[1-9]\d{3}Q[1-4]", text, re.ASCII):
        quarter = Quarter.parse(text)
        return quarter.label, f"{quarter.year}-{3 * quarter.number:02d}"
    if re.match(r"\d{4}-\d{2}", text, re.ASCII):
        return f"tháng {int(text[5:7])} năm {text[:4]}", text[:7]
    return text or "không nêu", ""


def say_figures(report: Report, codes: Sequence[str]) -> str:
    """Say indicators with the figures of each org (by its first alias) but single wards, different
    mentions once.
    """
    catalog, own, said = report.catalog, report.catalog.orgs["aliases"].str.split(";").str[0], []
    for code in codes:
        found = report.figures[report.figures["indicator"] == code]
        found = found[found["org"].map(catalog.orgs["kind"]) != "ward"]
        texts = {
            org: " / ".join(dict.fromkeys(group["printed"]))
            for org, group in found.groupby("org", sort=False)
        }
        if isinstance(report, CheckedReport):
            texts = {org: _say_agreed(report, code, org, text) for org, text in texts.items()}
        each = [
            f"{text} ({own[org] or catalog.name(org)})" if len(texts) > 1 else text
            for org, text in texts.items()
        ]
        said.append(f"{catalog.name(code)}: {join_words(each, most=3, things='nơi') or NO_FIGURE}")
    return "; ".join(said) or NO_FIGURE


def _say_agreed(report: CheckedReport, code: str, org: str, printed: str) -> str:
    row = report.observations.loc[fact(code, org)]
    return f"{format_number(row['value'])} (báo cáo ghi {printed})" if row["corrected"] else printed


def count_measured(statements: pd.DataFrame) -> pd.DataFrame:
    """Count statements by theme and by whether a figure bears on them: whole, part, value; for
    `draw_parts`.
    """
    named = statements.assign(
        part=statements["measured"].map({True: "có số liệu", False: "không có số liệu"})
    )
    counts = pd.crosstab(named["theme"], named["part"])
    counts = counts.reindex([name for name in THEME_NAMES.values() if name in counts.index])
    return counts.stack().rename_axis(["whole", "part"]).reset_index(name="value")


def list_answers(report: CheckedReport) -> pd.DataFrame:
    """Set difficulties beside plans and proposals on a same indicator: statement, section, title,
    the ids, answered.
    """
    stated, rows = report.statements, []
    stated = stated.assign(
        codes=[set(filter(None, text.split(";"))) for text in stated["indicators"]]
    )
    for row in stated[stated["kind"] == "difficulty"].itertuples():
        shared = stated[[bool(codes & row.codes) for codes in stated["codes"]]]
        ids = [list(shared.index[shared["kind"] == kind]) for kind in ("plan", "proposal")]
        rows.append(
            (
                row.Index,
                row.section,
                row.title,
                *(", ".join(found) or "không có" for found in ids),
                any(ids),
            )
        )
    return pd.DataFrame(
        rows, columns=["statement", "section", "title", "plans", "proposals", "answered"]
    )


def tabulate_follow_up(report: CheckedReport, *, id: str) -> Table | Prose:
    """Say what became of the plans due by now: their figures then and now, and the outcome that
    follow-up.csv records.

    Due are all dated plans of the quarter before that end with this quarter, those of older ones
    that end in it, and what follow-up.csv carries on, unless put off beyond this quarter. Without
    an outcome the figures speak, and whether the report returns to the plan.
    """
    if not report.history and report.follow_up.empty:
        return Prose(
            "Chưa có dữ liệu quý trước, nên chưa đối chiếu được việc dự kiến với việc đã làm."
        )
    plans = {
        (before.quarter, plan.Index): plan
        for before in reversed(report.history)
        for plan in before.statements.query("kind == 'plan' and due != ''").itertuples()
        if _is_due(report.quarter, before.quarter, plan.due)
    }
    recorded = {
        (Quarter.parse(row.quarter), row.Index): row for row in report.follow_up.itertuples()
    }
    last = _due(str(report.quarter))[1]
    plans |= {
        key: row
        for key, row in recorded.items()
        if key not in plans and (row.outcome or _due(row.due)[1] <= last)
    }
    rows = [
        (
            _name_plan(report, *key),
            plan.title,
            _due(plan.due)[0],
            *_follow(report, key[0], plan, recorded.get(key)),
        )
        for key, plan in plans.items()
    ]
    if not rows:
        return Prose("Quý trước không đặt việc nào phải xong trong quý này.")
    names = ("Việc đã dự kiến", "Hạn", "Số liệu lúc dự kiến", "Số liệu quý này", "Quý này")
    columns = (Column("Mã", head=True), *map(Column, names))
    noted = any(row.outcome for row in recorded.values())
    notes = [
        "Cột cuối nêu kết quả do người theo dõi ghi; việc chưa ghi kết quả thì nêu số liệu cho"
        " biết gì."
    ] * noted
    title = "Việc đã dự kiến, đến hạn trong quý này"
    return Table(id, title, columns, tuple(rows), notes=tuple(notes), source=name_source(report))


def _is_due(now: Quarter, promised: Quarter, due: str) -> bool:
    month, last = _due(due)[1], _due(str(now))[1]
    return month <= last and (promised == now.previous() or month > _due(str(now.previous()))[1])


def _name_plan(report: CheckedReport, promised: Quarter, statement: str) -> str:
    return (
        statement
        if promised == report.quarter.previous()
        else f"{statement} ({promised.short_label})"
    )


def _follow(report: CheckedReport, promised: Quarter, plan, record) -> tuple[str, str, str]:
    """Say the figures of a plan then and now, and its outcome: as recorded, else what this quarter
    states of it.
    """
    codes, before = _codes(plan), report.earlier(promised)
    then = say_figures(before, codes) if before else NO_FIGURE
    now = say_figures(report, codes)
    if record is not None and record.outcome:
        return then, now, ": ".join(filter(None, (OUTCOME_NAMES[record.outcome], record.reason)))
    said = (
        "số không đổi"
        if before and _values(before, codes) == _values(report, codes)
        else "số đã đổi"
    )
    if not before:
        said = "không có số liệu lúc dự kiến"
    if not report.figures["indicator"].isin(codes).any():
        said = "không có số" if codes else "không gắn với số liệu"
    stated = report.statements.itertuples()
    again = [
        row.Index for row in stated if row.title == plan.title or set(codes) & set(_codes(row))
    ]
    return (
        then,
        now,
        (
            f"{said};"
            f" {'nhắc lại ở ' + join_words(again, 3, 'nội dung') if again else 'không nhắc lại'}"
        ),
    )


def _values(report: Report, codes: Sequence[str]) -> set[tuple]:
    found = report.figures[report.figures["indicator"].isin(codes)]
    return set(found[["indicator", "org", "value"]].itertuples(index=False, name=None))


def _codes(statement) -> list[str]:
    return list(filter(None, statement.indicators.split(";")))
