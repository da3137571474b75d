"""The cards of cases: what does not fit, which figures are suspects, where they stand."""

from collections import Counter
from collections.abc import Collection, Sequence

from cchc.checks.cases import Case
from cchc.checks.findings import Suspect
from cchc.checks.suggestions import ANY_PERCENT, say_should_be
from cchc.checks.wording import open_sentence, within_sentence
from cchc.objects.prose import Prose, escape_markdown, prose
from cchc.report.checked import CheckedReport
from cchc.report.tracing import DECISIONS

_FEWEST_ON_A_LINE = 3


def describe_cases(report: CheckedReport, severity: str) -> Prose:
    """Write one card for each case of a severity: what does not fit, the arithmetic, the suspects,
    the places.
    """
    cases = [case for case in report.cases if case.severity == severity]
    if not cases:
        return Prose("Không có trường hợp nào.")
    cards = [_card(report, number, case) for number, case in enumerate(cases, 1)]
    return Prose("\n\n".join(cards), f"truong-hop-{severity}")


def _card(report: CheckedReport, number: int, case: Case) -> str:
    place = f"mục {case.section}, {report.section_title(case.section)}"
    lines = [
        (
            f"### {case.case}: {escape_markdown(open_sentence(report.catalog.name(case.org)))}"
            f" ({escape_markdown(place)})"
        ),
        "",
    ]
    lines += [f"- {escape_markdown(f.says)} ({f.finding})" for f in case.findings]
    if case.suspects:
        lines += _say_suspects(report, case)
    if case.remark:
        lines += ["", escape_markdown(case.remark)]
    places = list(dict.fromkeys(f"{_place(report, i)}" for f in case.findings for i in f.figures))
    if places:
        told = "; ".join(places[:6]) + ("; …" if len(places) > 6 else "")
        lines += ["", f"Vị trí trong báo cáo: {escape_markdown(told)}."]
    decided = {DECISIONS[f.decision] for f in case.findings if f.decision}
    if decided:
        lines += ["", "Kết luận: " + ", ".join(sorted(decided)) + "."]
    return "\n".join(lines)


def _say_suspects(report: CheckedReport, case: Case) -> list[str]:
    mentions = Counter(_fact_of(report, s.figure) for s in case.suspects)
    repeated = {s.figure for s in case.suspects if mentions[_fact_of(report, s.figure)] > 1}
    sure = [s for s in case.suspects if s.certain]
    open_ones = [s for s in case.suspects if not s.certain]
    lines = []
    if sure:
        lines += [
            "",
            "**Số cần xem lại:**" if len(sure) == 1 else "**Các số đều cần xem lại:**",
            "",
        ]
        lines += [f"- {_say_suspect(report, suspect, repeated)}" for suspect in sure]
    if open_ones:
        also = "Ngoài ra, một trong các số sau" if sure else "Một trong các số sau"
        lines += ["", f"**{also}** (chưa đủ căn cứ xác định số sai):", ""]
        lines += [f"- {line}" for line in _say_open(report, open_ones, repeated)]
    return lines


def _say_open(
    report: CheckedReport, suspects: Sequence[Suspect], repeated: Collection[str]
) -> list[str]:
    """Say suspects of which one is wrong; several for which no value speaks share a line."""
    idle = [s for s in suspects if not s.suggested and s.figure not in repeated]
    if len(idle) < _FEWEST_ON_A_LINE:
        return [_say_suspect(report, suspect, repeated) for suspect in suspects]
    names = [
        f"{within_sentence(report.catalog.name(report.figures.at[s.figure, 'indicator']))}"
        f" ({s.printed})"
        for s in idle
    ]
    rest = [_say_suspect(report, s, repeated) for s in suspects if s not in idle]
    return [*rest, escape_markdown(f"{open_sentence('; '.join(names))}.")]


def _fact_of(report: CheckedReport, figure: str) -> tuple[str, str]:
    return tuple(report.figures.loc[figure, ["indicator", "org"]])


def _say_suspect(report: CheckedReport, suspect: Suspect, repeated: Collection[str]) -> str:
    figure = report.figures.loc[suspect.figure]
    said = prose(
        "**{name}** của {org}: báo cáo ghi {printed}",
        name=report.catalog.name(figure["indicator"]),
        org=report.catalog.name(figure["org"]),
        printed=suspect.printed,
    ).markdown
    if suspect.figure in repeated:
        # the same fact is printed more than once: its place tells the mentions apart
        said += f" (mục {escape_markdown(_place(report, suspect.figure))})"
    if suspect.suggested not in ("", ANY_PERCENT):
        said += f", **{escape_markdown(say_should_be(suspect.suggested))}**"
    if suspect.cause:
        said += f" (nguyên nhân có thể là {escape_markdown(suspect.cause)})"
    if suspect.mends:
        said += "; nếu sửa số này thì hết " + ", ".join(suspect.mends)
    return said + "."


def _place(report: CheckedReport, figure: str) -> str:
    return f"{report.figures.at[figure, 'section']}, {report.place_of_figure(figure)}"
