import pytest

from cchc.annex.blocks import ProseBlock
from cchc.annex.headings import HeadingOutline
from cchc.annex.markdown import PART, read_markdown, write_markdown_html
from cchc.annex.maths import draw_formula
from cchc.annex.typeset import set_prose


def page(source: str, outline: HeadingOutline | None = None) -> str:
    return write_markdown_html(read_markdown(source, outline or HeadingOutline("muc-04"))).strip()


@pytest.mark.parametrize(
    "source",
    [
        "a <!-- ẩn --> b",
        "<!-- ẩn\n\nhai dòng -->\n\na b",
        "a\n\n<!-- ẩn",
        "<div>a <!-- ẩn --> b</div>",
        "- a\n  <!-- ẩn -->\n- b",
        "<details><summary>a <!-- ẩn --></summary> b</details>",
    ],
)
def test_comments_are_never_published(source):
    outline = HeadingOutline("muc-04")
    tokens = read_markdown(source, outline)
    assert "ẩn" not in write_markdown_html(tokens) + set_prose(ProseBlock(tokens)) + repr(outline)
    assert "a" in write_markdown_html(tokens)


def test_a_comment_in_code_is_code():
    assert "&lt;!-- x --&gt;" in page("`<!-- x -->`")


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("a<br>b", "<p>a<br />\nb</p>"),
        ("x<sup>2</sup> H<sub>2</sub>O", "<p>x<sup>2</sup> H<sub>2</sub>O</p>"),
        ("<b>a *b</b>*", "<p><strong>a <em>b</em></strong></p>"),
        ("a</b> <sup>b", "<p>a <sup>b</sup></p>"),
        ("<u>a</u> <mark>b</mark>", "<p><u>a</u> <mark>b</mark></p>"),
        ("giá <tên> x", "<p>giá &lt;tên&gt; x</p>"),
        ("a <nhan> b", "<p>a &lt;nhan&gt; b</p>"),
        ("<nhan>", "<p>&lt;nhan&gt;</p>"),
        ("a <span onclick=x>b</span>", "<p>a b</p>"),
        ("a <script>x()</script> b", "<p>a \n b</p>"),
        ("- [ ] a\n- [x] b", "<ul>\n<li>□ a</li>\n<li>■ b</li>\n</ul>"),
        ("từ $5 đến $6", "<p>từ $5 đến $6</p>"),
        (r"giá \$5\$", "<p>giá $5$</p>"),
        ("a[^1]\n\n[^1]: b *c*", "<p>a<sup>1</sup></p>\n<p><sup>1</sup> b <em>c</em></p>"),
        ("a[^9]", "<p>a[^9]</p>"),
    ],
)
def test_what_jupyter_shows_is_shown(source, html):
    assert page(source) == html


def test_details_open_and_close_around_markdown():
    html = page("<details><summary>Xem <b>thêm</b></summary>\n\nTrong *này*\n\n</details>\n\nsau")
    assert html.startswith('<details class="more"><summary>Xem <strong>thêm</strong></summary>')
    assert html.index("<em>này</em>") < html.index("</details>") < html.index("sau")


@pytest.mark.parametrize("source", ["<details>\n\na", "a\n\n</details>\n\nb", "- <details>\n- b"])
def test_details_that_are_not_closed_stay_within_their_text(source):
    html = page(source)
    assert html.count("<details") == html.count("</details>")
    tokens = read_markdown(source, HeadingOutline("muc-04"))
    assert sum(token.nesting for token in tokens) == 0


def test_a_table_of_html_is_a_table():
    assert '<th scope="col">a</th>' in page("<table><tr><th>a</th></tr><tr><td>1</td></tr></table>")


def test_a_formula_is_drawn_with_its_source_as_its_name():
    html = page("cứ $\\frac{a}{b}$ thì")
    assert 'role="img" aria-label="công thức \\frac{a}{b}"' in html
    assert "<path" in page("$$\n\\sum_{i=1}^n x_i\n$$")
    assert draw_formula("x^2") == draw_formula("x^2")


def test_a_formula_that_is_not_known_stands_as_it_was_written_and_is_told():
    outline = HeadingOutline("muc-04")
    html = page("$\\khongco{x}$\n\n\\begin{align}\na &= b\n\\end{align}", outline)
    assert "<code>\\khongco{x}</code>" in html
    assert "a &amp;= b" in html
    assert len(outline.told) == 2


def test_pictures_of_the_cell_stand_behind_their_text():
    outline = HeadingOutline("muc-04", attachments={"a.png": {"image/png": "iVBORw0KGgo="}})
    tokens = read_markdown("a ![Cầu](attachment:a.png) b\n\nc", outline)
    kinds = [token.type for token in tokens]
    assert kinds.index(PART) == 3
    assert tokens[3].meta[PART].alt == "Cầu"


@pytest.mark.parametrize(
    "source",
    [
        "<details><summary>a</summary><ul>x<li>b<ul><li>c</li></ul><table><tr><td>1</table></ul>",
        "<blockquote><p>a<h3>b</h3></blockquote><hr><pre>c  d</pre><ol start=3><li>e</ol>",
        "> - a <sup>b\n> - $x^2$[^1]\n\n[^1]: c",
        "<u>a</u> <small>b</small> <mark>c</mark> <s>d</s> <s><u>e</u></s> ~~<u><mark>f~~",
        "1. a\n\n   <details>\n\n   b\n2. c",
    ],
)
def test_all_of_it_is_printed_too(source):
    import typst

    from cchc.annex.pdf import STANDARDS, TEMPLATES
    from cchc.annex.tinos import FOLDER

    tokens = read_markdown(source, HeadingOutline("muc-04"))
    body = set_prose(ProseBlock(tokens))
    form = (TEMPLATES / "typst" / "form.typ").read_text("utf-8")
    fonts = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FOLDER)]
    )
    opening = '#set document(title: "A", date: datetime(year: 2024, month: 1, day: 1))'
    face = '#set text(font: "Tinos")\n#show raw: set text(font: "Tinos")'
    text = f"{form}\n{opening}\n{face}\n#heading(level: 1)[A]\n#heading(level: 2)[B]\n{body}"
    pdf, warnings = typst.Compiler(font_paths=fonts).compile_with_warnings(
        input=text.encode(), format="pdf", pdf_standards=STANDARDS, timestamp=0
    )
    assert pdf.startswith(b"%PDF")
    assert not warnings


def test_a_formula_has_vietnamese_letters_and_what_no_face_has_stands_as_written(caplog):
    named = draw_formula(r"\text{Tỷ lệ đúng hạn} \le 95\%")
    assert named is not None
    assert named.width > draw_formula(r"\text{Tỷlệđúnghạn} \le 95\%").width
    assert named.svg.count("Z") > draw_formula(r"\text{Ty le dung han} \le 95\%").svg.count("Z")
    assert draw_formula(r"\text{漢}") is None
    assert not caplog.records
