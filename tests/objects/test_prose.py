from datetime import date
from decimal import Decimal

import pytest
from markdown_it import MarkdownIt

from cchc.errors import ProseError
from cchc.objects import PROSE_MIME
from cchc.objects.prose import Prose, bullets, escape_markdown, prose
from cchc.objects.tables import Column, Table


@pytest.mark.parametrize(
    ("template", "value", "text"),
    [
        ("{x}", 7245, "7.245"),
        ("{x}", Decimal("854.639"), "854,639"),
        ("{x:1}", 0.25, "0,3"),
        ("{x:%}", 97.012, "97,01%"),
        ("{x:1%}", 97.012, "97,0%"),
        ("{x:0}", -3, "−3"),
        ("{x}", None, "không có số liệu"),
        ("{x:%}", float("nan"), "không có số liệu"),
        ("{x}", date(2024, 2, 5), "05/02/2024"),
        ("{x}", Prose("**đậm**"), "**đậm**"),
        ("số liệu{x}.", " (th-1)", "số liệu (th-1)."),
        ("{x}", "\n - a", " \\- a"),
        ("{{{x}}}", 1, "{1}"),
    ],
)
def test_values_take_vietnamese_form(template, value, text):
    assert prose(template, x=value).markdown == text


MARKUP = [
    "*a* _b_ `c`",
    "[x](http://a.b)",
    "<script>",
    "# a",
    "1. a",
    "- a",
    "&lt;",
    "a | b",
    "![x](y)",
    "~~a~~",
    "$x$",
    "\\*",
    "> a",
    "===",
    "a\n\nb",
    "+ a",
    "1) a",
]


@pytest.mark.parametrize("text", MARKUP)
def test_strings_are_text_and_never_markdown(text):
    opening, inline, _ = (
        MarkdownIt("commonmark").enable("table").parse(prose("{x}", x=text).markdown)
    )
    assert opening.type == "paragraph_open"
    assert {child.type for child in inline.children} <= {"text", "text_special"}
    assert "".join(child.content for child in inline.children) == " ".join(text.split())


def test_bullets_make_one_item_of_each_sentence():
    made = bullets([prose("Có **{n}** hồ sơ.", n=1031), "a *b*"], id="diem-chinh")
    assert made.markdown == "- Có **1.031** hồ sơ.\n- a \\*b\\*"
    assert made._repr_mimebundle_()[PROSE_MIME] == {"id": "diem-chinh", "markdown": made.markdown}


def test_field_without_value_is_named():
    with pytest.raises(ProseError, match="the field m has no value"):
        prose("{m}")


def test_value_without_field_is_named():
    with pytest.raises(ProseError, match="no field for the value 'm'"):
        prose("{n}", n=1, m=2)


@pytest.mark.parametrize(
    "template", ["{x.real}", "{x[0]}", "{x!r}", "{}", "{x:>9}", "{x:abc}", "{x"]
)
def test_anything_but_a_plain_field_is_refused(template):
    with pytest.raises(ProseError):
        prose(template, x=1)


def test_number_form_of_a_text_is_refused():
    with pytest.raises(ProseError, match="for numbers"):
        prose("{x:2}", x="12")


def test_line_break_in_a_text_becomes_a_space():
    assert escape_markdown("a\r\n b") == "a b"


@pytest.mark.parametrize(
    ("all", "done", "late", "text"),
    [
        (17, 8, 2, "Giao 17; 8 xong. 2 muộn."),
        (17, None, 2, "Giao 17. Thiếu {số}. 2 muộn."),
        (None, 8, float("nan"), "Thiếu {số}."),
        (0, 0, 0, "Giao 0; 0 xong. 0 muộn."),
    ],
)
def test_what_lacks_a_value_is_left_out_and_told_once(all, done, late, text):
    said = prose(
        "Giao {all}; {done} xong. {late} muộn.",
        lacking="Thiếu {số}.",
        all=all,
        done=done,
        late=late,
    )
    assert said.markdown == text


def test_the_text_of_a_sentence_has_no_marks_and_serves_as_a_title():
    said = prose("**{n}** hồ sơ của {who}", n=1031, who="R&D *mới* <b>")
    assert said.markdown == r"**1.031** hồ sơ của R\&D \*mới\* \<b\>"
    assert said.text == str(said) == "1.031 hồ sơ của R&D *mới* <b>"
    assert Table("a", said, (Column("x"),), ()).title == said.text


def test_an_empty_field_leaves_no_gap():
    assert prose("có {note} **{n}** người", note="", n=5).markdown == "có **5** người"
