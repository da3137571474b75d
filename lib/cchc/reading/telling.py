"""Say a relation in a sentence and as rules of the engine."""

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from cchc.model.numbers import format_number, format_percent

from .numerals import ReadNumber
from .relations import Relation, bound_holds, share_holds, sum_holds

_BOUNDS = {
    "over": "hơn",
    "under": "gần",
    "about": "khoảng",
    "least": "tối thiểu",
    "most": "không quá",
}


def engine_value(number: ReadNumber) -> str:
    """Return a number as the engine reads printed ones, without its scale word."""
    shown = format_number(_digits(number), number.decimals)
    return shown + "%" if number.unit == "%" else shown


def _digits(number: ReadNumber) -> Fraction:
    return number.value / number.scale


def _term(number: ReadNumber, factor: Fraction | int = 1) -> str:
    """Write a number as a term of a rule, times its scale."""
    worth = Fraction(factor) * number.scale
    if worth == 1:
        return number.id
    if worth.denominator != 1:
        return f"{float(worth):.12f}".rstrip("0") + f"*{number.id}"
    return f"{worth.numerator}*{number.id}"


def _sum_terms(numbers: Sequence[ReadNumber]) -> str:
    return " + ".join(map(_term, numbers))


def tell_sum(
    total: ReadNumber, parts: Sequence[ReadNumber], anchor: ReadNumber | None = None
) -> Relation:
    """Tell that parts make a total."""
    holds = sum_holds(total, parts)
    added = sum((p.value for p in parts), Fraction(0))
    said = " + ".join(p.text for p in parts)
    if len(parts) > 8:
        said = f"{len(parts)} số ({parts[0].text} + {parts[1].text} + … + {parts[-1].text})"
    gap = abs(added - total.value)
    says = f"{total.text} = {said}"
    if not holds:
        made = format_number(added / total.scale)
        says = (
            f"{total.text} phải bằng {said} = {made}; chênh lệch {format_number(gap / total.scale)}"
        )
    return Relation(
        "sum",
        (total, *parts),
        holds,
        says,
        (f"{_term(total)} == {_sum_terms(parts)}",),
        anchor or total,
    )


def tell_stock(
    closing: ReadNumber,
    opening: ReadNumber,
    came: Sequence[ReadNumber],
    went: Sequence[ReadNumber],
) -> Relation:
    """Tell that what was there and what came, less what went, is what is left."""
    left = opening.value + sum((n.value for n in came), Fraction(0))
    left -= sum((n.value for n in went), Fraction(0))
    numbers = (closing, opening, *came, *went)
    loose = sum((n.step / 2 for n in numbers if not n.is_exact), Fraction(0))
    holds = left == closing.value or abs(left - closing.value) < loose
    said = "".join([opening.text, *(f" + {n.text}" for n in came), *(f" − {n.text}" for n in went)])
    says = f"{closing.text} = {said}"
    if not holds:
        made = format_number(left / closing.scale)
        says = f"{closing.text} phải bằng {said} = {made}"
    taken = "".join(f" - {_term(n)}" for n in went)
    rule = f"{_term(closing)} == {_sum_terms([opening, *came])}{taken}"
    return Relation("sum", numbers, holds, says, (rule,), closing)


def tell_share(part: ReadNumber, whole: ReadNumber, rate: ReadNumber) -> Relation:
    """Tell that part / whole is a printed percentage; "hơn 97%" makes it a bound."""
    holds, truncated = share_holds(part.value, whole.value, rate)
    exact = 100 * part.value / whole.value if whole.value else Fraction(0)
    shown = format_percent(exact, rate.decimals + 1 if not holds else max(1, rate.decimals))
    if rate.qualifier in _BOUNDS:
        low, high, _ = rate.span()
        if rate.qualifier == "least":
            low, high = rate.value, None
        elif rate.qualifier == "most":
            low, high = Fraction(0), rate.value
        if rate.qualifier in ("least", "most"):
            holds = holds and bound_holds(exact, rate)
        says = f"{part.text} / {whole.text} = {shown}, ghi {_BOUNDS[rate.qualifier]} {rate.text}"
        numerator = _term(part, 100)
        rules = [f"{numerator} >= {_term(whole, low)}"]
        if high is not None:
            rules.append(f"{numerator} <= {_term(whole, high)}")
        return Relation("bound", (part, whole, rate), holds, says, tuple(rules), rate)
    says = f"{part.text} / {whole.text} = {rate.text}"
    if not holds:
        says = f"{part.text} / {whole.text} = {shown}, nhưng ghi {rate.text}"
    elif truncated:
        says += f" (tính đủ là {format_percent(exact, rate.decimals + 1)}: cắt, không làm tròn)"
    rules = (f"{rate.id} == pct({_term(part)}, {_term(whole)})",)
    return Relation("share", (part, whole, rate), holds, says, rules, rate, truncated)


