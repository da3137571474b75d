"""CSV files as people save them: what is accepted, and what is told of a file that is not."""

import unicodedata

import pytest

from cchc.model.csv_checks import a_day, column, filled, matching, one_of
from cchc.model.csv_tables import read_table
from cchc.model.frame_checks import Schema
from cchc.model.problems import Problem

SCHEMA = Schema(
    {
        "code": column(matching("[a-z]+", "is not a code: small letters"), unique=True),
        "kind": column(one_of(("ward", "desk"), "a kind of org", empty=True)),
        "name": column(filled("the unit's name")),
    }
)
HEADER = "code,kind,name\n"
SHIFTED = "so a comma in it began a new cell and shifted those behind it; write"
ONE_CELL = "(in a spreadsheet: type it into one cell, without quotes)"
COMMA = "add a comma at the end of the row, 1 times, behind 'b', also where these cells stay empty"


@pytest.fixture
def read(tmp_path):
    """Write bytes or text as a file, read it, and return the frame and the messages."""

    def write_and_read(content: str | bytes):
        path = tmp_path / "orgs.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        problems: list[Problem] = []
        frame = read_table(path, "data/orgs.csv", SCHEMA, problems)
        return frame, [str(problem) for problem in problems]

    return write_and_read


def test_cells_are_text_without_spaces_around_and_rows_count_as_in_a_spreadsheet(read):
    frame, problems = read(HEADER + "a,ward, Phường 1 \n\nb,,08\n,,\nc,desk,NA\n")
    assert problems == []
    assert frame[["code", "kind", "name"]].values.tolist() == [
        ["a", "ward", "Phường 1"],
        ["b", "", "08"],
        ["c", "desk", "NA"],
    ]
    assert frame["row"].tolist() == [2, 4, 6]


def test_a_last_column_that_is_not_required_may_be_missing_and_is_then_empty(tmp_path):
    more = {"more": column(one_of(("x",), "x", empty=True), required=False)}
    schema = Schema(SCHEMA.columns | more)
    for content, cells, says in (
        (HEADER + "a,ward,b\n", [""], []),
        ("code,kind,name,more\na,ward,b,x\n", ["x"], []),
        (
            "code,kind,name,more\na,ward,b\n",
            [],
            [f"data/a.csv, row 2: the last cells are missing (more): {COMMA}"],
        ),
    ):
        (tmp_path / "a.csv").write_text(content, encoding="utf-8")
        problems: list[Problem] = []
        frame = read_table(tmp_path / "a.csv", "data/a.csv", schema, problems)
        assert (list(frame["more"]), list(map(str, problems))) == (cells, says)


@pytest.mark.parametrize(
    "content",
    [
        ("\ufeff" + HEADER + "a,ward,Đơn vị\n").encode(),
        (HEADER + "a,ward,Đơn vị\n").replace("\n", "\r\n").encode(),
        (HEADER + "a,ward,Đơn vị").encode(),
        (HEADER + '"a","ward","Đơn vị"\n').encode(),
        (HEADER + "a,ward,Đơn vị\n").replace(",", ";").encode(),
        (HEADER + "a,ward,Đơn vị\n").replace(",", "\t").encode("utf-16"),
        ("\ufeff" + HEADER + "a,ward,Đơn vị\n").encode("utf-16-be"),
        (HEADER + "a,ward,Đơn vị\n").replace("\n", "\r").encode(),
        "name,Kind, CODE \nĐơn vị,ward,a\n".encode(),
        "# ghi chú của tổ số liệu\ncode,kind,name\n# còn thiếu\na,ward,Đơn vị,,\n".encode(),
    ],
    ids=[
        "byte order mark",
        "Windows line ends",
        "no last line end",
        "all quoted",
        "semicolons",
        "Unicode text with tabs",
        "UTF-16, big end first",
        "line ends of old Macs",
        "columns in another order",
        "comments and empty cells at the end",
    ],
)
def test_a_file_as_spreadsheets_save_it_is_accepted(read, content):
    frame, problems = read(content)
    assert problems == []
    assert frame.loc[0, ["code", "kind", "name"]].tolist() == ["a", "ward", "Đơn vị"]


