"""The catalogue: what it gives, and every way in which rules.yml and the lists may be bad or
hostile.
"""

from pathlib import Path

import pytest

from cchc.model.catalog import read_catalog
from cchc.model.rules_file import LONGEST_RULES_FILE

RULE = {
    "rule": "r",
    "says": "s",
    "section": "I.1",
    "severity": "error",
    "expr": "received <= 3",
    "orgs": "desk",
}


def catalog_problems(folder) -> list[str]:
    problems = []
    read_catalog(folder.root, problems)
    return [str(problem) for problem in problems]


def test_names_units_and_members_come_from_the_lists(folder):
    problems = []
    catalog = read_catalog(folder.root, problems)
    assert problems == []
    assert catalog.name("received") == "Hồ sơ tiếp nhận"
    assert catalog.name("thang_bac") == "phường Thắng Bắc"
    assert catalog.unit("revenue") == "tỷ đồng"
    assert catalog.members("ward", "2030-03-14") == ("thang_bac", "thang_nam")
    assert catalog.members("province", "2030-03-14") == ()


@pytest.mark.parametrize(
    ("day", "members"),
    [("2030-03-13", ()), ("2030-03-14", ("new",)), ("2030-06-30", ("new",)), ("2030-07-01", ())],
)
def test_an_org_counts_from_its_first_to_its_last_day(folder, day, members):
    folder.add(
        "catalog/orgs.csv",
        org="new",
        name="đặc khu",
        kind="area",
        valid_from="2030-03-14",
        valid_to="2030-06-30",
    )
    assert read_catalog(folder.root, []).members("area", day) == members


@pytest.mark.parametrize(
    ("cells", "says"),
    [
        (
            {"numerator": "nothing", "denominator": "received", "unit": "%"},
            "row 9, numerator: 'nothing' is not in this file; add its row or mend the code",
        ),
        (
            {"part_of": "nothing"},
            "row 9, part_of: 'nothing' is not in this file; add its row or mend the code",
        ),
        (
            {"part_of": "more"},
            "row 9, part_of: 'more' is a part of itself through more; empty one of these cells",
        ),
        ({"unit": ""}, "row 9, unit: an empty cell must be filled: the unit, such as hồ sơ or %"),
        ({"better": "up"}, "row 9, better: 'up' is not a direction; use one of: higher, lower"),
        (
            {"indicator": "More"},
            "row 9, indicator: 'More' is not a code: small letters, digits and _, such as "
            "dossiers_received",
        ),
        (
            {"indicator": "received"},
            "row 9, indicator: 'received' stands twice; keep one row or give another code",
        ),
        (
            {"denominator": "received", "unit": "%"},
            "row 9, numerator: a percentage needs both numerator and denominator; fill this cell or empty the other",
        ),
        (
            {"numerator": "received", "unit": "%"},
            "row 9, denominator: a percentage needs both numerator and denominator; fill this cell or empty the other",
        ),
        (
            {"numerator": "more", "denominator": "received", "unit": "%"},
            "row 9, numerator: 'more' is a percentage of itself; name what it counts",
        ),
        (
            {"numerator": "resolved", "denominator": "received"},
            "row 9, unit: 'hồ sơ' is not %; a ratio of numerator and denominator is read as a percentage",
        ),
    ],
)
def test_a_bad_indicator_is_told_with_its_row_and_column(folder, cells, says):
    row = {
        "indicator": "more",
        "name": "Thêm",
        "unit": "hồ sơ",
        "section": "I.1",
        "definition": "thêm",
    } | cells
    folder.add("catalog/indicators.csv", **row)
    # a figure of it must not turn the message into a crash
    folder.figures(received="5")
    folder.figure(row["indicator"], "7")
    assert f"data/catalog/indicators.csv, {says}" in folder.problems()


def test_parts_in_a_circle_are_told_for_each_of_them(folder):
    for code, whole in (("one", "two"), ("two", "three"), ("three", "one")):
        folder.add(
            "catalog/indicators.csv",
            indicator=code,
            name=code,
            unit="hồ sơ",
            section="I.1",
            part_of=whole,
            definition="vòng",
        )
    assert catalog_problems(folder) == [
        f"data/catalog/indicators.csv, row {row}, part_of: {code!r} is a part of itself through one"
        " > three > two; empty one of these cells"
        for row, code in ((9, "one"), (10, "two"), (11, "three"))
    ]


