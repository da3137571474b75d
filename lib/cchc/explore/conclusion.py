"""The form that records what an analyst concluded on a finding: a row more in decisions.csv."""

from collections.abc import Callable
from datetime import date

import ipywidgets as widgets

from cchc.errors import CchcError
from cchc.model.numbers import FigureError, parse_printed
from cchc.report.checked import CheckedReport
from cchc.report.decisions import write_decision
from cchc.report.tracing import DECISIONS, Explanation

from .panes import (
    LABELLED,
    WIDE,
    fill,
    list_figures,
    list_suggested,
    order_figures,
    say_unreadable,
    show_done,
    show_problem,
)


class Conclusion:
    """Choose a finding of the open case and a decision, give the reason and a name, press the
    button.

    `recorded` is called after a row was written; `today` gives the day that is written with it.
    """

    def __init__(
        self, recorded: Callable[[], None], today: Callable[[], date] = date.today
    ) -> None:
        kinds = [(name, kind) for kind, name in DECISIONS.items() if kind]
        self.finding = widgets.Dropdown(description="Bất thường:", layout=WIDE, style=LABELLED)
        self.kind = widgets.Dropdown(
            description="Kết luận:", options=kinds, value="queried", style=LABELLED
        )
        self.figure = widgets.Dropdown(description="Số được sửa:", layout=WIDE, style=LABELLED)
        self.value = widgets.Text(description="Số thống nhất:", style=LABELLED)
        self.reason = widgets.Textarea(description="Lý do:", layout=WIDE, style=LABELLED)
        self.name = widgets.Text(description="Người kết luận:", style=LABELLED)
        self.again = widgets.Checkbox(
            description="Thay kết luận đã ghi cho bất thường này", layout=WIDE, indent=False
        )
        self.button = widgets.Button(description="Ghi kết luận", icon="check")
        self.result = widgets.Output()
        self._correction = widgets.VBox([self.figure, self.value])
        fields = [
            self.finding,
            self.kind,
            self._correction,
            self.reason,
            self.name,
            self.again,
            self.button,
            self.result,
        ]
        self.box = widgets.VBox(fields)
        self._report: CheckedReport | None = None
        self._likely: dict[str, str] = {}
        self._recorded, self._today = recorded, today
        self.kind.observe(lambda _: self._fold(), "value")
        self.figure.observe(lambda _: self._suggest(), "value")
        self.button.on_click(lambda _: self.run())
        self._fold()

    def open(self, report: CheckedReport, told: Explanation) -> None:
        """Offer the findings and figures of a case, suspects first, with the values suggested."""
        self._report = report
        fill(self.finding, [(f"{f.finding}: {f.says}", f.finding) for f in told.case.findings])
        stated = dict.fromkeys(i for f in told.case.findings for i in f.figures)
        self._likely = list_suggested(told)
        fill(self.figure, list_figures(report, order_figures(told, stated)))
        self.reason.value, self.again.value = "", False
        self._suggest()

    def run(self) -> None:
        """Record the decision, or show what is missing or wrong; nothing is written then."""
        if self._report is None or self._report.data is None or self.finding.value is None:
            show_problem(self.result, "Hãy chọn một trường hợp có bất thường.")
            return
        if problem := self._problem():
            show_problem(self.result, problem)
            return
        corrected = self.kind.value == "corrected"
        told = {"figure": self.figure.value, "value": self.value.value.strip()} if corrected else {}
        told |= {"decided_by": self.name.value.strip(), "decided_on": self._today()}
        told["again"] = self.again.value
        finding, kind = self.finding.value, self.kind.value
        try:
            recorded = write_decision(
                self._report, self._report.data, finding, kind, self.reason.value, **told
            )
        except (CchcError, OSError) as error:
            show_problem(
                self.result, f"không ghi được vào sổ kết luận. Thông báo của chương trình:\n{error}"
            )
            return
        self._recorded()
        change = f" ({told['figure']} = {recorded.value})" if corrected else ""
        instead = f" Thay cho: {'; '.join(recorded.replaced)}." if recorded.replaced else ""
        says = f"Đã ghi vào decisions.csv: {finding}, {DECISIONS[kind]}{change}.{instead}"
        if recorded.unmended:
            says += f" Nhưng bất thường vẫn còn với số này: {recorded.unmended}"
        show_done(self.result, says)

    def _problem(self) -> str:
        if not self.reason.value.strip():
            return "hãy ghi lý do của kết luận."
        if not self.name.value.strip():
            return "hãy ghi tên người kết luận."
        if self.kind.value != "corrected":
            return ""
        if self.figure.value is None:
            return "bất thường này không nói về số liệu nào để sửa; hãy chọn kết luận khác."
        unit = self._report.figures.at[self.figure.value, "unit"]
        try:
            parse_printed(self.value.value, unit)
        except FigureError:
            return say_unreadable(self.value.value, unit)
        return ""

    def _suggest(self) -> None:
        self.value.value = self._likely.get(self.figure.value, "")

    def _fold(self) -> None:
        self._correction.layout.display = "" if self.kind.value == "corrected" else "none"
