"""Find how many times as large one figure is as another, and what comes to each on average."""

import re
from collections.abc import Iterator
from fractions import Fraction

from .mentions import Mention, Reading
from .numerals import ReadNumber
from .relations import Relation
from .telling import tell_average, tell_times

_TIMES = re.compile(r"\b(?:gấp|bằng|tăng|gấp khoảng|gấp gần|gấp hơn)(?: [^\W\d_]+)?\s*$", re.I)
_MEAN = re.compile(r"\b(?:bình quân|trung bình|tính ra|mỗi|từng)\b[^.;\d]*$", re.I)
# "32 học sinh/lớp", "60 triệu đồng/căn"; what comes in a year is no mean of what is counted
_EACH = re.compile(r"[^.;:,()\d]{0,20}?/(?!năm|tháng|quý|ngày)[^\W\d_]")
_WEIGHTS = {"tấn": 1000, "tạ": 100, "kg": 1}
_PEOPLE = {"nhân", "dân", "khẩu", "học", "em", "cháu", "cán", "lao", "thành", "đại"}
_AREAS = {"ha", "m2", "m²", "km2", "km²", "km", "kWh", "m3", "m³", "tấn", "kg"}
_FAR = 16
_SURE = Fraction(1, 12)


def find_times_and_means(reading: Reading) -> list[Relation]:
    """Find multiples and means that fit."""
    return [*_times(reading), *_means(reading)]


def _times(reading: Reading) -> Iterator[Relation]:
    for rate in reading.mentions:
        if not re.match(r"\s*lần\b", _tail(reading, rate)) or not _TIMES.search(rate.left):
            continue
        own = reading.by_passage[rate.passage]
        near = [m for m in own if abs(m.sentence - rate.sentence) <= 1 and _is_plain(m)]
        inside = (-1, rate.group)
        before = [m for m in near if m.number.begin < rate.number.begin and m.group in inside][::-1]
        after = [m for m in near if m.number.begin > rate.number.begin]
        pairs = [(a, b) for a in before[:3] for b in (*after[:2], *before[:3])]
        pairs = [(a, b) for a, b in pairs if a.number.dimension == b.number.dimension]
        told = [tell_times(a.number, b.number, rate.number) for a, b in pairs if a.value > b.value]
        fits = [r for r in told if r.holds]
        if fits:
            yield fits[0]
        elif before and after and after[0].sentence == rate.sentence:
            sure = [r for r in told if r.numbers[:2] == (before[0].number, after[0].number)]
            same = before[0].number.unit.split()[:1] == after[0].number.unit.split()[:1]
            yield from sure if same and before[0].sentence == rate.sentence else ()


def _means(reading: Reading) -> Iterator[Relation]:
    for mean in reading.mentions:
        tail = _tail(reading, mean)
        said = _MEAN.search(mean.left) or (not mean.number.pair and _EACH.match(tail))
        if not said or mean.number.unit == "%" or not mean.value:
            continue
        each = f"{mean.left[-40:]} {tail[:40]}"
        own = reading.by_passage[mean.passage]
        behind = own[own.index(mean) + 1 :][:4]
        around = [*behind, *reading.before(mean, _FAR)]
        totals = [m for m in around if _is_plain(m) and _may_average(m, mean)]
        alike = [m for m in totals if _counted(m) & _counted(mean)]
        totals = alike or totals
        further = [*behind, *reading.before(mean, _FAR * 3)]
        counts = [m.number for m in further if _may_share_out(m) and _is_named(m.number, each)]
        # how many communes or schools there are is told at the beginning
        first = reading.mentions[: min(_FAR, reading.order[mean.number.id])]
        counts += [m.number for m in first if _may_share_out(m) and _is_named(m.number, each)]
        counts += _months(reading, mean, each)
        outer = [n for n in counts if any(m.number is n and m.group == -1 for m in further)]
        counts = outer or counts
        counts = sorted(counts, key=lambda c: " ".join(c.unit.split()[:3]) not in each.lower())
        named = bool(counts)
        counts = counts or [m.number for m in around if m.number.is_exact and m.value > 1]
        unit = mean.number.unit.split()[:2]
        sums = [m.number for m in (*totals[:6], *reading.totals_named(unit))]
        spent = Fraction(0)
        for count in dict.fromkeys(counts[:6]):
            told = [
                tell_average(total, count, mean.number, factor)
                for total in dict.fromkeys(sums)
                if total.id != count.id and (factor := _factor(total, mean.number))
            ]
            # a mean of two digits fits by accident once in some thirty tries
            spent += mean.number.step / mean.value * len(told)
            fits = [r for r in told if r.holds]
            # to the last digit hardly any total fits by accident
            even = [r for r in fits if named and r.numbers[0].value == count.value * mean.value]
            if fits and (even or spent <= _SURE * (4 if named else 1)):
                yield (even or fits)[0]
                break
        else:
            yield from _denied(reading, mean, totals, counts if named else [])


