"""Count what became of planted faults, and print it in tables."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

NO_FAULT, NO_FIGURE = "truncated", "window_year"
# only the notation is wrong, one number alone can be meant: any finding tells it
NOTATION = ("comma_for_dot", "in_thousands")
# how the product calls the cause, any of these words; kinds without one have no single cause
CAUSES = {
    "transposed": ("đảo hai chữ số",),
    "digit_replaced": ("sai một chữ số",),
    "digit_added": ("thừa một chữ số",),
    "digit_omitted": ("thiếu một chữ số",),
    "slip_10": ("dấu thập phân", "10 lần", "chữ số 0"),
    "slip_100": ("dấu thập phân", "100 lần", "chữ số 0"),
    "slip_1000": ("dấu thập phân", "1.000 lần", "1000 lần", "nghìn", "chữ số 0"),
    "slip_rounded": ("dấu thập phân",),
    "sign": ("sai dấu", "dấu âm"),
    "neighbour_copied": ("chép nhầm",),
    "other_row_copied": ("chép nhầm",),
    "rate_copied": ("chép nhầm",),
    "previous_copied": ("kỳ trước",),
    "figures_swapped": ("đổi chỗ",),
    "rows_swapped": ("đổi chỗ", "dòng"),
    "total_stale": ("tổng", "chưa sửa", "chưa cập nhật"),
    "cumulative": ("lũy kế",),
    "other_base": ("mẫu số", "số khác", "chia cho"),
    "capped": ("100%",),
    "dot_moved": ("dấu",),
}


@dataclass(frozen=True)
class Outcome:
    """What became of one planted fault."""

    kind: str
    together: int
    visible: bool
    caught: bool = False
    suspect: bool = False
    certain: bool = False
    first: bool = False
    right: bool = False
    cause: str = ""


@dataclass(frozen=True)
class Told:
    """One trial: its faults, the innocent that were called certain, what went wrong in words."""

    outcomes: Sequence[Outcome]
    innocent: Sequence[str] = ()
    alarms: int = 0
    clean_alarms: Sequence[str] = ()
    refused: str = ""
    seconds: float = 0.0
    misses: str = ""


def wilson(count: int, total: int) -> str:
    """Write a share in per cent with its 95 % Wilson interval."""
    if not total:
        return "–"
    share, z = count / total, 1.959964
    middle = (share + z * z / (2 * total)) / (1 + z * z / total)
    half = z * sqrt(share * (1 - share) / total + z * z / (4 * total**2)) / (1 + z * z / total)
    low, high = max(0.0, middle - half), min(1.0, middle + half)
    return f"{100 * share:.1f} [{100 * low:.1f}–{100 * high:.1f}] of {total}"


def _count(outcomes: Sequence[Outcome], holds) -> str:
    return wilson(sum(map(holds, outcomes)), len(outcomes))


def print_summary(told: Sequence[Told]) -> None:
    """Print the table of all kinds together, beside what is aimed at."""
    outcomes = [outcome for one in told for outcome in one.outcomes]
    real = [o for o in outcomes if o.kind != NO_FAULT]
    visible = [o for o in real if o.visible]
    figures = [o for o in visible if o.kind not in (NO_FIGURE, *NOTATION)]
    nameable = [o for o in figures if o.kind in CAUSES]
    named = [o for o in nameable if o.cause]
    cut = [o for o in outcomes if o.kind == NO_FAULT and not o.visible]
    print(f"{len(told)} trials, {len(real)} faults, {len(visible)} of them visible")
    for said, share, aim in (
        ("error or warning raised", _count(visible, lambda o: o.caught), ">= 99"),
        ("planted among the suspects", _count(figures, lambda o: o.suspect), ">= 96"),
        ("marked certain", _count(figures, lambda o: o.certain), ""),
        ("first suspect of its case", _count(figures, lambda o: o.first), ">= 90"),
        ("right value first", _count(figures, lambda o: o.first and o.right), ">= 80"),
        ("right value anywhere", _count(figures, lambda o: o.right), ""),
        ("cause named (of nameable)", wilson(len(named), len(nameable)), ""),
        ("cause right (of named)", _count(named, _is_named), ""),
        (
            "innocent certain (trials)",
            wilson(sum(bool(t.innocent) for t in told), len(told)),
            "<= 3",
        ),
        (
            "alarms on clean quarters",
            wilson(sum(bool(t.clean_alarms) for t in told), len(told)),
            "0",
        ),
        ("alarms at no planted figure", wilson(sum(bool(t.alarms) for t in told), len(told)), ""),
        ("input refused (trials)", wilson(sum(bool(t.refused) for t in told), len(told)), "0"),
        ("cut percentages called wrong", _count(cut, lambda o: o.caught), "0"),
    ):
        print(f"{said:30} {share:28} {aim}")
    unseen = [o for o in real if not o.visible]
    print(f"{'breaks nothing, caught still':30} {_count(unseen, lambda o: o.caught)}")
    for alarm in sorted({alarm for one in told for alarm in one.clean_alarms})[:8]:
        print(f"  clean quarter: {alarm}")


def _is_named(outcome: Outcome) -> bool:
    return any(word in outcome.cause for word in CAUSES[outcome.kind])


def print_groups(told: Sequence[Told], title: str, names: Sequence, key) -> None:
    """Print counts of the visible faults by kind, or by how many were planted together."""
    heads = ("planted", "visible", "caught", "suspect", "certain", "first", "value 1st", "value")
    heads += ("named", "right", "unseen caught")
    print(f"\n{title:18}" + "".join(f"{head:>10}" for head in heads))
    for name in names:
        some = [o for one in told for o in one.outcomes if key(o) == name]
        seen = [o for o in some if o.visible]
        counts = [len(some), len(seen)]
        for said in ("caught", "suspect", "certain", "first"):
            counts.append(sum(getattr(o, said) for o in seen))
        counts += [sum(o.first and o.right for o in seen), sum(o.right for o in seen)]
        counts += [sum(bool(o.cause) for o in seen)]
        counts += [sum(o.kind in CAUSES and _is_named(o) for o in seen)]
        unseen = [o for o in some if not o.visible]
        last = f"{sum(o.caught for o in unseen)}/{len(unseen)}"
        print(f"{name!s:18}" + "".join(f"{count:>10}" for count in counts) + f"{last:>14}")
