"""A place to practise: a copy of one quarter in which commands run for real, and nothing of the
project changes.
"""

import atexit
import csv
import os
import shlex
import shutil
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path

from cchc.errors import InputError
from cchc.language import say
from cchc.model.problems import Problem
from cchc.run.private import private_folder

MOST = 8  # lines of a command that are shown
# a guide that is practised again begins where nothing was concluded or sealed
FRESH = "decisions.csv"
_LEFT_OUT = ("sealed.csv",)
ENDS = {
    0: "xong",
    1: "đã chạy hết, còn điều cần xem",
    2: "yêu cầu hoặc số liệu chưa đúng, chưa làm gì",
    3: "có phần không thực hiện được",
}


class Practice:
    """A copy of the notebooks, the catalogue and one quarter without its decisions, gone with this
    Python.

    `project` is the folder that holds notebooks/ and data/. Raises InputError where the quarter is
    not there.
    """

    def __init__(self, quarter: str, project: str | Path = "..") -> None:
        source = Path(project)
        if not (source / "data" / quarter).is_dir():
            raise InputError(
                [
                    Problem(
                        f"data/{quarter}",
                        say("the folder is missing; name a quarter that is in data/"),
                    )
                ]
            )
        end = ExitStack()
        self.folder = end.enter_context(private_folder()) / "project"
        atexit.register(end.close)
        self.data = self.folder / "data"
        shutil.copytree(
            source / "notebooks", self.folder / "notebooks", ignore=shutil.ignore_patterns(".*")
        )
        shutil.copytree(source / "data" / "catalog", self.data / "catalog")
        left_out = shutil.ignore_patterns(".*", *_LEFT_OUT)
        shutil.copytree(source / "data" / quarter, self.data / quarter, ignore=left_out)
        decisions = self.data / quarter / FRESH
        decisions.write_bytes(decisions.read_bytes().partition(b"\n")[0] + b"\n")

    def __repr__(self) -> str:
        quarters = ", ".join(path.name for path in sorted(self.data.glob("*Q*")))
        return f"Bản sao để tập: {quarters}. Số liệu thật không đổi."

    def run(self, command: str, having: str = "", most: int = MOST) -> None:
        """Run a command such as 'cchc check 2024Q1' in the copy; print what it says and what its
        exit code means.

        `having` keeps the lines that hold this text; of more than `most` lines the first and the
        last are shown.
        """
        program, *words = shlex.split(command)
        if program != "cchc":
            raise ValueError(
                say("{program} is not cchc; only its commands run here", program=repr(program))
            )
        done = subprocess.run(
            [sys.executable, "-m", "cchc", *words],
            cwd=self.folder,
            env=_plain_environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
        )
        lines = [line for line in done.stdout.splitlines() if having in line]
        cut = len(lines) - most
        if cut > 1:
            lines[most - 1 : -1] = [f"… (còn {cut} dòng)"]
        print(
            f"$ {command}",
            *lines,
            f"→ mã {done.returncode}: {ENDS.get(done.returncode, 'bị dừng')}",
            sep="\n",
        )

    def add(self, file: str, *lines: str) -> None:
        """Append lines to a file of the copy, such as 'data/catalog/rules.yml', as a person would
        in an editor. A row of a CSV file may leave out its last, empty cells.
        """
        path = self.folder / file
        before = path.read_text(encoding="utf-8").rstrip("\n")
        if path.suffix == ".csv":
            cells = len(next(csv.reader(before.splitlines())))
            lines = tuple(line + "," * (cells - len(next(csv.reader([line])))) for line in lines)
        path.write_text("\n".join([before, *lines, ""]), encoding="utf-8", newline="\n")
        print(f"{file}: thêm {len(lines)} dòng")

    def path(self, name: str) -> Path:
        """Give the place of a file or folder in the copy; a folder above it is made."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        return path


def _plain_environment() -> dict[str, str]:
    # a kernel asks for colours, by which rich takes a pipe for a terminal
    kept = {
        name: value
        for name, value in os.environ.items()
        if name not in ("FORCE_COLOR", "CLICOLOR_FORCE")
    }
    return kept | {"PYTHONUTF8": "1", "NO_COLOR": "1"}
