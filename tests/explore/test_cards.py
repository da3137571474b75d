"""Cards: what a notebook shows of reports, findings, cases, explanations, traces and trials."""

import re
from types import SimpleNamespace

from IPython.core.formatters import DisplayFormatter

from cchc.explore.cards import WRITERS, write_explanation, write_report, write_trace, write_what_if
from cchc.explore.displays import DISPLAYED, teach_displays

RESOLVED = "I.1:resolved:desk"
HOSTILE = "<img src=x onerror=alert(1)>&\"'"


def shown(report) -> dict[str, object]:
    explained = report.explain(report.findings[0])
    values = (
        report,
        report.what_if({RESOLVED: "900"}),
        report.findings[0],
        report.cases[0],
        explained,
    )
    return {type(value).__name__: value for value in (*values, report.trace(RESOLVED))}


def test_an_explanation_shows_arithmetic_suspects_suggestion_and_row(wrong):
    report = wrong.read()
    card = write_explanation(report.explain(report.findings[0]))
    assert all(f.says in card for f in report.findings if f.severity == "error")
    assert "có thể là 900" in card
    assert "cần xem lại" in card
    assert "figures.csv, dòng 3" in card


def test_a_document_is_shown_with_its_row(sound):
    sound.cite("737/KGH-UBND", "27/12/2029", kind="Kế hoạch", place="chú thích <b>")
    report = sound.read()
    card = write_explanation(report.explain(report.findings[0]))
    assert "citations.csv, dòng 2" in card
    assert "I.1, chú thích &lt;b&gt;" in card


def test_a_trace_shows_rules_with_their_verdict_and_the_agreed_value(wrong):
    card = write_trace(wrong.read().trace(RESOLVED))
    assert re.search(r"parts:received\[desk\].*không đúng", card)
    assert "Số sử dụng: 800." in card


def test_a_report_lists_the_cases_that_need_somebody(wrong):
    report = wrong.read()
    card = write_report(report)
    assert report.cases[0].case in card
    assert f"{len(report.figures)} số liệu; 4 lỗi, 0 cảnh báo" in card


def test_a_report_without_findings_shows_no_empty_table(sound):
    assert "<table" not in write_report(sound.read())


def test_a_trial_counts_what_vanishes_and_appears(wrong):
    report = wrong.read()
    assert "Mất đi: 4" in write_what_if(report.what_if({RESOLVED: "900"}))
    assert "Không có bất thường nào" in write_what_if(report.what_if({RESOLVED: "800"}))


def test_text_of_the_data_is_never_markup(wrong):
    wrong.replace("catalog/indicators.csv", "Hồ sơ đã giải quyết", HOSTILE.replace('"', "'"))
    wrong.replace("catalog/orgs.csv", "Bộ phận một cửa", "<script>alert(2)</script>")
    wrong.replace(
        "2030Q1/figures.csv", "resolved,desk,800,I.1,đoạn", "resolved,desk,800,I.1,đoạn <b>x</b>"
    )
    for name, value in shown(wrong.read()).items():
        card = WRITERS[name](value)
        assert not re.search(r"<(img|script|b)\b", card), name


def test_every_kind_of_value_has_a_card(wrong):
    values = shown(wrong.read())
    assert set(values) == set(WRITERS) == set(DISPLAYED)
    for name, value in values.items():
        assert type(value).__module__ == DISPLAYED[name]


def test_a_notebook_shows_cards_and_the_short_form_as_text(wrong, monkeypatch):
    shell = SimpleNamespace(display_formatter=DisplayFormatter())
    monkeypatch.setattr("cchc.explore.displays.get_ipython", lambda: shell)
    teach_displays()
    report = wrong.read()
    for name, value in shown(report).items():
        data, _ = shell.display_formatter.format(value)
        assert data["text/html"] == WRITERS[name](value)
        assert data["text/plain"] == repr(value)


def test_outside_a_notebook_nothing_is_taught(monkeypatch):
    monkeypatch.setattr("cchc.explore.displays.get_ipython", lambda: None)
    assert teach_displays() is None
