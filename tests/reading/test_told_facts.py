"""What holds far apart in a document: told where no accident makes it, and not otherwise."""

import os
import subprocess
import sys
from fractions import Fraction

import pytest

from cchc.reading.believing import is_believable
from cchc.reading.compared_facts import agree_on, exclude_each_other
from cchc.reading.facts_by_value import FactsByValue
from cchc.reading.finding import read_through
from cchc.reading.named_subjects import names_in, subject_of
from cchc.reading.said_times import times_of
from cchc.reading.sources import read_document
from cchc.reading.telling import tell_part, tell_share
from cchc.reading.told_facts import ToldFacts, chance_of, tokens_of

BETWEEN = "".join(
    f"Lĩnh vực {name} mở {17 * n + 3} lớp cho {211 * n + 7} học viên.\n\n"
    for n, name in enumerate(("nội vụ", "y tế", "giao thông", "văn hóa", "thuế", "xây dựng"), 2)
)
RECEIVED = "Tiếp nhận 34.005 hồ sơ đất đai, đã trả 33.908 hồ sơ, đang giải quyết 97 hồ sơ.\n\n"


@pytest.fixture
def facts_of(tmp_path):
    def facts(text):
        path = tmp_path / "a.md"
        path.write_text(text, encoding="utf-8")
        return ToldFacts(read_through(read_document(path)))

    return facts


def told(proof):
    return [(r.kind, [n.text for n in r.numbers], r.holds) for r in proof.relations]


@pytest.mark.parametrize(
    ("text", "relation"),
    [
        (
            RECEIVED + BETWEEN + "Phụ lục ghi tiếp nhận hồ sơ đất đai: 34.005 hồ sơ.",
            ("repeat", ["34.005", "34.005"], True),
        ),
        (
            "Ba xã trồng mới 4.127, 3.388 và 2.961 cây.\n\n"
            + BETWEEN
            + "Toàn huyện trồng mới 10.476 cây.",
            ("sum", ["10.476", "4.127", "3.388", "2.961"], True),
        ),
        (
            "Toàn huyện trồng mới 10.476 cây xanh.\n\n"
            + BETWEEN
            + "Cây xanh trồng mới dọc kênh là 4.127 cây.\n\n"
            + "Cây xanh trồng mới dọc kênh chiếm 39,39%.",
            ("share", ["4.127", "10.476", "39,39%"], True),
        ),
        (
            "Quy trình nay có 1.468 bước.\n\nQuy trình có 1.835 bước khi ban hành, thí điểm 2.202"
            " bước.\n\n" + BETWEEN + "Quy trình được rút ngắn 20,0%.",
            ("difference", ["1.468", "1.835", "20,0%"], True),
        ),
    ],
)
def test_what_stands_far_apart_is_told(proofed, text, relation):
    assert relation in told(proofed(text))


@pytest.mark.parametrize(
    "text",
    [
        "Có 7 tổ công tác.\n\n" + BETWEEN + "Mua 7 máy in.",
        "Ba xã cử 3, 2 và 4 người.\n\n" + BETWEEN + "Xây 9 nhà văn hóa.",
        "Có 12 xã và 25 thôn.\n\n" + BETWEEN + "Độ che phủ rừng là 48%.",
        "Tiếp nhận 14.726 đơn.\n\n" + BETWEEN + "Trồng mới 14.762 cây.",
    ],
)
def test_an_accident_is_not_told(proofed, text):
    assert told(proofed(text)) == []


def test_a_slip_is_told_once_however_often_the_right_number_stands(proofed):
    text = RECEIVED + BETWEEN + "Tiếp nhận hồ sơ đất đai: 34.005 hồ sơ.\n\n" + BETWEEN
    wrong = [r for r in told(proofed(text + "Tiếp nhận hồ sơ đất đai: 35.004 hồ sơ.")) if not r[2]]
    assert [set(texts) for _, texts, _ in wrong] == [{"34.005", "35.004"}]


