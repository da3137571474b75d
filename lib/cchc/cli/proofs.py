"""Commands that read a report from the document people have: proof."""

import json
import shlex
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cchc.errors import BAD_REQUEST, OPEN_ERRORS, RequestError, UnreadableDocument
from cchc.language import say, say_system
from cchc.model.commands import to_type

from .options import DataOption, QuarterArgument
from .places import find_data
from .terminal import shown, told_plainly

if TYPE_CHECKING:
    from cchc.model.quarter import Quarter
    from cchc.reading.proofing import Proof
    from cchc.reading.writing import WrittenProof


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
        typer.Option("--out", metavar="DIR", help="Where to write. (default: soat/ here)"),
    ] = None,
) -> None:
    """Hold the numbers of a report against each other and list the contradictions."""
    from cchc.reading.proofing import as_json

    if quarter is None:
        found = _proof(file)
    else:
        from cchc import read_report
        from cchc.reading.against import hold_against

        report = read_report(quarter, find_data(data))
        found = hold_against(_proof(file), report)
    if format is ProofFormat.json:
        print(json.dumps(as_json(found), ensure_ascii=False, indent=1))
    else:
        from cchc.reading.summary import say_summary

        for line in say_summary(found):
            print(line)
    written = _write(file, found, out or Path("soat"))
    if format is ProofFormat.table:
        for path in written.edited:
            print(say("{file} was edited since it was written, and stays", file=shown(path)))
        print(say("written: {files}", files=", ".join(map(shown, written.files))))
        from cchc.reading.report_head import read_head

        if quarter is None and (period := read_head(found.document).period):
            words = f"read {period} {shlex.quote(shown(file))} --propose --data DIR"
            print(say("next: {command}", command=f"cchc {words}"))
    if not any(not n.spelled for n in found.numbers):
        raise typer.Exit(BAD_REQUEST)
    if not found.is_sound:
        raise typer.Exit(OPEN_ERRORS)


def _write(file: Path, found: "Proof", folder: Path) -> "WrittenProof":
    """Write what was found; where the folder takes nothing, that is told with the way out."""
    from cchc.reading.writing import write_proof

    try:
        return write_proof(file, found, folder)
    except OSError as error:
        says = say(
            "{place}: {reason}; what was found stands above, but no file was written: name another"
            " folder with --out",
            place=shown(Path(error.filename) if isinstance(error.filename, str) else folder),
            reason=say_system(error),
        )
        raise RequestError(says) from None


@told_plainly()
def read(
    quarter: QuarterArgument,
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="The report: .docx, .pdf, .md, .html or .txt.")
    ],
    data: DataOption = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Tell what would be written, and write nothing.")
    ] = False,
    replace: Annotated[
        bool, typer.Option("--replace", help="Take the report's numbers over those typed.")
    ] = False,
    propose: Annotated[
        bool,
        typer.Option(
            "--propose", help="Take new indicators for what nobody claims, to mend after."
        ),
    ] = False,
    even_so: Annotated[
        bool,
        typer.Option(
            "--even-so", help="Read a report that names another authority or period, too."
        ),
    ] = False,
    format: Annotated[
        ProofFormat, typer.Option(help="How to print what was found.")
    ] = ProofFormat.table,
) -> None:
    """Fill a quarter's figures from its report, or learn where typed figures stand in it."""
    from cchc.model.quarter import Quarter
    from cchc.reading.adopting import has_catalog

    chosen = Quarter.parse(quarter)
    folder = find_data(data)
    proof = _proof(file)
    if not has_catalog(folder):
        if not even_so:
            _refuse_other(proof, (), file, chosen, folder)
        _begin_from(proof, file, chosen, folder, write=propose and not dry_run)
        if not propose or dry_run:
            return
    elif not even_so:
        _refuse_other(proof, _authority_of(folder, chosen), file, chosen, folder)
    _fill_from(proof, file, chosen, folder, _Asked(dry_run, replace, propose), format, data)


@dataclass(frozen=True)
class _Asked:
    dry_run: bool
    replace: bool
    propose: bool


def _authority_of(folder: Path, quarter: "Quarter") -> list[str]:
    """Name whose data a folder holds: by this quarter, else by the newest one."""
    from cchc import read_report
    from cchc.model.quarter import find_quarters
    from cchc.reading.report_head import names_of_authority

    there = find_quarters(folder)
    known = quarter if quarter in there or not there else max(there)
    return names_of_authority(read_report(known, folder))


