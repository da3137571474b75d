"""What comes to each on average, or to each thousand, of numbers told anywhere."""

import pytest

BETWEEN = "".join(
    f"Lĩnh vực {name} mở {17 * n + 3} lớp cho {211 * n + 7} học viên.\n\n"
    for n, name in enumerate(("nội vụ", "y tế", "giao thông", "văn hóa", "thuế"), 2)
)


def quotients(proof):
    return [
        [n.text.split()[0] for n in r.numbers]
        for r in proof.relations
        if r.kind == "other" and r.holds
    ]


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        (
            "Có 18 bác sĩ, dân số 22.500 người, đạt 8 bác sĩ/10.000 dân.",
            ["18", "22.500", "10.000", "8"],
        ),
        (
            "Dân số 1.120.500 người.\n\n" + BETWEEN + "Cứ 10.000 dân có 9,5 cán bộ, chiến sĩ (tổng"
            " 1.064 cán bộ).",
            ["1.064", "1.120.500", "10.000", "9,5"],
        ),
        (
            "Tỷ lệ tử vong là 6,5/1.000 trẻ đẻ sống (13 trẻ trên 2.000 trẻ đẻ sống).",
            ["13", "2.000", "1.000", "6,5"],
        ),
        (
            "Đã đối soát 297.400 thửa đất.\n\n" + BETWEEN + "Huy động 1.487 tổ viên, bình quân mỗi"
            " người đối soát 200 thửa.",
            ["297.400", "1.487", "200"],
        ),
        (
            "| Cấp học | Lớp | Học sinh |\n|---|---|---|\n| Mầm non | 2.140 | 56.210 |\n| Tiểu học |"
            " 3.216 | 102.480 |\n\nBình quân một lớp tiểu học có 31,9 học sinh.",
            ["102.480", "3.216", "31,9"],
        ),
        (
            "Hoàn thành 1.926 căn (xây mới 1.348 căn, sửa chữa 578 căn). Mức hỗ trợ xây mới là 60"
            " triệu đồng/căn, tổng kinh phí phần xây mới 80,88 tỷ đồng.",
            ["80,88", "1.348", "60"],
        ),
        ("Có 45 lớp, mỗi lớp 32 học sinh, tổng số 1.440 học sinh.", ["1.440", "45", "32"]),
    ],
)
def test_a_quotient_is_told(proofed, text, numbers):
    assert numbers in quotients(proofed(text))


@pytest.mark.parametrize(
    "text",
    [
        "Chọn 3 thôn làm điểm, mỗi thôn 2 tổ, mỗi tổ 5 người.",
        "Thu nhập bình quân 72 triệu đồng/người/năm.\n\n" + BETWEEN,
        "Bình quân mỗi lớp 32 học viên.\n\n" + BETWEEN,
    ],
)
def test_a_quotient_that_fits_by_accident_is_not_told(proofed, text):
    assert not quotients(proofed(text))
