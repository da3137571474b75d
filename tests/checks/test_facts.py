"""A fact is an indicator of an org in a window: two windows are two facts, and both are named."""

from cchc.checks.facts import fact, is_fact, split_fact, when_of

MONTH = {"window_start": "15/02/2030", "window_end": "14/3/2030"}
QUARTER = {"window_start": "15/12/2029", "window_end": "14/3/2030"}


def kinds(report) -> list[tuple[str, str]]:
    return [(f.kind, f.severity) for f in report.findings]


def test_a_fact_is_named_with_the_window_or_quarter_that_is_not_the_reports_own():
    assert fact("received", "desk", "2029Q4") == "received[desk]@2029Q4"
    assert split_fact("received[desk]@15/02/2030–14/3/2030") == ("received", "desk")
    assert when_of("received[desk]@2029Q4") == "quý IV/2029"
    assert when_of("received[desk]@15/02/2030–14/3/2030") == "kỳ 15/02/2030–14/3/2030"
    assert when_of("received[desk]") == ""
    assert not is_fact("received[desk] <= 3")


def test_a_months_figure_and_the_quarters_do_not_differ_and_both_are_named(folder):
    folder.figure("received", "300", **MONTH)
    folder.figure("received", "1.000", **QUARTER)
    report = folder.read()
    assert [f.kind for f in report.findings if f.severity == "error"] == []
    (told,) = [f.says for f in report.findings if "nhiều kỳ" in f.says]
    assert "300 (kỳ 15/02/2030–14/3/2030)" in told
    assert "1.000 (kỳ 15/12/2029–14/3/2030)" in told
    assert report.value("received", "desk") == 1000


def test_the_same_window_twice_is_one_fact_that_must_agree(folder):
    folder.figure("received", "300", **QUARTER)
    folder.figure("received", "310", **QUARTER, section="I.2")
    assert ("same", "error") in kinds(folder.read())


def test_a_figure_without_a_window_and_one_cut_short_by_a_slip_belong_to_the_quarter(folder):
    folder.figure("received", "300", **QUARTER)
    folder.figure("received", "310")
    folder.figure("received", "320", window_start="15/12/2030", window_end="14/3/2030")
    folder.figure("received", "50", **MONTH)
    mentions = folder.read().facts.mentions
    assert len(mentions["received[desk]"]) == 3
    assert mentions["received[desk]@15/02/2030–14/3/2030"] == ("I.1:received:desk#4",)


def test_rules_hold_within_each_window_by_itself(folder):
    for window, numbers in ((QUARTER, ("1.000", "900", "100")), (MONTH, ("300", "250", "60"))):
        for code, text in zip(("received", "resolved", "pending"), numbers, strict=True):
            folder.figure(code, text, **window)
    (broken,) = [f for f in folder.read().findings if f.kind == "parts"]
    assert broken.rule == "parts:received[desk]@15/02/2030–14/3/2030"
    assert "(kỳ 15/02/2030–14/3/2030) 300" in broken.says
    assert broken.residual == -10


def test_the_exact_mention_leads_and_one_told_roughly_need_not_equal_it(folder):
    folder.figure("received", "700", note="khoảng")
    folder.figure("received", "712", section="I.2")
    report = folder.read()
    assert report.value("received", "desk") == 712
    assert not [f for f in report.findings if f.severity == "error"]
    folder.figure("received", "900", section="I.2", place="bảng")
    assert [f.kind for f in folder.read().findings if f.severity == "error"] == ["same"]
