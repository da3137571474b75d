"""A draft held against a quarter: what agrees, was corrected, contradicts, follows, is unknown."""

import pytest

from cchc import read_report
from cchc.intake.opening import write_quarter
from cchc.model.quarter import Quarter
from cchc.reading.against import hold_against

TEXT = (
    "Bộ phận một cửa tiếp nhận {received} hồ sơ; đã giải quyết {resolved} hồ sơ, đang giải quyết"
    " 20 hồ sơ, tỷ lệ hồ sơ đã giải quyết {rate}.\n\n"
    "Thực hiện theo Kế hoạch số 12/KH-UBND ngày {day}.\n\nCó 77 hồ sơ khác.\n"
)
AS_TYPED = {"received": "1.000", "resolved": "980", "rate": "98,0%", "day": "05/01/2030"}


@pytest.fixture
def held(folder, proofed):
    """Hold a text against a quarter of one office with four figures and a citation."""
    folder.figures(received="1.000", resolved="980", pending="20", resolved_rate="98,0%")
    folder.cite("12/KH-UBND", "05/01/2030", kind="Kế hoạch")

    def hold(**cells):
        proof = proofed(TEXT.format(**(AS_TYPED | cells)))
        return hold_against(proof, read_report("2030Q1", folder.root))

    return hold


def verdicts(proof):
    kinds = ("figure", "citation")
    return {n.text: proof.judgements[n.id].verdict for n in proof.numbers if n.kind in kinds}


def judged(proof, text):
    return next(proof.judgements[n.id] for n in proof.numbers if n.text == text)


def test_a_draft_as_it_was_typed_agrees_figure_by_figure(held):
    proof = held()
    told = verdicts(proof)
    assert told.pop("77") == "unknown"
    assert set(told.values()) == {"agrees"}
    assert judged(proof, "980").figure == "I.1:resolved:desk"
    assert proof.is_sound


def test_a_number_typed_otherwise_contradicts_its_figure_and_tells_how(held):
    proof = held(resolved="890")
    told = judged(proof, "890")
    assert (told.verdict, told.figure) == ("contradicts", "I.1:resolved:desk")
    assert "980" in told.says
    assert "đảo hai chữ số" in told.says
    assert not proof.is_sound


def test_what_the_draft_contradicts_is_not_made_right_by_a_quarter_that_was_typed_from_it(
    folder, proofed
):
    folder.figures(received="1.000", resolved="970", pending="20", resolved_rate="97,0%")
    text = "Tiếp nhận 1.000 hồ sơ, gồm: đã giải quyết 970 hồ sơ; đang giải quyết 20 hồ sơ."
    alone = proofed(text)
    assert judged(alone, "1.000").verdict == "contradicts"
    told = judged(hold_against(alone, read_report("2030Q1", folder.root)), "1.000")
    assert (told.verdict, told.figure) == ("contradicts", "I.1:received:desk")


@pytest.mark.parametrize(
    ("quoted", "verdict"), [("1.000", "agrees"), ("1.010", "contradicts"), ("1.003", "contradicts")]
)
def test_a_number_quoted_of_an_earlier_quarter_is_held_against_its_data(
    folder, proofed, quoted, verdict
):
    folder.figures(received="1.000", resolved="980")
    assert write_quarter(Quarter.parse("2030Q2"), folder.root)
    path = folder.path("2030Q2/figures.csv")
    rows = path.read_text(encoding="utf-8-sig").splitlines()
    path.write_text("\n".join([rows[0], rows[1].replace("desk,,", "desk,1.090,", 1)]) + "\n")
    text = f"Tiếp nhận 1.090 hồ sơ, tăng 90 hồ sơ so với quý I/2030 ({quoted} hồ sơ)."
    told = judged(hold_against(proofed(text), read_report("2030Q2", folder.root)), quoted)
    assert (told.verdict, told.figure) == (verdict, "I.1:received:desk")
    assert ("1.000" in told.says) == (verdict == "contradicts")


def test_a_date_cited_otherwise_contradicts_the_list_of_citations(held):
    proof = held(day="06/01/2030")
    assert judged(proof, "12").verdict == "agrees"
    assert judged(proof, "06").verdict == "contradicts"
    assert "05/01/2030" in judged(proof, "06").says


@pytest.mark.parametrize(("listed", "nearest"), [("12/KH-UBND", "12/KH-UBND"), ("4/QĐ-TTg", "")])
def test_a_document_that_the_quarter_does_not_list_is_unknown_with_its_nearest(
    folder, proofed, listed, nearest
):
    folder.figures(received="1.000")
    folder.cite(listed, "05/01/2030")
    proof = proofed("Theo Kế hoạch số 21/KH-UBND ngày 05/01/2030, đã tiếp nhận 1.000 hồ sơ.")
    told = judged(hold_against(proof, read_report("2030Q1", folder.root)), "21")
    assert (told.verdict, told.nearest) == ("unknown", nearest)


def test_a_correction_that_was_decided_is_what_the_draft_should_print(held, folder):
    folder.add(
        "2030Q1/decisions.csv",
        finding="bt-00000000",
        decision="corrected",
        figure="I.1:resolved:desk",
        value="970",
        reason="theo sổ",
        decided_by="A",
        decided_on="2030-04-01",
    )
    assert judged(held(resolved="970"), "970").verdict == "corrected"


def test_a_number_without_a_figure_that_follows_from_known_ones_is_derived(held):
    more = "98,0%.\n\nTiếp nhận 1.000 hồ sơ và trả 980 hồ sơ, tổng số 1.980 lượt hồ sơ"
    told = judged(held(rate=more), "1.980")
    assert told.verdict == "derived"
    assert "1.000 + 980" in told.says
