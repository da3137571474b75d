import re
from decimal import Decimal
from importlib.resources import files
from xml.etree import ElementTree

import matplotlib
import pandas as pd
import pytest
from fontTools.ttLib import TTFont
from matplotlib.figure import Figure as Picture

from cchc.objects import FIGURE_MIME
from cchc.objects.captions import begin_upper
from cchc.show.bars import draw_bars
from cchc.show.charts import MOST_WORDS, Figure, shorten_alt
from cchc.show.funnels import draw_funnel
from cchc.show.rates import draw_rates
from cchc.show.stacks import draw_parts, stack_findings
from cchc.stats.limits import funnel

SVG = "{http://www.w3.org/2000/svg}"
FONT = TTFont(files("cchc") / "annex" / "fonts" / "Tinos-Regular.ttf")
ADVANCES = {
    code: FONT["hmtx"][name][0] / FONT["head"].unitsPerEm
    for code, name in FONT.getBestCmap().items()
}
WARDS = pd.DataFrame(
    [
        ("Phường 1", 630, 638, Decimal("98.7")),
        ("Phường 3", 857, 834, Decimal(100)),
        ("Phường 8", 108, 182, Decimal("59.3")),
        ("Phường Thắng Nhất", 520, 575, Decimal("90.4")),
        ("xã Long Sơn", 21, 44, Decimal("57.7")),
        ("Phường 13", None, None, None),
    ],
    columns=["name", "numerator", "denominator", "printed"],
)
PARTS = pd.DataFrame(
    [("Cấp tỉnh", "Đã xong", 70), ("Cấp tỉnh", "Đang làm", 1), ("Cấp xã", "Đã xong", None)],
    columns=["whole", "part", "value"],
)
PLANS = pd.DataFrame(
    {
        "name": ["Thu", "Chi", "Vốn"],
        "done": [Decimal("854.639"), Decimal(120), Decimal(9)],
        "plan": [Decimal("4391.744"), 100, None],
    }
)
AMOUNTS = pd.DataFrame({"name": ["Sự nghiệp", "Hợp đồng"], "value": [3024, None]})
SHADES = pd.DataFrame(
    [(whole, part, at) for whole in ("xã", "tỉnh") for at, part in enumerate(("có", "không"), 1)],
    columns=["whole", "part", "value"],
)
FINDINGS = pd.DataFrame({"section": ["04", "04", "05"], "severity": ["error", "info", "error"]})

DRAWN = {
    "rates": lambda **more: draw_rates(WARDS, **more),
    "funnel": lambda **more: draw_funnel(funnel(WARDS), **more),
    "bars": lambda **more: draw_bars(AMOUNTS, **more),
    "progress": lambda **more: draw_rates(PLANS, elapsed=24.9, **more),
    "shades": lambda **more: draw_parts(SHADES, **more),
    "parts": lambda **more: draw_parts(PARTS, **more),
    "findings": lambda **more: stack_findings(FINDINGS, **more),
}
EMPTY = {
    "rates": lambda **more: draw_rates(WARDS.tail(1), **more),
    "no rates": lambda **more: draw_rates(WARDS.head(0), **more),
    "funnel": lambda **more: draw_funnel(funnel(WARDS.tail(1)), **more),
    "bars": lambda **more: draw_bars(AMOUNTS.tail(1), **more),
    "progress": lambda **more: draw_rates(PLANS.assign(done=None), elapsed=24.9, **more),
    "parts": lambda **more: draw_parts(PARTS.tail(1), **more),
}


def words(figure: Figure) -> list[str]:
    return [text.strip() for text in ElementTree.fromstring(figure.svg).itertext() if text.strip()]


def extent(text: ElementTree.Element) -> tuple[float, float, float]:
    """Measure a text of the drawing as a browser does: by the advance widths of the font."""
    size = float(re.search(r"font-size: ([\d.]+)px", text.get("style"))[1])
    anchor = re.search(r"text-anchor: (\w+)", text.get("style"))
    turned, x, y = re.search(r"rotate\((\S+) (\S+) (\S+)\)", text.get("transform")).groups()
    width = sum(ADVANCES[ord(letter)] for letter in "".join(text.itertext())) * size
    if turned == "-90":
        return float(x) - size, float(x), float(y)
    left = (
        float(x) - width * {"start": 0, "middle": 0.5, "end": 1}[anchor[1] if anchor else "start"]
    )
    return left, left + width, float(y)


@pytest.mark.parametrize("draw", DRAWN.values(), ids=DRAWN)
def test_a_chart_is_the_same_to_the_byte_when_drawn_again(draw):
    first, again = draw(id="a", title="T"), draw(id="a", title="T")
    assert first.svg == again.svg
    assert first == again


@pytest.mark.parametrize("draw", DRAWN.values(), ids=DRAWN)
def test_a_chart_is_drawn_once_for_the_page_and_once_for_phones(draw, monkeypatch):
    drawn, paint = [], Picture.draw
    monkeypatch.setattr(
        Picture, "draw", lambda self, *given: (drawn.append(self), paint(self, *given))
    )
    draw(id="a", title="T")
    assert len(drawn) == len(set(map(id, drawn))) == 2


