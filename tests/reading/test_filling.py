"""A quarter filled from its report: learned once, found again, never over what a person typed."""

import csv
import json

import pytest
from typer.testing import CliRunner

from cchc.cli import make_app

TEXT = (
    "# Báo cáo\n\n## I. Hồ sơ\n\nBộ phận một cửa đã tiếp nhận {received} hồ sơ của công dân; đã giải"
    " quyết xong {resolved} hồ sơ, đạt tỷ lệ {rate}; hiện đang giải quyết {pending} hồ sơ.\n\n"
    "## II. Tài chính\n\nTổng thu ngân sách trên địa bàn đạt {revenue} tỷ đồng.\n"
)
FIRST = {
    "received": "1.000",
    "resolved": "900",
    "rate": "90,0%",
    "pending": "100",
    "revenue": "12,5",
}
SECOND = {
    "received": "1.480",
    "resolved": "1.332",
    "rate": "90,0%",
    "pending": "148",
    "revenue": "14,2",
}


def run(*arguments: object):
    return CliRunner().invoke(make_app(), [*map(str, arguments)])


@pytest.fixture
def learned(folder, tmp_path):
    """A quarter whose cues are learned, and the next one begun; returns how to read a report."""
    folder.figures(
        received=FIRST["received"],
        resolved=FIRST["resolved"],
        resolved_rate=FIRST["rate"],
        pending=FIRST["pending"],
    )
    folder.figure("revenue", FIRST["revenue"], "city", section="I.2")

    def read(quarter, text, *options):
        path = tmp_path / f"{quarter}.md"
        path.write_text(text, encoding="utf-8")
        return run("read", quarter, path, "--data", folder.root, *options)

    assert read("2030Q1", TEXT.format(**FIRST)).exit_code == 0
    assert run("new", "2030Q2", "--data", folder.root).exit_code == 0
    return read


def printed(folder) -> dict[str, str]:
    with open(folder.path("2030Q2/figures.csv"), encoding="utf-8-sig", newline="") as file:
        return {row["indicator"]: row["printed"] for row in csv.DictReader(file)}


def test_typed_figures_teach_the_words_they_stand_among_and_no_sentence(folder, learned):
    with open(folder.path("2030Q1/cues.csv"), encoding="utf-8", newline="") as file:
        rows = {row["figure"]: row for row in csv.DictReader(file)}
    assert set(rows) == {
        "I.1:received:desk",
        "I.1:resolved:desk",
        "I.1:resolved_rate:desk",
        "I.1:pending:desk",
        "I.2:revenue:city",
    }
    left = rows["I.1:received:desk"]["left"].split()
    assert len(left) <= 8
    assert left == sorted(set(left))


def test_the_next_report_fills_the_quarter(folder, learned):
    result = learned("2030Q2", TEXT.format(**SECOND))
    assert result.exit_code == 0
    assert printed(folder) == {
        "received": "1.480",
        "resolved": "1.332",
        "resolved_rate": "90,0%",
        "pending": "148",
        "revenue": "14,2",
    }


def test_sections_in_another_order_are_found_all_the_same(folder, learned):
    opening, first, second = (
        TEXT.format(**SECOND).partition("## I. Hồ sơ")[0],
        *(part for part in TEXT.format(**SECOND).split("\n## ")[1:]),
    )
    learned("2030Q2", f"{opening}## {second}\n## {first}")
    assert printed(folder)["revenue"] == "14,2"
    assert printed(folder)["received"] == "1.480"


SWAPPED = (
    "# Báo cáo\n\n## I. Hồ sơ\n\nBộ phận một cửa đã tiếp nhận 1.480 hồ sơ của công dân; hiện đang giải"
    " quyết 148 hồ sơ; đã giải quyết xong 1.332 hồ sơ, đạt tỷ lệ 90,0%.\n"
)


def test_words_beside_a_number_tell_neighbours_apart_not_their_order(folder, learned):
    learned("2030Q2", SWAPPED)
    found = printed(folder)
    told = {"received": "1.480", "resolved": "1.332", "pending": "148", "resolved_rate": "90,0%"}
    assert {name: found[name] for name in told} == told


def test_cues_without_their_own_clause_leave_exchanged_neighbours_empty(folder, tmp_path):
    """As cues of earlier versions are: names tell that the order is another one."""
    folder.figures(resolved="900", pending="100")
    texts = (
        "# I.1. Kết quả\n\nĐã giải quyết 900 hồ sơ, đang giải quyết 100 hồ sơ. Như vậy là tốt.\n",
        "# I.1. Kết quả\n\nĐang giải quyết 148 hồ sơ, đã giải quyết 1.332 hồ sơ. Như vậy là tốt.\n",
    )
    for quarter, text in zip(("2030Q1", "2030Q2"), texts, strict=True):
        (tmp_path / "a.md").write_text(text, encoding="utf-8")
        assert run("read", quarter, tmp_path / "a.md", "--data", folder.root).exit_code == 0
        if quarter == "2030Q1":
            path = folder.path("2030Q1/cues.csv")
            rows = list(csv.reader(path.read_text(encoding="utf-8").splitlines()))
            path.write_text("".join(",".join(row[:-1]) + "\n" for row in rows), encoding="utf-8")
            assert run("new", "2030Q2", "--data", folder.root).exit_code == 0
    assert printed(folder)["resolved"] in ("", "1.332")
    assert printed(folder)["pending"] in ("", "148")


