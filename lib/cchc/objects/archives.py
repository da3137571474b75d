"""Archives of parts, as Word files are: the same parts give the same bytes."""

import io
from collections.abc import Mapping
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

_DATE = (1980, 1, 1, 0, 0, 0)  # the first that an archive can hold


def pack_parts(parts: Mapping[str, bytes]) -> bytes:
    """Pack parts in their order; every entry has one date, and none the machine's marks."""
    packed = io.BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            entry = ZipInfo(name, _DATE)
            entry.compress_type, entry.external_attr, entry.create_system = ZIP_DEFLATED, 0, 3
            archive.writestr(entry, content)
    return packed.getvalue()