@pytest.mark.parametrize(
    ("cells", "says"),
    [
        ({"org": "desk"}, "row 6, org: 'desk' stands twice; keep one row or give another code"),
        (
            {"kind": "Nước"},
            "row 6, kind: 'Nước' is not a kind: small letters, digits and _, such as ward",
        ),
        (
            {"parent": "moon"},
            "row 6, parent: 'moon' is not in this file; add its row or mend the code",
        ),
        (
            {"valid_to": "30/6/25"},
            "row 6, valid_to: '30/6/25' is not a day; write it as 2024-03-14 or 14/3/2024",
        ),
        (
            {"valid_to": "2025-02-30"},
            "row 6, valid_to: there is no 2025-02-30: month 2/2025 has 28 days",
        ),
    ],
)
def test_a_bad_org_is_told_with_its_row_and_column(folder, cells, says):
    folder.add("catalog/orgs.csv", **({"org": "new", "name": "Đơn vị", "kind": "ward"} | cells))
    folder.figures(received="5")
    assert folder.problems() == [f"data/catalog/orgs.csv, {says}"]


@pytest.mark.parametrize(
    ("cells", "says"),
    [
        ({"value": "97,5"}, "value: '97,5' is not a number; write it as 97.5"),
        (
            {"indicator": "more"},
            "indicator: 'more' is not in indicators.csv; mend the code (known: on_time,"
            " on_time_rate, pending, received, resolved, resolved_rate, revenue); add it to"
            " indicators.csv only where it is new",
        ),
        ({"confirmed": "maybe"}, "confirmed: 'maybe' is not yes or no; use one of: no, yes"),
        (
            {"document": ""},
            "document: an empty cell must be filled: the document that sets the target",
        ),
    ],
)
def test_a_bad_target_is_told_with_its_row_and_column(folder, cells, says):
    row = {
        "indicator": "resolved_rate",
        "org": "desk",
        "value": "95",
        "document": "Kế hoạch",
        "confirmed": "no",
    }
    folder.add("catalog/targets.csv", **(row | cells))
    assert catalog_problems(folder) == [f"data/catalog/targets.csv, row 2, {says}"]


def as_yaml(entry: dict[str, str]) -> str:
    return "- " + "\n  ".join(f"{key}: {value!r}" for key, value in entry.items()) + "\n"


HOSTILE_YAML = {
    "python tag": (
        "- !!python/object/apply:os.system ['touch stolen']\n",
        "line 1 uses a tag",
    ),
    "python name": ("- rule: !!python/name:os.system\n", "line 1 uses a tag"),
    "alias": ("- &a {rule: x}\n- *a\n", "uses & or *, which are not allowed"),
    "bomb of aliases": (
        "a: &a [x,x,x,x,x,x,x,x,x]\n"
        + "".join(
            f"{b}: &{b} [{','.join(['*' + a] * 9)}]\n"
            for a, b in ("ab", "bc", "cd", "de", "ef", "fg")
        ),
        "uses & or *, which are not allowed",
    ),
    "merge key": ("- &a {rule: x}\n- <<: *a\n", "uses & or *, which are not allowed"),
    "not YAML": ("- [", "line 1 cannot be read: '- ['"),
    "day that no calendar has": ("- rule: 2024-13-45\n", "not readable YAML"),
    "number of 10.000 digits": (f"- rule: {'9' * 10_000}\n", "not readable YAML"),
    "nested too deeply": ("[" * 2_000, "not readable YAML"),
    "unhashable key": ("- ? [a]\n  : b\n", "line 1 cannot be read"),
    "not UTF-8": (b"- rule: \xff\n", "not readable YAML"),
    "not a list": ("rule: x\n", "must be a list of rules"),
    "empty file": ("", "must be a list of rules"),
    "list of texts": ("- received <= 3\n", "rule 1: must be names with texts"),
    "number as a text": ("- {rule: 3}\n", "rule 1: must be names with texts"),
    "too long": ("# " + "x" * LONGEST_RULES_FILE, "are too many for a list of rules"),
}


@pytest.mark.parametrize(("text", "says"), HOSTILE_YAML.values(), ids=HOSTILE_YAML)
def test_a_rules_file_that_is_no_plain_list_is_refused_at_once(folder, monkeypatch, text, says):
    monkeypatch.chdir(folder.root.parent)
    folder.write("catalog/rules.yml", text)
    problems = folder.problems()
    assert len(problems) == 1
    assert problems[0].startswith("data/catalog/rules.yml: ")
    assert says in problems[0]
    assert len(problems[0]) < 500
    assert not Path("stolen").exists()


