"""The form's formulas against the engine: what turns red while typing is what `cchc check`
finds.
"""

from random import Random

import pytest

from cchc.checks.derive import split_fact
from cchc.intake.asks import list_asks, list_checks
from cchc.intake.form_pages import QUALIFIER, TOP
from cchc.intake.formulas import (
    DOUBTFUL,
    OPEN,
    RIGHT,
    UNCHECKED,
    WRONG,
    FormEntry,
    list_told,
    write_check,
    write_message,
)
from cchc.intake.typed import read_typed
from cchc.model.numbers import Printed, parse_printed
from cchc.model.units import nature_of, shown_decimals
from errloc.evaluating import judge_rules
from errloc.percentages import possible_numerators
from errloc.rules import names_of

EXPRESSIONS = [
    "received[desk] == resolved[desk] + pending[desk]",
    "2*received[desk] - resolved[desk] <= pending[desk] + 3",
    "0.5*received[desk] < resolved[desk]",
    "received[desk] > resolved[desk]",
    "revenue[city] >= 0.1*received[desk]",
    "revenue[city] == 3",
    "on_time_rate[thang_bac] == pct(resolved[desk], received[desk] + pending[desk])",
    "on_time_rate[thang_bac] <= 100",
    "revenue[city] == revenue[thang_bac] + revenue[thang_nam]",
    "on_time_rate[thang_bac] + on_time_rate[thang_nam] >= 90",
    "revenue[thang_bac] < revenue[thang_nam]",
    "on_time_rate[thang_nam] == pct(revenue[thang_bac], revenue[city])",
]


@pytest.fixture
def report(folder):
    for org, codes in (
        ("desk", ("received", "resolved", "pending")),
        ("city", ("revenue",)),
        ("thang_bac", ("on_time_rate", "revenue")),
        ("thang_nam", ("on_time_rate", "revenue")),
    ):
        for code in codes:
            folder.figure(code, "", org)
    for number, expr in enumerate(EXPRESSIONS):
        folder.rule(f"r{number}", expr, severity="warning" if number % 2 else "error")
    return folder.read()


def draw(random: Random, unit: str) -> object:
    if random.random() < 0.2:
        return None
    if unit == "%":
        return random.choice(
            [
                random.randint(0, 12000) / 10000,
                round(random.randint(0, 6) / 6, random.choice([2, 4])),
            ]
        )
    return (
        random.randint(0, 6)
        if unit == "hồ sơ"
        else random.choice(
            [random.randint(1, 3), random.randint(1, 60) / 10, random.randint(1, 6000) / 1000]
        )
    )


def test_a_form_tells_what_the_engine_tells_of_any_numbers_typed(
    report, open_form, calculate, entry
):
    rules = list_checks(report, list_asks(report))
    asks, unit = list_asks(report), report.catalog.unit
    random, seen, workbook = Random(7), {}, open_form(report)
    cells, sheets = [entry(workbook, ask.figure) for ask in asks], calculate(workbook)
    for _ in range(150):
        columns = {}
        for ask, cell in zip(asks, cells, strict=True):
            value = cell.value = draw(random, unit(ask.indicator))
            if value is not None:
                text = read_typed(value, unit(ask.indicator), cell.number_format).printed
                printed = parse_printed(text, unit(ask.indicator))
                columns[ask.fact] = printed
        stated = columns | {
            name: Printed("", None, nature=nature_of(unit(split_fact(name)[0])))
            for rule in rules
            for name in map(str, names_of(rule.constraint))
            if name not in columns
        }
        judged = judge_rules(stated, rules)
        # cut instead of rounded is a remark to the engine, and no reason to stop who types
        wrong = {number for number, (verdict, _) in enumerate(judged) if verdict == "wrong"}
        for number, rule in enumerate(rules):
            verdict = sheets.value("Kiểm tra", f"G{number + 5}")
            complete = all(str(name) in columns for name in names_of(rule.constraint))
            told = (DOUBTFUL if rule.severity == "warning" else WRONG) if number in wrong else None
            assert verdict == (told or (RIGHT if complete else OPEN)), (rule, columns)
            seen.setdefault(rule.id, set()).add(verdict)
    assert all(len(verdicts) == 3 for verdicts in seen.values()), seen


