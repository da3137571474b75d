"""What a proof writes: comments in a copy of the draft, the page, the summary, and exit codes."""

import json
import re
import zipfile
from html.parser import HTMLParser
from pathlib import Path

import docx
import pytest
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt
from PIL import Image
from typer.testing import CliRunner

from cchc.cli import make_app
from cchc.reading.proof_page import draw_page
from cchc.reading.proofing import proof_file

SOUND = "Tiếp nhận 120 hồ sơ, gồm 70 hồ sơ trực tuyến và 50 hồ sơ trực tiếp."
WRONG = "Tiếp nhận 1.200 hồ sơ, gồm 745 hồ sơ trực tuyến và 500 hồ sơ trực tiếp."


@pytest.fixture
def draft(tmp_path) -> Path:
    document = docx.Document()
    document.add_paragraph(SOUND)
    paragraph = document.add_paragraph("Quý này: tiếp nhận ")
    paragraph.add_run("1.200").bold = True
    paragraph.add_run(" hồ sơ, gồm 745 hồ sơ trực tuyến và 500 hồ sơ trực tiếp.").font.size = Pt(13)
    document.save(tmp_path / "dự thảo.docx")
    return tmp_path / "dự thảo.docx"


def run(*arguments: object):
    return CliRunner().invoke(make_app(), ["proof", *map(str, arguments)])


def test_a_draft_is_never_touched_and_its_copy_carries_a_comment(draft, tmp_path):
    before = draft.read_bytes()
    result = run(draft, "--out", tmp_path / "out")
    assert result.exit_code == 1
    assert draft.read_bytes() == before
    copy = docx.Document(tmp_path / "out" / "dự thảo-soat.docx")
    (comment,) = copy.comments
    assert "1.200 phải bằng 745 + 500 = 1.245; chênh lệch 45" in comment.text
    assert "700" in comment.text  # 745 has to be 700
    assert [p.text for p in copy.paragraphs] == [p.text for p in docx.Document(draft).paragraphs]
    assert copy.paragraphs[1].runs[1].bold


def test_a_copy_that_a_person_edited_stays_and_is_told(draft, tmp_path):
    out = tmp_path / "out"
    run(draft, "--out", out)
    run(draft, "--out", out)
    assert sorted(path.name for path in out.iterdir()) == ["dự thảo-soat.docx", "dự thảo-soat.html"]
    copy = docx.Document(out / "dự thảo-soat.docx")
    copy.add_paragraph("Đã sửa.")
    copy.save(out / "dự thảo-soat.docx")
    edited = (out / "dự thảo-soat.docx").read_bytes()
    for _ in range(2):
        told = run(draft, "--out", out).stdout
        assert (out / "dự thảo-soat.docx").read_bytes() == edited
        assert "dự thảo-soat.docx was edited" in told
    assert sorted(path.name for path in out.glob("*.docx")) == [
        "dự thảo-soat-2.docx",
        "dự thảo-soat.docx",
    ]


def test_pictures_are_told_and_a_draft_without_any_number_is_not_called_sound(tmp_path):
    Image.new("RGB", (8, 8)).save(tmp_path / "a.png")
    for name, text, code in (("a", "Xem hình.", 2), ("b", SOUND, 0)):
        document = docx.Document()
        document.add_paragraph(text)
        document.add_picture(str(tmp_path / "a.png"))
        document.save(tmp_path / f"{name}.docx")
        result = run(tmp_path / f"{name}.docx", "--out", tmp_path / "out")
        assert result.exit_code == code
        assert "1 pictures were not read" in result.stdout
        assert ("no number was read" in result.stdout) == (code == 2)


def test_the_next_step_is_told_by_the_period_of_the_title(tmp_path):
    (tmp_path / "a.md").write_text(f"BÁO CÁO\n\nKết quả quý I năm 2026\n\n{SOUND}\n", "utf-8")
    told = run(tmp_path / "a.md", "--out", tmp_path / "out").stdout
    assert f"next: cchc read 2026Q1 {tmp_path / 'a.md'} --propose --data DIR" in told


