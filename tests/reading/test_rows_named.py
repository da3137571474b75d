"""What the text says of rows of tables: how they grew, and what their columns leave."""

import pytest

TABLE = (
    "Bảng 1. Thu theo khoản (tỷ đồng)\n\n"
    "| Khoản thu | Dự toán 2026 | Thực hiện 9T | Cùng kỳ 2025 |\n|---|---|---|---|\n"
    "| Thuế ngoài quốc doanh | 612,3 | 498,7 | 420,5 |\n| Lệ phí trước bạ | 118,6 | 82,5 | 94,1 |\n"
    "| Thuế thu nhập cá nhân | 265,8 | 231,4 | 198,6 |\n| Tổng cộng | 996,7 | 812,6 | 713,2 |\n\n"
)
LATE = (
    "| Lĩnh vực | Tiếp nhận | Đã giải quyết | Đúng hạn |\n|---|---|---|---|\n"
    "| Hộ tịch | 2.318 | 2.297 | 2.288 |\n| Đất đai | 1.742 | 1.588 | 1.496 |\n\n"
)


def differences(proof):
    return [
        ([n.text.split()[0] for n in r.numbers], r.holds)
        for r in proof.relations
        if r.kind == "difference"
    ]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            TABLE
            + "Thuế ngoài quốc doanh đóng góp lớn nhất. So với cùng kỳ, khoản này tăng 18,6%.",
            (["498,7", "420,5", "18,6%"], True),
        ),
        (
            TABLE + "Lệ phí trước bạ giảm 12,3% so với cùng kỳ.",
            (["82,5", "94,1", "12,3%"], True),
        ),
        (
            TABLE + "Lệ phí trước bạ là khoản duy nhất giảm, giảm 14,1% so với cùng kỳ.",
            (["82,5", "94,1", "14,1%"], False),
        ),
        (
            TABLE + "Thu 9 tháng đạt 812,6 tỷ đồng, tăng 13,9% so với cùng kỳ.",
            (["812,6", "713,2", "13,9%"], True),
        ),
        (
            "| Chỉ số | 6T/2026 | 6T/2025 |\n|---|---|---|\n| Ca sinh | 798 | 861 |\n| Phẫu thuật |"
            " 2.187 | 2.054 |\n\nCa sinh giảm 63 ca, giảm 7,3%.",
            (["63", "861", "7,3%"], True),
        ),
        (LATE + "Lĩnh vực hộ tịch có 9 hồ sơ quá hạn.", (["2.297", "2.288", "9"], True)),
        (
            "Đầu năm có 269.100 học sinh.\n\nCuối năm 274.350 học sinh, tăng 5.250 em so với đầu năm"
            " (269.100 học sinh), tức 1,95%.",
            (["5.250", "269.100", "1,95%"], True),
        ),
    ],
)
def test_changes_of_rows_are_told(proofed, text, told):
    assert told in differences(proofed(text))


@pytest.mark.parametrize(
    "text",
    [
        "Lệ phí trước bạ quý III giảm 14,1% so với quý trước.",
        "Lệ phí trước bạ ô tô giảm 14,1% so với cùng kỳ năm trước tại hai phường.",
        "Số tờ khai lệ phí trước bạ giảm 20,5% so với cùng kỳ; lệ phí trước bạ giảm 12,3%.",
        "Thuế ngoài quốc doanh tăng 18,6% so với cùng kỳ, riêng tháng 9 tăng 4,2%.",
    ],
)
def test_changes_of_something_else_are_no_contradiction(proofed, text):
    assert proofed(TABLE + text).is_sound


@pytest.mark.parametrize(
    ("text", "numbers", "holds"),
    [
        (
            "Toàn ngành có 16.298 giáo viên, còn thiếu 807 người. Chia theo cấp học: mầm non 4.386,"
            " tiểu học 5.214, trung học cơ sở 4.108, trung học phổ thông 2.290.",
            ["16.298", "4.386", "5.214", "4.108", "2.290"],
            False,
        ),
        (
            "Được cấp 486 triệu đồng, đã chi 471,2 triệu đồng. Các khoản chi:\n\n+ máy tính: 268,5"
            " triệu đồng;\n+ phần mềm: 94,7 triệu đồng;\n+ tuyên truyền: 72 triệu đồng;\n+ hỗ trợ 9"
            " cộng tác viên, mỗi người 4 triệu đồng: 36 triệu đồng.",
            ["471,2", "268,5", "94,7", "72", "36"],
            True,
        ),
    ],
)
def test_divisions_by_kind_and_lists_with_products(proofed, text, numbers, holds):
    told = [
        ([n.text.split()[0] for n in r.numbers], r.holds)
        for r in proofed(text).relations
        if r.kind == "sum"
    ]
    assert (numbers, holds) in told


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        (
            "Đón 96.345 lượt khách quốc tế. Khách quốc tế gấp đôi năm 2024 (47.910 lượt).",
            ["96.345", "47.910"],
        ),
        ("Đạt 48 giải. Số giải gấp rưỡi năm trước (32 giải).", ["48", "32"]),
        (
            "Tuyển mới 640 người trên chỉ tiêu 800, như vậy bốn phần năm chỉ tiêu đã tuyển được.",
            ["640", "800"],
        ),
    ],
)
def test_multiples_of_what_a_sentence_before_tells(proofed, text, numbers):
    assert numbers in [[n.text for n in r.numbers] for r in proofed(text).relations if r.holds]


def test_comrades_are_no_money(proofed):
    (number,) = (n for n in proofed("Có 1.064 đồng chí tham gia.").reading.numbers)
    assert (number.unit, number.dimension) == ("đồng chí tham", "")