def test_a_quoted_cell_holds_commas_quotes_and_line_breaks_and_is_one_row(read):
    frame, problems = read(HEADER + 'a,ward,"Phường ""1"", xã\n2"\nb,boat,x\n')
    assert frame["name"].tolist()[0] == 'Phường "1", xã\n2'
    assert problems == [
        "data/orgs.csv, row 3, kind: 'boat' is not a kind of org; use one of: desk, ward"
    ]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("", "data/orgs.csv: the file is empty; its header is code,kind,name"),
        ("\ufeff", "data/orgs.csv: the file is empty; its header is code,kind,name"),
        ("\n\n", "data/orgs.csv: the file is empty; its header is code,kind,name"),
        (
            "code,name\na,b\n",
            "data/orgs.csv, row 1: the header lacks kind; it must name code, kind, name",
        ),
        (
            "code,kind,name,kind\n",
            "data/orgs.csv, row 1: the column kind stands twice in the header; remove one",
        ),
        (
            (HEADER + "a,ward,Phường é\n").encode("latin-1", "replace"),
            "data/orgs.csv: it is saved in an older encoding (such as Windows-1258 or TCVN3), not"
            " in UTF-8 (line 2); open it in Notepad, see that its letters are right (else turn them"
            " into Unicode first, as with UniKey), choose Save As, then the encoding UTF-8",
        ),
        (
            HEADER.encode("utf-16-le"),
            "data/orgs.csv: it is saved in another encoding (UTF-16 without its mark), not in"
            " UTF-8; open it in Notepad, see that its letters are right, choose Save As, then the"
            " encoding UTF-8",
        ),
        (
            b"PK\x03\x04" + HEADER.encode(),
            "data/orgs.csv: is an Excel workbook under the name of a CSV file; open it in the"
            " spreadsheet and choose Save As, then 'CSV UTF-8'",
        ),
    ],
)
def test_a_file_that_cannot_be_read_is_told_once_and_gives_an_empty_frame(read, content, says):
    frame, problems = read(content)
    assert problems == [says]
    assert list(frame.columns) == ["code", "kind", "name", "row"]
    assert frame.empty


@pytest.mark.parametrize("content", [HEADER + 'a,ward,"open\n', HEADER + 'a,ward,"x"y\n'])
def test_quotes_that_do_not_close_are_told_with_their_row(read, content):
    _, problems = read(content)
    assert len(problems) == 1
    assert "row 2" in problems[0]
    assert "check the quotes of this row" in problems[0]
    assert "the row begins 'a,ward,\"" in problems[0]


def test_a_missing_file_is_told_with_the_header_to_write(tmp_path):
    problems: list[Problem] = []
    frame = read_table(tmp_path / "none.csv", "data/none.csv", SCHEMA, problems)
    assert [str(p) for p in problems] == [
        "data/none.csv: the file is missing; create it with the header code,kind,name"
    ]
    assert frame.empty


def test_every_problem_of_a_file_is_told_by_row_and_column_and_good_rows_stay(read):
    frame, problems = read(
        HEADER + "A,ward,x\nb,boat,\nc,ward\nd,ward,x,y\na,ward,x\na,ward,x\ne,desk,y\n"
    )
    assert problems == [
        "data/orgs.csv, row 4: the last cells are missing (name): add a comma at the end of the row, 1 times, behind 'ward', also where these cells stay empty",
        'data/orgs.csv, row 5: 4 cells instead of 3: a text that holds a comma stands without quotes; write it as "one text, one cell"',
        "data/orgs.csv, row 2, code: 'A' is not a code: small letters",
        "data/orgs.csv, row 3, kind: 'boat' is not a kind of org; use one of: desk, ward",
        "data/orgs.csv, row 3, name: an empty cell must be filled: the unit's name",
        "data/orgs.csv, row 7, code: 'a' stands twice; keep one row or give another code",
    ]
    assert "e" in frame["code"].tolist()


