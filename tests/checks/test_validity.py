"""A figure of an org that is no more is told with its successor: no sum counts it."""

import pytest

DESK = "desk,Bộ phận một cửa,desk,,,{},{},{}"


def limit(folder, begins: str = "", ends: str = "", successor: str = "") -> None:
    folder.replace(
        "catalog/orgs.csv", DESK.format("", "", ""), DESK.format(begins, ends, successor)
    )


def told(folder) -> list:
    return [finding for finding in folder.read().findings if finding.kind == "validity"]


@pytest.mark.parametrize("ends", ["", "2030-03-14", "2031-01-01"])
def test_an_org_that_is_valid_when_the_quarter_ends_is_nothing_to_tell(sound, ends):
    limit(sound, "2000-01-01", ends)
    assert told(sound) == []


def test_an_org_that_is_no_more_is_an_error_that_names_its_successor(sound):
    limit(sound, ends="2029-12-14", successor="city")
    (finding,) = told(sound)
    assert finding.severity == "error"
    assert len(finding.figures) == 6
    assert finding.says == (
        "Bộ phận một cửa chỉ có hiệu lực đến hết ngày 14/12/2029 nên không được tính vào tổng của"
        " kỳ này (6 số liệu); số liệu của đơn vị này có thể phải ghi cho UBND thành phố (mã city)."
    )


def test_an_org_that_ends_within_the_quarter_is_a_warning(sound):
    limit(sound, ends="2030-01-31")
    (finding,) = told(sound)
    assert finding.severity == "warning"
    assert "xem lại mã đơn vị, hoặc thời hạn hiệu lực trong orgs.csv" in finding.says


def test_an_org_that_begins_later_is_an_error(sound):
    limit(sound, begins="2030-07-01")
    (finding,) = told(sound)
    assert (finding.severity, "từ ngày 01/7/2030" in finding.says) == ("error", True)
