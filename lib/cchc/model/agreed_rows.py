"""What people agreed on: decisions about figures, and the values a quarter was sealed with."""

from pathlib import Path

import pandas as pd

from cchc.language import say

from .catalog import Catalog
from .catalog_columns import CODE
from .csv_tables import read_table
from .numbers import FigureError, parse_printed, restate
from .problems import Problem
from .schemas import sealed_schema

SEALED = "sealed.csv"
_FIGURE = rf".+:({CODE}):({CODE})(?:#\d+)?"


def check_decisions(
    frame: pd.DataFrame,
    shown: str,
    figures: pd.DataFrame,
    check: str,
    problems: list[Problem],
) -> pd.DataFrame:
    """Give the decisions with agreed values in the report's form, and tell what is wrong; `check`
    is the command that prints the ids of figures.
    """
    frame = frame.copy()
    corrected = frame[frame["decision"] == "corrected"]
    for row in corrected.itertuples():
        if row.figure not in figures.index:
            says = say(
                "{figure} is not a figure of this quarter; see the ids that {command} prints",
                figure=repr(row.figure),
                command=check,
            )
            problems.append(Problem(shown, says, row.row, "figure"))
            continue
        try:
            frame.loc[row.Index, "value"] = restate(row.value, figures.at[row.figure, "unit"])
        except FigureError as error:
            problems.append(Problem(shown, str(error), row.row, "value"))
    corrected = frame[frame["decision"] == "corrected"]
    for figure, rows in corrected.groupby("figure", sort=False):
        if rows["value"].nunique() > 1:
            values = [f"{r.value} ({say('row {row}', row=r.row)})" for r in rows.itertuples()]
            says = say(
                "{figure} is corrected more than once: {values}; the last row counts",
                figure=figure,
                values=", ".join(values),
            )
            problems.append(Problem(shown, says, int(rows["row"].iloc[-1]), "value", note=True))
    return frame


def read_sealed(
    path: Path, shown: str, catalog: Catalog, problems: list[Problem]
) -> pd.DataFrame | None:
    """Give the sealed figures with the fact and value of each; None where the quarter never was."""
    if not path.is_file():
        return None
    frame = read_table(path, shown, sealed_schema(), problems)
    facts = (
        frame["figure"].str.extract(_FIGURE).fillna("").rename(columns={0: "indicator", 1: "org"})
    )
    values = []
    for (indicator, org), line in zip(facts.to_numpy(), frame.itertuples(), strict=True):
        known = indicator in catalog.indicators.index and org in catalog.orgs.index
        try:
            values.append(
                parse_printed(line.value, catalog.unit(indicator)).value if known else None
            )
        except FigureError as error:
            problems.append(Problem(shown, str(error), line.row, "value"))
            values.append(None)
        if not known:
            says = say(
                "{figure} is not a figure of the catalogue's indicators and orgs; remove this row",
                figure=repr(line.figure),
            )
            problems.append(Problem(shown, says, line.row, "figure"))
    return frame.assign(**facts, value=pd.Series(values, dtype=object, index=frame.index))
