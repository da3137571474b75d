"""The parameters of a notebook, checked before any kernel starts.

Papermill lets an unknown parameter pass with a warning and publishes the default: `quater=2025Q2`
would give an annex of the wrong quarter.
"""

import ast
import io
import tokenize
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from cchc.errors import ParameterError
from cchc.language import say

from .section_files import cell_source, read_notebook

TYPES: dict[str, type] = {"str": str, "int": int, "float": float, "bool": bool}


@dataclass(frozen=True)
class Parameter:
    """A line such as `quarter: str = ""  # which quarter` of the cell tagged `parameters`."""

    name: str
    type: str
    required: bool
    default: str | int | float | bool | None
    comment: str


def read_parameters(notebook: Path) -> tuple[Parameter, ...]:
    """Read the cell tagged `parameters`, without running it.

    Raises ParameterError where the cell is missing, or holds anything but typed, commented
    literals.
    """
    place = f"{notebook.parent.name}/{notebook.name}"
    cells = [
        cell_source(cell)
        for cell in read_notebook(notebook)["cells"]
        if cell["cell_type"] == "code" and "parameters" in cell.get("metadata", {}).get("tags", [])
    ]
    if len(cells) != 1:
        raise ParameterError(
            say(
                "{place}: {count} cells are tagged 'parameters'; tag exactly one",
                place=place,
                count=len(cells),
            )
        )
    try:
        statements = ast.parse(cells[0]).body
    except SyntaxError as error:
        raise ParameterError(
            say(
                "{place}, parameters, line {line}: this is not Python ({why})",
                place=place,
                line=error.lineno,
                why=error.msg,
            )
        ) from None
    comments = {
        token.start[0]: token.string.lstrip("# ").strip()
        for token in tokenize.generate_tokens(io.StringIO(cells[0]).readline)
        if token.type == tokenize.COMMENT
    }
    return tuple(_parameter(statement, comments, place) for statement in statements)


def check_parameters(notebook: Path, given: Mapping[str, object]) -> None:
    """Refuse unknown, missing or mistyped values, all of a notebook's problems in one
    ParameterError.
    """
    place = f"{notebook.parent.name}/{notebook.name}"
    declared = {parameter.name: parameter for parameter in read_parameters(notebook)}
    problems = [
        say(
            "{place}: unknown parameter '{name}'; {known}",
            place=place,
            name=name,
            known=_known(name, declared),
        )
        for name in given
        if name not in declared
    ]
    for name, parameter in declared.items():
        if name not in given and parameter.required:
            problems.append(
                say(
                    "{place}: parameter '{name}' is missing; give a {type} ({comment})",
                    place=place,
                    name=name,
                    type=parameter.type,
                    comment=parameter.comment,
                )
            )
        elif name in given and not _fits(given[name], parameter.type):
            problems.append(
                say(
                    "{place}: parameter '{name}' is {value!r}; it must be a {type} ({comment})",
                    place=place,
                    name=name,
                    value=given[name],
                    type=parameter.type,
                    comment=parameter.comment,
                )
            )
    if problems:
        raise ParameterError("\n".join(problems))


def check_all_parameters(asked: Iterable[tuple[Path, Mapping[str, object]]]) -> None:
    """Check the values for each notebook and report the problems of all of them together."""
    problems = []
    for notebook, given in asked:
        try:
            check_parameters(notebook, given)
        except ParameterError as error:
            problems.append(str(error))
    if problems:
        raise ParameterError("\n".join(problems))


def _parameter(statement: ast.stmt, comments: Mapping[int, str], place: str) -> Parameter:
    line = say("{place}, parameters, line {line}", place=place, line=statement.lineno)
    if not (
        isinstance(statement, ast.AnnAssign)
        and isinstance(statement.target, ast.Name)
        and isinstance(statement.annotation, ast.Name)
        and statement.annotation.id in TYPES
    ):
        raise ParameterError(
            say(
                "{line}: write `name: type = value  # meaning` with a type of {types}",
                line=line,
                types=", ".join(TYPES),
            )
        )
    name, kind = statement.target.id, statement.annotation.id
    comment = comments.get(statement.end_lineno or statement.lineno, "")
    if not comment:
        raise ParameterError(say("{line}: say after a # what '{name}' means", line=line, name=name))
    if statement.value is None:
        return Parameter(name, kind, True, None, comment)
    try:
        default = ast.literal_eval(statement.value)
    except ValueError:
        raise ParameterError(
            say(
                "{line}: the default of '{name}' must be a plain value, not a computation",
                line=line,
                name=name,
            )
        ) from None
    if not _fits(default, kind):
        raise ParameterError(
            say(
                "{line}: the default of '{name}' is {default!r}; it must be a {kind}",
                line=line,
                name=name,
                default=default,
                kind=kind,
            )
        )
    return Parameter(name, kind, False, default, comment)


def _fits(value: object, kind: str) -> bool:
    # True is an int to Python, and never what a caller of an int parameter meant
    if isinstance(value, bool):
        return kind == "bool"
    return isinstance(value, TYPES[kind]) or (kind == "float" and isinstance(value, int))


def _known(name: str, declared: Mapping[str, Parameter]) -> str:
    close = get_close_matches(name, declared, n=1)
    if close:
        return say("did you mean '{name}'?", name=close[0])
    if not declared:
        return say("it takes no parameters")
    return say("it takes {names}", names=", ".join(declared))
