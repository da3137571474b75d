"""Hold every number of a draft against a quarter's figures and citations.

Figures stand in the order of the report they were typed from. The draft's numbers are put beside
them by the alignment that agrees most in value and wording; what is left over is looked for
anywhere. A pair that differs in value is a contradiction only where wording or neighbours make sure
that both are the same figure.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from cchc.checks.cause_names import CAUSES
from cchc.report.agreement import corrections
from cchc.report.checked import CheckedReport
from errloc.causes import explain_change

from .held_citations import judge_citations
from .held_earlier import judge_quoted
from .mentions import content_words
from .numerals import ReadNumber
from .proofing import Judgement, Proof
from .tabular import read_tables

# the note of a row whose number is printed once for several units
SHARED_NUMBER = "chung số với dòng trên"
_OVERRULED = ("agrees", "derived", "unknown", "doubtful", "none")
_SURE, _MAYBE = 0.6, 0.34
_NEVER = -1e9


@dataclass(frozen=True)
class _Figure:
    """A figure of the quarter: its value, what is said of it, and what it was corrected to."""

    id: str
    printed: str
    value: Fraction
    is_rate: bool
    words: frozenset[str]
    corrected: str


def hold_against(proof: Proof, report: CheckedReport) -> Proof:
    """Judge each number of a proof by a quarter; contradictions within the draft stay told."""
    figures = _figures(report)
    numbers = [n for n in proof.numbers if n.kind == "figure" and not n.spelled]
    words = _contexts(proof)
    judged: dict[str, Judgement] = dict.fromkeys((n.id for n in proof.numbers), Judgement("none"))
    judged |= _judge_figures(proof, numbers, figures, words)
    judged |= judge_citations(proof, report)
    judged |= judge_quoted(proof, report, judged)
    for number in proof.numbers:
        if number.spelled and judged[number.id].verdict == "none":
            judged[number.id] = Judgement("unknown")
        own = proof.judgements[number.id]
        # what other numbers of the draft contradict is not made right by the quarter's agreeing
        if own.verdict == "contradicts" and judged[number.id].verdict in _OVERRULED:
            judged[number.id] = replace(own, figure=judged[number.id].figure)
    return replace(proof, judgements=judged)


def pair_figures(proof: Proof, report: CheckedReport) -> dict[str, str]:
    """Say of which figure each number is, where both print the same value."""
    figures = _figures(report)
    numbers = [n for n in proof.numbers if n.kind == "figure" and not n.spelled]
    pairs = _align(numbers, figures, _contexts(proof))
    by_id = {n.id: n for n in numbers}
    return {
        id: figures[place].id
        for id, place in pairs.items()
        if by_id[id].value == figures[place].value
    }


def find_differing(proof: Proof, report: CheckedReport) -> dict[str, str]:
    """Say which figure each number is surely of that the quarter has with another value."""
    figures = _figures(report)
    by_id = {figure.id: figure for figure in figures}
    numbers = {n.id: n for n in proof.numbers if n.kind == "figure" and not n.spelled}
    judged = _judge_figures(proof, [*numbers.values()], figures, _contexts(proof))
    return {
        id: told.figure
        for id, told in judged.items()
        if told.verdict == "contradicts" and numbers[id].value != by_id[told.figure].value
    }


def _figures(report: CheckedReport) -> list[_Figure]:
    fixed = corrections(report)
    catalog = report.catalog
    found = []
    for id, row in report.figures.sort_values("row", kind="stable").iterrows():
        if row["note"] == SHARED_NUMBER:
            continue
        said = f"{catalog.name(row['indicator'])} {catalog.name(row['org'])} {row['unit']}"
        found.append(
            _Figure(
                str(id),
                row["printed"],
                _base(Fraction(row["value"]), row["unit"]),
                row["unit"] == "%",
                content_words(said),
                fixed.get(str(id), ""),
            )
        )
    return found


def _base(value: Fraction, unit: str) -> Fraction:
    """Give a value in the unit that the draft's numbers are read in."""
    scales = {"tỷ đồng": 10**9, "triệu đồng": 10**6, "nghìn đồng": 10**3}
    return value * scales.get(unit, 1)


