"""What nobody claims is proposed with a name from its wording, and a folder can begin from it."""

import csv
import tomllib
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cchc import read_report
from cchc.cli import make_app
from cchc.errors import InputError
from cchc.model.quarter import Quarter
from cchc.reading.adopting import begin, has_catalog, propose_anew
from cchc.reading.naming import code_of, name_of_cell
from cchc.reading.report_head import read_head

REPORT = """# ỦY BAN NHÂN DÂN XÃ LÂM HẠ

## I. TIẾP NHẬN

Trong quý, xã tiếp nhận 1.200 hồ sơ, gồm: trực tuyến 900 hồ sơ; trực tiếp 300 hồ sơ. Đã giải quyết \
1.100 hồ sơ, trong đó 1.045 hồ sơ đúng hạn (đạt 95,0%), 55 hồ sơ trễ hạn. So với quý trước (1.050 hồ \
sơ) tăng 150 hồ sơ.

## II. THEO THÔN

| Thôn | Hồ sơ tiếp nhận | Trong đó: trực tuyến |
|---|---:|---:|
| Thôn Một | 700 | 500 |
| Thôn Hai | 500 | 400 |
| **Tổng cộng** | **1.200** | **900** |

## III. KINH PHÍ

Đã chi 812,5 triệu đồng, gồm mua sắm 500 triệu đồng và đào tạo 312,5 triệu đồng.

## IV. KIẾN NGHỊ

Đề nghị cấp 4 máy in.
"""


def run(*arguments: object):
    return CliRunner().invoke(make_app(), [*map(str, arguments)])


@pytest.fixture
def proposed(proofed):
    proposal, _ = propose_anew(proofed(REPORT))
    return proposal


def named(proposal) -> dict[str, tuple[str, str]]:
    indicators = {one.code: one for one in proposal.indicators}
    return {
        f.printed: (indicators[f.indicator].name, indicators[f.indicator].unit)
        for f in reversed(proposal.figures)
        if f.org == "authority"
    }


def test_names_and_units_come_from_the_wording(proposed):
    found = named(proposed)
    assert found["900"] == ("Hồ sơ trực tuyến", "hồ sơ")
    assert found["1.100"] == ("Hồ sơ đã giải quyết", "hồ sơ")
    assert found["55"] == ("Hồ sơ trễ hạn", "hồ sơ")
    assert found["95,0%"] == ("Tỷ lệ hồ sơ đúng hạn", "%")
    assert found["312,5"][1] == "triệu đồng"


def test_parts_numerators_and_denominators_come_from_the_relations(proposed):
    one = {i.name: i for i in proposed.indicators}
    assert one["Hồ sơ trực tuyến"].part_of == one["Hồ sơ tiếp nhận"].code
    assert one["Hồ sơ trực tuyến"].is_complete
    rate = one["Tỷ lệ hồ sơ đúng hạn"]
    assert rate.numerator == one["Hồ sơ đúng hạn"].code
    assert rate.denominator == one["Hồ sơ đã giải quyết"].code


def test_a_change_the_number_of_another_quarter_and_a_wish_are_no_indicators(proposed):
    assert {n.text for n in proposed.left} == {"1.050", "150", "4"}


def test_rows_that_are_units_become_orgs_and_their_total_the_authoritys(proposed):
    assert proposed.orgs == {"thon_mot": "Thôn Một", "thon_hai": "Thôn Hai"}
    received = {f.org: f.printed for f in proposed.figures if f.section == "II"}
    assert received["thon_mot"] in ("700", "500")
    assert {one.name for one in proposed.summed} >= {"Hồ sơ tiếp nhận"}


def test_an_amount_in_ty_is_not_made_the_whole_of_amounts_in_trieu(proofed):
    text = "Kinh phí năm là 1,25 tỷ đồng, gồm ngân sách tỉnh 780 triệu đồng và ngân sách xã 470 triệu đồng."
    proposal, _ = propose_anew(proofed(text))
    assert {one.unit for one in proposal.indicators} == {"tỷ đồng", "triệu đồng"}
    assert [one.part_of for one in proposal.indicators] == ["", "", ""]


def test_the_authority_is_named_by_the_head_of_the_report(proofed):
    assert read_head(proofed(REPORT).document).authority == "UBND xã Lâm Hạ"
    assert (
        read_head(proofed("UBND xã Lâm Hạ báo cáo kết quả quý I").document).authority
        == "UBND xã Lâm Hạ"
    )
    assert read_head(proofed("Có 12 hồ sơ.").document).authority == ""


