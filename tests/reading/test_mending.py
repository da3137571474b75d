"""Numbers that one slip spoils are told, whatever the finder that proposes the relation; passages
that are right, or whose numbers only happen to be near, are not.
"""

import pytest

SLIPS = [
    (
        "Xã có 62 biên chế được giao; hiện có mặt 57 người (cán bộ 14, công chức 34).",
        "sum 57 = 14 + 43, nhưng ghi 34",
    ),
    (
        "Kinh phí được cấp 846 triệu đồng, đã chi 471,2 triệu đồng, còn lại 14,8 triệu đồng.",
        "sum 486 triệu đồng = 471,2 triệu đồng + 14,8 triệu đồng, nhưng ghi 846 triệu đồng",
    ),
    (
        "Xóa nhà tạm: hoàn thành 9.126 căn (xây mới 1.348 căn, sửa chữa 578 căn).",
        "sum 1.926 = 1.348 + 578, nhưng ghi 9.126",
    ),
    (
        "Khám chữa bệnh bằng thẻ căn cước: 918/210 cơ sở y tế, đạt 94,3%.",
        "share 198 / 210 = 94,3%, nhưng ghi 918",
    ),
    (
        "Truy thu 15,2 tỷ đồng, tiền phạt 6,5 tỷ đồng, cộng 12,7 tỷ đồng.",
        "sum 21,7 tỷ đồng = 15,2 tỷ đồng + 6,5 tỷ đồng, nhưng ghi 12,7 tỷ đồng",
    ),
    (
        "| Chỉ tiêu | Kế hoạch | Thực hiện | Tỷ lệ |\n|---|---:|---:|---:|\n"
        "| Thu ngân sách | 9.000 | 9.412 | 104,6% |\n| Xuất khẩu | 1.150 | 1.083 | 94,2% |\n"
        "| Khách đến | 1.200.000 | 2.184.650 | 107,1% |\n| Nhà ở | 640 | 512 | 80,0% |\n",
        "share 1.284.650 / 1.200.000 = 107,1%, nhưng ghi 2.184.650",
    ),
]
CHANGES = [
    (
        "Tỷ lệ nghèo hạ từ 4,59% xuống 3,53%, giảm 1,16 điểm phần trăm.",
        "difference 4,59% − 3,53% = 1,06, nhưng ghi 1,16",
    ),
    (
        "Tiếp nhận 962 hồ sơ, cùng kỳ năm 2025 là 898 hồ sơ, như vậy tăng 74 hồ sơ.",
        "difference 962 − 898 = 64, nhưng ghi 74",
    ),
    (
        "Đã xử lý 241.073 hồ sơ: 239.127 hồ sơ đúng hạn, 1.946 hồ sơ chậm. Tỷ lệ chậm tính trên số"
        " đã xử lý là 0,18%.",
        "share 1.946 / 241.073 = 0,81%, nhưng ghi 0,18%",
    ),
    (
        "Có 412 hộ kinh doanh, 367 hộ trong đó nhận thanh toán bằng mã QR. Cuối năm 2025, số này là"
        " 318 hộ; như vậy sau 5 tháng tăng thêm 59 hộ.",
        "difference 367 − 318 = 49, nhưng ghi 59",
    ),
    ("Trong 6 hồ sơ quá hạn của tháng có 8 hồ sơ đất đai.", "part 8 nằm trong 6"),
    (
        "Xã đã giải ngân 1.584 triệu đồng, đạt 66% kế hoạch, còn lại 816 triệu đồng. Phần đã giải"
        " ngân chia ra:\n\n+ thiết bị: 742 triệu đồng;\n+ phần mềm: 468,5 triệu đồng;\n"
        "+ tập huấn: 196 triệu đồng;\n+ truyền thông: 157,5 triệu đồng.\n",
        "sum 1.584 triệu đồng phải bằng 742 triệu đồng",
    ),
    (
        "| TT | Lĩnh vực | Tiếp nhận | Quá hạn |\n|---|---|---:|---:|\n| 1 | Hộ tịch | 946 | 2 |\n"
        "| 2 | Đất đai | 518 | 27 |\n| | Toàn xã | 1.464 | 31 |\n",
        "sum 31 phải bằng 2 + 27 = 29",
    ),
    (
        "| Lĩnh vực | Điểm tối đa | Điểm đạt | Tỷ lệ |\n|---|---|---|---|\n"
        "| Tài chính công | 13 | 11,4 | 87,7% |\n| Chuyển đổi số | 15 | 10,95 | 73,0% |\n\n"
        "Thấp nhất là chuyển đổi số, tuy vậy tỷ lệ điểm vẫn trên 75%.",
        "bound ghi hơn 75%, nhưng số liệu là 73,0%",
    ),
    (
        "| Lĩnh vực | Tiếp nhận | Đã giải quyết |\n|---|---|---|\n| Hộ tịch | 1.518 | 1.497 |\n"
        "| Đất đai | 873 | 742 |\n\nNhiều nhất là lĩnh vực đất đai, nơi mới giải quyết 742 trong"
        " 837 hồ sơ.",
        "repeat cùng một số liệu nhưng ghi 873 và 837",
    ),
    (
        "| Nội dung | Tháng 5 | Lũy kế 5 tháng |\n|---|---|---|\n"
        "| Hồ sơ tiếp nhận | 864 | 4.127 |\n\nVới 4.217 hồ sơ tiếp nhận sau 5 tháng, bộ phận một"
        " cửa chỉ có 4 công chức.",
        "repeat cùng một số liệu nhưng ghi 4.127 và 4.217",
    ),
    (
        "Điểm tự chấm vượt mục tiêu 90 điểm. Phường tiếp nhận 9.264 hồ sơ, trong đó trực tuyến 7.872"
        " hồ sơ (85,0%).\n\nVới 7.782 hồ sơ trực tuyến trong năm, đường truyền đã quá tải.",
        "repeat cùng một số liệu nhưng ghi 7.872 và 7.782",
    ),
    (
        "Việc chấm điểm áp dụng cho 14 đơn vị.\n\nTrong số các đơn vị được chấm có 5 đơn vị loại"
        " tốt, 7 đơn vị loại khá và 3 đơn vị loại trung bình.",
        "sum 14 phải bằng 5 + 7 + 3 = 15",
    ),
    (
        "| Đơn vị | Quý II | 6 tháng |\n|---|---|---|\n| Cục Đường sông | 3812 | 7045 |\n"
        "| Vụ Vận tải | 641 | 613 |\n",
        "part 641 nằm trong 613",
    ),
    (
        "Số vụ giảm 12,5% so với cùng kỳ, từ 80 vụ xuống 72 vụ.",
        "difference (72 − 80) / 80 = 10,00%, nhưng ghi 12,5%",
    ),
    (
        "Đã cấp 13.105 tài khoản trên 14.260 công dân, đạt 80,0%.",
        "share 13.105 / 14.260 = 91,90%, nhưng ghi 80,0%",
    ),
    (
        "Tiếp nhận 1.000 hồ sơ, đúng hạn 970 hồ sơ (97,0%), trễ hạn 30 hồ sơ (3,1%).",
        "share 30 / 1.000 = 3,00%, nhưng ghi 3,1%",
    ),
    (
        "Xã chi 1.209 triệu đồng, bằng 65% dự toán; so với tỷ lệ cùng kỳ năm trước (53%) thì tăng 14"
        " điểm phần trăm.",
        "difference 65% − 53% = 12, nhưng ghi 14",
    ),
    (
        "Trong các hồ sơ đã trả, 48 hồ sơ bị quá hạn, riêng đất đai chiếm 51 hồ sơ trong số quá hạn"
        " này.",
        "part 51 nằm trong 48",
    ),
    ("Biên chế giao 62 người, có mặt 57 người, khuyết 6 người.", "difference 62 − 57 = 5"),
    (
        "Mở 3 lớp cho 125 lượt người, bình quân khoảng 52 lượt người mỗi lớp.",
        "other 125 / 3 = 41,7",
    ),
    (
        "Trong 16.389 hồ sơ đã giải quyết có 16.255 hồ sơ đúng hạn, đạt 96,6% số đã giải quyết."
        " Tổng số tiếp nhận là 16.819 hồ sơ.",
        "share 16.255 / 16.389 = 99,18%, nhưng ghi 96,6%",
    ),
    (
        "Thu về 402 phiếu. Trong số phiếu thu về: 238 phiếu rất hài lòng, 147 phiếu hài lòng, 19"
        " phiếu chưa hài lòng. Gộp hai mức đầu được 385 phiếu.",
        "sum 402 phải bằng 238 + 147 + 19 = 404",
    ),
    (
        "| Tháng | Trực tuyến | Trực tiếp | Bưu chính |\n|---|---:|---:|---:|\n"
        "| 01 | 412 | 96 | 7 |\n| 02 | 287 | 74 | 4 |\n| 03 | 468 | 81 | 9 |\n"
        "| 3 tháng | 1.167 | 251 | 31 |\n",
        "sum 31 phải bằng 7 + 4 + 9 = 20",
    ),
]
RIGHT = [
    "| Lĩnh vực | Phải giải quyết | Đã giải quyết |\n|---|---|---|\n| Hộ tịch | 1.340 | 1.331 |\n"
    "| Đất đai | 420 | 341 |\n| Toàn phường | 1.760 | 1.672 |\n\nTrong số đã giải quyết có 21 hồ sơ"
    " quá hạn, chiếm 1,3%.",
    "Trong quý, các tổ hướng dẫn 1.540 lượt người dân, gồm:\n\n1. nộp hồ sơ trực tuyến: 912"
    " lượt;\n\n2. cài đặt, sử dụng: 428 lượt;\n\n3. thanh toán: 200 lượt.\n\n4. Định danh và xác"
    " thực điện tử Đã cấp 13.105 tài khoản cho công dân đủ điều kiện, đạt 91,9%; kích hoạt 12.211"
    " tài khoản.",
    "Có 46 giáo viên. Trong số các giáo viên này có 39 giáo viên nữ, 21 giáo viên là đảng viên.",
    "Huyện tự chấm 87,46 điểm trên thang tối đa 100 điểm, cao hơn năm 2023 (84,91 điểm) 2,55 điểm.",
    "Trường có 46 giáo viên, trong đó 39 nữ, 21 đảng viên.",
    "Cử 46 lượt người đi tập huấn, nhiều hơn năm 2024 (23 lượt) gấp đôi; trực quầy 14 người.",
    "Tỷ lệ hộ nghèo giảm từ 6,2% xuống 4,9%, vượt chỉ tiêu (giảm 1,0 điểm phần trăm).",
    "Quý I giải ngân 12,4 tỷ đồng, quý II 15,9 tỷ đồng, tăng 3,8 tỷ đồng so với cùng kỳ.",
    "Cấp 1.845 giấy chứng nhận, thu 1.790 hồ sơ, tỷ lệ số hóa 96,8%.",
    "Mở 3 lớp tập huấn trong 5 ngày cho 125 lượt người, mỗi lớp 2 giảng viên.",
]


@pytest.fixture
def contradictions(proofed):
    return lambda text: [f"{r.kind} {r.says}" for r in proofed(text).relations if not r.holds]


@pytest.mark.parametrize(("text", "told"), SLIPS + CHANGES)
def test_what_words_say_and_a_number_spoils_is_told(contradictions, text, told):
    assert told in "\n".join(contradictions(text))


@pytest.mark.parametrize("text", RIGHT)
def test_numbers_that_are_only_near_are_no_contradiction(contradictions, text):
    assert contradictions(text) == []


def test_points_are_the_distance_of_two_percentages_told_far_apart(proofed):
    text = (
        "Huyện tiếp nhận 62.418 hồ sơ, trong đó hồ sơ trực tuyến là 55.190, tương đương 88,4%. Năm"
        " 2023, tỷ lệ này mới là 83,3%; sau một năm tăng 5,1 điểm phần trăm."
    )
    told = [r.says for r in proofed(text).relations if r.kind == "difference" and r.holds]
    assert told == ["88,4% − 83,3% = 5,1"]
