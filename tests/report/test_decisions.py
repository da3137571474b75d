"""Decisions: one checked row more in decisions.csv, and nothing else."""

from datetime import date

import pytest

from cchc.errors import InputError
from cchc.report import decisions
from cchc.report.decisions import undo_decision

DECISIONS = "2030Q1/decisions.csv"


def write_decision(*told, **given):
    return decisions.write_decision(*told, **({"decided_by": "An"} | given))


@pytest.fixture
def wrong(sound):
    """The desk's resolved dossiers are printed 800 instead of 900: a sum and two rates are
    broken.
    """
    sound.replace("2030Q1/figures.csv", "resolved,desk,900", "resolved,desk,800")
    return sound


def finding_of(report, rule: str):
    return next(f for f in report.findings if f.rule == rule)


def test_a_correction_is_appended_and_closes_every_finding_it_mends(wrong):
    report = wrong.read()
    finding = finding_of(report, "parts:received[desk]")
    write_decision(
        report,
        wrong.root,
        finding.finding,
        "corrected",
        "đơn vị xác nhận",
        figure="I.1:resolved:desk",
        value="900",
        decided_by="An",
        decided_on=date(2030, 4, 7),
    )
    lines = wrong.path(DECISIONS).read_text(encoding="utf-8").splitlines()
    assert (
        lines[1]
        == f"{finding.finding},corrected,I.1:resolved:desk,900,đơn vị xác nhận,An,2030-04-07"
    )
    after = wrong.read()
    assert {f.decision for f in after.findings if f.severity == "error"} == {"corrected"}
    assert after.value("resolved", "desk") == 900
    assert after.printed("resolved", "desk") == "800"


def test_figures_are_untouched_by_a_decision(wrong):
    before = wrong.path("2030Q1/figures.csv").read_bytes()
    report = wrong.read()
    finding = finding_of(report, "parts:received[desk]").finding
    write_decision(report, wrong.root, finding, "explained", "hai kỳ khác nhau")
    assert wrong.path("2030Q1/figures.csv").read_bytes() == before
    assert finding_of(wrong.read(), "parts:received[desk]").decision == "explained"


def test_a_query_leaves_the_error_open(wrong):
    report = wrong.read()
    finding = finding_of(report, "parts:received[desk]").finding
    write_decision(report, wrong.root, finding, "queried", "đã hỏi bộ phận một cửa")
    assert finding_of(wrong.read(), "parts:received[desk]").is_open_error


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (
            {"finding": "bt-00000000"},
            "2030Q1: there is no finding 'bt-00000000'; cchc check 2030Q1 --data ",
        ),
        ({"reason": "  "}, "nothing was saved, because the reason is missing"),
        (
            {"decided_by": " "},
            "nothing was saved, because the name of whoever concluded it is missing",
        ),
        (
            {"decision": "corrected", "figure": "I.1:resolved:desk", "value": "=900"},
            "is not a number",
        ),
        (
            {"decision": "corrected", "figure": "I.2:revenue:city", "value": "1,0"},
            "is not a figure of",
        ),
        (
            {"decision": "corrected", "figure": "I.1:resolved:desk", "value": "chín trăm"},
            "nothing was saved; --corrected I.1:resolved:desk=chín trăm: 'chín trăm' is not a number",
        ),
    ],
)
def test_an_unusable_decision_writes_nothing(wrong, change, says):
    report = wrong.read()
    given = {
        "finding": finding_of(report, "parts:received[desk]").finding,
        "decision": "explained",
        "reason": "rõ",
    }
    before = wrong.path(DECISIONS).read_bytes()
    with pytest.raises(InputError, match=says):
        write_decision(report, wrong.root, **(given | change))
    assert wrong.path(DECISIONS).read_bytes() == before


