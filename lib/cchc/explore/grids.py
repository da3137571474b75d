"""Tables to sort and search, of findings and of figures; they work without a network."""

from collections.abc import Sequence

import pandas as pd
from itables.javascript import init_notebook_mode, to_html_datatable

from cchc.editing.checked import CheckedReport
from cchc.editing.findings import SEVERITY_NAMES, Finding
from cchc.editing.tracing import DECISIONS, lay_out
from cchc.show.anomalies import name_kind
from cchc.show.tables import clean_text

WORDS = {
    "search": "Tìm:",
    "lengthMenu": "Hiện _MENU_ dòng",
    "info": "Dòng _START_ đến _END_ trong _TOTAL_ dòng",
    "infoEmpty": "Không có dòng nào",
    "infoFiltered": "(lọc từ _MAX_ dòng)",
    "zeroRecords": "Không có dòng nào khớp",
    "emptyTable": "Không có dòng nào",
}


def load_grids() -> None:
    """Put the code of the tables, which is bundled with itables, into the page that shows this cell."""
    init_notebook_mode(all_interactive=False, connected=False)


def write_findings_grid(findings: Sequence[Finding], report: CheckedReport) -> str:
    """Write the findings as a table to sort and search; severities sort by weight."""
    rows = [
        (f.finding, SEVERITY_NAMES[f.severity], f.section, report.catalog.name(f.org), name_kind(f.kind), f.says,
         DECISIONS[f.decision], f.case)
        for f in findings
    ]  # fmt: skip
    names = ["Mã", "Mức độ", "Mục", "Đơn vị", "Loại", "Nội dung", "Kết luận", "Trường hợp"]
    frame = pd.DataFrame(rows, columns=names, dtype=object).map(clean_text)
    frame["Mức độ"] = pd.Categorical(frame["Mức độ"], list(SEVERITY_NAMES.values()), ordered=True)
    return _write(frame, [])


def write_figures_grid(figures: Sequence[str], report: CheckedReport) -> str:
    """Write figures, by their ids, as a table to sort and search; printed numbers sort by value."""
    told = lay_out(report, figures)
    counts = pd.Series([i for f in report.findings for i in f.figures], dtype=object).value_counts()
    frame = pd.DataFrame(
        {
            "Chỉ tiêu": told["name"],
            "Đơn vị": told["org"],
            "Báo cáo ghi": told["printed"],
            "Đơn vị tính": told["unit"],
            "Mục": told["section"],
            "Vị trí": told["place"],
            "Kỳ": told["window"],
            "Mã số liệu": told.index,
        }
    ).map(clean_text)
    frame["Bất thường"] = [int(counts.get(figure, 0)) for figure in told.index]
    frame["value"] = [float(value) for value in report.figures.loc[list(figures), "value"]]
    at = list(frame.columns).index
    return _write(
        frame,
        [
            {"targets": at("Báo cáo ghi"), "orderData": at("value"), "className": "dt-right"},
            {"targets": at("value"), "visible": False, "searchable": False},
        ],
    )


def _write(frame: pd.DataFrame, columns: list[dict]) -> str:
    return to_html_datatable(
        frame.reset_index(drop=True),
        connected=False,
        display_logo_when_loading=False,
        showIndex=False,
        maxBytes=0,
        classes="display compact",
        style="table-layout:auto;width:100%",
        autoWidth=False,
        language=WORDS,
        lengthMenu=[10, 25, 50, {"label": "tất cả", "value": -1}],
        columnDefs=columns,
    )
