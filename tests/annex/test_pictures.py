import base64
import io
from urllib.parse import unquote
from xml.etree import ElementTree

import nbformat
import pytest
from PIL import Image

from cchc.annex import pictures
from cchc.annex.blocks import FigureBlock
from cchc.annex.pictures import paint_ahead, write_png_uri, write_svg_uri


@pytest.fixture
def chart(make):
    made = make.figure()
    return FigureBlock(
        made.id,
        "Tên <b> & '#' 100%",
        made.subtitle,
        made.alt,
        made.svg,
        "Hình 1.1",
        source="Báo cáo",
    )


def test_the_svg_is_the_chart_with_its_title_and_fits_single_quotes(chart):
    address = write_svg_uri(chart)
    assert not set("'\n#") & set(address)
    head, drawing = address.split(",", 1)
    assert head == "data:image/svg+xml;charset=utf-8"
    root = ElementTree.fromstring(unquote(drawing))
    texts = {element.tag.rpartition("}")[2]: element.text for element in root.iter()}
    assert texts["title"] == chart.title
    assert texts["desc"] == "Phường Thắng Nhì có 1.031 hồ sơ. Báo cáo"
    assert texts["text"] == "Phường Thắng Nhì 1.031"


def test_the_png_is_twice_as_wide_as_the_chart_has_points_and_holds_ink(chart):
    address = write_png_uri(chart)
    head, data = address.split(",", 1)
    picture = Image.open(io.BytesIO(base64.b64decode(data)))
    assert head == "data:image/png;base64"
    assert (picture.format, picture.size) == ("PNG", (2 * (450 + 16), 2 * (60 + 16)))
    assert min(picture.convert("L").get_flattened_data()) < 80
    assert write_png_uri(chart) == address


def test_a_chart_painted_ahead_is_not_painted_again(chart, make, tmp_path, monkeypatch):
    notebook = make.section("04", "Hồ sơ", make.show(make.figure())).read()
    nbformat.write(notebook, tmp_path / "a.ipynb")
    pictures._paint.cache_clear()
    paint_ahead(tmp_path / "a.ipynb")
    monkeypatch.setattr(pictures, "write_printable", None)
    assert write_png_uri(chart).startswith("data:image/png;base64,")


def test_a_letter_that_the_typeface_lacks_stops_no_chart(chart):
    from dataclasses import replace

    assert write_png_uri(replace(chart, svg=chart.svg.replace("1.031", '漢 \\ " 1.031')))
