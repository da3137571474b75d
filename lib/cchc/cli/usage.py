"""The command line's own words, in the language that was chosen: help pages, and what it says of a
command that it does not understand.
"""

import re
import sys
from collections.abc import Sequence
from difflib import get_close_matches
from typing import Any

from typer import Context
from typer._click import exceptions as refusals  # typer keeps what it raises there alone
from typer.core import TyperCommand, TyperGroup

from cchc.language import say, translate

PROGRAM = "cchc"  # however it was started
# what a program for letters makes of two dashes, before a word
_LONG_DASH = re.compile(r"\s[-–—]*[–—]\S*")


class Spoken:
    """What commands and the group of them have in common."""

    def __init__(self, *given: Any, **options: Any) -> None:
        super().__init__(*given, **options)
        self.help = _translated(self.help)
        self.options_metavar = say("[OPTIONS]")
        for param in self.params:
            param.help = _translated(param.help)
            param.metavar = param.metavar and translate(param.metavar)

    def collect_usage_pieces(self, ctx: Context) -> list[str]:
        # typer's braces around an argument would be typed as they stand
        return [
            piece.replace("{", "").replace("}", "") for piece in super().collect_usage_pieces(ctx)
        ]

    def format_usage(self, ctx: Context, formatter: Any) -> None:
        pieces = " ".join(self.collect_usage_pieces(ctx))
        formatter.write_usage(ctx.command_path, pieces, prefix=say("Usage: "))

    def get_help_option(self, ctx: Context) -> Any:
        option = super().get_help_option(ctx)
        option.help = say("Show this page.")
        return option

    def format_help(self, ctx: Context, formatter: Any) -> None:
        _name_panels()
        super().format_help(ctx, formatter)


class SpokenCommand(Spoken, TyperCommand):
    """A command whose help page speaks the chosen language."""


class SpokenGroup(Spoken, TyperGroup):
    """All commands; a request that none understands is told in a line, with the next step."""

    def __init__(self, *given: Any, **options: Any) -> None:
        super().__init__(*given, **options)
        self.subcommand_metavar = say("COMMAND …")

    def resolve_command(self, ctx: Context, args: list[str]) -> Any:
        if self.get_command(ctx, args[0]) is None and not args[0].startswith("-"):
            ctx.fail(_say_unknown(args[0], list(self.commands)))
        return super().resolve_command(ctx, args)

    def main(self, args: Sequence[str] | None = None, *given: Any, **options: Any) -> Any:
        try:
            told = options | {"prog_name": PROGRAM, "standalone_mode": False}
            code = super().main(args, *given, **told)
        except refusals.NoArgsIsHelpError as error:
            print(error.format_message())  # the help page itself
            sys.exit(error.exit_code)
        except refusals.UsageError as error:
            print(say_refusal(error), file=sys.stderr)
            sys.exit(error.exit_code)
        sys.exit(code if isinstance(code, int) else 0)


def say_refusal(error: refusals.UsageError) -> str:
    """Say what of a command line cannot be understood, and how the command is written."""
    told = _say_fault(error)
    if error.ctx is None:
        return told
    usage = " ".join([error.ctx.command_path, *error.ctx.command.collect_usage_pieces(error.ctx)])
    return say(
        "{told}\nwrite: {usage}\nmore: {command} --help",
        told=told,
        usage=usage,
        command=error.ctx.command_path,
    )


def _say_fault(error: refusals.UsageError) -> str:
    extra = error.message.partition("unexpected extra argument")[2].partition(" ")[2].strip("()")
    if dashed := _LONG_DASH.search(f" {getattr(error, 'option_name', extra) or ''}"):
        return say(
            "{word}: an option begins with two short dashes, --; a program for letters made a long"
            " one of them: type them anew",
            word=dashed[0].strip(),
        )
    match error:
        case refusals.NoSuchOption():
            near = ", ".join(sorted(error.possibilities or ()))
            if near:
                return say(
                    "there is no option {name}; near it: {near}", name=error.option_name, near=near
                )
            return say("there is no option {name}", name=error.option_name)
        case refusals.MissingParameter() if error.param is not None:
            return say("{name} is missing: {help}", name=_name(error.param), help=error.param.help)
        case refusals.BadParameter() if error.param is not None:
            return _say_bad_value(error.param)
        case refusals.BadOptionUsage() if error.message.endswith("does not take a value."):
            return say("{name} takes no value", name=error.option_name)
        case refusals.BadOptionUsage():
            return say("{name} needs a value after it", name=error.option_name)
    if extra:
        return say(
            'too many words: {words}; a text of several words stands between straight quotes, "…"',
            words=extra,
        )
    return error.message


def _say_bad_value(param: Any) -> str:
    name, choices = _name(param), param.type_descriptor.choices
    if choices:
        known = ", ".join(str(getattr(choice, "value", choice)) for choice in choices)
        return say("the value of {name} must be one of: {known}", name=name, known=known)
    least = param.type_descriptor.parameter_info.min
    if least is not None:
        return say(
            "the value of {name} must be a whole number from {least} on; {help}",
            name=name,
            least=least,
            help=param.help,
        )
    return say("the value of {name} cannot be used; {help}", name=name, help=param.help)


def _say_unknown(name: str, commands: Sequence[str]) -> str:
    near = ", ".join(get_close_matches(name, commands))
    if near:
        return say("there is no command {name}; near it: {near}", name=name, near=near)
    return say(
        "there is no command {name}; the commands: {known}", name=name, known=", ".join(commands)
    )


def _name(param: Any) -> str:
    return param.opts[-1] if param.param_type_name == "option" else param.metavar


def _translated(text: str | None) -> str:
    # a docstring is broken into lines
    return translate(" ".join((text or "").split()))


def _name_panels() -> None:
    """Name the parts of a help page."""
    from typer import rich_utils

    rich_utils.ARGUMENTS_PANEL_TITLE = say("Arguments")
    rich_utils.OPTIONS_PANEL_TITLE = say("Options")
    rich_utils.COMMANDS_PANEL_TITLE = say("Commands")
    rich_utils.DEFAULT_STRING = say("(default: {})")
    rich_utils.REQUIRED_LONG_STRING = say("(required)")
    rich_utils.ENVVAR_STRING = say("(environment: {})")
