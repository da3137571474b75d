"""The entry workbook goes out and comes back: what was typed changes, nothing else."""

import io

import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.styles import Font
from openpyxl.worksheet.formula import ArrayFormula

from cchc.errors import FormError, InputError
from cchc.intake.entry import ORIGINALS, make_entry_workbook
from cchc.intake.entry_returned import read_entry_workbook
from cchc.intake.taking import take_entry_workbook
from cchc.model.quarter import Quarter

QUARTER = Quarter(2030, 1)
FIGURES = "2030Q1/figures.csv"


@pytest.fixture
def data(sound):
    sound.replace(FIGURES, "on_time,desk,882", "on_time,desk,082")
    sound.figures("thang_bac", received="")
    sound.cite("1/QĐ-UBND", "02/01/2030")
    sound.add(
        "2030Q1/statements.csv",
        statement="kh-01",
        kind="plan",
        theme="dossiers",
        title="- Việc đầu tiên",
    )
    return sound


@pytest.fixture
def book(data):
    return openpyxl.load_workbook(io.BytesIO(make_entry_workbook(data.read())))


@pytest.fixture
def send(data, tmp_path):
    def save(book, remove: bool = False) -> list[str]:
        book.save(tmp_path / "a.xlsx")
        tables = read_entry_workbook(tmp_path / "a.xlsx", QUARTER, data.root)
        take_entry_workbook(tables, QUARTER, data.root, remove)
        return [str(change) for taken in tables for change in taken.list_changes()]

    return save


def files(data) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in data.path("2030Q1").glob("[!.]*")}


def test_a_workbook_that_comes_back_as_it_went_changes_no_byte(data, book, send):
    before = files(data)
    assert send(book) == []
    assert files(data) == before


def test_every_cell_is_text_and_expected_rows_stand_empty(book):
    sheet = book["Số liệu"]
    texts = {row[3].value: row[3] for row in sheet.iter_rows(min_row=3, max_row=10)}
    assert {"1.000", "082", "90,0%", "854,639", None} <= set(texts)
    assert {cell.number_format for cell in sheet["D"][2:]} == {"@"}
    assert {cell.data_type for cell in texts.values() if cell.value} == {"s"}
    assert book[ORIGINALS].sheet_state == "hidden"
    lists = [rule.sqref for rule in sheet.data_validations.dataValidation]
    assert len(lists) == 3


def test_the_same_report_gives_the_same_workbook(data):
    assert make_entry_workbook(data.read()) == make_entry_workbook(data.read())


def test_what_was_typed_is_shown_and_written_and_the_rest_keeps_its_bytes(data, book, send):
    sheet, before = book["Số liệu"], data.path(FIGURES).read_text(encoding="utf-8")
    assert sheet["D10"].value is None
    sheet["D10"], sheet["D6"] = "08", "0882"
    assert send(book) == [
        "changed: on_time · desk · 082 · I.1 · đoạn: printed 082 → 0882",
        "changed: received · thang_bac · I.1 · đoạn: printed – → 08",
    ]
    after = before.replace("received,thang_bac,,", "received,thang_bac,08,")
    assert data.path(FIGURES).read_text(encoding="utf-8") == after.replace("desk,082", "desk,0882")


def test_a_new_row_stands_where_it_was_typed(data, book, send):
    sheet = book["Số liệu"]
    sheet.insert_rows(4)
    for at, text in enumerate(("received", "thang_nam", "1.031", "I.1", "đoạn"), 2):
        sheet.cell(4, at).value = text
    assert send(book) == ["new: received · thang_nam · 1.031 · I.1 · đoạn"]
    rows = data.path(FIGURES).read_text(encoding="utf-8").splitlines()
    assert rows[1:4] == [
        "received,desk,1.000,I.1,đoạn,,,",
        "received,thang_nam,1.031,I.1,đoạn,,,",
        "resolved,desk,900,I.1,đoạn,,,",
    ]


def test_a_row_that_is_gone_is_told_and_stays_unless_it_is_to_be_removed(data, book, send):
    before = files(data)
    book["Văn bản"].delete_rows(3)
    says = ["gone from the workbook: 1/QĐ-UBND · Quyết định · UBND thành phố · 02/01/2030 · I.1"]
    assert send(book) == says
    assert files(data) == before
    assert send(book, remove=True) == says
    assert data.read().citations.empty


def test_sorted_rows_change_nothing_in_the_file(data, book, send):
    before, sheet = files(data), book["Số liệu"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=3, max_row=10)]
    for number, cells in enumerate(reversed(rows), 3):
        for at, text in enumerate(cells, 1):
            sheet.cell(number, at).value = text
    assert send(book) == []
    assert files(data) == before


