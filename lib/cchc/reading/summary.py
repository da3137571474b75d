"""Say in a few lines what a proof found, for the terminal."""

import re
from collections.abc import Iterator
from fractions import Fraction

from cchc.model.numbers import format_percent

from .classes import CLASSES
from .filling import Filling
from .proofing import VERDICTS, Proof, place_of
from .recording import Filled
from .saying import CLASS_NAMES, VERDICT_NAMES, say_contradiction


def say_summary(proof: Proof) -> Iterator[str]:
    """Give the contradictions, one after another, then the counts."""
    for count, (relation, suspects) in enumerate(proof.contradictions, 1):
        first, *others = say_contradiction(proof, relation, suspects)
        yield _plain(f"{count}. {place_of(proof, relation.anchor)}: {first}")
        for line in others:
            yield _plain(f"   {line}")
    judged = proof.judgements
    told = {n.id for relation, _ in proof.contradictions for n in relation.numbers}
    for number in proof.numbers:
        judgement = judged[number.id]
        if judgement.verdict == "contradicts" and number.id not in told:
            yield _plain(f"– {place_of(proof, number)}: {number.text}: {judgement.says}.")
    digits = [n for n in proof.numbers if not n.spelled]
    classes = [(CLASS_NAMES[c], sum(n.kind == c for n in digits)) for c in CLASSES]
    yield f"Đã đọc {len(digits)} số: " + ", ".join(f"{n} {name}" for name, n in classes if n) + "."
    verdicts = [
        (
            VERDICT_NAMES[v],
            sum(judged[n.id].verdict == v for n in proof.numbers if n.kind == "figure"),
        )
        for v in VERDICTS
    ]
    yield "Số liệu: " + ", ".join(f"{n} {name}" for name, n in verdicts if n) + "."
    holding = sum(r.holds for r in proof.relations)
    wrong = len(proof.contradictions)
    yield f"{holding} quan hệ khớp, {wrong} chỗ không khớp."


def say_filling(proof: Proof, filling: Filling, told: Filled) -> Iterator[str]:
    """Give what was found in a report, what is unsure, what differs, and what nobody claims."""
    for found in filling.found:
        window = "; kỳ {} – {}".format(*found.window) if any(found.window) else ""
        sure = format_percent(Fraction(round(100 * found.confidence)), 0)
        yield _plain(f"{found.figure}: {found.printed} ({found.place}{window}; tin cậy {sure})")
    for found in filling.unsure:
        yield _plain(f"chưa chắc, để trống: {found.figure}: {found.printed} ({found.place})")
    for found in told.kept:
        yield _plain(f"đã có số khác, giữ nguyên: {found.figure}; báo cáo ghi {found.printed}")
    for citation in told.citations:
        issuer = citation.issuer or "chưa rõ cơ quan ban hành"
        day = citation.date or "không ghi ngày"
        sure = format_percent(Fraction(round(100 * citation.confidence)), 0)
        yield _plain(
            f"văn bản: {citation.kind} {citation.number}, {day}, {issuer} ({citation.place};"
            f" tin cậy {sure})"
        )
    for number in filling.unclaimed:
        said = proof.reading.passages[number.passage].sentence_text(number.begin)[:90]
        unit = f", đơn vị {number.unit}" if number.unit else ""
        yield _plain(
            f"chưa có chỉ tiêu nào nhận: {number.text} ({place_of(proof, number)}{unit}): {said}"
        )


def _plain(text: str) -> str:
    """Drop what would steer a terminal."""
    return re.sub(r"[\x00-\x1f\x7f-\x9f]", " ", text)
