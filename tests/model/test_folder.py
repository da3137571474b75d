"""A quarter's folder: what is read from it, and that everything wrong in it is told at once."""

import csv
import re
from datetime import date
from decimal import Decimal

import pytest

from cchc import read_report
from cchc.errors import InputError, QuarterError
from cchc.model.folder import read_quarter
from cchc.model.quarter import find_quarters

FIGURES = "data/2030Q1/figures.csv"


# what is read


def test_a_figure_has_an_id_an_exact_value_and_its_place(sound):
    figures = sound.read().figures
    assert list(figures.index) == [
        "I.1:received:desk",
        "I.1:resolved:desk",
        "I.1:pending:desk",
        "I.1:on_time:desk",
        "I.1:resolved_rate:desk",
        "I.1:on_time_rate:desk",
        "I.2:revenue:city",
    ]
    row = figures.loc["I.2:revenue:city"]
    assert (row["printed"], row["value"], row["decimals"], row["unit"]) == (
        "854,639",
        Decimal("854.639"),
        3,
        "tỷ đồng",
    )
    assert (row["place"], row["row"]) == ("đoạn", 8)


def test_what_report_toml_says_is_at_hand(sound):
    report = sound.read()
    assert (report.meta.authority, report.meta.dated) == ("UBND thành phố", date(2030, 4, 5))
    assert report.section_title("I.2") == "Tài chính"
    assert report.section_title("IX") == "IX"


def test_a_second_mention_in_the_same_section_is_a_figure_of_its_own(folder):
    for text in ("41", "41", "43"):
        folder.figure("received", text)
    folder.figure("received", "41", section="I.2")
    assert list(folder.read().figures.index) == [
        "I.1:received:desk",
        "I.1:received:desk#2",
        "I.1:received:desk#3",
        "I.2:received:desk",
    ]


def test_the_mention_in_the_indicators_own_section_leads(folder):
    folder.figure("received", "41", section="I.2")
    folder.figure("received", "41", section="I.1")
    assert list(folder.read().mentions("received", "desk").index) == [
        "I.1:received:desk",
        "I.2:received:desk",
    ]


def test_the_same_row_twice_in_a_table_is_a_slip_of_the_hand(folder):
    for _ in range(3):
        folder.figure("received", "41", place="bảng")
    says = "this row of the table is the same as row 2 word for word; remove one"
    assert folder.problems() == [f"{FIGURES}, row 3: {says}", f"{FIGURES}, row 4: {says}"]


@pytest.mark.parametrize(
    "change",
    [
        {"printed": "43"},
        {"org": "city"},
        {"section": "I.2"},
        {"place": "bảng 2"},
        {"window_end": "14/3/2030"},
    ],
)
def test_a_row_of_a_table_that_differs_is_another_figure(folder, change):
    row = {
        "indicator": "received",
        "printed": "41",
        "org": "desk",
        "place": "bảng",
        "window_end": "28/02/2030",
    }
    folder.figure(**row)
    folder.figure(**(row | change))
    assert len(folder.read().figures) == 2


def test_mentions_are_those_of_one_indicator_and_one_org(sound):
    sound.figures("thang_bac", received="5", resolved="5")
    assert list(sound.read().mentions("received", "thang_bac").index) == ["I.1:received:thang_bac"]
    assert sound.read().mentions("pending", "thang_bac").empty


def test_an_empty_cell_is_an_expected_figure_and_no_figure(sound):
    before = sound.read()
    sound.figure("received", "", "thang_bac", window_end="14/3/2030")
    report = sound.read()
    assert report.figures.equals(before.figures)
    assert list(report.expected.index) == ["I.1:received:thang_bac"]
    assert report.expected["window_end"].tolist() == ["14/3/2030"]
    assert report.value("received", "thang_bac") is None
    assert (report.findings, report.facts) == (before.findings, before.facts)


