"""What the package shows: ten names, and a page whose examples run."""

import doctest
from pathlib import Path

import errloc

PAGE = Path(__file__).parents[2] / "docs" / "errloc.md"


def test_the_package_has_at_most_ten_public_names():
    assert len(errloc.__all__) <= 10
    assert errloc.__all__ == sorted(errloc.__all__)
    for name in errloc.__all__:
        assert f"`{name}`" in PAGE.read_text(encoding="utf-8")


def test_the_examples_of_the_page_give_what_it_prints():
    ran = doctest.testfile(str(PAGE), module_relative=False, encoding="utf-8")
    assert ran.attempted >= 15
    assert ran.failed == 0


def test_the_names_others_rely_on_are_still_there():
    from cchc.editing import localise
    from cchc.editing.percent import possible_numerators

    assert localise is errloc.localise
    assert list(possible_numerators("95,3", 43)) == [41]


def test_no_word_of_the_engine_is_vietnamese():
    letters = set("ăâđêôơưáàảãạấầẩẫậắằẳẵặéèẻẽẹếềểễệíìỉĩịóòỏõọốồổỗộớờởỡợúùủũụứừửữựýỳỷỹỵ")
    for path in Path(errloc.__file__).parent.glob("*.py"):
        assert not letters & set(path.read_text(encoding="utf-8").lower()), path.name


def test_the_engine_speaks_english_unless_told_otherwise():
    found = errloc.localise({"a": "1", "b": "2"}, ["a == b"])
    assert found.explanation == "a 1 must equal b 2; off by 1."
    other = errloc.Phrases(relation="{left} ≠ {right} ({gap})")
    found = errloc.localise({"a": "1", "b": "2"}, ["a == b"], words=other)
    assert found.explanation == "a 1 ≠ b 2 (1)"
