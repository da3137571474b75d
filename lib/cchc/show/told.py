"""Plans, assessments, difficulties and proposals of a report."""

import re
from collections.abc import Sequence

import pandas as pd

from cchc.checks.derive import fact
from cchc.language import say
from cchc.model.folder import Report
from cchc.model.numbers import NO_FIGURE, format_number
from cchc.model.quarter import PERIOD_NAME, Quarter
from cchc.report.asked import asked
from cchc.report.checked import CheckedReport
from cchc.report.source_lines import find_source
from cchc.show.joining import join_words

STATEMENT_KINDS = {
    "plan": "Nhiệm vụ",
    "assessment": "Nhận định",
    "difficulty": "Khó khăn",
    "proposal": "Kiến nghị",
    "result": "Việc đã làm",
}
# what a report has done stands in its figures; as statements it only bears witness
TOLD_KINDS = ("plan", "assessment", "difficulty", "proposal")


# themes that have a code; any other is printed as it is written
THEME_NAMES = {
    "steering": "Chỉ đạo",
    "communication": "Tuyên truyền",
    "institutions": "Thể chế",
    "procedures": "Thủ tục",
    "dossiers": "Hồ sơ một cửa",
    "digitisation": "Số hóa kết quả",
    "organisation": "Bộ máy, biên chế",
    "civil_service": "Công vụ",
    "finance": "Tài chính",
    "egov": "Chính quyền điện tử",
    "digital": "Chuyển đổi số",
    "project06": "Đề án 06",
}


@asked
def list_statements(
    report: CheckedReport, *kinds: str, themes: Sequence[str] = ()
) -> pd.DataFrame:
    """List statements with what bears on them: theme and kind by name, due in words, figures as
    printed, measured (any figure at all) and errors, the number of errors found on those figures.
    Without kinds, all but the results; `themes` keeps those of these names.
    """
    if isinstance(themes, str):
        told = say("list_statements: write themes as a list: [{theme}]", theme=repr(themes))
        raise TypeError(told)
    indicator_of = report.figures["indicator"].to_dict()
    stated = set(indicator_of.values())
    errors = [
        {indicator_of[figure] for figure in f.figures}
        for f in report.decided
        if f.severity == "error"
    ]
    rows = []
    for row in report.statements[report.statements["kind"].isin(kinds or TOLD_KINDS)].itertuples():
        theme = THEME_NAMES.get(row.theme, row.theme)
        if themes and theme not in themes:
            continue
        codes = [code for code in row.indicators.split(";") if code]
        measured = not stated.isdisjoint(codes)
        wrong = sum(bool(found & set(codes)) for found in errors)
        rows.append(
            (
                row.Index,
                STATEMENT_KINDS[row.kind],
                row.section,
                theme,
                row.title,
                *name_due(row.due),
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
    frame = pd.DataFrame(rows, columns=columns)
    frame.attrs["source"] = find_source(report)
    return frame


@asked
def say_figures(report: Report, codes: Sequence[str]) -> str:
    """Say indicators with the figures of each org (by its first alias) but the single units,
    different mentions once.
    """
    catalog, aliases, said = report.catalog, report.catalog.orgs["aliases"], []
    columns = (report.figures[name].tolist() for name in ("indicator", "org", "printed"))
    rows = [row for row in zip(*columns, strict=True) if row[0] in codes]
    for code in codes:
        found: dict[str, list[str]] = {}
        for indicator, org, printed in rows:
            if indicator == code and not report.is_unit(org):
                found.setdefault(org, []).append(printed)
        texts = {org: " / ".join(dict.fromkeys(printed)) for org, printed in found.items()}
        if isinstance(report, CheckedReport):
            texts = {org: _say_agreed(report, code, org, text) for org, text in texts.items()}
        each = [
            f"{text} ({aliases[org].split(';')[0] or catalog.name(org)})"
            if len(texts) > 1
            else text
            for org, text in texts.items()
        ]
        said.append(f"{catalog.name(code)}: {join_words(each, most=3, things='nơi') or NO_FIGURE}")
    return "; ".join(said) or NO_FIGURE


def _say_agreed(report: CheckedReport, code: str, org: str, printed: str) -> str:
    name = fact(code, org)
    if name not in report.observations.index:
        # nobody can read what is printed
        return printed
    if not report.observations.at[name, "corrected"]:
        return printed
    return f"{format_number(report.known(name))} (báo cáo ghi {printed})"


def name_due(text: str) -> tuple[str, str]:
    """Say a due date in words and as the month that ends it: '2024Q2' => ('quý II năm 2024',
    '2024-06').

    A date in other words stays as it is and has no month.
    """
    if re.fullmatch(PERIOD_NAME, text):
        quarter = Quarter.parse(text)
        return quarter.label, f"{quarter.year}-{quarter.last_month:02d}"
    if re.match(r"\d{4}-\d{2}", text, re.ASCII):
        return f"tháng {int(text[5:7])} năm {text[:4]}", text[:7]
    return text or "không nêu", ""
