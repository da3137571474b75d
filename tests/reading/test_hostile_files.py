"""Files that are hostile, broken or no report: one clear message each, nothing fetched or run."""

import zipfile
from pathlib import Path

import docx
import pypdfium2
import pytest

from cchc.errors import UnreadableDocument
from cchc.reading import admission, sources
from cchc.reading.proofing import proof_file
from cchc.reading.sources import read_document


@pytest.fixture
def draft(tmp_path) -> Path:
    document = docx.Document()
    document.add_paragraph("Tiếp nhận 120 hồ sơ.")
    document.save(tmp_path / "a.docx")
    return tmp_path / "a.docx"


def with_parts(draft: Path, parts: dict[str, bytes]) -> Path:
    """Copy a Word file with parts added or replaced."""
    path = draft.with_name("b.docx")
    with zipfile.ZipFile(draft) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in parts:
                new.writestr(name, old.read(name))
        for name, content in parts.items():
            new.writestr(name, content)
    return path


def refused(path: Path) -> str:
    with pytest.raises(UnreadableDocument) as refusal:
        read_document(path)
    assert "\n" not in str(refusal.value)
    return str(refusal.value)


def test_a_file_that_is_not_there(tmp_path):
    assert "there is no such file" in refused(tmp_path / "a.docx")
    assert "this is a folder" in refused(tmp_path)


def test_an_empty_file_and_one_without_text(tmp_path):
    (tmp_path / "a.md").write_text("")
    (tmp_path / "b.html").write_text("<p> </p>")
    assert "empty" in refused(tmp_path / "a.md")
    assert "empty" in refused(tmp_path / "b.html")


@pytest.mark.parametrize("name", ["a.docx", "a.pdf", "a.html", "a.doc"])
def test_an_encrypted_office_file_or_an_old_one_whatever_it_is_called(tmp_path, name):
    (tmp_path / name).write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    assert "encrypted, or of Word 97-2003" in refused(tmp_path / name)


def test_macros_are_refused_by_name_and_by_content(draft):
    named = draft.rename(draft.with_suffix(".docm"))
    assert "macros, which are never run" in refused(named)
    hidden = with_parts(named, {"word/vbaProject.bin": b"x"})
    assert "macros, which are never run" in refused(hidden)


def test_an_archive_that_claims_to_unpack_to_too_much_is_not_unpacked(draft, monkeypatch):
    monkeypatch.setattr(admission, "MOST_UNPACKED", 10_000)
    assert "unpack to far more" in refused(with_parts(draft, {"x.bin": bytes(20_000)}))


def test_a_part_that_unpacks_to_more_than_the_list_says_is_cut_off(draft, monkeypatch):
    from cchc.reading import wordfile

    monkeypatch.setattr(wordfile, "MOST_XML", 1_000)
    bomb = b"<?xml version='1.0'?><a>" + b" " * 5_000_000 + b"</a>"
    assert "unpack to far more" in refused(with_parts(draft, {"word/document.xml": bomb}))


@pytest.mark.parametrize(
    ("kind", "target", "is_refused"),
    [
        ("attachedTemplate", "http://example.invalid/t.dotm", True),
        ("image", r"\\server\share\a.png", True),
        ("oleObject", "https://example.invalid/a.xlsx", True),
        ("hyperlink", "https://example.invalid/", False),
        ("attachedTemplate", "Normal.dotm", False),
    ],
)
def test_what_would_be_loaded_from_elsewhere_is_refused_and_a_plain_link_is_not(
    draft, kind, target, is_refused
):
    space = "http://schemas.openxmlformats.org/package/2006/relationships"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    links = (
        f'<Relationships xmlns="{space}"><Relationship Id="r1" Type="{office}/{kind}"'
        f' Target="{target}" TargetMode="External"/></Relationships>'
    )
    path = with_parts(draft, {"word/_rels/settings.xml.rels": links.encode()})
    if is_refused:
        assert "nothing was fetched" in refused(path)
    else:
        assert read_document(path).blocks