def test_a_number_that_is_confirmed_elsewhere_is_no_slip(proofed):
    text = RECEIVED + BETWEEN + "Số hóa 35.004 hồ sơ đất đai.\n\nCông khai 35.004 hồ sơ đất đai."
    assert proofed(text).is_sound


def test_hashing_changes_nothing(tmp_path):
    path = tmp_path / "a.md"
    path.write_text(RECEIVED + BETWEEN + "Tiếp nhận 34.005 hồ sơ, đạt 85,6% kế hoạch.", "utf-8")
    code = (
        "import sys; from pathlib import Path\n"
        "from cchc.reading.finding import find_relations, read_through\n"
        "from cchc.reading.sources import read_document\n"
        "from cchc.reading.told_facts import ToldFacts\n"
        "reading = read_through(read_document(Path(sys.argv[1])))\n"
        "for r in find_relations(reading): print(r)\n"
        "facts = ToldFacts(reading)\n"
        "print([facts.likeness(a, b) for a in facts.facts for b in facts.facts])"
    )
    said = [
        subprocess.run(
            [sys.executable, "-c", code, str(path)],
            env=os.environ | {"PYTHONHASHSEED": seed, "PYTHONIOENCODING": "utf-8"},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    ]
    assert b"Relation" in said[0]
    assert said[0] == said[1]


def test_many_are_weighed_at_once_as_each_is_alone(facts_of):
    facts = facts_of(
        RECEIVED + BETWEEN + "| Xã | Số lớp |\n|---|---|\n| Hòa An | 12 |\n| Ba | 15 |\n"
    )
    counts = facts.by_kind[""]
    for one in counts:
        alike = {o.number.id: facts.likeness(one, o) for o in counts if o is not one}
        for other in counts:
            if other is not one:
                near = sum(score >= alike[other.number.id] for score in alike.values())
                assert facts.rank(one, other) == near


def test_rare_words_tie_facts_more_than_common_ones(facts_of):
    facts = facts_of(
        "Đã cấp 11 thẻ thư viện.\n\nĐã cấp 22 thẻ bảo hiểm.\n\nĐã cấp 33 giấy phép.\n\n"
        "Bạn đọc nhận 44 thẻ thư viện.\n\n"
    )
    library, insurance, _, readers = facts.facts
    assert facts.likeness(readers, library) > facts.likeness(readers, insurance)
    assert facts.rank(readers, library) == 1
    assert facts.tries(library, insurance) == 1  # beside each other


def test_a_name_with_its_number_is_one_word():
    assert tokens_of("Phường 5 cấp thẻ") == ["phường 5", "cấp", "thẻ", "phường 5 cấp", "cấp thẻ"]


@pytest.mark.parametrize(
    ("text", "times"),
    [
        ("cùng kỳ năm 2023 là", {"before", "năm 2023"}),
        ("lũy kế từ đầu năm", {"since"}),
        ("đạt so với dự toán được giao", {"plan"}),
        ("dự kiến quý tới", {"ahead"}),
        ("đã giải quyết trước hạn", set()),
    ],
)
def test_times_are_told_by_kind_but_for_named_ones(text, times):
    assert times_of(text) == times


def test_facts_of_two_times_or_states_are_two(facts_of):
    now, before, late, early = facts_of(
        "Cấp 11 thẻ.\n\nCùng kỳ cấp 22 thẻ.\n\nTrả quá hạn 33 thẻ.\n\nTrả trước hạn 44 thẻ."
    ).facts
    assert not agree_on(now, before)
    assert agree_on(now, late)
    assert exclude_each_other(late, early)
    assert not exclude_each_other(now, late)


def test_chance_is_small_for_precise_numbers_and_large_for_round_ones():
    one = Fraction(1)
    assert chance_of(Fraction(34005), one) < chance_of(Fraction(34000), one)
    assert chance_of(Fraction(34000), one) < chance_of(Fraction(34), one)
    assert chance_of(Fraction(99), one, rate=True) > chance_of(Fraction(50), one, rate=True)


def test_facts_at_both_ends_of_a_span_lie_within(facts_of):
    by_value = FactsByValue(facts_of("Có 30 xã, 10 chợ, 20 trường, 40 thôn.").facts)
    assert [int(f.value) for f in by_value.between(10, 30)] == [10, 20, 30]


@pytest.mark.parametrize(
    ("text", "believed"),
    [
        ("Xong 450 việc của 900 việc, đạt 55,0%.", True),  # near
        ("Xong 450 việc của 900 việc, đạt 5,0%.", True),  # a digit moved
        ("Xong 450 việc của 900 việc, đạt 91,7%.", False),
    ],
)
def test_a_share_far_from_what_is_printed_is_of_other_numbers(facts_of, text, believed):
    part, whole, rate = (f.number for f in facts_of(text).facts)
    assert is_believable(tell_share(part, whole, rate)) == believed


@pytest.mark.parametrize(
    ("text", "believed"),
    [("Có 71 xã, 68 chợ.", True), ("Có 1.068 xã, 168 chợ.", False)],
)
def test_a_part_far_above_its_whole_is_none(facts_of, text, believed):
    part, whole = (f.number for f in facts_of(text).facts)
    assert is_believable(tell_part(part, whole)) == believed


@pytest.mark.parametrize(
    "text",
    [
        "Thôn Hạ có 413 hộ.\n\nThôn Thượng có 431 hộ.",
        "Kế hoạch trồng 12.460 cây.\n\nĐã trồng 12.640 cây, vượt kế hoạch.",
        "## 1. Lĩnh vực đất đai\n\nTiếp nhận 1.284 hồ sơ.\n\n## 2. Lĩnh vực tư pháp\n\nTiếp nhận"
        " 1.248 hồ sơ.",
        "## 1. Phường An Phú\n\nDân số 21.450 người.\n\n## 2. Phường An Lạc\n\nDân số 21.540 người.",
        "Vốn giao đầu năm 48,6 tỷ đồng.\n\nVốn sau điều chỉnh 46,8 tỷ đồng.",
    ],
)
def test_what_is_told_of_another_place_time_or_subject_is_no_slip(proofed, text):
    assert proofed(text).is_sound


def test_headings_of_everything_set_nothing_apart(proofed):
    text = (
        "## 1. Kết quả\n\nTiếp nhận 2.451 hồ sơ, đã giải quyết 2.384 hồ sơ, đang giải quyết 67 hồ sơ."
        "\n\n## 2. Đánh giá\n\nVới 2.348 hồ sơ đã giải quyết, xã hoàn thành nhiệm vụ."
    )
    assert ("repeat", ["2.384", "2.348"], False) in told(proofed(text))


def test_names_are_told_by_what_they_name():
    assert names_in("xã Đại Lộc ít nhất, tại phường 5") == {"đại lộc", "5"}
    assert subject_of("1. Kết quả lĩnh vực đất đai") == {"lĩnh", "vực", "đất", "đai"}


@pytest.mark.parametrize(
    ("above", "cell", "unit"),
    [
        ("**Bảng 1. Thu theo khu vực** (tỷ đồng)", "412,5", "đồng"),
        ("Bảng 1. Thu theo khu vực", "412,5", ""),
        ("Đơn vị tính nếu không ghi rõ: tỷ đồng.\n\nThu như sau.\n\nBảng 1", "412,5", "đồng"),
        ("Đơn vị tính nếu không ghi rõ: tỷ đồng.\n\nSố hộ như sau.\n\nBảng 1", "412", ""),
    ],
)
def test_cells_have_the_unit_of_the_title_or_of_the_document(facts_of, above, cell, unit):
    facts = facts_of(
        f"{above}\n\n| Khu vực | Năm nay |\n|---|---|\n| Một | {cell} |\n| Hai | 7 |\n"
    )
    assert [n.unit for n in facts.reading.numbers if n.text == cell] == [unit]
