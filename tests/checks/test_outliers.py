"""Figures that break no rule but stand out."""

import pytest

from cchc import read_report
from cchc.checks.equations import state_equations


def two_quarters(folder, before: dict[str, str], now: dict[str, str]):
    """Copy the quarter's folder as the one before, each with its own figures of the desk."""
    for name in ("report.toml", "citations.csv", "statements.csv", "decisions.csv", "figures.csv"):
        folder.write(f"2029Q4/{name}", folder.path(f"2030Q1/{name}").read_bytes())
    for indicator, text in before.items():
        row = f'{indicator},desk,"{text}",I.1,đoạn,,,\n'
        folder.write(
            "2029Q4/figures.csv",
            folder.path("2029Q4/figures.csv").read_text(encoding="utf-8") + row,
        )
    folder.figures(**now)
    return read_report("2030Q1", folder.root)


@pytest.mark.parametrize(
    ("before", "now", "severity"),
    [
        ("1.200", "1.200", "info"),
        ("1.200", "7.300", "warning"),
        ("7.300", "1.200", "warning"),
        ("1.200", "1.300", None),
        ("12", "95", None),
    ],
)
def test_a_count_is_held_against_the_quarter_before(folder, before, now, severity):
    report = two_quarters(folder, {"received": before}, {"received": now})
    assert [f.severity for f in report.findings if f.kind == "change"] == (
        [severity] if severity else []
    )


@pytest.mark.parametrize(("now", "found"), [("95,0%", 0), ("65,0%", 0), ("9,5%", 1)])
def test_a_percentage_that_leaps_is_noted_and_one_that_stays_is_not(folder, now, found):
    report = two_quarters(folder, {"resolved_rate": "95,0%"}, {"resolved_rate": now})
    assert sum(f.kind == "change" for f in report.findings) == found


def test_without_a_quarter_before_nothing_is_compared(sound):
    report = sound.read()
    assert report.previous is None
    assert not [f for f in report.findings if f.kind == "change"]


def test_a_number_copied_from_the_quarter_before_is_named_as_the_cause(folder):
    before = {"received": "1.500", "resolved": "1.250", "pending": "250"}
    now = {"received": "1.000", "resolved": "1.250", "pending": "100", "resolved_rate": "90,0%"}
    report = two_quarters(folder, before, now)
    (case,) = [case for case in report.cases if any(f.kind == "parts" for f in case.findings)]
    (suspect,) = [s for s in case.suspects if s.certain]
    assert (suspect.figure, suspect.suggested, suspect.cause) == (
        "I.1:resolved:desk",
        "900",
        "chép lại số kỳ trước",
    )


def test_every_mention_is_a_variable_of_its_own(sound):
    sound.figure("received", "1.000")
    report = sound.read()
    assert {"I.1:received:desk", "I.1:received:desk#2"} <= set(
        state_equations(report, report.facts).values
    )


def test_what_is_constant_by_nature_may_be_printed_again(folder):
    folder.columns(constant={"received": "yes"})
    report = two_quarters(folder, {"received": "1.200"}, {"received": "1.200"})
    assert not [f for f in report.findings if f.kind == "change"]


def test_what_accumulates_begins_again_and_is_not_set_against_the_quarter_before(folder):
    folder.accumulate("received")
    report = two_quarters(folder, {"received": "7.300"}, {"received": "1.200"})
    assert not [f for f in report.findings if f.kind == "change"]


@pytest.mark.parametrize(("counted", "found"), [("resolved", 0), ("received", 1)])
def test_a_rate_of_what_accumulates_is_not_set_against_the_quarter_before(folder, counted, found):
    folder.accumulate(counted)
    report = two_quarters(folder, {"resolved_rate": "45,0%"}, {"resolved_rate": "95,0%"})
    assert sum(f.kind == "change" for f in report.findings) == found


@pytest.mark.parametrize(("start", "told"), [("15/6/2029", 0), ("15/9/2029", 1)])
def test_windows_of_unlike_length_are_not_compared(folder, start, told):
    folder.add_quarter("2029Q4", start=start, end="14/12/2029", received="7.300")
    folder.figure("received", "1.200", window_start="15/12/2029", window_end="14/3/2030")
    assert sum(f.kind == "change" for f in folder.read().findings) == told


SIX = ("received", "resolved", "pending", "on_time", "online")


@pytest.mark.parametrize(
    ("factors", "told"), [((2, 2.1, 1.9, 2, 2.2), 1), ((2, 2.1, 1.0, 2, 2.2), 0), ((1.1,) * 5, 0)]
)
def test_six_months_typed_as_a_quarter_show_where_everything_doubles(folder, factors, told):
    folder.add(
        "catalog/indicators.csv",
        indicator="online",
        name="Hồ sơ trực tuyến",
        unit="hồ sơ",
        section="I.1",
        definition="trực tuyến",
    )
    folder.add_quarter("2030Q1", **dict.fromkeys(SIX, "200"))
    numbers = {code: str(int(200 * f)) for code, f in zip(SIX, factors, strict=True)}
    folder.add_quarter("2030Q2", **numbers)
    found = [f for f in read_report("2030Q2", folder.root).findings if f.kind == "total"]
    assert len(found) == told
    assert all("6 tháng" in f.says for f in found)


