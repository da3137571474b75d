"""Read returned forms from files and folders; what cannot be read is told and stops no other."""

import os
from collections.abc import Sequence
from pathlib import Path

from cchc.checks.facts import fact_of_figures, group_mentions
from cchc.checks.wording import open_sentence
from cchc.errors import FormError, InputError
from cchc.language import say, say_system
from cchc.model.numbers import exact
from cchc.model.problems import Problem
from cchc.report.checked import CheckedReport

from .asks import list_asks, with_expected
from .form_pages import name_ask
from .returned import Returned, read_form
from .returned_sheets import Expected


def read_forms(
    report: CheckedReport, paths: Sequence[Path]
) -> tuple[tuple[Returned, ...], tuple[str, ...]]:
    """Read returned files, or all files of folders, in the order of their names; then what is said
    of files and folders refused.

    Raises InputError for a path where nothing is.
    """
    if absent := [path for path in paths if not path.exists()]:
        raise InputError([Problem(printable(str(path)), _say_absent(path)) for path in absent])
    files, refused = _list_files(paths)
    form, returned, names = _expect(report), [], [file.name for file in files]
    for file in files:
        # the name alone tells nothing of a machine; where two are alike their folders part them
        name = file.name if names.count(file.name) == 1 else f"{file.parent.name}/{file.name}"
        name = printable(name)
        try:
            returned.append(read_form(file, report.quarter, form, name, report.meta.authority))
        except FormError as error:
            refused.append(f"{name}: {error}")
        except MemoryError:
            refused.append(f"{name}: " + say("needs more memory than there is; ask for it again"))
        except OSError as error:
            reason = say_system(error)
            says = say("cannot be read ({reason}); copy it again and collect it", reason=reason)
            refused.append(f"{name}: {says}")
    return tuple(returned), tuple(refused)


def _say_absent(path: Path) -> str:
    return say(
        "there is no such file in {folder}; look at its name and ending (.xlsx), or type the whole"
        " path to it",
        folder=printable(os.path.abspath(path.parent)),
    )


def printable(name: str) -> str:
    """Give a file's name as text; what is none, and marks that steer a terminal, as codes."""
    text = os.fsencode(name).decode("utf-8", "backslashreplace")
    return "".join(
        mark if mark.isprintable() else mark.encode("unicode_escape").decode() for mark in text
    )


def _list_files(paths: Sequence[Path]) -> tuple[list[Path], list[str]]:
    """Give the files named or lying in named folders, and what is said of folders passed by."""
    files, refused = {path for path in paths if not path.is_dir()}, []
    for folder in (path for path in paths if path.is_dir()):
        found = sorted(folder.glob("[!.]*"))
        files |= {path for path in found if not path.is_dir()}
        if not any(not path.is_dir() for path in found):
            refused.append(f"{printable(folder.name)}: " + say("is a folder without any form"))
        for inner in (path for path in found if path.is_dir() and path not in paths):
            if any(path.is_file() for path in inner.rglob("*")):
                says = say("is a folder within the folder and was not read; name it as well")
                refused.append(f"{printable(inner.name)}: {says}")
    return sorted(files, key=lambda file: (file.name, str(file))), refused


def _expect(report: CheckedReport) -> dict[str, Expected]:
    """Give what is known of every figure that may be asked for, by id."""
    catalog, previous, before = report.catalog, report.previous, {}
    if previous is not None:
        for name, figures in group_mentions(previous).items():
            before[name] = exact(previous.figures.at[figures[0], "value"])
    asks = {ask.figure: ask for ask in list_asks(report)}
    whole = with_expected(report)
    facts, expected = fact_of_figures(whole), {}
    for row in whole.figures.itertuples():
        ask = asks.get(row.Index)
        expected[row.Index] = Expected(
            row.unit,
            bool(ask and ask.parts),
            name_ask(report, ask) if ask else catalog.name(row.indicator),
            open_sentence(catalog.name(row.org)),
            before.get(facts[row.Index]),
        )
    return expected
