"""Find parts of a whole that words name: "trong số …", "lũy kế"."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from .changing import is_change
from .clauses import counts_other
from .dividing import CHANGE, counts_time, head_of
from .mentions import Mention, Reading
from .parts_in_lists import find_listed_parts
from .relations import Relation
from .shares import Shares
from .subsets import find_subsets
from .telling import tell_part

_LEADING = re.compile(
    r"(?:^|[.;,:(]\s*)(?:trong|trên)(?: tổng)? số ([^,.;:()\d]{2,60}?)(?:,| có\b|:)", re.I
)
_TRAILING = re.compile(r"^[^.;:,()\d]{0,40}\btrong(?: tổng)? số ([^,.;:()]{2,50})", re.I)
# "68 tổ chức; xử phạt 71 tổ chức trong số này"
_OF_THESE = re.compile(r"(?: [^\W\d_]+){1,4} trong số (?:[^\W\d_]+ ){0,3}(?:này|đó)\b", re.I)
_FURTHER = re.compile(
    r"\b(?:thành công|hoàn thành|hiện (?:có|bố trí)|có mặt|đã|khởi công|ưu tiên|nữ|tốt nghiệp"
    r"|dự tuyển|đỗ|trúng tuyển|trên chuẩn|đạt chuẩn|được|tham gia|đi vào|thực hiện|phê duyệt"
    r"|nghiệm thu|bàn giao|thu (?:về|lại)|hợp lệ|chọn|đoạt|trúng|công nhận|kích hoạt"
    r"|phát hiện|xử phạt|công khai|trả lời)\b",
    re.I,
)
_CHOSEN = re.compile(r"\b(?:chọn|đoạt|trúng|nổi bật|tiêu biểu)\b", re.I)
_MAINLY = re.compile(
    r"\b(?:tập trung|chủ yếu|nhất là|riêng|trong đó(?: có)?|nhiễm nặng|bị nặng)\b[^.;\d]{0,50}$",
    re.I,
)
_HELD = re.compile(r"\((?:[^\W\d_]+ ){0,5}.*\b(?:nữ|nam|đảng viên|dân tộc|trẻ em)\b", re.I)
_OVER = re.compile(r"^[^.;:,()\d]{0,30}\b(?:trong|trên)(?: tổng)?(?: số)?\s*$", re.I)
_OF_NUMBER = re.compile(
    r"(?:trong|trên)(?: tổng)? số\s*$|(?:^|[.;:,(]\s*)(?:trong|trên)(?: tổng)?\s*$", re.I
)
_SINCE = re.compile(
    r"lũy kế|luỹ kế|cộng dồn|từ đầu năm(?! cấp mới)|tính chung|nâng (?:tổng )?số[^.;\d]*lên", re.I
)


def find_parts(reading: Reading, known: Sequence[Relation], shares: Shares) -> list[Relation]:
    """Find parts told by "trong số" and by "lũy kế", and those of what reached a further stage."""
    told = [frozenset(n.id for n in r.numbers) for r in known if r.kind in ("sum", "share")]
    sums = [r for r in known if r.kind == "sum" and r.holds]
    found = []
    pairs = [*_among(reading, shares), *_since(reading), *find_subsets(reading)]
    pairs += find_listed_parts(reading)
    pairs += [*_stages(reading, sums), *_alike_divided(reading, sums)]
    for part, whole in pairs:
        pair = {part.number.id, whole.number.id}
        if (
            len(pair) == 2
            and not any(pair <= names for names in told)
            and _plain(part)
            and _plain(whole)
        ):
            found.append(tell_part(part.number, whole.number))
    return found


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
        if _OF_NUMBER.search(mention.left) and mention.right.strip() and not counts_time(mention):
            alike = [m for m in after if m.sentence == mention.sentence and _alike(m, mention)]
            same = [m for m in alike[:1] if head_of(m) == head_of(mention) != ""]
            pairs += [(m, mention) for m in same or alike[:1] if m in same or _fits(m, mention)]
        elif (
            after
            and _alike(after[0], mention)
            and not counts_time(after[0])
            and _OVER.match(reading.text_between(mention, after[0]))
        ):
            pairs.append((mention, after[0]))
        if _OF_THESE.match(tail):
            same = [
                m for m in back if m.passage == mention.passage and head_of(m) == head_of(mention)
            ]
            pairs += [(mention, m) for m in same[:1] if head_of(m) and not CHANGE.search(m.left)]
        named = _LEADING.search(mention.left) or _TRAILING.match(tail)
        if named:
            larger = [m for m in back if m.value >= mention.value and not is_change(m)]
            wholes = shares.denominators.called(named[1], larger, mention)
            pairs += [(mention, m) for m in wholes[:1]]
    return pairs


def _fits(part: Mention, whole: Mention) -> bool:
    return part.value <= whole.value and re.search(r"số\s*$", whole.left) is not None


def _alike(one: Mention, two: Mention) -> bool:
    return one.number.dimension == two.number.dimension and one.number.unit != "%"


def _stages(reading: Reading, sums: Sequence[Relation]) -> Iterator[tuple[Mention, Mention]]:
    """Pair what reached a further stage with what it came from: "tra cứu 1.316 lượt, thành công
    1.188 lượt", "được giao 14 biên chế, hiện bố trí 13 người".
    """
    inner = {n.id for r in sums for n in r.numbers[1:]}
    for own in reading.by_passage.values():
        counts = [m for m in own if m.number.unit != "%" and not m.number.qualifier]
        counts = [m for m in counts if not CHANGE.search(m.left) and m.number.id not in inner]
        for whole, part in pairwise(counts):
            gap = reading.text_between(whole, part)
            beside = part.sentence == whole.sentence or re.search(r"[.:] (?:Đến|Hiện) nay", gap)
            near = beside and part.group in (-1, whole.group) and len(gap) < 90 and ";" not in gap
            same = whole.number.dimension == part.number.dimension and not part.number.pair
            few = 200 if _CHOSEN.search(gap) else 20
            fits = part.value <= whole.value <= few * part.value and _counts_alike(whole, part)
            held = part.group != -1 and part.group != whole.group
            if held and _HELD.search(f"{gap} {part.number.unit}") and same and len(gap) < 30:
                if part.value <= whole.value:
                    yield part, whole
            elif near and same and fits and (_FURTHER.search(gap) or _MAINLY.search(gap)):
                yield part, whole


def _counts_alike(whole: Mention, part: Mention) -> bool:
    staffed = whole.number.unit.startswith("biên chế") and head_of(part).split()[:1] == ["người"]
    one, two = head_of(whole).split(), head_of(part).split()
    alike = one[:1] == two[:1] != [] and min(len(one), len(two)) == 1
    return one == two != [] or alike or staffed


def _alike_divided(reading: Reading, sums: Sequence[Relation]) -> Iterator[tuple[Mention, Mention]]:
    """Pair the parts of what was done with those of what was planned, told by the same words:
    "96 nhà (làm mới 71, sửa chữa 25) … hoàn thành 84 nhà (làm mới 60, sửa chữa 24)".
    """
    named = {m.number.id: m for m in reading.mentions}
    divided = [r for r in sums if all(n.id in named for n in r.numbers)]
    divided.sort(key=lambda r: r.numbers[0].start)
    near = [(a, b) for at, a in enumerate(divided) for b in divided[at + 1 : at + 4]]
    for wider, narrower in near:
        plan, done = ([named[n.id] for n in r.numbers] for r in (wider, narrower))
        beside = plan[0].passage == done[0].passage and plan[0].value >= done[0].value
        labels = [[_label(m) for m in ms[1:]] for ms in (plan, done)]
        if beside and labels[0] == labels[1] and all(labels[0]) and len(set(labels[0])) > 1:
            fits = zip(done[1:], plan[1:], strict=True)
            yield from ((a, b) for a, b in fits if a.value <= b.value)


def _label(mention: Mention) -> str:
    return re.split(r"[,;:(]| và ", mention.left)[-1].strip().lower()


def _since(reading: Reading) -> list[tuple[Mention, Mention]]:
    """Pair what a period brought with what has come since: "1.931 hồ sơ (lũy kế 13.181)"."""
    pairs = []
    for own in reading.by_passage.values():
        together = [m for m in own if _SINCE.search(m.left) and m.number.unit != "%"]
        for whole in together:
            before = [m for m in own if m.number.begin < whole.number.begin and m not in together]
            before = [m for m in before if not CHANGE.search(m.left)]
            alike = [m for m in before if m.number.dimension == whole.number.dimension]
            near = [m for m in alike if m.sentence == whole.sentence and m.group == -1]
            if (whole.group != -1 and near) or (
                near
                and not whole.role
                and (
                    not re.search(r"[.;]", whole.left) or head_of(near[-1]) == head_of(whole) != ""
                )
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
            else:  # what the period brought of it in all is the largest
                alike = [m for m in reading.before(whole, 12) if m.section == whole.section]
                alike = [m for m in alike if head_of(m) and head_of(m) == head_of(whole)]
                alike = [m for m in alike if not _SINCE.search(m.left) and not is_change(m)]
                alike = [m for m in alike if m.value <= whole.value and not m.number.qualifier]
                pairs += [(m, whole) for m in sorted(alike, key=lambda m: -m.value)[:1]]
        within = [m for m in together if m.group != -1]
        for one, two in pairwise(within):
            inner = {p.number.id: w.number.id for p, w in pairs}
            if one.sentence == two.sentence and two.value <= one.value and inner:
                pairs.append((two, one))
    return pairs


def tell_pairs(shares: Shares) -> list[Relation]:
    """Tell each a/b as a part of its whole where no percentage was told of it."""
    told = {frozenset(n.id for n in r.numbers[:2]) for r in shares.relations() if r.kind == "share"}
    relations = []
    for one, two in shares.paired.pairs:
        alike = one.number.dimension == two.number.dimension
        if (
            alike
            and not counts_other(one, two)
            and frozenset((one.number.id, two.number.id)) not in told
        ):
            relations.append(tell_part(one.number, two.number))
    return relations
