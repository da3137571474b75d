"""A build as the command line runs it, for tests that stop it half-way or give it too little room.

Arguments: folder of notebooks, target, `warm` or `cold`, and how many bytes a file may have (0:
any).
"""

import sys
from pathlib import Path

import typer

from cchc.cli.terminal import told_plainly
from cchc.run.engine import execute_sections
from cchc.run.replace import replacing
from cchc.run.section_files import plan


def main(notebooks: Path, target: Path, cold: bool, room: int) -> int:
    if room:
        import resource

        resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))
    try:
        with told_plainly(publishes=True), replacing(target) as new:
            given = {"quarter": "2024Q1", "data": "../data"}
            results = execute_sections(plan(notebooks), given, new, jobs=2, timeout=3600, cold=cold)
            (new / "annex.html").write_text("new", encoding="utf-8")
    except typer.Exit as left:
        return left.exit_code
    print([result.failed for result in results])
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3] == "cold", int(sys.argv[4])))
