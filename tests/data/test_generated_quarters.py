"""The next reports: sections dropped and renumbered, indicators added, wards merged, six months, the
reorganisation of 2025, a ward's own workbook.
"""

import json
import re
import shutil

import pytest
from tests.generated import PROJECT, Generated, percent, write
from typer.testing import CliRunner

from cchc import read_report
from cchc.cli import app
from cchc.intake.opening import write_quarter
from cchc.model.quarter import Quarter
from cchc.pages.method import tabulate_targets
from cchc.pages.overview import tabulate_scorecard
from cchc.report.history import compare_points
from cchc.run.contents import plan_chapters
from cchc.show.changes import say_comparison

NOTEBOOKS = PROJECT / "notebooks"
# the next report numbers its chapters otherwise: procedures become I.3, what follows moves on
NEW_NUMBERS = {
    "I.2.a": "I.3.1",
    "I.2.b": "I.3.2",
    "I.2.c": "I.3.3",
    "I.3": "I.4",
    "I.4": "I.5",
    "I.5": "I.6",
    "I.6": "I.7",
} | {f"I.6.{letter}": f"I.7.{letter}" for letter in "bcdeg"}
SUCCESSORS = ("vung_tau", "tam_thang", "rach_dua_2025", "phuoc_thang", "long_son_2025")
COUNTS = ("results_resolved", "results_digitised")


@pytest.fixture
def made(tmp_path):
    return Generated(tmp_path)


def errors(report) -> list[str]:
    return [f.says for f in report.findings if f.severity == "error"]


def chapters(made, quarter: str) -> dict[str, str]:
    """The notebook of each chapter of a quarter, by number."""
    return {plan.id: plan.path.stem for plan in plan_chapters(quarter, made.root, NOTEBOOKS)}


def add_indicators(made) -> None:
    new = [
        ("sheets_sent", "Phiếu hỏi ý kiến đã phát", "phiếu", "", "", "", ""),
        ("sheets_back", "Phiếu hỏi ý kiến đã thu về", "phiếu", "", "", "sheets_sent", "no"),
        ("sheets_rate", "Tỷ lệ phiếu thu về", "%", "sheets_back", "sheets_sent", "", ""),
        ("kiosks", "Ki-ốt tra cứu", "máy", "", "", "", ""),
    ]
    names = ("indicator", "name", "unit", "numerator", "denominator", "part_of")
    rows = [
        dict(zip((*names, "whole_is_complete"), each, strict=True))
        | {"section": "I.2.c", "definition": each[1]}
        for each in new
    ]
    made.add("catalog/indicators.csv", *rows)
    printed = ("200", "150", "75,00%", "12")
    made.add(
        "2024Q2/figures.csv",
        *(
            {
                "indicator": row["indicator"],
                "org": "city",
                "printed": text,
                "section": "I.2.c",
                "place": "biểu 1",
            }
            for row, text in zip(rows, printed, strict=True)
        ),
    )


@pytest.fixture
def changed(made):
    """Quarter II of 2024 without its section on staff, with four indicators more and a ward less."""
    made.drop_section("2024Q2", "I.4")
    add_indicators(made)
    made.merge("2024Q2", "p02", "p01", "2024-05-31")
    return made


def test_a_section_dropped_indicators_added_a_ward_merged(changed):
    report = read_report("2024Q2", changed.root)
    # one commune less is told by the count that the report prints; nothing else is wrong
    assert [f.rule for f in report.findings if f.severity == "error"] == [
        "communes_listed[area]"
    ] * ("communes" in set(report.figures["indicator"]))
    assert "07" not in chapters(changed, "2024Q2")
    assert report.value("sheets_rate", "authority") == 75
    merged = compare_points(report, "results_resolved", "p01", report.history[-1])
    before = sum(changed.number("2024Q1", "results_resolved", org) for org in ("p01", "p02"))
    assert merged.then.value == before
    assert not [f for f in report.findings if f.kind == "change" and f.org in ("p01", "p02")]
    assert not [f for f in report.findings if f.kind == "validity"]


