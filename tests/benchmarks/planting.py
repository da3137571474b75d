"""Plant faults in a consistent quarter, as people make them when they count, copy and type."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from random import Random

from numerals import MEASURES, cut, print_number, read_number, rounded
from quarters import Line, Made, Maker
from relations import Fact

NEAR = 3
MOST_TRIES = 400


class NotHere(Exception):
    """A fault of this kind cannot be made in this figure."""


@dataclass(frozen=True)
class Fault:
    """What was done: the lines that change and, for each figure, the text that is right."""

    kind: str
    lines: Sequence[Line]
    right: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Page:
    """A quarter that faults are planted in, with what the planters look up."""

    maker: Maker
    made: Made
    random: Random

    def unit(self, line: Line) -> str:
        return self.maker.catalogue.unit(line.fact[0])

    def value(self, line: Line) -> Fraction:
        return read_number(line.printed, self.unit(line))[0]

    def digits(self, line: Line) -> str:
        return str(int(abs(self.value(line)) * 10**line.decimals))

    def text(self, line: Line, value: Fraction, decimals: int | None = None) -> str:
        """Print another value in the manner of a line; not here where it would read otherwise."""
        places = line.decimals if decimals is None else decimals
        text = print_number(value, places, self.unit(line), line.printed)
        told = read_number(text, self.unit(line))
        if told is None or told[0] != value:
            raise NotHere
        return text

    def near(self, line: Line) -> list[Line]:
        """The lines printed close by in the section, of the same sort, with another value."""
        at = self.made.lines.index(line)
        around = self.made.lines[max(0, at - NEAR) : at + NEAR + 1]
        return [other for other in around if self._is_like(line, other)]

    def _is_like(self, line: Line, other: Line) -> bool:
        sorts = [
            unit if unit in (*MEASURES, "đồng") else "count"
            for unit in (self.unit(line), self.unit(other))
        ]
        same_place = line.section == other.section
        return same_place and sorts[0] == sorts[1] and self.value(line) != self.value(other)

    def is_count(self, line: Line) -> bool:
        return self.unit(line) not in MEASURES


def _with_digits(change: Callable[[str, Random], str]) -> Callable[[Page, Line], list[Line]]:
    def plant(page: Page, line: Line) -> list[Line]:
        digits = page.digits(line)
        if len(digits) < 2:
            raise NotHere
        new = change(digits, page.random)
        # a zero more or less at the end is a slip by ten, a zero in front would not be written
        if new in ("", digits, digits + "0", digits[:-1] if digits[-1] == "0" else ""):
            raise NotHere
        if new[0] == "0" and digits[0] != "0":
            raise NotHere
        return [_put(page, line, Fraction(int(new), 10**line.decimals))]

    return plant


def _put(page: Page, line: Line, value: Fraction, decimals: int | None = None) -> Line:
    return replace(line, printed=page.text(line, value, decimals))


def _transposed(digits: str, random: Random) -> str:
    at = random.randrange(len(digits) - 1)
    return digits[:at] + digits[at + 1] + digits[at] + digits[at + 2 :]


def _replaced(digits: str, random: Random) -> str:
    at = random.randrange(len(digits))
    return digits[:at] + random.choice("0123456789") + digits[at + 1 :]


def _added(digits: str, random: Random) -> str:
    at = random.randrange(len(digits) + 1)
    return digits[:at] + random.choice("0123456789") + digits[at:]


def _omitted(digits: str, random: Random) -> str:
    at = random.randrange(len(digits))
    return digits[:at] + digits[at + 1 :]


def _slip(powers: Sequence[int]) -> Callable[[Page, Line], list[Line]]:
    def plant(page: Page, line: Line) -> list[Line]:
        power = page.random.choice(powers)
        value = page.value(line) * Fraction(10) ** power
        if not value or (page.is_count(line) and value.denominator > 1):
            raise NotHere
        decimals = 0 if page.is_count(line) else line.decimals - power
        # an amount without a comma, with a dot, would read as a decimal
        if decimals < 0 or (page.unit(line) == "tỷ đồng" and decimals == 0):
            raise NotHere
        return [_put(page, line, value, decimals)]

    return plant


def _slip_rounded(page: Page, line: Line) -> list[Line]:
    if page.is_count(line):
        raise NotHere
    value = page.value(line) / page.random.choice((10, 100))
    new = rounded(value, line.decimals)
    if new == value or not new:
        raise NotHere
    return [_put(page, line, new)]


def _sign(page: Page, line: Line) -> list[Line]:
    if page.value(line) <= 0:
        raise NotHere
    return [replace(line, printed="-" + line.printed)]


def _neighbour_copied(page: Page, line: Line) -> list[Line]:
    other = _one_of(page, [o for o in page.near(line) if len(page.digits(o)) > 1])
    return [_put(page, line, page.value(other), other.decimals)]


def _other_row_copied(page: Page, line: Line) -> list[Line]:
    kinds = page.maker.catalogue.kinds
    others = [
        other
        for other in page.made.lines
        if other.fact[0] == line.fact[0]
        and other.section == line.section
        and kinds[other.fact[1]] == kinds[line.fact[1]]
        and page.value(other) != page.value(line)
    ]
    other = _one_of(page, others)
    return [_put(page, line, page.value(other), other.decimals)]


def _previous_copied(page: Page, line: Line) -> list[Line]:
    then = page.made.before[line.figure]
    if len(page.digits(line)) < 2:
        raise NotHere
    return [_put(page, line, read_number(then, page.unit(line))[0])]


def _figures_swapped(page: Page, line: Line) -> list[Line]:
    other = _one_of(page, page.near(line))
    here, there = page.value(line), page.value(other)
    return [_put(page, line, there, other.decimals), _put(page, other, here, line.decimals)]


def _rows_swapped(page: Page, line: Line) -> list[Line]:
    """Swap all that is printed at one place of two units of one kind."""
    kinds = page.maker.catalogue.kinds
    at = [one for one in page.made.lines if (one.section, one.place) == (line.section, line.place)]
    orgs = [one.fact[1] for one in at if kinds[one.fact[1]] == kinds[line.fact[1]]]
    names = sorted(set(orgs) - {line.fact[1]})
    other = _one_of(page, names)
    rows = [{one.fact[0]: one for one in at if one.fact[1] == org} for org in (line.fact[1], other)]
    if rows[0].keys() != rows[1].keys() or len(rows[0]) < 2:
        raise NotHere
    swapped = []
    for code, here in rows[0].items():
        there = rows[1][code]
        swapped += [replace(here, printed=there.printed), replace(there, printed=here.printed)]
    return swapped


def _total_stale(page: Page, line: Line) -> list[Line]:
    """A part was corrected afterwards and everything with it, only the printed total was not."""
    parts = page.maker.defined.get(line.fact, {})
    twice = [one for one in page.made.lines if one.fact == line.fact]
    known = [fact for fact in parts if page.made.truth.get(fact, 0) > 0]
    if len(known) != len(parts) or len(twice) > 1:
        raise NotHere
    part = page.made.truth[_one_of(page, known)]
    old = rounded(part * Fraction(page.random.uniform(0.7, 1.3)), line.decimals)
    return [_put(page, line, page.value(line) - part + old)]


def _cumulative(page: Page, line: Line) -> list[Line]:
    """The figure runs from the beginning of the year instead of over the quarter."""
    grows = page.maker.catalogue.indicators[line.fact[0]].get("accumulates")
    if not page.is_count(line) or grows or line.fact in page.maker.kept:
        raise NotHere
    then = read_number(page.made.before[line.figure], page.unit(line))[0]
    return [_put(page, line, page.value(line) + then)]


def _other_base(page: Page, line: Line) -> list[Line]:
    """A percentage of another figure of the same unit."""
    ratio = page.maker.rates.get(line.fact)
    if ratio is None or len(ratio.part) > 1:
        raise NotHere
    truth = page.made.truth
    part = truth.get(next(iter(ratio.part)))
    bases = [
        truth[one.fact]
        for one in page.made.lines
        if one.fact[1] == line.fact[1]
        and one.section == line.section
        and one.fact not in ratio.facts
        and page.maker.catalogue.unit(one.fact[0])
        == page.maker.catalogue.unit(next(iter(ratio.whole))[0])
    ]
    bases = [base for base in bases if part and base >= part]
    return [_put(page, line, rounded(100 * part / _one_of(page, bases), line.decimals))]


def _rate_copied(page: Page, line: Line) -> list[Line]:
    if page.unit(line) != "%":
        raise NotHere
    return _neighbour_copied(page, line)


def _comma_for_dot(page: Page, line: Line) -> list[Line]:
    if not page.is_count(line) or line.printed.count(".") != 1:
        raise NotHere
    return [replace(line, printed=line.printed.replace(".", ","))]


def _dot_moved(page: Page, line: Line) -> list[Line]:
    if not page.is_count(line) or line.printed.count(".") != 1:
        raise NotHere
    digits = line.printed.replace(".", "")
    behind = page.random.choice([n for n in (1, 2) if n < len(digits)])
    return [replace(line, printed=f"{digits[:-behind]}.{digits[-behind:]}")]


def _in_thousands(page: Page, line: Line) -> list[Line]:
    if not page.is_count(line) or page.value(line) < 1000:
        raise NotHere
    short = rounded(page.value(line) / 1000, 2)
    return [replace(line, printed=print_number(short, 2, "%", "") + " ngàn")]


def _capped(page: Page, line: Line) -> list[Line]:
    if page.unit(line) != "%" or page.value(line) <= 100:
        raise NotHere
    return [_put(page, line, Fraction(100))]


def _truncated(page: Page, line: Line) -> list[Line]:
    """Cut instead of rounded: no fault, and not to be called one."""
    ratio = page.maker.rates.get(line.fact)
    if ratio is None or any(fact not in page.made.truth for fact in ratio.facts):
        raise NotHere
    sums = [
        sum(c * page.made.truth[f] for f, c in terms.items()) for terms in (ratio.part, ratio.whole)
    ]
    return [_put(page, line, cut(100 * sums[0] / sums[1], line.decimals))]


def _window_year(page: Page, line: Line) -> list[Line]:
    """A window that starts a year late, over all figures that the same words introduce."""
    if not line.start:
        raise NotHere
    late = line.start[:-4] + str(int(line.start[-4:]) + 1)
    where = line.section, line.place, line.start, line.end
    return [
        replace(one, start=late)
        for one in page.made.lines
        if (one.section, one.place, one.start, one.end) == where
    ]


def _free(page: Page, line: Line) -> list[Line]:
    step = Fraction(1, 10**line.decimals)
    units = int(page.value(line) / step)
    return [_put(page, line, step * page.random.randint(units // 2, 2 * units + 3))]


def _one_of(page: Page, some: Sequence):
    if not some:
        raise NotHere
    return page.random.choice(some)


KINDS: Mapping[str, Callable[[Page, Line], list[Line]]] = {
    "transposed": _with_digits(_transposed),
    "digit_replaced": _with_digits(_replaced),
    "digit_added": _with_digits(_added),
    "digit_omitted": _with_digits(_omitted),
    "slip_10": _slip((1, -1)),
    "slip_100": _slip((2, -2)),
    "slip_1000": _slip((3, -3)),
    "slip_rounded": _slip_rounded,
    "sign": _sign,
    "neighbour_copied": _neighbour_copied,
    "other_row_copied": _other_row_copied,
    "rate_copied": _rate_copied,
    "previous_copied": _previous_copied,
    "figures_swapped": _figures_swapped,
    "rows_swapped": _rows_swapped,
    "total_stale": _total_stale,
    "cumulative": _cumulative,
    "other_base": _other_base,
    "capped": _capped,
    "comma_for_dot": _comma_for_dot,
    "dot_moved": _dot_moved,
    "in_thousands": _in_thousands,
    "window_year": _window_year,
    "truncated": _truncated,
    "free": _free,
}


def plant(kind: str, page: Page, lines: Sequence[Line], taken: set[Fact]) -> Fault:
    """Plant one fault of a kind in one of the lines, away from facts that already hold one.

    Raises NotHere where no line takes it.
    """
    for _ in range(MOST_TRIES):
        line = page.random.choice(lines)
        try:
            changed = KINDS[kind](page, line)
        except NotHere:
            continue
        was = {one.figure: one for one in page.made.lines}
        changed = [one for one in changed if one != was[one.figure]]
        if changed and taken.isdisjoint(one.fact for one in changed):
            return Fault(kind, changed, {one.figure: was[one.figure].printed for one in changed})
    raise NotHere
