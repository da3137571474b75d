"""What notebooks show: tables, charts and sentences, each of which every edition can print."""

from cchc.objects.drawings import figure
from cchc.objects.frames import table
from cchc.objects.prose import Prose, bullets, prose
from cchc.objects.tables import Column, Table, fold_away, tabulate
from cchc.stats.intervals import newcombe
from cchc.stats.limits import funnel

from .bars import draw_bars, draw_progress
from .changes import compare_quarters, say_history
from .charts import Figure
from .cited import list_documents, tabulate_timeline
from .comparisons import (
    add_difference,
    recompute,
    say_extremes,
    say_window,
    stack_rows,
    tabulate_claims,
    tabulate_printed_rates,
    tabulate_rates,
)
from .counted import list_findings, say_most_findings
from .endings import (
    name_source,
    say_findings,
    tabulate_findings,
    tabulate_indicators,
    tabulate_sources,
)
from .funnels import draw_funnel
from .rates import draw_rates
from .runs import draw_runs
from .several import Several
from .stacks import draw_findings, draw_parts
from .sums import (
    list_pairs,
    list_parts,
    list_sums,
    percent_of,
    say_pace,
    tabulate_averages,
    tabulate_sums,
)
from .told import list_statements

__all__ = [
    "Column",
    "Figure",
    "Prose",
    "Several",
    "Table",
    "add_difference",
    "bullets",
    "compare_quarters",
    "draw_bars",
    "draw_findings",
    "draw_funnel",
    "draw_parts",
    "draw_progress",
    "draw_rates",
    "draw_runs",
    "figure",
    "fold_away",
    "funnel",
    "list_documents",
    "list_findings",
    "list_pairs",
    "list_parts",
    "list_statements",
    "list_sums",
    "name_source",
    "newcombe",
    "percent_of",
    "prose",
    "recompute",
    "say_extremes",
    "say_findings",
    "say_history",
    "say_most_findings",
    "say_pace",
    "say_window",
    "stack_rows",
    "table",
    "tabulate",
    "tabulate_averages",
    "tabulate_claims",
    "tabulate_findings",
    "tabulate_indicators",
    "tabulate_printed_rates",
    "tabulate_rates",
    "tabulate_sources",
    "tabulate_sums",
    "tabulate_timeline",
]
