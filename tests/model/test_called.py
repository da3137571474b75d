"""Words for the authority and its units come from their names."""

import pytest

from cchc.model.called import call


@pytest.mark.parametrize(
    ("authority", "place", "committee"),
    [
        ("UBND thành phố Vũng Tàu", "thành phố", "UBND thành phố"),
        ("UBND Thành phố Hồ Chí Minh", "thành phố", "UBND thành phố"),
        ("Ủy ban nhân dân xã Long Sơn", "xã", "UBND xã"),
        ("UBND thị xã Phú Mỹ", "thị xã", "UBND thị xã"),
        ("UBND đặc khu Côn Đảo", "đặc khu", "UBND đặc khu"),
        ("UBND Bình Minh", "địa phương", "UBND địa phương"),
        ("Sở Nội vụ tỉnh Lào Cai", "sở", "sở"),
        ("Liên minh Hợp tác xã", "đơn vị", "đơn vị"),
        ("Hội Chữ thập đỏ", "đơn vị", "đơn vị"),
    ],
)
def test_an_authority_is_called_by_its_kind(authority, place, committee):
    words = call(authority, [], "")
    assert (words.place, words.committee, words.units) == (place, committee, "đơn vị")


@pytest.mark.parametrize(
    ("units", "said"),
    [
        (["Phường 1", "Phường 2", "phường Thắng Nhì", "xã Long Sơn"], "phường, xã"),
        (["UBND xã A", "UBND thị trấn B"], "xã, thị trấn"),
        (["Thôn Đoài", "Thôn Đông"], "thôn"),
        (["Văn phòng", "Phòng Tài chính"], "văn phòng, phòng"),
        (["Phường 1", "Bến xe"], "đơn vị"),
        (["Phường 1", "xã 2", "thôn 3", "ấp 4"], "đơn vị"),
        ([], "đơn vị"),
    ],
)
def test_units_are_called_by_their_kinds_where_all_of_them_tell(units, said):
    assert call("UBND tỉnh A", units, "").units == said


def test_who_stands_above_is_called_by_its_kind_and_without_one_is_the_level_above():
    assert call("UBND xã A", [], "UBND tỉnh Lào Cai").above == "tỉnh"
    assert call("UBND tỉnh A", [], "").above == "cấp trên"
