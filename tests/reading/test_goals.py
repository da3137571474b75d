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
