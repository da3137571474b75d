"""Say in a few lines what a proof found, for the terminal; the text of the report itself, and the
arithmetic in its words, stay Vietnamese.
"""

import re
from collections.abc import Iterator, Sequence

from cchc.checks.cause_names import CAUSES
from cchc.language import say

from .numerals import ReadNumber
from .proofing import Proof
from .relations import Relation
from .saying import MOST_SUSPECTS
from .suspect_numbers import SuspectNumber


def say_summary(proof: Proof) -> Iterator[str]:
    """Give the contradictions, one after another, then the counts."""
    for count, (relation, suspects) in enumerate(proof.contradictions, 1):
        for line in _say_contradiction(proof, count, relation, suspects):
            yield without_controls(line)
    judged = proof.judgements
    told = {n.id for relation, _ in proof.contradictions for n in relation.numbers}
    for number in proof.numbers:
        judgement = judged[number.id]
        if judgement.verdict == "contradicts" and number.id not in told:
            yield without_controls(
                f"– {say_place(proof, number)}: {number.text}: {judgement.says}."
            )
    digits = [n for n in proof.numbers if not n.spelled]
    if proof.document.pictures:
        yield say(
            "{count} pictures were not read: look yourself at the numbers in them",
            count=proof.document.pictures,
        )
    if not digits:
        yield say("no number was read")
        return
    classes = [
        (say("figures"), "figure"),
        (say("numbers of documents"), "citation"),
        (say("dates"), "date"),
        (say("numberings"), "numbering"),
        (say("numbers in names"), "name"),
        (say("numbers in units of measure"), "unit"),
    ]
    counts = [(name, sum(n.kind == kind for n in digits)) for name, kind in classes]
    yield say("{count} numbers read: {listed}.", count=len(digits), listed=_list(counts))
    verdicts = [
        (say("agree"), "agrees"),
        (say("agree with what was corrected"), "corrected"),
        (say("can be worked out"), "derived"),
        (say("contradict"), "contradicts"),
        (say("with nothing to hold them against"), "unknown"),
        (say("unsure"), "doubtful"),
        (say("are no figures"), "none"),
    ]
    figures = [judged[n.id].verdict for n in proof.numbers if n.kind == "figure"]
    counts = [(name, figures.count(verdict)) for name, verdict in verdicts]
    yield say("Figures: {listed}.", listed=_list(counts))
    yield say(
        "{holding} relations hold, {wrong} do not.",
        holding=sum(r.holds for r in proof.relations),
        wrong=len(proof.contradictions),
    )


def _say_contradiction(
    proof: Proof, count: int, relation: Relation, suspects: Sequence[SuspectNumber]
) -> Iterator[str]:
    kinds = {
        "share": say("share"),
        "sum": say("sum"),
        "part": say("part of a sum"),
        "repeat": say("one figure said twice"),
        "difference": say("increase or decrease"),
        "bound": say("more or less than"),
        "other": say("other"),
    }
    yield say(
        "{count}. {place}: does not fit ({kind}): {says}.",
        count=count,
        place=say_place(proof, relation.anchor),
        kind=kinds[relation.kind],
        says=relation.says,
    )
    sure = [s for s in suspects if s.certain] or list(suspects)
    if len(sure) == 1:
        yield say("   Most likely: {suspect}.", suspect=_say_suspect(proof, sure[0]))
    elif sure:
        yield say("   One of these has to be mended:")
        for suspect in sure[:MOST_SUSPECTS]:
            yield f"   – {_say_suspect(proof, suspect)};"
        if len(sure) > MOST_SUSPECTS:
            yield say("   – … and {count} more", count=len(sure) - MOST_SUSPECTS)


def _say_suspect(proof: Proof, suspect: SuspectNumber) -> str:
    number = next(n for n in proof.reading.numbers if n.id == suspect.number)
    shown = f"{number.text} ({say_place(proof, number)})"
    if not suspect.suggested:
        return say("look at {number} again", number=shown)
    cause = CAUSES.get(suspect.cause, "")
    because = f" ({cause})" if cause else ""
    if suspect.suggested.startswith("từ "):
        ends = suspect.suggested.removeprefix("từ ")
        return say("{number} must lie within {ends}", number=shown, ends=ends) + because
    return say("{number} may be {value}", number=shown, value=suspect.suggested) + because


def say_place(proof: Proof, number: ReadNumber) -> str:
    """Say where a number stands, in the language of messages."""
    passage = proof.reading.passages[number.passage]
    block = passage.block
    if block.kind == "cell":
        place = say(
            "table {table}, row {row}, column {column}",
            table=block.table + 1,
            row=block.row + 1,
            column=block.column + 1,
        )
    elif block.kind == "footnote":
        place = say("footnote {mark}", mark=passage.text.split(" ")[0])
    else:
        place = say("paragraph {count}", count=proof.paragraphs[number.passage])
    if block.page and (proof.document.pages or 0) > 1:
        place += say(", page {page}", page=block.page)
    return place


def _list(counts: Sequence[tuple[str, int]]) -> str:
    return ", ".join(f"{count} {name}" for name, count in counts if count)


def without_controls(text: str) -> str:
    """Drop what would steer a terminal."""
    return re.sub(r"[\x00-\x1f\x7f-\x9f]", " ", text)
