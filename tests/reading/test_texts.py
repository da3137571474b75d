"""Reports that were made up, each with the contradictions that were put into it: all are told, and
nothing else.
"""

import json
from functools import cache
from pathlib import Path

import pytest

from cchc.reading.proofing import Proof, proof_file

TEXTS = Path(__file__).parent / "texts"
KNOWN = json.loads((TEXTS / "contradictions.json").read_text(encoding="utf-8"))


@cache
def proof_of(name: str) -> Proof:
    """Proof a text once for all that is asked of it."""
    return proof_file(TEXTS / name)


@pytest.mark.parametrize("name", sorted(KNOWN))
def test_what_contradicts_itself_is_told_and_nothing_else(name):
    proof = proof_of(name)
    told = [
        {"kind": relation.kind, "numbers": [n.text for n in relation.numbers]}
        for relation, _ in proof.contradictions
    ]
    assert told == KNOWN[name]


def test_every_text_has_its_list():
    assert sorted(KNOWN) == sorted(path.name for path in TEXTS.glob("*.md"))


def test_most_figures_of_the_texts_are_held_against_others():
    proofs = [proof_of(name) for name in KNOWN]
    figures = [(p, n) for p in proofs for n in p.numbers if n.kind == "figure"]
    open_ones = [n for p, n in figures if p.judgements[n.id].verdict == "unknown"]
    assert len(open_ones) < 0.4 * len(figures)
