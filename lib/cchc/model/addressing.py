"""Whom a letter to an org is addressed to: an office, never a place."""

import re
from collections.abc import Mapping

_PLACE = re.compile(r"(?i)(tỉnh|thành phố|quận|huyện|thị xã|phường|xã|thị trấn|đặc khu)\s+\S")
COMMITTEE = "Ủy ban nhân dân"


def address(row: Mapping[str, str]) -> str:
    """Give the office that answers for a row of orgs.csv: its `addressee`, else its name, where it
    names a place that place's committee: 'Phường 5' => 'Ủy ban nhân dân Phường 5'.
    """
    if row["addressee"]:
        return row["addressee"]
    name = re.sub(r"^UBND\b", COMMITTEE, row["name"])
    return f"{COMMITTEE} {name}" if _PLACE.match(name) else name
