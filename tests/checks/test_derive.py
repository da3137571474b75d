"""Rules come from the catalogue and rules.yml, for what the quarter states, and bad ones are told
by name.
"""

import pytest

from cchc.checks.derive import derive_rules, fact, split_fact
from errloc.rules import Rate

RULES_FILE = "data/catalog/rules.yml"


def rules_of(folder) -> dict[str, str]:
    return {rule.id: rule.constraint.text for rule in folder.read().facts.rules}


def test_ratio_parts_and_bound_rules_follow_from_the_indicators(sound):
    assert rules_of(sound) == {
        "rate:resolved_rate[desk]": "resolved_rate[desk] == pct(resolved[desk], received[desk])",
        "rate:on_time_rate[desk]": "on_time_rate[desk] == pct(on_time[desk], resolved[desk])",
        "parts:received[desk]": "received[desk] == resolved[desk] + pending[desk]",
        "part:on_time[desk]": "on_time[desk] <= resolved[desk]",
        "bound:resolved_rate[desk]": "resolved_rate[desk] <= 100",
        "bound:on_time_rate[desk]": "on_time_rate[desk] <= 100",
    }


def test_a_rule_knows_its_kind_org_section_severity_and_says_it_in_vietnamese(sound):
    rule = next(r for r in sound.read().facts.rules if r.id == "parts:received[desk]")
    assert (rule.kind, rule.org, rule.section, rule.severity) == ("parts", "desk", "I.1", "error")
    assert rule.says == "Hồ sơ tiếp nhận = Hồ sơ đã giải quyết + Hồ sơ đang giải quyết"


def test_an_org_without_figures_has_no_rules_and_orgs_keep_the_order_of_their_list(folder):
    for org in ("thang_nam", "city"):
        folder.figures(org, resolved_rate="90%")
    assert [rule.org for rule in folder.read().facts.rules if rule.kind == "rate"] == [
        "city",
        "thang_nam",
    ]
    assert not any("thang_bac" in text or "desk" in text for text in rules_of(folder).values())


def test_a_whole_with_a_part_missing_keeps_its_rule(folder):
    folder.figures(received="10", resolved="12")
    assert "parts:received[desk]" in rules_of(folder)


def test_a_ratio_of_things_that_are_no_part_has_no_upper_bound(folder):
    folder.add(
        "catalog/indicators.csv",
        indicator="of_plan",
        name="So với kế hoạch",
        unit="%",
        section="I.1",
        numerator="received",
        denominator="revenue",
        definition="có thể vượt",
    )
    folder.figures(of_plan="112%")
    assert [rule.kind for rule in folder.read().facts.rules] == ["rate"]


def test_a_part_of_a_part_is_bounded_by_the_whole(folder):
    folder.add(
        "catalog/indicators.csv",
        indicator="deep",
        name="Tỷ lệ",
        unit="%",
        section="I.1",
        numerator="on_time",
        denominator="received",
        definition="phần của phần",
    )
    folder.figures(deep="80%")
    assert "bound:deep[desk]" in rules_of(folder)


def test_a_percentage_without_parts_is_a_share_and_does_not_pass_100(folder):
    folder.add(
        "catalog/indicators.csv",
        indicator="share",
        name="Tỷ lệ",
        unit="%",
        section="I.1",
        definition="nêu sẵn",
    )
    folder.figures(share="101%")
    assert [f.rule for f in folder.read().findings] == ["bound:share[desk]"]


def test_a_written_rule_stands_for_each_org_and_kind_that_it_names(folder):
    for org in ("desk", "thang_bac", "thang_nam"):
        folder.figures(org, received="5")
    folder.rule("small", "received <= 10", orgs="desk ward")
    assert rules_of(folder).keys() >= {"small[desk]", "small[thang_bac]", "small[thang_nam]"}


def test_an_org_that_is_named_twice_has_its_rule_once(folder):
    folder.figures("thang_bac", received="11")
    folder.rule("small", "received <= 10", orgs="ward thang_bac")
    report = folder.read()
    assert len({r.id for r in report.facts.rules}) == len(report.facts.rules)
    assert [f.rule for f in report.findings] == ["small[thang_bac]"]


def test_a_sum_over_a_kind_spreads_over_its_orgs_and_speaks_for_the_org_that_is_no_ward(folder):
    folder.figures("thang_bac", received="4")
    folder.figures("thang_nam", received="5")
    folder.figures("city", received="10")
    folder.rule("wards_in_city", "sum(received[ward]) == received[city]")
    (finding,) = folder.read().findings
    assert (finding.rule, finding.org, finding.residual) == ("wards_in_city", "city", -1)