def test_a_figure_keeps_its_id_when_an_earlier_mention_is_filled_in(folder):
    for text in ("", "41"):
        folder.figure("received", text)
    report = folder.read()
    assert (list(report.expected.index), list(report.figures.index)) == (
        ["I.1:received:desk"],
        ["I.1:received:desk#2"],
    )


def test_expected_rows_of_a_table_may_be_alike(folder):
    for _ in range(2):
        folder.figure("received", "", place="bảng")
    assert len(folder.read().expected) == 2


FOLLOW_UP = "statement,quarter,section,theme,title,due,indicators,outcome,reason\n"


def test_plans_to_follow_up_are_read_where_somebody_follows_them_up(sound):
    assert sound.read().follow_up.empty
    sound.write(
        "2030Q1/follow-up.csv",
        FOLLOW_UP + "kh-01,2029Q4,IV.1,egov,Việc,2030Q1,,partly,còn hai xã\n",
    )
    follow_up = sound.read().follow_up
    assert list(follow_up.index) == ["kh-01"]
    assert follow_up.loc["kh-01", ["outcome", "reason"]].tolist() == ["partly", "còn hai xã"]


def test_an_outcome_that_is_none_is_told(sound):
    sound.write("2030Q1/follow-up.csv", FOLLOW_UP + "kh-01,2029Q4,IV.1,egov,Việc,2030Q1,,xong,\n")
    says = "outcome: 'xong' is not an outcome; use one of: done, dropped, not_done, partly"
    assert sound.problems() == [f"data/2030Q1/follow-up.csv, row 2, {says}"]


def test_quotes_and_a_byte_order_mark_change_nothing(sound):
    plain = sound.read().figures
    text = (
        sound.path("2030Q1/figures.csv")
        .read_text(encoding="utf-8")
        .replace("received,", '"received",')
    )
    sound.write("2030Q1/figures.csv", "\ufeff" + text)
    assert sound.read().figures.equals(plain)


def test_a_quarter_without_any_figure_citation_or_statement_is_read(folder):
    report = folder.read()
    assert report.figures.empty
    assert report.findings == ()
    assert report.observations.empty
    assert report.value("received", "desk") is None


def test_an_empty_quarter_means_the_newest_in_the_folder(sound):
    sound.path("2029Q4").mkdir()
    sound.path("notes").mkdir()
    assert [str(q) for q in find_quarters(sound.root)] == ["2029Q4", "2030Q1"]
    assert str(read_quarter("", sound.root).quarter) == "2030Q1"


# what is refused


def test_a_missing_data_folder_is_told(tmp_path):
    with pytest.raises(
        InputError, match=r"there is no such data folder in .*; mend its name behind --data"
    ):
        read_report("2030Q1", tmp_path / "nowhere")


def test_a_data_folder_without_a_quarter_is_told(tmp_path):
    named = re.escape(str(tmp_path))
    says = rf"holds no quarter yet; begin .* cchc init {named}, .* cchc read .* --data {named}$"
    for quarter in ("", "2030Q1"):
        with pytest.raises(InputError, match=says):
            read_report(quarter, tmp_path)
    (tmp_path / "catalog").mkdir()
    (tmp_path / "catalog" / "indicators.csv").write_text("indicator\n")
    with pytest.raises(InputError, match=r"holds a catalogue, but no quarter .* cchc init DIR$"):
        read_report("2030Q1", tmp_path)


def test_a_quarter_that_has_no_folder_is_told_with_those_there_are(sound):
    with pytest.raises(
        InputError,
        match=r"data/2030Q2: this quarter has no folder; quarters there are: 2030Q1;.*cchc new 2030Q2 --data ",
    ):
        read_report("2030Q2", sound.root)


def test_a_text_that_is_no_quarter_is_told(sound):
    with pytest.raises(QuarterError, match="'2024Q5' is not a quarter"):
        read_report("2024Q5", sound.root)


