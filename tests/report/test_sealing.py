"""What was agreed on when a quarter was published, and what has changed since."""

import pytest

from cchc.errors import InputError
from cchc.report.sealing import list_revisions, write_sealed

RESOLVED = "I.1:resolved:desk"


@pytest.fixture
def sealed(sound):
    write_sealed(sound.read(), sound.root)
    return sound


def revisions(folder) -> list[tuple]:
    return [(r.indicator, r.sealed, r.now, r.why) for r in list_revisions(folder.read())]


def decide(folder, value: str) -> None:
    cells = {
        "finding": "bt-00000000",
        "decision": "corrected",
        "figure": RESOLVED,
        "value": value,
        "reason": "hỏi lại",
    }
    folder.add("2030Q1/decisions.csv", **cells)


def test_a_seal_holds_the_figure_as_printed_and_as_agreed(sound):
    decide(sound, "901")
    path = write_sealed(sound.read(), sound.root)
    lines = path.read_text(encoding="utf-8").splitlines()
    assert lines[:3] == [
        "figure,printed,value",
        "I.1:received:desk,1.000,1.000",
        f"{RESOLVED},900,901",
    ]
    assert 'I.2:revenue:city,"854,639","854,639"' in lines
    assert len(lines) == 1 + len(sound.read().observations)


def test_negative_values_can_be_read_again(folder):
    folder.figure("revenue", "-1,5", "city", section="I.2")
    write_sealed(folder.read(), folder.root)
    assert revisions(folder) == []


def test_a_quarter_is_sealed_once_unless_asked_again(sealed):
    before = sealed.path("2030Q1/sealed.csv").read_bytes()
    decide(sealed, "901")
    with pytest.raises(
        InputError, match=r"data/2030Q1/sealed\.csv: the quarter is sealed already; --again"
    ):
        write_sealed(sealed.read(), sealed.root)
    assert sealed.path("2030Q1/sealed.csv").read_bytes() == before
    write_sealed(sealed.read(), sealed.root, again=True)
    assert revisions(sealed) == []


def test_a_quarter_that_was_never_sealed_has_no_revisions(sound):
    assert sound.read().sealed is None
    assert revisions(sound) == []


def test_nothing_changed_is_no_revision_and_neither_is_another_way_of_writing(sealed):
    assert revisions(sealed) == []
    sealed.replace("2030Q1/figures.csv", "1.000", "1000")
    assert revisions(sealed) == []


def test_a_figure_that_was_edited_and_one_that_was_decided_are_told_apart(sealed):
    sealed.replace("2030Q1/figures.csv", "pending,desk,100", "pending,desk,101")
    decide(sealed, "899")
    assert revisions(sealed) == [
        ("resolved", 900, 899, "theo kết luận"),
        ("pending", 100, 101, "số ghi đổi từ 100 thành 101"),
    ]


def test_a_decision_that_was_withdrawn_is_a_revision_too(sound):
    decide(sound, "901")
    write_sealed(sound.read(), sound.root)
    sound.replace("2030Q1/decisions.csv", "corrected", "explained")
    assert revisions(sound) == [("resolved", 901, 900, "rút lại kết luận")]


def test_new_and_lost_figures_are_revisions(sealed):
    sealed.replace("2030Q1/figures.csv", "pending,desk,100,I.1,đoạn,,,\n", "")
    sealed.figure("received", "7", "thang_bac")
    assert revisions(sealed) == [
        ("received", None, 7, "số mới thêm"),
        ("pending", 100, None, "số không còn"),
    ]


def test_a_fact_that_is_now_led_by_another_mention_is_the_same_fact(sealed):
    sealed.replace("2030Q1/figures.csv", "received,desk,1.000,I.1", "received,desk,1.000,I.2")
    assert revisions(sealed) == []


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ("I.1:gone:desk,1,1", "row 2, figure: 'I.1:gone:desk' is not a figure of the catalogue's"),
        ("received,1,1", "row 2, figure: 'received' is not a figure of the catalogue's"),
        ("I.1:received:desk,1,nhiều", "row 2, value: 'nhiều' is not a number"),
        ("I.1:received:desk,,1", "row 2, printed: an empty cell must be filled"),
        (
            "I.1:received:desk,1,1\nI.1:received:desk,1,1",
            "row 3, figure: 'I.1:received:desk' stands twice",
        ),
    ],
)
def test_a_seal_that_was_damaged_is_told_with_its_place(sound, row, says):
    sound.write("2030Q1/sealed.csv", f"figure,printed,value\n{row}\n")
    (problem,) = sound.problems()
    assert problem.startswith(f"data/2030Q1/sealed.csv, {says}")