def test_what_changed_in_the_file_meanwhile_is_kept_beside_what_was_typed(data, book, send):
    data.replace(FIGURES, "pending,desk,100", "pending,desk,101")
    data.replace(FIGURES, "received,desk,1.000", "revenue,city,,I.2,đoạn,,,\nreceived,desk,1.000")
    book["Số liệu"]["D4"] = "901"
    assert len(send(book)) == 1
    printed = data.read().figures["printed"]
    assert (printed["I.1:pending:desk"], printed["I.1:resolved:desk"]) == ("101", "901")


def test_a_row_changed_in_both_places_is_refused_and_nothing_is_written(data, book, send):
    data.replace(FIGURES, "resolved,desk,900", "resolved,desk,902")
    before = files(data)
    book["Số liệu"]["D4"], book["Số liệu"]["D5"] = "901", "99"
    with pytest.raises(InputError, match=r"changed here after the workbook was written.*900"):
        send(book)
    assert files(data) == before


def test_a_cell_that_became_a_number_is_the_text_it_was_or_is_refused(data, book, send):
    before, sheet = files(data), book["Số liệu"]
    sheet["D3"], sheet["D6"] = 1000, 82
    assert send(book) == []
    assert files(data) == before
    sheet["D4"] = 901
    sheet["D5"] = "=1+1"
    with pytest.raises(InputError) as refusal:
        send(book)
    assert [str(problem).split(", which")[0] for problem in refusal.value.problems] == [
        "a.xlsx, Số liệu, row 4, printed (D4): holds 901",
        "a.xlsx, Số liệu, row 5, printed (D5): holds =1+1",
    ]
    assert files(data) == before


def test_what_would_not_be_sound_is_told_by_its_file_and_not_written(data, book, send):
    before = files(data)
    book["Số liệu"]["D4"] = "chín trăm"
    with pytest.raises(InputError, match=r"data/2030Q1/figures.csv, row 3, printed: 'chín trăm'"):
        send(book)
    assert files(data) == before


def test_a_column_that_the_file_does_not_have_is_added_once_it_is_filled(data, book, send):
    sheet = book["Nội dung"]
    names = {cell.value: cell.column for cell in sheet[2]}
    assert send(book) == []
    sheet.cell(3, names["about"]).value, sheet.cell(3, names["state"]).value = "Việc", "done"
    assert len(send(book)) == 1
    row = data.read().statements.loc["kh-01"]
    assert (row["about"], row["state"], row["claim"]) == ("Việc", "done", "")
    header = data.path("2030Q1/statements.csv").read_text().splitlines()[0]
    assert header.endswith("place,about,state")


def test_a_workbook_without_the_newer_columns_is_taken(data, book, send):
    sheet = book["Nội dung"]
    names = {cell.value: cell.column for cell in sheet[2]}
    sheet.delete_cols(names["about"], 3)
    sheet.cell(3, names["due"]).value = "2030Q2"
    assert len(send(book)) == 1
    assert data.read().statements.at["kh-01", "due"] == "2030Q2"


def drop_names(book) -> None:
    book["Số liệu"].delete_rows(2)


def rename_corner(book) -> None:
    book["Số liệu"]["A2"] = "2030Q2 figures.csv"


def move_columns(book) -> None:
    book["Số liệu"].insert_cols(1)


def drop_sheet(book) -> None:
    del book["Văn bản"]


def copy_sheet(book) -> None:
    book.copy_worksheet(book["Số liệu"])


def head_twice(book) -> None:
    book["Số liệu"]["K2"] = "printed"


def merge_rows(book) -> None:
    book["Số liệu"].merge_cells("D5:D7")


def merge_columns(book) -> None:
    book["Số liệu"].merge_cells("D5:E5")


def merge_keys(book) -> None:
    book["Số liệu"].merge_cells("A5:A6")


def strike_out(book) -> None:
    book["Số liệu"]["D5"].font = Font(strike=True)


def type_error(book) -> None:
    book["Văn bản"]["H3"] = "#REF!"


def sort_without_numbers(book) -> None:
    sheet = book["Số liệu"]
    rows = [[cell.value for cell in row[1:]] for row in sheet.iter_rows(min_row=3, max_row=9)]
    for number, cells in enumerate(reversed(rows), 3):
        for at, text in enumerate(cells, 2):
            sheet.cell(number, at).value = text


def type_array(book) -> None:
    book["Số liệu"]["D5"] = ArrayFormula("D5", "=SUM(A1:A2)")


