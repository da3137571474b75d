"""The real section notebooks over a generated series of quarters: what appears, and what does not
with one quarter.
"""

import re
from pathlib import Path

import nbformat
import pytest

from cchc import read_report
from cchc.objects import FIGURE_MIME, PROSE_MIME, TABLE_MIME
from cchc.report.sealing import write_sealed
from cchc.run.engine import execute_sections
from cchc.run.section_files import plan

PROJECT = Path(__file__).parents[2]
SECTIONS = ("05", "13", "14")
REVISED = "results_resolved,p01,"


@pytest.fixture
def show_sections(tmp_path, shared_warm):
    """Execute sections of the project's own notebooks and give what they show: prose, and titles by
    id.
    """

    def show(data: Path) -> tuple[str, dict[str, str]]:
        folder = tmp_path / "executed"
        folder.mkdir()
        sections = plan(PROJECT / "notebooks", SECTIONS)
        results = execute_sections(
            sections, {"quarter": "2024Q1", "data": str(data)}, folder, jobs=1
        )
        assert not [result.failed for result in results if result.failed]
        prose, titles = [], {}
        for result in results:
            cells = nbformat.read(result.path, as_version=4).cells
            for data in (output.data for cell in cells for output in cell.get("outputs", ())):
                if PROSE_MIME in data:
                    prose.append(data[PROSE_MIME]["markdown"])
                for mime in (TABLE_MIME, FIGURE_MIME):
                    if mime in data:
                        titles[data[mime]["id"]] = data[mime]["title"]
        return "\n".join(prose), titles

    return show


def test_thirteen_quarters_show_changes_run_charts_and_revisions(series, show_sections):
    made = series(13)
    last, before = made.quarters[-1], made.quarters[-2]
    write_sealed(read_report(before, made.root), made.root)
    printed = re.search(
        rf"{REVISED}(\d+)", made.path(before, "figures.csv").read_text(encoding="utf-8")
    )[1]
    made.change(before, "figures.csv", f"{REVISED}{printed}", f"{REVISED}{int(printed) + 100}")
    prose, titles = show_sections(made.root)
    assert str(last) == "2024Q1"
    assert "## So với các kỳ trước" in prose
    assert "Dữ liệu có **13** kỳ, từ quý I/2021 đến quý I/2024." in prose
    assert "Giới hạn kiểm soát tính từ 13 kỳ." in prose
    changes = "Tỷ lệ số hóa kết quả giải quyết: kỳ này so với các kỳ trước"
    assert titles["so-sanh-so-hoa-ty-le"] == changes
    assert "chuỗi có tín hiệu ở kỳ này" in titles["so-sanh-so-hoa-ty-le-dien-bien"]
    assert "Số liệu đã chốt khi công bố: quý IV/2023." in prose
    # the figure itself and nothing else: rates are figures of their own and were not printed anew
    assert titles["so-da-doi-sau-khi-chot"] == "1 số đã đổi sau khi chốt"


def test_one_quarter_shows_one_sentence_and_nothing_else_of_it(show_sections):
    prose, titles = show_sections(PROJECT / "data")
    assert prose.count("Dữ liệu chỉ có một kỳ nên phụ lục chưa so với kỳ trước") == 1
    assert "So với các kỳ trước" not in prose
    assert "chốt khi công bố" not in prose
    assert not [id for id in titles if id.startswith(("so-sanh", "so-da-doi"))]
