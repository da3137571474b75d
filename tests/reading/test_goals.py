"""Goals held against results: in tables, beside verdicts, and in sentences."""

import pytest

HEAD = "| Chỉ tiêu | Mục tiêu | Kết quả | Đánh giá |\n|---|---|---|---|\n"


def bounds(proof):
    return [
        ([n.text.rstrip("%") for n in r.numbers], r.holds)
        for r in proof.relations
        if r.kind == "bound"
    ]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ("| Thu phí điện tử | ≥ 40% | 43,5% | Đạt |\n", [(["43,5", "40"], True)]),
        ("| Thu phí điện tử | ≥ 40% | 38,5% | Đạt |\n", [(["38,5", "40"], False)]),
        ("| Thu phí điện tử | ≥ 40% | 38,5% | Không đạt |\n", [(["38,5", "40"], True)]),
        ("| Việc trễ hạn | không quá 2% | 2,6% | Đạt |\n", [(["2,6", "2"], False)]),
        ("| Việc trễ hạn | 2% | 1,4% | Đạt |\n", [(["1,4", "2"], True)]),
        ("| Số lớp tập huấn | 12 | 14 | Vượt |\n", [(["14", "12"], True)]),
        # nothing says which way it goes
        ("| Số lớp tập huấn | 12 | 9 | Đạt |\n", []),
    ],
)
def test_tables_of_goals(proofed, rows, expected):
    assert bounds(proofed(f"{HEAD}{rows}")) == expected


def test_all_of_a_table(proofed):
    table = (
        "| Xã | Nhận | Trả | Tỷ lệ |\n|---|---|---|---|\n| A Lâm | 500 | 480 | 96,0% |\n"
        "| B Sơn | 400 | 352 | 88,0% |\n\n"
    )
    text = f"{table}Như vậy 2/2 xã đều đạt từ 90% trở lên."
    assert (["88,0", "90"], False) in bounds(proofed(text))


def test_goals_in_sentences(proofed):
    text = "Đã cấp 412 thẻ, đạt 57,2%, vượt chỉ tiêu tiến độ 9 tháng (58,5%)."
    assert bounds(proofed(text)) == [(["57,2", "58,5"], False)]
    text = "Tỷ lệ nợ quá hạn là 3,2%, nằm trong giới hạn không quá 3% được giao."
    assert bounds(proofed(text)) == [(["3,2", "3"], False)]


def test_so_many_for_each_hundred_are_no_part_of_it(proofed):
    assert not proofed("Tỷ số là 108,4 bé trai/100 bé gái.").relations


def test_changes_beside_ranks_and_behind_their_base(proofed):
    text = "Chỉ số đạt 71,20 điểm, xếp thứ 12/34, tăng 1,35 điểm so với năm 2021 (69,75 điểm)."
    assert [r.holds for r in proofed(text).relations if r.kind == "difference"] == [False]
    text = "Có 644 vụ, tăng 92 vụ so với 552 vụ cùng kỳ (tăng 14,3%)."
    found = [r for r in proofed(text).relations if r.kind == "difference"]
    assert sorted(r.holds for r in found) == [False, True]


def test_a_goal_of_more_than_so_much_is_no_rough_result(proofed):
    met = proofed("Trả lời 182 đơn đúng hạn, đạt 91,0%, vượt chỉ tiêu trên 85% của ngành.")
    assert (["91,0", "85"], True) in bounds(met)
    missed = proofed("Tỷ lệ trả lời đúng hạn đạt 78,5%, vượt chỉ tiêu trên 80% của ngành.")
    assert (["78,5", "80"], False) in bounds(missed)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Kế hoạch năm vận động 450 đơn vị máu. Đến hết quý III đã tiếp nhận {} đơn vị máu, vượt"
            " kế hoạch.",
            [("472", "450", True), ("427", "450", False)],
        ),
        (
            "Chỉ tiêu tỷ lệ trực tuyến là 80%. Trong quý, tỷ lệ này đạt {}%, vượt chỉ tiêu đề ra.",
            [("83,4", "80", True), ("78,4", "80", False)],
        ),
        (
            "Thời gian chờ không quá 15 phút; thực tế trung bình {} phút, bảo đảm yêu cầu.",
            [("11", "15", True), ("18", "15", False)],
        ),
        (
            "Tỷ lệ giải quyết đúng hạn {}%, không đạt mức 98% tỉnh giao.",
            [("97,1", "98", True), ("98,4", "98", False)],
        ),
        (
            "Phấn đấu có ít nhất 10 tuyến đường kiểu mẫu; kết quả {} tuyến đường được công nhận.",
            [("11", "10", True)],
        ),
        (
            "Biên chế được giao tối đa 58 người; hiện có mặt {} người, bảo đảm không vượt số giao.",
            [("56", "58", True), ("61", "58", False)],
        ),
        (
            "Nợ đọng còn {} triệu đồng, thấp hơn mức trần quy định 500 triệu đồng.",
            [("412 triệu đồng", "500 triệu đồng", True)],
        ),
        ("Điểm tối đa của nhóm là 20 điểm; xã tự chấm {} điểm.", [("18,25", "20", True)]),
        ("Số vụ cháy {} vụ, trong giới hạn không quá 5 vụ.", [("3", "5", True)]),
    ],
)
def test_results_in_text_are_held_against_their_goals(proofed, text, expected):
    for done, goal, holds in expected:
        assert ([done, goal], holds) in bounds(proofed(text.format(done.split()[0])))


