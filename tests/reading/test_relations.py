import pytest

from cchc.reading.proofing import as_json


def told(proof):
    return [(r.kind, [n.text for n in r.numbers], r.holds) for r in proof.relations]


@pytest.mark.parametrize(
    ("text", "relation"),
    [
        ("Xã có 500 hộ, 412 hộ có mạng, chiếm 82,4%.", ("share", ["412", "500", "82,4%"], True)),
        ("Đã xong 24/42 nội dung (57,1%).", ("share", ["24", "42", "57,1%"], True)),
        ("Đã xong 24/42 nội dung (75,1%).", ("share", ["24", "42", "75,1%"], False)),
        (
            "Thu 854,6 tỷ đồng, đạt 19% dự toán (854,6 tỷ/4.391,7 tỷ đồng).",
            ("share", ["854,6 tỷ", "4.391,7 tỷ đồng", "19%"], True),
        ),
        (
            "Có 41 thủ tục trên tổng số 267 thủ tục, chiếm 15,35%.",
            ("share", ["41", "267", "15,35%"], True),  # 15,356 cut, not rounded
        ),
        (
            "Tiếp nhận 120 hồ sơ, gồm 70 hồ sơ trực tuyến và 50 hồ sơ trực tiếp.",
            ("sum", ["120", "70", "50"], True),
        ),
        (
            "Tiếp nhận 120 hồ sơ, gồm 70 hồ sơ trực tuyến và 55 hồ sơ trực tiếp.",
            ("sum", ["120", "70", "55"], False),
        ),
        (
            "Ban hành 47 văn bản (12 quyết định, 9 kế hoạch, 24 công văn).",
            ("sum", ["47", "12", "9", "24"], False),
        ),
        (
            "Trong quý tiếp nhận 900 hồ sơ; đã giải quyết 850 hồ sơ, đang giải quyết 40 hồ sơ.",
            ("sum", ["900", "850", "40"], False),
        ),
        (
            "Nhận mới 310 hồ sơ, cộng với 25 hồ sơ kỳ trước chuyển sang, tổng số phải giải quyết là"
            " 335 hồ sơ.",
            ("sum", ["335", "310", "25"], True),
        ),
        (
            "Trả lại 74 hồ sơ, trong đó 79 hồ sơ thiếu thành phần.",
            ("part", ["79", "74"], False),
        ),
        (
            "Kinh phí 1,25 tỷ đồng, trong đó tỉnh hỗ trợ 780 triệu đồng, xã 470 triệu đồng.",
            ("sum", ["1,25 tỷ đồng", "780 triệu đồng", "470 triệu đồng"], True),
        ),
        (
            "Tiếp nhận 1.284 hồ sơ, tăng 112 hồ sơ so với quý trước (1.172 hồ sơ).",
            ("difference", ["1.284", "1.172", "112"], True),
        ),
        (
            "Tiếp nhận 1.284 hồ sơ, tăng 121 hồ sơ so với quý trước (1.172 hồ sơ).",
            ("difference", ["1.284", "1.172", "121"], False),
        ),
        (
            "Tiếp nhận 1.284 hồ sơ, tăng 112 hồ sơ (9,6%) so với quý trước (1.172 hồ sơ).",
            ("difference", ["112", "1.172", "9,6%"], True),
        ),
        (
            "Mức độ hài lòng tăng 1,2 điểm phần trăm (từ 96,8% lên 98,0%).",
            ("difference", ["98,0%", "96,8%", "1,2"], True),
        ),
        (
            "Tiếp nhận 8.106 hồ sơ; đã giải quyết 7.868 hồ sơ, đạt trên 97% số tiếp nhận.",
            ("bound", ["7.868", "8.106", "97%"], True),
        ),
        (
            "Tiếp nhận 1.284 hồ sơ; đã giải quyết 1.219 hồ sơ, đạt hơn 95% số tiếp nhận.",
            ("bound", ["1.219", "1.284", "95%"], False),
        ),
        (
            "Tỷ lệ trực tuyến đạt 73,7%, vượt mức tối thiểu 70%.",
            ("bound", ["73,7%", "70%"], True),
        ),
        (
            "Quý I, xã tiếp nhận 1.284 hồ sơ, gồm 700 hồ sơ trực tuyến, 584 hồ sơ trực tiếp.\n\n"
            "Với 1.248 hồ sơ tiếp nhận, khối lượng tăng rõ.",
            ("repeat", ["1.284", "1.248"], False),
        ),
        (
            "Biên chế giao 40 người. Cả xã nhận 5.280 hồ sơ, bình quân mỗi người khoảng 132 hồ sơ.",
            ("other", ["5.280", "40", "132"], True),
        ),
    ],
)
def test_words_propose_and_arithmetic_decides(proofed, text, relation):
    assert relation in told(proofed(text))


