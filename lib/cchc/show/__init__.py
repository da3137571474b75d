"""What chapters share: verbs that make the tables, charts and sentences every edition prints."""

from importlib import import_module

# each is imported when it is first asked for: what only speaks draws nothing, and matplotlib takes
# longer to import than a page to write
_ROOMS = {
    "cchc.objects.drawings": ("figure",),
    "cchc.objects.frames": ("table",),
    "cchc.objects.prose": ("prose",),
    "cchc.objects.tables": ("fold_away",),
    "cchc.objects.tabulating": ("tabulate",),
    "cchc.show.bars": ("draw_bars",),
    "cchc.show.changes": ("compare_quarters",),
    "cchc.show.cited": ("list_documents", "tabulate_timeline"),
    "cchc.show.comparisons": (
        "add_difference",
        "recompute",
        "say_extremes",
        "say_window",
        "stack_rows",
        "tabulate_claims",
        "tabulate_printed_rates",
    ),
    "cchc.show.endings": ("name_source", "say_findings", "tabulate_indicators"),
    "cchc.show.rates": ("draw_rates",),
    "cchc.show.stacks": ("draw_parts",),
    "cchc.show.sums": (
        "list_pairs",
        "list_parts",
        "list_sums",
        "percent_of",
        "tabulate_averages",
        "tabulate_sums",
    ),
    "cchc.show.told": ("list_statements",),
}
_ROOM_OF = {verb: room for room, verbs in _ROOMS.items() for verb in verbs}
__all__ = sorted(_ROOM_OF)


def __getattr__(name: str) -> object:
    if name not in _ROOM_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = globals()[name] = getattr(import_module(_ROOM_OF[name]), name)
    return found


def __dir__() -> list[str]:
    return __all__