def tell_joined(parts: Sequence[ReadNumber], whole: ReadNumber, rate: ReadNumber) -> Relation:
    """Tell that several parts together are a printed percentage of their whole."""
    joined = sum((p.value for p in parts), Fraction(0))
    holds, truncated = share_holds(joined, whole.value, rate)
    exact = 100 * joined / whole.value if whole.value else Fraction(0)
    said = f"({' + '.join(p.text for p in parts)}) / {whole.text}"
    says = f"{said} = {rate.text}"
    if not holds:
        says = f"{said} = {format_percent(exact, rate.decimals + 1)}, nhưng ghi {rate.text}"
    rules = (f"{rate.id} == pct({_sum_terms(parts)}, {_term(whole)})",)
    return Relation("share", (*parts, whole, rate), holds, says, rules, rate, truncated and holds)


def tell_over_joined(part: ReadNumber, wholes: Sequence[ReadNumber], rate: ReadNumber) -> Relation:
    """Tell that a part is a printed percentage of several numbers together."""
    joined = sum((n.value for n in wholes), Fraction(0))
    holds, truncated = share_holds(part.value, joined, rate)
    says = f"{part.text} / ({' + '.join(n.text for n in wholes)}) = {rate.text}"
    rules = (f"{rate.id} == pct({_term(part)}, {_sum_terms(wholes)})",)
    numbers = tuple(dict.fromkeys((part, *wholes, rate)))
    return Relation("share", numbers, holds, says, rules, rate, truncated and holds)


def tell_part(part: ReadNumber, whole: ReadNumber) -> Relation:
    """Tell that a part is not greater than its whole."""
    holds = part.value <= whole.value
    points = whole.unit.startswith("điểm") and part.pair == "over"
    kind = "bound" if points else "part"  # 87,5/100 điểm: the most that can be reached
    says = f"{part.text} ≤ {whole.text}"
    if not holds:
        says = f"{part.text} nằm trong {whole.text} nên không được lớn hơn"
    return Relation(kind, (part, whole), holds, says, (f"{_term(part)} <= {_term(whole)}",), part)


def tell_repeat(one: ReadNumber, two: ReadNumber) -> Relation:
    """Tell that two numbers are one fact printed twice."""
    if one.qualifier or two.qualifier:
        exact, loose = (two, one) if one.qualifier else (one, two)
        return tell_bound(exact, loose)
    gap = abs(one.value - two.value)
    holds = gap == 0 or (one.step != two.step and 2 * gap <= max(one.step, two.step))
    says = (
        f"{one.text} = {two.text}"
        if holds
        else f"cùng một số liệu nhưng ghi {one.text} và {two.text}"
    )
    return Relation("repeat", (one, two), holds, says, (f"{_term(one)} == {_term(two)}",), two)


def tell_bound(exact: ReadNumber, bound: ReadNumber) -> Relation:
    """Tell that a number lies where "hơn", "gần", "tối thiểu" put it."""
    holds = bound_holds(exact.value, bound)
    word = _BOUNDS.get(bound.qualifier, "mức")
    says = f"{exact.text}, ghi {word} {bound.text}"
    if not holds:
        says = f"ghi {word} {bound.text}, nhưng số liệu là {exact.text}"
    sign = "<=" if bound.qualifier in ("under", "most") else ">="
    rules = (f"{_term(exact)} {sign} {_term(bound)}",)
    return Relation("bound", (exact, bound), holds, says, rules, bound)


def tell_difference(
    later: ReadNumber, earlier: ReadNumber, change: ReadNumber, sign: int
) -> Relation:
    """Tell that one number is another and an increase (sign 1) or without a decrease (−1)."""
    gap = later.value - earlier.value - sign * change.value
    same = later.unit == "%" or not (later.is_exact and earlier.is_exact and change.is_exact)
    allowed = max(n.step for n in (later, earlier, change)) if same else Fraction(0)
    if same and len({n.step for n in (later, earlier, change)}) == 1:
        allowed = change.step  # each of two percentages was rounded on its own
    holds = abs(gap) <= allowed
    first, second = (later, earlier) if sign > 0 else (earlier, later)
    made = format_number((first.value - second.value) / change.scale)
    says = f"{first.text} − {second.text} = {change.text}"
    if not holds:
        says = f"{first.text} − {second.text} = {made}, nhưng ghi {change.text}"
    return Relation(
        "difference",
        (first, second, change),
        holds,
        says,
        (f"{_term(first)} == {_term(second)} + {_term(change)}",),
        change,
    )