BAD_FIGURES = [
    (
        {"indicator": "recieved"},
        "indicator: 'recieved' is not in data/catalog/indicators.csv; mend the code (perhaps"
        " received (Hồ sơ tiếp nhận), resolved (Hồ sơ đã giải quyết)) (known: on_time,"
        " on_time_rate, pending, received, resolved, resolved_rate, revenue); add it to"
        " data/catalog/indicators.csv only where it is new",
    ),
    (
        {"org": "wards"},
        "org: 'wards' is not in data/catalog/orgs.csv; mend the code (known: city, desk,"
        " thang_bac, thang_nam); add it to data/catalog/orgs.csv only where it is new",
    ),
    (
        {"printed": "9.85.2"},
        "printed: '9.85.2' is not a number; write it as printed in the report, such as 9.852",
    ),
    (
        {"section": "I.9"},
        "section: report.toml names no section 'I.9'; sections of part I: I.1, I.2; mend it, or add"
        " it to sections of report.toml where the report has it",
    ),
    (
        {"section": "1.2"},
        "section: report.toml names no section '1.2' (perhaps I.2); its sections: I.1, I.2; mend"
        " it, or add it to sections of report.toml where the report has it",
    ),
    ({"place": "trang 3"}, "place: 'trang 3' must begin with đoạn, chú thích, bảng, biểu, phụ lục"),
    (
        {"window_start": "31/02/2030"},
        "window_start: there is no 31/02/2030: month 2/2030 has 28 days",
    ),
    (
        {"window_end": "14.3.2030"},
        "window_end: '14.3.2030' is not a date; write it as printed, such as 14/3/2024; perhaps"
        " 14/3/2030 is meant (the day before the month)",
    ),
]


@pytest.mark.parametrize(("change", "says"), BAD_FIGURES)
def test_a_bad_figure_is_told_with_file_row_column_text_and_next_step(folder, change, says):
    folder.figure("pending", "5")
    folder.figure(**({"indicator": "received", "printed": "41"} | change))
    assert folder.problems() == [f"{FIGURES}, row 3, {says}"]


