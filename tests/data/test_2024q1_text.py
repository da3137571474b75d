"""The other way round: every number of the report's text is a figure, a citation, a date, a
numbering or a name.

The text of the report is not a part of the project. Its place is CCHC_REPORT_TEXT, or
../shared/seed beside it.
"""

import csv
import os
import re
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TEXT = Path(
    os.environ.get("CCHC_REPORT_TEXT", ROOT.parent / "shared" / "seed" / "bao-cao-2024Q1.txt")
)
QUARTER = ROOT / "data" / "2024Q1"
TOKEN = re.compile(r"\d+(?:[.,]\d+)*")
TOKENS = 799

NUMBERING = [
    r"<sup>\d+</sup>",  # marks of footnotes; also the powers in m² and 360°
    r"^[#*_ ]+\d+(\.\d+)*\.",  # headings
    r"\([123]\)(?=\t|\n)",  # numbers of the table's columns
]
DATES = [
    r"\d{1,2}/\d{1,2}/\d{4}",
    r"tháng \d{1,2}/\d{4}",
    r"(ngày \d+ )?tháng \d+( năm \d{4})?",
    (
        r"(năm( học)?( giai đoạn)?|giai đoạn|nhiệm kỳ|hóa|Thìn|Quý I/|NĂM)"
        r" ?\d{4}(\s*[–-]\s*\d{4})?(, \d{4} - \d{4})?"
    ),
]
NAMES = [
    r"[Pp]hường \d+(?!\d| Mbps)(, \d+)*",
    r"phường: 7, 11",
    r"(?i:đề án) 06",
    r"Mức \d",
    r"C06",
    r"“4 tại chỗ”",
    r"bộ phận 1 cửa",
    r"đầu tư xây dựng [12]",
    r"Cisco \d+ XM|Procurve \d+|Catalyst \d+; \d+|SRW\d+-K\d|FG-\d+E-BDL-\d+-\d+",
    r"ảo 360",
]


def rows(name: str) -> list[dict[str, str]]:
    with open(QUARTER / name, encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def text() -> str:
    if not TEXT.exists():
        pytest.skip(
            f"the report's text is not at hand; set CCHC_REPORT_TEXT (looked for {TEXT.name})"
        )
    return TEXT.read_text(encoding="utf-8")


class Ledger:
    """Who has claimed which characters of the text; what is claimed once stays."""

    def __init__(self, text: str):
        self.text, self.owner = text, [""] * len(text)

    def claim(self, owner: str, start: int, end: int) -> None:
        self.owner[start:end] = [taken or owner for taken in self.owner[start:end]]

    def claim_all(self, owner: str, patterns: list[str]) -> None:
        for pattern in patterns:
            for found in re.finditer(pattern, self.text, re.M):
                self.claim(owner, *found.span())

    def tokens(self, owner: str) -> list[str]:
        return [m[0] for m in TOKEN.finditer(self.text) if self.owner[m.start()] == owner]


def claim_citations(ledger: Ledger) -> None:
    """Claim numbers in the order of the file, and each date within 70 characters of its number."""
    at = 0
    for row in rows("citations.csv"):
        found = re.compile(rf"(?<!\d){re.escape(row['number'])}").search(ledger.text, at)
        assert found, (
            f"citation {row['number']} ({row['section']}) is not in the text after the one before it"
        )
        start, at = found.span()
        ledger.claim("citation", start, at)
        if row["date"]:
            near = re.compile(rf"(?<!\d){re.escape(row['date'])}")
            day = near.search(ledger.text, at, at + 80) or near.search(
                ledger.text, start - 80, start
            )
            assert day, f"date {row['date']} does not stand beside citation {row['number']}"
            ledger.claim("citation", *day.span())


@pytest.fixture(scope="module")
def ledger(text: str) -> Ledger:
    ledger = Ledger(text)
    claim_citations(ledger)
    for owner, patterns in (("numbering", NUMBERING), ("date", DATES), ("name", NAMES)):
        ledger.claim_all(owner, patterns)
    return ledger


def own_figures() -> list[dict[str, str]]:
    """Leave out the rows that share one printed number with the row before them (see
    data/README.md).
    """
    return [row for row in rows("figures.csv") if row["note"] != "chung số với dòng trên"]


def test_every_printed_figure_occurs_in_the_text(text):
    assert [row["printed"] for row in own_figures() if row["printed"].rstrip("%") not in text] == []


def test_figures_are_all_numbers_of_the_text_that_are_nothing_else_in_the_order_of_the_text(ledger):
    unclaimed = ledger.tokens("")
    printed = [row["printed"].rstrip("%") for row in own_figures()]
    missing, invented = Counter(unclaimed) - Counter(printed), Counter(printed) - Counter(unclaimed)
    assert (missing, invented) == (Counter(), Counter()), "unaccounted for / not in the text"
    assert printed == unclaimed, "figures.csv does not follow the order of the text"


def test_the_tally_covers_every_numeric_token(ledger, capsys):
    tally = {
        owner: len(ledger.tokens(owner)) for owner in ("citation", "date", "numbering", "name")
    }
    tally["figure"] = len(own_figures())
    with capsys.disabled():
        parts = ", ".join(f"{count} {owner}" for owner, count in tally.items())
        print(f"\n{TOKENS} numeric tokens: {parts}; {TOKENS - sum(tally.values())} unaccounted for")
    assert len(TOKEN.findall(ledger.text)) == TOKENS
    assert sum(tally.values()) == TOKENS


def test_a_number_that_nobody_claims_is_noticed(text):
    ledger = Ledger(text + "\nThêm 4.321 hồ sơ.")
    claim_citations(ledger)
    assert "4.321" in ledger.tokens("")