def _contexts(proof: Proof) -> dict[str, frozenset[str]]:
    """Return the words around each number; of a cell those of its row and column."""
    words = {m.number.id: m.words for m in proof.reading.mentions}
    passages = proof.reading.passages
    for number in proof.numbers:
        if number.id not in words:
            words[number.id] = content_words(passages[number.passage].text)
    for table in read_tables(passages, proof.reading.numbers):
        for column in table.columns:
            for label, number in zip(table.labels, column.cells, strict=True):
                if number is not None:
                    words[number.id] = content_words(f"{label} {column.head}")
    for mention in proof.reading.mentions:
        said = passages[mention.passage].sentence_text(mention.number.begin)
        words[mention.number.id] |= content_words(said) & words[mention.number.id]
    return words


def _similar(figure: _Figure, words: frozenset[str]) -> float:
    return len(figure.words & words) / max(1, len(figure.words))


def _weight(number: ReadNumber, figure: _Figure, words: frozenset[str]) -> float:
    """Return what it is worth to take a number for a figure."""
    if (number.unit == "%") != figure.is_rate:
        return _NEVER
    similar = _similar(figure, words)
    if number.value == figure.value or _is_corrected(number, figure):
        size = len(re.sub(r"\D", "", figure.printed).lstrip("0"))
        return 2.0 + min(size, 5) * 0.4 + 2.0 * similar
    return 2.0 * similar - 0.4 if similar >= _MAYBE else _NEVER


def _is_corrected(number: ReadNumber, figure: _Figure) -> bool:
    digits = re.match(r"[\d.,]+", number.text)
    return (
        bool(figure.corrected)
        and digits is not None
        and (digits[0].rstrip(".,") == figure.corrected.rstrip("%"))
    )


def _align(
    numbers: list[ReadNumber], figures: list[_Figure], words: Mapping[str, frozenset[str]]
) -> dict[str, int]:
    """Pair numbers with figures in order so that the pairs are worth most."""
    rows, columns = len(numbers), len(figures)
    best = [[0.0] * (columns + 1) for _ in range(rows + 1)]
    step = [bytearray(columns + 1) for _ in range(rows + 1)]
    for i in range(1, rows + 1):
        number, said = numbers[i - 1], words[numbers[i - 1].id]
        above, here, steps = best[i - 1], best[i], step[i]
        for j in range(1, columns + 1):
            worth, how = (above[j], 1) if above[j] >= here[j - 1] else (here[j - 1], 2)
            weight = _weight(number, figures[j - 1], said)
            if weight > 0 and above[j - 1] + weight > worth:
                worth, how = above[j - 1] + weight, 3
            here[j], steps[j] = worth, how
    pairs: dict[str, int] = {}
    i, j = rows, columns
    while i and j:
        how = step[i][j]
        if how == 3:
            pairs[numbers[i - 1].id] = j - 1
        i, j = i - (how != 2), j - (how != 1)
    return pairs


def _judge_figures(
    proof: Proof,
    numbers: list[ReadNumber],
    figures: list[_Figure],
    words: Mapping[str, frozenset[str]],
) -> dict[str, Judgement]:
    pairs = _align(numbers, figures, words)
    judged: dict[str, Judgement] = {}
    taken = set(pairs.values())
    for place, number in enumerate(numbers):
        if number.id in pairs:
            sure = _is_framed(place, numbers, pairs)
            told = _compare(number, figures[pairs[number.id]], words[number.id], sure)
            if told is not None:
                judged[number.id] = told
                continue
            taken.discard(pairs[number.id])
        elif between := _missing_between(place, numbers, pairs):
            told = _compare(number, figures[between], words[number.id], sure=True)
            if told is not None and (number.unit == "%") == figures[between].is_rate:
                judged[number.id] = told
                taken.add(between)
    left = [n for n in numbers if n.id not in judged]
    for number in left:
        judged[number.id] = _elsewhere(number, figures, taken, words[number.id])
    return judged | _derive(proof, judged)


