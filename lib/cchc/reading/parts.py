"""Find parts of a whole that words name: "trong số …", "lũy kế"."""

import re
from itertools import pairwise

from .mentions import Mention, Reading
from .relations import Relation
from .shares import Shares
from .telling import tell_average, tell_part
from .totals import Sums

_LEADING = re.compile(
    r"(?:^|[.;,:(]\s*)(?:trong|trên)(?: tổng)? số ([^,.;:()\d]{2,60}?)(?:,| có\b|:)", re.I
)
_TRAILING = re.compile(r"^[^.;:,()\d]{0,40}\btrong(?: tổng)? số ([^,.;:()]{2,50})", re.I)
_OVER = re.compile(r"^[^.;:,()\d]{0,30}\b(?:trong|trên)(?: tổng)?(?: số)?\s*$", re.I)
_OF_NUMBER = re.compile(r"(?:trong|trên)(?: tổng)? số\s*$", re.I)
_MEANT = re.compile(r"(?:bình quân|trung bình)\s*$", re.I)
_EACH = re.compile(r"\s*(?:[^\W\d_]+ ){0,2}(?:một|mỗi|/|trên một|trên mỗi) ?([^\W\d_]+)", re.I)
_SINCE = re.compile(r"lũy kế|luỹ kế|cộng dồn|từ đầu năm", re.I)
_MEAN = re.compile(r"(?:bình quân|trung bình)(?: mỗi| một)? ([^\W\d_]+(?: [^\W\d_]+)?)", re.I)


def find_parts(reading: Reading, sums: Sums, shares: Shares) -> list[Relation]:
    """Find parts told by "trong số", by "lũy kế", and means."""
    told = {frozenset(n.id for n in r.numbers) for r in [*sums.relations(), *shares.relations()]}
    found = []
    for part, whole in [*_among(reading, shares), *_since(reading)]:
        pair = {part.number.id, whole.number.id}
        if pair and not any(pair <= names for names in told) and _plain(part) and _plain(whole):
            found.append(tell_part(part.number, whole.number))
    return found + _means(reading)


def _plain(mention: Mention) -> bool:
    return not mention.number.qualifier


def _among(reading: Reading, shares: Shares) -> list[tuple[Mention, Mention]]:
    pairs = []
    for mention in reading.mentions:
        if mention.number.unit == "%" or mention.number.pair:
            continue
        text = reading.passages[mention.passage].text
        tail = text[mention.number.begin + len(mention.number.text) :][:130]
        back = [
            m
            for m in reading.before(mention, 12)
            if m.number.dimension == mention.number.dimension and m.section == mention.section
        ]
        own = reading.by_passage[mention.passage]
        after = [m for m in own if m.number.begin > mention.number.begin]
        if _OF_NUMBER.search(mention.left) and mention.right.strip():
            alike = [m for m in after if m.sentence == mention.sentence and _alike(m, mention)]
            pairs += [(m, mention) for m in alike[:1] if m.value <= mention.value]
        elif (
            after
            and _alike(after[0], mention)
            and _OVER.match(reading.text_between(mention, after[0]))
        ):
            pairs.append((mention, after[0]))
        named = _LEADING.search(mention.left) or _TRAILING.match(tail)
        if named:
            wholes = [
                m for m in shares._called(named[1], back, mention) if m.value >= mention.value
            ]
            pairs += [(mention, m) for m in wholes[:1]]
    return pairs


def _alike(one: Mention, two: Mention) -> bool:
    return one.number.dimension == two.number.dimension and one.number.unit != "%"


def _since(reading: Reading) -> list[tuple[Mention, Mention]]:
    """Pair what a period brought with what has come since: "1.931 hồ sơ (lũy kế 13.181)"."""
    pairs = []
    for own in reading.by_passage.values():
        together = [m for m in own if _SINCE.search(m.left) and m.number.dimension == ""]
        for whole in together:
            before = [m for m in own if m.number.begin < whole.number.begin and m not in together]
            near = [m for m in before if m.sentence == whole.sentence and m.number.dimension == ""]
            if (whole.group != -1 and near) or (
                near and not whole.role and not re.search(r"[.;]", whole.left)
            ):
                pairs.append((near[-1], whole))
            elif whole.role:
                alike = [
                    m
                    for m in reading.before(whole, 10)
                    if m.role == whole.role
                    and m.section == whole.section
                    and not _SINCE.search(m.left)
                    and m.value <= whole.value
                ]
                pairs += [(m, whole) for m in alike[:1]]
        within = [m for m in together if m.group != -1]
        for one, two in pairwise(within):
            inner = {p.number.id: w.number.id for p, w in pairs}
            if one.sentence == two.sentence and two.value <= one.value and inner:
                pairs.append((two, one))
    return pairs


def _means(reading: Reading) -> list[Relation]:
    """Tell "bình quân mỗi người khoảng 132 hồ sơ" of the total and the count that make it."""
    found = []
    for mean in reading.mentions:
        said = _MEAN.search(mean.left) if not mean.number.dimension else None
        each = (
            _EACH.match(mean.right)
            if re.search(r"(?:bình quân|trung bình)\s*$", mean.left)
            else None
        )
        if each:
            found += _mean_of_each(reading, mean, each[1])
        if not said:
            continue
        counts = [
            m for m in reading.before(mean, 6) if m.number.unit.split()[:1] == said[1].split()[:1]
        ]
        heads = mean.number.unit.split()[:2]
        totals = [m for m in reading.mentions if m.number.unit.split()[:2] == heads]
        exact = [m for m in totals if m.number.is_exact and m.value > mean.value]
        tried = [
            tell_average(t.number, c.number, mean.number)
            for c in counts[:2]
            for t in (*exact[:4], *reading.totals_named(heads))
            if c.value > 1 and t.number.id != c.number.id
        ]
        found += [r for r in tried if r.holds][:1]
    return found


def _mean_of_each(reading: Reading, mean: Mention, head: str) -> list[Relation]:
    """Tell "11 máy tính trị giá 176 triệu đồng, bình quân 16 triệu đồng một máy"."""
    before = reading.before(mean, 8)
    counts = [m for m in before if m.number.unit.split()[:1] == [head] and m.value > 1]
    own = mean.number
    totals = [m for m in before if m.number.dimension == own.dimension]
    totals = [
        m for m in totals if own.dimension or m.number.unit.split()[:1] == own.unit.split()[:1]
    ]
    told = [
        tell_average(t.number, c.number, mean.number)
        for c in counts[:2]
        for t in totals[:2]
        if t.value > mean.value
    ]
    return [r for r in told if r.holds][:1]
