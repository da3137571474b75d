"""Places of a document belong to the quarter's sections by numbering, by letters and by figures."""

from cchc.reading.placing import Placing, parts_of
from cchc.reading.windows import PeriodsRead

TEXT = (
    "# I. CẢI CÁCH HÀNH CHÍNH\n\nMở đầu.\n\n## 1. Thể chế\n\nĐã rà soát<sup>4</sup> đủ.\n\n"
    "## 2. Thủ tục\n\nb) Số lượng thủ tục.\n\nĐã công bố.\n\n# II. CHUYỂN ĐỔI SỐ\n\nĐã làm.\n\n"
    "<sup>4</sup> Kế hoạch năm.\n"
)


def sections_of(reading, sections, told=None):
    placing = Placing(reading.passages, sections, told or {})
    return {p.text: placing.section_of(at) for at, p in enumerate(reading.passages)}


def test_parts_carry_the_numbering_of_the_parts_above(proofed):
    codes = [part.code for part in parts_of(proofed(TEXT).reading.passages).values()]
    assert codes == ["0", "I", "I.1", "I.2", "II"] or codes == [
        "0",
        "I",
        "I.1",
        "I.2",
        "I.2.b",
        "II",
    ]


def test_sections_follow_numbering_letters_and_the_mark_of_a_footnote(proofed):
    reading = proofed(TEXT).reading
    found = sections_of(reading, {"I.1": "Thể chế", "I.2": "", "I.2.b": "", "II": ""})
    assert found["Đã công bố."] == "I.2.b"
    assert found["Đã làm."] == "II"
    assert found["4 Kế hoạch năm."] == "I.1"


def test_a_heading_numbered_otherwise_is_known_by_its_title(proofed):
    reading = proofed("# 5. Cải cách thể chế\n\nĐã làm.\n").reading
    assert sections_of(reading, {"0": "Mở đầu", "I.2": "Cải cách thể chế"})["Đã làm."] == "I.2"


def test_a_title_counts_more_than_the_number_of_a_section_with_quite_another_title(proofed):
    text = "# IV. Giải quyết hồ sơ\n\nĐã xong.\n\n# V. Kết quả theo lĩnh vực\n\nĐã làm.\n"
    reading = proofed(text).reading
    sections = {"II": "Giải quyết hồ sơ", "IV": "Khó khăn, kiến nghị", "V": "Bộ máy, biên chế"}
    placing = Placing(reading.passages, sections, {})
    found = {p.text: placing.section_of(at) for at, p in enumerate(reading.passages)}
    assert (found["Đã xong."], found["Đã làm."]) == ("II", "V")
    assert placing.unlike == {"Kết quả theo lĩnh vực": "V"}


def test_a_figure_found_there_counts_more_than_the_numbering(proofed):
    reading = proofed(TEXT).reading
    at = next(i for i, p in enumerate(reading.passages) if p.text == "Đã làm.")
    assert sections_of(reading, {"I.1": "", "II": "", "III": ""}, {at: "III"})["Đã làm."] == "III"


def periods(proof, expected):
    read = PeriodsRead(proof.reading)
    return {n.text: read.of(n, expected) for n in proof.numbers if n.kind == "figure"}


def test_a_period_counts_for_the_numbers_behind_it_in_its_sentence(proofed):
    text = "Có 9 tổ. Từ ngày 15/12/2023 đến ngày 14/3/2024 tiếp nhận 700 hồ sơ. Còn 12 hồ sơ."
    found = periods(proofed(text), expected=False)
    assert found == {"9": ("", ""), "700": ("15/12/2023", "14/3/2024"), "12": ("", "")}


def test_a_figure_that_had_a_period_takes_the_nearest_under_its_heading(proofed):
    text = (
        "# I. Một\n\nKết quả tính đến ngày 15/02/2024:\n\n| Đơn vị | Hồ sơ |\n|---|---|\n"
        "| Ấp Một | 45 |\n\n# II. Hai\n\nCó 12 hồ sơ.\n"
    )
    found = periods(proofed(text), expected=True)
    assert found == {"45": ("", "15/02/2024"), "12": ("", "")}
