"""Proof a document: its relations, what is likely wrong, and a verdict for each number."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from pathlib import Path
from typing import Literal

from .classes import CLASSES
from .document import Document
from .finding import find_relations, read_through
from .mentions import Reading
from .numerals import ReadNumber
from .relations import Relation
from .sources import read_document
from .suspect_numbers import SuspectNumber, find_suspects

NumberVerdict = Literal[
    "agrees", "corrected", "derived", "contradicts", "unknown", "doubtful", "none"
]
VERDICTS: tuple[NumberVerdict, ...] = (
    "agrees",
    "corrected",
    "derived",
    "contradicts",
    "unknown",
    "doubtful",
    "none",
)
_FEW = 5


@dataclass(frozen=True)
class Judgement:
    """What is told of one number: its verdict, the figure it is or is nearest to, why."""

    verdict: NumberVerdict
    figure: str = ""
    nearest: str = ""
    says: str = ""


@dataclass(frozen=True)
class Proof:
    """A document proofed: numbers with verdicts, relations, and suspects of each contradiction."""

    reading: Reading
    relations: tuple[Relation, ...]
    suspects: tuple[tuple[SuspectNumber, ...], ...]
    judgements: Mapping[str, Judgement]

    @property
    def contradictions(self) -> list[tuple[Relation, tuple[SuspectNumber, ...]]]:
        """Return the relations that do not hold, with their suspects."""
        pairs = zip(self.relations, self.suspects, strict=True)
        return [(relation, suspects) for relation, suspects in pairs if not relation.holds]

    @property
    def document(self) -> Document:
        return self.reading.document

    @property
    def numbers(self) -> list[ReadNumber]:
        """Return the numbers told of: all in digits, and those in words that a relation needs."""
        used = {n.id for r in self.relations for n in r.numbers}
        return [n for n in self.reading.numbers if not n.spelled or n.id in used]

    @cached_property
    def paragraphs(self) -> dict[int, int]:
        """Number the paragraphs as a reader counts them, tables left out."""
        counts: dict[int, int] = {}
        seen: set[int] = set()
        for at, passage in enumerate(self.reading.passages):
            if passage.block.kind != "cell":
                seen.add(passage.where[0][0])
                counts[at] = len(seen)
        return counts

    @property
    def is_sound(self) -> bool:
        """Tell whether nothing contradicts anything."""
        wrong = any(j.verdict == "contradicts" for j in self.judgements.values())
        return not wrong and all(r.holds for r in self.relations)


def proof_file(path: Path) -> Proof:
    """Proof a file against itself. Raises UnreadableDocument."""
    return proof_document(read_document(path))


def proof_document(document: Document) -> Proof:
    """Proof a document against itself: each number gets a verdict, each contradiction suspects."""
    reading = read_through(document)
    relations = find_relations(reading)
    suspects = find_suspects(reading, relations)
    return Proof(reading, tuple(relations), suspects, _judge(reading, relations, suspects))


def _judge(
    reading: Reading,
    relations: Sequence[Relation],
    suspects: Sequence[Sequence[SuspectNumber]],
) -> dict[str, Judgement]:
    """Without a quarter: a number in a contradiction contradicts, one that relations confirm
    agrees, a figure that none speaks of is unknown, what is no figure has no verdict.

    Of a long sum that fails, only the total and the suspects contradict; the other parts are
    doubtful unless something else confirms them.
    """
    confirmed = {n.id for r in relations if r.holds for n in r.numbers}
    broken: dict[str, str] = {}
    doubtful: set[str] = set()
    for relation, told in zip(relations, suspects, strict=True):
        if relation.holds:
            continue
        named = {s.number for s in told} | {relation.anchor.id, relation.numbers[0].id}
        for number in relation.numbers:
            if len(relation.numbers) <= _FEW or number.id in named:
                broken.setdefault(number.id, relation.says)
            else:
                doubtful.add(number.id)
    judged = {}
    for number in reading.numbers:
        if number.id in broken:
            judged[number.id] = Judgement("contradicts", says=broken[number.id])
        elif number.id in confirmed:
            judged[number.id] = Judgement("agrees")
        elif number.id in doubtful:
            judged[number.id] = Judgement("doubtful")
        else:
            judged[number.id] = Judgement("unknown" if number.kind == "figure" else "none")
    return judged


def as_json(proof: Proof) -> dict:
    """Return a proof as the command line prints it."""
    numbers = proof.numbers
    digits = [n for n in numbers if not n.spelled]
    classes = {name: sum(n.kind == name for n in digits) for name in CLASSES}
    verdicts = {v: sum(proof.judgements[n.id].verdict == v for n in numbers) for v in VERDICTS}
    told = []
    for number in numbers:
        passage = proof.reading.passages[number.passage]
        judged = proof.judgements[number.id]
        told.append(
            {
                "id": number.id,
                "text": number.text,
                "start": number.start,
                "place": place_of(proof, number),
                "sentence": passage.sentence_text(number.begin),
                "class": number.kind,
                "value": _plain(number.value) if number.kind == "figure" else None,
                "unit": number.unit,
                "qualifier": number.qualifier,
                "verdict": judged.verdict,
                "figure": judged.figure or None,
                "nearest": judged.nearest or None,
            }
        )
    relations = []
    for relation, suspects in zip(proof.relations, proof.suspects, strict=True):
        relations.append(
            {
                "kind": relation.kind,
                "numbers": [n.id for n in relation.first or relation.numbers],
                "holds": relation.holds,
                "says": relation.says,
                "suspects": [
                    {"number": s.number, "suggested": s.suggested, "cause": s.cause}
                    for s in suspects
                ],
            }
        )
    return {
        "file": proof.document.name,
        "tokens": len(digits),
        "classes": classes,
        "verdicts": verdicts,
        "numbers": told,
        "relations": relations,
    }


def _plain(value: Fraction) -> int | float:
    return int(value) if value.denominator == 1 else float(value)


def place_of(proof: Proof, number: ReadNumber) -> str:
    """Say where a number stands: 'đoạn 12, trang 3' or 'bảng 1, hàng 2, cột 3'."""
    passage = proof.reading.passages[number.passage]
    block = passage.block
    page = f", trang {block.page}" if block.page and (proof.document.pages or 0) > 1 else ""
    if block.kind == "cell":
        return f"bảng {block.table + 1}, hàng {block.row + 1}, cột {block.column + 1}{page}"
    if block.kind == "footnote":
        return f"chú thích {passage.text.split(' ')[0]}{page}"
    return f"đoạn {proof.paragraphs[number.passage]}{page}"