def test_a_rule_about_figures_that_the_quarter_does_not_have_is_no_rule_of_it(folder):
    folder.figures(received="5")
    folder.rule("other", "pending[city] <= resolved[city]")
    assert "other" not in rules_of(folder)


def test_a_counted_kind_is_the_number_of_its_orgs(folder):
    folder.write(
        "catalog/rules.yml",
        "- {rule: n, says: s, section: I.1, severity: error, counts_orgs: ward, indicator:"
        " received}\n",
    )
    folder.figures("city", received="3")
    folder.figures("desk", received="2")
    report = folder.read()
    assert [(f.rule, f.residual) for f in report.findings] == [("n[city]", 1)]


@pytest.mark.parametrize(("printed", "broken"), [("2", []), ("3", ["l[city]"])])
def test_a_listed_number_is_the_number_of_documents_at_its_place(folder, printed, broken):
    folder.write(
        "catalog/rules.yml",
        "- {rule: l, says: s, section: I.1, severity: error, listed: 'I.1:chú thích 5', indicator:"
        " received}\n",
    )
    for number in ("1/KH-UBND", "2/KH-UBND"):
        folder.cite(number, place="chú thích 5", kind="Kế hoạch")
    folder.cite("3/KH-UBND", kind="Kế hoạch")
    folder.figures("city", received=printed)
    assert [f.rule for f in folder.read().findings] == broken


def test_a_list_that_the_quarter_does_not_have_is_no_rule_of_it(folder):
    folder.write(
        "catalog/rules.yml",
        "- {rule: l, says: s, section: I.1, severity: error, listed: 'I.1:chú thích 5', indicator:"
        " received}\n",
    )
    folder.figures("city", received="3")
    assert rules_of(folder) == {
        "parts:received[city]": "received[city] == resolved[city] + pending[city]"
    }


CHANNELS = {"online": "channel", "direct": "channel"}


def two_breakdowns(folder) -> None:
    for code in CHANNELS:
        folder.add(
            "catalog/indicators.csv",
            indicator=code,
            name=code,
            unit="hồ sơ",
            section="I.1",
            part_of="received",
            whole_is_complete="yes",
            definition="cách nộp",
        )


def test_each_breakdown_of_a_whole_adds_up_by_itself(folder):
    two_breakdowns(folder)
    folder.columns(breakdown=CHANNELS)
    folder.figures(received="1.000", resolved="900", pending="100", online="700", direct="310")
    report = folder.read()
    assert {f.rule: f.residual for f in report.findings if f.kind == "parts"} == {
        "parts:received[desk]:channel": -10
    }


def test_two_breakdowns_that_the_catalogue_does_not_name_are_told_apart_by_their_sums(folder):
    two_breakdowns(folder)
    folder.figures(received="1.000", resolved="900", pending="104", online="700", direct="299")
    found = {f.rule: f.residual for f in folder.read().findings if f.kind == "parts"}
    assert found == {"parts:received[desk]": -4, "parts:received[desk]:2": 1}


def test_parts_of_one_breakdown_are_never_told_apart(folder):
    two_breakdowns(folder)
    folder.figures(received="1.000", resolved="500", pending="100", online="300", direct="120")
    found = {f.rule: f.residual for f in folder.read().findings if f.kind == "parts"}
    assert found == {"parts:received[desk]": -20}


def test_a_breakdown_that_is_not_given_at_all_lacks_nothing(folder):
    two_breakdowns(folder)
    folder.columns(breakdown=CHANNELS)
    folder.figures(received="1.000", resolved="900", pending="100")
    assert [f for f in folder.read().findings if f.kind == "missing"] == []


@pytest.mark.parametrize(("stated", "told"), [({"received": "5"}, 0), ({"pending": "5"}, 1)])
def test_what_an_org_must_state_is_told_when_it_is_not_there(folder, stated, told):
    folder.columns(required_of={"received": "desk"})
    folder.figures(**stated)
    says = [f.says for f in folder.read().findings if "là số phải có" in f.says]
    assert len(says) == told


