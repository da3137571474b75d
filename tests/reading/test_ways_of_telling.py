"""Ways in which reports tell a total, a share or a comparison, one sentence each."""

import pytest

TABLE = (
    "| Cấp học | Số lớp | Số học sinh | Trong đó: nữ | Bình quân HS/lớp |\n|---|---|---|---|---|\n"
    "| Mầm non | 40 | 1.040 | 502 | 26,0 |\n| Tiểu học | 80 | 2.608 | 1.290 | 32,6 |\n"
    "| Trung học cơ sở | 50 | 1.955 | 961 | 39,1 |\n| Toàn xã | 170 | 5.603 | 2.753 | 33,0 |\n\n"
)


def told(proof):
    return [(r.kind, [n.text for n in r.numbers], r.holds) for r in proof.relations]


@pytest.mark.parametrize(
    ("text", "relation"),
    [
        (
            "So với định mức còn thiếu 97 giáo viên, gồm mầm non 52, tiểu học 28, THCS 19.",
            ("sum", ["97", "52", "28", "19"], False),
        ),
        (
            "Xảy ra 214 vụ, giảm 31 vụ (12,7%) so với cùng kỳ; làm rõ 189 vụ.",
            ("difference", ["214", "31", "12,7%"], True),
        ),
        (
            "Thu 2.416,8 tỷ đồng, đạt 93,7% kế hoạch (2.580 tỷ đồng), tăng 214,3 tỷ đồng, tương ứng"
            " 9,7% so với cùng kỳ.",
            ("difference", ["2.416,8 tỷ đồng", "214,3 tỷ đồng", "9,7%"], True),
        ),
        (
            "Có 286 sản phẩm OCOP: 3 sao 221 sản phẩm, 4 sao 62 sản phẩm, 5 sao 4 sản phẩm.",
            ("sum", ["286", "221", "62", "4"], False),
        ),
        (
            "Đầu năm có 64 hộ nghèo, đã thoát nghèo 19 hộ, phát sinh mới 3 hộ; đến nay còn 48 hộ"
            " nghèo.",
            ("sum", ["48", "64", "3", "19"], True),
        ),
        (
            "Còn 48 hộ nghèo, chiếm 0,52% trong tổng số 9.231 hộ dân.",
            ("share", ["48", "9.231", "0,52%"], True),
        ),
        (
            "Thanh tra 46 đơn vị (kế hoạch 50 đơn vị, đạt 92%).",
            ("share", ["46", "50", "92%"], True),
        ),
        (
            "Chi trả cho 21.468 người. Trong đó, nhận qua tài khoản 17.861 người (83,2%), tiền mặt"
            " 3.607 người.",
            ("share", ["17.861", "21.468", "83,2%"], True),
        ),
        (
            "Đã giải quyết 3.371 hồ sơ: trước hạn 2.718 hồ sơ, đúng hạn 612 hồ sơ, quá hạn 41 hồ sơ;"
            " tỷ lệ đúng hạn và trước hạn đạt 98,87%.",
            ("share", ["2.718", "612", "3.371", "98,87%"], False),
        ),
        (
            "Thu về 588 phiếu: 437 phiếu rất hài lòng, 139 phiếu hài lòng, 9 phiếu bình thường, 3"
            " phiếu không hài lòng. Tỷ lệ hài lòng trở lên đạt 98,0%.",
            ("share", ["437", "139", "588", "98,0%"], True),
        ),
        (
            "Chi trả hằng tháng cho 378 đối tượng: 142 người cao tuổi, 176 người khuyết tật, 41 người"
            " đơn thân, 28 trẻ mồ côi.",
            ("sum", ["378", "142", "176", "41", "28"], False),
        ),
        (
            "Đạt 43 giải, nhiều hơn năm học trước 6 giải (37 giải): 2 giải Nhất, 9 giải Nhì, 14 giải"
            " Ba, 18 giải Khuyến khích.",
            ("sum", ["43", "2", "9", "14", "18"], True),
        ),
        (
            "Số hộ thoát nghèo (164 hộ) vượt chỉ tiêu giao là 150 hộ.",
            ("bound", ["164", "150"], True),
        ),
        (
            "Thu nhận 612.480 hồ sơ, đã trả 598.351 thẻ (hơn 98%), còn 14.129 trường hợp.",
            ("bound", ["598.351", "612.480", "98%"], False),
        ),
        (
            "Huy động được hơn 1,2 tỷ đồng (chính xác là 1.236 triệu đồng): tiền mặt 785 triệu đồng,"
            " hiện vật 451 triệu đồng.",
            ("sum", ["1.236 triệu đồng", "785 triệu đồng", "451 triệu đồng"], True),
        ),
        (
            "Năm nay tiếp 4.736 lượt công dân về 3.914 vụ việc. So với năm trước, số lượt tiếp giảm"
            " 10,5% (năm 2025: 5.290 lượt).",
            ("difference", ["4.736", "5.290", "10,5%"], True),
        ),
        (
            "Gieo trồng 31.450 ha; năng suất bình quân 64,2 tạ/ha, sản lượng 201.909 tấn.",
            ("other", ["201.909", "31.450", "64,2"], True),
        ),
        (
            "Tại 32 trạm quan trắc, có 29 trạm ổn định, 3 trạm gián đoạn.",
            ("sum", ["32", "29", "3"], True),
        ),
        (
            "Phát sinh 1.486 tấn/ngày: phường 962 tấn/ngày, xã 498 tấn/ngày, đảo 26 tấn/ngày. Thu gom"
            " 1.417 tấn/ngày, đạt 94,5%; trong đó phường 951 tấn/ngày (98,9%), xã 446 tấn/ngày"
            " (89,6%), đảo 20 tấn/ngày (76,9%).",
            ("share", ["1.417", "1.486", "94,5%"], False),
        ),
        (
            "Có 118 gói thầu; 712 hộ phải di dời; 41 dự án phải quyết toán, đã duyệt 33 dự án. 5 dự án"
            " đang thẩm tra, 3 dự án chậm nộp.",
            ("sum", ["41", "33", "5", "3"], True),
        ),
        (
            "Đầu năm có 718 hộ nghèo, chiếm 33,57%.\n\nCuối năm còn 577 hộ nghèo, tỷ lệ 26,89%; so với"
            " đầu năm giảm 141 hộ, tương ứng giảm 7,86 điểm phần trăm.",
            ("difference", ["33,57%", "26,89%", "7,86"], False),
        ),
        (
            "Bảo hiểm xã hội bắt buộc có 146.380 người, đạt 96,3% kế hoạch (152.000 người).\n\nĐến hết"
            " năm phải phát triển thêm 5.260 người tham gia bảo hiểm xã hội bắt buộc mới hoàn thành"
            " kế hoạch.",
            ("difference", ["152.000", "146.380", "5.260"], False),
        ),
        (
            "Nhận 1.148 hồ sơ, nhiều hơn tháng trước (1.096 hồ sơ) là 62 hồ sơ.",
            ("difference", ["1.148", "1.096", "62"], False),
        ),
        (
            "Có 93,8% người được hỏi hài lòng, hơn năm 2025 1,9 điểm phần trăm (năm 2025: 91,9%).",
            ("difference", ["93,8%", "91,9%", "1,9"], True),
        ),
        (
            "Dự toán giao 1.860 triệu đồng; ước cả kỳ chi 1.423 triệu đồng, đạt 67,5% dự toán, gồm"
            " 815 triệu đồng mua sắm, 392 triệu đồng sửa chữa và 216 triệu đồng tập huấn.",
            ("share", ["1.423 triệu đồng", "1.860 triệu đồng", "67,5%"], False),
        ),
        (
            "Nhận 8.416 cuộc gọi, trả lời 8.125 cuộc, nhỡ 291 cuộc; tỷ lệ nhỡ dưới 3%.",
            ("bound", ["291", "8.416", "3%"], False),
        ),
        (
            "Trường có 46 giáo viên, trong đó 39 nữ, 21 đảng viên, 44 đạt chuẩn trở lên (95,7%).",
            ("part", ["44", "46"], True),
        ),
        (
            "Mạng lưới có 93 trạm; 67 trạm hoạt động đều, số còn lại tạm ngưng.",
            ("part", ["67", "93"], True),
        ),
        (
            "Phát ra 600 phiếu, thu về 582 phiếu, hợp lệ 570 phiếu.",
            ("part", ["570", "582"], True),
        ),
        (
            "Toàn xã có 23 tổ với 152 thành viên; thành viên là đoàn viên có 88 người.",
            ("part", ["88", "152"], True),
        ),
        (
            "Có 1.204 hồ sơ trực tuyến trong tổng số 2.106 hồ sơ, tức hơn một nửa.",
            ("bound", ["1.204", "2.106"], True),
        ),
        (
            "Số hộ dùng hóa đơn điện tử là 1.338 hộ, tăng gấp đôi so với cuối năm 2025 (669 hộ).",
            ("other", ["1.338", "669"], True),
        ),
        (
            "Hỗ trợ 112 hộ, mỗi hộ 50 triệu đồng, tổng cộng 5,6 tỷ đồng.",
            ("other", ["5,6 tỷ đồng", "112", "50 triệu đồng"], True),
        ),
        (
            "Đã duyệt 41.870 tài khoản; mục tiêu cả năm là tối thiểu 40.000 tài khoản, coi như hoàn"
            " thành sớm.",
            ("bound", ["41.870", "40.000"], True),
        ),
        (
            "Tỷ lệ bao phủ bảo hiểm y tế đạt 95,2% (chỉ tiêu giao ≥ 95%).",
            ("bound", ["95,2%", "95%"], True),
        ),
        (
            "Ra quân 26 đợt tổng vệ sinh với 5.330 lượt người tham gia, tức bình quân 205 người/đợt.",
            ("other", ["5.330", "26", "205"], True),
        ),
        (
            "Khỏi 3.874 lượt, chuyển tuyến 284 lượt. Số chuyển tuyến giảm 38 lượt so với quý II (332"
            " lượt).",
            ("difference", ["332", "284", "38"], False),
        ),
        (
            "Vốn được giao 186,4 tỷ đồng (vốn đầu tư 112,8 tỷ đồng, vốn sự nghiệp 73,6 tỷ đồng). Đã"
            " giải ngân 158,44 tỷ đồng, đạt 85,0%; vốn đầu tư 101,52 tỷ đồng, đạt 90,0%, vốn sự"
            " nghiệp 56,92 tỷ đồng, đạt 73,7%.",
            ("share", ["56,92 tỷ đồng", "73,6 tỷ đồng", "73,7%"], False),
        ),
        (
            "Đã kích hoạt 11.870/12.340 tài khoản, đạt 96,2%. Còn 570 công dân chưa kích hoạt.",
            ("difference", ["12.340", "11.870", "570"], False),
        ),
        (
            "Bán 38 cơ sở thu 214,6 tỷ đồng, cao hơn giá khởi điểm 31,8 tỷ đồng (182,8 tỷ đồng),"
            " tương ứng 17,4%.",
            ("difference", ["214,6 tỷ đồng", "182,8 tỷ đồng", "17,4%"], True),
        ),
        (
            "Thu 8.742 tỷ đồng, bằng 75,4% dự toán (11.600 tỷ đồng). Quý IV phấn đấu thu 2.858 tỷ"
            " đồng để hoàn thành dự toán.",
            ("sum", ["11.600 tỷ đồng", "8.742 tỷ đồng", "2.858 tỷ đồng"], True),
        ),
        (
            "Trường có 1.176 học sinh.\n\nXếp loại tốt 294 em, chiếm 25,0%; khá 517 em, chiếm 44,0%;"
            " đạt 336 em, chiếm 28,6%; chưa đạt 29 em, chiếm 3,4%.",
            ("share", ["29", "1.176", "3,4%"], False),
        ),
        (
            "Gieo cấy 62.480 ha lúa.\n\nDiện tích nhiễm sâu bệnh 7.935 ha, bằng 12,7% diện tích lúa."
            " Giá vật tư tăng.\n\nCác hồ đủ tưới cho 58.100 ha, tương đương 93,0% diện tích lúa.",
            ("share", ["58.100", "62.480", "93,0%"], True),
        ),
        (
            "Số hóa kết quả đạt 92,6%, còn cách mục tiêu 95% là 2,4 điểm phần trăm.",
            ("difference", ["95%", "92,6%", "2,4"], True),
        ),
        (
            "Tiếp nhận 159.971 hồ sơ, gồm trực tuyến 139.175 hồ sơ; trực tiếp 18.236, bưu chính 2.650.",
            ("sum", ["159.971", "139.175", "18.236", "2.650"], False),
        ),
        (
            "Khám lâm sàng 62 phút; có xét nghiệm 128 phút, giảm 24 phút (năm 2024: 147 phút); có chẩn"
            " đoán hình ảnh 171 phút.",
            ("difference", ["147", "128", "24"], False),
        ),
        (
            "Bảo hiểm y tế có 118.672 người. Cuối năm 2023 toàn huyện có 115.966 người tham gia, như"
            " vậy sau 9 tháng tăng thêm 2.806 người.",
            ("difference", ["118.672", "115.966", "2.806"], False),
        ),
        (
            "Kho có 318.642 bản sách.\n\nVới hơn 320.000 bản trong kho, thư viện giữ vai trò nòng cốt.",
            ("bound", ["318.642", "320.000"], False),
        ),
        (
            "Xã có 38.420 hộ.\n\nSố hộ dùng nước sạch là 34.962 hộ, đạt 91,0%.",
            ("share", ["34.962", "38.420", "91,0%"], True),
        ),
        (
            "- Hộ nghèo đầu năm: 4.368 hộ.\n- Thoát nghèo 812 hộ; phát sinh 64 hộ.\n"
            "- Hộ nghèo cuối năm: 3.602 hộ.",
            ("sum", ["3.602", "4.368", "64", "812"], False),
        ),
    ],
)
def test_it_is_told(proofed, text, relation):
    assert relation in told(proofed(text))