def test_a_header_alone_is_a_table_without_rows(read):
    frame, problems = read(HEADER)
    assert (problems, len(frame)) == ([], 0)


def test_a_column_that_nobody_knows_is_told_and_not_read(read):
    frame, problems = read("code,kind,name,owner\na,ward,b,An\n")
    assert problems == [
        "data/orgs.csv: not read, because nobody knows these columns: owner",
    ]
    assert frame.columns.tolist() == ["code", "kind", "name", "row"]


def test_letters_whose_marks_stand_apart_are_read_as_one_and_told(read):
    frame, problems = read(unicodedata.normalize("NFD", HEADER + "a,ward,Phường\n"))
    assert frame["name"].tolist() == ["Phường"]
    assert len(problems) == 1
    assert problems[0].startswith("data/orgs.csv, row 2: 1 lines spell Vietnamese marks")


def test_a_text_with_a_semicolon_is_told_by_the_mark_that_parts_the_file(read):
    _, problems = read("code;kind;name\na;ward;b;c\n")
    assert problems == [
        'data/orgs.csv, row 2: 4 cells instead of 3: a text that holds a semicolon stands without quotes; write it as "one text; one cell"'
    ]


@pytest.mark.parametrize(
    ("row", "parted"),
    [
        ("a,ward,2,4", "2,4"),
        ("a,ward,97,01%", "97,01%"),
        ("a,ward,-1.031,5", "-1.031,5"),
        ("a,ward,Đông, Tây", "Đông, Tây"),
        ("a,ward,Đông, Tây, Bắc", "Đông, Tây, Bắc"),
        # an empty cell too many at the end says nothing
        ("a,ward,2,4,", "2,4"),
        ("a,ward,“Đông, Tây”", "Đông, Tây"),
    ],
)
def test_a_text_without_quotes_is_told_with_its_column_and_what_to_write(read, row, parted):
    frame, problems = read(f"{HEADER}{row}\n")
    assert problems == [
        f'data/orgs.csv, row 2, name: “{parted}” stands without straight quotes, {SHIFTED} "{parted}"'
        f" {ONE_CELL}"
    ]
    assert frame.empty


def test_which_of_two_texts_was_parted_nobody_can_tell(read):
    _, problems = read(f"{HEADER}a,1,2,4\n")
    assert problems == [
        "data/orgs.csv, row 2: 4 cells instead of 3: a text that holds a comma stands without"
        ' quotes; write it as "one text, one cell"'
    ]


def test_a_row_of_which_nobody_can_tell_what_it_lacks_is_told_so(read):
    _, problems = read(f"{HEADER}A,Phường\n")
    assert problems == [
        "data/orgs.csv, row 2: 2 cells instead of 3, and nobody can tell which are missing: hold"
        " the row against the header; a cell that stays empty needs a comma as well"
    ]


def test_the_other_cells_of_a_shifted_row_are_not_judged(tmp_path):
    schema = Schema(SCHEMA.columns | {"more": column(one_of(("x", "4"), "x", empty=True))})
    for row in ("a,ward,2,4,x,,", "a,ward,2,4,x"):
        (tmp_path / "a.csv").write_text(f"code,kind,name,more,x\n{row}\n".replace(",x\n", "\n", 1))
        problems: list[Problem] = []
        read_table(tmp_path / "a.csv", "data/a.csv", schema, problems)
        assert [str(problem).partition(": ")[0] for problem in problems] == [
            "data/a.csv, row 2, name"
        ]


