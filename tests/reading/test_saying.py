"""How a contradiction is said, in the page and on the command line."""

from types import SimpleNamespace

import pytest

from cchc.reading import saying, summary


@pytest.mark.parametrize(("count", "rest"), [(5, ""), (7, "2")])
def test_suspects_that_are_not_named_are_counted(monkeypatch, count, rest):
    suspects = [SimpleNamespace(certain=False) for _ in range(count)]
    relation = SimpleNamespace(kind="sum", says="1 + 1 = 3", anchor=None)
    monkeypatch.setattr(saying, "say_suspect", lambda *_: "số")
    for name in ("_say_suspect", "say_place"):
        monkeypatch.setattr(summary, name, lambda *_: "number")
    proof = SimpleNamespace(contradictions=[(relation, suspects)])
    page = saying.say_contradiction(proof, relation, suspects)
    told = list(summary._say_contradiction(proof, 1, relation, suspects))
    assert [line for line in page if "…" in line] == [f"– … và {rest} số khác;"] * bool(rest)
    assert [line for line in told if "…" in line] == [f"   – … and {rest} more"] * bool(rest)