def test_codes_are_plain_and_never_doubled():
    assert code_of("Hồ sơ đã giải quyết", set()) == "ho_so_da_giai_quyet"
    assert code_of("Hồ sơ", {"ho_so"}) == "ho_so_2"
    assert code_of("100 ngày", set()) == "so_100_ngay"


def test_a_cell_is_named_by_its_column_and_where_it_is_no_unit_by_its_row():
    assert name_of_cell("Số hồ sơ", "Thôn Một", True, False) == "Hồ sơ"
    assert name_of_cell("Số hồ sơ", "Đất đai", False, False) == "Hồ sơ: Đất đai"


def test_a_folder_begins_from_its_report_and_is_checked_at_once(tmp_path):
    report, data = tmp_path / "bao-cao.md", tmp_path / "data"
    report.write_text(REPORT.replace("| 500 | 400 |", "| 501 | 400 |"), encoding="utf-8")
    seen = run("read", "2030Q1", report, "--data", data)
    assert seen.exit_code == 0
    assert "Hồ sơ trực tuyến" in seen.stdout
    assert not data.exists()
    assert run("read", "2030Q1", report, "--data", data, "--propose").exit_code == 0
    told = tomllib.loads((data / "2030Q1" / "report.toml").read_text(encoding="utf-8"))
    assert told["authority"] == "UBND xã Lâm Hạ"
    assert {s["section"]: s["title"] for s in told["sections"]}["II"] == "Theo thôn"
    checked = read_report("2030Q1", data)
    assert checked.authority == "authority"
    assert [f.says for f in checked.findings if f.severity == "error"] != []
    assert all("ho_so_tiep_nhan" in f.rule or "units" in f.rule for f in checked.findings)
    with open(data / "2030Q1" / "cues.csv", encoding="utf-8", newline="") as file:
        assert len(list(csv.DictReader(file))) == len(checked.figures)


def test_a_total_divided_twice_and_a_share_told_with_hon_reach_check(tmp_path):
    report, data = tmp_path / "a.md", tmp_path / "data"
    report.write_text(
        "# I. Hồ sơ\n\nTrong quý, xã tiếp nhận 1.200 hồ sơ. Trong đó: trực tuyến 900 hồ sơ; trực tiếp"
        " 300 hồ sơ.\n\n# II. Giải quyết\n\n- Đã giải quyết 1.139 hồ sơ, đang giải quyết 61 hồ sơ. Như"
        " vậy, hơn 95% số hồ sơ tiếp nhận đã có kết quả.\n",
        encoding="utf-8",
    )
    assert run("read", "2030Q1", report, "--data", data, "--propose").exit_code == 0
    rules = (data / "catalog" / "rules.yml").read_text(encoding="utf-8")
    divided = "ho_so_da_giai_quyet[authority] + ho_so_dang_giai_quyet[authority]"
    assert f"expr: ho_so_tiep_nhan[authority] == {divided}" in rules
    says = [f.says for f in read_report("2030Q1", data).findings if f.severity == "error"]
    assert any("1.139 / 1.200 = 94,9%" in told for told in says)


def test_nothing_that_stands_in_a_begun_folder_is_overwritten(tmp_path):
    report, data = tmp_path / "bao-cao.md", tmp_path / "data"
    report.write_text(REPORT, encoding="utf-8")
    (data / "catalog").mkdir(parents=True)
    rules = "# của tôi\n[]\n"
    (data / "catalog" / "rules.yml").write_text(rules, encoding="utf-8")
    assert not has_catalog(data)
    assert run("read", "2030Q1", report, "--data", data, "--propose").exit_code == 0
    assert (data / "catalog" / "rules.yml").read_text(encoding="utf-8") == rules
    before = (data / "catalog" / "indicators.csv").read_bytes()
    assert run("read", "2030Q1", report, "--data", data, "--propose").exit_code == 0
    assert (data / "catalog" / "indicators.csv").read_bytes() == before


def test_a_known_catalogue_takes_what_nobody_claims(folder, tmp_path):
    folder.figures(received="1.000", resolved="900", pending="100")
    report = tmp_path / "a.md"
    report.write_text(
        "# I. Hồ sơ\n\nĐã tiếp nhận 1.000 hồ sơ: giải quyết 900 hồ sơ, đang giải quyết 100 hồ sơ."
        " Đã trồng 512 cây xanh.\n",
        encoding="utf-8",
    )
    listed = run("read", "2030Q1", report, "--data", folder.root)
    assert "proposed: Cây xanh" in listed.stdout
    assert run("read", "2030Q1", report, "--data", folder.root, "--propose").exit_code == 0
    checked = folder.read()
    assert "512" in set(checked.figures["printed"])
    assert checked.catalog.indicators["source"].iloc[-1] == "a.md, đoạn 2"
    assert [f for f in checked.findings if f.severity == "error"] == []


