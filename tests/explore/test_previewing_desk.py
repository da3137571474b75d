import re
import time
from http.client import HTTPConnection

from tests.preview.conftest import notebooks, project, write_notebook  # noqa: F401 - fixtures

from cchc.explore.previewing_desk import Preview

LONGEST = 900  # seconds, only so that a test that waits for what never comes ends at all


def test_the_button_opens_a_preview_and_ends_it(project, monkeypatch):  # noqa: F811
    monkeypatch.chdir(project / "notebooks")
    desk = Preview("2030Q1", "../data")
    desk.button.click()
    process = desk.process
    end = time.monotonic() + LONGEST
    while "href" not in desk.told.value and time.monotonic() < end:
        time.sleep(0.1)
    port = int(re.search(r":(\d+)/", desk.told.value)[1])
    connection = HTTPConnection("127.0.0.1", port, timeout=LONGEST)
    connection.request("GET", "/")
    assert "Thu ngân sách".encode() in connection.getresponse().read()
    connection.close()
    desk.button.click()
    assert process.returncode == 0
    assert (desk.process, desk.told.value) == (None, "Đã kết thúc.")


def test_what_cannot_be_opened_is_told(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    desk = Preview("2030Q9", tmp_path)
    desk.start()
    end = time.monotonic() + LONGEST
    while "make preview" not in desk.told.value and time.monotonic() < end:
        time.sleep(0.1)
    assert "make preview" in desk.told.value
    desk.end()