def test_the_same_renumbered_keeps_findings_in_their_chapters(changed):
    before = read_report("2024Q2", changed.root)
    changed.renumber("2024Q2", NEW_NUMBERS)
    report = read_report("2024Q2", changed.root)
    known = {section.section for section in report.meta.sections}
    assert {f.section for f in report.findings} <= known
    moved = sorted((f.kind, NEW_NUMBERS.get(f.section, f.section)) for f in before.findings)
    assert sorted((f.kind, f.section) for f in report.findings) == moved
    assert report.sections_of("04") == ["I.3.3"]
    assert {f.section for f in report.findings_of("I.3.3")} >= {"I.3.3"}
    change = compare_points(report, "dossiers_received", "one_stop_desk", report.history[-1])
    assert change.difference is not None


def test_the_six_month_report_is_not_set_against_a_quarter(made):
    made.mend("2024Q2/report.toml", r"(?m)^dated", 'period = "2024H1"\ndated')
    made.rewrite(
        "2024Q2/figures.csv",
        lambda rows: [r | {"window_start": "", "window_end": ""} for r in rows],
    )
    report = read_report("2024Q2", made.root)
    assert report.quarter.label == "6 tháng đầu năm 2024"
    assert not errors(report)
    assert not [f for f in report.findings if f.kind in ("change", "total", "window")]
    change = compare_points(report, "dossiers_received", "one_stop_desk", report.history[-1])
    assert "kỳ số liệu khác nhau" in change.why_not
    # the rates of the first page stand beside those of like periods alone
    heads = [column.name for column in tabulate_scorecard(report, id="a").columns]
    assert not [head for head in heads if "2024" in head]
    assert "chưa có quý I/2024" not in (said := say_comparison(report).markdown)
    assert "Dữ liệu chưa có 6 tháng đầu năm 2023." in said


@pytest.fixture
def reorganised(made):
    """Quarter II and III of 2025: seventeen wards of a city, then five wards of another."""
    made.move("2024Q2", "2025Q2", "2025-06-30")
    made.move("2024Q1", "2025Q1", "2025-03-31")
    shutil.copytree(made.root / "2025Q2", made.root / "2025Q3")
    made.mend(
        "2025Q3/report.toml", r"(?m)^authority = .*$", 'authority = "UBND Thành phố Hồ Chí Minh"'
    )
    made.mend("2025Q3/report.toml", r"(?m)^dated = \S+", "dated = 2025-09-30")
    made.rewrite(
        "catalog/orgs.csv",
        lambda rows: [r | {"role": "authority"} if r["org"] == "hcm" else r for r in rows],
    )
    rows = []
    for org in SUCCESSORS:
        counts = [sum(added(made, code, org)) for code in COUNTS]
        counts[1] = min(counts)
        texts = [*map(write, counts), percent(counts[1], counts[0])]
        rows += [
            {
                "indicator": code,
                "org": org,
                "printed": text,
                "section": "I.2.c",
                "place": "bảng",
            }
            for code, text in zip((*COUNTS, "digitisation_rate"), texts, strict=True)
        ]
    made.rewrite(
        "2025Q3/figures.csv", lambda old: [dict.fromkeys(old[0], "") | row for row in rows]
    )
    made.rewrite("2025Q3/citations.csv", lambda old: old[:1])
    return made


def added(made, code: str, org: str) -> list[int]:
    """What the wards that became a unit printed in quarter II of 2025."""
    return [
        made.number("2025Q2", code, row["org"])
        for row in made.rows("catalog/orgs.csv")
        if row["successor"] == org
    ]


