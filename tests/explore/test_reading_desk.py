"""The reading desk without a browser: choices are set as keys would set them."""

import csv
import json

import pytest

from cchc.explore.reading_desk import ReadingDesk, list_reports

TEXT = (
    "# Báo cáo\n\n## I. Hồ sơ\n\nBộ phận một cửa đã tiếp nhận {received} hồ sơ của công dân; đã giải"
    " quyết xong {resolved} hồ sơ, đạt tỷ lệ {rate}; hiện đang giải quyết {pending} hồ sơ.\n\nĐã"
    " trồng 512 cây xanh &lt;script&gt;alert()&lt;/script&gt;.\n\n| Khu | Cây |\n|---|---|\n| Khu Một | 31 |\n"
)
FIRST = {"received": "1.000", "resolved": "900", "rate": "90,0%", "pending": "100"}
SECOND = {"received": "1.480", "resolved": "1.332", "rate": "95,0%", "pending": "148"}


@pytest.fixture
def desk(folder, tmp_path, monkeypatch):
    """The second quarter's report on the desk, its figures expected, the first one's cues known."""
    monkeypatch.chdir(tmp_path)
    folder.figures(
        received=FIRST["received"],
        resolved=FIRST["resolved"],
        resolved_rate=FIRST["rate"],
        pending=FIRST["pending"],
    )
    from cchc.intake.opening import write_quarter
    from cchc.model.quarter import Quarter

    for name, numbers in (("mot.md", FIRST), ("hai.md", SECOND)):
        (tmp_path / name).write_text(TEXT.format(**numbers), encoding="utf-8")
    ReadingDesk("2030Q1", "mot.md", folder.root).write()
    write_quarter(Quarter.parse("2030Q2"), folder.root)
    return ReadingDesk("2030Q2", "hai.md", folder.root)


def rows(folder, name: str) -> dict[str, dict[str, str]]:
    with open(folder.path(name), encoding="utf-8-sig", newline="") as file:
        return {row["indicator"]: row for row in csv.DictReader(file)}


def number(desk, text: str) -> dict:
    return next(n for n in desk.reader.document["numbers"] if n["text"] == text)


def test_the_text_is_laid_out_with_every_number_and_as_text_only(desk):
    document = desk.reader.document
    (table,) = (block for block in document["blocks"] if block["kind"] == "table")
    assert table["rows"][1] == [["Khu Một"], [{"id": number(desk, "31")["id"], "text": "31"}]]
    pieces = [p for block in document["blocks"] for p in block.get("pieces", ())]
    assert any("<script>alert()" in piece for piece in pieces if isinstance(piece, str))
    json.dumps(document)


def test_sure_figures_are_chosen_and_what_nobody_claims_gets_a_proposal(desk):
    received = number(desk, "1.480")
    assert (received["state"], received["figure"]) == ("sure", "I.1:received:desk")
    assert desk.reader.choices[received["id"]]["action"] == "take"
    open_number = number(desk, "512")
    assert open_number["state"] == "open"
    assert open_number["id"] not in desk.reader.choices
    assert "cây" in open_number["proposal"]


def test_contradictions_of_the_text_are_told_with_their_number(desk):
    (told,) = desk.reader.document["contradictions"]
    assert "95,0%" in told["says"]
    assert told["says"] in number(desk, "95,0%")["wrong"]


def test_writing_takes_what_was_chosen_and_nothing_else(desk, folder):
    choices = dict(desk.reader.choices)
    choices[number(desk, "148")["id"]] = {"action": "skip"}
    choices[number(desk, "1.332")["id"]] |= {"printed": "1.333"}
    desk.reader.choices = choices
    desk.write()
    assert "Đã ghi 3 số liệu" in desk.reader.message
    figures = rows(folder, "2030Q2/figures.csv")
    told = {name: row["printed"] for name, row in figures.items()}
    assert told == {
        "received": "1.480",
        "resolved": "1.333",
        "resolved_rate": "95,0%",
        "pending": "",
    }
    assert number(desk, "1.480")["state"] == "typed"
    assert number(desk, "1.332")["state"] == "other"


def test_a_change_of_a_typed_figure_is_written_where_nothing_else_is_expected(desk, folder):
    first = ReadingDesk("2030Q1", "mot.md", folder.root)
    received = number(first, "1.000")
    assert received["state"] == "typed"
    first.reader.choices = {
        received["id"]: {"action": "take", "figure": received["figure"], "printed": "1.001"}
    }
    first.write()
    assert rows(folder, "2030Q1/figures.csv")["received"]["printed"] == "1.001"
    assert rows(folder, "2030Q1/figures.csv")["pending"]["printed"] == "100"


def test_a_number_may_be_assigned_to_another_figure(desk, folder):
    desk.reader.choices = {
        number(desk, "512")["id"]: {
            "action": "take",
            "figure": "I.1:pending:desk",
            "printed": "512",
        }
    }
    desk.write()
    assert rows(folder, "2030Q2/figures.csv")["pending"]["printed"] == "512"


def test_a_new_indicator_is_taken_into_the_catalogue(desk, folder):
    desk.reader.choices = {number(desk, "512")["id"]: {"action": "new"}}
    desk.write()
    assert "1 chỉ tiêu mới" in desk.reader.message
    (code,) = set(rows(folder, "catalog/indicators.csv")) - {
        "received",
        "resolved",
        "pending",
        "on_time",
        "resolved_rate",
        "on_time_rate",
        "revenue",
    }
    assert rows(folder, "2030Q2/figures.csv")[code]["printed"] == "512"
    assert number(desk, "512")["state"] == "typed"


def test_a_text_that_is_no_number_writes_nothing_and_says_how_to_write_it(desk, folder):
    before = folder.path("2030Q2/figures.csv").read_bytes()
    choices = dict(desk.reader.choices)
    choices[number(desk, "148")["id"]] |= {"printed": "một trăm"}
    desk.reader.choices = choices
    desk.write()
    assert "Chưa ghi được" in desk.reader.message
    assert "một trăm" in desk.reader.message
    assert folder.path("2030Q2/figures.csv").read_bytes() == before


def test_a_file_that_cannot_be_read_is_told_on_the_desk(desk, html_of):
    desk.file.value = "khong-co.md"
    assert "chưa đọc được" in html_of(desk.message)
    assert desk.reader.document["numbers"] == []
    desk.write()
    assert desk.reader.message == "" or "Đã ghi" not in desk.reader.message


def test_reports_nearby_are_offered_and_the_projects_own_pages_are_not(tmp_path):
    for name in ("b.docx", "a.pdf", "README.md", "anh.png"):
        (tmp_path / name).write_text("", encoding="utf-8")
    assert [path.rpartition("/")[2] for path in list_reports([tmp_path])] == ["a.pdf", "b.docx"]
