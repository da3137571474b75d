"""Words joined as Vietnamese joins them."""

from collections.abc import Sequence


def join_words(items: Sequence[str], most: int = 6, things: str = "đơn vị") -> str:
    """Join words as Vietnamese does, naming how many more there are past `most`."""
    items = list(items)
    if len(items) > most + 1:
        items = [*items[:most], f"{len(items) - most} {things} khác"]
    return (
        items[0] if len(items) == 1 else ", ".join(items[:-1]) + " và " + items[-1] if items else ""
    )
