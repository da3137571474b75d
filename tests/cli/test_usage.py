"""What the command line says of itself, in Vietnamese and English."""

import os
import subprocess
import sys

import pytest

ENGLISH = (
    "Usage",
    "Options",
    "Arguments",
    "Commands",
    "Show this",
    "required",
    "default",
    "Missing",
)


def run(*words: str, **variables: str) -> subprocess.CompletedProcess:
    environment = {
        name: value
        for name, value in os.environ.items()
        if name not in ("CCHC_LANG", "LANG", "LC_ALL", "LC_MESSAGES")
    }
    return subprocess.run(
        [sys.executable, "-m", "cchc", *words],
        capture_output=True,
        encoding="utf-8",
        env=environment | {"PYTHONUTF8": "1", "COLUMNS": "100"} | variables,
    )


@pytest.mark.parametrize("variables", [{"LANG": "vi_VN.UTF-8"}, {"LANG": "C"}, {}])
def test_help_pages_speak_vietnamese_unless_asked_otherwise(variables):
    pages = run("--help", **variables).stdout + run("build", "--help", **variables).stdout
    assert "Các lệnh" in pages
    assert "Thư mục số liệu" in pages
    assert not [word for word in ENGLISH if word in pages]


@pytest.mark.parametrize(
    ("words", "variables"),
    [(["--lang", "en"], {"LANG": "vi_VN.UTF-8"}), ([], {"LANG": "en_US.UTF-8"})],
)
def test_help_pages_speak_english_where_asked(words, variables):
    page = run("check", "--help", *words, **variables).stdout
    assert "Usage: " in page
    assert "Folder of the data. (default: data/ of the project)" in page


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["chek", "2024Q1"], "không có lệnh chek; gần giống: check"),
        (["check"], "thiếu KỲ: Kỳ báo cáo, ví dụ 2024Q1 (quý) hoặc 2024M03 (tháng)."),
        (["check", "2024Q1", "--tpo"], "không có tùy chọn --tpo; gần giống: "),
        (
            ["check", "2024Q1", "--top", "x"],
            "giá trị của --top phải là số nguyên từ 1 trở lên; Chỉ N",
        ),
        (
            ["check", "2024Q1", "--top", "0"],
            "giá trị của --top phải là số nguyên từ 1 trở lên; Chỉ N",
        ),
        (["check", "2024Q1", "--format", "xml"], "phải là một trong: table, json"),
        (["build", "2024Q1", "--edition", "x"], "phải là một trong: internal, official, both"),
        (["check", "2024Q1", "--data"], "sau --data phải có giá trị"),
        (["check", "2024Q1", "--suspects=1"], "--suspects không kèm giá trị"),
        (["check", "2024Q1", "2024Q2"], "thừa: 2024Q2"),
        (["check", "2024Q1", "—top", "5"], "—top: trước tên tùy chọn phải là hai dấu gạch ngắn"),
        (["check", "2024Q1", "-–top", "5"], "-–: trước tên tùy chọn phải là hai dấu gạch ngắn"),
        (["check", "2024Q1", "Q1", "2024"], "thừa: Q1 2024; câu có nhiều chữ phải đặt cả câu"),
        (["batch"], "thiếu --data: Các thư mục số liệu"),
    ],
)
def test_a_command_line_that_is_not_understood_is_told_with_the_next_step(words, says):
    done = run(*words)
    assert done.returncode == 2
    assert says in done.stderr
    assert not [word for word in ENGLISH if word in done.stderr]


def test_a_refusal_shows_how_the_command_is_written():
    told = run("decide", "2024Q1").stderr
    assert "decide [TÙY CHỌN] KỲ BẤT-THƯỜNG" in told
    assert "decide --help" in told
