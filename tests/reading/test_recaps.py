"""Paragraphs that sum a report up, held against what they sum up."""

import pytest

BODY = (
    "## 1. Kết quả\n\nTiếp nhận 1.216 hồ sơ, gồm 806 hồ sơ trực tuyến và 410 hồ sơ trực tiếp. Đã giải"
    " quyết 1.170 hồ sơ, đang giải quyết 46 hồ sơ. Trả trước và đúng hạn 1.062 hồ sơ, quá hạn 108 hồ"
    " sơ. Tiếp 214 lượt công dân, nhận 96 đơn, gồm 60 đơn kiến nghị và 36 đơn phản ánh. Ban hành 52"
    " văn bản, gồm 31 công văn và 21 kế hoạch. Thu phí 15,2 triệu đồng, lệ phí 6,5 triệu đồng, cộng"
    " 21,7 triệu đồng.\n\n## 2. Kết luận\n\n"
)


def contradictions(proof):
    return [{n.text.split()[0] for n in r.numbers} for r in proof.relations if not r.holds]


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        (
            "Tóm lại, xã tiếp nhận 1.216 hồ sơ, giải quyết 1.170 hồ sơ, chỉ còn 86 hồ sơ quá hạn.",
            {"108", "86"},
        ),
        (
            "Đánh giá chung: giải quyết 1.170 hồ sơ, nhận 96 đơn, ban hành 55 văn bản.",
            {"52", "55"},
        ),
        (
            "Tóm lại, xã tiếp nhận 1.216 hồ sơ, giải quyết 1.170 hồ sơ, thu 27,1 triệu đồng.",
            {"21,7", "27,1"},
        ),
    ],
)
def test_a_number_that_was_not_brought_up_to_date_is_told(proofed, text, numbers):
    assert contradictions(proofed(BODY + text)) == [numbers]


@pytest.mark.parametrize(
    "text",
    [
        "Nhìn chung, tiếp nhận 1.216 hồ sơ, giải quyết 1.170 hồ sơ; kỳ tới phấn đấu nhận 1.300 hồ sơ.",
        "Tóm lại, tiếp nhận 1.216 hồ sơ, nhận 96 đơn; có 88 đơn đúng thẩm quyền.",
        "Tóm lại, tiếp nhận 1.216 hồ sơ, tiếp 214 lượt công dân; so với quý trước (1.190 hồ sơ, 202"
        " lượt) đều tăng.",
        "Tóm lại, giải quyết 1.170 hồ sơ, nhận 96 đơn. Đề nghị cấp trên ban hành 50 văn bản.",
        "Tóm lại, tiếp nhận 1.216 hồ sơ, tiếp 214 lượt công dân; cao điểm có ngày 48 hồ sơ.",
    ],
)
def test_what_a_recap_tells_anew_is_no_contradiction(proofed, text):
    assert proofed(BODY + text).is_sound
