"""A figures.csv that a spreadsheet saved again is told by what stood there before."""

import pytest

from cchc.model.seen import SEEN, is_lossy, keep_seen, note_spreadsheet

FIGURES = "2030Q1/figures.csv"


@pytest.mark.parametrize(
    ("before", "now"),
    [
        ("08", "8"),
        ("1.031", "1031"),
        ("99,89%", "99.89%"),
        ("854,639", "854639"),
        ("7.000", "7"),
        ("90,0%", "90%"),
        ("4.391,744", "4391.744"),
    ],
)
def test_a_number_that_lost_zeros_or_marks_is_known(before, now):
    assert is_lossy(before, now)
    assert not is_lossy(now, before)


@pytest.mark.parametrize(
    ("before", "now"),
    [("08", "08"), ("1.031", "1.032"), ("1.031", ""), ("900", "800"), ("12", "12,0%")],
)
def test_a_number_that_was_changed_is_not_taken_for_one_that_lost_marks(before, now):
    assert not is_lossy(before, now)


def notes(folder) -> list[str]:
    figures = folder.read().figures
    return [note.says for note in note_spreadsheet(figures, folder.path("2030Q1"))]


def save_again(folder) -> None:
    for old, new in (("1.000", "1000"), ('"90,0%"', "90.0%"), ('"854,639"', "854639")):
        folder.replace(FIGURES, old, new)


def test_a_file_that_was_saved_by_a_spreadsheet_is_told_against_what_was_seen(sound):
    report = sound.read()
    keep_seen(report.figures, sound.path("2030Q1"))
    save_again(sound)
    told = (
        "3 numbers lost zeros, dots or marks, as when a spreadsheet saves the file again: 1.000 →"
        " 1000 (row 2), 90,0% → 90.0% (row 6), 854,639 → 854639 (row 8); put back"
    )
    assert [says[: len(told)] for says in notes(sound)] == [told]
    keep_seen(sound.read().figures, sound.path("2030Q1"))
    assert len(notes(sound)) == 1
    keep_seen(sound.read().figures, sound.path("2030Q1"), as_printed=True)
    assert notes(sound) == []


@pytest.mark.parametrize("name", ["origins.csv", "sealed.csv"])
def test_what_was_collected_or_sealed_is_known_as_well(sound, name):
    columns = "figure,printed,file,sheet,cell" if name == "origins.csv" else "figure,printed,value"
    cells = ",a.xlsx,I.1,D5" if name == "origins.csv" else ",1.000"
    sound.write(f"2030Q1/{name}", f"{columns}\nI.1:received:desk,1.000{cells}\n")
    assert notes(sound) == []
    sound.replace(FIGURES, "1.000", "1000")
    assert "1.000 → 1000 (row 2)" in notes(sound)[0]


def test_a_number_changed_on_purpose_is_kept_as_it_is_now(sound):
    keep_seen(sound.read().figures, sound.path("2030Q1"))
    sound.replace(FIGURES, "resolved,desk,900", "resolved,desk,800")
    assert notes(sound) == []
    keep_seen(sound.read().figures, sound.path("2030Q1"))
    assert "I.1:resolved:desk,800\n" in sound.path(f"2030Q1/{SEEN}").read_text(encoding="utf-8")


def test_numbers_that_all_lack_their_dots_are_told_without_any_memory(sound):
    for number in range(5):
        sound.figure("received", f"{4000 + number}", "thang_bac", section="I.2")
    assert [says.split(":")[0] for says in notes(sound)] == [
        "5 of 6 numbers are written as 1031, not as 1.031"
    ]


def test_what_is_kept_is_no_input_of_an_annex(sound):
    from cchc.model.hashes import hash_inputs

    report = sound.read()
    before = hash_inputs(report.quarter, sound.root)
    keep_seen(report.figures, sound.path("2030Q1"))
    assert sound.path(f"2030Q1/{SEEN}").exists()
    assert hash_inputs(report.quarter, sound.root) == before
