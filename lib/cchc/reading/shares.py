"""Find which count over which is a printed percentage."""

import re
from fractions import Fraction

from .differences import is_change, is_growth
from .dividing import counts_time
from .mentions import Mention, Reading, content_words
from .relations import CHANCE, Relation, odds_of_share, share_holds
from .roles import role_of
from .telling import tell_part, tell_share, tell_sum
from .totals import Sums

_CUE = re.compile(
    r"^[^;.!?]{0,60}?(?:\b(?:chiếm|đạt|bằng|tương đương|tương ứng|ứng với|tỷ lệ|tỉ lệ|tỷ trọng)\b"
    r"[^;.\d]{0,40}|[(/]\s*)$",
    re.I,
)
_CUE_WORD = re.compile(r"tỷ lệ|tỉ lệ|tỷ trọng", re.I)
_BEHIND = re.compile(
    r"^\s*(?:\(|(?:với|là) |[–,-]?\s*(?:tương đương|tương ứng|ứng)(?: với)?)[^;.\d)]{0,40}$"
    r"|^[^.;:,()\d]{1,70}\(\s*$"
)
_OF = re.compile(
    r"\s*(?:%\s*)?(?:so với|so|trên|trong|của)?\s*"
    r"((?:(?:tổng )?(?:số|kế hoạch|dự toán|chỉ tiêu|phiếu|vốn)|tổng)\b[^,.;:()]{0,70})"
)
_OF_BARE = re.compile(r"\s*((?:[^\W\d_]+ ?){2,6})(?=[,.;:()]|$)")
# "68% dự toán (23,4 tỷ đồng)" names its whole in brackets
_HELD = re.compile(
    r"[^.;:()\d]{1,50}\(\s*(?=\d)"
    r"|[^.;:()\d,]{0,20}\b(?:kế hoạch|dự toán|chỉ tiêu|mục tiêu)[^.;:()\d,]{0,30}(?=\d)"
)
_LEADING = re.compile(r"(?:trong|trên)(?: tổng)? số ([^,.;:\d]{2,60})", re.I)
_IN_TURN = re.compile(r"lần lượt|theo thứ tự|tương ứng", re.I)
_BACK = re.compile(
    r"(?:nhóm|số|phần|loại|lĩnh vực|trường hợp)(?: [^\W\d_]+){0,2} (?:này|đó|trên)\b", re.I
)
_OUT_OF = re.compile(
    r"^[^.;:,()\d]{0,30}\b(?:trên(?: tổng)?(?: số)?|trong(?: tổng)? số"
    r"|trên tổng [^.;:,()\d]{2,60})\s*$"
    r"|^[^.;:()\d]{0,40}\btrên tổng số\s*$",
    re.I,
)
# "kế hoạch năm 4.500 người, đạt 94,5%" tells the whole, not the part
_GIVEN = re.compile(r"(?:kế hoạch|chỉ tiêu|dự toán|mục tiêu|định mức)[^,.;:()]{0,25}$", re.I)
_PLANNED = re.compile(
    r"dự kiến|phấn đấu|mục tiêu|chỉ tiêu|yêu cầu|kế hoạch giao|theo quy định", re.I
)
_TOTALS = {
    "resolved": ("received", "to_process"),
    "pending": ("received", "to_process"),
    "suspended": ("received", "to_process", "due"),
    "early": ("resolved", "due", "received", "to_process"),
    "on_time": ("resolved", "due", "received", "to_process"),
    "late": ("resolved", "due", "received", "to_process"),
    "online": ("received", "to_process"),
    "direct": ("received", "to_process"),
    "post": ("received", "to_process"),
    "full": ("online", "received"),
    "partial": ("online", "received"),
}