def _denied(
    reading: Reading, mean: Mention, totals: list[Mention], counts: list[ReadNumber]
) -> Iterator[Relation]:
    """Tell "3 lớp cho 125 lượt người, bình quân 52 lượt người mỗi lớp", where the sentence has no
    other total and no other count.
    """
    own = [m for m in totals if m.passage == mean.passage and m.sentence == mean.sentence]
    sentence = reading.passages[mean.passage].sentence_of
    near = [n for n in counts if n.passage == mean.passage and sentence(n.begin) == mean.sentence]
    near = list(dict.fromkeys(near))
    if len(own) == len(near) == 1 and own[0].number is not near[0] and not mean.number.spelled:
        total, count = own[0], near[0]
        named = _counted(total) & _counted(mean) and total.number.begin < mean.number.begin
        factor = _factor(total.number, mean.number)
        exact = factor * total.value / count.value if factor else Fraction(0)
        if named and abs(exact - mean.value) * 3 <= mean.value:
            yield tell_average(total.number, count, mean.number, factor)


def _may_share_out(mention: Mention) -> bool:
    """Tell a count, or an area, that something is shared out to."""
    number = mention.number
    area = number.dimension in _AREAS and not number.qualifier
    return (number.is_exact or area) and mention.value > 1


def _counted(mention: Mention) -> frozenset[str]:
    """Return what a number counts: "lượt người" are both."""
    words = mention.number.unit.split()[:2]
    words = words if words[:1] == ["lượt"] else words[:1]
    return frozenset("người" if word in _PEOPLE else word for word in words)


def _may_average(total: Mention, mean: Mention) -> bool:
    """Tell whether a total may be shared out to a mean: larger, and of the same things."""
    larger = total.value > mean.value or total.number.dimension != mean.number.dimension
    measured = total.number.dimension or mean.number.dimension
    one, two = _counted(total), _counted(mean)
    return larger and (bool(measured) or not one or not two or bool(one & two))


def _is_named(count: ReadNumber, each: str) -> bool:
    unit = count.unit.removeprefix("lượt ").split()[:1]
    named = rf"(?:/|\b(?:mỗi|một|trên|từng) ){re.escape(unit[0])}(?!\w)" if unit else ""
    return bool(named) and re.search(named, each, re.I) is not None


def _months(reading: Reading, mean: Mention, each: str) -> list[ReadNumber]:
    """Return the months of the report's period for "bình quân mỗi tháng": "9 tháng năm 2026"."""
    if not re.search(r"\btháng\b", each, re.I):
        return []
    months = []
    for number in reading.numbers:
        text = reading.passages[number.passage].text
        if number.kind == "date" and number.value > 1 and text[number.end :].startswith(" tháng"):
            months.append(number)
    before = [n for n in months if n.start < mean.number.start]
    return before[-1:]


def _factor(total: ReadNumber, mean: ReadNumber) -> Fraction | None:
    """Return what turns a total into the mean's measure: 1000 from tấn to kg, None where nothing
    does.
    """
    if total.dimension == mean.dimension:
        return Fraction(1)
    weights = _WEIGHTS.get(total.dimension), _WEIGHTS.get(mean.dimension)
    return Fraction(weights[0], weights[1]) if all(weights) else None


def _tail(reading: Reading, mention: Mention) -> str:
    text = reading.passages[mention.passage].text
    return text[mention.number.begin + len(mention.number.text) :][:60]


def _is_plain(mention: Mention) -> bool:
    number = mention.number
    return number.unit not in ("%", "điểm phần trăm", "lần") and not number.qualifier
