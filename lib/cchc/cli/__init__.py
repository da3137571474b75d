"""The command line. Exit codes: 0 done, 1 open errors, an annex that is not what its manifest says
or forms that could not be taken whole, 2 bad request or input, 3 a section failed.
"""

import typer

from cchc.cli import checking, machine, publishing, quarters, seals

COMMANDS = {
    "build": publishing.build,
    "status": publishing.status,
    "verify": publishing.verify,
    "batch": publishing.batch,
    "check": checking.check,
    "decide": checking.decide,
    "what-if": checking.what_if,
    "seal": seals.seal,
    "new": quarters.new,
    "form": quarters.form,
    "collect": quarters.collect,
    "doctor": machine.doctor,
}

app = typer.Typer(
    help="The quarterly reform workbook: figures of a quarter in, checked annex out.",
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
for name, command in COMMANDS.items():
    app.command(name)(command)


def main() -> None:
    """Run the command line."""
    app()
