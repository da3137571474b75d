"""What commands print is text, on every terminal."""

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from cchc.cli.plain_text import PlainOutput, fit_to, show_plainly
from cchc.run.published import COUNTS, MARK, encode_manifest

ATTACKS = {
    "an escape": "\x1b]0;tiêu đề\x07",
    "a colour": "\x1b[31mđỏ",
    "eight bits": "\x9b2J",
    "a null": "a\x00b",
    "a return": "đúng\rsai",
    "a turn of direction": "abc\u202edcba",
    "an isolate": "\u2066abc\u2069",
    "no character": "\ufffe\uffff",
    "half of a character": "\ud83d",
}


@pytest.mark.parametrize("text", ATTACKS.values(), ids=ATTACKS)
def test_nothing_that_is_printed_moves_or_colours_the_screen(text):
    out = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
    print(text, file=PlainOutput(out))
    out.flush()
    shown = out.buffer.getvalue().decode("utf-8")
    assert all(letter == "\n" or letter.isprintable() for letter in shown)
    assert shown.startswith(show_plainly(text))
    assert "\\u" in shown


def test_json_stays_json():
    said = json.dumps({"name": "a\u202eb"}, ensure_ascii=False)
    assert json.loads(show_plainly(said)) == {"name": "a\u202eb"}


def test_vietnamese_and_what_stands_in_tables_is_left_alone():
    text = "Đã xuất bản: 1.234,5 % → „xong“\t– ắ ộ ữ\n"
    assert show_plainly(text) == text


@pytest.mark.parametrize(
    ("encoding", "shown"),
    [
        ("cp1252", "Dã lap phu luc -> …"),
        ("ascii", "Da lap phu luc -> ..."),
        ("cp1258", "Đa\u0303 lâ\u0323p phu\u0323 lu\u0323c -> …"),
        ("utf-8", "Đã lập phụ lục → …"),
    ],
)
def test_an_encoding_that_lacks_letters_gets_them_without_their_marks(encoding, shown):
    told = fit_to("Đã lập phụ lục → …", encoding)
    assert told == shown
    told.encode(encoding)
    assert fit_to("漢", "cp1252") == "?"


@pytest.mark.parametrize("encoding", ["cp1258", "cp1252", "ascii"])
def test_a_command_speaks_vietnamese_on_a_terminal_of_another_encoding(tmp_path, encoding):
    words = [sys.executable, "-m", "cchc", "--lang", "vi", "verify", "Thư mục đậm"]
    environment = os.environ | {"PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"}
    done = subprocess.run(words, cwd=tmp_path, env=environment, capture_output=True, check=False)
    said = done.stderr.decode(encoding)
    assert done.returncode == 2, said
    assert "manifest.json" in said
    assert "Unicode" not in said


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no device that is full")
def test_a_full_output_is_told_for_what_it_is(tmp_path):
    told = {name: {} for name in ("inputs", "code", "outputs", "versions", "read")}
    told |= {"quarter": "2024Q1", "findings": dict.fromkeys(COUNTS, 0), "failed": [], "missing": 0}
    (tmp_path / MARK).write_bytes(encode_manifest(told))
    words = [sys.executable, "-m", "cchc", "--lang", "en", "verify", "."]
    with open("/dev/full", "w", encoding="utf-8") as full:
        done = subprocess.run(
            words, cwd=tmp_path, stdout=full, stderr=subprocess.PIPE, text=True, check=False
        )
    assert done.stderr == "what was to be told cannot be written: the disk is full\n"
    assert done.returncode == 2


def test_a_file_in_the_working_directory_is_taken_for_no_library(tmp_path):
    for name in ("random", "pandas", "selectors", "ctypes", "typer", "cchc_x"):
        text = f"open({str(tmp_path / 'ran')!r}, 'a').write({name!r})\nraise ImportError"
        (tmp_path / f"{name}.py").write_text(text, encoding="utf-8")
    words = [sys.executable, "-m", "cchc", "--lang", "en", "verify", "."]
    done = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert "holds no readable manifest.json" in done.stderr
    assert not (tmp_path / "ran").exists()


LOOKS = """
import sys
from cchc.cli.plain_text import find_console
print(find_console(sys.stdout) is not None, "rich" in sys.modules)
"""


@pytest.mark.parametrize(
    ("variables", "told"), [({}, "False False"), ({"FORCE_COLOR": "1"}, "True True")]
)
def test_what_draws_on_terminals_is_imported_only_for_one(variables, told):
    bare = {name: text for name, text in os.environ.items() if name != "FORCE_COLOR"}
    done = subprocess.run(
        [sys.executable, "-c", LOOKS], capture_output=True, encoding="utf-8", env=bare | variables
    )
    assert done.stdout.split() == told.split()
