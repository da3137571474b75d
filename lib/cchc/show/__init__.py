"""What a notebook shows: tables, charts and sentences, each of which HTML, PDF and Excel can
print.
"""

from cchc.objects.prose import Prose, bullets, prose
from cchc.objects.tables import Column, Table, tabulate
from cchc.stats.intervals import newcombe, wilson
from cchc.stats.limits import funnel

from .anomalies import (
    describe_cases,
    list_findings,
    say_most_findings,
    say_register,
    tabulate_decisions,
    tabulate_queries,
    tabulate_register,
    tabulate_what_if,
)
from .bars import draw_bars, draw_progress
from .changes import compare_quarters, say_comparison, say_history, tabulate_changes
from .charts import Figure
from .comparisons import (
    add_difference,
    recompute,
    say_change,
    say_extremes,
    say_outside,
    say_window,
    stack_rows,
    tabulate_claims,
    tabulate_printed_rates,
    tabulate_rates,
)
from .endings import (
    list_missing,
    name_source,
    tabulate_findings,
    tabulate_indicators,
    tabulate_sources,
)
from .funnels import draw_funnel
from .method import (
    say_coverage,
    tabulate_corrections,
    tabulate_definitions,
    tabulate_rules,
    tabulate_targets,
    tabulate_unsettled,
    tabulate_versions,
    tabulate_windows,
)
from .overview import list_doubts, list_main_points, tabulate_missing, tabulate_scorecard
from .plans import (
    add_pace,
    count_measured,
    list_answers,
    list_full_claims,
    list_implied_plans,
    list_possible_counts,
    list_statements,
    say_figures,
    say_implied_plans,
    share_elapsed,
    tabulate_follow_up,
)
from .rates import draw_interval, draw_rates
from .registers import (
    count_numbered,
    count_periods,
    list_documents,
    list_pairs,
    list_parts,
    list_sums,
    say_pace,
    tabulate_averages,
    tabulate_documents,
    tabulate_listed,
    tabulate_sums,
    tabulate_timeline,
)
from .revisions import compare_sealed
from .runs import draw_runs, say_points
from .several import Several
from .stacks import draw_findings, draw_parts

__all__ = [
    "Column",
    "Figure",
    "Prose",
    "Several",
    "Table",
    "add_difference",
    "add_pace",
    "bullets",
    "compare_quarters",
    "compare_sealed",
    "count_measured",
    "count_numbered",
    "count_periods",
    "describe_cases",
    "draw_bars",
    "draw_findings",
    "draw_funnel",
    "draw_interval",
    "draw_parts",
    "draw_progress",
    "draw_rates",
    "draw_runs",
    "funnel",
    "list_answers",
    "list_documents",
    "list_doubts",
    "list_findings",
    "list_full_claims",
    "list_implied_plans",
    "list_main_points",
    "list_missing",
    "list_pairs",
    "list_parts",
    "list_possible_counts",
    "list_statements",
    "list_sums",
    "name_source",
    "newcombe",
    "prose",
    "recompute",
    "say_change",
    "say_comparison",
    "say_coverage",
    "say_extremes",
    "say_figures",
    "say_history",
    "say_implied_plans",
    "say_most_findings",
    "say_outside",
    "say_pace",
    "say_points",
    "say_register",
    "say_window",
    "share_elapsed",
    "stack_rows",
    "tabulate",
    "tabulate_averages",
    "tabulate_changes",
    "tabulate_claims",
    "tabulate_corrections",
    "tabulate_decisions",
    "tabulate_definitions",
    "tabulate_documents",
    "tabulate_findings",
    "tabulate_follow_up",
    "tabulate_indicators",
    "tabulate_listed",
    "tabulate_missing",
    "tabulate_printed_rates",
    "tabulate_queries",
    "tabulate_rates",
    "tabulate_register",
    "tabulate_rules",
    "tabulate_scorecard",
    "tabulate_sources",
    "tabulate_sums",
    "tabulate_targets",
    "tabulate_timeline",
    "tabulate_unsettled",
    "tabulate_versions",
    "tabulate_what_if",
    "tabulate_windows",
    "wilson",
]
