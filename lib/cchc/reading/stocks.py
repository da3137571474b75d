"""Find balances of what was there, what came, what went and what is left: "đầu kỳ 120, tăng 15,
giảm 8, cuối kỳ 127".
"""

import re
from collections.abc import Iterator

from .dividing import head_of
from .mentions import Mention, Reading
from .relations import Relation
from .telling import tell_stock

_OPENING = re.compile(
    r"\b(?:đầu (?:kỳ|năm|quý|tháng)|(?:kỳ|quý|tháng|năm) trước (?:chuyển|sang)|tồn đầu|chuyển sang)"
    r"(?![^,;.]*\b(?:mới|tăng)\b)",
    re.I,
)
_CLOSING = re.compile(
    r"\b(?:cuối (?:kỳ|năm|quý|tháng)|tồn cuối|hiện(?: có| còn|tại| nay)|nay|còn lại|còn|tổng số"
    r"|dư)\b",
    re.I,
)
_IN = re.compile(
    r"\b(?:mới|tăng(?: thêm)?|nhập|phát sinh|kết nạp|tuyển(?: dụng)?|bổ sung|chuyển đến|tiếp nhận"
    r"|thêm|tái (?:nghèo|lập)|trở lại|thành lập|gia nhập|thu|nhận|mua)\b",
    re.I,
)
_OUT = re.compile(
    r"\b(?:giảm|thoát|thanh lý|xuất|chuyển đi|rút|trả|chi|sử dụng|kết thúc"
    r"|nghỉ(?: hưu| việc)?|hủy|huỷ|thu hồi|thôi việc|giải thể|rời"
    r"|tạm (?:ngừng|dừng)|hoàn thành|giải quyết|chấm dứt|chết|mất|cắt|xóa|loại|ra khỏi"
    r"|chuyển công tác|đưa ra)\b",
    re.I,
)


def find_stocks(reading: Reading) -> list[Relation]:
    """Find balances within one passage or list; one that fails is told where both what came and
    what went are named in one passage.
    """
    found = []
    for own in _runs(reading):
        counts = [m for m in own if m.number.unit not in ("%", "lần") and not m.number.qualifier]
        for at, opening in enumerate(counts):
            if _OPENING.search(_clause(opening)):
                told = _balance(counts[at:]) or _balance([opening, *counts[:at], *counts[at + 1 :]])
                found += [told] if told is not None else []
    return found


def _runs(reading: Reading) -> Iterator[list[Mention]]:
    """Return the figures of each passage, and those of the items that stand under each other."""
    items: list[Mention] = []
    mark = ""
    for place, own in reading.by_passage.items():
        block = reading.passages[place].block
        if block.mark and block.mark == mark:
            items += own
        else:
            if len({m.passage for m in items}) > 1:
                yield items
            items, mark = list(own), block.mark
        yield own
    if len({m.passage for m in items}) > 1:
        yield items


def _clause(mention: Mention) -> str:
    return re.split(r"[;.]", mention.left)[-1][-70:]


def _balance(counts: list[Mention]) -> Relation | None:
    opening, came, went = counts[0], [], []
    others = 0
    first = head_of(opening).split()[:1]
    for mention in counts[1:10]:
        said = _clause(mention)
        head = head_of(mention).split()[:1]
        if mention.number.dimension != opening.number.dimension or mention.group != opening.group:
            continue
        if head != first and head:
            continue
        if (came or went) and _CLOSING.search(said):
            told = _told(opening, came, went, mention, others)
            if told is not None:
                return told
        moved = _moved(said.rpartition(",")[2]) or _moved(mention.right[:30]) or _moved(said)
        if moved:
            (went if moved < 0 else came).append(mention)
        else:
            others += 1
    return None


def _moved(text: str) -> int:
    """Say whether words tell of something that came (1) or went (−1)."""
    out, into = _last(_OUT, text), _last(_IN, text)
    return 0 if out == into else (-1 if out > into else 1)


def _last(pattern: re.Pattern, text: str) -> int:
    return max((found.start() for found in pattern.finditer(text)), default=-1)


def _told(
    opening: Mention, came: list, went: list, closing: Mention, others: int
) -> Relation | None:
    relation = tell_stock(
        closing.number, opening.number, [m.number for m in came], [m.number for m in went]
    )
    run = (opening, *came, *went, closing)
    beside = len({m.sentence for m in run}) < 3 and len({m.passage for m in run}) == 1
    first, last = sorted((opening.passage, closing.passage))
    listed = all(m.item and m.section == opening.section for m in (opening, closing))
    sure = came and went and (beside or (listed and last - first < 5)) and not others
    return relation if relation.holds or sure else None
