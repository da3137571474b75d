"""Cells of an analyst's own in a real build, with forked and with stock kernels."""

import json
import re
import shutil
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from openpyxl import load_workbook
from pypdf import PdfReader
from typer.testing import CliRunner

from cchc.cli import app

PROJECT = Path(__file__).parents[2]
QUARTER = "2030Q1"
PARAMETERS = 'quarter: str = ""  # quý\ndata: str = "../data"  # thư mục dữ liệu'
READ = """from cchc import read_report, show
import matplotlib.pyplot as plt
import pandas as pd
report = read_report(quarter, data)
frame = pd.DataFrame({"Phường": ["Phường 1", "xã Long Sơn"], "Hồ sơ": [1031, 12345678901234567]})"""
CELLS = {
    "khung": "frame",
    "chuoi": 'frame.set_index("Phường")["Hồ sơ"]',
    "mo-ta": "frame.describe()",
    "hai-bac": 'frame.groupby("Phường").agg({"Hồ sơ": ["sum", "max"]})',
    "kieu": 'frame.style.format({"Hồ sơ": "{:,.0f}"})',
    "ngan": 'show.table(frame, "Bảng có tên", unit="hồ sơ", notes="Một ghi chú.")',
    "ve": 'plt.bar(["A", "B"], [3, 1]); plt.title("Hình vẽ một")\nplt.show()',
    "de-mo": 'ax = frame.plot.barh(x="Phường", y="Hồ sơ")',
    "tra-ve": "fig, ax = plt.subplots(); ax.plot([1, 2, 4])\nfig",
    "hinh": 'show.figure(plt.subplots()[0], "Hình có tên", alt="Hình trống.", data=frame)',
    "in": 'print("Chữ  in ra")\nimport warnings; warnings.warn("ồn ào")',
    "nhieu": """from IPython.display import HTML, Latex, Markdown, display
display(Markdown("**Lời**"), HTML("<p>Đoạn HTML</p>"), Latex("$x^2$"), frame.head(1))""",
    "so": "len(frame) * 12345",
    "dieu-khien": "import ipywidgets\nipywidgets.IntSlider()",
    "an": "print('MẬT')",
}
FIGURES = ("ve", "de-mo", "tra-ve", "hinh")


def write_project(root: Path, cells: dict[str, str], read: str = READ, **tags: list[str]) -> None:
    (root / "notebooks").mkdir()
    made = [new_markdown_cell("```\n# mã\n```\n\n# Phần riêng", id="tieu-de")]
    made += [new_code_cell(PARAMETERS, id="tham-so", metadata={"tags": ["parameters"]})]
    made += [new_code_cell(read, id="doc"), new_markdown_cell("## Của tôi <!-- ẩn -->", id="dau")]
    for id, text in cells.items():
        metadata = {"tags": tags[id]} if id in tags else {}
        made.append(new_code_cell(text, id=id, metadata=metadata))
    nbformat.write(new_notebook(cells=made), root / "notebooks" / "00-rieng.ipynb")


def build(*words: str, code: int = 0):
    result = CliRunner().invoke(app, ["build", *words])
    assert result.exit_code == code, result.output
    return result


@pytest.fixture
def project(sound, shared_warm, monkeypatch) -> Path:
    root = sound.root.parent
    monkeypatch.chdir(root)
    monkeypatch.setenv("TERM", "dumb")
    return root


def test_cells_of_every_kind_are_published_the_same_by_forked_and_stock_kernels(project):
    write_project(project, CELLS, an=["remove-cell"])
    said = build(QUARTER, "--out", "warm").output
    build(QUARTER, "--out", "cold", "--cold")
    warm, cold = project / "warm" / QUARTER, project / "cold" / QUARTER
    for name in ("annex.html", "annex.pdf", "annex.docx", "annex.xlsx"):
        assert (warm / name).read_bytes() == (cold / name).read_bytes(), name
    name = "notebooks/00-rieng.ipynb"
    assert (warm / name).read_bytes() == (cold / name).read_bytes()

    page = (warm / "annex.html").read_text("utf-8")
    assert "Phần riêng</a>" in page
    assert not [word for word in ("MẬT", "ẩn") if word in page]
    assert page.count("<script") == 1  # the page's own, known by its hash
    tables = re.findall(r'<table id="([^"]+)"', page)
    assert tables == [
        *(f"o-00-{id}" for id in ("khung", "chuoi", "mo-ta", "hai-bac", "kieu", "ngan")),
        "o-00-hinh-so-lieu",
        "o-00-nhieu",
        "toan-bo-so-lieu-bao-cao",
    ]
    assert re.findall(r'<figure id="([^"]+)"', page) == [f"o-00-{id}" for id in FIGURES]
    assert re.findall(r'<div class="printed" id="([^"]+)"', page) == ["o-00-in", "o-00-so"]
    assert "Chữ  in ra" in page
    assert "24.690" in page
    assert "<strong>Lời</strong>" in page
    assert "công thức x^2" in page
    assert "Biểu đồ cột “Hình vẽ một”; A 3, B 1." in page
    assert "Điều khiển tương tác chỉ xem được trong JupyterLab" in page
    assert "12.345.678.901.234.567" in page

    text = "".join(sheet.extract_text() for sheet in PdfReader(warm / "annex.pdf").pages)
    for words in ("Bảng có tên", "Hình có tên", "12.345.678.901.234.567", "Một ghi chú."):
        assert words in " ".join(text.split())

    book = load_workbook(warm / "annex.xlsx")
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert "12345678901234567" in {cell.value for cell in cells}
    assert not [cell for cell in cells if cell.data_type == "f"]
    assert sum(len(sheet._images) for sheet in book) == 3

    assert "00-rieng.ipynb, code cell 13: warnings are kept out of the annex" in said
    assert "00-rieng.ipynb, code cell 16: an output cannot be published" in said