def test_after_the_reorganisation_five_units_are_compared_with_the_sums_of_seventeen(reorganised):
    report = read_report("2025Q3", reorganised.root)
    assert (report.authority, tuple(report.members("units"))) == ("hcm", SUCCESSORS)
    assert not errors(report)
    before = report.earlier(Quarter(2025, 2))
    for org in SUCCESSORS:
        change = compare_points(report, "results_resolved", org, before)
        assert (change.difference, change.why_not) == (0, "")
        assert len(change.then.summed or (org,)) == len(added(reorganised, "results_resolved", org))
        rate = compare_points(report, "digitisation_rate", org, before)
        assert (rate.then.part, rate.then.whole) == tuple(
            sum(added(reorganised, code, org)) for code in ("results_digitised", "results_resolved")
        )
        assert rate.difference == 0
    # the first page adds the predecessors too
    table = tabulate_scorecard(report, id="a")
    assert [row[-1] for row in table.rows] == [
        pytest.approx(float(compare_points(report, "digitisation_rate", org, before).then.value))
        for org in ("long_son_2025", "phuoc_thang", "rach_dua_2025")
    ]
    # targets of the city that is no more are not in force
    assert tabulate_targets(report, id="a").markdown == "Không có mục tiêu nào đang áp dụng."
    # of a merged ward nobody says that its number was copied
    alone = [org for org in SUCCESSORS if len(added(reorganised, "results_resolved", org)) == 1]
    assert {f.org for f in report.findings if f.kind == "change"} <= set(alone)


def test_a_missing_predecessor_is_named(reorganised):
    reorganised.rewrite("2025Q2/figures.csv", lambda rows: [r for r in rows if r["org"] != "p08"])
    report = read_report("2025Q3", reorganised.root)
    change = compare_points(
        report, "results_resolved", "tam_thang", report.earlier(Quarter(2025, 2))
    )
    assert change.why_not.endswith("thiếu Phường 8")


def test_a_ward_has_a_workbook_of_its_own(tmp_path):
    write_ward(tmp_path)
    report = read_report("2025Q3", tmp_path)
    assert (report.authority, report.org("one_stop_desk")) == ("tam_thang", "centre")
    assert (report.members("units"), errors(report)) == ([], [])
    opened = write_quarter(Quarter(2025, 4), tmp_path)
    assert (opened.figures, opened.gone, opened.authority) == (4, (), "")
    figures = tmp_path / "2025Q4" / "figures.csv"
    text = figures.read_text(encoding="utf-8")
    for code, printed in (("received", "1.100"), ("resolved", "1.000"), ("pending", "100")):
        text = text.replace(f"{code},centre,,", f"{code},centre,{printed},")
    text = text.replace("resolved_rate,centre,,", 'resolved_rate,centre,"90,91%",')
    figures.write_text(text, encoding="utf-8")
    now = read_report("2025Q4", tmp_path)
    assert errors(now) == []
    change = compare_points(now, "received", "one_stop_desk", now.history[-1])
    assert change.why_not or change.difference == 100


