"""Words for the period and the authority come from the data: a report for six months never says
that it is of a quarter, a commune's never that it is a city's.
"""

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[2]
LIBRARY = PROJECT / "lib" / "cchc"
ROOMS = ("annex", "checks", "objects", "pages", "publish", "report", "run", "show")
# 'quý I năm 2024' names a quarter; any other 'quý' says what the report is for
QUARTER = re.compile(r"\bquý\b(?! (?:I|II|III|IV)\b)", re.IGNORECASE)
PLACE = re.compile(
    r"thành phố|Vũng Tàu|\bphường\b|\b(?:UBND|HĐND) (?:tỉnh|xã|huyện)\b|\b(?:của|dự toán) tỉnh\b"
    r"|\btỉnh (?:giao|đặt)\b",
    re.IGNORECASE,
)


def texts_of(path: Path) -> Iterator[str]:
    """The texts of a file that a reader may meet: of a module its strings but for docstrings."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".ipynb":
        for cell in json.loads(text)["cells"]:
            yield "".join(cell["source"])
        return
    if path.suffix != ".py":
        yield text
        return
    tree = ast.parse(text)
    documented = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.FunctionDef | ast.ClassDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        text = node.value if isinstance(node, ast.Constant) else None
        if isinstance(text, str) and id(node) not in documented:
            yield text


def files() -> list[Path]:
    chapters = [p for p in (PROJECT / "notebooks").glob("*.ipynb") if p.stem != "huong-dan"]
    rooms = [p for room in ROOMS for p in (LIBRARY / room).rglob("*")]
    return sorted(chapters + [p for p in rooms if p.suffix in (".py", ".j2", ".typ", ".ipynb")])


FILES = files()


@pytest.mark.parametrize("path", FILES, ids=[path.name for path in FILES])
def test_no_text_says_which_period_or_place_a_report_is_of(path):
    found = [
        said[0]
        for text in texts_of(path)
        for pattern in (QUARTER, PLACE)
        for said in pattern.finditer(text)
        # the one remark about totals speaks of quarters, and only between quarters
        if path.name != "outliers.py" or pattern is PLACE
    ]
    assert found == []


def test_the_words_that_are_looked_for_are_found():
    assert all(map(QUARTER.search, ("Văn bản ban hành trong quý", "Quý này có")))
    assert not QUARTER.search("số liệu quý I năm 2024, quý IV/2023")
    assert all(map(PLACE.search, ("Bộ phận một cửa thành phố", "dự toán tỉnh giao")))
    assert not PLACE.search("dự toán cấp trên giao")