@pytest.mark.parametrize(
    "text",
    [
        "Xã có 9 thôn, 2.145 hộ và 8.760 nhân khẩu; tổ chức 6 hội nghị với 720 lượt người.",
        "Đoàn gồm 12 đại biểu, đi 3 xe, làm việc 2 ngày tại 5 xã.",
        "Tiếp nhận 900 hồ sơ, trong đó có 300 hồ sơ đất đai, 120 hồ sơ hộ tịch.",
        "Còn tồn kỳ trước 25 hồ sơ. Tiếp nhận 900 hồ sơ; đã giải quyết 880, đang giải quyết 45 hồ sơ.",
        "Tỷ lệ đúng hạn đạt 98%; tỷ lệ hài lòng đạt 95%; có 40 ý kiến góp ý.",
        "Mức cắt giảm tối thiểu 60% so với quy định. Có 34 thủ tục và 34 quyết định.",
        "Cấp tỉnh có 1.828 thủ tục, trong đó cấp tỉnh chiếm hơn 78%.",
    ],
)
def test_numbers_side_by_side_are_no_contradiction(proofed, text):
    assert proofed(text).is_sound


def test_a_percentage_that_fits_some_distant_number_by_accident_is_not_told(proofed):
    # 30 is 60% of 50, but nothing says so
    text = "Họp 30 lần. Trồng 50 cây. Đạt 60% yêu cầu."
    assert not [r for r in proofed(text).relations if r.kind == "share"]


def test_one_number_explains_the_contradictions_that_share_it(proofed):
    text = (
        "Tiếp nhận 1.000 hồ sơ; đã giải quyết 890 hồ sơ (chiếm 98,0%), đang giải quyết 20 hồ sơ "
        "(chiếm 2,0%)."
    )
    proof = proofed(text)
    found = {
        (s["suggested"], s["cause"]) for r in as_json(proof)["relations"] for s in r["suspects"]
    }
    assert [r.holds for r in proof.relations].count(False) == 2
    assert found == {("980", "undetermined")} or {s for s, _ in found} == {"980"}


TABLE = """
| Thôn | Hồ sơ tiếp nhận | Trực tuyến | Tỷ lệ |
|---|---|---|---|
| Thôn Hạ | 184 | 135 | 73,4% |
| Thôn Thượng | 197 | 184 | 93,4% |
| Bến Cát | 195 | 131 | 76,2% |
| Gò Vàng | 69 | 52 | 75,4% |
| **Tổng cộng** | **654** | **502** | **77,8%** |

Thôn Thượng có 197 hồ sơ, Gò Vàng chỉ có 96 hồ sơ.
"""


def test_rows_and_columns_of_a_table_are_held_against_each_other(proofed):
    relations = told(proofed(TABLE))
    assert ("sum", ["502", "135", "184", "131", "52"], True) in relations
    assert ("sum", ["654", "184", "197", "195", "69"], False) in relations
    assert ("share", ["131", "195", "76,2%"], False) in relations
    assert ("share", ["52", "69", "75,4%"], True) in relations
    assert ("repeat", ["197", "197"], True) in relations
    assert ("repeat", ["69", "96"], False) in relations


def test_a_list_is_read_with_the_line_that_leads_it_in(proofed):
    text = "Tiếp nhận 230 hồ sơ, gồm:\n\n- đất đai: 120 hồ sơ;\n- hộ tịch: 80 hồ sơ;\n- khác: 40 hồ sơ.\n"
    assert ("sum", ["230", "120", "80", "40"], False) in told(proofed(text))