def write_ward(root) -> None:
    """Write the data folder of a ward that reports for itself."""
    files = {
        "catalog/orgs.csv": """org,name,kind,parent,aliases,valid_from,valid_to,successor,role
tam_thang,UBND phường Tam Thắng,phuong,,,2025-07-01,,,authority
centre,Trung tâm Phục vụ hành chính công phường,trung_tam,tam_thang,,2025-07-01,,,one_stop_desk
""",
        "catalog/indicators.csv": """indicator,name,unit,section,better,numerator,denominator,part_of,whole_is_complete,definition,source
received,Hồ sơ tiếp nhận,hồ sơ,II.1,,,,,,Hồ sơ nhận trong kỳ,
resolved,Hồ sơ đã giải quyết,hồ sơ,II.1,higher,,,received,yes,Hồ sơ đã trả,
pending,Hồ sơ đang giải quyết,hồ sơ,II.1,,,,received,yes,Hồ sơ còn lại,
resolved_rate,Tỷ lệ hồ sơ đã giải quyết,%,II.1,higher,resolved,received,,,Đã giải quyết trên tiếp nhận,
""",
        "catalog/targets.csv": "indicator,org,value,valid_from,valid_to,document,confirmed\n",
        "catalog/rules.yml": "[]\n",
        "2025Q3/report.toml": """title = "Cải cách hành chính"
authority = "UBND phường Tam Thắng"
number = "…/BC-UBND"
dated = 2025-09-20
sections = [{ section = "II.1", title = "Giải quyết hồ sơ", notebook = "01" }]
chapters = [{ chapter = "1", title = "Giải quyết hồ sơ", sections = ["II.1"] }]
""",
        "2025Q3/figures.csv": """indicator,org,printed,section,place,window_start,window_end,note
received,centre,1.000,II.1,biểu 1,,,
resolved,centre,900,II.1,biểu 1,,,
pending,centre,100,II.1,biểu 1,,,
resolved_rate,centre,"90,00%",II.1,biểu 1,,,
""",
        "2025Q3/citations.csv": "number,kind,issuer,date,section,place,note\n",
        "2025Q3/statements.csv": "statement,kind,section,theme,title,due,indicators,place\n"
        "kh-01,plan,II.1,Hạ tầng,Sửa phòng chờ,2025Q4,received,đoạn\n",
        "2025Q3/decisions.csv": "finding,decision,figure,value,reason,decided_by,decided_on\n",
    }
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def test_the_quarter_after_the_reorganisation_builds(reorganised, monkeypatch, shared_warm):
    monkeypatch.chdir(PROJECT)
    out = reorganised.root / "outputs"
    asked = ["build", "2025Q3", "--data", str(reorganised.root), "--out", str(out)]
    result = CliRunner().invoke(app, [*asked, "--formats", "html"])
    assert result.exit_code == 0, result.output
    page = (out / "2025Q3" / "annex.html").read_text(encoding="utf-8")
    assert "Báo cáo quý III năm 2025 của UBND Thành phố Hồ Chí Minh" in page
    assert (
        "của phường Tam Thắng tính trên tổng của Phường 7, Phường 8, Phường 9, Phường Nguyễn An Ninh"
        in page
    )
    assert (
        json.loads((out / "2025Q3" / "manifest.json").read_text(encoding="utf-8"))["failed"] == []
    )


def test_a_month_follows_the_month_before_it_from_the_first_to_the_annex(
    tmp_path, monkeypatch, shared_warm
):
    monkeypatch.chdir(PROJECT)
    data, out = tmp_path / "ba", tmp_path / "outputs"

    def run(*words: str) -> str:
        result = CliRunner().invoke(app, [*words])
        assert result.exit_code == 0, result.output
        return result.output

    given = ("--name", "UBND xã Ba", "--kind", "commune", "--units", "")
    run("init", str(data), *given, "--quarter", "2030M12")
    fill(data / "2030M12", steering_documents="1.200")
    assert "from 2030M12" in run("new", "2031M01", "--data", str(data))
    fill(data / "2031M01", steering_documents="1.300")
    report = read_report("2031M01", data)
    assert report.quarter.label == "tháng 1 năm 2031"
    assert report.meta.dated.isoformat() == "2031-01-31"
    change = compare_points(report, "steering_documents", "authority", report.history[-1])
    assert (change.difference, change.why_not) == (100, "")
    asked = ("--data", str(data), "--out", str(out))
    run("build", "2031M01", *asked, "--formats", "html")
    page = (out / "2031M01" / "annex.html").read_text(encoding="utf-8")
    assert "tháng 1 năm 2031" in page
    assert not re.search(r"\bquý\b", page, re.IGNORECASE)
    assert "Tháng 1 năm 2031" in (out / "index.html").read_text(encoding="utf-8")
    run("verify", str(out / "2031M01"))


def fill(folder, **printed) -> None:
    """Type the first figure of each of these indicators, which the core catalogue has."""
    path = folder / "figures.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    for code, text in printed.items():
        at = next(i for i, line in enumerate(lines) if line.split(",")[0] == code)
        cells = lines[at].split(",")
        cells[2] = text
        lines[at] = ",".join(cells)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