def test_a_comment_stands_around_the_number_alone(draft, tmp_path):
    run(draft, "--out", tmp_path / "out")
    body = docx.Document(tmp_path / "out" / "dự thảo-soat.docx").element.body
    said, inside = [], False
    for element in body.iter():
        inside = inside or element.tag == qn("w:commentRangeStart")
        inside = inside and element.tag != qn("w:commentRangeEnd")
        if inside and element.tag == qn("w:t"):
            said.append(element.text)
    assert said == ["1.200"]


def test_comments_that_are_there_already_are_kept(draft, tmp_path):
    document = docx.Document(draft)
    document.add_comment(document.paragraphs[0].runs, text="Xem lại", author="A", initials="A")
    document.save(draft)
    run(draft, "--out", tmp_path / "out")
    told = [c.text for c in docx.Document(tmp_path / "out" / "dự thảo-soat.docx").comments]
    assert told[0] == "Xem lại"
    assert len(told) == 2


def test_the_same_draft_gives_the_same_bytes(draft, tmp_path):
    for name in ("one", "two"):
        run(draft, "--out", tmp_path / name)
    for name in ("dự thảo-soat.docx", "dự thảo-soat.html"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


def test_other_parts_of_the_draft_are_copied_byte_for_byte(draft, tmp_path):
    run(draft, "--out", tmp_path / "out")
    changed = {"word/document.xml", "word/_rels/document.xml.rels", "[Content_Types].xml"}
    with (
        zipfile.ZipFile(draft) as old,
        zipfile.ZipFile(tmp_path / "out" / "dự thảo-soat.docx") as new,
    ):
        for name in set(old.namelist()) - changed:
            assert new.read(name) == old.read(name), name


def test_a_footnote_is_numbered_as_word_prints_it_and_commented_where_it_is_called(tmp_path):
    document = docx.Document()
    paragraph = document.add_paragraph("Tiếp nhận 41 hồ sơ")
    call = OxmlElement("w:footnoteReference")
    call.set(qn("w:id"), "2")
    paragraph.add_run()._r.append(call)
    document.save(tmp_path / "plain.docx")
    notes = (
        '<w:footnotes xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
        f'<w:footnote w:id="2"><w:p><w:r><w:t>{WRONG}</w:t></w:r></w:p></w:footnote></w:footnotes>'
    )
    path = tmp_path / "a.docx"
    with zipfile.ZipFile(tmp_path / "plain.docx") as old, zipfile.ZipFile(path, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name))
        new.writestr("word/footnotes.xml", notes)
    proof = proof_file(path)
    assert [(n.text, n.kind) for n in proof.numbers[:3]] == [
        ("41", "figure"),
        ("1", "numbering"),
        ("1", "numbering"),
    ]
    run(path, "--out", tmp_path / "out")
    body = docx.Document(tmp_path / "out" / "a-soat.docx").element.body
    start = next(body.iter(qn("w:commentRangeStart")))
    assert start.getnext().find(qn("w:footnoteReference")) is not None


class Page(HTMLParser):
    def __init__(self, text: str):
        super().__init__()
        self.tags: list[tuple[str, dict]] = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))


def page_of(proofed, text: str) -> tuple[str, Page]:
    drawn = draw_page(proofed(text))
    return drawn, Page(drawn)


def test_the_page_loads_and_runs_nothing(proofed):
    drawn, page = page_of(proofed, WRONG + " <script>alert(1)</script>")
    assert not {tag for tag, _ in page.tags} & {"script", "link", "img", "iframe", "object"}
    assert not re.search(r"url\(|@import|https?://", drawn)
    assert not [a for _, given in page.tags for a in given if a.startswith("on")]


