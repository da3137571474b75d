"""Other authorities: what is wrong in their reports is found, and nothing else is called an error."""

from pathlib import Path

import pytest

from cchc import read_report
from cchc.model.quarter import find_quarters

LOCALITIES = Path(__file__).parent / "localities"


@pytest.mark.parametrize(("place", "errors"), [("cao_bang", 1), ("dong_xoai", 2), ("hanoi", 3)])
def test_the_contradictions_of_an_authority_are_found_and_no_others(place, errors):
    (quarter,) = find_quarters(LOCALITIES / place)
    report = read_report(quarter, LOCALITIES / place)
    assert sum(finding.severity == "error" for finding in report.findings) == errors
    # an old folder names no roles, and still has an authority
    assert report.authority in report.catalog.orgs.index
