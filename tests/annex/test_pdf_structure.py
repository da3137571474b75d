"""The PDF as a screen reader meets it: headings, heads of tables, pictures that speak, one order."""

import itertools
import re
from collections.abc import Iterator

import pypdf
import pytest
from nbformat.v4 import new_markdown_cell
from pypdf.generic import ArrayObject, DictionaryObject, NumberObject

from cchc.annex.chapter_reading import read_chapters
from cchc.annex.pdf import write_pdf
from cchc.annex.pdf_structure import list_heads, mark_row_heads
from cchc.errors import PublishError
from cchc.objects.tables import Column, Table

TWO_KEYS = Table(
    "hai-khoa",
    "Hai cột đầu",
    (Column("Chỉ tiêu", head=True), Column("Đơn vị", head=True), Column("Số", "number")),
    (("Tiếp nhận", "Phường 1", 5), ("Tiếp nhận", "Phường 2", 6)),
    notes=("Ghi chú",),
)
EMPTY = Table(
    "bang-rong", "Không có dòng", (Column("Đơn vị", head=True), Column("Số", "number")), ()
)
PLAIN = Table(
    "khong-dau", "Không cột nào là đầu dòng", (Column("Nội dung"), Column("Mục")), (("a", "b"),)
)


@pytest.fixture
def printed(make, meta, tmp_path):
    def write(*shown) -> pypdf.PdfReader:
        text = "## Một\n\nĐoạn đầu.\n\n### Hai\n\n| Cột | Số |\n|---|---|\n| x | 1 |\n\nĐoạn cuối."
        parts = [make.section("04", "Hồ sơ", new_markdown_cell(text), *map(make.show, shown))]
        write_pdf(read_chapters(parts), meta, tmp_path / "a.pdf")
        return pypdf.PdfReader(tmp_path / "a.pdf")

    return write


def elements(reader: pypdf.PdfReader) -> Iterator[DictionaryObject]:
    """Every element of the structure, in the order in which it is read."""
    waiting = [reader.trailer["/Root"]["/StructTreeRoot"]["/K"]]
    while waiting:
        node = waiting.pop().get_object()
        if isinstance(node, ArrayObject):
            waiting += reversed(node)
        elif isinstance(node, DictionaryObject) and "/S" in node:
            yield node
            waiting += [node["/K"]] if "/K" in node else []


def below(node: DictionaryObject, kind: str) -> list[DictionaryObject]:
    found, waiting = [], [node.get("/K", ArrayObject())]
    while waiting:
        each = waiting.pop().get_object()
        if isinstance(each, ArrayObject):
            waiting += reversed(each)
        elif isinstance(each, DictionaryObject) and "/S" in each:
            found += [each] if each["/S"] == kind else []
            waiting += [each["/K"]] if "/K" in each else []
    return found


def scope(head: DictionaryObject) -> str:
    attributes = head["/A"]
    each = attributes if isinstance(attributes, ArrayObject) else [attributes]
    return next(a.get_object()["/Scope"] for a in each if "/Scope" in a.get_object())


def test_every_head_of_a_table_says_whether_it_heads_a_row_or_a_column(printed):
    # a table without rows is a line
    reader = printed(TWO_KEYS, EMPTY, PLAIN)
    tables = [element for element in elements(reader) if element["/S"] == "/Table"]
    told = [[scope(head) for head in below(table, "/TH")] for table in tables]
    assert told == [
        ["/Column"] * 2,  # of the text: Markdown has no heads of rows
        ["/Column"] * 3 + ["/Row"] * 4,
        ["/Column"] * 2,
    ]
    (body,) = below(tables[1], "/TBody")
    # a list of heads would come before their scopes
    assert not [cell for cell in below(body, "/TD") if "/Headers" in str(cell.get("/A"))]


def test_headings_go_down_one_step_at_a_time(printed):
    levels = [int(e["/S"][2:]) for e in elements(printed()) if re.fullmatch(r"/H\d", e["/S"])]
    assert levels[0] == 1
    assert {1, 2, 3} <= set(levels)
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))


def test_every_picture_says_what_it_shows(make, printed):
    pictures = [e for e in elements(printed(make.figure())) if e["/S"] == "/Figure"]
    assert pictures
    assert all(str(picture.get("/Alt", "")).strip() for picture in pictures)


def test_language_title_and_order_of_tabs_are_set(printed):
    reader = printed(TWO_KEYS)
    root = reader.trailer["/Root"]
    assert root["/Lang"] == "vi-VN"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert reader.metadata.title.startswith("Phụ lục. ")
    assert {page.get("/Tabs", "/S") for page in reader.pages} == {"/S"}
    assert root["/MarkInfo"] == {"/Marked": True}  # poppler calls a mark of no suspects damaged


def read_aloud(reader: pypdf.PdfReader) -> str:
    """The text of a document in the order of its structure."""
    spoken: dict[tuple[int, int], str] = {}
    for number, page in enumerate(reader.pages):
        now: list[int] = []

        def before(operator, operands, matrix, text_matrix, now=now):
            if operator in (b"BDC", b"BMC"):
                marked = operands[1] if len(operands) > 1 else {}
                now.append(int(marked.get("/MCID", -1)) if hasattr(marked, "get") else -1)
            elif operator == b"EMC":
                now.pop()

        def say(text, matrix, text_matrix, font, size, now=now, number=number):
            if now and now[-1] >= 0:
                spoken[number, now[-1]] = spoken.get((number, now[-1]), "") + text

        page.extract_text(visitor_operand_before=before, visitor_text=say)
    pages = {page.indirect_reference.idnum: at for at, page in enumerate(reader.pages)}
    words = []
    for element in elements(reader):
        kids = element.get("/K", ArrayObject())
        for kid in kids if isinstance(kids, ArrayObject) else [kids]:
            if isinstance(kid, NumberObject) and "/Pg" in element:
                words.append(spoken.get((pages[element.raw_get("/Pg").idnum], int(kid)), ""))
    return " ".join(" ".join(words).split())


def test_read_aloud_it_goes_from_title_to_end_row_by_row(printed):
    told = re.sub(r"\s", "", read_aloud(printed(TWO_KEYS)))
    order = (
        "Đoạnđầu.",
        "Hai",
        "Cột",
        "Đoạncuối.",
        "Haicộtđầu",
        "Chỉtiêu",
        "Phường1",
        "Phường2",
        "Ghichú",
    )
    places = [told.index(words) for words in order]
    assert places == sorted(places)
    assert "TiếpnhậnPhường15TiếpnhậnPhường26" in told


def test_a_source_tells_which_columns_head_the_rows_and_no_text_can():
    source = '#grid-table(heads: (0, 1, ), id: "a")\n#prose-table((1fr, ), (left, ), [x])\n'
    assert list_heads(source + '#text("#grid-table(heads: (0, )")') == [(0, 1), ()]


def test_a_file_that_is_built_otherwise_is_told_and_not_guessed_at(printed, tmp_path):
    printed(TWO_KEYS)
    content = (tmp_path / "a.pdf").read_bytes()
    with pytest.raises(PublishError, match="2 tables instead of 1"):
        mark_row_heads(content, [(0,)])
    with pytest.raises(PublishError, match="no table of its objects"):
        mark_row_heads(b"%PDF-1.7\n", [])
