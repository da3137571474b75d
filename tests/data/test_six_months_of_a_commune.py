"""The report for six months of a commune, with all that the city's had: no chapter and no letter
says that it is of a quarter or of a city.
"""

import re
import sys
from pathlib import Path

import pytest
from tests.generated import PROJECT, Generated
from tests.language.test_periods_and_places import PLACE, QUARTER, texts_of

sys.path.insert(0, str(PROJECT / "tests" / "benchmarks"))

from wrong_numbers import run_chapter

from cchc import read_report
from cchc.publish.letters import write_letters
from cchc.run.contents import plan_chapters

# words that are not those of a commune below a district
ELSEWHERE = re.compile(r"thành phố|Vũng Tàu|\bphường\b|\btỉnh\b", re.IGNORECASE)


@pytest.fixture(scope="module")
def six_months(tmp_path_factory):
    """The report for six months of a commune, with all that the city's had."""
    made = Generated(tmp_path_factory.mktemp("six"))
    made.mend("2024Q2/report.toml", r"(?m)^dated", 'period = "2024H1"\ndated')
    made.mend("2024Q2/report.toml", r"(?m)^authority = .*$", 'authority = "UBND xã An Bình"')
    # what the catalogue itself names is the authority's own word
    for name in ("indicators.csv", "orgs.csv", "rules.yml", "targets.csv"):
        path = made.root / "catalog" / name
        text = path.read_text(encoding="utf-8")
        text = QUARTER.sub("kỳ", text.replace("UBND thành phố Vũng Tàu", "UBND xã An Bình"))
        text = text.replace("UBND tỉnh Bà Rịa - Vũng Tàu", "UBND huyện Mới")
        text = re.sub("(?i)phường|xã Long", "thôn", text.replace("tỉnh", "huyện"))
        path.write_text(PLACE.sub("nơi", text), encoding="utf-8")
    for name in ("report.toml", "citations.csv"):
        path = made.root / "2024Q2" / name
        text = path.read_text(encoding="utf-8")
        text = text.replace("UBND thành phố Vũng Tàu", "UBND xã An Bình")
        text = re.sub(
            r'(title = "[^"]*)', lambda m: PLACE.sub("nơi", QUARTER.sub("kỳ", m[1])), text
        )
        path.write_text(text, encoding="utf-8")
    return made


def test_the_report_for_six_months_of_a_commune_never_says_quarter_or_city(six_months, tmp_path):
    report = read_report("2024Q2", six_months.root)
    plans = plan_chapters("2024Q2", six_months.root, PROJECT / "notebooks")
    special = [plan for plan in plans if plan.path.stem != "phan-chung"]
    assert len(special) == 15
    said = []
    for plan in special:
        headings = [text for text in texts_of(plan.path) if text.startswith("#")]
        for text in [*run_chapter(plan.path, report), *headings]:
            for found in (*QUARTER.finditer(text), *ELSEWHERE.finditer(text)):
                said.append(f"{plan.name}: …{text[max(0, found.start() - 60) : found.end() + 40]}")
    assert said == []
    letters, _ = write_letters(report, tmp_path, None)
    assert not letters or all("6 tháng" in read_word(path) for path in letters)


def read_word(path: Path) -> str:
    from docx import Document

    return "\n".join(paragraph.text for paragraph in Document(path).paragraphs)
