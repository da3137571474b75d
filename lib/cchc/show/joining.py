"""Words joined as Vietnamese joins them."""

from collections.abc import Sequence


def join_words(items: Sequence[str], most: int = 6, things: str = "đơn vị") -> str:
    """Join words as Vietnamese does, naming how many more there are past `most`."""
    items = cut_short(items, most, things)
    return (
        items[0] if len(items) == 1 else ", ".join(items[:-1]) + " và " + items[-1] if items else ""
    )


def cut_short(items: Sequence[str], most: int, things: str) -> list[str]:
    """Give the first `most` items, and in the place of the others how many there are; a single one
    more stays.
    """
    if len(items) <= most + 1:
        return list(items)
    return [*items[:most], f"{len(items) - most} {things} khác"]