def test_a_number_parted_in_a_row_of_the_right_length_is_told_alone(read):
    _, problems = read("code,name,kind\na,2,4\n")
    assert problems == [
        f'data/orgs.csv, row 2, name: “2,4” stands without straight quotes, {SHIFTED} "2,4" {ONE_CELL};'
        " the row also lacks its last cells (kind): add a comma at its end, 1 times"
    ]
    schema_says = "'4' is not a kind of org; use one of: desk, ward"
    # where something else is wrong as well it may be meant so or not
    _, problems = read("code,name,kind\nA,2,4\n")
    assert problems == [
        f'data/orgs.csv, row 2, kind: {schema_says}; if 2,4 is meant, write "2,4" in quotes'
    ]
    _, problems = read("code;name;kind\na;2;4\n")
    assert problems == [f"data/orgs.csv, row 2, kind: {schema_says}"]


@pytest.mark.parametrize(
    ("row", "says"),
    [
        (",a,ward,1,x,", "code: an empty cell stands here too many"),
        ("a,1,x,,", "kind: the cell of this column is missing"),
        ("a,1,x", "kind: the cell of this column is missing"),
        ("a,ward,1,Đông, Tây,", "name: “Đông, Tây” stands without straight quotes"),
        # one wrong cell is no shift
        ("a,boat,1,x,", "kind: 'boat' is not a kind of org"),
    ],
)
def test_a_cell_too_many_or_too_few_is_told_once_where_nothing_else_sets_the_row_right(
    tmp_path, row, says
):
    more = {
        "count": column(matching(r"\d+", "is no number")),
        "name": column(filled("a name")),
        "day": column(a_day()),
    }
    schema = Schema({name: SCHEMA.columns[name] for name in ("code", "kind")} | more)
    (tmp_path / "a.csv").write_text(f"code,kind,count,name,day\n{row}\n")
    problems: list[Problem] = []
    read_table(tmp_path / "a.csv", "data/a.csv", schema, problems)
    assert len(problems) == 1
    assert str(problems[0]).startswith(f"data/a.csv, row 2, {says}")


def test_numbers_beside_each_other_in_a_row_that_stands_twice_are_not_taken_for_one(tmp_path):
    anything = {name: column(filled("a number")) for name in ("printed", "value")}
    schema = Schema({"code": column(filled("a code"), unique=True)} | anything)
    (tmp_path / "a.csv").write_text("code,printed,value\na,1,1\na,1,1\n")
    problems: list[Problem] = []
    read_table(tmp_path / "a.csv", "data/a.csv", schema, problems)
    assert [str(problem) for problem in problems] == [
        "data/a.csv, row 3, code: 'a' stands twice; keep one row or give another code"
    ]


def test_a_guarded_text_is_read_without_its_apostrophe(read):
    frame, _ = read(HEADER + "a,ward,'=1+1\nb,ward,'tên\n")
    assert frame["name"].tolist() == ["=1+1", "'tên"]


def test_a_day_is_read_in_either_form(tmp_path):
    schema = Schema({"day": column(a_day())})
    (tmp_path / "a.csv").write_text("day\n2026-11-26\n26/11/2026\n26 tháng 11 năm 2026\n")
    problems: list[Problem] = []
    frame = read_table(tmp_path / "a.csv", "data/a.csv", schema, problems)
    assert (problems, set(frame["day"])) == ([], {"2026-11-26"})


@pytest.mark.parametrize(
    ("near", "advice"),
    [
        ("orgs.xlsx", "save that as 'CSV UTF-8' under the name orgs.csv"),
        ("orgs (1).csv", "if that is it, give it the name orgs.csv"),
        ("Orgs.csv.txt", "if that is it, give it the name orgs.csv"),
    ],
)
def test_a_file_that_lies_beside_a_missing_one_is_named(tmp_path, near, advice):
    (tmp_path / near).touch()
    problems: list[Problem] = []
    read_table(tmp_path / "orgs.csv", "data/orgs.csv", SCHEMA, problems)
    assert str(problems[0]) == (
        f"data/orgs.csv: the file is missing, but {near} lies there; {advice}"
    )
