"""Many returned forms, brought together and held against figures.csv."""

import csv
import os
from multiprocessing import get_context
from pathlib import Path

import pytest

from cchc import read_report
from cchc.errors import InputError
from cchc.intake.collecting import collect
from cchc.intake.gathering import read_forms
from cchc.intake.returned import Returned
from cchc.intake.returned_sheets import Answer
from cchc.intake.writing_collected import ORIGINS, write_collected
from cchc.model import guarded

RECEIVED, RESOLVED, RATE = "I.1:received:desk", "I.1:resolved:desk", "I.1:resolved_rate:desk"


def answer(
    figure: str, printed: str, file: str = "a.xlsx", qualifier: str = "", remark: str = ""
) -> Answer:
    return Answer(figure, printed, qualifier, remark, printed, file, "I.1", "D5")


def form(*answers: Answer, file: str = "a.xlsx") -> Returned:
    return Returned(file, frozenset(a.figure for a in answers), answers, (), ())


@pytest.fixture
def waiting(folder):
    """A quarter that waits for the desk's figures and for those of one ward."""
    folder.figures("desk", received="", resolved="", pending="", resolved_rate="")
    folder.figures("thang_bac", received="")
    return folder


def cells(folder, column: str) -> dict[str, str]:
    report = folder.read()
    return {**report.figures[column], **report.expected[column]}


def take(folder, *forms: Returned, replace: bool = False):
    report = folder.read()
    collected = collect(report, forms, replace)
    write_collected(report, folder.root, collected)
    return collected


