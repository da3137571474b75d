"""The head of a report tells whose it is, its number, title and period; another one is refused."""

import pytest
from typer.testing import CliRunner

from cchc.cli import make_app
from cchc.errors import RequestError
from cchc.publish.report_text import find_report_text
from cchc.reading.report_head import read_head

HEAD = """| ỦY BAN NHÂN DÂN XÃ TÂN LỘC HẠ Số: 52/BC-UBND | CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM |
|---|---|

BÁO CÁO

Công tác cải cách hành chính {period}

Thực hiện Kế hoạch số 09/KH-UBND ngày 14/01/2026, UBND xã tiếp nhận 1.000 hồ sơ.
"""


def run(*arguments: object):
    return CliRunner().invoke(make_app(), [*map(str, arguments)])


@pytest.mark.parametrize(
    ("period", "key"),
    [
        ("quý I năm 2026", "2026Q1"),
        ("quý IV/2026, nhiệm vụ quý I năm 2027", "2026Q4"),
        ("6 tháng đầu năm 2026", "2026H1"),
        ("9 tháng năm 2026", "2026N9"),
        ("tháng 3 năm 2026", "2026M03"),
        ("của xã", ""),
    ],
)
def test_a_head_tells_authority_number_title_and_period(proofed, period, key):
    head = read_head(proofed(HEAD.format(period=period)).document)
    assert (head.authority, head.number) == ("UBND xã Tân Lộc Hạ", "52/BC-UBND")
    assert head.period == key
    assert head.title == "Công tác cải cách hành chính" + (" của xã" if not key else "")


@pytest.fixture
def commune(folder, tmp_path):
    """A folder of a commune; returns how to read a report of a name and a period into it."""
    folder.figures(received="1.000")
    folder.replace("2030Q1/report.toml", folder.read().meta.authority, "UBND xã Tân Lộc")

    def read(name, period, *options):
        text = HEAD.format(period=period).replace("XÃ TÂN LỘC HẠ", name)
        (tmp_path / "a.md").write_text(text, encoding="utf-8")
        return run("read", "2030Q1", tmp_path / "a.md", "--data", folder.root, *options)

    return read


@pytest.mark.parametrize(
    ("name", "period", "refused"),
    [
        ("XÃ TÂN LỘC", "quý I năm 2030", ""),
        ("XÃ TÂN LỘC", "của xã", ""),
        ("XÃ TÂN LỘC HẠ", "quý I năm 2030", "UBND xã Tân Lộc Hạ"),
        ("XÃ PHÚ SƠN", "quý I năm 2030", "UBND xã Phú Sơn"),
        ("XÃ TÂN LỘC", "quý II năm 2030", "quý II năm 2030"),
    ],
)
def test_another_authority_or_period_is_refused_with_the_next_step(commune, name, period, refused):
    result = commune(name, period)
    assert result.exit_code == (2 if refused else 0), result.output
    if refused:
        assert refused in result.output
        assert "--data DIR" in result.output
        assert commune(name, period, "--even-so").exit_code == 0


def test_a_begun_folder_has_number_and_title_of_the_head_and_does_not_cite_itself(tmp_path):
    (tmp_path / "a.md").write_text(HEAD.format(period="quý I năm 2026"), encoding="utf-8")
    data = tmp_path / "data"
    result = run("read", "2026Q1", tmp_path / "a.md", "--data", data, "--propose")
    assert result.exit_code == 0, result.output
    told = (data / "2026Q1/report.toml").read_text(encoding="utf-8")
    assert 'title = "Công tác cải cách hành chính"' in told
    assert 'number = "52/BC-UBND"' in told
    assert "52/BC-UBND" not in (data / "2026Q1/citations.csv").read_text(encoding="utf-8")
    assert f"next: cchc check 2026Q1 --top 5 --suspects --data {data}" in result.output
    other = run("read", "2026Q2", tmp_path / "a.md", "--data", tmp_path / "new", "--propose")
    assert other.exit_code == 2
    assert not (tmp_path / "new").exists()


def test_another_authority_is_told_before_a_quarter_is_asked_to_be_begun(commune, folder, tmp_path):
    commune("XÃ PHÚ SƠN", "quý II năm 2030")
    result = run("read", "2030Q2", tmp_path / "a.md", "--data", folder.root)
    assert result.exit_code == 2
    assert "UBND xã Phú Sơn" in result.output
    assert "cchc new" not in result.output


def test_an_annex_is_not_built_beside_the_report_of_another_authority(commune, folder, tmp_path):
    commune("XÃ PHÚ SƠN", "quý I năm 2030")
    with pytest.raises(RequestError, match="UBND xã Phú Sơn"):
        find_report_text(folder.read(), folder.root, tmp_path / "a.md")
    commune("XÃ TÂN LỘC", "quý I năm 2030")
    assert find_report_text(folder.read(), folder.root, tmp_path / "a.md") is not None