def test_entities_are_refused_before_they_expand(draft):
    bomb = b'<!DOCTYPE a [<!ENTITY b "cc"><!ENTITY d "&b;&b;">]><a>&d;</a>'
    assert "declares entities" in refused(with_parts(draft, {"word/document.xml": bomb}))


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.docx", b"%PDF-1.7"),
        ("a.pdf", b"PK\x03\x04"),
        ("a.md", b"PK\x03\x04"),
        ("a.txt", b"a\0b" * 99),
    ],
)
def test_a_file_that_is_not_what_its_name_says(tmp_path, name, content):
    (tmp_path / name).write_bytes(content)
    assert "not what the ending" in refused(tmp_path / name)


def test_a_type_that_cannot_be_read(tmp_path):
    (tmp_path / "a.xlsx").write_bytes(b"PK\x03\x04")
    assert ".xlsx cannot be read" in refused(tmp_path / "a.xlsx")


@pytest.mark.parametrize(
    ("name", "content"),
    [("a.docx", b"PK\x03\x04" + b"x" * 100), ("a.pdf", b"%PDF-1.7\n" + b"x" * 100)],
)
def test_a_broken_file(tmp_path, name, content):
    (tmp_path / name).write_bytes(content)
    assert "as if broken" in refused(tmp_path / name)


def test_a_truncated_word_file_is_broken(draft):
    whole = draft.read_bytes()
    draft.write_bytes(whole[: len(whole) // 2])
    assert "as if broken" in refused(draft)


def blank_pdf(path: Path, pages: int) -> Path:
    pdf = pypdfium2.PdfDocument.new()
    for _ in range(pages):
        pdf.new_page(595, 842)
    pdf.save(path)
    return path


def test_a_scan_without_text(tmp_path):
    assert "holds no text, so it is probably a scan" in refused(blank_pdf(tmp_path / "a.pdf", 2))


def test_two_thousand_pages(tmp_path):
    assert "more than 1000 pages" in refused(blank_pdf(tmp_path / "a.pdf", 2000))


def test_a_text_without_end(tmp_path, monkeypatch):
    monkeypatch.setattr(sources, "MOST_CHARACTERS", 1_000)
    (tmp_path / "a.txt").write_text("Có 12 hồ sơ. " * 200, encoding="utf-8")
    assert "more than 1000 characters" in refused(tmp_path / "a.txt")


def test_a_script_in_a_page_is_text_to_nobody(tmp_path):
    page = "<p>Có 12 hồ sơ.</p><script>document.write('99 hồ sơ')</script><style>a{b:7}</style>"
    (tmp_path / "a.html").write_text(page, encoding="utf-8")
    assert [block.text for block in read_document(tmp_path / "a.html").blocks] == ["Có 12 hồ sơ."]


def test_a_run_of_digits_without_end_is_no_number(tmp_path):
    path = tmp_path / "a.md"
    path.write_text("Tiếp nhận " + "9" * 5000 + " hồ sơ, còn 12 hồ sơ.", encoding="utf-8")
    assert [n.text for n in proof_file(path).numbers] == ["12"]


def test_signs_without_width_part_no_number(tmp_path):
    path = tmp_path / "a.md"
    text = "Có 1\u200b.\ufeff284 hồ sơ, gồm 1.2\u2060\u200e19 hồ sơ đã trả và 65 hồ sơ đang giải quyết."
    path.write_text(text, encoding="utf-8")
    assert [n.value for n in proof_file(path).numbers] == [1284, 1219, 65]


def test_a_paragraph_without_end_is_read_in_pieces(tmp_path):
    path = tmp_path / "a.md"
    path.write_text(
        ", ".join(f"{n} hồ sơ đã tiếp nhận trong kỳ" for n in range(1, 301)) + ".", encoding="utf-8"
    )
    proof = proof_file(path)
    assert len(proof.numbers) == 300
    assert max(len(p.text) for p in proof.reading.passages) <= 8000
    assert set(proof.paragraphs.values()) == {1}
