"""The folder of the next quarter: what is expected, what is to follow up, and that nothing is
overwritten.
"""

import tomllib
from datetime import date

import pytest

from cchc import read_report
from cchc.errors import InputError
from cchc.intake.opening import FIGURES, FOLLOW_UP_COLUMNS, write_quarter
from cchc.model.quarter import Quarter

NEXT = Quarter(2030, 2)


def names(folder) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_every_figure_of_the_quarter_before_is_expected_in_its_place_without_its_number(sound):
    sound.figure("received", "1.000", place="bảng", note="khoảng")
    opened = write_quarter(NEXT, sound.root)
    assert (opened.before, opened.figures, opened.gone) == (Quarter(2030, 1), 8, ())
    before, report = sound.read(), read_report("2030Q2", sound.root)
    assert report.figures.empty
    assert list(report.expected.index) == list(before.figures.index)
    assert list(report.expected["place"]) == list(before.figures["place"])
    assert set(report.expected["printed"]) == set(report.expected["note"]) == {""}
    assert report.previous is not None
    assert report.findings == ()


def test_the_files_have_the_headers_that_the_reader_asks_for(sound):
    write_quarter(NEXT, sound.root)
    folder = sound.path("2030Q2")
    files = [
        "citations.csv",
        "decisions.csv",
        "figures.csv",
        "follow-up.csv",
        "report.toml",
        "statements.csv",
    ]
    assert names(folder) == files
    for name in ("citations.csv", "decisions.csv", "statements.csv"):
        header = sound.path(f"2030Q1/{name}").read_text(encoding="utf-8").splitlines()[0]
        assert (folder / name).read_text(encoding="utf-8").startswith(header)
    assert (folder / "figures.csv").read_text(encoding="utf-8").startswith(",".join(FIGURES) + "\n")
    assert names(sound.root) == ["2030Q1", "2030Q2", "catalog"]


def test_report_toml_keeps_the_sections_and_leaves_number_and_day_to_be_mended(sound):
    sound.replace("2030Q1/report.toml", "…/BC-UBND", "123/BC-UBND")
    sound.replace("2030Q1/report.toml", 'title = "Hồ sơ"', 'title = "Hồ \\"sơ\\" \\\\ \\u007f"')
    write_quarter(NEXT, sound.root)
    told = tomllib.loads(sound.path("2030Q2/report.toml").read_text(encoding="utf-8"))
    assert (told["number"], told["dated"]) == ("…/BC-UBND", date(2030, 6, 30))
    assert told["sections"] == [
        {"section": "I.1", "title": 'Hồ "sơ" \\ \x7f', "notebook": "00"},
        {"section": "I.2", "title": "Tài chính", "notebook": "01"},
    ]


@pytest.mark.parametrize(
    ("window", "expected"),
    [
        (("15/12/2029", "14/3/2030"), ("15/3/2030", "14/6/2030")),
        (
            ("15/12/2030", "14/3/2030"),
            ("15/3/2030", "14/6/2030"),
        ),  # a slip in the year, as in 2024Q1
        (("01/01/2030", "28/02/2030"), ("", "")),
        (("", "14/3/2030"), ("", "")),
        (("", ""), ("", "")),
    ],
)
def test_only_the_statutory_window_is_carried_over(folder, window, expected):
    folder.figure("received", "41", window_start=window[0], window_end=window[1])
    write_quarter(NEXT, folder.root)
    row = read_report("2030Q2", folder.root).expected.iloc[0]
    assert (row["window_start"], row["window_end"]) == expected


def test_figures_never_filled_in_are_expected_again_in_their_order(folder):
    for indicator, printed in (("received", ""), ("resolved", "3"), ("pending", "")):
        folder.figure(indicator, printed)
    write_quarter(NEXT, folder.root)
    assert list(read_report("2030Q2", folder.root).expected["indicator"]) == [
        "received",
        "resolved",
        "pending",
    ]


def test_an_org_that_is_no_more_gives_way_to_its_successor_once(folder):
    text = folder.path("catalog/orgs.csv").read_text(encoding="utf-8")
    text = text.replace(
        "thang_bac,phường Thắng Bắc,ward,,,,,",
        "thang_bac,phường Thắng Bắc,ward,,,,2030-03-31,thang",
    )
    text = text.replace(
        "thang_nam,phường Thắng Nam,ward,,,,,",
        "thang_nam,phường Thắng Nam,ward,,,,2030-03-31,thang",
    )
    text = text.replace(
        "desk,Bộ phận một cửa,desk,,,,,", "desk,Bộ phận một cửa,desk,,,,2030-03-31,"
    )
    folder.write("catalog/orgs.csv", text + "thang,phường Thắng,ward,,,2030-04-01,,\n")
    for org in ("desk", "thang_bac", "thang_nam"):
        folder.figure("received", "41", org, place="bảng")
    opened = write_quarter(NEXT, folder.root)
    assert opened.gone == ("desk", "thang_bac", "thang_nam")
    assert list(read_report("2030Q2", folder.root).expected.index) == ["I.1:received:thang"]


