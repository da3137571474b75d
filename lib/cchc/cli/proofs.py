"""Commands that read a report from the document people have: proof."""

import json
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from cchc.errors import OPEN_ERRORS
from cchc.language import say

from .options import DataOption
from .terminal import shown, told_plainly


class ProofFormat(StrEnum):
    table = "table"
    json = "json"


@told_plainly()
def proof(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="The report: .docx, .pdf, .md, .html or .txt.")
    ],
    quarter: Annotated[
        str | None,
        typer.Argument(metavar="[QUARTER]", help="Hold every number against this quarter, too."),
    ] = None,
    data: DataOption = None,
    format: Annotated[
        ProofFormat, typer.Option(help="How to print what was found.")
    ] = ProofFormat.table,
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="DIR", help="Where to write. [default: soat/ here]"),
    ] = None,
) -> None:
    """Hold the numbers of a report against each other and list the contradictions."""
    from cchc.reading.proofing import as_json, proof_file

    if quarter is None:
        found = proof_file(file)
    else:
        from cchc import read_report
        from cchc.reading.against import hold_against
        from cchc.run.project import find_project

        report = read_report(quarter, data or find_project(Path.cwd()) / "data")
        found = hold_against(proof_file(file), report)
    from cchc.reading.writing import write_proof

    written = write_proof(file, found, out or Path("soat"))
    if format is ProofFormat.json:
        print(json.dumps(as_json(found), ensure_ascii=False, indent=1))
    else:
        from cchc.reading.summary import say_summary

        for line in say_summary(found):
            print(line)
        print(say("written: {files}", files=", ".join(shown(path) for path in written)))
    if not found.is_sound:
        raise typer.Exit(OPEN_ERRORS)