def _is_framed(place: int, numbers: list[ReadNumber], pairs: Mapping[str, int]) -> bool:
    """Tell whether the numbers beside one are paired with the figures beside its own."""
    own = pairs[numbers[place].id]
    before = place == 0 or pairs.get(numbers[place - 1].id, -9) == own - 1
    after = place == len(numbers) - 1 or pairs.get(numbers[place + 1].id, -9) == own + 1
    return before and after


def _missing_between(place: int, numbers: list[ReadNumber], pairs: Mapping[str, int]) -> int:
    """Return the one figure between those of the neighbours; 0 where there is none or several."""
    if not 0 < place < len(numbers) - 1:
        return 0
    before = pairs.get(numbers[place - 1].id, -9)
    after = pairs.get(numbers[place + 1].id, -9)
    return before + 1 if before >= 0 and after == before + 2 else 0


def _compare(
    number: ReadNumber, figure: _Figure, words: frozenset[str], sure: bool
) -> Judgement | None:
    """Judge a pair; None where it is not sure enough to be one."""
    if _is_corrected(number, figure) and number.value != figure.value:
        return Judgement("corrected", figure.id, says=f"đã sửa từ {figure.printed}")
    if number.value == figure.value:
        if figure.corrected:
            says = f"đã kết luận sửa {figure.printed} thành {figure.corrected}"
            return Judgement("contradicts", figure.id, says=says)
        return Judgement("agrees", figure.id)
    similar = _similar(figure, words)
    if sure or similar >= _SURE:
        says = f"số liệu kỳ này ghi {figure.printed} ({figure.id})"
        cause = _cause(number.text, figure.printed)
        return Judgement("contradicts", figure.id, says=says + (f"; {cause}" if cause else ""))
    return None


def _cause(text: str, printed: str) -> str:
    """Say how a draft came to print a figure otherwise, where one slip of the keys explains it."""
    digits = re.match(r"[\d.,]+%?", text)
    try:
        found = explain_change(digits[0] if digits else text, printed)
    except ValueError:
        return ""
    return CAUSES.get(found[0].name, "") if found else ""


def _elsewhere(
    number: ReadNumber, figures: list[_Figure], taken: set[int], words: frozenset[str]
) -> Judgement:
    """Judge a number that no figure stands beside: told at another place, or not known."""
    same = [
        (place not in taken, _similar(f, words), -place)
        for place, f in enumerate(figures)
        if f.value == number.value and (number.unit == "%") == f.is_rate
    ]
    if same:
        _, similar, place = max(same)
        sure = similar >= _MAYBE or (number.value >= 100 and number.unit != "%")
        verdict = "agrees" if sure else "doubtful"
        id = figures[-place].id
        return Judgement(verdict, id if sure else "", "" if sure else id)
    alike = [(f, p) for p, f in enumerate(figures) if (number.unit == "%") == f.is_rate]
    near = [(_similar(figure, words), -place) for figure, place in alike]
    best = max(near, default=(0.0, 0))
    nearest = figures[-best[1]].id if figures and best[0] > 0 else ""
    return Judgement("unknown", nearest=nearest)


def _derive(proof: Proof, judged: Mapping[str, Judgement]) -> dict[str, Judgement]:
    """Tell which unknown numbers follow from known ones, by the relations that hold."""
    derived: dict[str, Judgement] = {}
    known = {id for id, told in judged.items() if told.verdict in ("agrees", "corrected")}
    for relation in proof.relations:
        if not relation.holds or relation.kind in ("part", "bound"):
            continue
        names = [n.id for n in relation.numbers]
        open_names = [id for id in names if id not in known and id in judged]
        if len(open_names) == 1 and judged[open_names[0]].verdict in ("unknown", "doubtful"):
            nearest = judged[open_names[0]].nearest
            derived[open_names[0]] = Judgement("derived", nearest=nearest, says=relation.says)
    return derived
