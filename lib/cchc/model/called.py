"""What sentences call the authority, its committee and its units: words taken from their names."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

# the longer before the shorter: 'thị xã' is no 'xã'
_PLACES = (
    "đặc khu",
    "thị trấn",
    "thị xã",
    "thành phố",
    "phường",
    "huyện",
    "quận",
    "tỉnh",
    "xã",
)
_BODIES = ("sở", "cục", "chi cục", "ban", "phòng", "trung tâm", "văn phòng", "viện", "trường")
_UNITS = (*_PLACES, *_BODIES, "thôn", "ấp", "bản", "buôn", "khóm", "khu phố", "tổ dân phố")
_COMMITTEE = re.compile(r"(?:ubnd|ủy ban nhân dân|uỷ ban nhân dân)\b", re.IGNORECASE)
_MOST_KINDS = 3


@dataclass(frozen=True)
class Called:
    """Words for who reports, inside a sentence: `place` is 'thành phố', 'xã', 'sở', and where the
    name tells nothing 'đơn vị'; `committee` is 'UBND thành phố', `council` 'HĐND thành phố';
    `units` is 'phường, xã', else 'đơn vị'; `above` is 'tỉnh', else 'cấp trên'.
    """

    place: str
    committee: str
    council: str
    units: str
    above: str

    @property
    def everywhere(self) -> str:
        """The whole of the place: 'toàn thành phố'."""
        return f"toàn {self.place}"


def call(authority: str, units: Iterable[str], above: str) -> Called:
    """Take the words from names: of the authority, of its units, of the org above it ('' if
    unknown).
    """
    place = _kind_of(authority, (*_PLACES, *_BODIES))
    place = place or ("địa phương" if governs(authority) else "đơn vị")
    kinds = list(dict.fromkeys(_kind_of(name, _UNITS) for name in units))
    known = 0 < len(kinds) <= _MOST_KINDS and "" not in kinds
    return Called(
        place,
        f"UBND {place}" if governs(authority) else place,
        f"HĐND {place}",
        ", ".join(kinds) if known else "đơn vị",
        _kind_of(above, _PLACES) or "cấp trên",
    )


def governs(name: str) -> bool:
    """Tell whether a name is of a people's committee: 'UBND xã A'."""
    return _COMMITTEE.match(name.strip()) is not None


def is_place(name: str) -> bool:
    """Tell whether a name is of a place that has a committee: 'Phường 1', 'xã A'."""
    return _kind_of(name, _PLACES) != ""


def _kind_of(name: str, kinds: Iterable[str]) -> str:
    """Say with which of these words a name begins: 'UBND xã A' => 'xã'; '' with none."""
    own = f"{_COMMITTEE.sub('', name.strip()).strip().casefold()} "
    return next((word for word in kinds if own.startswith(f"{word} ")), "")
