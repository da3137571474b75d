"""Teach a notebook what reports, findings and cases look like, which they need not know
themselves.
"""

from collections.abc import Callable
from functools import partial

from IPython import get_ipython

DISPLAYED = {
    "CheckedReport": "cchc.report.checked",
    "WhatIf": "cchc.report.what_if",
    "Finding": "cchc.checks.findings",
    "Case": "cchc.checks.cases",
    "Explanation": "cchc.report.tracing",
    "Trace": "cchc.report.tracing",
}


def teach_displays() -> None:
    """Have the running notebook show these values as HTML; outside a notebook nothing happens."""
    shell = get_ipython()
    if shell is None:
        return
    html = shell.display_formatter.formatters["text/html"]
    for name, module in DISPLAYED.items():
        html.for_type_by_name(module, name, _writer(name))


def _writer(name: str) -> Callable[[object], str]:
    return partial(_write, name)


def _write(name: str, value: object) -> str:
    # read when something is shown, not when a report is read: section notebooks never need it
    from cchc.explore import cards

    return cards.WRITERS[name](value)
