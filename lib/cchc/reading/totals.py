"""Find totals and their parts: by cues ("gồm", "trong đó", a colon, brackets, a list) and by what
is said of each part.
"""

import re
from collections.abc import Sequence
from fractions import Fraction

from .balances import Balances
from .dividing import (
    CHANGE,
    ESSENTIAL,
    PEOPLE,
    closest_parts,
    head_of,
    is_division,
    opening_of,
    propose_parts,
    put_overs_first,
    usable_parts,
)
from .division_by_kind import (
    divided_by_list,
    divided_in_sentence,
    names_kinds,
    opens_division,
)
from .exhaustive import are_rated, must_make
from .mentions import Mention, Reading
from .printed_units import PERCENT_UNITS
from .relations import sum_holds
from .telling import tell_part, tell_sum

_CUE = re.compile(
    r"(?P<strong>\b(?:bao gồm|gồm(?: có)?|chia (?:ra|theo|làm|thành)|phân (?:ra|theo|loại)"
    r"|cơ cấu)\b(?![^.;\d]{0,12}\btổ chức))"
    r"|(?P<weak>\b(?i:trong (?:số )?(?:đó|này)|cụ thể|như sau|(?<=[;,] )kết quả(?=:))\b)"
    r"|(?P<colon>:)|(?P<bracket>\()"
)
_OUT_OF = re.compile(r"(?:trong|trên)(?: tổng)?(?: số)?\s*$", re.I)
_SMALL = 100


