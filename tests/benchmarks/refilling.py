"""Change a report step by step and measure how many of its figures are read again, and how many
wrongly.

Run: python tests/benchmarks/refilling.py REPORT [--quarter 2024Q1] [--data DIR] [--seed N]; the
report is the text the quarter's figures were typed from, or CCHC_REPORT_TEXT. Cues are learned from
it; then all its numbers are changed, and on top of that words, the order of sections, the rows of
its table, the place of its footnotes, and sentences are added; clauses and columns that stand beside
each other are exchanged. Nothing is written beside the
folder of the system's temporary files.
"""

import argparse
import os
import re
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from random import Random

from cchc import read_report
from cchc.intake.opening import write_quarter
from cchc.model.quarter import Quarter
from cchc.reading.filling import find_figures
from cchc.reading.proofing import proof_file
from cchc.reading.recording import record

_DIGITS = re.compile(r"[\d.,]+")
_NEW = (
    "Công tác phối hợp giữa các cơ quan được duy trì, đã họp 6 lần và trao đổi 14 nội dung.",
    "Trong kỳ có 9 đoàn khách đến làm việc, ghi nhận 21 góp ý.",
    "Việc trực ngoài giờ được bố trí 3 ca, mỗi ca 2 người.",
)


@dataclass(frozen=True)
class Marked:
    """A report whose figures stand between marks: ⟦id⟧number⟦/⟧."""

    text: str


def mark(text: str, found) -> Marked:
    """Put marks around every figure that was found."""
    for one in sorted(found, key=lambda f: -f.number.start):
        start = one.number.start
        digits = _DIGITS.match(text, start)[0].rstrip(".,")
        if "⟦" not in text[start - 2 : start]:
            text = f"{text[:start]}⟦{one.figure}⟧{digits}⟦/⟧{text[start + len(digits) :]}"
    return Marked(text)


def renumber(marked: Marked, random: Random) -> Marked:
    """Give every figure other digits of the same form."""

    def other(found: re.Match) -> str:
        digits = [random.choice("123456789") if c.isdigit() else c for c in found[2]]
        return f"⟦{found[1]}⟧{''.join(digits)}⟦/⟧"

    return Marked(re.sub(r"⟦([^⟧]+)⟧([^⟦]+)⟦/⟧", other, marked.text))


def reword(marked: Marked, random: Random, share: float) -> Marked:
    """Change a share of the words outside marks, headings and tables into others."""
    words = sorted(set(re.findall(r"(?<!\w)[^\W\d_]{3,}(?!\w)", marked.text)))

    def other(found: re.Match) -> str:
        return random.choice(words) if random.random() < share else found[0]

    lines = []
    for line in marked.text.split("\n"):
        fixed = line.startswith("#") or "\t" in line
        parts = re.split(r"(⟦[^⟧]*⟧)", line)
        changed = [p if p.startswith("⟦") else re.sub(r"[^\W\d_]{3,}", other, p) for p in parts]
        lines.append(line if fixed else "".join(changed))
    return Marked("\n".join(lines))


def move_sections(marked: Marked, random: Random) -> Marked:
    """Put the parts between the headings of the highest numbering into another order."""
    parts = re.split(r"(?m)^(?=##? )", marked.text)
    head, rest = parts[0], parts[1:]
    random.shuffle(rest)
    return Marked(head + "".join(part.rstrip("\n") + "\n\n" for part in rest))


def shuffle_table(marked: Marked, random: Random) -> Marked:
    """Put the rows of each table of tabs into another order, the head excepted."""
    lines = marked.text.split("\n")
    rows = [at for at, line in enumerate(lines) if line.count("\t") > 1][1:]
    shuffled = [lines[at] for at in rows]
    random.shuffle(shuffled)
    for at, line in zip(rows, shuffled, strict=True):
        lines[at] = line
    return Marked("\n".join(lines))


_CLAUSE = re.compile(
    r"(?!(?:đạt|chiếm|bằng|tăng|giảm|còn)\b)[^⟦⟧:.%()\n]*⟦[^⟧]*⟧[^⟦]*⟦/⟧(?! ?%)[^⟦⟧:.%()\n]*"
)


