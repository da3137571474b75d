"""A small annex of three sections, made without kernels: outputs are the objects' own
mimebundles.
"""

import json
from types import SimpleNamespace
from typing import Any

import nbformat
import pandas as pd
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from cchc.annex.chapters import Executed
from cchc.annex.title_block import AnnexMeta
from cchc.model.quarter import Quarter
from cchc.objects.prose import prose
from cchc.objects.tables import Column, Table
from cchc.objects.tabulating import tabulate
from cchc.show.charts import Figure

SENTENCE = "Thành phố tiếp nhận 7.245 hồ sơ, giải quyết đúng hạn đạt 99,89% trong kỳ báo cáo."
SVG = """<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"
 width="450pt" height="60pt" viewBox="0 0 450 60">
<defs><path id="m1" d="M 0 0 L 0 9"/><clipPath id="c1"><rect width="450" height="60"/></clipPath></defs>
<g clip-path="url(#c1)"><use xlink:href="#m1" x="9" y="9" style="stroke:#123f78"/>
<text x="20" y="30" style="font: 12px Tinos, 'Times New Roman', serif">Phường Thắng Nhì 1.031</text></g></svg>"""

HOSTILE = [
    "<script>alert(1)</script>",
    '=HYPERLINK("http://a.b","x")',
    '#eval("1") #let x = 1',
    "] ) } \\ \\u{41} $x$ `c` // /*",
    "*_a_* @ref <nhan> ~ -- ' \" {{ x }} {% x %}",
    "+1 -2",
    "@SUM(A1)",
    "＝1+1",
    "&lt;b&gt; &amp;",
    "漢😀\ufe0f",
]
LONG = "dài " * 4990 + "X" * 40


def show(thing: Any, source: str = "show(report)") -> nbformat.NotebookNode:
    """A code cell that has shown the object."""
    data = json.loads(json.dumps(thing._repr_mimebundle_()))
    return new_code_cell(source, outputs=[new_output("execute_result", data, execution_count=1)])


def section(
    id: str, title: str, *cells: nbformat.NotebookNode, failed: str | None = None
) -> Executed:
    notebook = new_notebook(cells=[new_markdown_cell(f"# {title}"), *cells])
    return Executed(id, "muc-thu", title, lambda: notebook, failed)


def figure(id: str = "hinh-ho-so", table: Table | None = None, **words: Any) -> Figure:
    return Figure(
        **{
            "id": id,
            "title": "Hồ sơ của các phường",
            "alt": "Phường Thắng Nhì có 1.031 hồ sơ.",
            "svg": SVG,
            "subtitle": "Số hồ sơ, quý I",
            "source": "Báo cáo",
            "table": table,
        }
        | words
    )


def units(rows: int = 3, id: str = "so-hoa") -> Table:
    frame = pd.DataFrame(
        {
            "name": [f"Phường số {at}" for at in range(1, rows + 1)],
            "count": [None if at == 2 else 1000 * at + at for at in range(1, rows + 1)],
            "rate": [95.3 + at / 1000 for at in range(1, rows + 1)],
            "printed": [f"{at}.031" for at in range(1, rows + 1)],
        }
    )
    columns = {
        "name": "Đơn vị",
        "count": Column("Đã giải quyết", "number", 0),
        "rate": Column("Tỷ lệ", "percent", 3),
        "printed": Column("In trong báo cáo", "printed"),
    }
    return tabulate(
        frame,
        id=id,
        title="Kết quả số hóa",
        unit="hồ sơ",
        columns=columns,
        notes=["Tính đến hết ngày 14/3/2024."],
        source="Báo cáo quý I, mục I.2.c",
    )


@pytest.fixture
def meta() -> AnnexMeta:
    return AnnexMeta(
        Quarter(2024, 1),
        "Số liệu cải cách hành chính, chuyển đổi số và Đề án 06 quý I năm 2024",
        "Ủy ban nhân dân thành phố Vũng Tàu",
        "(Kèm theo Báo cáo số …/BC-UBND ngày … tháng … năm … của UBND thành phố Vũng Tàu)",
        ("Báo cáo quý I năm 2024",),
        "0.1.0",
    )


@pytest.fixture
def sections() -> list[Executed]:
    points = prose("- " + SENTENCE.replace("7.245", "{n}"), id="diem-chinh", n=7245)
    words = new_markdown_cell("## Một cửa\n\nXem [mục trước](00-muc-thu.ipynb).")
    chart = figure(table=units(4, "hinh-ho-so-so-lieu"))
    return [
        section("00", "Tổng quan", show(points)),
        section("04", "Hồ sơ", words, show(units()), show(chart)),
        section("05", "Số hóa", failed="ValueError: bí mật"),
    ]


@pytest.fixture
def make() -> SimpleNamespace:
    """What the tests build their own annexes of."""
    functions = {"show": show, "section": section, "figure": figure, "units": units}
    return SimpleNamespace(**functions, markdown=new_markdown_cell, sentence=SENTENCE)


@pytest.fixture
def hostile(make: SimpleNamespace) -> tuple[list[Executed], list[str]]:
    """An annex whose every text tries to be markup, code or a formula, and those texts."""
    texts = [*HOSTILE, LONG]
    columns = (Column("=1+1 <b>"), Column("Số", "number", 0), Column("@ref #eval", "printed"))
    rows = tuple((text, -at, text[:200]) for at, text in enumerate(texts))
    table = Table(
        "thu-doc", HOSTILE[0] + HOSTILE[2], columns, rows, "<i>", tuple(HOSTILE), HOSTILE[1]
    )
    chart = figure(
        "hinh-doc",
        Table("hinh-doc-so-lieu", HOSTILE[3], columns, rows[:3]),
        title=HOSTILE[2],
        subtitle=HOSTILE[3],
        alt=" ".join(HOSTILE),
        notes=tuple(HOSTILE),
        source=HOSTILE[4],
    )
    lines = [show(prose("{x}", x=text)) for text in HOSTILE]
    return [section("04", HOSTILE[0], show(table, "</code><script>"), show(chart), *lines)], texts