def _refuse_other(
    proof: "Proof", names: Iterable[str], file: Path, quarter: "Quarter", folder: Path
) -> None:
    """Refuse a report of another authority than these names', or of another period."""
    from cchc.model.quarter import Quarter
    from cchc.reading.report_head import read_head

    head = read_head(proof.document)
    right = Quarter.parse(head.period) if head.period else quarter
    words = f"read {right} {shlex.quote(shown(file))}"
    step = say(
        "name its own period and the folder of its own data ({command}; --propose begins a new"
        " one), or add --even-so",
        command=f"cchc {words} --data DIR",
    )
    head.refuse_other(names, shown(folder), quarter, step)


def _begin_from(proof: "Proof", file: Path, quarter: "Quarter", folder: Path, write: bool) -> None:
    """Tell what a report proposes for a folder without a catalogue, and begin it."""
    from cchc.reading.adopting import begin, propose_anew
    from cchc.reading.summary_of_filling import say_proposal

    proposal, known = propose_anew(proof)
    for line in say_proposal(proposal):
        print(line)
    if not proposal.figures:
        raise RequestError(
            say("{file}: no number could be named; nothing to begin with", file=file)
        )
    if write:
        begin(proof, folder, quarter, proposal, known)
        count = len(proposal.indicators)
        print(say("begun in {folder}: {count} indicators", folder=shown(folder), count=count))
        print(
            say("next: {command}", command=to_type(f"check {quarter} --top 5 --suspects", folder))
        )
    else:
        print(say("nothing was written; --propose begins the folder with these"))


def _fill_from(
    proof: "Proof",
    file: Path,
    quarter: "Quarter",
    folder: Path,
    asked: "_Asked",
    format: ProofFormat,
    data: Path | None,
) -> None:
    """Fill a quarter from its report, tell what was found, and what could be taken up."""
    from cchc import read_report
    from cchc.reading.adopting import adopt, propose_more
    from cchc.reading.filling import find_figures
    from cchc.reading.recording import record
    from cchc.reading.summary_of_filling import say_filling, say_other_titles, say_unclaimed

    report = read_report(quarter, folder)
    filling = find_figures(proof, report, asked.replace)
    told = record(report, filling, file.name, asked.replace, dry=asked.dry_run)
    if format is ProofFormat.json:
        print(json.dumps([f.as_json() for f in filling.found], ensure_ascii=False, indent=1))
    else:
        for line in say_filling(filling, told):
            print(line)
    claimed = {f.number.id: f.figure for f in filling.found}
    proposal = propose_more(proof, report, claimed, filling.unclaimed)
    if asked.propose and not asked.dry_run and proposal.figures:
        adopt(proof, report, file.name, proposal)
    if format is ProofFormat.json:
        return
    for line in say_unclaimed(proof, filling, proposal):
        print(line)
    for line in say_other_titles(
        proposal, {one.section: one.title for one in report.meta.sections}
    ):
        print(line)
    if filling.is_first and not (asked.propose and not asked.dry_run):
        print(
            say(
                "no earlier quarter tells where figures stand; next: add --propose to take the"
                " report's numbers up with names of their own, or type the expected figures"
                " ({sheet}), then read the report again so that the next quarter finds them",
                sheet=to_type(f"sheet {quarter}", report.data),
            )
        )
    if asked.dry_run:
        print(say("nothing was written"))
        return
    if filling.is_learning:
        print(say("cues learned: {count} figures", count=told.cues))
    else:
        print(say("figures written: {count}", count=told.figures))
    if told.citations:
        print(say("citations written: {count}", count=len(told.citations)))
    if asked.propose and proposal.figures:
        print(say("indicators taken up: {count}", count=len(proposal.indicators)))
    print(say("next: {command}", command=to_type(f"check {quarter} --top 5 --suspects", folder)))


def _proof(file: Path) -> "Proof":
    """Proof a file; what refuses it names it as it was given."""
    from cchc.reading.proofing import proof_file

    try:
        return proof_file(file)
    except UnreadableDocument as error:
        raise UnreadableDocument(f"{shown(file)}: {error}") from None