def tell_growth(
    later: ReadNumber, earlier: ReadNumber, rate: ReadNumber, sign: int, change: ReadNumber | None
) -> Relation:
    """Tell that a number grew or shrank by a percentage of what it was."""
    moved = sign * (later.value - earlier.value) if change is None else change.value
    holds, truncated = share_holds(moved, earlier.value, rate)
    exact = 100 * moved / earlier.value if earlier.value else Fraction(0)
    shown = format_percent(exact, rate.decimals + (not holds))
    top = change.text if change else f"({later.text} − {earlier.text})"
    says = f"{top} / {earlier.text} = {rate.text}"
    if not holds:
        says = f"{top} / {earlier.text} = {shown}, nhưng ghi {rate.text}"
    numbers = (change, earlier, rate) if change else (later, earlier, rate)
    upper = _term(change) if change else f"{_term(later)} - {_term(earlier)}"
    if change is None and sign < 0:
        upper = f"{_term(earlier)} - {_term(later)}"
    rules = (f"{rate.id} == pct({upper}, {_term(earlier)})",)
    return Relation("difference", numbers, holds, says, rules, rate, truncated and holds)


def tell_growth_since(now: ReadNumber, change: ReadNumber, rate: ReadNumber, sign: int) -> Relation:
    """Tell that a change is a percentage of what was, which is not printed: now less the change."""
    then = now.value - sign * change.value
    holds, truncated = share_holds(change.value, then, rate)
    shown = format_percent(100 * change.value / then, rate.decimals + (not holds))
    base = f"({now.text} {'−' if sign > 0 else '+'} {change.text})"
    says = f"{change.text} / {base} = {rate.text}"
    if not holds:
        says = f"{change.text} / {base} = {shown}, nhưng ghi {rate.text}"
    was = f"{_term(now)} {'-' if sign > 0 else '+'} {_term(change)}"
    rules = (f"{rate.id} == pct({_term(change)}, {was})",)
    return Relation(
        "difference", (now, change, rate), holds, says, rules, rate, truncated and holds
    )


def tell_average(
    total: ReadNumber, count: ReadNumber, mean: ReadNumber, factor: Fraction = Fraction(1)
) -> Relation:
    """Tell that a total over a count is about a mean; `factor` turns tấn into kg."""
    exact = factor * total.value / count.value
    low, high = _rounded(mean)
    holds = bound_holds(exact, mean) if mean.qualifier else low <= exact <= high
    shown = format_number(Fraction(round(exact / mean.scale * 10), 10), 1)
    says = f"{total.text} / {count.text} = {shown}, ghi {mean.text}"
    rules = (
        f"{_term(total, factor)} >= {_term(count, low)}",
        f"{_term(total, factor)} <= {_term(count, high)}",
    )
    return Relation("other", (total, count, mean), holds, says, rules, mean)


def tell_per(total: ReadNumber, count: ReadNumber, per: ReadNumber, mean: ReadNumber) -> Relation:
    """Tell that so many of a total come to each hundred or thousand of a count."""
    told = tell_average(total, count, mean, per.value)
    said = told.says.replace(" = ", f" × {per.text} = ", 1)
    return replace(told, numbers=(total, count, per, mean), says=said)


def _rounded(mean: ReadNumber) -> tuple[Fraction, Fraction]:
    """Return what a mean or a multiple may stand for: without a qualifier, what rounds to it."""
    if mean.qualifier:
        return mean.span()[:2]
    return mean.value - mean.step / 2, mean.value + mean.step / 2


def tell_times(later: ReadNumber, earlier: ReadNumber, times: ReadNumber) -> Relation:
    """Tell that one number is another so many times: "gấp 1,5 lần"."""
    exact = later.value / earlier.value
    low, high = _rounded(times)
    holds = bound_holds(exact, times) if times.qualifier else low <= exact <= high
    shown = format_number(Fraction(round(exact * 100), 100), 2)
    says = f"{later.text} / {earlier.text} = {shown}, ghi {times.text} lần"
    rules = (
        f"{_term(later)} >= {_term(earlier, low)}",
        f"{_term(later)} <= {_term(earlier, high)}",
    )
    return Relation("other", (later, earlier, times), holds, says, rules, times)


def tell_ratio(
    part: ReadNumber, whole: ReadNumber, worth: Fraction, sign: int, room: Fraction
) -> Relation:
    """Tell that one number is a part of another, or so many times as large, that words tell: more
    (sign 1), less (−1) or about as much; `room` says how far off it may be, as a share of it.
    """
    exact = part.value / whole.value
    low = worth if sign > 0 else worth * (1 - room)
    high = worth if sign < 0 else worth * (1 + room)
    word = {1: "hơn", -1: "gần", 0: "bằng"}[sign]
    shown = format_number(Fraction(round(exact * 100), 100), 2)
    says = f"{part.text} / {whole.text} = {shown}, ghi {word} {worth}"
    rules = (f"{_term(part)} >= {_term(whole, low)}", f"{_term(part)} <= {_term(whole, high)}")
    return Relation("bound", (part, whole), low <= exact <= high, says, rules, part)