def origins(folder) -> list[dict[str, str]]:
    with open(folder.path("2030Q1/origins.csv"), encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_answers_fill_the_expected_figures_and_their_places_are_kept(waiting):
    collected = take(
        waiting, form(answer(RECEIVED, "1.000"), answer(RESOLVED, "900", remark="đã đối chiếu"))
    )
    assert cells(waiting, "printed")[RECEIVED] == "1.000"
    assert collected.is_clean
    told = {row["figure"]: row for row in origins(waiting)}
    assert told[RESOLVED] == {
        "figure": RESOLVED,
        "printed": "900",
        "file": "a.xlsx",
        "sheet": "I.1",
        "cell": "D5",
        "typed": "900",
        "remark": "đã đối chiếu",
    }
    assert tuple(told[RESOLVED]) == ORIGINS


def test_a_rate_is_worked_out_from_its_parts(waiting):
    take(waiting, form(answer(RECEIVED, "1.000"), answer(RESOLVED, "667")))
    assert cells(waiting, "printed")[RATE] == "66,70%"
    (told,) = [row for row in origins(waiting) if row["figure"] == RATE]
    assert (told["file"], told["typed"]) == ("", "resolved / received")


@pytest.mark.parametrize(
    ("received", "resolved", "rate"),
    [
        ("3", "2", "66,67%"),
        ("4", "3", "75%"),
        ("3", "3", "100%"),
        ("30.000", "29.999", "100,00%"),
        ("0", "0", ""),
        ("2", "3", "150%"),
    ],
)
def test_a_worked_out_rate_is_rounded_to_two_decimals_unless_it_is_whole(
    waiting, received, resolved, rate
):
    take(waiting, form(answer(RECEIVED, received), answer(RESOLVED, resolved)))
    assert cells(waiting, "printed")[RATE] == rate


def test_a_rate_that_a_unit_typed_is_taken_as_typed(waiting):
    take(waiting, form(answer(RECEIVED, "1.000"), answer(RESOLVED, "667"), answer(RATE, "95%")))
    assert cells(waiting, "printed")[RATE] == "95%"


def test_a_rate_is_that_of_the_numbers_that_stand_not_of_those_kept_out(waiting):
    waiting.replace("2030Q1/figures.csv", "received,desk,", "received,desk,1.000")
    waiting.replace("2030Q1/figures.csv", "resolved,desk,", "resolved,desk,900")
    forms = form(answer(RECEIVED, "1.000"), answer(RESOLVED, "800"))
    assert [change.figure for change in take(waiting, forms).kept] == [RESOLVED]
    assert cells(waiting, "printed")[RATE] == "90%"
    take(waiting, forms, replace=True)
    assert (cells(waiting, "printed")[RESOLVED], cells(waiting, "printed")[RATE]) == ("800", "80%")


def test_the_second_part_may_come_later(waiting):
    take(waiting, form(answer(RECEIVED, "1.000")))
    assert cells(waiting, "printed")[RATE] == ""
    take(waiting, form(answer(RESOLVED, "900")))
    assert cells(waiting, "printed")[RATE] == "90%"


def test_an_answer_fills_every_mention_of_its_fact(waiting):
    waiting.figure("received", "", section="I.2")
    take(waiting, form(answer(RECEIVED, "1.000")))
    assert cells(waiting, "printed")["I.2:received:desk"] == "1.000"


def test_a_figure_that_is_filled_in_stays_unless_it_is_to_be_replaced(waiting):
    waiting.replace("2030Q1/figures.csv", "received,desk,", 'received,desk,"1.031"')
    kept = take(waiting, form(answer(RECEIVED, "1.000")))
    assert [(c.figure, c.before, c.after) for c in kept.kept] == [(RECEIVED, "1.031", "1.000")]
    assert not kept.is_clean
    assert cells(waiting, "printed")[RECEIVED] == "1.031"
    replaced = take(waiting, form(answer(RECEIVED, "1.000")), replace=True)
    assert replaced.is_clean
    assert cells(waiting, "printed")[RECEIVED] == "1.000"


def test_collecting_again_changes_nothing(waiting):
    forms = form(answer(RECEIVED, "1.000"), answer(RESOLVED, "667"))
    take(waiting, forms)
    before = {path.name: path.read_bytes() for path in waiting.path("2030Q1").glob("[!.]*")}
    again = take(waiting, forms)
    assert (again.changes, again.kept, again.unchanged) == ((), (), 3)
    after = {path.name: path.read_bytes() for path in waiting.path("2030Q1").glob("[!.]*")}
    assert after == before


def test_the_same_number_written_otherwise_is_the_same(waiting):
    waiting.replace("2030Q1/figures.csv", "received,desk,", "received,desk,1031")
    assert take(waiting, form(answer(RECEIVED, "1.031"))).is_clean
    assert cells(waiting, "printed")[RECEIVED] == "1031"


def test_two_forms_that_say_the_same_are_told_as_double(waiting):
    collected = take(
        waiting, form(answer(RECEIVED, "10")), form(answer(RECEIVED, "10", "b.xlsx"), file="b.xlsx")
    )
    assert [[a.file for a in answers] for answers in collected.doubled] == [["a.xlsx", "b.xlsx"]]
    assert collected.is_clean
    assert cells(waiting, "printed")[RECEIVED] == "10"


@pytest.mark.parametrize("replace", [False, True])
@pytest.mark.parametrize(("first", "second"), [("10", "11"), ("10", "")])
def test_two_forms_that_differ_are_told_and_neither_is_taken(waiting, first, second, replace):
    collected = take(
        waiting,
        form(answer(RECEIVED, first)),
        form(answer(RECEIVED, second, "b.xlsx"), file="b.xlsx"),
        replace=replace,
    )
    assert [[a.printed for a in answers] for answers in collected.contradictory] == [
        [first, second]
    ]
    assert not collected.is_clean
    assert cells(waiting, "printed")[RECEIVED] == ""
    assert RECEIVED in collected.missing["desk"]


def test_what_is_missing_is_told_by_unit_and_whether_a_form_came(waiting):
    collected = take(waiting, form(answer(RECEIVED, "1.000")))
    assert dict(collected.missing) == {
        "desk": (RESOLVED, "I.1:pending:desk"),
        "thang_bac": ("I.1:received:thang_bac",),
    }
    assert collected.unread == ("thang_bac",)


def test_a_unit_that_has_no_number_is_not_asked_again(waiting):
    collected = take(waiting, form(answer(RECEIVED, "", qualifier="không có số liệu")))
    assert (cells(waiting, "printed")[RECEIVED], cells(waiting, "note")[RECEIVED]) == (
        "",
        "không có số liệu",
    )
    assert RECEIVED not in collected.missing["desk"]
    assert RECEIVED not in take(waiting).missing["desk"]
    take(waiting, form(answer(RECEIVED, "7")))
    assert (cells(waiting, "printed")[RECEIVED], cells(waiting, "note")[RECEIVED]) == ("7", "")


@pytest.mark.parametrize(
    ("note", "qualifier", "after"),
    [
        ("", "khoảng", "khoảng"),
        ("hơn", "khoảng", "khoảng"),
        ("của phòng", "khoảng", "của phòng; khoảng"),
        ("của phòng; hơn", "", "của phòng"),
    ],
)
def test_the_qualifier_goes_to_the_note_beside_what_the_analyst_wrote(
    folder, note, qualifier, after
):
    folder.figure("received", "", note=note)
    take(folder, form(answer(RECEIVED, "30", qualifier=qualifier)))
    assert cells(folder, "note")[RECEIVED] == after


def test_other_rows_keep_their_text_line_ends_and_mark(waiting):
    text = waiting.path("2030Q1/figures.csv").read_text(encoding="utf-8")
    text = text.replace("pending,desk,,I.1,đoạn", 'pending,desk, 08 ,I.1,"đoạn (một, hai)"')
    waiting.write("2030Q1/figures.csv", ("\ufeff" + text.replace("\n", "\r\n") + "\r\n").encode())
    before = waiting.path("2030Q1/figures.csv").read_bytes()
    take(waiting, form(answer(RECEIVED, "1.000")))
    after = before.replace(b"received,desk,,", b"received,desk,1.000,")
    assert waiting.path("2030Q1/figures.csv").read_bytes() == after


def test_a_blank_line_between_rows_does_not_shift_them(waiting):
    text = waiting.path("2030Q1/figures.csv").read_text(encoding="utf-8")
    waiting.write("2030Q1/figures.csv", text.replace("resolved,desk", "\nresolved,desk"))
    take(waiting, form(answer(RESOLVED, "900")))
    assert cells(waiting, "printed")[RESOLVED] == "900"


def test_what_units_typed_does_not_run_in_a_spreadsheet(waiting):
    take(waiting, form(answer(RECEIVED, "10", file="=cmd.xlsx", remark="=HYPERLINK(1)")))
    (row,) = origins(waiting)
    assert (row["file"], row["remark"]) == ("'=cmd.xlsx", "'=HYPERLINK(1)")


def test_a_file_that_was_changed_meanwhile_is_not_overwritten(waiting):
    report = waiting.read()
    collected = collect(report, [form(answer(RECEIVED, "1.000"))])
    waiting.replace("2030Q1/figures.csv", "received,desk,", "received,desk,5")
    before = {path.name: path.read_bytes() for path in waiting.path("2030Q1").glob("[!.]*")}
    with pytest.raises(
        InputError, match=r"figures\.csv, row 2, printed: was changed while the forms were read"
    ):
        write_collected(report, waiting.root, collected)
    after = {path.name: path.read_bytes() for path in waiting.path("2030Q1").glob("[!.]*")}
    assert after == before


def test_a_row_inserted_while_forms_are_read_shifts_no_figure(waiting):
    report = waiting.read()
    told = form(answer(RECEIVED, "1.000"), answer(RESOLVED, "900"))
    collected = collect(report, [told])
    waiting.replace(
        "2030Q1/figures.csv", "received,desk,", "revenue,city,,I.2,đoạn,,,\nreceived,desk,"
    )
    write_collected(report, waiting.root, collected)
    after = cells(waiting, "printed")
    assert (after[RECEIVED], after[RESOLVED], after["I.2:revenue:city"]) == ("1.000", "900", "")


def test_a_cell_beside_the_number_that_was_changed_meanwhile_is_not_written_over(waiting):
    report = waiting.read()
    collected = collect(report, [form(answer(RECEIVED, "1.000"))])
    waiting.replace(
        "2030Q1/figures.csv", "received,desk,,I.1,đoạn,,,", "received,desk,,I.1,đoạn,,,hỏi"
    )
    with pytest.raises(InputError, match="was changed while the forms were read"):
        write_collected(report, waiting.root, collected)
    assert cells(waiting, "note")[RECEIVED] == "hỏi"


def collect_alone(root, figure: str, printed: str) -> None:
    report = read_report("2030Q1", root)
    write_collected(report, root, collect(report, [form(answer(figure, printed))]))


def test_collects_at_once_keep_every_figure_and_its_origin(waiting):
    figures = [RECEIVED, RESOLVED, "I.1:pending:desk", "I.1:received:thang_bac"]
    with get_context("fork").Pool(4) as pool:
        told = [(waiting.root, figure, f"1{n}") for n, figure in enumerate(figures)]
        pool.starmap(collect_alone, told)
    after = cells(waiting, "printed")
    assert [after[figure] for figure in figures] == ["10", "11", "12", "13"]
    # the last of them may have worked the rate out as well
    assert {row["figure"] for row in origins(waiting)} >= set(figures)


def test_a_disk_that_fails_leaves_the_figures_as_they_were(waiting, monkeypatch):
    report = waiting.read()
    collected = collect(report, [form(answer(RECEIVED, "1.000"))])
    before = waiting.path("2030Q1/figures.csv").read_bytes()

    def fail(source, target):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(guarded.os, "replace", fail)
    with pytest.raises(OSError, match="No space left"):
        write_collected(report, waiting.root, collected)
    assert waiting.path("2030Q1/figures.csv").read_bytes() == before
    assert not [path for path in waiting.path("2030Q1").iterdir() if path.suffix == ".new"]


# files


def test_good_files_are_read_beside_refused_ones_and_folders_are_gone_through(
    waiting, open_form, fill
):
    report = waiting.read()
    good = fill(open_form(report, "desk"), {RECEIVED: 10}, "b.xlsx")
    (good.parent / "a.xls").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
    (good.parent / ".DS_Store").write_bytes(b"x")
    (good.parent / "old").mkdir()
    returned, refused = read_forms(report, [good.parent, good])
    assert [each.file for each in returned] == ["b.xlsx"]
    assert refused == ("a.xls: is an Excel 97-2003 workbook (.xls); open it and save it as .xlsx",)


def test_the_lock_of_an_open_form_is_told_when_it_is_named(waiting, tmp_path):
    lock = tmp_path / ".~lock.p.xlsx#"
    lock.write_bytes(b"user")
    assert "close it in the spreadsheet" in read_forms(waiting.read(), [lock])[1][0]


def test_files_of_one_name_are_told_apart_by_their_folders(waiting, open_form, fill):
    report = waiting.read()
    first = fill(open_form(report, "desk"), {RECEIVED: 10}, "p.xlsx")
    second = first.parent / "again" / "p.xlsx"
    second.parent.mkdir()
    second.write_bytes(first.read_bytes())
    returned, _ = read_forms(report, [second, first])
    assert [each.file for each in returned] == ["again/p.xlsx", "filled/p.xlsx"]


def test_a_path_where_nothing_is_is_told(waiting, tmp_path):
    with pytest.raises(InputError, match=r"nowhere\.xlsx: there is no such file"):
        read_forms(waiting.read(), [tmp_path / "nowhere.xlsx"])


def test_a_second_mention_that_is_filled_in_otherwise_is_told(waiting):
    waiting.figure("received", "9", section="I.2")
    collected = take(waiting, form(answer(RECEIVED, "10")))
    assert [change.figure for change in collected.kept] == ["I.2:received:desk"]
    assert cells(waiting, "printed")[RECEIVED] == "10"


def test_the_report_that_was_read_is_not_changed(waiting):
    report = waiting.read()
    collect(report, [form(answer(RECEIVED, "10"))])
    assert report.figures.equals(read_report("2030Q1", waiting.root).figures)


def test_a_number_whose_qualifier_changes_is_written_and_told(folder):
    folder.figure("received", "700", note="khoảng; tên in: Thăng")
    collected = take(folder, form(answer(RECEIVED, "700")))
    assert cells(folder, "note")[RECEIVED] == "tên in: Thăng"
    assert collected.remarks == (
        "a.xlsx, I.1!D5: the number is the same, its note changes from “khoảng; tên in: Thăng” to"
        " “tên in: Thăng”",
    )


def test_one_number_with_two_qualifiers_is_contradictory(waiting):
    about = form(answer(RECEIVED, "700", qualifier="khoảng"))
    more = form(answer(RECEIVED, "700", "b.xlsx", qualifier="hơn"), file="b.xlsx")
    collected = take(waiting, about, more)
    assert len(collected.contradictory) == 1
    assert cells(waiting, "printed")[RECEIVED] == ""


def test_a_cell_that_was_emptied_is_told_and_the_number_stays(folder):
    folder.figures(received="10", resolved="7")
    told = Returned("a.xlsx", frozenset({RECEIVED}), (), (), (), (), (RECEIVED,))
    collected = take(folder, told)
    assert collected.remarks == (
        f"a.xlsx: left empty where figures.csv has a number, which stays: {RECEIVED}",
    )
    assert cells(folder, "printed")[RECEIVED] == "10"


@pytest.mark.parametrize(("shown", "told"), [("0.85", 1), ("0.9", 0), ("0.90004", 0), ("", 0)])
def test_a_rate_whose_own_formula_gives_something_else_is_told(waiting, shown, told):
    answers = (answer(RECEIVED, "1.000"), answer(RESOLVED, "900"))
    asked = frozenset({RECEIVED, RESOLVED, RATE})
    rate = Answer(RATE, "", "", "", shown, "a.xlsx", "I.1", "D9")
    collected = take(waiting, Returned("a.xlsx", asked, answers, (), (), (rate,)))
    assert cells(waiting, "printed")[RATE] == "90%"
    assert len(collected.remarks) == told
    for remark in collected.remarks:
        assert remark == (
            "a.xlsx, I.1!D9: its own formula gives 85,00%, its parts give 90,00%; the parts count"
        )


def test_folders_without_forms_and_folders_within_are_told(waiting, open_form, fill):
    report = waiting.read()
    good = fill(open_form(report, "desk"), {RECEIVED: 10}, "b.xlsx")
    inner, empty = good.parent / "đợt 2", good.parent.parent / "trống"
    inner.mkdir()
    empty.mkdir()
    (inner / "c.xlsx").write_bytes(good.read_bytes())
    assert read_forms(report, [good.parent, empty])[1] == (
        "đợt 2: is a folder within the folder and was not read; name it as well",
        "trống: is a folder without any form",
    )
    returned, refused = read_forms(report, [good.parent, inner])
    assert ([each.file for each in returned], refused) == (["b.xlsx", "c.xlsx"], ())


def test_a_name_that_is_no_text_or_steers_a_terminal_is_told_in_codes(waiting, open_form, fill):
    report = waiting.read()
    good = fill(open_form(report, "desk"), {RECEIVED: 10}, "b.xlsx")
    for name in (b"ph\xff.xlsx", b"\x1b[31mred.xlsx"):
        with open(os.path.join(os.fsencode(good.parent), name), "wb") as file:
            file.write(good.read_bytes())
    returned, _ = read_forms(report, [good.parent])
    assert [each.file for each in returned] == ["\\x1b[31mred.xlsx", "b.xlsx", "ph\\xff.xlsx"]


def test_a_form_that_cannot_be_read_from_its_disk_skips_that_form(
    waiting, open_form, fill, monkeypatch
):
    report = waiting.read()
    good = fill(open_form(report, "desk"), {RECEIVED: 10}, "b.xlsx")
    bad = good.with_name("a.xlsx")
    bad.write_bytes(good.read_bytes())
    read = Path.read_bytes

    def fail(path):
        if path.name == "a.xlsx":
            raise OSError(5, "Input/output error")
        return read(path)

    monkeypatch.setattr(Path, "read_bytes", fail)
    returned, refused = read_forms(report, [good.parent])
    assert [each.file for each in returned] == ["b.xlsx"]
    assert refused == (
        "a.xlsx: cannot be read (the disk gives an error); copy it again and collect it",
    )


def test_a_form_is_held_against_the_quarter_before(waiting, open_form, fill):
    waiting.add_quarter("2029Q4", received="1.566")
    report = waiting.read()
    returned, _ = read_forms(report, [fill(open_form(report, "desk"), {RECEIVED: 15_661})])
    assert "15.661 beside 1.566 last quarter" in returned[0].remarks[0]