class Shares:
    """The shares of a reading, told against the wholes that sums found."""

    def __init__(self, reading: Reading, sums: Sums):
        self.reading, self.sums = reading, sums
        self.found: dict[tuple, Relation] = {}
        self.open: list[tuple[Mention, Mention]] = []
        self.divided: dict[str, list[tuple[Mention, Mention]]] = {}
        self.siblings: dict[tuple[int, int], list[Mention]] = {}
        self._pairs()
        for mention in reading.mentions:
            if mention.number.unit == "%" and mention.number.qualifier not in ("from", "to"):
                self._share(mention)
        for rate, part in self.open:
            self._settle(rate, part)
        for whole, pairs in self.divided.items():
            sentences = {(rate.passage, rate.sentence) for _, rate in pairs}
            for own in sorted(sentences):
                self._complete(whole, [p for p in pairs if (p[1].passage, p[1].sentence) == own])

    def relations(self) -> list[Relation]:
        """Return what was found, in the order of finding."""
        return list(self.found.values())

    def _add(self, relation: Relation) -> None:
        self.found.setdefault(relation.key, relation)

    def _pairs(self) -> None:
        """Tell for each a/b that a is a part of b."""
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

    def _compares(self, one: Mention, two: Mention) -> bool:
        before = self.reading.before(one, 1)
        beside = before and before[0].passage == one.passage and one.group != -1
        return (
            bool(beside)
            and is_change(before[0])
            and (abs(one.value - two.value) == before[0].value or one.value > two.value)
        )

    def _share(self, rate: Mention) -> None:
        if is_growth(self.reading, rate) or self._by_pair(rate):
            return
        for part, sure in self._numerators(rate):
            wholes = self._denominators(rate, part)
            if self._confirm(rate, part, wholes, sure):
                return
        self._remember(rate)

    def _by_pair(self, rate: Mention) -> bool:
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
                self._add(tell_share(one.number, two.number, rate.number))
                return True
        sure = [b for b in beside if b[0].number.dimension == b[1].number.dimension]
        if len(sure) == 1 and rate.number.qualifier in ("", "over", "under"):
            self._add(tell_share(sure[0][0].number, sure[0][1].number, rate.number))
            return True
        return False

    def _belongs_before(self, one: Mention, rate: Mention) -> bool:
        """Tell whether a pair explains the percentage before its bracket: "84,0% (2.173/2.587)"."""
        before = self.reading.before(one, 1)
        if not before or before[0].number.unit != "%" or before[0] is rate:
            return False
        return self.reading.text_between(before[0], one).strip() == "("

    def _numerators(self, rate: Mention) -> list[tuple[Mention, bool]]:
        """Return what may be divided, with whether words tie it to the percentage."""
        found: list[tuple[Mention, bool]] = []
        if told := self._respective(rate):
            return [(told, True)]
        own = self.reading.by_passage[rate.passage]
        own = [m for m in own if not is_change(m)]
        before = [m for m in own if m.number.begin < rate.number.begin and _counts(m)]
        # what closed brackets hold is said beside the point: "114 tỷ (trong đó …), bằng 9%"
        before = [m for m in before if m.group in (-1, rate.group)]
        if before:
            last = before[-1]
            gap = self.reading.text_between(last, rate)
            between = [m for m in own if last.number.begin < m.number.begin < rate.number.begin]
            between = [m for m in between if m.group in (-1, rate.group)]
            rates = [m for m in self.reading.by_passage[rate.passage] if m.number.unit == "%"]
            between += [m for m in rates if last.number.begin < m.number.begin < rate.number.begin]
            tied = not between and _CUE.match(gap) is not None
            tied = tied and last.sentence == rate.sentence and not _PLANNED.search(gap)
            # "đang giải quyết 20 hồ sơ, tỷ lệ đã giải quyết 98%" speaks of another count
            said = role_of(gap[_CUE_WORD.search(gap).end() :] if _CUE_WORD.search(gap) else "", "")
            tied = tied and said in ("", last.role) and not _GIVEN.search(last.left)
            if tied or (last.sentence == rate.sentence and len(gap) < 80):
                found.append((last, tied))
        after = [m for m in own if m.number.begin > rate.number.begin and _counts(m)]
        if after and _BEHIND.match(self.reading.text_between(rate, after[0])):
            found.append((after[0], False))
        if not found or not found[0][1]:
            found += [(m, False) for m in self._by_role(rate)]
            known = {m.number.id for m, _ in found}
            more = [*self._by_words(rate), *[m for m in before[-4:] if m.sentence == rate.sentence]]
            if before and _GIVEN.search(before[-1].left):
                # "So với mục tiêu 15.000 lao động, mới đạt 84,3%": of what was told before
                earlier = [m for m in self.reading.before(before[-1], 4) if _counts(m)]
                more += [m for m in earlier if m.section == rate.section]
            found += [(m, False) for m in more if m.number.id not in known]
        return found

    def _respective(self, rate: Mention) -> Mention | None:
        """Return the count that a percentage is of in "9.554 và 28.661 hồ sơ, lần lượt 25% và
        75%".
        """
        own = [m for m in self.reading.by_passage[rate.passage] if m.sentence == rate.sentence]
        at = own.index(rate)
        first = at
        while first and own[first - 1].number.unit == "%" and len(own[first].left) < 12:
            first -= 1
        last = at
        while last + 1 < len(own) and own[last + 1].number.unit == "%":
            if len(own[last + 1].left) >= 12:
                break
            last += 1
        size = last - first + 1
        if size < 2 or not _IN_TURN.search(own[first].left):
            return None
        counts = [m for m in own[:first] if _counts(m) and not is_change(m)][-size:]
        return counts[at - first] if len(counts) == size else None

    def _by_words(self, rate: Mention) -> list[Mention]:
        """Return the counts nearby that "tỷ lệ …" speaks of in the same words."""
        lead = rate.left
        if said := _CUE_WORD.search(lead):
            lead = lead[said.end() :]
        elif self._opens_sentence(rate):
            lead = re.split(r"\b(?:chiếm|đạt|bằng)\b", lead)[0]  # "Học phí chiếm 48,2%"
        else:
            return []
        words = content_words(lead)
        if len(words) < 2:
            return []
        near = [m for m in self.reading.before(rate, 12) if _counts(m)]
        return [m for m in near if len(words & m.words) * 5 >= len(words) * 4][:2]

    def _opens_sentence(self, rate: Mention) -> bool:
        own = self.reading.by_passage[rate.passage]
        return not [
            m for m in own if m.sentence == rate.sentence and m.number.begin < rate.number.begin
        ]

    def _by_role(self, rate: Mention) -> list[Mention]:
        """Return the counts nearby of which the same is said: "hơn 95% số … đã có kết quả"."""
        text = self.reading.passages[rate.passage].text
        tail = text[rate.number.begin + len(rate.number.text) :][:120]
        of = _OF.match(tail)
        said = role_of("", tail[of.end() :] if of else "") or self._said_last(tail)
        said = said or (rate.role if rate.role in _TOTALS else "")
        if not said:
            return []
        far = 40 if of or rate.number.qualifier else 12
        near = [m for m in self.reading.before(rate, far) if m.role == said and _counts(m)]
        return [m for m in near if m.section == rate.section][:2]

    def _said_last(self, tail: str) -> str:
        words = re.split(r"[,.;:()]", tail)[0]
        said = role_of(words, "")
        return said if said in _TOTALS else ""

    def _denominators(self, rate: Mention, part: Mention) -> list[tuple[Mention, bool]]:
        """Return what it may be divided by, likeliest first, with whether words name it."""
        reading = self.reading
        text = reading.passages[rate.passage].text
        tail = text[rate.number.begin + len(rate.number.text) :][:110]
        back = [m for m in reading.before(rate, 40) if _fits(m, part)]
        back += [m for m in self._after(rate, part) if _fits(m, part)]
        totals = [m for m in reading.totals if _fits(m, part)]
        named: list[Mention] = []
        if held := _HELD.match(tail):
            after = self._after(rate, part)[:1]
            at = rate.number.begin + len(rate.number.text) + held.end()
            same = part.number.dimension
            named = [m for m in after if m.number.begin == at and m.number.dimension == same]
            named = [m for m in named if m.number.id != part.number.id]
            named = [m for m in named if _fits(m, part) or rate.value > 100 or "(" in held[0]]
        if not named:
            named = [m for m in reading.named_cells(part) if _fits(m, part)]
        if not named and (of := _OF.match(tail)):
            named = self._called(of[1], [*back, *totals], part)
        elif not named and (bare := _OF_BARE.match(tail)):
            words = content_words(bare[1])
            named = [m for m in back if len(words) > 1 and words <= content_words(m.left[-80:])][:1]
        begin = reading.passages[rate.passage].sentence_span(rate.sentence)[0]
        ahead = text[begin : part.number.begin] if part.passage == rate.passage else ""
        if not named and (leading := _LEADING.search(ahead)):
            named = self._called(leading[1], back, part)
        if not named and _BACK.search(ahead[:60]):
            named = [m for m in back if m.sentence != part.sentence or m.passage != part.passage][
                :1
            ]
        whole = self.sums.wholes.get(part.number.id)
        first = [(m, True) for m in named]
        if whole is not None and _fits(whole, part):
            first.append((whole, not named))
        by_role = [
            m
            for role in _TOTALS.get(part.role, ())
            for m in back
            if m.role == role and m.section == part.section
        ]
        own = reading.by_passage[part.passage]
        subject = [m for m in own if m.sentence == part.sentence and m.group == -1][:1]
        subject = [m for m in subject if _fits(m, part) and m.number.begin < part.number.begin]
        near = [m for m in self.siblings.get((rate.passage, rate.sentence), []) if _fits(m, part)]
        loose = [m for m in (*back, *totals) if m.group == -1]
        held = [m for m in back if m.group not in (-1, part.group) and _alike(m, part)]
        rest = [(m, False) for m in (*subject, *near[-1:], *by_role, *loose, *held)]
        seen: set[str] = set()
        ordered = []
        for mention, sure in [*first, *rest]:
            if mention.number.id not in seen:
                seen.add(mention.number.id)
                ordered.append((mention, sure))
        return ordered

    def _after(self, rate: Mention, part: Mention) -> list[Mention]:
        own = self.reading.by_passage[rate.passage]
        return [m for m in own if m.number.begin > rate.number.begin][:2]

    def _called(self, phrase: str, among: list[Mention], part: Mention) -> list[Mention]:
        """Return the figures a phrase like "số đã giải quyết" means, by role or by words."""
        role = role_of(phrase, "")
        if role:
            alike = [m for m in among if m.role == role]
            if alike:
                return alike[:2] if alike[0].section == part.section else alike[:1]
        words = content_words(phrase)
        scored = [(len(words & m.words), -place, m) for place, m in enumerate(among)]
        scored = [s for s in scored if s[0] * 4 >= len(words) * 3]
        return [max(scored, key=lambda s: s[:2])[2]] if words and scored else []

    def _confirm(
        self, rate: Mention, part: Mention, wholes: list[tuple[Mention, bool]], tied: bool
    ) -> bool:
        """Tell the first whole that fits, as long as an accident is unlikely."""
        odds = odds_of_share(rate.number)
        beside = self.siblings.get((rate.passage, rate.sentence), [])
        if len(beside) > 1 and len({m.number.id for m in beside}) == 1:
            # several percentages of one whole: the next is of it too, or of one that is named
            wholes = [(m, named) for m, named in wholes if named or m is beside[0]]
        for cut in (False, True):
            risk = Fraction(0)
            for whole, named in wholes:
                if not (named and tied):
                    risk += odds * (1 if tied else 3)
                if risk > CHANCE and not named:
                    break
                holds, truncated = share_holds(part.value, whole.value, rate.number)
                if (
                    not holds
                    or truncated != cut
                    or (cut and not named and not rate.number.decimals)
                ):
                    continue
                if part.value == whole.value and not (named or tied):
                    continue
                self._add(tell_share(part.number, whole.number, rate.number))
                self.siblings.setdefault((rate.passage, rate.sentence), []).append(whole)
                self.sums.wholes.setdefault(part.number.id, whole)
                self.divided.setdefault(whole.number.id, []).append((part, rate))
                return True
        return False

    def _complete(self, whole: str, pairs: list[tuple[Mention, Mention]]) -> None:
        """Tell a sum of parts whose percentages of one whole make 100."""
        if whole not in self.reading.order:
            return
        ordered = sorted(
            {p.number.id: (p, r) for p, r in pairs}.values(),
            key=lambda pair: self.reading.order[pair[0].number.id],
        )
        for start in range(len(ordered)):
            for end in range(len(ordered), start + 1, -1):
                if self._makes_whole(
                    self.reading.mentions[self.reading.order[whole]], ordered[start:end]
                ):
                    return

    def _makes_whole(self, whole: Mention, pairs: list[tuple[Mention, Mention]]) -> bool:
        """Tell parts whose percentages make 100, unless their sum is told already."""
        rates = [rate.number for _, rate in pairs]
        numbers = [part.number for part, _ in pairs]
        loose = sum((rate.step for rate in rates), Fraction(0))
        made = abs(sum((rate.value for rate in rates), Fraction(0)) - 100) < loose
        if not made or any(rate.qualifier for rate in rates) or len({r.id for r in rates}) < 2:
            return False
        names = {n.id for n in numbers}
        known = [r for r in self.sums.relations() if names <= {n.id for n in r.numbers}]
        if not known:
            self._add(tell_sum(whole.number, numbers))
        return True

    def _remember(self, rate: Mention) -> None:
        found = self._numerators(rate)
        if found and (found[0][1] or self._speaks_of(rate, found[0][0])):
            self.open.append((rate, found[0][0]))

    def _speaks_of(self, rate: Mention, part: Mention) -> bool:
        """Tell whether a whole sentence like "hơn 95% số hồ sơ tiếp nhận đã có kết quả" ties both
        ends.
        """
        text = self.reading.passages[rate.passage].text
        tail = text[rate.number.begin + len(rate.number.text) :][:120]
        of = _OF.match(tail)
        return (
            of is not None
            and part.role in _TOTALS
            and part.role == (role_of("", tail[of.end() :]) or self._said_last(tail))
        )

    def _settle(self, rate: Mention, part: Mention) -> None:
        """Tell a contradiction where words name the whole, or the neighbours' percentages do."""
        wholes = self._denominators(rate, part)
        sure = [m for m, named in wholes if named]
        if not sure:
            sure = self.siblings.get((rate.passage, rate.sentence), [])[-1:]
            sure = [m for m in sure if _alike(m, part) and m.group in (-1, part.group)]
        if not sure:
            sure = [
                m
                for m, _ in wholes
                if m.role in _TOTALS.get(part.role, ()) and m.section == part.section
            ][:1]
        sure = [m for m in sure if _alike(m, part)] or self._only_whole(rate, part)
        sure = [m for m in sure if m.value >= part.value or rate.value > 100]
        if not sure or rate.number.qualifier in ("least", "most"):
            return
        self._add(tell_share(part.number, sure[0].number, rate.number))
        self.divided.setdefault(sure[0].number.id, []).append((part, rate))

    def _is_divided(self, mention: Mention, part: Mention) -> bool:
        """Tell whether a percentage of its own follows a number: then it is a part like the
        other.
        """
        own = self.reading.by_passage[mention.passage]
        after = own[own.index(mention) + 1 :][:1]
        return (
            bool(after)
            and after[0].number.unit == "%"
            and after[0].number.begin
            < (part.number.begin if part.passage == mention.passage else len(own))
        )

    def _only_whole(self, rate: Mention, part: Mention) -> list[Mention]:
        """Return the one figure of the sentence that the percentage can be of: said before the
        part, counting the same, or of the role its whole has.
        """
        text = self.reading.passages[rate.passage].text
        if _OF.match(text[rate.number.begin + len(rate.number.text) :][:110]):
            return []  # words name a whole, but none was found
        own = self.reading.by_passage[rate.passage]
        before = [
            m
            for m in own
            if m.number.begin < part.number.begin
            and rate.sentence - m.sentence <= 1
            and m.number.dimension == part.number.dimension
            and not m.number.qualifier
            and not m.number.pair
            and not is_change(m)
            and m.number.id not in self.sums.wholes
            and not self._is_divided(m, part)
        ]
        near = [m for m in before if m.sentence == rate.sentence]
        by_role = [m for m in near if m.role in _TOTALS.get(part.role, ())]
        if by_role:
            return by_role[:1]
        same = [m for m in before if _same_head(m, part) and m.number.unit]
        return same if len({m.value for m in same}) == 1 else []


