"""Statements of one report held against each other and against its figures."""

import pytest

STATEMENTS = "2030Q1/statements.csv"
HEADER = "statement,kind,section,theme,title,due,indicators,place,about,state,claim"


@pytest.fixture
def told(sound):
    """Write statements (kind, section, about, state, claim) and give what is found: severity,
    section, text, figures.
    """

    def read(*statements: tuple[str, str, str, str, str]) -> list[tuple]:
        lines = [HEADER]
        for at, (kind, section, about, state, claim) in enumerate(statements, 1):
            cells = f"c-{at},{kind},{section},work,Nội dung {at},,,đoạn,{about},{state}"
            lines.append(f'{cells},"{claim}"')
        sound.write(STATEMENTS, "\n".join(lines) + "\n")
        found = [f for f in sound.read().findings if f.kind == "statement"]
        return [(f.severity, f.section, f.says, f.figures) for f in found]

    return read


def said(kind: str, state: str, section: str = "I.1", about: str = "Kế hoạch") -> tuple:
    return (kind, section, about, state, "")


def test_a_matter_planned_again_though_it_is_done_is_told_with_both_sections(told):
    found = told(said("result", "done"), said("plan", "done", "I.2"))
    text = "Kế hoạch: mục I.1 nêu đã thực hiện xong; mục I.2 vẫn dự kiến thực hiện."
    assert found == [("warning", "I.2", f"{text} Các mục cần thống nhất.", ())]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("drafted", "issued"),
        ("drafted", "prepared"),
        ("none", "begun"),
        ("submitted", "issued"),
        ("weak", "good"),
        ("weak", "full"),
        ("partial", "full"),
    ],
)
def test_two_states_that_exclude_each_other_are_told(told, one, other):
    assert len(told(said("result", one), said("assessment", other))) == 1
    assert len(told(said("assessment", other), said("result", one))) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("prepared", "issued"),
        ("issued", "begun"),
        ("prepared", "submitted"),
        ("drafted", "drafted"),
        ("weak", "partial"),
        ("good", "full"),
        ("issued", "weak"),
    ],
)
def test_two_states_that_go_together_are_left_in_peace(told, one, other):
    assert told(said("result", one), said("difficulty", other)) == []


@pytest.mark.parametrize(
    ("reached", "planned", "count"),
    [
        ("issued", "issued", 1),
        ("begun", "issued", 1),
        ("drafted", "issued", 0),
        ("submitted", "drafted", 0),
        ("begun", "done", 0),
        ("", "done", 0),
    ],
)
def test_a_plan_is_told_only_where_it_is_reached(told, reached, planned, count):
    assert len(told(said("result", reached), said("plan", planned))) == count


def test_a_matter_is_the_same_in_other_letters_and_spaces_and_another_is_not(told):
    one = said("result", "done", about="Tổng kết  năm")
    assert len(told(one, said("plan", "done", about="tổng kết năm"))) == 1
    assert told(one, said("plan", "done", about="Tổng kết quý")) == []
    assert told(said("result", "done", about=""), said("plan", "done", about="")) == []


def test_what_is_planned_twice_is_noted_with_where(told):
    twice = told(said("plan", "issued"), said("plan", "issued", "I.2"))
    assert twice[0][:3] == (
        "info",
        "I.2",
        "Kế hoạch: nhiệm vụ được nêu ở cả mục I.1 và mục I.2.",
    )
    here = told(said("plan", "issued"), said("plan", "issued"))
    assert here[0][2] == "Kế hoạch: nhiệm vụ được nêu 2 lần ở mục I.1."


def test_a_claim_that_the_figures_contradict_is_told_with_the_arithmetic(told, sound):
    found = told(("difficulty", "I.2", "", "", "on_time[desk] <= 0.5*resolved[desk]"))
    text = (
        "Nội dung “Nội dung 1” ở mục I.2: hiểu bằng số liệu thì hồ sơ đúng hạn (Bộ phận một cửa)"
        " 882 không được lớn hơn 0,5 × Hồ sơ đã giải quyết (Bộ phận một cửa) 900; chênh lệch 432."
    )
    assert found == [("warning", "I.2", text, ("I.1:on_time:desk", "I.1:resolved:desk"))]
    report = sound.read()
    (case,) = [case for case in report.cases if case.findings[0].kind == "statement"]
    assert case.suspects == ()
    assert case.org == report.authority


@pytest.mark.parametrize(
    "claim",
    [
        "on_time[desk] >= 0.9*resolved[desk]",
        "on_time_rate[desk] == pct(on_time[desk], resolved[desk])",
        "received[thang_bac] >= 5",  # not printed in this quarter
    ],
)
def test_a_claim_that_holds_or_meets_no_figure_says_nothing(told, claim):
    assert told(("assessment", "I.2", "", "", claim)) == []


def test_a_claim_makes_no_rule_of_the_quarter_and_no_idle_entry(told, sound):
    before = len(sound.read().facts.rules)
    told(("assessment", "I.2", "", "", "received[thang_bac] >= 5"))
    report = sound.read()
    assert len(report.facts.rules) == before
    assert [f for f in report.findings if f.kind == "idle"] == []


def test_what_cannot_be_read_is_told_by_its_row_and_column(told, sound):
    sound.write(STATEMENTS, f'{HEADER}\nc-1,plan,I.1,work,Việc,,,đoạn,,,"nobody[desk] > 1"\n')
    (problem,) = sound.problems()
    assert problem.startswith("data/2030Q1/statements.csv, row 2, claim: ")
    sound.write(STATEMENTS, f"{HEADER}\nc-1,plan,I.1,work,Việc,,,đoạn,Việc,finished,\n")
    (problem,) = sound.problems()
    assert problem.startswith("data/2030Q1/statements.csv, row 2, state: 'finished' ")
    assert "done" in problem


def test_its_id_stays_while_states_and_sections_of_others_change(told, sound):
    ids = set()
    for state in ("issued", "begun"):
        told(said("result", state), said("plan", "issued", "I.2"))
        ids |= {f.finding for f in sound.read().findings if f.kind == "statement"}
    assert len(ids) == 1
