"""Main points of what the report claims and its own counts contradict."""

from collections.abc import Iterable

from cchc.model.numbers import format_number
from cchc.objects.prose import prose
from cchc.report.checked import CheckedReport
from cchc.show.endings import name_shortly

from .points import MainPoint, is_claim, list_claims, list_known_orgs, say_used

LEAST_GAP = 1.0  # points of a percentage; what is nearer is a slip of rounding or of one digit


def find_misstated(report: CheckedReport) -> Iterable[MainPoint]:
    """Rates that are printed far from what their counts give, while nothing speaks against these:
    who reads the report alone believes another result.
    """
    rates = report.catalog.indicators
    for code in rates.index[(rates["unit"] == "%") & (rates["better"] != "")]:
        for org in list_known_orgs(report, code):
            known = report.rate(code, org)
            if not is_claim(known) or known.stated is None:
                continue
            gap = abs(float(known.stated) - known.again)
            if gap < LEAST_GAP:
                continue
            yield MainPoint(
                prose(
                    "{name}, {org}: báo cáo ghi **{printed}**, tính lại là **{again}**"
                    " ({part}/{whole}).",
                    name=report.catalog.name(code),
                    org=name_shortly(report, org),
                    printed=known.printed,
                    again=say_used(known),
                    part=format_number(known.part),
                    whole=format_number(known.whole),
                ),
                (),
                gap / 100,
                list_claims([known]),
            )