@pytest.mark.parametrize(
    ("name", "cells", "says"),
    [
        (
            "citations.csv",
            {"number": "", "section": "I.1", "place": "đoạn", "kind": "Kế hoạch"},
            "number: an empty cell must be filled: the document's number as printed",
        ),
        (
            "citations.csv",
            {"number": "1/KH-UBND", "section": "X"},
            "section: report.toml names no section 'X'; its sections: I.1, I.2; mend it, or add it"
            " to sections of report.toml where the report has it",
        ),
        (
            "statements.csv",
            {"statement": "kh-01", "kind": "wish", "theme": "egov", "title": "Việc"},
            "kind: 'wish' is not a kind of statement; use one of: assessment, difficulty, plan, proposal, result",
        ),
        (
            "statements.csv",
            {
                "statement": "kh-01",
                "kind": "plan",
                "theme": "egov",
                "title": "Việc",
                "indicators": "received;more",
            },
            "indicators: 'more' is not in indicators.csv; mend the code",
        ),
        (
            "decisions.csv",
            {"finding": "bt-1", "decision": "ignored", "reason": "x"},
            "decision: 'ignored' is not a decision; use one of: corrected, explained, queried",
        ),
        (
            "decisions.csv",
            {"finding": "bt-1", "decision": "explained", "reason": ""},
            "reason: an empty cell must be filled: why this was concluded",
        ),
        (
            "decisions.csv",
            {
                "finding": "bt-1",
                "decision": "corrected",
                "figure": "I.1:recieved:desk",
                "value": "4",
                "reason": "x",
            },
            "figure: 'I.1:recieved:desk' is not a figure of this quarter; see the ids that cchc check 2030Q1 --data DATA prints",
        ),
        (
            "decisions.csv",
            {
                "finding": "bt-1",
                "decision": "corrected",
                "figure": "I.1:received:desk",
                "value": "1.00",
                "reason": "x",
            },
            "value: '1.00' is not a number; write it as printed in the report, such as 9.852",
        ),
        (
            "decisions.csv",
            {
                "finding": "bt-1",
                "decision": "corrected",
                "figure": "I.1:received:desk",
                "reason": "x",
            },
            "value: '' is not a number; write it as printed in the report, such as 9.852",
        ),
        (
            "decisions.csv",
            {"finding": "bt-1", "decision": "explained", "reason": "x", "decided_on": "1/4/30"},
            "decided_on: '1/4/30' is not a day; write it as 2024-03-14 or 14/3/2024",
        ),
    ],
)
def test_a_bad_row_of_the_other_files_is_told_the_same_way(sound, name, cells, says):
    defaults = {"kind": "plan"} if name == "statements.csv" else {}
    sound.add(f"2030Q1/{name}", **(defaults | cells))
    says = says.replace("DATA", str(sound.root))
    assert sound.problems() == [f"data/2030Q1/{name}, row 2, {says}"]


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("title = ", "title ", "line 1 cannot be read: 'title "),
        ("dated = 2030-04-05\n", "", "dated = … is missing, or its name is mistyped"),
        (
            "dated = 2030-04-05",
            'dated = "05/4/2030"',
            "dated must be a day without quotes",
        ),
        (
            "dated = 2030-04-05",
            "dated = 2030-04-05T07:00:00",
            "dated must be a day without quotes",
        ),
        (
            "dated = 2030-04-05",
            "dated = 2030-02-30",
            "line 4: there is no 2030-02-30: month 2/2030 has 28 days",
        ),
        (
            "dated = 2030-04-05",
            "dated = 5/4/2030 # the day",
            "line 4: 'dated = 5/4/2030 # the day'; write a day without quotes as 2030-04-05",
        ),
        ('section = "I.2"', 'section = "I.1"', "section 'I.1' stands twice; ids must be unique"),
        ("sections = [", "sections = []\nothers = [", "names no section"),
    ],
)
def test_a_bad_report_toml_is_told_and_not_blamed_on_every_figure(sound, old, new, says):
    sound.replace("2030Q1/report.toml", old, new)
    problems = [p for p in sound.problems() if "names no section 'I.2'" not in p]
    assert len(problems) == 1
    assert problems[0].startswith(f"data/2030Q1/report.toml: {says}")


FILES = [
    "catalog/indicators.csv",
    "catalog/orgs.csv",
    "catalog/targets.csv",
    "2030Q1/figures.csv",
    "2030Q1/citations.csv",
    "2030Q1/statements.csv",
    "2030Q1/decisions.csv",
    "2030Q1/report.toml",
]


@pytest.mark.parametrize("name", FILES)
def test_a_missing_file_is_one_problem_of_that_file(sound, name):
    sound.path(name).unlink()
    (problem,) = sound.problems()
    assert problem.startswith(f"data/{name}: the file is missing; ")


@pytest.mark.parametrize("name", FILES[:-1])
@pytest.mark.parametrize(
    "content", ["", "wrong,header\n1,2\n", "đ".encode("utf-16")], ids=["empty", "header", "UTF-16"]
)
def test_an_unreadable_file_is_one_problem_of_that_file(sound, name, content):
    sound.write(name, content)
    (problem,) = sound.problems()
    assert problem.startswith(f"data/{name}")


@pytest.mark.parametrize("name", ["catalog/indicators.csv", "catalog/orgs.csv"])
def test_a_list_of_the_catalogue_without_rows_is_told(sound, name):
    header = sound.path(name).read_text(encoding="utf-8").splitlines()[0]
    sound.write(name, header + "\n")
    (problem,) = sound.problems()
    assert problem.startswith(f"data/{name}: has no rows")