class Sums(Balances):
    """The sums and parts of a reading; `wholes` says which total each part was put under."""

    def __init__(self, reading: Reading):
        super().__init__(reading)
        for place, passage in enumerate(reading.passages):
            if passage.block.kind != "cell":
                self._cues(place, passage.text)
                self._out_of(place)
        self.balance()

    # cues

    def _cues(self, place: int, text: str) -> None:
        mentions = self.reading.by_passage.get(place, [])
        for cue in _CUE.finditer(text):
            kind = cue.lastgroup or ""
            parts, wider, listed = self._parts(place, text, cue, mentions)
            if not parts:
                continue
            totals = self._totals(place, text, cue, mentions)
            if totals:
                counted = [t for t in totals if t.number.dimension not in PERCENT_UNITS]
                nearest = (counted or totals)[0].number.dimension
                same = [t for t in totals if t.number.dimension == nearest]
                self._weigh(kind, same, parts, wider, listed)
                self._confirm([t for t in counted if t not in same], parts)
            elif listed and names_kinds(text):
                self._divide(divided_by_list(self.reading, parts), parts)
            elif kind == "colon" and opens_division(text[: cue.start()]):
                before = [m for m in mentions if m.number.begin < cue.start()]
                self._divide(divided_in_sentence(before, parts), parts)

    def _parts(self, place: int, text: str, cue: re.Match, mentions: list[Mention]):
        """Return the figures a cue introduces, those up to the passage's end, and whether they are
        a list.
        """
        rest = text[cue.end() :].strip(" :.-–*_")
        if not rest:
            items = self.reading.leads.get(place, [])
            firsts = map(self.reading.first_figure, items)
            return [f for f in firsts if f], [], True
        if cue.lastgroup == "bracket":
            inside = [m for m in mentions if m.group == cue.start()]
            return inside, [], False
        group = next((m.group for m in mentions if m.number.begin > cue.end()), -1)
        if cue.lastgroup == "colon" and group != -1 and group > cue.start():
            group = -1
        after = [m for m in mentions if m.number.begin >= cue.end() and m.group == group]
        sentence = self.reading.passages[place].sentence_of(cue.start())
        near = [m for m in after if m.sentence == sentence]
        if not near and after:  # "Trong đó. Trực tuyến …" and "gồm: …" that a full stop cuts
            near = [m for m in after if m.sentence == after[0].sentence]
        if cue.lastgroup == "weak" and len(near) == 1:
            opening = opening_of(near[0].left)
            near += [
                m for m in after if m not in near and opening and opening_of(m.left) == opening
            ]
        return near, after, False

    def _divide(self, whole: Mention | None, parts: list[Mention]) -> None:
        """Tell what a division by field, unit or level divides."""
        if whole is not None:
            self._add(tell_sum(whole.number, [p.number for p in parts]))
            self.wholes.update((p.number.id, whole) for p in parts)

    def _totals(self, place: int, text: str, cue: re.Match, mentions: list[Mention]):
        """Return what a cue may divide, nearest first."""
        before = [m for m in mentions if m.number.begin < cue.start()]
        if cue.lastgroup in ("bracket", "colon"):
            if not before:
                return []
            rated = before[-1].number.unit == "%" and len(before) > 1
            if rated and text[before[-1].number.end : cue.start()].strip(" %") == "":
                # "84 bài, tương đương 8,0% (…)" divides the count, not the percentage
                near = before[-1].number.begin - before[-2].number.end < 60
                return [before[-2]] if near and not CHANGE.search(before[-2].left) else []
            tail = text[before[-1].number.begin + len(before[-1].number.text) : cue.start()]
            commas = "," if cue.lastgroup == "bracket" else ""
            plain = re.fullmatch(rf"[\s\w{commas}]{{0,60}}", tail) is not None
            if plain and CHANGE.search(before[-1].left):
                return [before[-1]] if _divides_change(text, before[-1], cue, mentions) else []
            if plain:
                nearest = put_overs_first(before[-2:][::-1])
                return nearest[: 1 + (before[-1].number.pair == "under")]
            return self._subject(cue, before, tail)
        sentence = self.reading.passages[place].sentence_of(cue.start())
        if cue.lastgroup == "strong" and before and before[-1].sentence == sentence:
            # "rộng 186 m², gồm 7 quầy" divides nothing that an earlier sentence tells
            before = [m for m in before if m.sentence == sentence]
        opened = next((m.group for m in mentions if m.number.begin > cue.end()), -1)
        inside = opened != -1 and opened < cue.start()
        near = [
            m
            for m in before
            if sentence - m.sentence <= 2
            and (m.group == -1 or inside)
            and not CHANGE.search(m.left)
        ]
        if not before:
            near = self._called_by(place) or self._lead(place)
        elif before[-1] not in near and _divides_change(text, before[-1], cue, mentions):
            near = [before[-1]]
        counted = [m for m in near if m.number.unit not in PERCENT_UNITS] or near
        return put_overs_first(list(reversed(counted))[:5])

    def _subject(self, cue: re.Match, before: list[Mention], tail: str) -> list[Mention]:
        """Return the number a clause is about, where a comparison in brackets stands between it and
        its colon: "43 giải, nhiều hơn năm trước 6 giải (37 giải): …".
        """
        if cue.lastgroup != "colon" or not re.fullmatch(r"[\s\w]{0,40}\)[\s\w,]{0,30}", tail):
            return []
        own = [m for m in before if m.sentence == before[-1].sentence and m.group == -1]
        own = [m for m in own if not CHANGE.search(m.left) and m.number.unit != "%"]
        own = [m for m in own if not re.search(r"(?:nhiều|ít|cao|thấp) hơn", m.left)]
        exact = before[-1:] if own and own[-1].number.qualifier else []
        return exact or own[-1:]

    def _lead(self, place: int) -> list[Mention]:
        """Return the figures that a paragraph beginning with a cue goes back to."""
        block = self.reading.passages[place].block
        if block.kind == "footnote":
            return []
        lead = self.reading.lead_of.get(place, place - 1)
        if lead < 0 or self.reading.passages[lead].block.kind in ("cell", "footnote", "page"):
            return []
        return [m for m in self.reading.by_passage.get(lead, []) if m.group == -1][-3:]

    def _called_by(self, place: int) -> list[Mention]:
        """Return the figure at whose mark a footnote is called."""
        passage = self.reading.passages[place]
        if passage.block.kind != "footnote":
            return []
        called = re.match(r"\d+", passage.text)
        if not called or passage.marks[:1] != "^":
            return []
        for mention in self.reading.mentions:
            text = self.reading.passages[mention.passage].text
            marks = self.reading.passages[mention.passage].marks
            tail = mention.number.begin + len(mention.number.text)
            at = marks.find("^", tail, tail + 60)
            near = at > 0 and not re.search(r"[.,;\d]", text[tail:at])
            mark = re.match(r"\d+", text[at:]) if near else None
            if mark and mark[0] == called[0]:
                return [mention]
        return []

    def _weigh(
        self,
        kind: str,
        totals: list[Mention],
        parts: list[Mention],
        wider: list[Mention],
        listed: bool,
    ) -> None:
        tried: list[tuple[Mention, list[Mention]]] = []
        for rank, total in enumerate(totals):
            variants = list(propose_parts(total, parts, wider, listed))
            if not variants:
                continue
            whole = [v for v in variants if is_division(v, variants[0])]
            tried.append((total, (whole or [closest_parts(total, variants, parts)])[0]))
            for place, variant in enumerate(variants):
                sure = total.value >= _SMALL or (rank == 0 and place < 3)
                numbers = [m.number for m in variant]
                if len(variant) > 1 and sure and sum_holds(total.number, numbers):
                    self._add(tell_sum(total.number, numbers))
                    self.wholes.update((m.number.id, total) for m in variant)
                    self._keep_parts(total, [m for m in variants[0] if m not in variant])
                    self._under(totals, total, parts)
                    return
        if tried:
            # "còn lại 816 triệu đồng. Phần đã giải ngân chia ra: …" divides what it nearly makes
            closest = min(tried, key=lambda each: _gap(*each))
            near = 20 * _gap(*closest) <= 1 and 5 * _gap(*tried[0]) > 1
            self._deny(kind, listed, *(closest if near else tried[0]))

    def _confirm(self, totals: list[Mention], parts: list[Mention]) -> None:
        """Tell the other sum of "412 km với kinh phí 286 tỷ đồng, gồm 148 km (121 tỷ đồng), …"."""
        for total in totals[:2]:
            usable = usable_parts(total, parts)
            numbers = [m.number for m in usable]
            if len(numbers) > 1 and total.value >= _SMALL and sum_holds(total.number, numbers):
                self._add(tell_sum(total.number, numbers))
                self.wholes.update((m.number.id, total) for m in usable)

    def _under(self, totals: list[Mention], total: Mention, parts: list) -> None:
        """Tell the sum of the numbers below the slashes, where that above them is one."""
        if total.number.pair != "over":
            return
        for below in totals:
            if below.number.pair == "under" and below.passage == total.passage:
                numbers = [m.number for m in usable_parts(below, parts)]
                if len(numbers) > 1 and all(n.pair == "under" for n in numbers):
                    self._add(tell_sum(below.number, numbers))
                return

    def _deny(self, kind: str, listed: bool, total: Mention, parts: list[Mention]) -> None:
        """Tell that parts fail to make their total where words say they must; otherwise that each
        is a part.
        """
        said = must_make(kind, listed, total, parts) and not are_rated(self.reading, total, parts)
        if len(parts) > 1 and said and not total.number.qualifier:
            self._add(tell_sum(total.number, [p.number for p in parts]))
            self.wholes.update((p.number.id, total) for p in parts)
        elif kind == "weak" or listed:
            self._keep_parts(total, parts)

    def _keep_parts(self, total: Mention, parts: list[Mention]) -> None:
        for part in parts:
            if {part.role, total.role} in ESSENTIAL.get(part.family, ()):
                continue  # "đang giải quyết" is no part of "đã giải quyết"
            heads = [head_of(m).split()[:1] for m in (part, total)]
            people = all(h and h[0] in PEOPLE for h in heads)
            if all(heads) and heads[0] != heads[1] and not people and len(part.number.unit) > 3:
                continue  # "tạm giữ 14.206 phương tiện …; tước 2.318 giấy phép"
            fits = part.value <= total.value
            if fits or (head_of(part) == head_of(total) and len(parts) == 1):
                self.wholes.setdefault(part.number.id, total)
                if not total.number.qualifier and not part.number.qualifier:
                    self._add(tell_part(part.number, total.number))

    def _out_of(self, place: int) -> None:
        """Tell what "trong tổng số 39 hồ sơ, … 27, … 8, còn lại 4" divides."""
        own = self.reading.by_passage.get(place, [])
        for total in own:
            if not _OUT_OF.search(total.left) or total.number.pair:
                continue
            after = [m for m in own if m.number.begin > total.number.begin]
            parts = [m for m in after if m.sentence == total.sentence and m.group == -1]
            usable = usable_parts(total, parts)
            if len(usable) > 1:
                rest = any(re.search(r"còn lại|số còn", m.left) for m in usable)
                self._weigh("strong" if rest else "weak", [total], parts, [], False)


def _gap(total: Mention, parts: Sequence[Mention]) -> Fraction:
    """Return how far parts are from their total, as a share of it."""
    added = sum((p.value for p in parts), Fraction(0))
    return abs(added - total.value) / total.value if total.value else Fraction(1)


def _divides_change(text: str, change: Mention, cue: re.Match, mentions: Sequence[Mention]) -> bool:
    """Tell "còn thiếu 97 giáo viên, gồm mầm non 52, …": what is missing or came is divided itself,
    where no part is larger.
    """
    gap = text[change.number.begin + len(change.number.text) : cue.start()]
    after = [m for m in mentions if m.number.begin > cue.end() and m.sentence == change.sentence]
    parts = [m for m in after if m.number.dimension == change.number.dimension]
    largest = max((p.value for p in parts), default=change.value + 1)
    return not re.search(r"[.;:(]", gap) and change.group == -1 and largest <= change.value
