"""Find balances of what was there, what came, what went and what is left: "đầu kỳ 120, tăng 15,
giảm 8, cuối kỳ 127".
"""

import re

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
    r"|thêm|tái (?:nghèo|lập)|thành lập|gia nhập|thu|nhận|mua)\b",
    re.I,
)
_OUT = re.compile(
    r"\b(?:giảm|thoát|thanh lý|xuất|chuyển đi|rút|trả|chi|sử dụng|kết thúc|nghỉ(?: hưu| việc)?|hủy|huỷ|thu hồi|thôi việc|giải thể|rời"
    r"|hoàn thành|giải quyết|chấm dứt|chết|mất|cắt|xóa|loại|ra khỏi|chuyển công tác|đưa ra)\b",
    re.I,
)


def find_stocks(reading: Reading) -> list[Relation]:
    """Find balances within one passage; one that fails is told where both what came and what went
    are named.
    """
    found = []
    for own in reading.by_passage.values():
        counts = [m for m in own if m.number.unit not in ("%", "lần") and not m.number.qualifier]
        for at, opening in enumerate(counts):
            if _OPENING.search(_clause(opening)):
                told = _balance(counts[at:]) or _balance([opening, *counts[:at], *counts[at + 1 :]])
                found += [told] if told is not None else []
    return found


def _clause(mention: Mention) -> str:
    return re.split(r"[;.]", mention.left)[-1][-70:]


def _balance(counts: list[Mention]) -> Relation | None:
    opening, came, went = counts[0], [], []
    for mention in counts[1:7]:
        said = _clause(mention)
        if mention.number.dimension != opening.number.dimension:
            continue
        if head_of(mention) not in (head_of(opening), "") or mention.group != opening.group:
            continue
        if (came or went) and _CLOSING.search(said):
            return _told(opening, came, went, mention)
        out, into = _last(_OUT, said), _last(_IN, said)
        if max(out, into) >= 0:
            (went if out > into else came).append(mention)
        elif mention.group == -1:
            return None
    return None


def _last(pattern: re.Pattern, text: str) -> int:
    return max((found.start() for found in pattern.finditer(text)), default=-1)


def _told(opening: Mention, came: list, went: list, closing: Mention) -> Relation | None:
    relation = tell_stock(
        closing.number, opening.number, [m.number for m in came], [m.number for m in went]
    )
    plain = {m.sentence for m in (opening, *came, *went, closing)}
    return relation if relation.holds or (came and went and len(plain) < 3) else None