def test_a_sentence_cut_by_a_page_and_a_footnote_is_read_in_one(proofed):
    text = (
        "Xã phát 350 phiếu khảo sát, thu về\n\n<sup>1</sup> Không tính phiếu trắng.\n\n---\n\n2\n\n"
        "338 phiếu, đạt 96,6%.\n"
    )
    assert ("share", ["338", "350", "96,6%"], True) in told(proofed(text))


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("Số liệu từ ngày 15/12/2024 đến ngày 14/3/2024.", "ngày đầu sau ngày cuối"),
        ("Nghị định số 60/2021/NĐ-CP ngày 21/6/2022 của Chính phủ.", "năm ban hành khác nhau"),
        ("Kế hoạch số 737/KGH-UBND ngày 24/01/2024.", "đúng là “KH”"),
    ],
)
def test_dates_and_signs_that_cannot_be_are_told(proofed, text, says):
    (relation,) = [r for r in proofed(text).relations if not r.holds]
    assert says in relation.says


def test_dates_and_signs_that_fit_are_not_told(proofed):
    text = (
        "Từ ngày 15/12/2023 đến ngày 14/3/2024, theo Nghị định số 60/2021/NĐ-CP ngày 21/6/2021 và"
        " Công văn số 875/UBND-SNV ngày 19/01/2024."
    )
    assert proofed(text).relations == ()


@pytest.mark.parametrize(
    ("text", "relation"),
    [
        (
            "Chi 15,9 tỷ đồng, bằng 68% dự toán (23,4 tỷ đồng), thu 24 tỷ đồng.",
            ("share", ["15,9 tỷ đồng", "23,4 tỷ đồng", "68%"], True),
        ),
        (
            "Có 260 người trả lời, 231 người rất hài lòng (88,8%), 26 người hài lòng (10,0%), 3 người"
            " không hài lòng (1,2%).",
            ("sum", ["260", "231", "26", "3"], True),
        ),
        (
            "Toàn tỉnh tiếp nhận 318.450 hồ sơ. Cấp tỉnh tiếp nhận 61.204 hồ sơ; cấp xã tiếp nhận"
            " 257.246 hồ sơ.",
            ("sum", ["318.450", "61.204", "257.246"], True),
        ),
        (
            "Đào tạo 5.416 lượt người, vượt 8,3% kế hoạch (5.000 lượt người).",
            ("difference", ["5.416", "5.000", "8,3%"], True),
        ),
        (
            "Tỷ lệ đúng hạn đạt 98,36%, tăng 0,42% so với tháng trước (97,94%).",
            ("difference", ["98,36%", "97,94%", "0,42%"], True),
        ),
        (
            "Mua 11 máy tính trị giá 176 triệu đồng, bình quân 16 triệu đồng một máy.",
            ("other", ["176 triệu đồng", "11", "16 triệu đồng"], True),
        ),
        (
            "Được giao 2.486 biên chế, đã sử dụng 2.391, còn 59 biên chế.",
            ("sum", ["2.486", "2.391", "59"], False),
        ),
        (
            "Cả tỉnh có 2.114 thủ tục: cấp tỉnh 1.706 thủ tục, cấp xã 480 thủ tục.",
            ("sum", ["2.114", "1.706", "480"], False),
        ),
        (
            "Cả tỉnh nhận 641.207 hồ sơ (cấp tỉnh 89.341 hồ sơ, cấp xã 542.866 hồ sơ).",
            ("sum", ["641.207", "89.341", "542.866"], False),  # 98.341 with two digits exchanged
        ),
        (
            "Giao 148,6 tỷ đồng. Đã giải ngân 97,3 tỷ đồng (56,5%).",
            ("share", ["97,3 tỷ đồng", "148,6 tỷ đồng", "56,5%"], False),
        ),
        (
            "Đã trả 2.046 hồ sơ, theo lĩnh vực như sau:\n\n- tư pháp: 1.214 hồ sơ;\n- đất đai: 422 hồ"
            " sơ;\n- khác: 374 hồ sơ.\n",
            ("sum", ["2.046", "1.214", "422", "374"], False),
        ),
    ],
)
def test_more_ways_of_saying_it(proofed, text, relation):
    assert relation in told(proofed(text))