def _same_head(one: Mention, two: Mention) -> bool:
    heads = [m.number.unit.split()[:1] for m in (one, two)]
    return heads[0] == heads[1] != []


def _counts(mention: Mention) -> bool:
    number = mention.number
    divided = number.dimension not in ("%", "điểm phần trăm")
    return divided and number.qualifier in ("", "over", "under", "about")


def _fits(whole: Mention, part: Mention) -> bool:
    """Tell whether one figure may be the whole of another."""
    same = whole.number.dimension == part.number.dimension
    plain = whole.number.qualifier == ""
    return same and plain and whole.number.id != part.number.id and whole.value >= part.value


def _alike(whole: Mention, part: Mention) -> bool:
    """Tell whether both count the same things, as far as they say."""
    one, two = whole.number.unit.split()[:1], part.number.unit.split()[:1]
    return one == two or not one or not two


def tell_pairs(shares: Shares) -> list[Relation]:
    """Tell each a/b as a part of its whole where no percentage was told of it."""
    told = {frozenset(n.id for n in r.numbers[:2]) for r in shares.relations() if r.kind == "share"}
    relations = []
    for one, two in shares.pairs:
        alike = one.number.dimension == two.number.dimension
        if alike and frozenset((one.number.id, two.number.id)) not in told:
            relations.append(tell_part(one.number, two.number))
    return relations