@pytest.mark.parametrize("draw", DRAWN.values(), ids=DRAWN)
def test_a_chart_carries_no_date_no_style_element_and_only_readable_text(draw):
    svg = draw(id="a", title="Tiêu đề").svg
    assert svg.startswith("<svg ")
    assert not re.search(r"<metadata|<style|<image|http://(?!www\.w3\.org)", svg)
    assert "Tiêu đề" not in svg
    assert set(re.findall(r"font-family: (\w+)", svg)) == {"Tinos"}
    assert min(float(size) for size in re.findall(r"font-size: ([\d.]+)px", svg)) >= 9


@pytest.mark.parametrize("draw", DRAWN.values(), ids=DRAWN)
@pytest.mark.parametrize("drawing", ["svg", "narrow"])
def test_all_text_stands_inside_the_picture(draw, drawing):
    root = ElementTree.fromstring(getattr(draw(id="a", title="T"), drawing))
    _, _, width, height = map(float, root.get("viewBox").split())
    for text in root.iter(f"{SVG}text"):
        left, right, y = extent(text)
        assert left >= 0, text.text
        assert right <= width, text.text
        assert 6 <= y <= height - 1, text.text


@pytest.mark.parametrize("draw", DRAWN.values(), ids=DRAWN)
def test_the_bundle_holds_words_and_data_of_the_contract(draw):
    figure = draw(id="mau", title="T", subtitle="Phụ đề", source="Báo cáo", notes=["Lưu ý"])
    bundle = figure._repr_mimebundle_()
    assert set(bundle) == {"text/html", "image/svg+xml", "text/plain", FIGURE_MIME}
    assert "<b>T</b>" in bundle["text/html"]
    payload = bundle[FIGURE_MIME]
    words = {"id", "title", "subtitle", "alt", "notes", "source", "table"}
    assert set(payload) == words | {"narrow"}
    assert payload["table"]["id"] == "mau-so-lieu"
    assert payload["notes"][0] == "Lưu ý"
    assert payload["alt"].startswith("Biểu đồ")


@pytest.mark.parametrize("draw", EMPTY.values(), ids=EMPTY)
def test_a_quarter_without_figures_gets_a_chart_that_says_so(draw):
    figure = draw(id="a", title="T")
    assert words(figure) == ["không có số liệu"]
    assert figure.alt == "Không vẽ biểu đồ: không có số liệu."


def test_no_findings_are_said_and_are_no_missing_figures():
    assert words(stack_findings(FINDINGS.head(0), id="a", title="T")) == ["không có sai lệch nào"]


def test_a_chart_leaves_the_analysts_own_style_alone():
    with matplotlib.rc_context({"xtick.major.size": 33}):
        assert (
            draw_bars(AMOUNTS, id="a", title="T").svg == draw_bars(AMOUNTS, id="a", title="T").svg
        )
        assert matplotlib.rcParams["xtick.major.size"] == 33
        inside = draw_bars(AMOUNTS, id="a", title="T").svg
    assert inside == draw_bars(AMOUNTS, id="a", title="T").svg


def test_hostile_names_are_text_and_never_markup_or_maths():
    name = "<script>$x^2$ & \x01</script>"
    figure = draw_bars(AMOUNTS.assign(name=[name, "b"]), id="a", title="T")
    assert "<script" not in figure.svg
    assert "<script>$x^2$ & \ufffd</script>" in " ".join(words(figure))


@pytest.mark.parametrize(("id", "title"), [("Có dấu", "T"), ("a", " ")])
def test_a_figure_without_slug_or_title_is_refused(id, title):
    with pytest.raises(ValueError, match=r"figure|id"):
        draw_bars(AMOUNTS, id=id, title=title)


def test_a_rate_over_100_is_drawn_as_it_is_and_said():
    figure = draw_rates(WARDS, id="a", title="T")
    assert "102,76% (857/834), ghi 100%" in words(figure)
    assert "Phường 3 102,8%" in figure.alt
    assert "Phường 3: hai số ấy cần kiểm tra" in figure.notes[0]
    assert figure.table.rows[0][:4] == ("Phường 3", 857, 834, pytest.approx(102.757793764988))


def test_rates_stand_from_the_highest_unless_their_order_means_something():
    names = [row[0] for row in draw_rates(WARDS, id="a", title="T").table.rows]
    assert names[:2] == ["Phường 3", "Phường 1"]
    assert names[-2:] == ["Xã Long Sơn", "Phường 13"]
    kept = draw_rates(WARDS, ordered=True, id="a", title="T").table.rows
    assert [row[0] for row in kept] == [begin_upper(name) for name in WARDS.name]


def test_a_printed_rate_that_rounding_or_cutting_explains_is_not_called_different():
    figure = draw_rates(WARDS, id="a", title="T")
    different = figure.alt.split("Ghi khác tính lại: ")[1]
    assert "xã Long Sơn (ghi 57,7%, tính lại 47,73%)" in different
    assert "Phường 3 (ghi 100%" in different
    assert "Phường 1 " not in different
    assert "Phường 8" not in different
    said = words(figure)
    assert {"Tỷ lệ tính lại", "Tỷ lệ báo cáo ghi khác"} <= set(said)
    assert "98,75% (630/638)" in said