def test_all_problems_of_all_files_are_told_at_once_in_the_order_of_the_files(sound, tmp_path):
    sound.replace("catalog/indicators.csv", "resolved,no", "unresolved,no")
    sound.replace("catalog/orgs.csv", "phường Thắng Nam,ward", "phường Thắng Nam,Làng")
    sound.replace("catalog/orgs.csv", "phường Thắng Bắc,ward,", "phường Thắng Bắc,ward,moon")
    sound.add(
        "catalog/targets.csv", indicator="more", org="moon", value="x", document="", confirmed="?"
    )
    sound.write("catalog/rules.yml", "- 1\n- 2\n")
    sound.replace("2030Q1/report.toml", "authority", "autority")
    sound.figure("recieved", "1.0.0", org="moon", place="trang 1", window_end="mai")
    sound.write("2030Q1/citations.csv", "số hiệu".encode("utf-16"))
    sound.path("2030Q1/statements.csv").unlink()
    sound.add("2030Q1/decisions.csv", finding="", decision="corrected", figure="none", reason="x")
    problems = sound.problems()
    starts = [
        "data/catalog/targets.csv, row 2, indicator: 'more'",
        "data/catalog/targets.csv, row 2, org: 'moon'",
        "data/catalog/targets.csv, row 2, value: 'x'",
        "data/catalog/targets.csv, row 2, document: an empty cell",
        "data/catalog/targets.csv, row 2, confirmed: '?'",
        "data/catalog/indicators.csv, row 5, part_of: 'unresolved'",
        "data/catalog/orgs.csv, row 4, parent: 'moon'",
        "data/catalog/orgs.csv, row 5, kind: 'Làng'",
        "data/catalog/rules.yml: rule 1",
        "data/catalog/rules.yml: rule 2",
        "data/2030Q1/report.toml: authority = … is missing",
        f"{FIGURES}, row 9, indicator: 'recieved'",
        f"{FIGURES}, row 9, org: 'moon'",
        f"{FIGURES}, row 9, place: 'trang 1'",
        f"{FIGURES}, row 9, window_end: 'mai'",
        "data/2030Q1/citations.csv, row 1: the header lacks",
        "data/2030Q1/statements.csv: the file is missing",
        "data/2030Q1/decisions.csv, row 2, finding: an empty cell",
        "data/2030Q1/decisions.csv, row 2, figure: 'none'",
    ]
    for start in starts:
        assert [p.startswith(start) for p in problems].count(True) == 1, (start, problems)
    assert len(problems) == len(starts)
    # each file's problems stand together, row by row
    places = [(p.file, p.row or 0) for p in refused(sound)]
    files = list(dict.fromkeys(file for file, _ in places))
    assert places == sorted(places, key=lambda place: (files.index(place[0]), place[1]))


def refused(folder) -> tuple:
    with pytest.raises(InputError) as refusal:
        folder.read()
    return refusal.value.problems


def test_files_are_named_by_the_folder_that_was_given(sound, monkeypatch, tmp_path):
    sound.figure("received", "x")
    sound.rule("broken", "received ==")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "data").rename(tmp_path / "phuong-1")
    for given in ("phuong-1", tmp_path / "phuong-1", "./phuong-1/"):
        with pytest.raises(InputError, match=r"^phuong-1/2030Q1/figures.csv, row 9, printed: 'x'"):
            read_report("2030Q1", given)
    path = tmp_path / "phuong-1" / "2030Q1" / "figures.csv"
    path.write_text("".join(path.read_text(encoding="utf-8").splitlines(True)[:-1]))
    with pytest.raises(InputError, match=r"^phuong-1/catalog/rules.yml"):
        read_report("2030Q1", "phuong-1")


def test_a_spreadsheet_beside_a_missing_file_is_named(sound):
    sound.path("2030Q1/figures.csv").rename(sound.path("2030Q1/figures.xlsx"))
    assert sound.problems()[0].startswith(f"{FIGURES}: the file is missing, but figures.xlsx lies")


def notes_of(folder) -> list[str]:
    beside = f"{folder.root.parent.as_posix()}/"
    return [str(note).removeprefix(beside) for note in folder.read().notes]


