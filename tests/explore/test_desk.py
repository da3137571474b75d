"""The desk without a browser: its widgets are set as a hand would set them, and its panes are
read.
"""

from datetime import date

import pytest

from cchc.explore.desk import Desk

RESOLVED = "I.1:resolved:desk"
DECISIONS = "2030Q1/decisions.csv"


@pytest.fixture
def desk(wrong):
    wrong.figure("pending", "3604", "city", section="I.2")
    return Desk("2030Q1", wrong.root, today=lambda: date(2030, 4, 7))


def test_the_newest_quarter_lies_on_the_desk_with_its_worst_case_open(desk, wrong, html_of):
    newest = Desk("", wrong.root)
    assert newest.quarter.value == "2030Q1"
    assert newest.case.value == newest.report.cases[0].case
    assert newest.report.cases[0].headline in html_of(newest.card)
    assert newest.tables.titles == ("Bất thường (5)", "Số liệu (8)")


def test_a_choice_changes_tables_and_cases(desk, html_of):
    before = html_of(desk.findings)
    desk.severity.value = "info"
    assert desk.tables.titles == ("Bất thường (1)", "Số liệu (1)")
    assert html_of(desk.findings) != before
    assert [case for _, case in desk.case.options] == [desk.report.cases[-1].case]
    assert desk.report.cases[-1].headline in html_of(desk.card)
    desk.severity.value = ""
    assert desk.tables.titles == ("Bất thường (5)", "Số liệu (8)")


def test_a_choice_that_leaves_nothing_says_so(desk, html_of):
    desk.section.value, desk.severity.value = "I.2", "error"
    assert desk.case.options == ()
    assert "Không có trường hợp nào" in html_of(desk.card)
    assert desk.forms.layout.display == "none"
    desk.severity.value = ""
    assert desk.forms.layout.display == ""


def test_a_trial_offers_the_suspect_with_its_suggestion_and_shows_what_vanishes(desk, html_of):
    assert (desk.trial.figure.value, desk.trial.value.value) == (RESOLVED, "900")
    desk.trial.button.click()
    assert "Mất đi: 4" in html_of(desk.trial.result)
    desk.trial.value.value = "800"
    desk.trial.button.click()
    assert "Không có bất thường nào mất đi" in html_of(desk.trial.result)
    assert desk.report.figures.at[RESOLVED, "printed"] == "800"


def test_a_trial_that_makes_things_worse_shows_what_appears(desk, html_of):
    desk.trial.figure.value = "I.1:resolved_rate:desk"
    desk.trial.value.value = "120%"
    desk.trial.button.click()
    assert "Xuất hiện: 1" in html_of(desk.trial.result)


@pytest.mark.parametrize("text", ["", "chín trăm", "9.85.2", "<b>9</b>", "1" * 100])
def test_a_trial_of_no_number_is_told_in_the_pane(desk, html_of, text):
    desk.trial.value.value = text
    desk.trial.button.click()
    told = html_of(desk.trial.result)
    assert "không phải là một số (hồ sơ)" in told
    assert "<b>" not in told


def test_another_case_brings_its_own_figures(desk):
    desk.case.value = desk.report.cases[-1].case
    assert desk.trial.figure.value == "I.2:pending:city"
    assert desk.trial.value.value == "3604"
    assert [id for _, id in desk.conclusion.finding.options] == [
        desk.report.cases[-1].findings[0].finding
    ]


def test_a_row_of_the_tables_is_opened_by_its_id(desk, html_of):
    last = desk.report.cases[-1]
    assert desk.case.value != last.case
    for id in (last.findings[0].finding, last.findings[0].figures[0]):
        desk.case.value = desk.report.cases[0].case
        desk.find.value = id
        assert id in desk.find.options
        opened = next(c for c in desk.report.cases if c.case == desk.case.value)
        assert id in {i for f in opened.findings for i in (f.finding, *f.figures)}
    desk.find.value = "<b>"
    assert "mã &lt;b&gt; trong phạm vi đã chọn" in html_of(desk.card)


def test_a_decision_is_written_and_shown(desk, wrong, html_of):
    form = desk.conclusion
    finding, case = form.finding.value, desk.case.value
    form.reason.value, form.name.value = "đã hỏi bộ phận một cửa", "An"
    form.button.click()
    lines = wrong.path(DECISIONS).read_text(encoding="utf-8").splitlines()
    assert lines[1:] == [f"{finding},queried,,,đã hỏi bộ phận một cửa,An,2030-04-07"]
    assert f"Đã ghi vào decisions.csv: {finding}, đang hỏi lại." in html_of(form.result)
    assert "đang hỏi lại" in html_of(desk.findings)
    assert "đã hỏi bộ phận một cửa" in html_of(desk.card)
    assert (desk.case.value, form.reason.value, form.name.value) == (case, "", "An")
    assert "lỗi · đang hỏi lại; 3 bất thường chưa có · I.1" in desk.case.options[0][0]


