"""pandera, imported when a table is first checked: a report that was kept needs none of it."""

from typing import Any


def __getattr__(name: str) -> Any:
    import pandera.pandas

    return getattr(pandera.pandas, name)
