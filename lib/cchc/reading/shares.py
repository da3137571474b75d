"""Find which count over which is a printed percentage."""

from collections.abc import Sequence
from fractions import Fraction

from .changing import is_change, is_growth
from .denominators import Denominators, counts_alike, names_whole
from .mentions import Mention, Reading
from .numerators import OF, WHOLES_OF, Numerators
from .paired_shares import PairedShares, may_miss
from .relations import CHANCE, Relation, odds_of_share, share_holds
from .roles import role_of
from .said_goals import is_bare_goal
from .telling import tell_share, tell_sum
from .totals import Sums


class Shares:
    """The shares of a reading, told against the wholes that sums found."""

    def __init__(self, reading: Reading, sums: Sums, told: Sequence[Relation] = ()):
        self.reading, self.sums = reading, sums
        added = [r for r in told if r.kind == "sum" and r.holds]
        self.totals_of: dict[str, set[str]] = {}
        for total, one in ((r.numbers[0], n) for r in added for n in r.numbers[1:]):
            self.totals_of.setdefault(one.id, set()).add(total.id)
        self.found: dict[tuple, Relation] = {}
        self.open: list[tuple[Mention, Mention]] = []
        self.divided: dict[str, list[tuple[Mention, Mention]]] = {}
        self.numerators = Numerators(reading)
        self.denominators = Denominators(reading, sums)
        self.paired = PairedShares(reading)
        for mention in reading.mentions:
            ranged = mention.number.qualifier in ("from", "to")
            if mention.number.unit == "%" and not ranged and not is_bare_goal(reading, mention):
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

    def _totals(self, part: Mention) -> set[str]:
        return self.totals_of.get(part.number.id, set())

    def _share(self, rate: Mention) -> None:
        if is_growth(self.reading, rate):
            return
        if (told := self.paired.of(rate)) is not None:
            self._add(told)
            return
        for part, sure in self.numerators.of(rate):
            wholes = self.denominators.of(rate, part)
            if self.denominators.are_said_beside(rate, part, wholes):
                wholes = wholes[:1]
            if self._confirm(rate, part, wholes, sure):
                return
        self._remember(rate)

    def _confirm(
        self, rate: Mention, part: Mention, wholes: list[tuple[Mention, bool]], tied: bool
    ) -> bool:
        """Tell the first whole that fits, as long as an accident is unlikely."""
        odds = odds_of_share(rate.number)
        beside = self.denominators.siblings.get((rate.passage, rate.sentence), [])
        if len(beside) > 1 and len({m.number.id for m in beside}) == 1:
            # several percentages of one whole: the next is of it too, or of one that is named
            wholes = [(m, True) for m, named in wholes if named or m is beside[0]]
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
                if self._totals(part) & self._totals(whole):
                    continue  # what was late is no share of what was on time
                self._add(tell_share(part.number, whole.number, rate.number))
                self.denominators.siblings.setdefault((rate.passage, rate.sentence), []).append(
                    whole
                )
                self.denominators.remember(rate, whole)
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
        found = self.numerators.of(rate)
        if found and (found[0][1] or self._speaks_of(rate, found[0][0])):
            self.open.append((rate, found[0][0]))

    def _speaks_of(self, rate: Mention, part: Mention) -> bool:
        """Tell whether a whole sentence like "hơn 95% số hồ sơ tiếp nhận đã có kết quả" ties both
        ends.
        """
        text = self.reading.passages[rate.passage].text
        tail = text[rate.number.begin + len(rate.number.text) :][:120]
        of = OF.match(tail)
        return (
            of is not None
            and part.role in WHOLES_OF
            and part.role == (role_of("", tail[of.end() :]) or self.numerators.said_last(tail))
        )

    def _settle(self, rate: Mention, part: Mention) -> None:
        """Tell a contradiction where words name the whole, or the neighbours' percentages do."""
        wholes = self.denominators.of(rate, part, sure=True)
        sure = [m for m, named in wholes if named]
        if not sure:
            sure = self.denominators.siblings.get((rate.passage, rate.sentence), [])[-1:]
            sure = [m for m in sure if counts_alike(m, part) and m.group in (-1, part.group)]
        if not sure:
            sure = [
                m
                for m, _ in wholes
                if m.role in WHOLES_OF.get(part.role, ()) and m.section == part.section
            ][:1]
        sure = [m for m in sure if counts_alike(m, part) or m.number.id in self._totals(part)]
        sure = sure or self._only_whole(rate, part)
        sure = [m for m in sure if m.value >= part.value or rate.value > 100]
        sure = [m for m in sure if may_miss(part, m, rate)]
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
        if names_whole(text[rate.number.begin + len(rate.number.text) :][:110]):
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
        by_role = [m for m in near if m.role in WHOLES_OF.get(part.role, ())]
        if by_role:
            return by_role[:1]
        same = [m for m in before if _same_head(m, part) and m.number.unit]
        return same if len({m.value for m in same}) == 1 else []


def _same_head(one: Mention, two: Mention) -> bool:
    heads = [m.number.unit.split()[:1] for m in (one, two)]
    return heads[0] == heads[1] != []