def test_two_corrected_values_of_one_figure_are_told_and_the_last_counts(sound):
    assert notes_of(sound) == []
    for finding, value in (("bt-1", "900"), ("bt-2", "901"), ("bt-3", "901")):
        sound.add(
            "2030Q1/decisions.csv",
            finding=finding,
            decision="corrected",
            figure="I.1:resolved:desk",
            value=value,
            reason="x",
        )
    assert notes_of(sound) == [
        "data/2030Q1/decisions.csv, row 4, value: I.1:resolved:desk is corrected more than once:"
        " 900 (row 2), 901 (row 3), 901 (row 4); the last row counts"
    ]


def test_a_row_of_a_paragraph_that_stands_twice_is_told(sound):
    sound.figures(received="1.000")
    sound.figure("pending", "100", note="một lần nữa")
    (told,) = notes_of(sound)
    assert told.startswith(f"{FIGURES}: 1 rows repeat another word for word")
    assert told.partition("mentions: ")[2].startswith("row 9 = row 2; remove the later")


def test_rows_that_stand_twice_below_each_other_come_first(sound):
    sound.figures(received="1.000")
    sound.figure("pending", "100", note="một lần nữa")
    sound.figure("pending", "100", note="một lần nữa")
    (told,) = notes_of(sound)
    pairs = "row 11 = row 10 (one below the other), row 9 = row 2; remove"
    assert told.partition("mentions: ")[2].startswith(pairs)


@pytest.mark.parametrize("due", ["2024-13", "Apr-24", "2024Q5", "2024-02-30"])
def test_a_due_date_that_cannot_be_compared_is_told(sound, due):
    plan = {"kind": "plan", "theme": "dossiers", "title": "Việc"}
    for number, text in enumerate(
        ("2030Q2", "2030-04", "2030-04-30", "30/4/2030", "2030", "", due)
    ):
        sound.add("2030Q1/statements.csv", statement=f"kh-{number}", due=text, **plan)
    assert notes_of(sound) == [
        f"data/2030Q1/statements.csv, row 8, due: '{due}' is no date that can be compared; write it"
        " as 2024Q2, 2024-04 or 2024-04-30"
    ]


def test_files_parted_by_semicolons_in_utf_16_give_the_same_report(sound):
    before = sound.read()
    for name in ("2030Q1/figures.csv", "catalog/indicators.csv"):
        rows = list(csv.reader(sound.path(name).open(encoding="utf-8", newline="")))
        text = "\r\n".join(";".join(cells) for cells in rows)
        sound.write(name, text.encode("utf-16"))
    after = sound.read()
    assert after.figures.equals(before.figures)
    assert after.findings == before.findings


def test_a_mistyped_code_names_the_codes_it_is_near_to(folder):
    codes = [f"received_by_window_{n}_of_the_desk" for n in range(10)]
    rows = [f"{code},Hồ sơ {code},hồ sơ,I.1,,,,,,Định nghĩa,\n" for code in codes]
    path = folder.path("catalog/indicators.csv")
    path.write_text(path.read_text(encoding="utf-8") + "".join(rows), encoding="utf-8")
    for wrong, near in (
        ("recieved", "received (Hồ sơ tiếp nhận), resolved (Hồ sơ đã giải quyết))"),
        ("RECEIVED", "received (Hồ sơ tiếp nhận)"),
        ("Hồ sơ tiếp nhận", "received (Hồ sơ tiếp nhận)"),
        ("ho_so_tiep_nhan", "received (Hồ sơ tiếp nhận)"),
        ("tiếp nhận", "received (Hồ sơ tiếp nhận)"),
    ):
        folder.write(
            "2030Q1/figures.csv",
            folder.path("2030Q1/figures.csv").read_text().splitlines()[0] + "\n",
        )
        folder.figure(wrong, "41")
        (told,) = folder.problems()
        assert f"mend the code (perhaps {near}" in told
