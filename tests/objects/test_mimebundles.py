"""What a shell is taught, tried in shells of IPython; kernels are tried in tests/publish."""

import json

import pandas as pd
import pytest
from IPython.core.interactiveshell import InteractiveShell
from matplotlib.figure import Figure as Picture

from cchc.objects import FIGURE_MIME, TABLE_MIME
from cchc.objects.mimebundles import load_ipython_extension


@pytest.fixture
def show():
    shell = InteractiveShell()
    load_ipython_extension(shell)
    return lambda value: shell.display_formatter.format(value)[0]


FRAME = pd.DataFrame({"Phường": ["a"], "n": [1031]})


@pytest.mark.parametrize(
    "value",
    [FRAME, FRAME["n"], FRAME.style, FRAME.describe()],
    ids=["frame", "series", "styler", "summary"],
)
def test_frames_carry_what_the_annex_reads_beside_what_they_always_showed(show, value):
    shown = show(value)
    assert {TABLE_MIME, "text/plain"} <= set(shown)
    assert shown[TABLE_MIME]["id"] == ""
    json.dumps(shown[TABLE_MIME])
    assert "text/html" in shown or isinstance(value, pd.Series)


def test_a_frame_of_another_library_that_is_one_of_pandas_counts_too(show):
    class Places(pd.DataFrame):
        pass

    assert TABLE_MIME in show(Places(FRAME))


def test_a_chart_carries_its_drawing_and_a_description(show):
    picture = Picture()
    picture.subplots().bar(["a"], [1])
    payload = show(picture)[FIGURE_MIME]
    assert payload["svg"].startswith("<svg")
    assert payload["alt"] == "Biểu đồ cột; a 1."


def test_a_chart_without_marks_or_words_says_that_it_is_empty(show):
    empty, titled = Picture(), Picture()
    empty.subplots(2)
    titled.subplots().set_title("Chưa có số liệu")
    told = [show(picture)[FIGURE_MIME].get("empty") for picture in (Picture(), empty, titled)]
    assert told == ["hình không vẽ gì", "hình không vẽ gì", None]


def test_a_styler_has_the_same_name_each_time(show):
    assert show(FRAME.style) == show(FRAME.style)


def test_what_a_chart_is_made_of_says_its_kind_and_no_place_in_memory(show):
    axes = Picture().subplots()
    lines = axes.plot([1, 2])
    assert show(lines)["text/plain"] == "[<Line2D>]"
    assert show(axes)["text/plain"] == "<Axes>"
    assert show(axes.set_title("T"))["text/plain"] == "<Text>"


def test_a_frame_that_cannot_be_read_is_shown_as_before(show):
    class Broken(pd.DataFrame):
        @property
        def iloc(self):
            raise RuntimeError("hỏng")

    assert TABLE_MIME not in show(Broken(FRAME))


def test_an_empty_frame_is_shown_as_before(show):
    assert TABLE_MIME not in show(pd.DataFrame())