def test_a_correction_names_its_figure_and_closes_what_it_mends(desk, wrong):
    form = desk.conclusion
    assert form.box.children[2].layout.display == "none"
    form.kind.value = "corrected"
    assert form.box.children[2].layout.display == ""
    form.figure.value, form.value.value, form.reason.value, form.name.value = (
        RESOLVED,
        "900",
        "xác nhận",
        "An",
    )
    form.button.click()
    assert desk.report.value("resolved", "desk") == 900
    assert not any(f.is_open_error for f in desk.report.findings)
    assert wrong.read().decisions["figure"].tolist() == [RESOLVED]


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"reason": " "}, "lý do"),
        ({"name": ""}, "tên người kết luận"),
        ({"kind": "corrected", "value": ""}, "không phải là một số"),
        ({"kind": "corrected", "value": "<script>"}, "không phải là một số"),
    ],
)
def test_an_incomplete_decision_is_told_and_writes_nothing(desk, wrong, html_of, given, says):
    before = wrong.path(DECISIONS).read_bytes()
    for field, value in ({"reason": "rõ", "name": "An"} | given).items():
        getattr(desk.conclusion, field).value = value
    desk.conclusion.button.click()
    assert says in html_of(desk.conclusion.result)
    assert "<script" not in html_of(desk.conclusion.result)
    assert wrong.path(DECISIONS).read_bytes() == before


def test_deciding_twice_is_told_in_the_pane_and_needs_a_tick(desk, wrong, html_of):
    form = desk.conclusion
    for _ in range(2):
        form.reason.value, form.name.value = "hỏi", "An"
        form.button.click()
    assert "there is a decision already" in html_of(form.result)
    assert len(wrong.read().decisions) == 1
    form.again.value, form.reason.value = True, "hỏi lần hai"
    form.button.click()
    assert "Thay cho: " in html_of(form.result)
    assert wrong.read().decisions["reason"].tolist() == ["hỏi lần hai"]
    assert not form.again.value


def test_the_form_opens_on_the_suspect_with_the_value_that_is_suggested(desk):
    form, told = desk.conclusion, desk.report.explain(desk.case.value)
    suspect = told.case.suspects[0]
    assert suspect.figure != told.case.findings[0].figures[0]
    assert (form.figure.value, form.value.value) == (suspect.figure, suspect.suggested)
    form.figure.value = "I.1:received:desk"
    assert form.value.value == ""


def test_a_finding_without_figures_cannot_be_corrected_but_queried(sound, html_of):
    sound.cite("737/KGH-UBND", "26/12/2029")
    desk = Desk("", sound.root)
    form = desk.conclusion
    assert desk.trial.figure.value is None
    desk.trial.button.click()
    assert "không có số để thử" in html_of(desk.trial.result)
    form.kind.value, form.reason.value, form.name.value = "corrected", "rõ", "An"
    form.button.click()
    assert "không nói về số liệu nào" in html_of(form.result)
    form.kind.value = "explained"
    form.button.click()
    assert "đã giải trình" in html_of(form.result)


def test_a_folder_that_cannot_be_written_is_told(desk, monkeypatch, html_of):
    def refuse(*args, **kwargs):
        raise PermissionError("decisions.csv: no permission")

    monkeypatch.setattr("cchc.explore.conclusion.write_decision", refuse)
    desk.conclusion.reason.value, desk.conclusion.name.value = "rõ", "An"
    desk.conclusion.button.click()
    assert "no permission" in html_of(desk.conclusion.result)


def test_data_broken_after_a_decision_are_told_on_the_desk(desk, wrong, html_of):
    wrong.replace("2030Q1/figures.csv", "1.000", "1.0.0")
    desk.conclusion.reason.value, desk.conclusion.name.value = "rõ", "An"
    desk.conclusion.button.click()
    assert "figures.csv, row 2, printed" in html_of(desk.message)
    assert desk.report is None


@pytest.mark.parametrize(
    ("quarter", "says"), [("2030Q9", "is not a quarter"), ("2029Q1", "this quarter has no folder")]
)
def test_a_quarter_that_is_not_there_is_told_and_another_can_be_chosen(
    wrong, html_of, quarter, says
):
    desk = Desk(quarter, wrong.root)
    assert says in html_of(desk.message)
    assert desk.shown.layout.display == "none"
    desk.quarter.value = "2030Q1"
    assert html_of(desk.message) == ""
    assert desk.shown.layout.display == ""
    assert desk.case.value


def test_a_missing_data_folder_is_told(tmp_path, html_of):
    assert "there is no such data folder" in html_of(Desk("", tmp_path / "none").message)


def test_another_quarter_keeps_the_choices_it_has(wrong):
    for name in ("figures.csv", "citations.csv", "statements.csv", "decisions.csv", "report.toml"):
        text = wrong.path(f"2030Q1/{name}").read_text(encoding="utf-8")
        before = text.replace("2030-04-05", "2030-01-05").replace(
            "resolved,desk,800", "resolved,desk,900"
        )
        wrong.write(f"2029Q4/{name}", before)
    desk = Desk("", wrong.root)
    assert desk.quarter.options == (("Quý I năm 2030", "2030Q1"), ("Quý IV năm 2029", "2029Q4"))
    desk.section.value, desk.org.value = "I.1", "desk"
    desk.quarter.value = "2029Q4"
    assert (str(desk.report.quarter), desk.section.value, desk.org.value) == (
        "2029Q4",
        "I.1",
        "desk",
    )
    assert desk.case.options == ()


def test_a_quarter_without_figures_yet_lies_on_the_desk(folder, html_of):
    desk = Desk("", folder.root)
    assert html_of(desk.message) == ""
    assert desk.tables.titles[1] == "Số liệu (0)"
