"""The official edition of the real quarter: nothing of the register, no code in any of its
files, and of suspects only the numbers that are to be confirmed before signing.
"""

import re
from pathlib import Path

import nbformat
import openpyxl
import pypdf
import pytest

from cchc.publish.build import publish
from cchc.publish.request import prepare

PROJECT = Path(__file__).parents[2]
OF_THE_REGISTER = re.compile(
    r"\b(bt|th)-[0-9a-f]{8}|bt-…|sổ bất thường|danh mục sai lệch|nghi sai|phải xem lại|cần xem lại|tính lại \d|"
    r"không khớp(?! mà chưa)|"
    r"phần 13\b.*bất thường|số lỗi",
    re.IGNORECASE,
)


@pytest.fixture(scope="module")
def annex(tmp_path_factory, warm_for_all) -> Path:
    out = tmp_path_factory.mktemp("outputs")
    places = {"data": PROJECT / "data", "notebooks": PROJECT / "notebooks", "out": out}
    with warm_for_all() as warm:
        build = prepare("2024Q1", **places, editions=("internal", "official"), warm=warm)
        assert not publish(build).failed
    return build.target


@pytest.fixture(scope="module")
def texts(annex) -> dict[str, str]:
    """What a reader finds in each official file, white space as one space."""
    book = openpyxl.load_workbook(annex / "annex-official.xlsx")
    cells = (
        str(cell.value)
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    )
    pages = pypdf.PdfReader(annex / "annex-official.pdf").pages
    found = {
        "html": re.sub(
            r"data:[\w/+]+;base64,[\w+/=]+", "", (annex / "annex-official.html").read_text("utf-8")
        ),
        "pdf": "\n".join(page.extract_text() for page in pages),
        "xlsx": "\n".join(cells),
    }
    return {name: re.sub(r"\s+", " ", text) for name, text in found.items()}


@pytest.mark.parametrize("kind", ["html", "pdf", "xlsx"])
def test_no_finding_and_no_suspect_is_in_an_official_file(texts, kind):
    assert "cải cách hành chính" in texts[kind].lower()
    found = OF_THE_REGISTER.search(texts[kind])
    assert not found, texts[kind][max(0, found.start() - 80) : found.end() + 40]


def test_no_code_of_any_notebook_is_in_an_official_file(annex, texts):
    notebooks = [nbformat.read(path, 4) for path in sorted((annex / "notebooks").glob("*.ipynb"))]
    code = [
        cell.source for notebook in notebooks for cell in notebook.cells if cell.cell_type == "code"
    ]
    lines = {
        " ".join(line.split())
        for text in code
        for line in text.splitlines()
        if re.search(r"\w\(|\w = ", line)
    }
    assert len(lines) > 300
    for kind, text in texts.items():
        assert not [line for line in lines if line in text], kind


def test_figures_in_doubt_are_counted_at_the_head_and_marked_in_the_tables(texts):
    for kind, text in texts.items():
        assert re.search(r"Có \d+ số liệu chưa thống nhất\.", text), kind
        assert "(*) Số liệu chưa thống nhất" in text, kind
    assert "9.852 (*)" in texts["html"]
    assert "10.379 (*)" not in texts["html"]  # nothing speaks against this one
    assert "9.852 (*)" in texts["pdf"]


def test_headings_and_contents_read_without_gaps(texts):
    numbers = [
        int(n) for n in re.findall(r'<h2 id="muc-\d+" tabindex="-1">(\d+)\. ', texts["html"])
    ]
    assert numbers == list(range(1, 14))
    assert len(re.findall(r"<h3 ", texts["html"])) > 40
    # a heading is followed by what it heads: not by one of its own level or above, nor by the end
    # of its part
    followers = re.findall(r"</h(\d)>\s*<(?:h(\d)|p class=.back)", texts["html"])
    assert not [
        (this, following) for this, following in followers if not following or following <= this
    ]


def test_both_editions_come_from_one_execution_and_the_internal_one_keeps_everything(annex):
    page = (annex / "annex.html").read_text("utf-8")
    assert "Danh mục sai lệch số liệu" in page
    assert "Mã lệnh" in page
    assert (annex / "findings.csv").is_file()
