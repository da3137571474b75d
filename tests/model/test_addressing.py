"""Letters go to offices: the catalogue's own addressee, else the committee of a place."""

import pytest

from cchc.model.addressing import address


@pytest.mark.parametrize(
    ("name", "addressee", "told"),
    [
        ("Phường 5", "", "Ủy ban nhân dân Phường 5"),
        ("xã Long Sơn", "", "Ủy ban nhân dân xã Long Sơn"),
        ("Đặc khu Côn Đảo", "", "Ủy ban nhân dân Đặc khu Côn Đảo"),
        ("UBND phường Thắng Nhì", "", "Ủy ban nhân dân phường Thắng Nhì"),
        ("Bảo hiểm xã hội thành phố", "", "Bảo hiểm xã hội thành phố"),
        ("Tỉnh đoàn", "Ban Thường vụ Tỉnh đoàn", "Ban Thường vụ Tỉnh đoàn"),
        ("Phường 5", "Văn phòng HĐND và UBND Phường 5", "Văn phòng HĐND và UBND Phường 5"),
        ("Xãluận", "", "Xãluận"),
    ],
)
def test_a_letter_is_addressed_to_an_office(name, addressee, told):
    assert address({"name": name, "addressee": addressee}) == told


def test_a_catalogue_may_name_the_office_and_older_ones_need_not(sound):
    assert sound.read().catalog.orgs["addressee"].eq("").all()
    path = "catalog/orgs.csv"
    lines = sound.path(path).read_text(encoding="utf-8").splitlines()
    rows = [f"{line},Văn phòng {at}" for at, line in enumerate(lines[1:])]
    sound.write(path, "\n".join([f"{lines[0]},addressee", *rows]) + "\n")
    assert address(sound.read().catalog.org_rows["desk"]) == "Văn phòng 1"