ROWS = {"thang_bac": ("638", "630"), "thang_nam": ("244", "217")}


def rows(folder, now: dict[str, tuple[str, str]], before: dict[str, tuple[str, str]]):
    folder.add_quarter("2029Q4")
    for org, (received, resolved) in before.items():
        for code, text in (("received", received), ("resolved", resolved)):
            line = f"{code},{org},{text},I.1,bảng,,,\n"
            path = folder.path("2029Q4/figures.csv")
            folder.write("2029Q4/figures.csv", path.read_text(encoding="utf-8") + line)
    for org, (received, resolved) in now.items():
        folder.figures(org, received=received, resolved=resolved)
    return folder.read()


def test_two_rows_that_were_exchanged_show_against_the_quarter_before(folder):
    before = {"thang_bac": ("600", "580"), "thang_nam": ("230", "210")}
    exchanged = dict(zip(ROWS, reversed(ROWS.values()), strict=True))
    report = rows(folder, exchanged, before)
    (finding,) = [f for f in report.findings if f.kind == "swapped_rows"]
    assert finding.severity == "warning"
    assert {(s.figure, s.suggested) for s in finding.suspects} == {
        ("I.1:received:thang_bac", "638"),
        ("I.1:resolved:thang_bac", "630"),
        ("I.1:received:thang_nam", "244"),
        ("I.1:resolved:thang_nam", "217"),
    }
    assert not any(s.certain for s in finding.suspects)


def test_rows_in_their_own_places_are_left_in_peace(folder):
    before = {"thang_bac": ("600", "580"), "thang_nam": ("230", "210")}
    assert not [f for f in rows(folder, ROWS, before).findings if f.kind.endswith("rows")]


def test_a_row_that_was_copied_names_the_one_that_fits_its_own_past_less(folder):
    before = {"thang_bac": ("600", "580"), "thang_nam": ("230", "210")}
    copied = dict.fromkeys(ROWS, ROWS["thang_bac"])
    (finding,) = [f for f in rows(folder, copied, before).findings if f.kind == "copied_rows"]
    assert {s.figure for s in finding.suspects} == {
        "I.1:received:thang_nam",
        "I.1:resolved:thang_nam",
    }


def test_equal_rows_of_small_numbers_are_chance(folder):
    now = dict.fromkeys(ROWS, ("10", "10"))
    assert not [f for f in rows(folder, now, {}).findings if f.kind == "copied_rows"]


@pytest.mark.parametrize(
    ("note", "is_told"),
    [
        ("như Thắng Bắc", False),
        ("Đã đối chiếu với đơn vị", False),
        ("trùng với phường Thắng Bắc", False),
        ("khoảng", True),
        ("tên in: phường Thăng Nam", True),
        ("tính cả Chi nhánh", True),
    ],
)
def test_equal_rows_are_no_copies_where_a_note_says_that_they_are_alike(folder, note, is_told):
    copied = dict.fromkeys(ROWS, ROWS["thang_bac"])
    assert [f for f in rows(folder, copied, {}).findings if f.kind == "copied_rows"]
    path = folder.path("2030Q1/figures.csv")
    lines = path.read_text(encoding="utf-8").splitlines()
    noted = [f"{line}{note}" if ",thang_nam," in line else line for line in lines]
    folder.write("2030Q1/figures.csv", "\n".join(noted) + "\n")
    found = [f for f in folder.read().findings if f.kind == "copied_rows"]
    assert bool(found) is is_told


def test_an_exchanged_row_stands_first_where_another_mention_contradicts_it(folder):
    before = {"thang_bac": ("600", "580"), "thang_nam": ("230", "210")}
    folder.figure("resolved", "630", "thang_bac", section="I.2")
    exchanged = dict(zip(ROWS, reversed(ROWS.values()), strict=True))
    report = rows(folder, exchanged, before)
    (finding,) = [f for f in report.findings if f.kind == "same"]
    (case,) = [
        case for case in report.cases if finding.finding in {f.finding for f in case.findings}
    ]
    first = case.suspects[0]
    assert (first.figure, first.suggested) == ("I.1:resolved:thang_bac", "630")
    assert first.cause == "hai dòng đổi chỗ cho nhau"
    assert first.mends == (finding.finding,)


def test_rows_that_were_alike_before_are_no_copies(folder):
    before = dict.fromkeys(ROWS, ("600", "580"))
    copied = dict.fromkeys(ROWS, ROWS["thang_bac"])
    assert not [f for f in rows(folder, copied, before).findings if f.kind == "copied_rows"]


def test_a_mention_elsewhere_is_not_certain_to_be_wrong_where_rows_were_exchanged(folder):
    before = {"thang_bac": ("600", "580"), "thang_nam": ("230", "210")}
    folder.figure("received", "638", "thang_bac", section="I.2")
    exchanged = dict(zip(ROWS, reversed(ROWS.values()), strict=True))
    report = rows(folder, exchanged, before)
    assert any(f.kind == "same" for f in report.findings)
    assert not any(s.certain for case in report.cases for s in case.suspects)