def test_a_missing_rules_file_is_told_with_what_to_write(folder):
    folder.path("catalog/rules.yml").unlink()
    assert folder.problems() == [
        "data/catalog/rules.yml: the file is missing; an empty list is written []"
    ]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"eval": "x"}, "rule 1: unknown key 'eval'; known are "),
        ({"says": None}, "rule 1: 'r' lacks says"),
        ({"expr": None}, "rule 1: 'r' needs one of expr, counts_orgs, listed"),
        ({"counts_orgs": "ward"}, "rule 1: 'r' needs one of expr, counts_orgs, listed"),
        ({"severity": "fatal"}, "rule 1: 'r': severity 'fatal' is not error, warning or info"),
    ],
)
def test_an_entry_of_the_wrong_form_is_told_by_its_number(folder, change, says):
    entry = {key: value for key, value in (RULE | change).items() if value is not None}
    folder.write("catalog/rules.yml", as_yaml(entry))
    (problem,) = folder.problems()
    assert problem.startswith(f"data/catalog/rules.yml: {says}")


def test_two_rules_of_one_name_are_told_once(folder):
    folder.write("catalog/rules.yml", as_yaml(RULE) * 3)
    assert folder.problems() == [
        "data/catalog/rules.yml: rule 'r' stands twice; give one another name"
    ]


@pytest.mark.parametrize(
    ("cells", "says"),
    [
        ({"value": "1.100"}, "value: '1.100' would be read as 1.1; write 1100 if thousands"),
        (
            {"valid_from": "2030-05-01", "valid_to": "2030-04-30"},
            "valid_to: 2030-04-30 lies before valid_from 2030-05-01",
        ),
    ],
)
def test_a_target_that_would_be_read_otherwise_or_never_holds_is_told(folder, cells, says):
    folder.target(**cells)
    (problem,) = catalog_problems(folder)
    assert problem.startswith(f"data/catalog/targets.csv, row 2, {says}")


@pytest.mark.parametrize(
    ("first", "second", "told"),
    [
        (("", ""), ("", ""), 1),
        (("2030-01-01", ""), ("2030-06-01", ""), 1),
        (("2030-01-01", "2030-05-31"), ("2030-06-01", ""), 0),
        (("2030-06-01", ""), ("2030-01-01", "2030-05-31"), 0),
        (("2030-01-01", "2030-06-01"), ("2030-06-01", ""), 1),
    ],
)
def test_two_targets_of_one_fact_may_not_hold_on_one_day(folder, first, second, told):
    for begin, end in (first, second):
        folder.target(valid_from=begin, valid_to=end)
    folder.target(org="city")
    problems = catalog_problems(folder)
    assert len(problems) == told
    assert all("resolved_rate of desk has another target at the same time" in p for p in problems)


def test_an_org_that_ends_before_it_begins_is_told(folder):
    folder.add(
        "catalog/orgs.csv",
        org="new",
        name="Đơn vị",
        kind="ward",
        valid_from="2030-02-01",
        valid_to="2030-01-01",
    )
    (problem,) = catalog_problems(folder)
    assert problem.startswith("data/catalog/orgs.csv, row 6, valid_to: 2030-01-01 lies before")


def test_a_key_that_stands_twice_in_a_rule_is_told_with_its_line(folder):
    folder.write("catalog/rules.yml", as_yaml(RULE) + "  expr: 'received <= 4'\n")
    (problem,) = folder.problems()
    assert "the key expr stands twice in one rule" in problem
    assert "line 7" in problem


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"tolerance": "half"}, "tolerance 'half' is neither an amount such as 0,5 nor a share"),
        ({"quarters": "2 5"}, "quarters '2 5' are not numbers from 1 to 4"),
        (
            {"expr": None, "counts_orgs": "ward", "when": "received >= 1"},
            "when belongs to a rule with expr",
        ),
    ],
)
def test_what_a_rule_says_of_its_tolerance_condition_and_quarters_is_checked(folder, change, says):
    entry = {key: value for key, value in (RULE | change).items() if value is not None}
    folder.write("catalog/rules.yml", as_yaml(entry))
    (problem,) = folder.problems()
    assert f"rule 1: 'r': {says}" in problem


def test_further_columns_stand_in_any_order_and_what_they_name_is_checked(folder):
    folder.columns(
        breakdown={"pending": "status"},
        constant={"received": "always"},
        carried_from={"received": "nothing"},
        change_from={"revenue": "previous"},
        tolerance={"resolved": "about"},
        required_of={"on_time": "desk moon"},
    )
    assert [problem.split(": ", 1)[0].rsplit(", ")[-1] for problem in catalog_problems(folder)] == [
        "constant",
        "tolerance",
        "carried_from",
        "change_from",
        "required_of",
    ]
