"""What chapters share: verbs that make the tables, charts and sentences every edition prints."""

from cchc.objects.drawings import figure
from cchc.objects.frames import table
from cchc.objects.prose import prose
from cchc.objects.tables import fold_away
from cchc.objects.tabulating import tabulate

from .bars import draw_bars
from .changes import compare_quarters
from .cited import list_documents, tabulate_timeline
from .comparisons import (
    add_difference,
    recompute,
    say_extremes,
    say_window,
    stack_rows,
    tabulate_claims,
    tabulate_printed_rates,
)
from .endings import (
    name_source,
    say_findings,
    tabulate_indicators,
)
from .rates import draw_rates
from .stacks import draw_parts
from .sums import (
    list_pairs,
    list_parts,
    list_sums,
    percent_of,
    tabulate_averages,
    tabulate_sums,
)
from .told import list_statements

__all__ = [
    "add_difference",
    "compare_quarters",
    "draw_bars",
    "draw_parts",
    "draw_rates",
    "figure",
    "fold_away",
    "list_documents",
    "list_pairs",
    "list_parts",
    "list_statements",
    "list_sums",
    "name_source",
    "percent_of",
    "prose",
    "recompute",
    "say_extremes",
    "say_findings",
    "say_window",
    "stack_rows",
    "table",
    "tabulate",
    "tabulate_averages",
    "tabulate_claims",
    "tabulate_indicators",
    "tabulate_printed_rates",
    "tabulate_sums",
    "tabulate_timeline",
]
