"""Hold the documents that a draft cites against the quarter's citations."""

import re

from rapidfuzz import fuzz, process

from cchc.report.checked import CheckedReport

from .numerals import ReadNumber
from .proofing import Judgement, Proof

_CODE = re.compile(r"\d+[a-z]?(?:/\d{4})?[-/][A-ZĐƠƯ][^\s,;.()]*|\d+-\d+\b")
_DATE = re.compile(r"[^\d;]{0,60}?(\d{1,2}/\d{1,2}/\d{4}|\d{1,2} tháng \d{1,2} năm \d{4})", re.S)
# "Ngày 01/3/2024, … ban hành Quyết định số 546/QĐ-UBND"
_DAY_BEFORE = re.compile(r"(\d{1,2}/\d{1,2}/\d{4})[^;.]{0,90}? (\d+(?:/\d{4})?/[A-ZĐ][^\s,;.()]*)")


def judge_citations(proof: Proof, report: CheckedReport) -> dict[str, Judgement]:
    """Judge every number of a citation by the quarter's citations: number and date."""
    rows: dict[str, set[str]] = {}
    for row in report.citations.itertuples():
        rows.setdefault(row.number, set()).add(row.date)
    judged: dict[str, Judgement] = {}
    by_passage: dict[int, list[ReadNumber]] = {}
    for number in proof.numbers:
        if number.kind == "citation":
            by_passage.setdefault(number.passage, []).append(number)
    for place, own in by_passage.items():
        text = proof.reading.passages[place].text
        starts = {n.begin: n for n in own}
        for code in _CODE.finditer(text):
            if code.start() in starts:
                _judge_code(code, text, own, rows, judged)
        for name in (n for n in rows if not _CODE.fullmatch(n)):
            at = text.find(name)
            while at >= 0:
                inside = [n for n in own if at <= n.begin < at + len(name)]
                judged |= {n.id: Judgement("agrees", name) for n in inside}
                at = text.find(name, at + 1)
        for day in _DAY_BEFORE.finditer(text):
            dated = [n for n in own if day.start(1) <= n.begin < day.end(1)]
            if day[1] in rows.get(day[2], ()):
                judged |= {n.id: Judgement("agrees", day[2]) for n in dated}
        for number in own:
            judged.setdefault(number.id, Judgement("unknown"))
    return judged


def _judge_code(
    code: re.Match, text: str, own: list[ReadNumber], rows: dict[str, set[str]], judged: dict
) -> None:
    name = code[0].rstrip("-–/")
    inside = [n for n in own if code.start() <= n.begin < code.end()]
    day = _DATE.match(text, code.end())
    dated = [n for n in own if day and day.start(1) <= n.begin < day.end(1)]
    if name not in rows:
        near = process.extractOne(name, [*rows], scorer=fuzz.ratio, score_cutoff=75)
        told = Judgement("unknown", nearest=near[0] if near else "")
        judged.update((n.id, told) for n in (*inside, *dated))
        return
    judged.update((n.id, Judgement("agrees", name)) for n in inside)
    days = {d for d in rows[name] if d}
    fits = not days or not day or day[1] in days
    says = f"danh mục viện dẫn ghi {name} ngày {', '.join(sorted(days))}"
    told = Judgement("agrees", name) if fits else Judgement("contradicts", name, says=says)
    judged.update((n.id, told) for n in dated)