@pytest.mark.parametrize(
    ("word", "verdict"),
    [("", WRONG), ("ước thực hiện", WRONG), ("khoảng", UNCHECKED), ("hơn", UNCHECKED)],
)
def test_what_is_said_roughly_is_left_to_the_engine(
    report, open_form, calculate, entry, word, verdict
):
    workbook = open_form(report)
    for code, value in (("received", 500), ("resolved", 480), ("pending", 15)):
        entry(workbook, f"I.1:{code}:desk").value = value
    cell = entry(workbook, "I.1:resolved:desk")
    headings = {told.value: told.column for told in cell.parent[TOP + 1]}
    cell.parent.cell(cell.row, headings[QUALIFIER]).value = word or None
    rules = list_checks(report, list_asks(report))
    row = next(number for number, rule in enumerate(rules) if rule.id == "r0") + 5
    assert calculate(workbook).value("Kiểm tra", f"G{row}") == verdict


@pytest.mark.parametrize(
    ("typed", "decimals"), [(0.667, 1), (0.67, 0), (0.6667, 2), (0.6666, 2), (0.66, 0)]
)
def test_a_percentage_may_be_rounded_or_cut_at_the_precision_it_is_typed_with(
    report, open_form, calculate, entry, typed, decimals
):
    workbook = open_form(report)
    values = {"I.1:resolved:desk": 2, "I.1:received:desk": 3, "I.1:pending:desk": 0}
    for figure, value in (values | {"I.1:on_time_rate:thang_bac": typed}).items():
        entry(workbook, figure).value = value
    rules = list_checks(report, list_asks(report))
    row = next(number for number, rule in enumerate(rules) if rule.id == "r6") + 5
    assert calculate(workbook).value("Kiểm tra", f"G{row}") == RIGHT
    text = read_typed(typed, "%", "0.00%").printed
    assert parse_printed(text, "%").decimals == decimals
    assert any(2 in possible_numerators(text, 3, mode) for mode in ("half_up", "truncate"))
    entry(workbook, "I.1:on_time_rate:thang_bac").value = typed - 0.03
    assert calculate(workbook).value("Kiểm tra", f"G{row}") == WRONG


def test_no_text_of_the_data_gets_into_a_formula(report):
    entries = {
        ask.fact: FormEntry(f"'S'!$E${row}", nature_of(unit), "", shown_decimals(unit))
        for row, ask in enumerate(list_asks(report), 5)
        for unit in [report.catalog.unit(ask.indicator)]
    }
    for rule in list_checks(report, list_asks(report)):
        formulas = write_check(rule, entries, "$D$5", "$F$5")
        assert not any(rule.says in text or "desk" in text for text in vars(formulas).values())


def test_a_rule_too_long_for_a_formula_is_left_to_the_engine(folder):
    for number in range(500):
        org = f"ward_{number}"
        text = folder.path("catalog/orgs.csv").read_text(encoding="utf-8")
        folder.write("catalog/orgs.csv", text + f"{org},phường {number},ward,,,,,\n")
        folder.figure("received", "", org)
    folder.rule("all", "sum(received[ward]) <= 9")
    report = folder.read()
    asks = list_asks(report)
    (rule,) = [rule for rule in list_checks(report, asks) if rule.id == "all"]
    entries = {ask.fact: FormEntry(f"'I.1'!$E${row}") for row, ask in enumerate(asks, 5)}
    assert write_check(rule, entries, "$D$5", "$F$5") is None


def test_a_message_never_makes_a_formula_that_excel_refuses():
    cells = [(f"'Kiểm tra'!$G${row}", f"'Kiểm tra'!$C${row}") for row in range(5, 200)]
    formula = write_message(FormEntry("'I.1'!$E$5"), cells)
    assert 7_000 < len(formula) < 8_192
    assert formula.count("(") == formula.count(")")


def test_a_broken_rule_over_many_figures_is_told_beside_what_they_are_compared_with(folder):
    orgs = [f"ward_{number}" for number in range(8)]
    text = folder.path("catalog/orgs.csv").read_text(encoding="utf-8")
    folder.write("catalog/orgs.csv", text + "".join(f"{org},phường,ward,,,,,\n" for org in orgs))
    for org in (*orgs, "thang_bac", "thang_nam"):
        folder.figure("received", "", org)
    folder.figures("desk", received="", resolved="", pending="", on_time_rate="")
    folder.rule("all", "sum(received[ward]) <= resolved[desk]")
    folder.rule("share", "on_time_rate[desk] == pct(resolved[desk], sum(received[ward]))")
    report = folder.read()
    told = {rule.id: list_told(rule) for rule in list_checks(report, list_asks(report))}
    assert told["all"] == ("resolved[desk]",)
    assert told["share"] == ("on_time_rate[desk]",)
    assert told["parts:received[desk]"] == ("received[desk]", "resolved[desk]", "pending[desk]")