def test_a_percentage_cut_off_instead_of_rounded_is_not_called_different():
    frame = pd.DataFrame(
        [("Một cửa", 41, 267, "15,35%")], columns=["name", "numerator", "denominator", "printed"]
    )
    assert "khác" not in draw_rates(frame, id="a", title="T").alt
    assert "khác" in draw_rates(frame.assign(printed="15,34%"), id="a", title="T").alt


def test_a_printed_text_stays_as_printed_in_the_data_and_is_drawn_without_its_parts():
    frame = pd.DataFrame(
        [("Xã", None, None, "34,54%")], columns=["name", "numerator", "denominator", "printed"]
    )
    figure = draw_rates(frame, id="a", title="T")
    assert figure.table.rows[0][-1] == "34,54%"
    assert "ghi 34,54%" in words(figure)
    assert "Chỉ có tỷ lệ báo cáo ghi: Xã 34,54%." in figure.alt


def test_a_missing_rate_is_named_and_not_zero():
    figure = draw_rates(WARDS, id="a", title="T")
    assert "Không có số liệu: Phường 13." in figure.alt
    assert "không có số liệu" in words(figure)


def test_a_target_is_drawn_only_when_given():
    assert "Mục tiêu 90%" not in words(draw_rates(WARDS, id="a", title="T"))
    figure = draw_rates(WARDS[:5].drop(columns="printed"), id="a", title="T", target=Decimal(90))
    assert "Mục tiêu 90%" in words(figure)
    assert "Mục tiêu 90%: 3 đơn vị đạt, 2 chưa đạt." in figure.alt


def test_a_funnel_names_the_points_outside_and_those_over_100():
    many = [(f"gần{i}", 900 + i, 1000) for i in range(11)] + [("xa", 80, 100), ("quá", 30, 20)]
    frame = pd.DataFrame(many, columns=["name", "numerator", "denominator"])
    figure = draw_funnel(funnel(frame), id="a", title="T")
    said = words(figure)
    assert "Xa" in said
    assert "Quá" in said
    assert not any(text.startswith("Gần") for text in said)
    assert "Trên 100%, không tham gia tính toán: quá (150,0%)." in figure.alt
    assert "không phải xếp hạng" in figure.notes[0]
    assert not re.search("[θφτ²]", " ".join(figure.notes))
    assert figure.notes[-1].startswith("Tử số lớn hơn mẫu số (tỷ lệ trên 100%) ở quá")
    assert [row[0] for row in figure.table.rows] == [begin_upper(name) for name, *_ in many]


def test_rates_are_set_against_the_time_that_has_passed():
    figure = draw_rates(PLANS, elapsed=24.9, decimals=3, id="a", title="T")
    said = words(figure)
    assert "Mức chia đều theo thời gian 24,9%" in said
    assert "19,46% (854,639/4.391,744)" in said
    assert "Chi 120,0%" in figure.alt
    assert "Không có số liệu: Vốn." in figure.alt


def test_bars_stand_from_the_largest_and_what_remains_comes_last():
    frame = pd.DataFrame({"name": ["a", "còn lại", "b"], "value": [1, 9, 2]})
    figure = draw_bars(frame, rest="còn lại", id="a", title="T")
    assert [row[0] for row in figure.table.rows] == ["B", "A", "Còn lại"]
    assert "B" in words(figure)


def test_parts_have_their_share_and_a_missing_part_is_not_zero():
    figure = draw_parts(PARTS, id="a", title="T", unit="việc")
    assert {"Cấp tỉnh, tổng 71 việc", "70 (98,6%)", "1 (1,4%)"} <= set(words(figure))
    assert "Cấp tỉnh, tổng 71 việc: Đã xong 70, Đang làm 1." in figure.alt
    assert "Cấp xã: Đã xong không có số liệu" in figure.alt
    assert figure.table.rows[2][2] is None


def test_wholes_of_the_same_parts_are_stacked_with_one_key():
    said = words(draw_parts(SHADES, id="a", title="T"))
    assert said.count("Có") == said.count("Không") == 1
    assert said.count("Tổng 3") + said.count("tổng 3") == 2


def test_an_alternative_text_is_as_long_as_somebody_listens():
    assert shorten_alt(["một hai.", "ba " * MOST_WORDS, "bốn."]) == "một hai. bốn."
    assert len(shorten_alt(["từ " * 80]).split()) == MOST_WORDS


def test_findings_are_counted_by_section_and_a_clear_section_is_named():
    figure = stack_findings(FINDINGS, id="a", title="T", sections=["03", "04"])
    assert [row[:2] for row in figure.table.rows] == [("04", 1), ("05", 1), ("03", 0)]
    assert "3 sai lệch ở 2 mục (2 lỗi, 0 cảnh báo, 1 lưu ý)" in figure.alt
    assert "Không có sai lệch: 03." in figure.alt
