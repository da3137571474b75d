"""The arguments of a question as JSON, and read back as they were."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pandas as pd

from cchc.model.quarter import Quarter


def write_argument(value: object) -> Any:
    """Write an argument as JSON. Raises TypeError for what cannot be read back as it was."""
    if value is None or isinstance(value, bool | int | float | str):
        return value if type(value) in (type(None), bool, int, float, str) else _refuse(value)
    if type(value) is Decimal:
        return {"decimal": str(value)}
    if isinstance(value, Quarter):
        return {"quarter": str(value), "covers": value.covers}
    if isinstance(value, tuple):
        return {"tuple": [write_argument(each) for each in value]}
    if isinstance(value, list | pd.Index | pd.Series):
        return [write_argument(each) for each in value]
    if isinstance(value, set | frozenset):
        return {"set": sorted(map(write_argument, value))}
    if isinstance(value, Mapping) and all(isinstance(name, str) for name in value):
        return {"dict": {name: write_argument(each) for name, each in value.items()}}
    return _refuse(value)


def _refuse(value: object) -> Any:
    raise TypeError(type(value).__name__)


def read_argument(told: Any) -> Any:
    if isinstance(told, list):
        return [read_argument(each) for each in told]
    if not isinstance(told, dict):
        return told
    if "quarter" in told:
        return replace(Quarter.parse(told["quarter"]), covers=told["covers"])
    if "decimal" in told:
        return Decimal(told["decimal"])
    if "tuple" in told:
        return tuple(read_argument(told["tuple"]))
    if "set" in told:
        return set(read_argument(told["set"]))
    return {name: read_argument(each) for name, each in told["dict"].items()}