@pytest.mark.parametrize(
    ("text", "relation"),
    [
        ("", ("other", ["1.040", "40", "26,0"], True)),
        ("", ("part", ["502", "1.040"], True)),
        (
            "## Tiểu học\n\nHoàn thành chương trình 2.582 em (99,0%).\n",
            ("share", ["2.582", "2.608", "99,0%"], True),
        ),
        (
            "Toàn xã giảm 41 học sinh (từ 5.644 học sinh).\n",
            ("difference", ["5.644", "5.603", "41"], True),
        ),
    ],
)
def test_tables_and_text_are_held_against_each_other(proofed, text, relation):
    assert relation in told(proofed(TABLE + text))


def test_a_mean_below_a_table_is_no_sum(proofed):
    assert proofed(TABLE).is_sound


def test_a_table_divides_the_total_of_the_sentence_before_it(proofed):
    text = (
        "Diện tích nhiễm sâu bệnh 16.284 ha. Cụ thể:\n\n| Đối tượng | Diện tích (ha) | Tỷ lệ trong"
        " tổng số |\n|---|---|---|\n| Đạo ôn | 8.777 | 53,9% |\n| Rầy nâu | 2.476 | 15,2% |\n"
        "| Chuột | 5.031 | 39,0% |\n"
    )
    relations = told(proofed(text))
    assert ("sum", ["16.284", "8.777", "2.476", "5.031"], True) in relations
    assert ("share", ["2.476", "16.284", "15,2%"], True) in relations
    assert ("share", ["5.031", "16.284", "39,0%"], False) in relations