@pytest.mark.parametrize(
    ("due", "kind", "listed"),
    [
        ("2030Q2", "plan", True),
        ("2030-06", "plan", True),
        ("2030Q1", "plan", True),  # overdue
        ("cuối năm", "plan", True),  # not comparable: better seen than lost
        ("2030Q3", "plan", False),
        ("2030-07", "plan", False),
        ("", "plan", False),
        ("2030Q2", "proposal", False),
    ],
)
def test_plans_due_until_the_quarter_ends_are_to_be_followed_up(sound, due, kind, listed):
    sound.add(
        "2030Q1/statements.csv",
        statement="kh-01",
        kind=kind,
        theme="egov",
        title="Việc, gấp",
        due=due,
    )
    opened = write_quarter(NEXT, sound.root)
    assert list(read_report("2030Q2", sound.root).follow_up.index) == ["kh-01"] * listed
    lines = sound.path("2030Q2/follow-up.csv").read_text(encoding="utf-8").splitlines()
    assert (
        lines
        == [",".join(FOLLOW_UP_COLUMNS)] + [f'kh-01,2030Q1,I.1,egov,"Việc, gấp",{due},,,'] * listed
    )
    assert opened.plans == listed


def test_the_newest_earlier_quarter_is_the_model_even_after_a_gap(sound):
    write_quarter(NEXT, sound.root)
    assert write_quarter(Quarter(2031, 1), sound.root).before == NEXT
    assert write_quarter(Quarter(2030, 4), sound.root).before == NEXT


def test_a_folder_that_is_there_is_not_touched(sound):
    sound.write("2030Q2/notes.txt", "mine")
    with pytest.raises(
        InputError, match=r"data/2030Q2: the quarter is begun already and stays as it is"
    ):
        write_quarter(NEXT, sound.root)
    assert names(sound.path("2030Q2")) == ["notes.txt"]


def test_without_an_earlier_quarter_there_is_nothing_to_begin_from(sound):
    with pytest.raises(InputError, match="data: holds no quarter before 2029Q4"):
        write_quarter(Quarter(2029, 4), sound.root)


def test_in_an_empty_folder_a_quarter_is_begun_by_what_begins_one(tmp_path):
    with pytest.raises(InputError, match=r"holds no quarter yet; .*cchc init .*cchc read 2030Q1 "):
        write_quarter(Quarter(2030, 1), tmp_path)


def test_a_quarter_before_that_is_not_sound_leaves_nothing_behind(sound):
    sound.figure("received", "1.0.0")
    with pytest.raises(InputError, match="row 9, printed"):
        write_quarter(NEXT, sound.root)
    assert names(sound.root) == ["2030Q1", "catalog"]


def test_the_same_quarter_gives_the_same_bytes(sound):
    def files():
        return {path.name: path.read_bytes() for path in sound.path("2030Q2").iterdir()}

    write_quarter(NEXT, sound.root)
    first = files()
    for path in sound.path("2030Q2").iterdir():
        path.unlink()
    sound.path("2030Q2").rmdir()
    write_quarter(NEXT, sound.root)
    assert files() == first


def test_what_is_left_of_followed_up_plans_comes_along_and_is_asked_anew(sound):
    header = ",".join(FOLLOW_UP_COLUMNS)
    plans = {
        f"kh-0{at}": outcome
        for at, outcome in enumerate(("partly", "not_done", "done", "dropped", ""), 1)
    }
    rows = [
        f"{plan},2029Q4,I.1,egov,Việc,2030Q1,,{outcome},vì sao" for plan, outcome in plans.items()
    ]
    sound.write("2030Q1/follow-up.csv", "\n".join([header, *rows]) + "\n")
    sound.add(
        "2030Q1/statements.csv",
        statement="kh-01",
        kind="plan",
        theme="egov",
        title="Việc mới",
        due="2030Q2",
    )
    write_quarter(NEXT, sound.root)
    left = read_report("2030Q2", sound.root).follow_up
    assert list(zip(left.index, left["quarter"], strict=True)) == [
        ("kh-01", "2030Q1"),
        ("kh-01", "2029Q4"),
        ("kh-02", "2029Q4"),
    ]
    assert set(left["outcome"]) == set(left["reason"]) == {""}
