"""A digest of any answer: equal for equal content, whatever process it was made in."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from datetime import date, time
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from pathlib import PurePath
from types import FunctionType

import numpy as np
import pandas as pd

from .units import Unit


class UndigestedError(TypeError):
    """A value of which nobody can say whether another is the same."""


def digest(value: object) -> str:
    """Hash a value by its kind and content. Raises UndigestedError for kinds that are not known."""
    found = hashlib.sha256()
    for part in _tell(value):
        found.update(part.encode("utf-8", "surrogatepass"))
        found.update(b"\0")
    return found.hexdigest()


def _tell(value: object) -> Iterator[str]:
    kind = type(value).__name__
    if type(value) is str:  # most of all that is told
        yield f"str {len(value)} {value}"
        return
    match value:
        case Enum() | PurePath() | Decimal() | Fraction() | date() | time():
            yield f"{kind} {value}"
        case Unit():
            yield f"{kind} {value.decimals} {value}"
        case None | bool() | int() | str() | bytes():
            yield f"{kind} {value!r}" if not isinstance(value, str) else f"str {len(value)} {value}"
        case float():
            yield f"float {'nan' if value != value else value.hex()}"
        case np.generic():
            yield f"numpy {kind}"
            yield from _tell(value.item())
        case pd.DataFrame():
            yield f"frame {value.shape}"
            yield from _tell(value.attrs)
            yield from _tell_all(value.columns.tolist())
            yield from _tell_index(value.index)
            plain = value.copy(deep=False)
            plain.attrs = {}  # each column taken out of a frame gets a copy of them
            for _, column in plain.items():
                yield str(column.dtype)
                yield from _tell_all(column.tolist())
        case pd.Series():
            yield f"series {value.name} {len(value)} {value.dtype}"
            yield from _tell(value.attrs)
            yield from _tell_index(value.index)
            yield from _tell_all(value.tolist())
        case pd.Index():
            yield from _tell_index(value)
        case Mapping():
            yield f"{kind} {len(value)}"
            for name, each in value.items():
                yield from _tell(name)
                yield from _tell(each)
        case tuple() | list():
            yield f"{kind} {len(value)}"
            yield from _tell_all(value)
        case set() | frozenset():
            yield f"{kind} {len(value)}"
            yield from sorted("\0".join(_tell(each)) for each in value)
        case type() | FunctionType():
            yield f"{kind} {value.__module__}.{value.__qualname__}"
        case _ if value is pd.NaT or value is pd.NA:
            yield kind
        case _ if is_dataclass(value):
            yield f"{type(value).__module__}.{kind}"
            for each in fields(value):
                yield from _tell(getattr(value, each.name))
        case _:
            raise UndigestedError(f"{type(value).__module__}.{kind}")


def _tell_all(values: object) -> Iterator[str]:
    for each in values:
        yield from _tell(each)


def _tell_index(index: pd.Index) -> Iterator[str]:
    yield f"index {index.name} {len(index)} {index.dtype}"
    yield from _tell_all(index.tolist())
