"""A button in JupyterLab that opens the annex as it is being written, in a page of its own."""

import html
import re
import subprocess
import sys
from pathlib import Path
from threading import Thread

import ipywidgets as widgets

_ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+/")
_UNTOLD = "Không mở được xem trước; chạy `make preview` trong cửa sổ lệnh để thấy lý do."


class Preview(widgets.HBox):
    """Starts `cchc preview` for a quarter and shows where its page is; it ends with this notebook's
    kernel, or by the button.
    """

    def __init__(self, quarter: str, data: str | Path):
        self.quarter, self.data = quarter, Path(data).resolve()
        self.process: subprocess.Popen | None = None
        self.button = widgets.Button(description="Mở xem trước", icon="eye")
        self.button.on_click(lambda _: self.end() if self.process else self.start())
        self.told = widgets.HTML("Trang xem trước cập nhật theo mỗi tệp bạn lưu.")
        super().__init__([self.button, self.told])

    def start(self) -> None:
        """Start it; the address stands beside the button as soon as it is known."""
        words = ["preview", *([self.quarter] if self.quarter else []), "--data", str(self.data)]
        self.process = subprocess.Popen(
            [sys.executable, "-m", "cchc", *words, "--port", "0", "--until-closed"],
            cwd=Path.cwd(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            start_new_session=True,  # a cell that is interrupted does not end it
        )
        self.button.description, self.told.value = "Kết thúc", "đang mở …"
        Thread(target=self._await, args=(self.process,), daemon=True).start()

    def end(self) -> None:
        """End it, and wait until it has."""
        process, self.process = self.process, None
        if process:
            process.stdin.close()
            process.wait()
            process.stdout.close()
        self.button.description, self.told.value = "Mở xem trước", "Đã kết thúc."

    def _await(self, process: subprocess.Popen) -> None:
        found = _ADDRESS.search(process.stdout.readline())
        if process is not self.process:
            return
        if found:
            place = html.escape(found[0])
            self.told.value = f'<a href="{place}" target="_blank" rel="noopener">{place}</a>'
        else:
            self.told.value = html.escape(_UNTOLD)