def test_every_link_of_the_page_leads_somewhere_and_both_ways(proofed):
    _, page = page_of(proofed, WRONG)
    ids = [given["id"] for _, given in page.tags if "id" in given]
    assert len(ids) == len(set(ids))
    links = [given["href"] for tag, given in page.tags if tag == "a"]
    assert all(link[1:] in ids for link in links)
    assert "#c1" in links  # from a number to its contradiction
    assert [link for link in links if re.fullmatch(r"#n\d+", link)]  # and back


def test_every_number_is_marked_by_a_sign_and_not_by_colour_alone(proofed):
    drawn, page = page_of(proofed, f"{WRONG} {SOUND} Có 7 tổ.")
    for verdict, sign in (("contradicts", "✗"), ("agrees", "✓"), ("unknown", "?")):
        marked = [g for t, g in page.tags if t == "span" and verdict in g.get("class", "").split()]
        assert marked
        assert f"<sup>{sign}</sup>" in drawn
    assert drawn.index("Những chỗ không khớp") < drawn.index('id="van-ban"')


def test_text_of_the_draft_is_text_on_the_page(proofed, tmp_path):
    path = tmp_path / "a.txt"
    path.write_text('Có 12 hồ sơ & 3 < 5 "quotes"', encoding="utf-8")
    assert "&amp; 3" not in path.read_text(encoding="utf-8")
    assert "&lt;" in draw_page(proof_file(path))


@pytest.mark.parametrize(("text", "code"), [(SOUND, 0), (WRONG, 1)])
def test_the_exit_code_says_whether_all_holds(tmp_path, text, code):
    (tmp_path / "a.md").write_text(text, encoding="utf-8")
    result = run(tmp_path / "a.md", "--out", tmp_path / "out")
    assert result.exit_code == code
    assert "3 figures" in result.stdout


def test_a_file_that_cannot_be_read_is_one_message_and_code_2(tmp_path):
    result = run(tmp_path / "none.docx", "--out", tmp_path / "out")
    assert result.exit_code == 2
    assert "none.docx: there is no such file" in result.stderr
    assert not (tmp_path / "out").exists()


def test_json_holds_what_was_promised(tmp_path):
    text = f"# Báo cáo\n\n{WRONG}\n"
    (tmp_path / "a.md").write_text(text, encoding="utf-8")
    told = json.loads(run(tmp_path / "a.md", "--format", "json", "--out", tmp_path / "out").stdout)
    assert told["file"] == "a.md"
    assert told["tokens"] == sum(told["classes"].values()) == 3
    assert sum(told["verdicts"].values()) == len(told["numbers"])
    for number in told["numbers"]:
        assert text[number["start"] :].startswith(number["text"])
        assert set(number) == {
            *("id", "text", "start", "place", "sentence", "class", "value", "unit", "qualifier"),
            *("verdict", "figure", "nearest"),
        }
    (relation,) = told["relations"]
    assert relation["kind"] == "sum"
    assert relation["holds"] is False
    assert {s["suggested"] for s in relation["suspects"]} == {"1.245", "700", "455"}


def test_the_draft_is_not_overwritten_by_its_own_page(tmp_path):
    path = tmp_path / "a-soat-soat.html"
    path.write_text(f"<p>{SOUND}</p>", encoding="utf-8")
    other = tmp_path / "a-soat.html"
    other.write_text(f"<p>{SOUND}</p>", encoding="utf-8")
    assert run(other, "--out", tmp_path).exit_code == 0
    assert SOUND in other.read_text(encoding="utf-8")


@pytest.mark.parametrize(("language", "says"), [("en", "relations hold"), ("vi", "quan hệ khớp")])
def test_the_summary_speaks_the_language_of_whoever_asks(
    draft, tmp_path, monkeypatch, language, says
):
    monkeypatch.setenv("CCHC_LANG", language)
    said = run(draft, "--out", tmp_path / "out").stdout
    assert says in said
    assert ("paragraph 2" in said, "đoạn 2" in said) == (language == "en", language == "vi")
