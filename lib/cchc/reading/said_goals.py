"""Find the numbers that sentences call a goal, a plan or a limit, and which way they go."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from .changing import is_change, is_planned_change
from .dividing import head_of
from .goal_words import ASSIGNED, BETTER_LOW, GOAL_WORDS, PLAN_WORDS, SAYS_LEAST, SAYS_MOST
from .mentions import Mention, Reading
from .numerals import ReadNumber

_LIMITS = "tối đa|tối thiểu|ít nhất|nhiều nhất|cao nhất"
_SAID_BEFORE = re.compile(
    rf"(?<!theo )(?<!thực hiện )\b(?:{GOAL_WORDS})\b"
    r"(?P<gap>(?:[^,.;\d]|20\d\d|\d\d? tháng){0,60})$"
    rf"|\b(?:{_LIMITS})\b[^,;.\d]{{0,30}}(?:là|:)\s*$",
    re.I,
)
# "vượt mốc 70%", "trên mức bình quân của tỉnh là 85,1 điểm"
_COMPARED = re.compile(
    r"(?:(?P<above>vượt|cao hơn|trên)|(?P<below>thấp hơn|chưa đạt|không đạt|dưới|không quá))"
    r"(?: so với)? (?:mức|mốc|tiến độ|bình quân)(?:[^,.;\d]|20\d\d|\d\d? tháng){0,60}\(?$",
    re.I,
)
_SAID_BEHIND = re.compile(
    # "19% so với dự toán tỉnh giao", "95% kế hoạch được giao" are no goals
    rf"(?!\s*(?:so|số|của|{PLAN_WORDS})\b)[^.;:,()\d]{{0,40}}\b"
    rf"(?:{ASSIGNED}"
    r"|theo (?:kế hoạch|nghị quyết|chỉ tiêu|yêu cầu))",
    re.I,
)
_SCALE = re.compile(r"\btrên (?:tổng )?(?:thang|số)(?: điểm)?(?: chấm)? tối đa(?: là)?\s*$", re.I)
_BARE = re.compile(rf"\b(?:{PLAN_WORDS}|yêu cầu)(?: [^\W\d_]+){{0,8}} ?$", re.I)
# between "kế hoạch" and a number these make it the result
_RESULT = re.compile(
    r"\b(?:đã|đạt|thực hiện|kết quả|hoàn thành|tiếp nhận|nay|ước|mới|còn lại|trong đó|gồm|bằng"
    r"|chiếm)\b",
    re.I,
)


# what a next clause says of a goal told before it
_TAKEN_UP = re.compile(
    rf"(?:{PLAN_WORDS}|yêu cầu|quy định|tiến độ) (?:này|trên|đó|nói trên)\b", re.I
)


@dataclass(frozen=True)
class SaidGoal:
    """A goal with its way: "least" to reach, "most" not to pass."""

    mention: Mention
    way: str

    @property
    def number(self) -> ReadNumber:
        return replace(self.mention.number, qualifier=self.way)


def find_said_goals(reading: Reading) -> Iterator[SaidGoal]:
    """Find the goals that sentences tell, in the order of the text."""
    for mention in reading.mentions:
        said = names_goal(reading, mention)
        if said is not None and not is_planned_change(mention):
            yield SaidGoal(mention, _way_of(reading, mention, said))


def names_goal(reading: Reading, mention: Mention) -> str | None:
    """Return the words by which a number is a goal, plan or limit; None where it is none."""
    number = mention.number
    if number.qualifier in ("from", "to", "about") or number.pair or number.spelled:
        return None
    if head_of(mention).startswith("tuổi") or is_scale(mention):
        return None
    before = before_in_sentence(reading, mention)
    said = _SAID_BEFORE.search(before)
    gap = (said["gap"] or "").strip(" (") if said else ""
    # "hoàn thành 34/38 nhiệm vụ được giao (89,5%)" tells a share
    share = said and number.unit == "%" and said[0].rstrip().endswith("giao (")
    if said and not share and not (gap and (_RESULT.search(gap) or is_change(mention))):
        return said[0]
    if compared := _COMPARED.search(before):
        return compared[0]
    behind = _SAID_BEHIND.match(behind_number(reading, mention))
    return "" if behind or number.qualifier in ("least", "most") else None


def is_scale(mention: Mention) -> bool:
    """Tell the end of a scale, "87,46 điểm trên thang tối đa 100 điểm", which nobody may pass."""
    return _SCALE.search(mention.left) is not None


def is_bare_goal(reading: Reading, mention: Mention) -> bool:
    """Tell a percentage that is called a goal and no more, so that it is of nothing printed."""
    if mention.number.qualifier or names_goal(reading, mention) is None:
        return False
    return _BARE.search(before_in_sentence(reading, mention)) is not None


def before_in_sentence(reading: Reading, mention: Mention) -> str:
    """Return what a sentence says before a number, as far as a goal's name may reach."""
    passage = reading.passages[mention.passage]
    begin = passage.sentence_span(mention.sentence)[0]
    return passage.text[max(begin, mention.number.begin - 120) : mention.number.begin]


def behind_number(reading: Reading, mention: Mention) -> str:
    """Return what follows a number and its unit."""
    text = reading.passages[mention.passage].text
    tail = mention.number.begin + len(mention.number.text)
    return text[tail : tail + 100]


def _way_of(reading: Reading, mention: Mention, words: str) -> str:
    qualifier = mention.number.qualifier
    if qualifier in ("least", "most"):
        return qualifier
    if qualifier in ("over", "under"):
        return "least" if qualifier == "over" else "most"
    if SAYS_MOST.search(words) and not re.search(r"không (?:dưới|thấp)", words, re.I):
        return "most"
    if re.search(r"vượt|cao hơn", words, re.I) or SAYS_LEAST.search(words):
        return "least"
    subject = re.sub(r"(?:thoát|giảm) nghèo", "", before_in_sentence(reading, mention))
    return "most" if BETTER_LOW.search(re.split(r"[;,]", subject)[-1]) else "least"


def said_of_both(reading: Reading, done: Mention, goal: Mention) -> str:
    """Return the clauses that the two stand in, up to semicolons and full stops."""
    if done.passage == goal.passage:
        text = reading.passages[done.passage].text
        first, last = sorted((done.number, goal.number), key=lambda n: n.begin)
        if first is goal.number:  # what is said before a goal is said of what was told before
            return text[first.begin : last.begin] + _to_stop(text, last)
        begin = max(text.rfind(sign, 0, first.begin) for sign in ("; ", ". ")) + 1
        return text[begin : last.begin] + _to_stop(text, last)
    parts = []
    for mention in (done, goal):
        text = reading.passages[mention.passage].text
        begin = max(text.rfind(sign, 0, mention.number.begin) for sign in ("; ", ". ")) + 1
        parts.append(text[begin : mention.number.begin] + _to_stop(text, mention.number))
    return " ".join(parts)


def _to_stop(text: str, number: ReadNumber) -> str:
    rest = re.split(r"([;.](?:\s|$))", text[number.end : number.end + 200])
    said = rest[0]
    if len(rest) > 2 and _TAKEN_UP.search(rest[2]):
        said += rest[2]
    return said
