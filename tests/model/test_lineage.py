"""Which orgs of an earlier day an org came from: renamed, merged, split, or the same."""

from cchc.model.lineage import heirs_of, list_predecessors, trace_back

THEN, NOW = "2030-03-14", "2030-09-14"


def org(begins: str = "", ends: str = "", successor: str = "") -> dict[str, str]:
    return {"valid_from": begins, "valid_to": ends, "successor": successor}


def back(orgs: dict, code: str, then: str = THEN):
    found = trace_back(orgs, list_predecessors(orgs), code, then, NOW)
    return found.orgs, found.split


GONE, NEW = "2030-06-30", "2030-07-01"


def test_an_org_that_goes_on_is_its_own_predecessor():
    assert back({"a": org()}, "a") == (("a",), ())


def test_a_renamed_org_goes_on():
    orgs = {"old": org(ends=GONE, successor="new"), "new": org(NEW)}
    assert back(orgs, "new") == (("old",), ())


def test_all_that_were_merged_are_summed_in_the_order_of_the_file():
    orgs = {
        "b": org(ends=GONE, successor="new"),
        "a": org(ends=GONE, successor="new"),
        "new": org(NEW),
    }
    assert back(orgs, "new") == (("b", "a"), ())


def test_an_org_that_took_others_in_is_never_itself_alone():
    orgs = {"a": org(), "b": org(ends=GONE, successor="a")}
    assert back(orgs, "a") == (("a", "b"), ())
    # once both quarters lie after the merger it is
    assert back(orgs, "a", then="2030-07-14") == (("a",), ())


def test_a_split_org_is_told():
    orgs = {"old": org(ends=GONE, successor="a b"), "a": org(NEW), "b": org(NEW)}
    assert back(orgs, "a") == (("old",), ("old",))


def test_two_changes_in_a_row_are_followed():
    orgs = {
        "one": org(ends="2030-04-30", successor="two"),
        "two": org("2030-05-01", GONE, "three"),
        "three": org(NEW),
    }
    assert back(orgs, "three") == (("one",), ())


def test_a_circle_ends():
    orgs = {"a": org(ends=GONE, successor="b"), "b": org(NEW, successor="a")}
    assert back(orgs, "b") == (("a",), ())


def test_heirs_are_those_in_force():
    orgs = {
        "old": org(ends=GONE, successor="a;b"),
        "a": org(NEW),
        "b": org(NEW, "2030-08-01", "c"),
        "c": org("2030-08-02"),
    }
    assert heirs_of(orgs, "old", NOW) == ("a", "c")
    assert heirs_of(orgs, "a", NOW) == ("a",)
    assert heirs_of({"x": org(ends=GONE)}, "x", NOW) == ()