BAD_RULES = {
    "Python": ("__import__('os').system('touch stolen') <= received[desk]", "not allowed"),
    "attribute": ("received[desk].real <= 3", "not allowed"),
    "lambda": ("(lambda: 1)() <= received[desk]", "not allowed"),
    "power of powers": ("received[desk] <= 9**9**9", "not allowed"),
    "huge exponent": ("received[desk] <= 1e999999999", "not a plain number"),
    "long number": (f"received[desk] <= {'9' * 40}", "not a plain number"),
    "endless number": (f"received[desk] <= {'9' * 5_000}", "is not understood"),
    "million terms": (
        "+".join(["received[desk]"] * 1_000) + " <= 3 " + "+ 1" * 3_000,
        "characters, over",
    ),
    "deep brackets": ("(" * 500 + "received[desk]" + ")" * 500 + " <= 3", "nest deeper"),
    "product of figures": ("received[desk] * resolved[desk] <= 3", "multiplies two figures"),
    "two comparisons": ("1 <= received[desk] <= 3", "compares more than once"),
    "no comparison": ("received[desk]", "compares nothing"),
    "unknown indicator": ("recieved[desk] <= 3", "'recieved' is not in indicators.csv"),
    "unknown org": ("received[moon] <= 3", "'moon' is not in orgs.csv"),
    "unknown kind in a sum": ("sum(received[moons]) <= 3", "has no org"),
    "capital letters": ("Received[desk] <= 3", "'Received[desk]' is not indicator[org]"),
    "org of odd letters": ("received[Desk] <= 3", "is not indicator[org]"),
    "name without org": ("received <= 3", "name the orgs or kinds in `orgs`"),
    "ratio of itself": (
        "resolved_rate[desk] == pct(resolved_rate[desk], received[desk])",
        "percentage of itself",
    ),
    "says nothing": ("received[desk] - received[desk] <= 3", "says nothing"),
    "empty": ("", "compares nothing"),
}


@pytest.mark.parametrize(("expr", "says"), BAD_RULES.values(), ids=BAD_RULES)
def test_a_hostile_or_mistaken_rule_is_refused_with_file_name_and_reason(
    sound, monkeypatch, expr, says
):
    monkeypatch.chdir(sound.root)
    sound.rule("bad_one", expr)
    (problem,) = sound.problems()
    # a folder below the present one is named as seen from there
    assert "catalog/rules.yml: rule 'bad_one': " in problem
    assert says in problem
    assert len(problem) < 500
    assert not sound.path("stolen").exists()


@pytest.mark.parametrize(
    ("entry", "says"),
    [
        (
            "expr: received <= 3, orgs: moon",
            "orgs: moon': is neither an org nor a kind of orgs.csv",
        ),
        (
            "counts_orgs: moons, indicator: received",
            "counts_orgs: moons': is a kind that has no org in orgs.csv",
        ),
        ("counts_orgs: ward, indicator: moons", "indicator: moons': is not in indicators.csv"),
        ("counts_orgs: ward", "indicator: ': is not in indicators.csv"),
        ("listed: 'I.1:đoạn', indicator: moons", "indicator: moons': is not in indicators.csv"),
    ],
)
def test_a_rule_that_names_what_no_list_has_is_refused(sound, entry, says):
    sound.write(
        "catalog/rules.yml",
        f"- {{rule: bad_one, says: s, section: I.1, severity: error, {entry}}}\n",
    )
    (problem,) = sound.problems()
    assert problem.startswith(f"{RULES_FILE}: rule 'bad_one': ")
    assert says in problem


def test_all_bad_rules_are_told_at_once(sound):
    for number in range(3):
        sound.rule(f"bad_{number}", "recieved[desk] <= 3")
    assert [problem.split("'")[1] for problem in sound.problems()] == ["bad_0", "bad_1", "bad_2"]


def test_a_fact_is_named_and_taken_apart_again():
    assert fact("received", "desk") == "received[desk]"
    assert split_fact("received[desk]") == ("received", "desk")
    with pytest.raises(ValueError, match="is not indicator"):
        split_fact("received")


def test_rules_come_in_the_same_order_whatever_the_order_of_figures(sound):
    before = [rule.id for rule in sound.read().facts.rules]
    header, *rows = sound.path("2030Q1/figures.csv").read_text(encoding="utf-8").splitlines()
    sound.write("2030Q1/figures.csv", "\n".join([header, *reversed(rows)]) + "\n")
    report = sound.read()
    assert [rule.id for rule in derive_rules(report, [])] == before
    assert isinstance(report.facts.rules[0].constraint, Rate)
