"""Tables to sort and search, of findings and of figures; they work without a network."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
from IPython.utils.capture import capture_output
from itables import JavascriptCode, JavascriptFunction
from itables.javascript import init_notebook_mode, to_html_datatable

from cchc.checks.findings import SEVERITY_NAMES, Finding
from cchc.objects.captions import clean_text
from cchc.report.checked import CheckedReport
from cchc.report.tracing import DECISIONS, lay_out
from cchc.show.counted import name_kind

SPOKEN = {
    "orderable": ": bấm để xếp thứ tự",
    "orderableReverse": ": bấm để đảo thứ tự",
    "orderableRemove": ": bấm để bỏ xếp thứ tự",
    "paginate": {
        "first": "Trang đầu",
        "previous": "Trang trước",
        "next": "Trang sau",
        "last": "Trang cuối",
    },
}
WORDS = {
    "search": "Tìm:",
    "lengthMenu": "Hiện _MENU_ dòng",
    "info": "Dòng _START_ đến _END_ trong _TOTAL_ dòng",
    "infoEmpty": "Không có dòng nào",
    "infoFiltered": "(lọc từ _MAX_ dòng)",
    "zeroRecords": "Không có dòng nào khớp",
    "emptyTable": "Không có dòng nào",
    # itables takes only texts in this place, or code that makes what DataTables wants
    "aria": JavascriptCode(f"({json.dumps(SPOKEN)})"),
}
IDS = ("Mã", "Trường hợp", "Mã số liệu")
FIND = "mã bất thường, trường hợp hoặc số liệu trong các bảng"
# a click on a row, or Enter, writes its id where ids are opened; emptied first, so that the same
# row opens again
OPENING = """function () {
  const table = this.api();
  const open = (row) => {
    const find = [...document.querySelectorAll("input")].find(
      (input) => input.placeholder === PLACEHOLDER && input.offsetParent
    );
    if (!find) return;
    for (const text of ["", table.cell(row, COLUMN).node().innerText.trim()]) {
      find.value = text;
      find.dispatchEvent(new Event("change", { bubbles: true }));
    }
    find.scrollIntoView({ block: "start" });
  };
  for (const row of table.rows({ page: "current" }).nodes().toArray()) {
    if (row.tabIndex === 0) continue;
    row.tabIndex = 0;
    row.style.cursor = "pointer";
    row.addEventListener("click", () => String(getSelection()) || open(row));
    row.addEventListener("keydown", (event) => event.key === "Enter" && open(row));
  }
}"""
SIDES = (("dt-left", False), ("dt-right", True))


def load_grids() -> None:
    """Put the code of the tables, which is bundled with itables, into the page that shows this
    cell.
    """
    with capture_output() as page:
        init_notebook_mode(all_interactive=False, connected=False)
    # itables shows first the script that needs its code, then the code
    for part in reversed(page.outputs):
        part.display()


def write_findings_grid(findings: Sequence[Finding], report: CheckedReport) -> str:
    """Write the findings as a table to sort, search and open; severities sort by weight."""
    rows = [
        (
            f.finding,
            SEVERITY_NAMES[f.severity],
            f.section,
            report.catalog.name(f.org),
            name_kind(f.kind),
            f.says,
            DECISIONS[f.decision],
            f.case,
        )
        for f in findings
    ]
    names = ["Mã", "Mức độ", "Mục", "Đơn vị", "Loại", "Nội dung", "Kết luận", "Trường hợp"]
    frame = pd.DataFrame(rows, columns=names, dtype=object).map(clean_text)
    frame["Mức độ"] = pd.Categorical(frame["Mức độ"], list(SEVERITY_NAMES.values()), ordered=True)
    return _write(frame, "Mã", [])


def write_figures_grid(figures: Sequence[str], report: CheckedReport) -> str:
    """Write figures, by their ids, as a table to sort, search and open; printed numbers sort by
    value.
    """
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
    frame["value"] = [
        None if value is None else float(value)
        for value in report.figures.loc[list(figures), "value"]
    ]
    hidden = len(frame.columns) - 1
    ordering = {"targets": frame.columns.get_loc("Báo cáo ghi"), "orderData": hidden}
    aside = {"targets": hidden, "visible": False, "searchable": False}
    return _write(frame, "Mã số liệu", ["Báo cáo ghi", "Bất thường"], ordering, aside)


def _write(
    frame: pd.DataFrame, id: str, numbers: Sequence[str], *columns: Mapping[str, Any]
) -> str:
    opening = OPENING.replace("PLACEHOLDER", json.dumps(FIND))
    opening = opening.replace("COLUMN", str(frame.columns.get_loc(id)))
    sides = {
        side: [at for at, name in enumerate(frame.columns) if (name in numbers) == right]
        for side, right in SIDES
    }
    whole = {
        "targets": [at for at, name in enumerate(frame.columns) if name in IDS],
        "className": "dt-nowrap",
    }
    return to_html_datatable(
        frame.reset_index(drop=True),
        connected=False,
        display_logo_when_loading=False,
        showIndex=False,
        maxBytes=0,
        classes="display compact",
        style="table-layout:auto;width:100%",
        autoWidth=False,
        text_in_header_can_be_selected=False,
        language=WORDS,
        drawCallback=JavascriptFunction(opening),
        lengthMenu=[10, 25, 50, {"label": "tất cả", "value": -1}],
        columnDefs=[
            *columns,
            *({"targets": at, "className": side} for side, at in sides.items()),
            whole,
        ],
    )
