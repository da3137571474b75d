"""A frame that takes down which of its columns, rows and cells are looked at."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pandas as pd

Asking = Callable[[list, Callable[[], Any]], Any]


def _pick(frame: pd.DataFrame, rows: Any, columns: Any) -> Any:
    return frame.loc[rows] if columns is None else frame.loc[rows, columns]


# how each place of a frame is looked at again
FRAME_STEPS: Mapping[str, Callable] = {
    "column": lambda frame, name: frame[name],
    "columns": lambda frame, names: frame[names],
    "index": lambda frame: frame.index,
    "names": lambda frame: frame.columns,
    "loc": _pick,
    "at": lambda frame, row, column: frame.at[row, column],
    "frame": lambda frame: frame,
}


class AskedFrame(pd.DataFrame):
    """A frame whose columns, rows and cells are taken down as they are looked at.

    Everything else that pandas can do with a frame goes through its manager, and to touch that
    counts as looking at all of it; from then on it is a frame like any other.
    """

    def watched(self, raw: pd.DataFrame, ask: Asking) -> "AskedFrame":
        """Take down from now on what is looked at, by `ask`, which is given a step and how to take
        it.
        """
        self.__dict__["_watch"] = (raw, ask)
        return self

    def __getattribute__(self, name: str) -> Any:
        if name in ("_mgr", "__dict__"):
            state = object.__getattribute__(self, "__dict__")
            if name == "__dict__":
                return state
            watch = state.pop("_watch", None)
            if watch:
                raw, ask = watch
                ask(["frame"], lambda: raw)
        return object.__getattribute__(self, name)

    @property
    def _constructor(self) -> type[pd.DataFrame]:
        return pd.DataFrame

    def __getitem__(self, key: Any) -> Any:
        watch = self.__dict__.get("_watch")
        if watch:
            raw, ask = watch
            if isinstance(key, str):
                return ask(["column", key], lambda: raw[key])
            if isinstance(key, list) and key and all(isinstance(name, str) for name in key):
                return ask(["columns", key], lambda: raw[key])
            if _is_mask(key) and raw.index.is_unique:
                return ask(_loc_step(list(raw[key].index), None), lambda: raw[key])
        return super().__getitem__(key)

    @property
    def loc(self) -> Any:
        watch = self.__dict__.get("_watch")
        return _Places(self, super().loc) if watch else super().loc

    @property
    def at(self) -> Any:
        watch = self.__dict__.get("_watch")
        return _Cells(self, super().at) if watch else super().at

    @property
    def index(self) -> pd.Index:
        watch = self.__dict__.get("_watch")
        return watch[1](["index"], lambda: watch[0].index) if watch else self._mgr.axes[1]

    @index.setter
    def index(self, labels: Any) -> None:
        self._set_axis(1, labels)

    @property
    def columns(self) -> pd.Index:
        watch = self.__dict__.get("_watch")
        return watch[1](["names"], lambda: watch[0].columns) if watch else self._mgr.axes[0]

    @columns.setter
    def columns(self, labels: Any) -> None:
        self._set_axis(0, labels)


class _Indexer:
    """What `frame.loc` or `frame.at` is, for looking; whoever writes has a frame like any other."""

    def __init__(self, frame: AskedFrame, usual: Any):
        self._frame, self._usual = frame, usual

    def __setitem__(self, key: Any, value: Any) -> None:
        self._usual[key] = value

    def __getattr__(self, name: str) -> Any:
        return getattr(self._usual, name)


class _Places(_Indexer):
    def __getitem__(self, key: Any) -> Any:
        watch = self._frame.__dict__.get("_watch")
        if watch is None:
            return self._usual[key]
        raw, ask = watch
        rows, columns = key if isinstance(key, tuple) and len(key) == 2 else (key, None)
        written = _write_labels(rows, raw), _write_names(columns)
        if None in written[:1] or (columns is not None and written[1] is None):
            return self._usual[key]
        return ask(_loc_step(*written), lambda: raw.loc[key])


class _Cells(_Indexer):
    def __getitem__(self, key: Any) -> Any:
        watch = self._frame.__dict__.get("_watch")
        plain = isinstance(key, tuple) and all(type(each) in (str, int) for each in key)
        if watch is None or not plain:
            return self._usual[key]
        raw, ask = watch
        return ask(["at", *key], lambda: raw.at[key])


def _loc_step(rows: Any, columns: Any) -> list:
    if isinstance(rows, list):
        rows = [label.item() if isinstance(label, np.generic) else label for label in rows]
    return ["loc", rows, columns]


def _is_mask(key: Any) -> bool:
    if isinstance(key, pd.Series | np.ndarray):
        return key.dtype == bool
    return isinstance(key, list) and bool(key) and all(isinstance(each, bool) for each in key)


def _write_labels(rows: Any, raw: pd.DataFrame) -> Any:
    """Write rows as labels, or None where they cannot be."""
    if type(rows) in (str, int):
        return rows
    if _is_mask(rows):
        return list(raw.index[np.asarray(rows)]) if raw.index.is_unique else None
    if isinstance(rows, list | pd.Index | pd.Series | np.ndarray):
        labels = [each.item() if isinstance(each, np.generic) else each for each in rows]
        return labels if all(type(each) in (str, int) for each in labels) else None
    return None


def _write_names(columns: Any) -> Any:
    if isinstance(columns, str):
        return columns
    if isinstance(columns, list) and all(isinstance(name, str) for name in columns):
        return columns
    return None
