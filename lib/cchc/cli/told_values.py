"""What a command is told, taken as it is where no more is needed: what typer checks values with
takes longer to import than `cchc status` to answer.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from typer import Context
from typer._coercion import TypeDescriptor, build_runtime_param
from typer._param_types import choice_as_str, coerce_cli_path


def take_as_told(params: Sequence[Any]) -> None:
    """Let parameters of a command take texts, paths and choices as they are told."""
    for param in params:
        param._runtime_param = _Told(param.type_descriptor)


@dataclass(frozen=True)
class _Told:
    about: TypeDescriptor

    def coerce(self, value: Any, param: Any, ctx: Context) -> Any:
        kind, info = self.about.annotation, self.about.parameter_info
        single = not param.multiple and param.nargs == 1
        if value is None:
            return None if single else ()
        if info.parser is None and single and isinstance(value, str):
            if kind is str:
                return value
            for choice in self.about.choices or ():
                if choice_as_str(choice) == value:
                    return choice
            if kind is Path and info.path_type is None:
                return coerce_cli_path(Path(value), info, path_type=Path, param=param, ctx=ctx)
        if info.parser is None and kind == list[str] and isinstance(value, list | tuple):
            return list(map(str, value))
        return build_runtime_param(self.about).coerce(value, param=param, ctx=ctx)