def test_a_cell_that_raises_fails_its_section_and_what_stands_before_it_is_published(project):
    write_project(project, {"truoc": "frame", "hong": "1 / 0", "sau": "print('sau đó')"})
    build(QUARTER, "--formats", "html", code=3)
    page = (project / "outputs" / QUARTER / "annex.html").read_text("utf-8")
    assert '<table id="o-00-truoc"' in page
    assert "việc thực hiện dừng ở ô lệnh [4]" in page
    assert "sau đó" not in page
    assert "ZeroDivisionError" not in page


ELSEWHERE = """import urllib.request
from IPython.display import *
def refuse(*_, **__): raise AssertionError("fetched")
urllib.request.urlopen = refuse
for shown in (
    YouTubeVideo("a"), VimeoVideo("a"), IFrame("https://a.b", 9, 9), Image(url="https://a.b/c.png"),
    Image("https://a.b/c.png"), Image(url="https://a.b/c.png", embed=True), SVG(url="https://a.b/c"),
    HTML(url="https://a.b/c"), Markdown(url="https://a.b/c"), JSON(url="https://a.b/c"),
    Javascript(url="https://a.b/c"), GeoJSON(url="https://a.b/c"), Audio(url="https://a.b/c.mp3"),
    Audio(url="https://a.b/c.mp3", embed=True), Video("https://a.b/c.mp4"),
    HTML('<p style="background: url(https://a.b/c)">Lời</p><img src="https://a.b/c" alt="Ảnh">'),
    HTML('<svg width="9" height="9"><image href="https://a.b/c"/><rect width="9"/></svg>'),
):
    display(shown)"""


def test_nothing_that_a_cell_shows_is_fetched_and_a_line_stands_in_its_place(project, monkeypatch):
    write_project(project, {"xa": ELSEWHERE}, xa=["remove-input"])
    # neither by the kernel nor by what writes the annex
    monkeypatch.setattr("socket.getaddrinfo", lambda *_, **__: pytest.fail("asked for a host"))
    said = build(QUARTER, "--formats", "html,pdf,docx,xlsx").output
    annex = project / "outputs" / QUARTER
    page = (annex / "annex.html").read_text("utf-8")
    line = "chỉ xem được trong JupyterLab, không in được vào phụ lục."
    assert page.count(line) == 16
    assert page.count("<figure") == 1
    assert not re.search(r"(src|href)=.https://a\.b|url\(https://a\.b", page)
    assert "warnings are kept out" not in said
    executed = (annex / "notebooks" / "00-rieng.ipynb").read_text("utf-8")
    assert "AssertionError" not in executed.split("outputs", 1)[1].replace(
        "raise AssertionError", ""
    )


def recipe() -> str:
    """The lines that README gives for cells of one's own."""
    section = (PROJECT / "README.md").read_text("utf-8").split("## Your own cells")[1]
    return re.search(r"```python\n(.*?)```", section, re.DOTALL)[1]


def test_the_recipe_of_the_readme_and_the_guide_publishes_a_table_a_chart_and_a_line(
    tmp_path, shared_warm, monkeypatch
):
    shutil.copytree(PROJECT / "data", tmp_path / "data")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TERM", "dumb")
    read = "from cchc import read_report, show\nreport = read_report(quarter, data)"
    write_project(tmp_path, {"cua-toi": recipe()}, read)
    build("2024Q1", "--formats", "html,xlsx")
    page = (tmp_path / "outputs" / "2024Q1" / "annex.html").read_text("utf-8")
    assert '<table id="o-00-cua-toi"' in page
    assert '<figure id="o-00-cua-toi-2"' in page
    assert '<div class="printed" id="o-00-cua-toi-3"' in page
    guide = json.loads((PROJECT / "notebooks" / "huong-dan.ipynb").read_text("utf-8"))
    code = {"".join(cell["source"]).strip() for cell in guide["cells"]}
    assert recipe().strip() in code
