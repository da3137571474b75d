"""Find which percentage is told of two counts that a slash or "trên tổng số" ties: "a/b (p%)"."""

import re
from fractions import Fraction

from .changing import is_change
from .clauses import counts_other
from .dividing import counts_time
from .mentions import Mention, Reading
from .relations import Relation, share_holds
from .telling import tell_share

_OUT_OF = re.compile(
    r"^[^.;:,()\d]{0,30}\b(?:trên(?: tổng)?(?: số)?|trong(?: tổng)? số"
    r"|trên tổng [^.;:,()\d]{2,60})\s*$"
    r"|^[^.;:()\d]{0,40}\btrên tổng số\s*$",
    re.I,
)


class PairedShares:
    """The counts of a reading that are told as a part of another; `pairs` are part and whole."""

    def __init__(self, reading: Reading):
        self.reading = reading
        self.pairs: list[tuple[Mention, Mention]] = []
        for one, two in zip(self.reading.mentions, self.reading.mentions[1:], strict=False):
            slashed = one.number.pair == "over" and two.number.pair == "under"
            if slashed and self._compares(one, two):
                continue  # "giảm 24 vụ (186/210)": what is and what was
            beside = one.passage == two.passage and one.sentence == two.sentence
            if slashed or (
                beside
                and not counts_time(two)
                and _OUT_OF.match(self.reading.text_between(one, two))
            ):
                self.pairs.append((one, two))

    def of(self, rate: Mention) -> Relation | None:
        """Tell "a/b (p%)" and "p% (a/b)"; two percentages beside one pair are both tried."""
        near = [
            (one, two)
            for one, two in self.pairs
            if one.passage == rate.passage and abs(one.sentence - rate.sentence) <= 0
        ]
        place = rate.number.begin
        behind = [p for p in near if p[0].number.begin > place]
        ahead = [p for p in near if p[1].number.begin < place]
        text = self.reading.passages[rate.passage].text
        beside: list[tuple[Mention, Mention]] = []
        if ahead and self._belongs_before(ahead[-1][0], rate):
            ahead = []
        if ahead:
            gap = text[ahead[-1][1].number.end : place]
            own = self.reading.by_passage[rate.passage]
            between = [m for m in own if ahead[-1][1].number.begin < m.number.begin < place]
            counted = [m for m in between if m.value >= 10]
            if len(gap) < 120 and not counted and not re.search(r"[.;] ", gap):
                beside.append(ahead[-1])
        if behind:
            gap = text[rate.number.end : behind[0][0].number.begin]
            bracketed = re.search(r"\(\s*$", gap) or not gap.strip(" %")
            if bracketed and len(gap) < 90 and not re.search(r"[.;]|\d", gap):
                beside.append(behind[0])
        for one, two in beside:
            if (
                one.number.dimension == two.number.dimension
                and share_holds(one.value, two.value, rate.number)[0]
            ):
                return tell_share(one.number, two.number, rate.number)
        sure = [b for b in beside if b[0].number.dimension == b[1].number.dimension]
        # "83 thuê bao/100 dân" is no share; "13.105 tài khoản trên 14.260 công dân" is one
        sure = [b for b in sure if not b[0].number.pair or not counts_other(*b)]
        sure = [b for b in sure if may_miss(*b, rate)]
        if len(sure) == 1 and rate.number.qualifier in ("", "over", "under"):
            return tell_share(sure[0][0].number, sure[0][1].number, rate.number)
        return None

    def _compares(self, one: Mention, two: Mention) -> bool:
        before = self.reading.before(one, 1)
        beside = before and before[0].passage == one.passage and one.group != -1
        return (
            bool(beside)
            and is_change(before[0])
            and (abs(one.value - two.value) == before[0].value or one.value > two.value)
        )

    def _belongs_before(self, one: Mention, rate: Mention) -> bool:
        """Tell whether a pair explains the percentage before its bracket: "84,0% (2.173/2.587)"."""
        before = self.reading.before(one, 1)
        if not before or before[0].number.unit != "%" or before[0] is rate:
            return False
        return self.reading.text_between(before[0], one).strip() == "("


def may_miss(one: Mention, two: Mention, rate: Mention) -> bool:
    """Tell whether a qualified percentage is missed by little, or is another's: "5/6 khoản thu đạt
    trên 75% dự toán" speaks of each of the five.
    """
    gap = 100 * one.value / two.value - rate.value if two.value else Fraction(100)
    sign = {"over": -1, "under": 1}.get(rate.number.qualifier)
    return sign is None or 0 <= sign * gap <= 3
