"""The form that tries another value for a figure: which findings would vanish, and which would
appear.
"""

import ipywidgets as widgets

from cchc.model.numbers import FigureError
from cchc.report.checked import CheckedReport
from cchc.report.tracing import Explanation

from .cards import write_what_if
from .panes import (
    LABELLED,
    WIDE,
    fill,
    list_figures,
    list_suggested,
    order_figures,
    say_unreadable,
    show_html,
    show_problem,
)


class Trial:
    """Choose a figure of the open case, type another value, press the button; nothing is
    recorded.
    """

    def __init__(self) -> None:
        self.figure = widgets.Dropdown(description="Số liệu:", layout=WIDE, style=LABELLED)
        self.value = widgets.Text(description="Thử thay bằng:", style=LABELLED)
        self.button = widgets.Button(
            description="Thử", icon="flask", tooltip="Kiểm tra lại mọi quy tắc với số này"
        )
        self.result = widgets.Output()
        self.box = widgets.VBox([self.figure, self.value, self.button, self.result])
        self._report: CheckedReport | None = None
        self._likely: dict[str, str] = {}
        self.figure.observe(lambda _: self._suggest(), "value")
        self.button.on_click(lambda _: self.run())

    def open(self, report: CheckedReport, told: Explanation) -> None:
        """Offer the figures of a case, suspects first, each with the value that is suggested for
        it.
        """
        self._report = report
        self._likely = list_suggested(told)
        suspects = [s.figure for s in told.case.suspects]
        stated = order_figures(told, [*suspects, *told.figures.index])
        fill(self.figure, list_figures(report, stated))
        self._suggest()

    def run(self) -> None:
        """Show what the typed value would change, or what is wrong with it."""
        figure, text = self.figure.value, self.value.value.strip()
        if self._report is None or figure is None:
            show_problem(
                self.result, "Trường hợp này không nói về số liệu nào, nên không có số để thử."
            )
            return
        try:
            show_html(self.result, write_what_if(self._report.what_if({figure: text})))
        except FigureError:
            show_problem(self.result, say_unreadable(text, self._report.figures.at[figure, "unit"]))

    def _suggest(self) -> None:
        figure = self.figure.value
        printed = self._report.figures.at[figure, "printed"] if self._report and figure else ""
        self.value.value = self._likely.get(figure, printed)
        show_html(self.result, "")
