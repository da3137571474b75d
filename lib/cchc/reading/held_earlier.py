"""Hold the numbers that a draft quotes of an earlier period against what its data hold."""

import re
from collections.abc import Mapping
from fractions import Fraction

from cchc.errors import QuarterError
from cchc.model.quarter import Quarter
from cchc.report.checked import CheckedReport

from .numerals import ReadNumber
from .proofing import Judgement, Proof

_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
_NAMED = r"(?:quý (?P<q>iv|i{1,3}|[1-4])|(?P<h>6|sáu) tháng (?P<end>đầu|cuối)|(?P<n>9|chín) tháng)"
# "so với quý I/2026 (1.284 hồ sơ)", "so với cùng kỳ quý I năm 2026 là 1.284 hồ sơ"
_QUOTED = re.compile(
    rf"(?:so với|so|quý trước|kỳ trước|cùng kỳ)\W+(?:[^\W\d_]+ ){{0,3}}?{_NAMED}"
    r"(?: năm |\s?/\s?| )(?P<year>\d{4})\s*(?:\(\s*|là |đạt )(?:[^\W\d_]+ ){0,3}$",
    re.I,
)
_SCALES = {"tỷ đồng": 10**9, "triệu đồng": 10**6, "nghìn đồng": 10**3}


def judge_quoted(
    proof: Proof, report: CheckedReport, judged: Mapping[str, Judgement]
) -> dict[str, Judgement]:
    """Judge numbers that are told of an earlier period for comparison: by the figure that the
    sentence compares with it, in that period's data.
    """
    earlier = {str(one.quarter.period): one for one in report.history}
    told: dict[str, Judgement] = {}
    for mentions in proof.reading.by_passage.values() if earlier else ():
        before: list[ReadNumber] = []
        sentence = -1
        for mention in mentions:
            if mention.sentence != sentence:
                before, sentence = [], mention.sentence
            text = proof.reading.passages[mention.passage].text[: mention.number.begin]
            found = _QUOTED.search(text[-120:])
            past = earlier.get(_period(found)) if found else None
            if past is not None:
                told |= _held(mention.number, before, past, judged)
            before.append(mention.number)
    return told


def _period(found: re.Match) -> str:
    if found["q"]:
        name = f"Q{_ROMAN.get(found['q'].lower(), found['q'])}"
    elif found["h"]:
        name = "H1" if found["end"].lower() == "đầu" else "H2"
    else:
        name = "N9"
    try:
        return Quarter.parse(found["year"] + name).period
    except QuarterError:
        return ""


def _held(
    number: ReadNumber,
    before: list[ReadNumber],
    past: CheckedReport,
    judged: Mapping[str, Judgement],
) -> dict[str, Judgement]:
    """Judge a number by the figure of the nearest one before it of its unit that has one."""
    for other in reversed(before):
        figure = judged[other.id].figure if other.id in judged else ""
        if not figure or other.unit != number.unit:
            continue
        fact = figure.partition("#")[0].split(":")[1:]
        rows = past.figures
        same = rows[(rows["indicator"] == fact[0]) & (rows["org"] == fact[1])]
        if figure in same.index:  # the same place of the report, not another that has a slip
            same = same.loc[[figure]]
        values = [
            Fraction(value) * _SCALES.get(unit, 1)
            for value, unit in zip(same["value"], same["unit"], strict=True)
        ]
        if not values:
            return {}
        if number.value in values:
            return {number.id: Judgement("agrees", figure, says=past.quarter.label)}
        printed = " và ".join(dict.fromkeys(map(str, same["printed"])))
        says = f"số liệu {past.quarter.label} ghi {printed} ({figure})"
        return {number.id: Judgement("contradicts", figure, says=says)}
    return {}