@pytest.mark.parametrize(
    "text",
    [
        "Thiếu 46 công chức so với định mức (giao 1.648, hiện có 1.602).",
        "Đã giải ngân 97,3 tỷ đồng (65,5%), dự kiến cả năm đạt trên 95%.",
        "Đang giải quyết 20 hồ sơ, tỷ lệ hồ sơ đã giải quyết 98,0%.",
        "Trong quý tiếp nhận 742 hồ sơ (trực tuyến 598, trực tiếp 144; kỳ trước chuyển qua 37).",
        "Thời gian giảm từ 5 ngày xuống còn 3,5 ngày, tức giảm 1,5 ngày.",
    ],
)
def test_more_numbers_side_by_side_that_are_no_contradiction(proofed, text):
    assert proofed(text).is_sound


def test_columns_that_divide_another_are_known_by_their_heads(proofed):
    text = (
        "| Đơn vị | Tiếp nhận | Trực tuyến | Đã giải quyết | Đang giải quyết |\n|---|---|---|---|---|\n"
        "| Thôn An | 204 | 110 | 150 | 54 |\n| Thôn Bình | 186 | 85 | 141 | 45 |\n"
        "| Thôn Cầu | 112 | 37 | 89 | 32 |\n| Thôn Đông | 138 | 32 | 120 | 18 |\n"
    )
    relations = told(proofed(text))
    assert ("sum", ["204", "150", "54"], True) in relations
    assert ("sum", ["112", "89", "32"], False) in relations


@pytest.mark.parametrize(
    ("text", "relation"),
    [
        (
            "Đã giải quyết 3.371 hồ sơ: trước hạn 2.718 hồ sơ, đúng hạn 612 hồ sơ, quá hạn 41 hồ sơ.",
            ("sum", ["3.371", "2.718", "612", "41"], True),
        ),
        (
            "Kinh phí được cấp 420 triệu đồng, đã sử dụng 276,5 triệu đồng, còn lại 134,5 triệu đồng.",
            ("sum", ["420 triệu đồng", "276,5 triệu đồng", "134,5 triệu đồng"], False),
        ),
        (
            "Trực tuyến đạt 81,8%, cao hơn toàn tỉnh (79,5%) 2,3 điểm phần trăm.",
            ("difference", ["81,8%", "79,5%", "2,3"], True),
        ),
        (
            "Chi trả cho 1.846 người trong tổng số 1.912 người, đạt 96,5%.",
            ("share", ["1.846", "1.912", "96,5%"], True),
        ),
        (
            "Tháng 6 tiếp nhận 318 hồ sơ, lũy kế từ đầu năm 1.874 hồ sơ.",
            ("part", ["318", "1.874"], True),
        ),
        (
            "Khai sinh 9.846 trường hợp; kết hôn 4.120 trường hợp; khai tử 3.377 trường hợp. Cộng ba"
            " loại việc là 17.343 trường hợp.",
            ("sum", ["17.343", "9.846", "4.120", "3.377"], True),
        ),
    ],
)
def test_still_more_ways_of_saying_it(proofed, text, relation):
    assert relation in told(proofed(text))


@pytest.mark.parametrize(
    ("text", "relation"),
    [
        (
            "Đã hỗ trợ 4,65 tỷ đồng: tỉnh 2,9 triệu đồng, huyện 1,25 tỷ đồng, vận động 500 triệu đồng.",
            ("sum", ["4,65 tỷ đồng", "2,9 triệu đồng", "1,25 tỷ đồng", "500 triệu đồng"], False),
        ),
        (
            "Kinh phí 4,65 triệu đồng, gồm tỉnh 2,9 tỷ đồng và huyện 1,75 tỷ đồng.",
            ("sum", ["4,65 triệu đồng", "2,9 tỷ đồng", "1,75 tỷ đồng"], False),
        ),
    ],
)
def test_million_for_billion_is_told(proofed, text, relation):
    assert relation in told(proofed(text))


def test_a_goal_is_no_share_of_what_misses_it(proofed):
    text = "Giải ngân 10.454/14.000 triệu đồng; chỉ tiêu đến hết quý III là 75%, chưa đạt chỉ tiêu."
    assert not [r for r in proofed(text).relations if r.kind == "share"]