def test_deciding_twice_is_told_and_needs_to_be_confirmed(wrong):
    finding = finding_of(wrong.read(), "parts:received[desk]").finding
    write_decision(wrong.read(), wrong.root, finding, "queried", "đã hỏi")
    before = wrong.path(DECISIONS).read_bytes()
    for decision, reason in (("queried", "hỏi lại"), ("explained", "đúng")):
        with pytest.raises(
            InputError,
            match=r"row 2: there is a decision already on .*: queried, reason “đã hỏi” \(An\);",
        ):
            write_decision(wrong.read(), wrong.root, finding, decision, reason)
        assert wrong.path(DECISIONS).read_bytes() == before
    told = write_decision(wrong.read(), wrong.root, finding, "explained", "đúng", again=True)
    assert told.replaced == (f"{finding}: queried, reason “đã hỏi” (An)",)
    assert wrong.read().decisions["decision"].tolist() == ["explained"]


def test_a_figure_corrected_to_another_value_by_another_finding_is_told(wrong):
    report = wrong.read()
    first, second = (
        finding_of(report, rule).finding
        for rule in ("parts:received[desk]", "rate:resolved_rate[desk]")
    )
    given = {"figure": "I.1:resolved:desk"}
    write_decision(report, wrong.root, first, "corrected", "xác nhận", value="900", **given)
    with pytest.raises(InputError, match=r"I.1:resolved:desk is corrected to another value"):
        write_decision(report, wrong.root, second, "corrected", "khác", value="901", **given)
    write_decision(report, wrong.root, second, "corrected", "như trên", value=" 900 ", **given)
    assert len(wrong.read().decisions) == 2


def test_a_finding_may_need_two_figures_corrected(wrong):
    finding = finding_of(wrong.read(), "parts:received[desk]").finding
    given = {"I.1:resolved:desk": "850", "I.1:pending:desk": "150"}
    for figure, value in given.items():
        told = {"figure": figure, "value": value, "again": True}
        write_decision(wrong.read(), wrong.root, finding, "corrected", "xác nhận", **told)
    assert wrong.read().decisions["figure"].tolist() == list(given)


def test_a_decision_is_taken_back_and_told(wrong):
    report = wrong.read()
    finding = finding_of(report, "parts:received[desk]").finding
    before = wrong.path(DECISIONS).read_bytes()
    write_decision(report, wrong.root, finding, "queried", "đã hỏi")
    assert undo_decision(report, wrong.root, finding).replaced == (
        f"{finding}: queried, reason “đã hỏi” (An)",
    )
    assert wrong.path(DECISIONS).read_bytes() == before
    with pytest.raises(InputError, match=r"no decision on 'bt-\w+' to undo"):
        undo_decision(report, wrong.root, finding)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("90.5", "90,5%"), ("90,50%", "90,50%"), ("90", "90%"), (" 90,5 % ", "90,5%")],
)
def test_a_value_is_kept_in_the_form_of_the_report(wrong, typed, kept):
    report = wrong.read()
    finding = finding_of(report, "rate:resolved_rate[desk]").finding
    given = {"figure": "I.1:resolved_rate:desk", "value": typed}
    told = write_decision(report, wrong.root, finding, "corrected", "xác nhận", **given)
    assert told.value == wrong.read().decisions["value"].item() == kept


def test_a_value_typed_by_hand_is_read_in_the_form_of_the_report(wrong):
    finding = finding_of(wrong.read(), "rate:resolved_rate[desk]").finding
    given = {"figure": "I.1:resolved_rate:desk", "value": "90.5", "reason": "x"}
    wrong.add(DECISIONS, finding=finding, decision="corrected", decided_on="7/4/2030", **given)
    row = wrong.read().decisions.iloc[0]
    assert (row["value"], row["decided_on"]) == ("90,5%", "2030-04-07")


