import base64
import io
import re
from xml.etree import ElementTree

import matplotlib
import numpy as np
import pandas as pd
import pytest
from matplotlib import pyplot as plt
from matplotlib.figure import Figure as Picture
from PIL import Image

from cchc.errors import PictureError
from cchc.objects.describing import describe_picture
from cchc.objects.drawings import draw_svg, figure, fit_texts, wrap_picture
from cchc.show.bars import draw_bars


def chart(**words) -> Picture:
    picture = Picture()
    axes = picture.subplots()
    axes.bar(["Phường 1", "xã Long Sơn"], [3, 1.5])
    axes.set(**words)
    return picture


def png(width: int = 4, height: int = 2, **more) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (width, height), "teal").save(out, "PNG", **more)
    return out.getvalue()


def test_a_chart_of_the_analysts_own_is_set_in_the_typeface_of_the_annex_to_the_byte():
    svg = draw_svg(chart(title="Số hồ sơ"))
    assert svg == draw_svg(chart(title="Số hồ sơ"))
    assert "Số hồ sơ" in svg
    assert not re.search(r"<metadata|<style|<!DOCTYPE|DejaVu", svg)
    assert matplotlib.rcParams["font.sans-serif"] != ["Tinos"]


def test_formulas_and_foreign_typefaces_become_outlines():
    for words in ({"title": "$x^2$"}, {}):
        picture = chart(**words)
        picture.axes[0].set_ylabel("Số", family="DejaVu Sans")
        assert "<text" not in draw_svg(picture)


def test_a_cloud_of_points_becomes_a_picture():
    picture = Picture()
    picture.subplots().plot(np.sin(np.arange(60_000)), ".")
    svg = draw_svg(picture)
    assert len(svg) < 400_000
    assert "data:image/png;base64," in svg


def test_the_short_form_takes_what_draws_and_gives_words_and_data():
    data = pd.DataFrame({"Phường": ["a"], "n": [1]})
    made = figure(chart(), "Tên", alt="Mô tả", data=data, notes="một", source="Báo cáo")
    assert (made.title, made.alt, made.notes, made.source) == ("Tên", "Mô tả", ("một",), "Báo cáo")
    assert made.table.rows == (("a", 1),)
    assert figure(chart().axes[0]).svg == figure(chart()).svg
    assert "Phường 1 3, xã Long Sơn 1,5" in figure(chart()).alt


def test_a_chart_handed_over_is_not_shown_a_second_time():
    picture, _ = plt.subplots()
    figure(picture)
    assert picture.number not in plt.get_fignums()


@pytest.mark.parametrize(
    "drawing",
    [b"x", "x", 1, png()[:40], b"<svg", object(), b"GIF89a"],
    ids=["bytes", "text", "number", "half a PNG", "half an SVG", "anything", "GIF"],
)
def test_what_is_no_picture_is_refused_or_kept_for_the_annex_to_tell(drawing):
    if drawing == b"<svg":
        assert figure(drawing).svg == "<svg"
        return
    with pytest.raises(PictureError, match=r"cannot be read|not a|none of PNG"):
        figure(drawing)


def test_a_picture_keeps_its_size_in_points_and_nothing_but_its_dots():
    svg = wrap_picture(png(dpi=(144, 144)))
    root = ElementTree.fromstring(svg)
    assert (root.get("width"), root.get("viewBox")) == ("2.00pt", "0 0 4 2")
    noted = io.BytesIO()
    Image.new("RGB", (4, 2)).save(noted, "JPEG", comment=b"secret", exif=b"Exif\0\0secret")
    body = ElementTree.fromstring(wrap_picture(noted.getvalue()))[0].get("href")
    assert b"secret" not in base64.b64decode(body.partition(",")[2])


def test_a_picture_that_takes_the_memory_is_refused():
    with pytest.raises(PictureError, match="cannot be read"):
        wrap_picture(png(50_000, 1_000))


def test_a_picture_of_any_mode_is_taken():
    for mode in ("1", "L", "LA", "P", "RGB", "RGBA", "CMYK", "I;16"):
        out = io.BytesIO()
        Image.new(mode, (3, 3)).save(out, "TIFF" if mode == "CMYK" else "PNG")
        assert "data:image/png" in wrap_picture(out.getvalue())


def test_a_screen_without_the_typeface_keeps_labels_inside():
    frame = pd.DataFrame({"name": ["Phường Thắng Nhất"], "value": [12], "reference": [None]})
    shown = draw_bars(frame, id="a", title="T")
    texts = re.findall(r"<text[^>]*>", shown._repr_mimebundle_()["text/html"])
    assert texts
    assert all("textLength=" in text for text in texts)
    assert "textLength" not in shown.svg
    width = re.search(r'textLength="([\d.]+)"', fit_texts(shown.svg))
    assert float(width[1]) > 0


@pytest.mark.parametrize(
    ("draw", "says"),
    [
        (lambda axes: axes.plot([1, 2, 4], label="Tăng"), "Tăng: 3 điểm, từ 1 đến 4, thấp nhất 1"),
        (lambda axes: axes.scatter([1, 2], [3, 4]), "Biểu đồ điểm; 2 điểm"),
        (lambda axes: axes.pie([1, 3], labels=["a", "b"]), "Biểu đồ tròn; a 25%, b 75%"),
        (lambda axes: axes.imshow([[1, 2]]), "Biểu đồ nhiệt; 2 ô, thấp nhất 1, cao nhất 2"),
        (lambda axes: axes.barh(["a"], [2]), "Biểu đồ cột; a 2"),
        (lambda axes: axes.plot([1, np.nan, 2]), "2 điểm, từ 1 đến 2"),
        (lambda axes: axes.bar(range(20), range(20)), "20 cột, thấp nhất 0, cao nhất 19"),
        (lambda axes: axes.set_title("T"), "Biểu đồ “T”."),
        (lambda axes: None, "Biểu đồ."),
    ],
)
def test_a_chart_is_described_by_what_it_shows(draw, says):
    picture = Picture()
    draw(picture.subplots())
    assert says in describe_picture(picture)
