import re

import pytest

from cchc.annex import index
from cchc.annex.index import write_index
from cchc.annex.manifest import write_manifest

COUNTS = {"all": 9, "error": 4, "open_error": 3, "warning": 2, "info": 1}


@pytest.fixture
def out(tmp_path):
    def publish(name: str, *files: str, failed: tuple[str, ...] = ()) -> None:
        (tmp_path / name).mkdir()
        outputs = dict.fromkeys(files, "0")
        write_manifest(
            tmp_path / name / "manifest.json",
            quarter=name[:6],
            inputs={},
            code={},
            outputs=outputs,
            versions={},
            findings=COUNTS,
            failed=failed,
        )

    publish("2024Q1-04", "annex.html")
    publish("2023Q4", "annex.html", "annex.pdf", "annex.xlsx", failed=("05", "07"))
    publish(
        "2024Q1",
        "annex.html",
        "annex.pdf",
        "annex-official.html",
        "annex-official.xlsx",
        "annex-report.html",
        "findings.csv",
    )
    (tmp_path / "2024Q3").mkdir()
    (tmp_path / "2024Q3" / "manifest.json").write_text("{", encoding="utf-8")
    publish("khac", "annex.html")
    publish(".2022Q1.building", "annex.html")
    return tmp_path


def read(out) -> str:
    write_index(out)
    return (out / "index.html").read_text("utf-8")


def rows(page: str) -> list[list[str]]:
    table = page[page.index("<tbody>") :].replace("\u00a0", " ")
    found = re.findall(r"<tr>(.*?)</tr>", table, re.DOTALL)
    return [
        [re.sub(r"<[^>]+>", "", cell) for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row)]
        for row in found
    ]


def test_quarters_stand_newest_first_each_before_its_parts_and_nothing_else_does(out):
    names = [row[0] for row in rows(read(out))]
    assert names == ["Quý I năm 2024", "Quý I năm 2024, phần 04", "Quý IV năm 2023"]


def test_a_row_has_the_editions_the_counts_and_what_failed(out):
    whole, _, before = rows(read(out))
    internal = "HTML · PDF · Văn bản báo cáo"
    assert whole[1:] == [internal, "HTML · Excel", "4", "3", "2", "1", "đầy đủ"]
    assert before[1:] == [
        "HTML · PDF · Excel",
        "–",
        "4",
        "3",
        "2",
        "1",
        "không thực hiện được phần 05, 07",
    ]


def test_links_lead_to_the_files_and_say_whose_they_are(out):
    page = read(out)
    assert (
        '<a href="2024Q1/annex-official.html" aria-label="HTML, bản chính thức Quý I năm'
        ' 2024">HTML</a>' in page
    )
    links = re.findall(r'href="(?!#|data:)([^"]+)"', page)
    assert len(links) == 9
    assert "2024Q1/annex-report.html" in links
    assert not re.search(r"<script|https?:|//", re.sub(r"url\(data:[^)]*\)", "", page))


def test_the_same_annexes_give_the_same_bytes_and_nothing_is_left_beside(out):
    first = read(out)
    assert read(out) == first
    assert not [path for path in out.iterdir() if path.name.startswith(".") and path.is_file()]
    assert str(out) not in first


def test_an_annex_that_another_build_publishes_meanwhile_is_not_lost(out, monkeypatch):
    write, late = index.write_page, out / ".late"
    (out / "2023Q4").rename(late)

    def write_slowly(*told):
        write(*told)
        if late.exists():
            late.rename(out / "2023Q4")

    monkeypatch.setattr(index, "write_page", write_slowly)
    assert "Quý IV năm 2023" in read(out)


def test_a_folder_without_annexes_says_so(tmp_path):
    assert "Chưa có phụ lục nào." in read(tmp_path)


def test_a_page_of_an_older_version_is_written_anew_and_one_of_somebody_else_stays(out):
    page = out / "index.html"
    page.write_text("<html><head><title>Phụ lục các quý</title></head></html>", encoding="utf-8")
    assert write_index(out)
    assert "2023Q4" in page.read_text(encoding="utf-8")
    page.write_text("<html><head><title>Trang của tôi</title></head></html>", encoding="utf-8")
    assert not write_index(out)