def test_a_text_that_a_spreadsheet_would_run_is_guarded_and_read_as_it_was_given(wrong):
    report = wrong.read()
    finding = finding_of(report, "parts:received[desk]").finding
    reason = '=HYPERLINK("http://x","đã hỏi")'
    write_decision(report, wrong.root, finding, "queried", reason, decided_by="@An")
    text = wrong.path(DECISIONS).read_text(encoding="utf-8")
    assert "\"'=HYPERLINK" in text
    assert ",'@An," in text
    row = wrong.read().decisions.iloc[0]
    assert (row["reason"], row["decided_by"]) == (reason, "@An")


def test_a_file_keeps_its_delimiter_encoding_line_ends_comments_and_other_columns(wrong):
    text = (
        "# sổ kết luận\r\nfinding;decision;ghi riêng;figure;value;reason;decided_by;decided_on\r\n"
        "bt-cũ;queried;'x'  y;;;\"hỏi; rồi\";An;7/4/2030\r\n"
    )
    wrong.write(DECISIONS, text.encode("utf-16"))
    report = wrong.read()
    finding = finding_of(report, "parts:received[desk]").finding
    write_decision(report, wrong.root, finding, "queried", "a; b", decided_on=date(2030, 4, 7))
    after = wrong.path(DECISIONS).read_bytes().decode("utf-16")
    assert after == text + f'{finding};queried;;;;"a; b";An;2030-04-07\r\n'


def test_a_file_without_a_last_line_break_keeps_its_rows_apart(wrong):
    path = wrong.path(DECISIONS)
    path.write_bytes(path.read_bytes().rstrip(b"\n"))
    report = wrong.read()
    write_decision(
        report, wrong.root, finding_of(report, "parts:received[desk]").finding, "queried", "đã hỏi"
    )
    assert len(wrong.read().decisions) == 1


def test_a_later_explanation_withdraws_a_correction(wrong):
    finding = finding_of(wrong.read(), "parts:received[desk]").finding
    given = {"figure": "I.1:resolved:desk", "value": "900"}
    write_decision(wrong.read(), wrong.root, finding, "corrected", "đơn vị xác nhận", **given)
    write_decision(wrong.read(), wrong.root, finding, "explained", "số in đúng", again=True)
    report = wrong.read()
    assert report.value("resolved", "desk") == 800
    assert finding_of(report, "parts:received[desk]").decision == "explained"


def test_a_correction_that_mends_nothing_leaves_the_error_open(wrong):
    finding = finding_of(wrong.read(), "parts:received[desk]").finding
    given = {"figure": "I.1:resolved:desk", "value": "850"}
    told = write_decision(
        wrong.read(), wrong.root, finding, "corrected", "nghe qua điện thoại", **given
    )
    assert "850" in told.unmended
    assert finding_of(wrong.read(), "parts:received[desk]").is_open_error
    given["value"] = "900"
    told = write_decision(
        wrong.read(), wrong.root, finding, "corrected", "xem lại", again=True, **given
    )
    assert told.unmended == ""


def test_a_correction_that_makes_a_remark_an_error_does_not_close_it(sound):
    # 98,56 is printed as 98,5: cut off, not rounded
    sound.replace("2030Q1/figures.csv", "on_time,desk,882", "on_time,desk,887")
    sound.replace("2030Q1/figures.csv", "98,0%", "98,5%")
    report = sound.read()
    (cut,) = [f for f in report.findings if "I.1:on_time_rate:desk" in f.figures]
    assert cut.severity == "info"
    given = {"figure": "I.1:on_time_rate:desk", "value": "80%"}
    told = write_decision(report, sound.root, cut.finding, "corrected", "nghe nói", **given)
    assert "80%" in told.unmended
    after = next(f for f in sound.read().findings if f.finding == cut.finding)
    assert after.is_open_error


def test_a_mistyped_finding_names_the_one_it_is_near_to(wrong):
    report = wrong.read()
    finding = finding_of(report, "parts:received[desk]").finding
    with pytest.raises(InputError, match=rf"lists them \(near: {finding}\)"):
        write_decision(report, wrong.root, finding[:-1], "explained", "rõ")
