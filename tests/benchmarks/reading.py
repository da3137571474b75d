"""Measure how many labelled relations of texts are found, how many contradictions, and how many are
told that are none.

Run: python tests/benchmarks/reading.py FOLDER, or set CCHC_READING_TEXTS; the folder holds NN.md
and labels.json. The texts are no part of the project.
"""

import json
import os
import sys
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from cchc.reading.finding import find_relations, read_through
from cchc.reading.sources import read_document


@dataclass
class Score:
    """Counts by kind: labelled, found with the right verdict, contradictions, false ones."""

    labelled: Counter = field(default_factory=Counter)
    found: Counter = field(default_factory=Counter)
    kind_right: Counter = field(default_factory=Counter)
    contradictions: Counter = field(default_factory=Counter)
    contradictions_found: Counter = field(default_factory=Counter)
    told: Counter = field(default_factory=Counter)
    unlabelled: Counter = field(default_factory=Counter)
    false: list = field(default_factory=list)
    missed: list = field(default_factory=list)
    documents: int = 0


def places_of(text: str, numbers: list[dict]) -> tuple[int, ...]:
    """Return where the labelled numbers stand, each once: "(a − b) / b" names b twice."""
    places = []
    for number in numbers:
        at = -1
        for _ in range(number["nth"]):
            at = text.index(number["text"], at + 1)
        places.append(at)
    return tuple(dict.fromkeys(places))


def values_of(text: str, numbers: list[dict]) -> tuple[str, ...]:
    """Return the labelled numbers as printed, sorted: mentions of one value are interchangeable."""
    once = {(number["text"], number["nth"]) for number in numbers}
    return tuple(sorted(text.split()[0].rstrip("%") for text, _ in once))


def score(folder: Path, by_place: bool = False) -> Score:
    """Hold what is found in each text against its labels.

    Numbers are matched by value, or `by_place`, where each labelled mention must be the one told.
    """
    total = Score()
    for entry in json.loads((folder / "labels.json").read_text(encoding="utf-8")):
        path = folder / entry["file"]
        text = path.read_text(encoding="utf-8")
        reading = read_through(read_document(path))
        key = places_of if by_place else values_of
        told: dict[tuple, list] = {}
        for relation in find_relations(reading):
            if by_place:
                name = tuple(n.start for n in relation.first or relation.numbers)
            else:
                name = tuple(n.text.split()[0].rstrip("%") for n in relation.numbers)
            told.setdefault(tuple(sorted(name)), []).append(relation)
        total.documents += 1
        known: dict[tuple, set] = {}
        for label in entry["relations"]:
            name = tuple(sorted(key(text, label["numbers"])))
            known.setdefault(name, set()).add(label["holds"])
            total.labelled[label["kind"]] += 1
            total.contradictions[label["kind"]] += not label["holds"]
            right = [r for r in told.get(name, []) if r.holds == label["holds"]]
            if right:
                total.found[label["kind"]] += 1
                total.kind_right[label["kind"]] += any(r.kind == label["kind"] for r in right)
                total.contradictions_found[label["kind"]] += not label["holds"]
            else:
                total.missed.append((entry["file"], label["kind"], label["expr"], label["holds"]))
        for label in entry.get("also", []):
            name = tuple(sorted(key(text, label["numbers"])))
            either = {True, False} if label.get("either") else {label["holds"]}
            known.setdefault(name, set()).update(either)
        for name, relations in told.items():
            for relation in relations:
                total.told[relation.kind] += 1
                if not relation.holds and False not in known.get(name, ()):
                    total.false.append((entry["file"], relation.kind, relation.says))
                elif name not in known:
                    total.unlabelled[relation.kind] += 1
    return total


def main() -> None:
    """Print the score of a folder."""
    given = sys.argv[1] if len(sys.argv) > 1 else os.environ.get("CCHC_READING_TEXTS", "")
    if not given:
        sys.exit("name the folder of the texts, or set CCHC_READING_TEXTS")
    for by_place in (False, True):
        result = score(Path(given), by_place)
        print("matched by place" if by_place else "matched by value")
        for kind in sorted(result.labelled):
            print(
                f"  {kind:10} {result.found[kind]:4} of {result.labelled[kind]:4} found"
                f" ({result.kind_right[kind]} as this kind);"
                f" contradictions {result.contradictions_found[kind]} of {result.contradictions[kind]}"
            )
        print(
            f"  together {result.found.total()} of {result.labelled.total()};"
            f" contradictions {result.contradictions_found.total()} of"
            f" {result.contradictions.total()}; false {len(result.false)} in {result.documents}"
            f" documents; told beyond the labels: {dict(result.unlabelled)}"
        )
        for line in result.missed if not by_place else ():
            print("  missed", *line)
        for line in result.false if not by_place else ():
            print("  false", *line)


if __name__ == "__main__":
    main()
