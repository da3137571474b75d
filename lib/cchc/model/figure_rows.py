"""The rows of figures.csv with the value of each, its faults and its id."""

import pandas as pd

from cchc.language import say

from .catalog import Catalog
from .numbers import FigureError, read_as_printed
from .problems import Problem
from .schemas import TABLE_PLACES

# the columns that say which number is printed; all others say of what, and where
NUMBERS = ("printed", "value", "decimals", "faults")


def parse_figures(
    frame: pd.DataFrame, shown: str, catalog: Catalog, problems: list[Problem]
) -> pd.DataFrame:
    """Give the rows by figure id with value, decimals, faults and unit; what cannot be read is
    added to `problems`.
    """
    parsed = []
    for row in frame.itertuples():
        unit = catalog.unit(row.indicator) if row.indicator in catalog.indicators.index else None
        try:
            filled = unit and row.printed
            parsed.append(read_as_printed(row.printed, unit, row.note) if filled else None)
        except FigureError as error:
            problems.append(Problem(shown, str(error), row.row, "printed"))
            parsed.append(None)
    frame = frame.assign(
        value=pd.Series([p and p.value for p in parsed], dtype=object, index=frame.index),
        decimals=[max(0, p.decimals) if p else 0 for p in parsed],
        faults=pd.Series([p.faults if p else () for p in parsed], dtype=object, index=frame.index),
        unit=pd.Series(
            [catalog.indicators["unit"].get(code, "") for code in frame["indicator"]],
            dtype=object,  # text of its own kind would lose the decimals of a unit
            index=frame.index,
        ),
    )
    base = frame["section"] + ":" + frame["indicator"] + ":" + frame["org"]
    mention = frame.groupby(base, sort=False).cumcount() + 1
    frame.index = pd.Index(
        [b if n == 1 else f"{b}#{n}" for b, n in zip(base, mention, strict=True)], name="figure"
    )
    _check_doubles(frame, shown, problems)
    return frame


def _check_doubles(frame: pd.DataFrame, shown: str, problems: list[Problem]) -> None:
    """Tell of rows that are the same word for word."""
    columns = [name for name in frame.columns[:8] if name != "row"]
    same = frame.duplicated(columns) & (frame["printed"] != "")
    # a table prints a number once in one place: the same row again is a slip of the hand
    table = frame["place"].str.startswith(TABLE_PLACES)
    first = frame.groupby(columns, sort=False)["row"].transform("first")
    for line, before in zip(frame.loc[same & table, "row"], first[same & table], strict=True):
        says = say(
            "this row of the table is the same as row {before} word for word; remove one",
            before=before,
        )
        problems.append(Problem(shown, says, int(line)))
    # a paragraph may repeat a number, and often does
    repeated = frame.loc[same & ~table, [*columns, "row"]]
    if len(repeated):
        pairs = _pair_doubles(frame, repeated, columns)
        says = say(
            "{count} rows repeat another word for word and count as further mentions: {pairs};"
            " remove the later where it was pasted twice, or say in its note that the report prints"
            " it again",
            count=len(repeated),
            pairs=", ".join(pairs),
        )
        problems.append(Problem(shown, says, note=True))


def _pair_doubles(frame: pd.DataFrame, repeated: pd.DataFrame, columns: list[str]) -> list[str]:
    """Say which row equals which, those that stand below each other first."""
    above = dict(zip(frame["row"], frame["row"].shift(), strict=True))
    doubles = set(repeated["row"])
    latest: dict[tuple[str, ...], int] = {}
    close, apart = [], []
    for row in frame[[*columns, "row"]].itertuples(index=False):
        *cells, line = row
        before = latest.get(tuple(cells))
        latest[tuple(cells)] = line
        if line not in doubles:
            continue
        pair = say("row {row} = row {before}", row=line, before=before)
        if above[line] == before:
            close.append(say("{pair} (one below the other)", pair=pair))
        else:
            apart.append(pair)
    return close + apart
