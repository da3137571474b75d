"""What each cause of a wrong figure is called in Vietnamese."""

CAUSES = {
    "truncation": "phần lẻ bị cắt",
    "transposition": "đảo hai chữ số liền nhau",
    "slip": "sai vị trí dấu thập phân",
    "sign": "sai dấu",
    "copied": "chép nhầm số bên cạnh",
    "copied_previous": "chép lại số kỳ trước",
    "capped": "tỷ lệ trên 100% được ghi là 100%",
    "digit_replaced": "sai một chữ số",
    "digit_added": "thừa một chữ số",
    "digit_omitted": "thiếu một chữ số",
    "scale": "sai đơn vị tính, chênh 1.000 lần",
    "rounding": "làm tròn khác nhau",
    "accumulated": "số lũy kế ghi vào ô của kỳ",
    "total_stale": "tổng chưa cập nhật theo các thành phần",
    "other_base": "tỷ lệ tính trên mẫu số khác",
    "swap": "hai số đổi chỗ cho nhau",
}
