"""What a chart of matplotlib shows, in words: for those who cannot see it and were told nothing."""

from collections.abc import Iterable, Iterator
from typing import Any

from cchc.model.numbers import format_number

from .captions import clean_text

MOST_AXES, _MOST_NAMED, _MOST_LINES = 6, 12, 8


def describe_picture(picture: Any) -> str:
    """Describe a picture from its axes: kinds of marks, titles, labels, and least and greatest.

    Numbers are those drawn; a chart whose marks are of no usual kind is described by its titles.
    """
    whole = _words(picture.get_suptitle()) if hasattr(picture, "get_suptitle") else ""
    drawn = [axes for axes in picture.axes if axes.get_visible()]
    told = [text for text in map(_describe_axes, drawn[:MOST_AXES]) if text]
    if not told and len(drawn) > 1:
        return f"{_opening(whole)} gồm {len(drawn)} ô."
    if len(drawn) > MOST_AXES:
        told.append(f"và {len(drawn) - MOST_AXES} ô biểu đồ khác")
    opening = _opening(whole)
    if not told:
        return f"{opening}."
    if len(told) == 1 and not whole:
        return f"{told[0]}."
    return f"{opening} gồm {len(told)} ô. " + ". ".join(told) + "."


def draws_nothing(picture: Any) -> bool:
    """Tell whether a picture holds no more than its background and axes without marks or words."""
    own = [part for part in picture.get_children() if part not in (picture.patch, *picture.axes)]
    return not own and not any(map(_has_marks, picture.axes))


def _has_marks(axes: Any) -> bool:
    marks = [*axes.lines, *axes.patches, *axes.collections, *axes.images, *axes.texts]
    words = [axes.get_title(loc=at) for at in ("left", "center", "right")]
    return any(marks) or any(words) or axes.get_legend() is not None or any(axes.tables)


def _opening(title: str) -> str:
    return f"Biểu đồ “{title}”" if title else "Biểu đồ"


def _describe_axes(axes: Any) -> str:
    parts = [*_about_bars(axes), *_about_lines(axes), *_about_points(axes), *_about_others(axes)]
    title = next(filter(None, (_words(axes.get_title(loc=at)) for at in ("center", "left"))), "")
    kind = _kind(axes)
    labels = [
        f"{name}: {words}"
        for name, words in (
            ("trục ngang", _words(axes.get_xlabel())),
            ("trục dọc", _words(axes.get_ylabel())),
        )
        if words
    ]
    if not (parts or title or labels):
        return ""
    return "; ".join([f"{kind} “{title}”" if title else kind, *labels, *parts])


def _kind(axes: Any) -> str:
    if _bars(axes):
        return "Biểu đồ cột"
    if _lines(axes):
        return "Biểu đồ đường"
    names = {type(mark).__name__ for mark in [*axes.collections, *axes.patches, *axes.images]}
    if "PathCollection" in names:
        return "Biểu đồ điểm"
    if "Wedge" in names:
        return "Biểu đồ tròn"
    return "Biểu đồ nhiệt" if names & {"QuadMesh", "AxesImage"} else "Biểu đồ"


def _bars(axes: Any) -> list[Any]:
    return [group for group in axes.containers if type(group).__name__ == "BarContainer"]


def _about_bars(axes: Any) -> Iterator[str]:
    for group in _bars(axes):
        upright = getattr(group, "orientation", "vertical") != "horizontal"
        sizes = [bar.get_height() if upright else bar.get_width() for bar in group.patches]
        axis = axes.xaxis if upright else axes.yaxis
        names = [_words(label.get_text()) for label in axis.get_ticklabels()]
        name = _label(group)
        opening = f"{name}: " if name else ""
        if len(names) == len(sizes) <= _MOST_NAMED and all(names):
            pairs = zip(names, sizes, strict=True)
            listed = ", ".join(f"{name} {format_number(size)}" for name, size in pairs)
            yield f"{opening}{listed}"
        else:
            yield f"{opening}{format_number(len(sizes))} cột, {_between(sizes)}"


def _lines(axes: Any) -> list[Any]:
    # a grid of seaborn and error bars draw lines of two points without a name
    return [line for line in axes.lines if len(line.get_xdata()) > 2 or _label(line)]


def _about_lines(axes: Any) -> Iterator[str]:
    found = _lines(axes)
    for line in found[:_MOST_LINES]:
        values = _numbers(line.get_ydata())
        if not values:
            continue
        name = _label(line) or "đường"
        ends = f"từ {format_number(values[0])} đến {format_number(values[-1])}"
        yield f"{name}: {format_number(len(values))} điểm, {ends}, {_between(values)}"
    if len(found) > _MOST_LINES:
        yield f"và {len(found) - _MOST_LINES} đường khác"


def _about_points(axes: Any) -> Iterator[str]:
    for group in axes.collections:
        if type(group).__name__ != "PathCollection":
            continue
        places = group.get_offsets()
        across, up = _numbers(place[0] for place in places), _numbers(place[1] for place in places)
        if across and up:
            name = _label(group)
            yield (
                f"{f'{name}: ' if name else ''}{format_number(len(places))} điểm, "
                f"theo trục ngang {_between(across)}, theo trục dọc {_between(up)}"
            )


def _about_others(axes: Any) -> Iterator[str]:
    wedges = [mark for mark in axes.patches if type(mark).__name__ == "Wedge"]
    if wedges:
        named = [_label(wedge) for wedge in wedges]
        shares = [(wedge.theta2 - wedge.theta1) / 3.6 for wedge in wedges]
        yield ", ".join(
            f"{name or 'phần'} {format_number(round(float(share), 1))}%"
            for name, share in zip(named, shares, strict=True)
        )
    for mark in [*axes.images, *axes.collections]:
        if type(mark).__name__ in ("AxesImage", "QuadMesh") and mark.get_array() is not None:
            values = _numbers(mark.get_array().ravel())
            if values:
                yield f"{format_number(len(values))} ô, {_between(values)}"


def _label(mark: Any) -> str:
    name = _words(str(mark.get_label() or ""))
    return "" if name.startswith("_") else name


def _numbers(values: Iterable[Any]) -> list[float]:
    found = []
    for value in values:
        try:
            number = float(value)
        except (TypeError, ValueError):  # dates and masked points
            continue
        if number == number and abs(number) != float("inf"):
            found.append(number)
    return found


def _between(values: Iterable[Any]) -> str:
    numbers = _numbers(values)
    if not numbers:
        return "không có số liệu"
    return f"thấp nhất {format_number(min(numbers))}, cao nhất {format_number(max(numbers))}"


def _words(text: str) -> str:
    return " ".join(clean_text(text).split())