def test_a_last_row_that_adds_up_in_all_columns_but_one_is_a_total_there_too(proofed):
    text = (
        "| Quý | Lượt bạn đọc | Lượt tài liệu | Sự kiện |\n|---|---|---|---|\n"
        "| I | 11253 | 30144 | 7 |\n| II | 14761 | 35869 | 12 |\n| III | 18907 | 43210 | 10 |\n"
        "| IV | 11329 | 30073 | 8 |\n| Cả năm | 56250 | 139296 | 36 |\n"
    )
    relations = told(proofed(text))
    assert ("sum", ["139296", "30144", "35869", "43210", "30073"], True) in relations
    assert ("sum", ["36", "7", "12", "10", "8"], False) in relations


@pytest.mark.parametrize(
    "text",
    [
        "Phải giải ngân thêm 2.941 tỷ đồng để đạt 100% kế hoạch (6.842 tỷ đồng).",
        "Có 8 người là nữ. Khu vực rộng 186 m², gồm 7 quầy: 3 quầy tư pháp, 2 quầy đất đai, 2 quầy"
        " thuế.",
        "Lỗi làm 112 hồ sơ không đồng bộ trong 03 ngày 18, 19 và 20/8.",
        "Tỷ lệ trước và đúng hạn đạt 99,7% số đã giải quyết (4.125 hồ sơ) trên 4.318 hồ sơ tiếp nhận.",
        "Tỷ lệ giải ngân thấp hơn 9,2 điểm phần trăm so với cả nước (66,2%), song cao hơn cùng kỳ năm"
        " 2025 (51,8%) là 5,2 điểm phần trăm.",
        "Tiếp nhận 305 hồ sơ xe, gồm đăng ký mới 180, sang tên 74, đổi biển số 38, thu hồi 13.",
        "Phát triển được 1.806 người trên kế hoạch 2.100 người, đạt 86,0%. Muốn về đích phải vận động"
        " thêm 294 người.",
        "Tỷ lệ hài lòng đạt 94,4%, vượt mục tiêu 90% và tăng 2,1 điểm phần trăm so với quý II"
        " (92,3%).",
        "Có 5/6 khoản thu đạt trên 75% dự toán; còn lại phải thu bình quân mỗi tháng 756 tỷ đồng.",
        "Loại khá trở lên đạt 69,0%, tăng so với năm trước (66,5%), vượt mục tiêu 68%.",
        "Ghi nhận 214 ca sốt (tăng 36 ca so với cùng kỳ 178 ca), 132 ca sởi (giảm 41 ca).",
        "Trung bình 1,8 ngày/phản ánh, nhanh hơn quy định (3 ngày) 1,2 ngày.",
        "Tỷ lệ hộ nghèo đầu năm 3,82%, cuối năm 2,61%, giảm 1,21 điểm phần trăm, vượt kế hoạch giảm"
        " 1,0 điểm phần trăm.",
        "Phòng Thiếu nhi được chia 3470 cuốn sách.\n\nCấp 7315 thẻ: thẻ thiếu nhi 3740, thẻ người"
        " lớn 3575.",
    ],
)
def test_it_is_no_contradiction(proofed, text):
    assert proofed(text).is_sound