@pytest.mark.parametrize(
    ("alter", "says"),
    [
        (drop_names, ["no sheet has “2030Q1 figures.csv” at its top in column A"]),
        (rename_corner, ["no sheet has “2030Q1 figures.csv”"]),
        (move_columns, ["no sheet has “2030Q1 figures.csv”"]),
        (drop_sheet, ["no sheet has “2030Q1 citations.csv”"]),
        (copy_sheet, ["the sheets “Số liệu”, “Số liệu Copy” are both “2030Q1 figures.csv”"]),
        (head_twice, ["Số liệu, row 2: two columns are headed “printed”"]),
        (merge_rows, [f"row {n}, printed (D{n}): merged with another entry" for n in (5, 6, 7)]),
        (merge_columns, ["row 5, section (E5): merged with another entry or heading"]),
        (merge_keys, [f"row {n}, Số liệu (A{n}): merged with another entry" for n in (5, 6)]),
        (strike_out, ["row 5, printed (D5): a part of it is struck out"]),
        (sort_without_numbers, ["rows were sorted or moved without column A"]),
        (type_error, ["Văn bản, row 3, note (H3): holds #REF!, which is no text"]),
        (type_array, ["printed (D5): holds =SUM(A1:A2), which is no text"]),
    ],
)
def test_a_workbook_of_which_nobody_can_tell_what_was_typed_is_refused(
    data, book, send, alter, says
):
    before = files(data)
    book["Số liệu"]["D4"] = "901"
    alter(book)
    with pytest.raises(InputError) as refusal:
        send(book)
    told = [str(problem) for problem in refusal.value.problems]
    assert len(told) == len(says)
    assert all(text in line for text, line in zip(says, told, strict=True))
    assert files(data) == before


def test_a_workbook_without_what_stood_there_before_is_refused_with_a_way_out(book, send):
    del book[ORIGINALS]
    with pytest.raises(FormError, match=r"has lost its hidden sheet “Bản gốc”.*--out NAME.xlsx"):
        send(book)


@pytest.mark.parametrize("key", [None, "999", "3"])
def test_a_row_that_lost_its_number_is_known_by_what_stands_in_it(data, book, send, key):
    sheet = book["Số liệu"]
    sheet["A4"], sheet["D4"] = key, "901"
    assert [change[:8] for change in send(book)] == ["changed:"]
    figures = data.read().figures
    assert figures["printed"]["I.1:resolved:desk"] == "901"
    assert "I.1:resolved:desk#2" not in figures.index


def test_what_is_not_taken_is_told(data, book, tmp_path):
    book["Số liệu"]["O4"] = 12
    book["Số liệu"]["D4"].comment = Comment("phải là 910", "An")
    book.save(tmp_path / "a.xlsx")
    taken = read_entry_workbook(tmp_path / "a.xlsx", QUARTER, data.root)[0]
    assert sorted(taken.remarks) == [
        "a.xlsx, Số liệu!D4: a comment, which is not taken: phải là 910",
        "a.xlsx, Số liệu!O4: 12 stands under no heading and was not read",
    ]


def test_the_mark_that_keeps_a_number_text_is_no_part_of_it(data, book, send):
    book["Số liệu"]["D4"] = "'901"
    assert len(send(book)) == 1
    assert data.read().printed("resolved", "desk") == "901"


def test_what_would_not_be_sound_is_told_without_the_place_of_its_trial(data, book, send):
    sheet = book["Số liệu"]
    for at, text in enumerate(("nowhere", "desk", "1", "I.1", "đoạn"), 2):
        sheet.cell(12, at).value = text
    with pytest.raises(InputError) as refusal:
        send(book)
    assert f"'nowhere' is not in {data.root}/catalog/indicators.csv" in str(refusal.value)


def test_the_workbook_of_another_quarter_or_another_file_is_refused(data, book, tmp_path):
    book.save(tmp_path / "a.xlsx")
    with pytest.raises(FormError, match="is no entry workbook of 2030Q2"):
        read_entry_workbook(tmp_path / "a.xlsx", Quarter(2030, 2), data.root)
    openpyxl.Workbook().save(tmp_path / "b.xlsx")
    with pytest.raises(FormError, match="is no entry workbook of 2030Q1"):
        read_entry_workbook(tmp_path / "b.xlsx", QUARTER, data.root)


def test_names_stand_beside_the_codes_of_figures_and_change_nothing(sound):
    report = sound.read()
    book = openpyxl.load_workbook(io.BytesIO(make_entry_workbook(report)))
    sheet = book["Số liệu"]
    heads = [cell.value for cell in sheet[1]]
    first = report.figures.iloc[0]
    assert [
        sheet.cell(3, heads.index(name) + 1).value for name in ("Tên chỉ tiêu", "Tên đơn vị")
    ] == [
        report.catalog.name(first["indicator"]),
        report.catalog.name(first["org"]),
    ]
