"""Who has which role: as orgs.csv says, else as names, kinds and parents tell."""

import pytest

from cchc.model.org_roles import find_roles

DAY = "2030-03-14"


def org(code: str, kind: str = "desk", **more: str) -> dict[str, str]:
    return {"org": code, "name": code, "kind": kind, "parent": "", "aliases": ""} | more


OLD = [
    org("province", "province"),
    org("city", "city", name="UBND thành phố", parent="province"),
    org("area", "area", parent="province"),
    org("desk", parent="city"),
    org("post", parent="area"),
    org("wards", "wards", parent="area"),
    org("one", "ward", parent="wards"),
    org("two", "ward", parent="wards"),
]


def test_a_catalogue_without_roles_has_those_of_its_kinds_and_of_the_name_on_the_report():
    assert find_roles(OLD, DAY, "UBND thành phố") == {
        "authority": ("city",),
        "one_stop_desk": ("desk",),
        "units": ("one", "two"),
        "all_units": ("wards",),
        "whole_area": ("area",),
        "post": ("post",),
    }


def test_without_a_name_that_fits_the_top_of_the_tree_reports():
    assert find_roles(OLD, DAY, "ai đó")["authority"] == ("province",)


def test_a_ward_that_reports_is_no_unit_of_its_own():
    rows = [org("own", "ward", name="UBND phường"), org("centre", parent="own")]
    roles = find_roles(rows, DAY, "UBND phường")
    assert roles == {"authority": ("own",), "one_stop_desk": ("centre",)}


def test_a_role_that_the_catalogue_names_is_not_guessed_beside():
    rows = [row | {"role": "units" if row["org"] == "two" else ""} for row in OLD]
    assert find_roles(rows, DAY, "UBND thành phố")["units"] == ("two",)


def test_an_org_may_have_several_roles_and_roles_of_ones_own():
    rows = [org("own", role="authority whole_area tax_office")]
    roles = find_roles(rows, DAY, "")
    assert roles == dict.fromkeys(("authority", "whole_area", "tax_office"), ("own",))


def test_who_signs_goes_before_who_is_marked_when_the_mark_is_anothers():
    rows = [org("old", role="authority"), org("new", aliases="UBND mới;mới")]
    assert find_roles(rows, DAY, "UBND mới")["authority"] == ("new",)


def test_only_orgs_in_force_have_roles():
    rows = [
        org("old", role="authority", valid_to="2030-01-31"),
        org("new", role="authority", valid_from="2030-02-01"),
    ]
    assert find_roles(rows, DAY, "")["authority"] == ("new",)
    assert find_roles(rows, "2030-01-01", "")["authority"] == ("old",)


def test_a_report_is_asked_by_role(folder):
    folder.figures(received="10", org="city")
    report = folder.read()
    assert report.authority == "city"
    assert report.value("received", "authority") == report.value("received", "city") == 10
    assert report.members("units") == ["thang_bac", "thang_nam"]
    # a role that nobody has names nobody
    assert report.members(["authority", "land_office", "desk"]) == ["city", "desk"]
    assert report.value("received", "land_office") is None


def test_rules_may_name_roles(folder):
    folder.rule("more", "received[authority] >= sum(received[units])")
    folder.figures(received="10", org="city")
    folder.figures(received="12", org="thang_bac")
    folder.figures(received="1", org="thang_nam")
    rule = next(r for r in folder.read().facts.rules if r.id == "more")
    names = {"received[city]", "received[thang_bac]", "received[thang_nam]"}
    assert set(map(str, rule.constraint.coefficients)) == names


@pytest.mark.parametrize(
    ("role", "says"),
    [
        ("Authority", "is not a role; write such as authority"),
        ("ward", "ward names a kind as well; give one of them another name"),
    ],
)
def test_a_role_that_cannot_be_used_is_told(folder, role, says):
    file = folder.path("catalog/orgs.csv")
    header, city, *others = file.read_text(encoding="utf-8").splitlines()
    rows = [f"{header},role", f"{city},{role}", *(f"{row}," for row in others)]
    folder.write("catalog/orgs.csv", "\n".join(rows) + "\n")
    assert any(says in text for text in folder.problems())