def exchange_clauses(marked: Marked) -> Marked:
    """Exchange clauses of one number that stand beside each other."""
    lines = []
    for line in marked.text.split("\n"):
        parts = re.split(r"(; |, |: |</sup> |\.(?= |$))", line)
        at = 0
        while at + 2 < len(parts) and "\t" not in line:
            two = parts[at], parts[at + 2]
            if parts[at + 1] in ("; ", ", ") and all(map(_CLAUSE.fullmatch, two)):
                parts[at + 2], parts[at] = two
                at += 2
            at += 2
        lines.append("".join(parts))
    return Marked("\n".join(lines))


def exchange_columns(marked: Marked) -> Marked:
    """Exchange the second and third column of each table of tabs, with their heads."""
    lines = []
    for line in marked.text.split("\n"):
        cells = line.split("\t")
        if len(cells) > 2:
            cells[1:3] = cells[2], cells[1]
        lines.append("\t".join(cells))
    return Marked("\n".join(lines))


def notes_last(marked: Marked) -> Marked:
    """Put the footnotes at the end."""
    lines = marked.text.split("\n")
    notes = [line for line in lines if line.startswith("<sup>")]
    others = [line for line in lines if not line.startswith("<sup>")]
    return Marked("\n".join([*others, "", *[f"{note}\n" for note in notes]]))


def add_sentences(marked: Marked, random: Random) -> Marked:
    """Add paragraphs with numbers that no figure claims."""
    parts = marked.text.split("\n\n")
    for sentence in _NEW * 6:
        parts.insert(random.randrange(1, len(parts)), sentence)
    return Marked("\n\n".join(parts))


def expected(marked: Marked) -> dict[str, str]:
    """Return what each figure prints now."""
    return dict(re.findall(r"⟦([^⟧/][^⟧]*)⟧([^⟦]+)⟦/⟧", marked.text))


def score(marked: Marked, folder: Path, report) -> tuple[int, int, int]:
    """Read a changed report; return figures found rightly, wrongly, and asked for."""
    path = folder / "bao-cao.txt"
    path.write_text(re.sub(r"⟦[^⟧]*⟧", "", marked.text), encoding="utf-8")
    filling = find_figures(proof_file(path), report)
    wanted = expected(marked)
    right = sum(f.printed.rstrip("%") == wanted.get(f.figure) for f in filling.found)
    shared = sum(f.figure not in wanted for f in filling.found)
    return right, len(filling.found) - right - shared, len(wanted)


def main() -> None:
    """Print recall and wrong proposals for each step."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("report", nargs="?", default=os.environ.get("CCHC_REPORT_TEXT"))
    parser.add_argument("--quarter", default="2024Q1")
    parser.add_argument("--data", type=Path, default=Path(__file__).parents[2] / "data")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    if not given.report:
        parser.error("name the report, or set CCHC_REPORT_TEXT")
    text = Path(given.report).read_text(encoding="utf-8")
    random = Random(given.seed)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        data = folder / "data"
        shutil.copytree(given.data, data)
        known = read_report(given.quarter, data)
        learned = find_figures(proof_file(Path(given.report)), known)
        record(known, learned, Path(given.report).name)
        after = Quarter.parse(given.quarter).next()
        write_quarter(after, data)
        report = read_report(after, data)
        plain = renumber(mark(text, learned.found), random)
        moved = move_sections(plain, random)
        whole = add_sentences(notes_last(shuffle_table(moved, random)), random)
        steps = {
            "all numbers changed": plain,
            "10 % of words changed": reword(plain, random, 0.1),
            "20 % of words changed": reword(plain, random, 0.2),
            "30 % of words changed": reword(plain, random, 0.3),
            "sections moved": moved,
            "table shuffled": shuffle_table(plain, random),
            "footnotes at the end": notes_last(plain),
            "sentences added": add_sentences(plain, random),
            "clauses exchanged": exchange_clauses(plain),
            "columns exchanged": exchange_columns(plain),
            "all of the order": whole,
            "all of it, 15 % reworded": reword(whole, random, 0.15),
        }
        print("step                        found      wrong")
        for step, marked in steps.items():
            right, wrong, asked = score(marked, folder, report)
            print(f"{step:26} {100 * right / asked:6.1f} %   {100 * wrong / asked:6.1f} %")


if __name__ == "__main__":
    main()
