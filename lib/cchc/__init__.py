"""The quarterly reform workbook: read a quarter, check it, show it, publish it."""

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cchc.objects.tables import Column
    from cchc.report.checked import CheckedReport
    from cchc.report.opening_reports import read_report

__all__ = ["CheckedReport", "Column", "read_report"]


def __getattr__(name: str) -> object:
    if name == "Column":
        from cchc.objects.tables import Column

        return Column
    # only when asked for: the processes that drive kernels, and `cchc status`, need no pandas and
    # no scipy
    if name in __all__:
        from .report import opening_reports

        if "IPython" in sys.modules:
            from cchc.explore.displays import teach_displays
            from cchc.objects.mimebundles import register_mimebundles

            teach_displays()
            register_mimebundles()
        return getattr(opening_reports, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