def test_decimals_of_what_else_would_be_counted_are_proposed(proofed):
    text = REPORT.replace("## III", "Mỗi phòng học có 3,5 máy tính, cả xã có 42 máy in.\n\n## III")
    proposal, _ = propose_anew(proofed(text))
    told = {one.name: one.decimals for one in proposal.indicators if one.unit == "máy"}
    assert told == {"Máy tính mỗi phòng học": 1, "Máy in cả xã": 0}
    assert "3,5" in {f.printed for f in proposal.figures}


def test_units_are_whole_words_and_those_told_before_a_table(proofed):
    text = (
        "Toàn xã có 64 thành viên, 14.260 công dân đủ điều kiện.\n\nKết quả như bảng (đơn vị: hồ"
        " sơ):\n\n| Lĩnh vực | Trực tiếp, bưu chính |\n|---|---|\n| Hộ tịch | 63 |\n| Khác | 20 |\n"
    )
    proposal, _ = propose_anew(proofed(text))
    units = {f.printed: proposal.indicator_of(f.number).unit for f in proposal.figures}
    assert units == {"64": "thành viên", "14.260": "công dân", "63": "hồ sơ", "20": "hồ sơ"}


def test_what_is_told_of_another_period_is_no_indicator_and_no_name_has_a_period(proofed):
    text = (
        "BÁO CÁO\n\nCông tác cải cách hành chính quý I năm 2026\n\nXã đã tiếp nhận 1.284 hồ sơ. Tỷ lệ"
        " đúng hạn của quý IV/2025 là 97,9%. Đến hết quý I giải ngân 96,6 triệu đồng, kinh phí năm"
        " 2026 là 420 triệu đồng.\n"
    )
    proposal, _ = propose_anew(proofed(text))
    assert [n.text for n in proposal.left] == ["97,9%"]
    assert {one.name for one in proposal.indicators} == {
        "Hồ sơ đã tiếp nhận",
        "Giải ngân",
        "Kinh phí",
    }


def test_what_the_core_catalogue_has_is_filled_and_not_proposed_anew(tmp_path):
    report, data = tmp_path / "a.md", tmp_path / "data"
    report.write_text(
        "ỦY BAN NHÂN DÂN XÃ LÂM HẠ\n\n# IV. Kết quả giải quyết\n\nTrong quý, xã tiếp nhận 1.284 hồ sơ,"
        " gồm: trực tuyến 1.037 hồ sơ, chiếm 80,8%; trực tiếp 214 hồ sơ; qua bưu chính 33 hồ sơ. Đã"
        " giải quyết 1.219 hồ sơ, trong đó 1.187 hồ sơ đúng hạn (đạt 97,4%), 32 hồ sơ trễ hạn.\n",
        encoding="utf-8",
    )
    begun = ("init", data, "--name", "UBND xã Lâm Hạ", "--kind", "commune", "--units", "")
    assert run(*begun, "--quarter", "2026Q1").exit_code == 0
    before = (data / "catalog/indicators.csv").read_bytes()
    result = run("read", "2026Q1", report, "--data", data, "--propose")
    assert result.exit_code == 0, result.output
    assert (data / "catalog/indicators.csv").read_bytes() == before
    figures = read_report("2026Q1", data).figures
    assert dict(zip(figures["indicator"], figures["printed"], strict=True)) == {
        "received_in_period": "1.284",
        "received_online": "1.037",
        "online_rate": "80,8%",
        "received_direct": "214",
        "received_post": "33",
        "dossiers_resolved": "1.219",
        "dossiers_on_time": "1.187",
        "on_time_rate": "97,4%",
        "dossiers_late": "32",
    }


def test_a_folder_that_would_not_read_is_told_by_its_own_name_and_stays_as_it_is(proofed, tmp_path):
    data, quarter = tmp_path / "số liệu", Quarter.parse("2026Q1")
    (data / "catalog").mkdir(parents=True)
    (data / "catalog" / "targets.csv").write_text("target,indicator\nx\n", encoding="utf-8")
    proof = proofed(REPORT)
    with pytest.raises(InputError) as raised:
        begin(proof, data, quarter, *propose_anew(proof))
    assert {Path(problem.file) for problem in raised.value.problems} == {
        data / "catalog" / "targets.csv"
    }
    assert [path.name for path in data.rglob("*.csv")] == ["targets.csv"]
