"""Hold the statements of a report against each other: planned again what is done, issued here and
drafted there, good here and weak there.

Statements speak of one matter where their `about` is the same.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from cchc.model.folder import Report
from cchc.model.schemas import LEVELS, OPEN_STATES, STATES

from .remarks import Remark, remark

_REACHED = {
    "none": "chưa có",
    "drafted": "mới dự thảo",
    "prepared": "đã xây dựng",
    "submitted": "đang trình phê duyệt",
    "issued": "đã ban hành",
    "begun": "đang thực hiện",
    "done": "đã thực hiện xong",
    "weak": "còn hạn chế",
    "partial": "đạt một phần",
    "good": "tốt",
    "full": "đạt toàn bộ",
}
_PLANNED = {
    "drafted": "dự thảo",
    "prepared": "xây dựng",
    "submitted": "trình phê duyệt",
    "issued": "ban hành",
    "begun": "triển khai",
    "done": "thực hiện",
}
# good and full, weak and partial may be said of one thing; weak and good may not
_APART = 2


def check_statements(report: Report) -> Iterable[Remark]:
    """Tell of each matter what its statements contradict each other in, in the report's order."""
    place = {section.section: at for at, section in enumerate(report.meta.sections)}
    matters: dict[str, list[Any]] = {}
    for row in report.statements[report.statements["about"] != ""].itertuples():
        matters.setdefault(" ".join(row.about.split()).casefold(), []).append(row)
    for key, rows in matters.items():
        rows.sort(key=lambda row: place.get(row.section, len(place)))
        reached = [row for row in rows if row.kind != "plan" and row.state]
        plans = [row for row in rows if row.kind == "plan"]
        again = [plan for plan in plans if any(_is_reached(plan, row) for row in reached)]
        make = remark("statement", rows[-1].section, report.authority, ())
        name = rows[0].about
        if _contradict(reached) or again:
            where = _say_reached(reached) + _say_planned(again)
            yield make(key, "warning", f"{name}: {'; '.join(where)}. Các mục cần thống nhất.")
        elif twice := [p for p in plans if [q.state for q in plans].count(p.state) > 1]:
            sections = list(dict.fromkeys(plan.section for plan in twice))
            where = f"ở cả mục {' và mục '.join(sections)}"
            if len(sections) == 1:
                where = f"{len(twice)} lần ở mục {sections[0]}"
            yield make(f"{key}:twice", "info", f"{name}: nhiệm vụ được nêu {where}.")


def _contradict(reached: Sequence[Any]) -> bool:
    """Tell whether one matter is said to have come no further and to have come further, or to go
    well and badly.
    """
    states = [STATES.index(row.state) for row in reached if row.state in STATES]
    levels = [LEVELS.index(row.state) for row in reached if row.state in LEVELS]
    stopped = [at for at in states if STATES[at] in OPEN_STATES]
    return bool(stopped and max(states) > min(stopped)) or (
        bool(levels) and max(levels) - min(levels) >= _APART
    )


def _is_reached(plan: Any, row: Any) -> bool:
    """Tell whether what is planned is said to be reached already."""
    if plan.state not in _PLANNED or row.state not in STATES or row.state in OPEN_STATES:
        return False
    return STATES.index(row.state) >= STATES.index(plan.state)


def _say_reached(rows: Sequence[Any]) -> list[str]:
    """Say each state once, with the sections that state it."""
    said: dict[str, list[str]] = {}
    for row in rows:
        sections = said.setdefault(_REACHED[row.state], [])
        if row.section not in sections:
            sections.append(row.section)
    return [f"mục {', '.join(sections)} nêu {state}" for state, sections in said.items()]


def _say_planned(plans: Sequence[Any]) -> list[str]:
    return [f"mục {plan.section} vẫn dự kiến {_PLANNED[plan.state]}" for plan in plans]
