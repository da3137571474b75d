"""Hold the results of a table against its goals, row by row, and against the verdicts beside them.

A goal says by itself which way it goes ("≥ 70%", "dưới 2%", "từ 95% trở lên"), or its row does
("tỷ lệ hộ nghèo"), or nothing does: then it is told only where the row has a verdict.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from .goal_words import BETTER_LOW, SAYS_LEAST, SAYS_MOST
from .mentions import Reading
from .numerals import ReadNumber
from .relations import Relation, bound_holds
from .tabular import ReadCell, ReadTable, read_rows
from .telling import tell_bound

_GOAL = re.compile(
    r"mục tiêu|chỉ tiêu|kế hoạch|\bgiao\b|yêu cầu|ngưỡng|dự toán|định mức|cam kết", re.I
)
_RESULT = re.compile(r"kết quả|thực hiện|đạt được|đã đạt|hoàn thành|thực tế|đến (?:nay|ngày)", re.I)
# heads of columns that compare the two, or that look ahead
_COMPARED = re.compile(
    r"so với|so sánh|\bTH\s*/|/\s*(?:KH|DT|CT)\b|tỷ lệ (?:%|thực hiện|đạt|hoàn thành)|dự kiến"
    r"|cùng kỳ|năm trước|tăng|giảm|%\s*(?:thực hiện|đạt|hoàn thành)|mức độ",
    re.I,
)
_VERDICT = re.compile(
    r"\W*(?:(?P<no>(?:không|chưa) (?:đạt|hoàn thành|bảo đảm|đảm bảo))"
    r"|(?P<yes>đạt(?: (?:và )?vượt)?|vượt|hoàn thành(?: (?:và )?vượt)?|bảo đảm|đảm bảo))"
    r"(?: (?:mức|yêu cầu|chỉ tiêu|mục tiêu|kế hoạch|ngưỡng|tiến độ))*\W*",
    re.I,
)
# "3/3 xã đều đạt từ 90% trở lên", "cả 5 phường đều vượt 80%"
_ALL = re.compile(
    r"(?:\b(?:(\d+)/(?=\1\b)|(?:cả|tất cả|toàn bộ)(?: các)? (?=\d))(?P<count>\d+)) [^.;:%]{0,50}?"
    r"\b(?:đều|đã|cùng)?[^.;:%\d]{0,30}\b(?:đạt|vượt|trên|từ|hơn)\s(?:từ |trên |hơn |mức )?$",
    re.I,
)
_YEAR = re.compile(r"20\d\d")


@dataclass(frozen=True)
class _Row:
    """A goal and what was reached, the words before them and the verdict, "" where none is told."""

    goal: ReadNumber
    done: ReadNumber
    said: str
    label: str
    verdict: str


def find_goals_in_tables(reading: Reading) -> list[Relation]:
    """Tell for each row of a table of goals whether its result reaches the goal."""
    found = []
    for rows in read_rows(reading.passages, reading.numbers):
        goals = [row for cells in rows for row in _goals_of(cells)]
        plain = [row for row in goals if row.verdict and not _way_of(row)]
        for row in goals:
            way = _way_of(row)
            if not way and row.verdict and not BETTER_LOW.search(row.label):
                way = "least" if _mostly_above(plain, row) else ""
            if way:
                found += _tell(row, way)
    return found


def _goals_of(cells: Sequence[ReadCell]) -> Iterator[_Row]:
    """Find the goal of a row and the result that stands nearest behind it, else before it."""
    single = [at for at, cell in enumerate(cells) if len(cell.numbers) == 1]
    goals = [at for at in single if _GOAL.search(cells[at].head) and _is_own(cells[at].head)]
    goals = [at for at in goals if not _RESULT.search(_GOAL.sub("", cells[at].head))]
    done = [at for at in single if at not in goals and _is_own(cells[at].head)]
    done = [at for at in done if _RESULT.search(cells[at].head)]
    for at in goals[:1]:
        goal = cells[at].numbers[0]
        alike = [d for d in done if cells[d].numbers[0].dimension == goal.dimension]
        years = set(_YEAR.findall(cells[at].head))
        alike = [
            d
            for d in alike
            if not (own := set(_YEAR.findall(cells[d].head))) or own & years or not years
        ]
        if not alike:
            continue
        near = min(alike, key=lambda d: (d < at, abs(d - at)))
        verdict = ""
        for cell in cells[max(at, near) + 1 :]:
            if not cell.numbers and (said := _VERDICT.fullmatch(cell.text)):
                verdict = said.lastgroup or ""
        label = " ".join(c.text for c in cells[: min(at, near)])
        yield _Row(goal, cells[near].numbers[0], cells[at].text, label, verdict)


def _is_own(head: str) -> bool:
    return not _COMPARED.search(head)


def _way_of(row: _Row) -> str:
    """Say which way a goal goes by its own words or those of its row; "" where neither says."""
    for said in (row.said, row.label):
        above, below = SAYS_LEAST.search(said), SAYS_MOST.search(said)
        if said is row.label and not re.search(r"[≥≤<>]|không (?:quá|vượt|dưới|thấp)", said):
            continue
        if above and not below:
            return "least"
        if below:
            # "không dưới" is at least, though "dưới" is in it
            return "least" if re.search(r"không (?:dưới|thấp)", said, re.I) else "most"
    if row.verdict and BETTER_LOW.search(row.label):
        met = row.verdict == "yes"
        return "most" if (row.done.value <= row.goal.value) == met else ""
    return ""


def _mostly_above(rows: Sequence[_Row], own: _Row) -> bool:
    """Tell whether a goal without words is one to reach: its verdict fits that, or those of all
    other such rows do, two at least.
    """
    fits = [(r.done.value >= r.goal.value) == (r.verdict == "yes") for r in rows if r is not own]
    mine = (own.done.value >= own.goal.value) == (own.verdict == "yes")
    return mine or (len(fits) > 1 and all(fits))


def _tell(row: _Row, way: str) -> list[Relation]:
    """Tell that a goal was reached, or missed where the verdict or nothing else says so."""
    goal = replace(row.goal, qualifier=way)
    if row.done.qualifier in ("from", "to"):
        return []
    met = bound_holds(row.done.value, goal)
    if met and row.verdict != "no":
        return [tell_bound(row.done, goal)]
    if not met and row.verdict == "yes":
        return [tell_bound(row.done, goal)]
    if row.done.value == goal.value:
        return []  # rounded up to the goal that was missed
    return [tell_bound(row.done, replace(goal, qualifier="most" if way == "least" else "least"))]


def find_goals_of_all(tables: Sequence[ReadTable], reading: Reading) -> list[Relation]:
    """Tell "3/3 xã đều đạt từ 90% trở lên" of the lowest percentage of the nearest table before it
    that has as many rows.
    """
    found = []
    for bound in reading.mentions:
        if bound.number.unit != "%" or bound.number.qualifier in ("under", "most", "from", "to"):
            continue
        said = _ALL.search(reading.passages[bound.passage].text[: bound.number.begin])
        if not said:
            continue
        rates = [
            [column.cells[row] for row in table.body]
            for table in tables
            for column in table.columns
            if column.is_rate and len(table.body) == int(said["count"]) > 1
        ]
        full = [cells for cells in rates if all(cells) and cells[0].start < bound.number.start]
        if full:
            lowest = min(full[-1], key=lambda n: n.value)
            qualifier = bound.number.qualifier or "least"
            found.append(tell_bound(lowest, replace(bound.number, qualifier=qualifier)))
    return found
