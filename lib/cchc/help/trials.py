"""What only a trial shows: a kernel that runs, data that can be read, a page that is made."""

import re
from datetime import date
from pathlib import Path

from cchc.language import say
from cchc.model.commands import to_type
from cchc.model.quarter import PERIOD_NAME
from cchc.run.private import private_folder

from .needs import Check, say_reinstall

KERNEL_LIMIT = 60.0


def check_kernels() -> Check:
    """Check that a stock kernel and one of the warm process each run a notebook."""
    from cchc.run.chapter import failure_of, run_notebook
    from cchc.run.forked import warm_answers
    from cchc.run.kernels import warm_kernels
    from cchc.run.lean_nbformat import nbformat

    with warm_kernels() as warm, private_folder() as private:
        path = private / "kernel.ipynb"
        nbformat.write(
            nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("6 * 7", id="a")]), path
        )
        for address in ("", *([warm] if warm else [])):
            notebook = run_notebook(path, {}, private, KERNEL_LIMIT, address)
            failed = failure_of(notebook)
            if failed or notebook.cells[-1].outputs[0].data["text/plain"] != "42":
                return Check(
                    "kernels",
                    "fail",
                    failed or say("a kernel gave a wrong answer"),
                    say_reinstall(),
                )
        if warm and not warm_answers(warm):
            told = say(
                "a stock kernel runs; the process that kernels are forked from does not: builds are"
                " slower"
            )
            return Check("kernels", "warn", told, say_reinstall())
    return Check(
        "kernels",
        "ok",
        say("a stock kernel runs, and one forked from a warm process")
        if warm
        else say("a stock kernel runs"),
    )


def check_data(data: Path) -> Check:
    """Check that the newest quarter can be read, with the earlier ones that it is compared with."""
    from cchc import read_report
    from cchc.errors import InputError
    from cchc.model.seen import note_spreadsheet

    try:
        report = read_report("", data)
        earlier = len(report.history)
    except InputError as error:
        count = len(error.problems)
        told = say("problems: {count}, the first: {first}", count=count, first=error.problems[0])
        newest = max((path.name for path in data.glob("[0-9]*")), default="")
        quarter = re.search(PERIOD_NAME, f"{error.problems[0].file} {newest}")
        advice = (
            say("{command} lists them all", command=to_type(f"check {quarter[0]}", data))
            if quarter
            else say("name a folder of data with --data")
        )
        return Check("data", "fail", told, advice)
    told = say(
        "{quarter} can be read: {count} figures",
        quarter=report.quarter,
        count=len(report.figures),
    )
    told += say("; {count} earlier quarters too", count=earlier) if earlier else ""
    folder = data / str(report.quarter)
    notes = [*report.notes, *note_spreadsheet(report.figures, folder)]
    if notes:
        told += say(
            "; {count} to look at: {command} tells them",
            count=len(notes),
            command=to_type(f"check {report.quarter}", data),
        )
    return Check("data", "ok", told)


def check_pdf() -> Check:
    """Check that the compiler makes a page in the annex's form and typeface."""
    from cchc.run.lean_nbformat import nbformat  # isort: skip - before whatever imports it whole

    from cchc.annex.chapter_reading import read_chapters
    from cchc.annex.chapters import Executed
    from cchc.annex.pdf import write_pdf
    from cchc.annex.title_block import AnnexMeta
    from cchc.model.quarter import Quarter

    page = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_markdown_cell("# Kiểm tra\n\nĐủ dấu: ắ ộ ữ.")]
    )
    section = Executed("00", "kiem-tra", "Kiểm tra", lambda: page)
    with private_folder() as private:
        meta = AnnexMeta(Quarter(date.today().year, 1), "Kiểm tra", "UBND", "")
        write_pdf(read_chapters([section]), meta, private / "page.pdf")
        size = (private / "page.pdf").stat().st_size
    return Check("pdf", "ok", say("a page of {size} kB was made", size=size >> 10))
