"""Run charts over many quarters."""

import re

import pytest
from matplotlib.font_manager import FontProperties

from cchc import read_report
from cchc.show.run_words import say_points
from cchc.show.runs import draw_runs

FACTS = [("resolved_rate", "city_desk"), ("on_time_rate", "wards")]


def read(series, count: int, **more):
    made = series(count, **more)
    return read_report(str(made.quarters[-1]), made.root)


def texts(figure) -> list[str]:
    return [text.strip() for text in re.findall(r"<text[^>]*>([^<]*)", figure.svg)]


@pytest.mark.parametrize(
    ("quarters", "says"),
    [
        (2, "cần ít nhất 3 kỳ"),
        (3, "chưa đủ để vẽ giới hạn"),
        (7, "cần ít nhất 8 kỳ"),
        (8, "là giới hạn thử"),
        (12, "cho đến khi có 13 kỳ"),
        (13, "tính từ 13 kỳ"),
    ],
)
def test_what_a_series_allows_is_said(quarters, says):
    assert says in say_points(quarters)


def test_a_short_series_has_a_median_and_no_limits_and_says_why(series):
    figure = draw_runs(read(series, 4), FACTS, id="a")
    said = texts(figure)
    assert "Trung vị" in said
    assert "Giới hạn kiểm soát" not in said
    assert {"II/23", "I/24"} <= set(said)
    assert figure.notes[0] == "Mới có 4 kỳ: chưa đủ để vẽ giới hạn kiểm soát, cần ít nhất 8 kỳ."
    assert [row[-2:] for row in figure.table.rows] == [("–", "–"), ("–", "–")]


def test_a_long_series_has_limits_a_mean_and_firm_words(series):
    report = read(series, 13)
    figure = draw_runs(report, FACTS, id="a")
    said = texts(figure)
    assert {"Trung bình", "Giới hạn kiểm soát", "2021", "2024"} <= set(said)
    assert not any("kỳ:" in note for note in figure.notes)
    assert "từ quý I/2021 đến quý I/2024" in figure.subtitle
    name, *values, centre, limits, _ = figure.table.rows[0]
    assert (name, len(values)) == ("Tỷ lệ hồ sơ đã giải quyết, Bộ phận một cửa thành phố", 13)
    assert values[-1] == pytest.approx(100 * 5684 / 7245)
    assert min(values) < centre < max(values)
    assert re.fullmatch(r"\d\d,\d%–\d\d,\d%", limits)


def test_wards_share_their_scale_and_a_jump_of_one_is_named(series):
    made = series(13)
    wards = read_report("2024Q1", made.root).members("ward")
    made.change(
        made.quarters[-1], "figures.csv", "results_digitised,p02,217", "results_digitised,p02,120"
    )
    figure = draw_runs(
        read_report("2024Q1", made.root), [("digitisation_rate", org) for org in wards], id="a"
    )
    panels = [axes for axes in figure.picture.axes if axes.get_visible()]
    assert len(panels) == 17
    assert len({axes.get_ylim() for axes in panels}) == 1
    assert "Mức chung" in texts(figure)
    assert "Phường 2" in figure.title
    assert "tín hiệu ở kỳ này: Phường 2" in figure.alt
    assert any("tử số lớn hơn mẫu số ở Phường 3" in note for note in figure.notes)


def test_a_chart_is_the_same_to_the_byte_and_its_words_stand_inside(series):
    report = read(series, 13)
    figure = draw_runs(report, FACTS, id="a")
    assert figure.svg == draw_runs(report, FACTS, id="a").svg
    width, height = figure.picture.get_size_inches() * figure.picture.dpi
    renderer = figure.picture.canvas.get_renderer()
    drawn = re.findall(
        r'<text style="([^"]*)"[^>]*transform="rotate\(\S+ (\S+) (\S+)\)"[^>]*>([^<]*)', figure.svg
    )
    assert {"Số của kỳ", "100,0%", "78,5%"} <= {text.strip() for *_, text in drawn}
    for style, x, y, text in drawn:
        size = float(re.search(r"font-size: ([\d.]+)px", style)[1])
        wide = renderer.get_text_width_height_descent(
            text.strip(), FontProperties(family="Tinos", size=size), False
        )[0]
        left = float(x) - wide * {"end": 1, "middle": 0.5}.get(
            style.partition("text-anchor: ")[2].split(";")[0], 0
        )
        assert -1 <= left <= left + wide <= width + 1, text
        assert size <= float(y) <= height, text


def test_what_accumulates_over_the_year_is_left_out_and_told(series):
    report = read(series, 5)
    figure = draw_runs(
        report, [("revenue_of_province_plan", "city"), ("resolved_rate", "city_desk")], id="a"
    )
    assert len(figure.table.rows) == 1
    assert any(note.startswith("Không vẽ Thu so với dự toán tỉnh giao") for note in figure.notes)
    assert draw_runs(report, [("revenue", "city")], id="a") is None


def test_a_hole_in_the_series_is_told(series):
    made = series(6)
    made.change(
        made.quarters[2], "figures.csv", "dossiers_received,city_desk", "dossiers_received,post"
    )
    figure = draw_runs(
        read_report("2024Q1", made.root), [("dossiers_received", "city_desk")], id="a"
    )
    assert figure.table.rows[0][3] is None
    assert any(
        "không có số liệu hoặc có số liệu tính theo khoảng thời gian khác kiểu" in note
        for note in figure.notes
    )


def test_more_panels_than_a_page_takes_are_refused(series):
    report = read(series, 3)
    facts = [("digitisation_rate", org) for org in report.members("ward")] * 2
    with pytest.raises(ValueError, match="34 panels are too many for a page"):
        draw_runs(report, facts, id="a")
