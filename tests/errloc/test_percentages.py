from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, ROUND_UP, Decimal

import pytest

from errloc.percentages import judge_rate, possible_numerators

ROUNDINGS = {
    "half_up": ROUND_HALF_UP,
    "half_even": ROUND_HALF_EVEN,
    "truncate": ROUND_DOWN,
    "ceil": ROUND_UP,
}


@pytest.mark.parametrize(
    ("printed", "denominator", "mode", "counts"),
    [
        ("95,3", 43, "half_up", [41]),
        ("95,3%", 128, "half_up", [122]),
        ("95.3", 1000, "half_up", [953]),
        ("66,6", 3, "half_up", []),
        ("66,6", 3, "truncate", [2]),
        ("100,0", 2500, "half_up", [2499, 2500]),
        ("0,0", 2500, "half_up", [0, 1]),
        ("105%", 100, "half_up", [105]),
        ("50%", 0, "half_up", []),
        ("-5,0%", 100, "half_up", [-5]),
        ("−0,5%", 1000, "half_up", [-5]),
    ],
)
def test_numerators_that_print_as_the_text(printed, denominator, mode, counts):
    assert list(possible_numerators(printed, denominator, mode)) == counts


@pytest.mark.parametrize("mode", ROUNDINGS)
@pytest.mark.parametrize("decimals", [0, 1])
def test_numerators_agree_with_printing_every_pair(mode, decimals):
    unit = Decimal(1).scaleb(-decimals)
    texts: dict[str, set[tuple[int, int]]] = {}
    for whole in range(1, 15):
        for part in range(whole + 1):
            text = str((Decimal(100 * part) / whole).quantize(unit, ROUNDINGS[mode])).replace(
                ".", ","
            )
            texts.setdefault(text, set()).add((part, whole))
    for text, pairs in texts.items():
        by_whole = {(n, d) for d in range(1, 15) for n in possible_numerators(text, d, mode)}
        assert by_whole == pairs


@pytest.mark.parametrize(
    ("printed", "part", "whole", "verdict"),
    [
        ("95,3%", 9896, 10379, "ok"),
        ("50%", 1, 2, "ok"),
        ("99,5%", 9852, 9896, "truncated"),
        ("0,47%", 483, 10379, "slipped"),
        ("950%", 41, 43, "impossible"),
        ("100%", 105, 100, "capped"),
        ("66,5%", 2, 3, "impossible"),
        ("94,9%", 9896, 10379, "other_base"),
        ("94%", 9896, 10379, "wrong"),
        ("9,53%", 9896, 10379, "slipped"),
        ("50%", 0, 0, "impossible"),
        ("-5,0%", -6, 100, "wrong"),
        ("-5,5%", -6, 100, "impossible"),
    ],
)
def test_verdict_on_a_printed_percentage(printed, part, whole, verdict):
    others = {"đã giải quyết": (9852, 10379), "không có": (1, 0)}
    judged = judge_rate(printed, part, whole, others)
    assert judged.verdict == verdict
    assert judged.base == ("đã giải quyết" if verdict == "other_base" else "")


def test_an_unknown_way_of_rounding_is_refused():
    with pytest.raises(ValueError, match="half_up"):
        possible_numerators("5", 10, "down")
