"""Numbers that count some of what another counts: by wording, in nested lists, in rows under
rows; what only stands side by side is none.
"""

import docx
import pytest
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from cchc.reading.proofing import proof_file


def parts(proof):
    return [
        (*(n.text.split()[0] for n in r.numbers), r.holds)
        for r in proof.relations
        if r.kind == "part"
    ]


@pytest.mark.parametrize(
    ("text", "part"),
    [
        (
            "Trên địa bàn có 27 trường học các cấp. Trường đạt chuẩn quốc gia: 19 trường.",
            ("19", "27", True),
        ),
        ("Kiểm tra 118 cơ sở; có 23 cơ sở vi phạm; nhắc nhở 9 cơ sở.", ("23", "118", True)),
        ("Nhận được 64 phản ánh. Đã xử lý xong 58 phản ánh.", ("58", "64", True)),
        ("Thu nhận 312 mẫu nước; không đạt quy chuẩn 17 mẫu.", ("17", "312", True)),
        ("Toàn xã có 37 km đường thôn; đã bê tông hóa 31,5 km.", ("31,5", "37", True)),
        ("Số trẻ dưới 5 tuổi là 1.206 trẻ; thấp còi 118 trẻ.", ("118", "1.206", True)),
        ("Tiếp 214 lượt công dân (lãnh đạo xã tiếp 36 lượt).", ("36", "214", True)),
        ("Cấp 1.875 thẻ (bao gồm cả 240 thẻ cho hộ cận nghèo).", ("240", "1.875", True)),
        ("Trong 412 hồ sơ trễ hạn, đất đai nhiều nhất với 287 hồ sơ.", ("287", "412", True)),
        ("Trong 412 hồ sơ trễ hạn có tới 427 hồ sơ đất đai.", ("427", "412", False)),
        ("Quản lý 142 công trình, nhiều nhất là trạm bơm với 53 công trình.", ("53", "142", True)),
        (
            "- Cán bộ, công chức: 64 người.\n  - Nữ: 29 người.\n- Khác: 38 người.",
            ("29", "64", True),
        ),
        (
            "1. Tiếp nhận 1.546 hồ sơ.\n   a) Liên thông 305 hồ sơ.\n2. Số hóa 1.204 hồ sơ.",
            ("305", "1.546", True),
        ),
        (
            "* Gieo trồng 1.284 ha, trong đó:\n  - Lúa 1.415 ha;\n* Nuôi trồng 212 ha.",
            ("1.415", "1.284", False),
        ),
    ],
)
def test_a_part_is_told(proofed, text, part):
    assert part in parts(proofed(text))


@pytest.mark.parametrize(
    "text",
    [
        "Tinh giản 118 người. Tuyển 96 người, gồm 61 công chức và 35 viên chức.",
        "Có 71 thủ tục mới, 187 thủ tục sửa đổi và 47 thủ tục bị bãi bỏ.",
        "Nhận 1.284 hồ sơ (quý trước 1.172 hồ sơ).",
        "Đúng hạn 839 hồ sơ, quá hạn 43 hồ sơ. Đang giải quyết 27 hồ sơ.",
        "- Cán bộ, công chức: 64 người.\n- Nữ: 29 người.",
    ],
)
def test_what_stands_side_by_side_is_no_part(proofed, text):
    assert not parts(proofed(text))


def test_what_is_set_in_is_larger_only_in_another_count(proofed):
    assert proofed("- Cán bộ: 64 người.\n  + Nữ: 92 người.\n- Khác: 38 người.").is_sound


NESTED = "<ul><li>Cán bộ: 64 người<ul><li>Nữ: 29 người</li></ul></li><li>Khác: 38 người</li></ul>"


def test_lists_in_lists_of_a_page_and_of_word(proofed, tmp_path):
    assert parts(proofed(NESTED, ".html")) == [("29", "64", True)]
    document = docx.Document()
    for text, level in (("Cán bộ: 64 người", "0"), ("Nữ: 29 người", "1"), ("Khác: 38 người", "0")):
        numbering = OxmlElement("w:numPr")
        for name, value in (("w:ilvl", level), ("w:numId", "1")):
            element = OxmlElement(name)
            element.set(qn("w:val"), value)
            numbering.append(element)
        document.add_paragraph(text)._p.get_or_add_pPr().append(numbering)
    document.save(tmp_path / "a.docx")
    assert parts(proof_file(tmp_path / "a.docx")) == [("29", "64", True)]


ROWS = (
    "| STT | Nội dung | ĐVT | Số lượng |\n|---|---|---|---|\n"
    "| 1 | Lao động có việc làm | người | {0} |\n| | - Xuất khẩu lao động | người | {1} |\n"
    "| | - Vay vốn quỹ quốc gia | người | {2} |\n| 2 | Lao động qua đào tạo | người | 630 |\n"
)


def test_rows_under_a_row_are_its_parts_or_make_it(proofed):
    assert parts(proofed(ROWS.format("1.412", "96", "208"))) == [
        ("96", "1.412", True),
        ("208", "1.412", True),
    ]
    made = proofed(ROWS.format("304", "96", "208")).relations
    assert [(r.kind, r.holds) for r in made] == [("sum", True)]
    assert proofed(ROWS.format("1.412", "1.496", "208")).is_sound


def test_a_total_and_what_is_among_it_make_no_sum_with_other_indicators(proofed):
    text = (
        "| Chỉ tiêu | Số lượng |\n|---|---|\n| Tổng số hồ sơ tiếp nhận | 2.318 |\n"
        "| Trong đó: trực tuyến | 1.764 |\n| Hồ sơ trả lại | 41 |\n"
    )
    assert ("1.764", "2.318", True) in parts(proofed(text))
    assert proofed(text).is_sound


def test_a_column_of_units_gives_cells_their_units(proofed):
    text = (
        "| Nội dung | Đơn vị tính | Thực hiện |\n|---|---|---|\n| Gieo trồng | ha | 1.275 |\n"
        "| Thu ngân sách | triệu đồng | 7.980 |\n| Hộ nghèo | hộ | 108 |\n\n"
        "Diện tích gieo trồng 1.275 ha; thu ngân sách 7,98 tỷ đồng."
    )
    told = [(*(n.text for n in r.numbers), r.kind) for r in proofed(text).relations]
    assert ("1.275", "1.275", "repeat") in told
    assert ("7.980", "7,98 tỷ đồng", "repeat") in told
