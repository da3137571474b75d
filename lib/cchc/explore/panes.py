"""What the desk's forms are made of: panes that show HTML, messages in them, and figures to choose
from.
"""

from collections.abc import Iterable, Sequence

import ipywidgets as widgets

from cchc.checks.suggestions import is_range
from cchc.report.checked import CheckedReport
from cchc.report.tracing import Explanation, lay_out

from .links import write_text

WIDE = widgets.Layout(width="98%")
LABELLED = {"description_width": "9em"}


def show_html(pane: widgets.Output, html: str) -> None:
    """Fill a pane with HTML; JupyterLab runs the scripts in it and follows links from the
    notebook's folder.
    """
    # the state is set, not printed into: it works the same without a kernel
    pane.outputs = (
        ({"output_type": "display_data", "data": {"text/html": html}, "metadata": {}},)
        if html
        else ()
    )


def show_done(pane: widgets.Output, text: str) -> None:
    """Tell that something was done."""
    show_html(pane, f'<p role="status">✓ {write_text(text)}</p>')


def show_problem(pane: widgets.Output, text: str) -> None:
    """Tell what to mend; each line of the text stands on a line of its own."""
    lines = "<br>".join(write_text(line) for line in text.splitlines())
    show_html(pane, f'<p role="alert"><strong>Chưa thực hiện được:</strong> {lines}</p>')


def fill(
    choice: widgets.Widget, options: Sequence[tuple[str, str]], keep: str | None = None
) -> None:
    """Offer options, keeping the value where it is still one of them; the first is chosen
    otherwise.
    """
    values = [value for _, value in options]
    choice.options = options
    choice.value = keep if keep in values else values[0] if values else None


def say_unreadable(text: str, unit: str) -> str:
    """Say that a text is no number of its unit, and how to write one."""
    example = "97,01" if unit in ("%", "tỷ đồng") else "9.852"
    return f"“{text}” không phải là một số ({unit}); hãy viết như báo cáo sẽ ghi, ví dụ {example}."


def list_figures(report: CheckedReport, figures: Iterable[str]) -> list[tuple[str, str]]:
    """List figures to choose from, as (label, id): 'Hồ sơ đã giải quyết (…), mục I.2.c: 9.852'."""
    labels = []
    for id, row in lay_out(report, figures).iterrows():
        again = f" (lần nhắc thứ {id.split('#')[1]})" if "#" in id else ""
        labels.append(
            (f"{row['name']} ({row['org']}), mục {row['section']}: {row['printed']}{again}", id)
        )
    return labels


def order_figures(told: Explanation, figures: Iterable[str]) -> list[str]:
    """Put the suspects of a case before its other figures."""
    stated = dict.fromkeys(figures)
    suspects = (s.figure for s in told.case.suspects if s.figure in stated)
    return list(dict.fromkeys([*suspects, *stated]))


def list_suggested(told: Explanation) -> dict[str, str]:
    """Give the value that is suggested for each suspect of a case that has just one."""
    return {
        s.figure: s.suggested
        for s in told.case.suspects
        if s.suggested and not is_range(s.suggested)
    }
