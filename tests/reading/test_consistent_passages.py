"""Passages as authorities of other kinds write them, hard to read and right: a city's police, a
hospital, a school, a commune; none of them holds a contradiction, alone or together.
"""

import pytest

PASSAGES = [
    (
        "Trong quý III, Công an tỉnh tiếp nhận 12.480 hồ sơ, lũy kế 9 tháng 35.912 hồ sơ, trong "
        "đó quý III tăng 640 hồ sơ so với quý II (11.840 hồ sơ). Đã giải quyết 12.105 hồ sơ, lũy "
        "kế 35.402 hồ sơ."
    ),
    (
        "Bệnh viện có 412 lượt người bệnh khám ngoại trú mỗi ngày; tổng số người bệnh nội trú là "
        "9.870 lượt với 7.654 người, trung bình mỗi người điều trị 5,8 ngày. Công suất giường "
        "bệnh đạt 103,4% kế hoạch giao (500 giường), thực kê 560 giường."
    ),
    (
        "Tỷ lệ hộ nghèo giảm từ 6,2% xuống 4,9%, tức giảm 1,3 điểm phần trăm, vượt chỉ tiêu (giảm"
        " 1,0 điểm phần trăm). Số hộ nghèo giảm 215 hộ, trong đó 240 hộ thoát nghèo, 25 hộ phát "
        "sinh mới."
    ),
    (
        "Thu ngân sách trên địa bàn đạt 1.245,6 tỷ đồng, bằng 104,2% dự toán tỉnh giao, bằng "
        "98,7% dự toán HĐND xã giao và tăng 11,3% so với cùng kỳ."
    ),
    (
        "Số hồ sơ trực tuyến toàn trình là 2.340/2.870 hồ sơ, đạt 81,5%; số hồ sơ trực tuyến (gồm"
        " toàn trình và một phần) là 2.710/2.870 hồ sơ, đạt 94,4%."
    ),
    (
        "Tổng vốn đầu tư công năm 2025 là 856,4 tỷ đồng, gồm vốn ngân sách tỉnh 512,9 tỷ đồng và "
        "vốn ngân sách trung ương 343,5 tỷ đồng. Đến 30/9 giải ngân 498,7 tỷ đồng, đạt 58,2% kế "
        "hoạch; ước đến 31/12 giải ngân 839 tỷ đồng, đạt khoảng 98%."
    ),
    (
        "Dân số 48.615 người, trong đó nữ 24.410 người; người dân tộc thiểu số 12.330 người; trẻ "
        "em dưới 16 tuổi 13.204 người; người cao tuổi 5.120 người."
    ),
    (
        "Quý I tiếp nhận 1.204 hồ sơ, quý II 1.356 hồ sơ; 6 tháng 2.560 hồ sơ, tăng 8,2% so với 6"
        " tháng đầu năm 2025. Riêng tháng 6 tiếp nhận 471 hồ sơ."
    ),
    (
        "Kinh phí thực hiện 12,5 tỷ đồng: ngân sách nhà nước 8,2 tỷ đồng, xã hội hóa 4,3 tỷ đồng "
        "(bằng tiền 3.150 triệu đồng, ngày công và hiện vật trị giá 1.150 triệu đồng)."
    ),
    (
        "Trồng mới 120 ha rừng, đạt 80% kế hoạch (150 ha); chăm sóc 340 ha, đạt 113,3% kế hoạch; "
        "khoanh nuôi 900 ha. Tỷ lệ che phủ rừng giữ 54,1%, bằng chỉ tiêu."
    ),
    (
        "Ước cả năm thu 2.150 tỷ đồng, đạt 107,5% dự toán (2.000 tỷ đồng). Chín tháng thu 1.612,4"
        " tỷ đồng, đạt 80,6% dự toán. Chi ngân sách 9 tháng 1.587,9 tỷ đồng, đạt 71,4% dự toán "
        "chi (2.224 tỷ đồng)."
    ),
    (
        "Tổng đàn trâu, bò 8.412 con, tăng 1,2% so với cùng kỳ, đạt 98,3% kế hoạch; đàn lợn "
        "26.330 con, giảm 4,1%; gia cầm 412 nghìn con, tăng 3,0%. Tiêm phòng 6.890 con trâu, bò, "
        "đạt 81,9% tổng đàn."
    ),
    (
        "Đã trả 4.112 kết quả qua bưu chính công ích, tăng 14,5% so với quý trước; trong đó 2.630"
        " kết quả trả tại nhà. Số hồ sơ nhận qua bưu chính 1.208."
    ),
    (
        "Cấp 1.845 giấy chứng nhận cho 1.790 hộ, diện tích 412,6 ha; lũy kế đã cấp 38.214 giấy, "
        "đạt 96,8% diện tích cần cấp. Còn 1.260 thửa chưa cấp do vướng mắc nguồn gốc đất."
    ),
    (
        "Trong 2.418 phiếu khảo sát hợp lệ có 1.602 phiếu rất hài lòng (66,3%), 741 phiếu hài "
        "lòng (30,6%), 75 phiếu bình thường; mức hài lòng chung 96,9%, cao hơn mục tiêu 95% và "
        "hơn quý trước 0,6 điểm phần trăm."
    ),
    "Biên chế giao 1.240 người, thực hiện 1.198 người; người có trình độ thạc sĩ 96 người.",
    (
        "Tiếp nhận 4.210 tin báo, trong đó có 3.985 tin báo đã xử lý, riêng tin báo về an ninh "
        "trật tự là 1.204 tin."
    ),
    (
        "Trong năm trường có 612 học sinh, trong đó 318 nữ, 205 học sinh dân tộc thiểu số, 96 học"
        " sinh hộ nghèo, 540 em ở bán trú."
    ),
    (
        "Kế hoạch giao 150 căn; đã hoàn thành 112 căn, đang thi công 38 căn. Kế hoạch năm sau là "
        "90 căn."
    ),
    "Chỉ tiêu giao là 85%; hoàn thành số hóa 4.120 trang, tỷ lệ thực hiện mới đạt 82,1%.",
    (
        "Tỷ lệ hồ sơ đúng hạn 98,2%; tỷ lệ trực tuyến 62,4%, thấp hơn mục tiêu 70%; tỷ lệ thanh "
        "toán trực tuyến 71,5%, vượt mục tiêu 60%."
    ),
    (
        "Thu từ đất 412 tỷ đồng, chiếm gần một nửa tổng thu; thu ngoài quốc doanh 236 tỷ đồng, "
        "chiếm hơn một phần tư; tổng thu 862 tỷ đồng."
    ),
    "Số hồ sơ tăng gấp đôi so với tháng đầu vận hành, từ 640 hồ sơ lên 1.312 hồ sơ.",
    (
        "Quý I có 214 vụ, quý II 189 vụ, 6 tháng 403 vụ; 6 tháng đầu năm trước 431 vụ. So với quý"
        " trước giảm 25 vụ, so với 6 tháng cùng kỳ giảm 28 vụ."
    ),
    (
        "Thời gian giải quyết rút từ 15 ngày xuống 10 ngày với 24 thủ tục, từ 7 ngày xuống 5 ngày"
        " với 31 thủ tục; bình quân giảm 30%."
    ),
    (
        "Đến 31/12/2025 còn 18 đơn chưa giải quyết, trong đó 5 đơn quá hạn; năm 2026 tiếp nhận "
        "thêm 210 đơn, đã giải quyết 201 đơn, còn 27 đơn."
    ),
    (
        "Sau sắp xếp còn 54 xã, phường (giảm 73 đơn vị so với 127 đơn vị trước sắp xếp, giảm "
        "57,5%), trong đó 41 xã và 13 phường."
    ),
    (
        "Tổng số đảng viên 412 đồng chí; nữ 168 đồng chí; sinh hoạt tại 21 chi bộ. Kết nạp mới 14"
        " đảng viên, đạt 140% chỉ tiêu (10 đảng viên)."
    ),
    (
        "Tỷ lệ đúng hạn quý I 97,8%, quý II 98,4%, quý III 98,7%, bình quân 9 tháng 98,3%; cùng "
        "kỳ năm trước 97,8%."
    ),
    (
        "Tổng nguồn vốn 256 tỷ đồng; đã phân bổ 241,5 tỷ đồng (94,3%), giải ngân 187,2 tỷ đồng, "
        "đạt 77,5% số đã phân bổ và 73,1% tổng nguồn."
    ),
    (
        "Hộ cận nghèo 3,4%, hộ nghèo 2,1%; tính chung nghèo đa chiều 5,5%. Năm trước các tỷ lệ "
        "này là 4,0%, 2,9% và 6,9%; mục tiêu năm sau giảm 0,5 điểm phần trăm."
    ),
    (
        "Có 24 hợp tác xã hoạt động hiệu quả trong số 31 hợp tác xã, 5 hợp tác xã ngừng hoạt "
        "động, 2 hợp tác xã mới thành lập chưa xếp loại."
    ),
    (
        "Trạm y tế xã khám 8.412 lượt, trong đó bảo hiểm y tế 7.930 lượt, y học cổ truyền 2.610 "
        "lượt, trẻ em dưới 6 tuổi 1.204 lượt. Chuyển tuyến 312 lượt."
    ),
    (
        "Đã cấp căn cước cho 41.230/42.106 người (97,9%), định danh điện tử mức 2 cho 39.870 "
        "người, kích hoạt 38.115 tài khoản, đạt 95,6%."
    ),
    (
        "Tổng số phản ánh trên ứng dụng 1.640 phản ánh, đã xử lý 1.588 phản ánh, trong hạn 1.541,"
        " quá hạn 47; đang xử lý 52. Người dân đánh giá hài lòng 1.206 lượt, không hài lòng 98 "
        "lượt."
    ),
]


@pytest.mark.parametrize("text", PASSAGES)
def test_a_passage_that_is_right_holds_no_contradiction(proofed, text):
    assert proofed(text).is_sound


def test_a_report_of_passages_that_are_right_holds_none(proofed):
    for begin in range(0, len(PASSAGES), 9):
        parts = enumerate(PASSAGES[begin : begin + 9], 1)
        assert proofed("\n\n".join(f"## {n}. Nội dung\n\n{p}" for n, p in parts)).is_sound
