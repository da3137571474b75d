"""The command line. Exit codes: 0 done, 1 open errors, an annex that is not what its manifest says
or forms that could not be taken whole, 2 bad request or input, 3 a chapter failed.
"""

import gc
import sys

import typer

from cchc.errors import CchcError
from cchc.language import choose_language, say

# a command makes far more than it drops: with Python's own 700 it would look through all that it
# has imported for garbage again and again
NEW_BEFORE_COLLECTING = 50_000


def make_app() -> typer.Typer:
    """Put the command line together, its help in the language that was chosen."""
    from cchc.cli import (
        authorities,
        batches,
        checking,
        machine,
        previewing,
        proofs,
        publishing,
        quarters,
        seals,
        sheets,
    )
    from cchc.cli.usage import SpokenCommand, SpokenGroup

    commands = {
        "init": authorities.init,
        "chapter": authorities.chapter,
        "build": publishing.build,
        "preview": previewing.preview,
        "status": publishing.status,
        "verify": publishing.verify,
        "batch": batches.batch,
        "check": checking.check,
        "proof": proofs.proof,
        "read": proofs.read,
        "decide": checking.decide,
        "what-if": checking.what_if,
        "seal": seals.seal,
        "new": quarters.new,
        "sheet": sheets.sheet,
        "form": quarters.form,
        "letters": quarters.letters,
        "collect": quarters.collect_forms,
        "doctor": machine.doctor,
    }
    app = typer.Typer(
        cls=SpokenGroup,
        help=say("The quarterly reform workbook: figures of a quarter in, checked annex out."),
        epilog=say("Every command takes --lang vi or --lang en."),
        add_completion=False,
        no_args_is_help=True,
        pretty_exceptions_enable=False,
    )
    for name, command in commands.items():
        app.command(name, cls=SpokenCommand)(command)
    return app


def main() -> None:
    """Run the command line."""
    gc.set_threshold(NEW_BEFORE_COLLECTING)
    try:
        arguments = choose_language(sys.argv[1:])
    except CchcError as error:
        print(error, file=sys.stderr)
        sys.exit(error.exit_code)
    try:
        make_app()(arguments)
    finally:
        gc.freeze()  # nor is it looked through as the process ends


def __getattr__(name: str) -> typer.Typer:
    # the commands stand on much that `main` and a message need nothing of
    if name == "app":
        return make_app()
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