@pytest.mark.parametrize(
    "text",
    [
        "Chỉ tiêu số hóa là 90%, chỉ tiêu thanh toán trực tuyến là 60%. Kết quả: số hóa đạt 92,4%,"
        " thanh toán trực tuyến đạt 57,1%, chưa đạt chỉ tiêu.",
        "Tỷ lệ trực tuyến 84,2% (kế hoạch 80%), vượt kế hoạch; tỷ lệ số hóa 71,3% (kế hoạch 75%), chưa"
        " đạt kế hoạch.",
        "Kế hoạch năm trồng 50.000 cây; quý I trồng được 14.200 cây, đạt 28,4% kế hoạch, vượt tiến độ.",
        "Kế hoạch giao 150 căn; đã hoàn thành 112 căn, đang thi công 38 căn. Kế hoạch năm sau 90 căn.",
        "Tỷ lệ hộ nghèo giảm từ 3,1% xuống 2,4%, vượt mục tiêu giảm 0,5 điểm phần trăm.",
        "Tốc độ tăng thu đạt 11,2%, cao hơn mục tiêu 10%; tốc độ tăng chi 6,4%, thấp hơn 10%.",
        "Mức độ hài lòng đạt 96,1%, vượt chỉ tiêu 95%; hài lòng về thời gian đạt 93,8%, thấp hơn chỉ"
        " tiêu chung.",
    ],
)
def test_goals_of_others_are_no_contradiction(proofed, text):
    assert proofed(text).is_sound


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Hài lòng: nội trú đạt 91,3%, ngoại trú đạt 88,6%. Mục tiêu tối thiểu 90% ở cả hai khu vực"
            " đã hoàn thành.",
            [(["91,3", "90"], True), (["88,6", "90"], False)],
        ),
        (
            "Bình quân một lớp tiểu học có 31,9 học sinh, đáp ứng quy định tối đa 35 em; một lớp trung"
            " học phổ thông có 42,4 học sinh.",
            [(["31,9", "35"], True)],
        ),
        (
            "Đã đối soát 297.000/742.500 thửa, bằng 40%.\n\nTheo tiến độ đề ra, hết quý I phải đối soát"
            " tối thiểu 45% số thửa; đến nay đã hoàn thành mục tiêu này.",
            [(["40", "45"], False)],
        ),
        (
            "| Lĩnh vực | Đã trả | Tỷ lệ đúng hạn (%) |\n|---|---|---|\n| Hộ tịch | 297 | 99,6 |\n"
            "| Đất đai | 588 | 98,4 |\n| Cộng | 885 | 98,8 |\n\nTỷ lệ hồ sơ đúng hạn như trên đã hoàn"
            " thành chỉ tiêu 99% do tỉnh giao.",
            [(["98,8", "99"], False)],
        ),
        (
            "Có 2.986 giường bệnh, đạt 29,5 giường trên 10.000 dân, thấp hơn mục tiêu 30 giường.",
            [(["29,5", "30"], True)],
        ),
        (
            "| Chỉ tiêu | Đơn vị | Thực hiện |\n|---|---|---|\n| Lao động có việc làm | người | 19.314 |"
            "\n| Xuất khẩu | triệu USD | 1.083 |\n\nTạo việc làm mới cho hơn 19.000 lao động.",
            [(["19.314", "19.000"], True)],
        ),
    ],
)
def test_goals_and_rough_counts_of_tables_and_of_several(proofed, text, expected):
    told = bounds(proofed(text))
    assert [one for one in told if one in expected] == expected
    assert [one for one in told if not one[1]] == [one for one in expected if not one[1]]
