"""What printed figures say of figures that are not printed: values that follow, or none at all."""

import pytest

from cchc.show.counted import FINDING_KINDS


def of_kind(folder, kind) -> list:
    return [finding for finding in folder.read().findings if finding.kind == kind]


@pytest.mark.parametrize(
    "printed",
    [
        {"received": "11.176", "on_time": "20.423"},
        {"received": "10.332", "pending": "455", "resolved_rate": "80,0%"},
        {"received": "17", "resolved_rate": "85,0%"},
    ],
)
def test_a_contradiction_through_an_unprinted_figure_is_an_error_that_says_so(folder, printed):
    folder.figures(**printed)
    (found,) = of_kind(folder, "unprinted")
    assert found.severity == "error"
    assert set(found.figures) <= {f"I.1:{indicator}:desk" for indicator in printed}
    assert "hồ sơ đã giải quyết" in found.says.split(", và ")[0]
    assert "không số nào làm các số đã ghi cùng đúng" in found.says
    (case,) = [case for case in folder.read().cases if found.finding in _ids(case)]
    assert case.status == "localised"
    assert {s.figure for s in case.suspects} == set(found.figures)


def _ids(case) -> set[str]:
    return {finding.finding for finding in case.findings}


def test_the_id_of_such_a_contradiction_stays_while_values_change(folder):
    folder.figures(received="11.176", on_time="20.423")
    (before,) = of_kind(folder, "unprinted")
    folder.replace("2030Q1/figures.csv", "20.423", "20.424")
    (after,) = of_kind(folder, "unprinted")
    assert after.finding == before.finding
    assert after.says != before.says


def test_figures_that_leave_room_for_the_unprinted_one_are_no_error(folder):
    folder.figures(received="10.332", pending="455", resolved_rate="95,6%")
    assert of_kind(folder, "unprinted") == []


def test_what_an_unprinted_part_must_be_is_told_with_the_finding_that_misses_it(folder):
    folder.figures(received="11.176", resolved="11.176")
    (missing,) = of_kind(folder, "missing")
    assert missing.says == (
        "Bộ phận một cửa: không có số liệu về hồ sơ đang giải quyết; theo các số đã ghi, phải là 0."
    )


@pytest.mark.parametrize(
    ("resolved", "rate", "told"),
    [("38", "95%", "phải là 40."), ("4", "9%", "phải từ 41 đến 47.")],
)
def test_what_an_unprinted_whole_must_be_is_a_note(folder, resolved, rate, told):
    folder.figures(resolved=resolved, resolved_rate=rate)
    notes = {note.rule: note for note in of_kind(folder, "implied")}
    note = notes["implied:received[desk]"]
    assert note.severity == "info"
    assert note.says.endswith(f"không có số liệu về hồ sơ tiếp nhận; theo các số đã ghi, {told}")


def test_nothing_follows_from_a_figure_that_a_rule_contradicts(folder):
    folder.figures(received="100", resolved="70", on_time="80")
    (missing,) = of_kind(folder, "missing")
    assert missing.says.endswith("nên không kiểm tra được tổng.")


@pytest.mark.parametrize("kind", ["unprinted", "implied"])
def test_readers_are_given_a_name_for_these_kinds(kind):
    assert FINDING_KINDS[kind]
