"""What changed since a quarter was sealed, in its own annex and the next one's."""

import pytest

from cchc import read_report
from cchc.pages.revisions import compare_sealed
from cchc.report.sealing import write_sealed


@pytest.fixture
def two(sound):
    """A quarter before, sealed; and this one, not sealed."""
    sound.add_quarter("2029Q4", received="900", resolved="800", pending="100")
    write_sealed(read_report("2029Q4", sound.root), sound.root)
    return sound


def revised(folder):
    folder.write(
        "2029Q4/figures.csv",
        folder.path("2029Q4/figures.csv").read_text(encoding="utf-8").replace("900", "910"),
    )


def test_without_a_seal_nothing_is_shown(sound):
    assert compare_sealed(sound.read(), id="doi") is None


def test_a_sealed_quarter_in_which_nothing_changed_says_so(two):
    (said,) = compare_sealed(two.read(), id="doi").parts
    assert "Số liệu đã chốt khi công bố: quý IV/2029." in said.markdown
    assert said.markdown.endswith("chưa có số nào đổi.")


@pytest.mark.parametrize("quarter", ["2029Q4", "2030Q1"])
def test_a_revision_is_listed_in_the_quarters_own_annex_and_in_the_next(two, quarter):
    revised(two)
    _, table = compare_sealed(read_report(quarter, two.root), id="doi").parts
    assert table.texts() == [
        [
            "Hồ sơ tiếp nhận, Bộ phận một cửa",
            "quý IV/2029",
            "hồ sơ",
            "900",
            "910",
            "10",
            "số ghi đổi từ 900 thành 910",
        ]
    ]


def test_a_revision_is_not_listed_again_two_quarters_later(two):
    revised(two)
    two.add_quarter("2030Q2", received="1.100")
    assert compare_sealed(read_report("2030Q2", two.root), id="doi") is None