TABLE = "# Báo cáo\n\n| Đơn vị | {} | {} |\n|---|---|---|\n| Bộ phận một cửa | {} | {} |\n"


def test_columns_that_were_exchanged_are_known_by_their_heads(folder, tmp_path):
    folder.figures(received="1.000", resolved="900")

    def read(quarter, *cells):
        (tmp_path / "a.md").write_text(TABLE.format(*cells), encoding="utf-8")
        assert run("read", quarter, tmp_path / "a.md", "--data", folder.root).exit_code == 0

    read("2030Q1", "Hồ sơ tiếp nhận", "Hồ sơ giải quyết", "1.000", "900")
    assert run("new", "2030Q2", "--data", folder.root).exit_code == 0
    read("2030Q2", "Hồ sơ giải quyết", "Hồ sơ tiếp nhận", "1.332", "1.480")
    assert printed(folder) == {"received": "1.480", "resolved": "1.332"}


def test_a_dry_run_writes_nothing(folder, learned):
    before = folder.path("2030Q2/figures.csv").read_bytes()
    learned("2030Q2", TEXT.format(**SECOND), "--dry-run")
    assert folder.path("2030Q2/figures.csv").read_bytes() == before


def test_what_a_person_typed_stays_unless_it_is_to_be_replaced(folder, learned):
    learned("2030Q2", TEXT.format(**SECOND))
    folder.replace("2030Q2/figures.csv", "1.332", "")
    folder.replace("2030Q2/figures.csv", "1.480", "1.481")
    result = learned("2030Q2", TEXT.format(**SECOND))
    assert "kept: I.1:received:desk" in result.stdout
    assert printed(folder)["received"] == "1.481"
    assert printed(folder)["resolved"] == "1.332"
    learned("2030Q2", TEXT.format(**SECOND), "--replace")
    assert printed(folder)["received"] == "1.480"


def test_a_typed_number_that_differs_in_a_first_quarter_is_told_and_replaced_when_asked(
    folder, tmp_path
):
    folder.figures(received="1.000", resolved="980", resolved_rate="90,0%", pending="100")
    folder.figure("revenue", FIRST["revenue"], "city", section="I.2")
    (tmp_path / "a.md").write_text(TEXT.format(**FIRST), encoding="utf-8")

    def resolved():
        with open(folder.path("2030Q1/figures.csv"), encoding="utf-8-sig", newline="") as file:
            rows = {row["indicator"]: row["printed"] for row in csv.DictReader(file)}
        return rows["resolved"]

    told = run("read", "2030Q1", tmp_path / "a.md", "--data", folder.root)
    assert "kept: I.1:resolved:desk: 980; the report prints 900 (đoạn 3)" in told.stdout
    assert resolved() == "980"
    run("read", "2030Q1", tmp_path / "a.md", "--data", folder.root, "--replace")
    assert resolved() == "900"


def test_where_a_number_came_from_is_kept(folder, learned):
    learned("2030Q2", TEXT.format(**SECOND))
    with open(folder.path("2030Q2/origins.csv"), encoding="utf-8-sig", newline="") as file:
        rows = {row["figure"]: row for row in csv.DictReader(file)}
    assert rows["I.1:received:desk"]["file"] == "2030Q2.md"
    assert rows["I.1:received:desk"]["cell"].startswith("đoạn ")


def test_a_number_that_is_told_of_something_else_stays_out(folder, learned):
    text = "# Báo cáo\n\nĐã trồng 512 cây xanh và sửa 3 con đường trong dịp đầu xuân.\n"
    result = learned("2030Q2", text)
    assert set(printed(folder).values()) == {""}
    assert "no indicator claims 512" in result.stdout


def test_json_gives_figure_place_and_confidence(learned):
    text = TEXT.format(**SECOND)
    told = json.loads(learned("2030Q2", text, "--dry-run", "--format", "json").stdout)
    assert len(told) == 5
    for found in told:
        assert set(found) == {"figure", "printed", "start", "place", "confidence"}
        assert text[found["start"] :].startswith(found["printed"].rstrip("%"))
        assert 0 < found["confidence"] <= 1


