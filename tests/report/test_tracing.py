"""Explaining a finding and tracing a figure: all that is known of them, from one place."""

import pytest

from cchc.errors import UnknownIdError
from cchc.report.decisions import write_decision

RESOLVED, RATE = "I.1:resolved:desk", "I.1:resolved_rate:desk"


@pytest.fixture
def wrong(sound):
    """Resolved is printed 800 instead of 900; received is mentioned again, with another value, in
    I.2.
    """
    sound.replace("2030Q1/figures.csv", "resolved,desk,900", "resolved,desk,800")
    sound.figure(
        "revenue", "854,6", "city", section="I.2", place="chú thích 1", window_end="14/3/2030"
    )
    return sound


def parts(report):
    return next(f for f in report.findings if f.rule == "parts:received[desk]")


def test_an_explanation_holds_the_case_its_figures_and_its_suspects(wrong):
    report = wrong.read()
    told = report.explain(parts(report).finding)
    assert parts(report).finding in {f.finding for f in told.case.findings}
    assert [(s.figure, s.suggested) for s in told.case.suspects] == [(RESOLVED, "900")]
    row = told.figures.loc[RESOLVED]
    assert row[["name", "org", "printed", "section", "place", "row", "notebook"]].tolist() == [
        "Hồ sơ đã giải quyết",
        "Bộ phận một cửa",
        "800",
        "I.1",
        "đoạn",
        3,
        "00",
    ]


def test_findings_cases_and_their_ids_are_explained_alike(wrong):
    report = wrong.read()
    finding = parts(report)
    case = next(c for c in report.cases if c.case == finding.case)
    explained = [
        report.explain(asked).case for asked in (finding, finding.finding, case, case.case)
    ]
    assert explained == [case] * 4


def test_an_explanation_says_the_arithmetic_the_suggestion_and_the_place(wrong):
    text = repr(wrong.read().explain(parts(wrong.read())))
    assert (
        "1.000 phải bằng Hồ sơ đã giải quyết 800 + Hồ sơ đang giải quyết 100 = 900; chênh lệch 100."
        in text
    )
    assert (
        "Cần xem lại: Hồ sơ đã giải quyết của Bộ phận một cửa: báo cáo ghi 800, có thể là 900"
        in text
    )
    assert f"{RESOLVED} = 800 (mục I.1, đoạn; figures.csv, dòng 3)" in text


def test_an_explanation_leads_to_the_document_that_is_quoted(sound):
    sound.cite("7/KGH-UBND", "26/12/2029", kind="Kế hoạch")
    sound.cite("737/KGH-UBND", "27/12/2029", kind="Kế hoạch", place="chú thích 2")
    report = sound.read()
    finding = next(f for f in report.findings if "737/KGH-UBND" in f.says)
    told = report.explain(finding)
    assert told.citations["number"].tolist() == ["737/KGH-UBND"]
    assert "Kế hoạch 737/KGH-UBND (mục I.1, chú thích 2; citations.csv, dòng 3)" in repr(told)


def test_a_trace_holds_mentions_rules_findings_and_the_agreed_value(wrong):
    report = wrong.read()
    told = report.trace(RESOLVED)
    assert {rule.id: verdict for rule, verdict in told.rules} == {
        "rate:resolved_rate[desk]": "broken",
        "rate:on_time_rate[desk]": "broken",
        "parts:received[desk]": "broken",
        "part:on_time[desk]": "broken",
    }
    assert {f.finding for f in told.findings} == {
        f.finding for f in report.findings if RESOLVED in f.figures
    }
    assert (told.agreed, told.corrected, told.disputed) == ("800", False, False)


def test_a_rule_that_lacks_a_figure_is_open_and_one_that_holds_is_told(folder):
    folder.figures(received="1.000", resolved="900")
    verdicts = {
        rule.id: verdict for rule, verdict in folder.read().trace("I.1:resolved:desk").rules
    }
    assert verdicts["parts:received[desk]"] == "open"
    folder.figures(pending="100")
    verdicts = {
        rule.id: verdict for rule, verdict in folder.read().trace("I.1:resolved:desk").rules
    }
    assert verdicts["parts:received[desk]"] == "holds"


def test_every_mention_of_a_fact_is_traced_the_leading_one_first(wrong):
    told = wrong.read().trace("I.2:revenue:city#2")
    assert list(told.mentions.index) == ["I.2:revenue:city", "I.2:revenue:city#2"]
    assert told.row[["printed", "place", "window"]].tolist() == [
        "854,6",
        "chú thích 1",
        "đến 14/3/2030",
    ]
    assert told.agreed == "854,639"


def test_a_correction_is_told_with_the_agreed_value(wrong):
    report = wrong.read()
    given = {"figure": RESOLVED, "value": "900"}
    write_decision(
        report,
        wrong.root,
        parts(report).finding,
        "corrected",
        "đơn vị xác nhận",
        decided_by="An",
        **given,
    )
    report = wrong.read()
    told = report.trace(RESOLVED)
    assert (told.agreed, told.corrected, len(told.decisions)) == ("900", True, 1)
    assert "Số sử dụng: 900 (đã thống nhất, báo cáo ghi 800)" in repr(told)
    assert f"đã thống nhất số ({RESOLVED} = 900), đơn vị xác nhận" in repr(
        report.explain(parts(report))
    )


def test_a_percentage_is_agreed_with_its_decimals_and_sign(sound):
    assert sound.read().trace(RATE).agreed == "90,0%"


@pytest.mark.parametrize("name", ["explain", "trace"])
def test_an_unknown_id_is_named(sound, name):
    with pytest.raises(UnknownIdError, match=r"'bt-none' is not a .* of 2030Q1"):
        getattr(sound.read(), name)["bt-none"]


def test_what_is_asked_for_by_hand_has_a_short_form(wrong):
    report = wrong.read()
    finding = parts(report)
    assert repr(report).startswith("<report 2030Q1: 8 figures, ")
    assert repr(finding) == f"<{finding.finding} error, I.1: {finding.says}>"
    assert repr(report.cases[0]).startswith(f"<{report.cases[0].case} error, I.1, ")
    vanish = ", ".join(f.finding for f in report.what_if({RESOLVED: "900"}).vanish)
    assert repr(report.what_if({RESOLVED: "900"})) == f"<what if: vanish: {vanish}; appear: –>"
    assert repr(report.trace).startswith("<8 ids, each a figure of 2030Q1: I.1:received:desk, ")
