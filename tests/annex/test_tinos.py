import hashlib
import io
from typing import get_args

import pytest
from fontTools.ttLib import TTFont

from cchc.annex.face_cuts import OF_CELLS, REPERTOIRE, measure_letters
from cchc.annex.tinos import (
    FOLDER,
    Face,
    _advances,
    measure_text,
    subset_woff2,
    write_printable,
)


def test_typeface_is_the_one_that_was_checked_in():
    for line in (FOLDER / "SHA256SUMS").read_text().splitlines():
        wanted, name = line.split()
        assert hashlib.sha256((FOLDER / name.lstrip("*")).read_bytes()).hexdigest() == wanted


def test_letters_that_the_typeface_lacks_are_named():
    assert write_printable("Ủy ban 漢😀\ufe0f.") == "Ủy ban [U+6F22][U+1F600]."


def test_subset_of_rare_letters_is_the_same_for_the_same_letters_in_any_order():
    first = subset_woff2("Bold", "ắăaỪЖ")
    assert first == subset_woff2("Bold", "ЖỪaăắắ漢")
    font = TTFont(io.BytesIO(first))
    assert set(font.getBestCmap()) == set(map(ord, "ắăaỪЖ"))
    assert "License" in str(font["name"].getDebugName(13))


@pytest.mark.parametrize("face", get_args(Face))
def test_what_is_shipped_of_a_face_is_cut_and_measured_from_it(face):
    known = measure_letters(face)
    letters = known.keys() & (OF_CELLS if face == "Mono" else REPERTOIRE)
    assert _advances(face) == known
    font = TTFont(io.BytesIO(subset_woff2(face, "0Đẫ漢")))
    em = font["head"].unitsPerEm
    widths = {chr(code): font["hmtx"][name][0] / em for code, name in font.getBestCmap().items()}
    assert widths == {letter: known[letter] for letter in letters}
    assert "License" in str(font["name"].getDebugName(13))


def test_digits_are_equally_wide_and_bold_is_no_narrower():
    assert len({measure_text(digit, 11) for digit in "0123456789"}) == 1
    assert measure_text("Đơn vị", 11, "Bold") >= measure_text("Đơn vị", 11)


def test_letters_of_equal_width_hold_every_letter_of_vietnamese():
    letters = "aàáảãạăằắẳẵặâầấẩẫậeèéẻẽẹêềếểễệiìíỉĩịoòóỏõọôồốổỗộơờớởỡợuùúủũụưừứửữựyỳýỷỹỵđ"
    for text in (letters, letters.upper(), "₫│─┌…"):
        assert write_printable(text, "Mono") == text
        assert {round(measure_text(letter, 1, "Mono"), 4) for letter in text} == {0.6001}