def test_without_any_cues_the_next_step_is_named(folder, tmp_path):
    folder.figures(received="1.000")
    assert run("new", "2030Q2", "--data", folder.root).exit_code == 0
    text = "# Báo cáo\n\n## I.1. Hồ sơ\n\nĐã tiếp nhận 12 hồ sơ trực tuyến trong kỳ.\n"
    (tmp_path / "a.md").write_text(text, encoding="utf-8")
    result = run("read", "2030Q2", tmp_path / "a.md", "--data", folder.root)
    assert result.exit_code == 0, result.output
    assert "next: add --propose" in result.stdout
    assert f"(cchc sheet 2030Q2 --data {folder.root})" in result.stdout
    taken = run("read", "2030Q2", tmp_path / "a.md", "--data", folder.root, "--propose")
    assert "indicators taken up: 1" in taken.stdout
    assert "12" in printed(folder).values()


def citations(folder) -> list[dict[str, str]]:
    with open(folder.path("2030Q2/citations.csv"), encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


CITING = (
    "Thực hiện Kế hoạch số 178/KH-UBND ngày 30/9/2022 của UBND tỉnh. Từ ngày 15/3/2030 đến ngày"
    " 14/6/2030, b"
)


def test_citations_and_periods_are_filled_too_and_only_once(folder, learned):
    text = TEXT.format(**SECOND).replace("B", CITING, 2).replace(CITING, "B", 1)
    for _ in range(2):
        assert learned("2030Q2", text).exit_code == 0
    (row,) = citations(folder)
    told = (row["number"], row["kind"], row["date"], row["section"], row["place"])
    assert told == ("178/KH-UBND", "Kế hoạch", "30/9/2022", "I.1", "đoạn 3")
    with open(folder.path("2030Q2/figures.csv"), encoding="utf-8-sig", newline="") as file:
        windows = {
            r["indicator"]: (r["window_start"], r["window_end"]) for r in csv.DictReader(file)
        }
    assert windows["received"] == ("15/3/2030", "14/6/2030")
    assert windows["revenue"] == ("", "")


def test_the_period_of_a_footnote_is_that_of_the_numbers_before_its_mark(folder, learned):
    noted = TEXT.replace("{pending} hồ sơ.", "{pending} hồ sơ.<sup>1</sup>") + (
        "\n<sup>1</sup> Không tính 27 hồ sơ nhận hộ; kỳ số liệu 15/3/2030 – 14/6/2030.\n"
    )
    learned("2030Q2", noted.format(**SECOND))
    with open(folder.path("2030Q2/figures.csv"), encoding="utf-8-sig", newline="") as file:
        rows = {r["indicator"]: (r["window_start"], r["window_end"]) for r in csv.DictReader(file)}
    assert rows["received"] == rows["pending"] == ("15/3/2030", "14/6/2030")
    assert rows["revenue"] == ("", "")


def test_a_citation_that_a_person_typed_stays_and_is_not_doubled(folder, learned):
    typed = "178/KH-UBND,Kế hoạch,UBND tỉnh Xa,01/9/2022,I.2,đoạn (kinh phí),\n"
    path = folder.path("2030Q2/citations.csv")
    path.write_text(path.read_text(encoding="utf-8") + typed, encoding="utf-8")
    learned("2030Q2", TEXT.format(**SECOND).replace("B", CITING, 2).replace(CITING, "B", 1))
    assert [row["issuer"] for row in citations(folder)] == ["UBND tỉnh Xa"]


@pytest.mark.parametrize(("word", "note"), [("hơn", "hơn"), ("gần", "gần"), ("ít nhất", "ít nhất")])
def test_a_word_that_qualifies_a_number_goes_to_its_note(folder, learned, word, note):
    learned("2030Q2", TEXT.format(**SECOND | {"revenue": f"{word} 14,2"}))
    with open(folder.path("2030Q2/figures.csv"), encoding="utf-8-sig", newline="") as file:
        rows = {row["indicator"]: row for row in csv.DictReader(file)}
    assert (rows["revenue"]["printed"], rows["revenue"]["note"]) == ("14,2", note)


def test_a_filled_quarter_teaches_the_next_and_keeps_where_each_number_was_read(folder, learned):
    learned("2030Q2", TEXT.format(**SECOND))
    with open(folder.path("2030Q2/cues.csv"), encoding="utf-8", newline="") as file:
        rows = {row["figure"]: row for row in csv.DictReader(file)}
    assert rows["I.2:revenue:city"]["place"].startswith("đoạn ")
    folder.path("2030Q1/cues.csv").unlink()
    assert run("new", "2030Q3", "--data", folder.root).exit_code == 0
    learned("2030Q3", TEXT.format(**FIRST))
    with open(folder.path("2030Q3/figures.csv"), encoding="utf-8-sig", newline="") as file:
        assert {row["indicator"]: row["printed"] for row in csv.DictReader(file)}[
            "received"
        ] == "1.000"


def test_a_number_a_thousand_times_smaller_than_before_is_left_to_a_person(folder, learned):
    learned("2030Q2", TEXT.format(**SECOND | {"received": "7"}))
    found = printed(folder)
    assert found["received"] == ""
    assert found["resolved"] == "1.332"
