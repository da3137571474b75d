"""The analyst's desk in JupyterLab: choose, sort and search, open a case, try a value, record a
decision.
"""

from collections.abc import Callable, Iterable
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import ipywidgets as widgets

from cchc import CheckedReport, read_report
from cchc.checks.cases import Case
from cchc.checks.findings import SEVERITY_NAMES
from cchc.errors import InputError, QuarterError
from cchc.model.quarter import find_quarters

from .cards import say_decided, write_explanation
from .conclusion import Conclusion
from .grids import FIND, write_figures_grid, write_findings_grid
from .links import write_text
from .panes import WIDE, fill, show_html, show_problem
from .selection import (
    Selection,
    list_orgs,
    list_sections,
    list_severities,
    pick_cases,
    pick_figures,
    pick_findings,
)
from .trial import Trial


class Desk:
    """A quarter on the desk: its tables, its cases, and the forms to try and to decide.

    An empty quarter means the newest in `data`. What cannot be read is told on the desk, with no
    traceback; `report` is then None. `today` gives the day that a decision is dated.
    """

    def __init__(
        self,
        quarter: str = "",
        data: str | Path = "../data",
        today: Callable[[], date] = date.today,
    ) -> None:
        self.data = Path(data)
        self.report: CheckedReport | None = None
        self.quarter = widgets.Dropdown(description="Kỳ:")
        self.section = widgets.Dropdown(description="Mục:")
        self.org = widgets.Dropdown(description="Đơn vị:")
        self.severity = widgets.Dropdown(description="Mức độ:", options=list_severities())
        self.message, self.findings, self.figures = (
            widgets.Output(),
            widgets.Output(),
            widgets.Output(),
        )
        self.tables = widgets.Tab([self.findings, self.figures])
        self.case = widgets.Select(
            description="Trường hợp:", rows=7, layout=WIDE, style={"description_width": "7em"}
        )
        self.find = widgets.Combobox(
            description="Mở theo mã:",
            placeholder=FIND,
            layout=WIDE,
            style={"description_width": "7em"},
            continuous_update=False,
        )
        self.card = widgets.Output()
        self.trial = Trial()
        self.conclusion = Conclusion(self._reread, today)
        self.forms = widgets.Accordion([self.trial.box, self.conclusion.box], selected_index=0)
        for number, title in enumerate(("Thử thay một số", "Ghi kết luận")):
            self.forms.set_title(number, title)
        self.filters = widgets.HBox([self.quarter, self.section, self.org, self.severity])
        self.filters.layout.flex_flow = "row wrap"
        for choice in self.filters.children:
            choice.style.description_width = "4.5em"
            choice.layout = widgets.Layout(width="auto", flex="1 1 14em")
        self.shown = widgets.VBox([self.tables, self.find, self.case, self.card, self.forms])
        self.box = widgets.VBox([self.filters, self.message, self.shown])
        self._filling = False
        self._open(quarter)
        self.quarter.observe(lambda change: self._filling or self._open(change["new"]), "value")
        for choice in (self.section, self.org, self.severity):
            choice.observe(lambda _: self._filling or self._show(), "value")
        self.case.observe(lambda _: self._filling or self._show_case(), "value")
        self.find.observe(lambda change: self._filling or self._open_id(change["new"]), "value")

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> Any:
        return self.box._repr_mimebundle_(include=include, exclude=exclude)

    def _open(self, quarter: str) -> None:
        """Read a quarter and fill the desk with it."""
        self.report = None
        with self._quietly():
            try:
                quarters = [(q.heading, str(q)) for q in reversed(find_quarters(self.data))]
                self.quarter.options, self.quarter.value = quarters, None
                self.report = read_report(quarter, self.data)
                self.quarter.value = str(self.report.quarter)
                fill(self.section, list_sections(self.report), self.section.value)
                fill(self.org, list_orgs(self.report), self.org.value)
                show_html(self.message, "")
            except (InputError, QuarterError, OSError) as error:
                show_problem(
                    self.message, f"chưa đọc được số liệu. Thông báo của chương trình:\n{error}"
                )
        self._show()

    def _reread(self) -> None:
        """Read the quarter again, after a decision: the same case stays open."""
        self._open(str(self.report.quarter))

    def _show(self) -> None:
        """Show what the choices leave."""
        report = self.report
        self.shown.layout.display = "none" if report is None else ""
        if report is None:
            return
        chosen = Selection(
            self.section.value or "", self.org.value or "", self.severity.value or ""
        )
        findings, figures = pick_findings(report, chosen), pick_figures(report, chosen)
        show_html(self.findings, write_findings_grid(findings, report))
        show_html(self.figures, write_figures_grid(figures, report))
        self.tables.set_title(0, f"Bất thường ({len(findings)})")
        self.tables.set_title(1, f"Số liệu ({len(figures)})")
        cases = pick_cases(report, chosen)
        with self._quietly():
            self.find.options, self.find.value = _ids_of(cases), ""
            fill(self.case, [(_label(c), c.case) for c in cases], self.case.value)
        self._show_case()

    def _open_id(self, text: str) -> None:
        """Open the case of a finding or figure, as its row in the tables names it."""
        wanted = text.strip()
        offered = {value for _, value in self.case.options}
        for case in self.report.cases:
            if case.case in offered and wanted in _ids_of([case]):
                self.case.value = case.case
                return
        if wanted:
            says = f"Không có trường hợp nào của mã {write_text(wanted)} trong phạm vi đã chọn."
            show_html(self.card, f"<p>{says}</p>")

    def _show_case(self) -> None:
        open_case = self.case.value is not None
        self.forms.layout.display = "" if open_case else "none"
        if not open_case:
            show_html(self.card, "<p>Không có trường hợp nào trong phạm vi đã chọn.</p>")
            return
        told = self.report.explain(self.case.value)
        show_html(self.card, write_explanation(told))
        self.trial.open(self.report, told)
        self.conclusion.open(self.report, told)

    @contextmanager
    def _quietly(self):
        """Fill choices without acting on each of them."""
        self._filling = True
        try:
            yield
        finally:
            self._filling = False


def _ids_of(cases: Iterable[Case]) -> list[str]:
    """Give the ids by which cases are opened: their own, their findings' and their figures'."""
    ids: dict[str, None] = {}
    for case in cases:
        ids[case.case] = None
        for finding in case.findings:
            ids |= dict.fromkeys((finding.finding, *finding.figures))
    return list(ids)


def _label(case: Case) -> str:
    decided = [say_decided(case)] if any(f.decision for f in case.findings) else []
    return " · ".join([SEVERITY_NAMES[case.severity], *decided, case.section, case.headline])
