import pytest

from cchc.errors import RequestError
from cchc.intake.unit_lists import code_units, read_units


def test_names_typed_with_semicolons():
    assert read_units(" Phường 1;phường  Thắng Nhì ;; xã Long Sơn") == (
        "Phường 1",
        "phường Thắng Nhì",
        "xã Long Sơn",
    )
    assert read_units("") == ()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("units.txt", "Phường 1\n\nPhường 2\n"),
        ("units.csv", "Phường 1\nPhường 2"),
        ("units.csv", "stt,name\n1,Phường 1\n2,Phường 2\n"),
        ("units.csv", "\ufeffname;note\r\nPhường 1;a\r\nPhường 2;\r\n"),
    ],
)
def test_names_from_a_file(tmp_path, name, content):
    path = tmp_path / name
    path.write_text(content, encoding="utf-8", newline="")
    assert read_units(str(path)) == ("Phường 1", "Phường 2")


def test_what_cannot_be_a_list_of_units_is_refused(tmp_path):
    with pytest.raises(RequestError, match="listed twice: Phường 1, phường 1"):
        read_units("Phường 1; phường 1")
    with pytest.raises(RequestError, match=r"no\.csv: there is no such file"):
        read_units(str(tmp_path / "no.csv"))
    (tmp_path / "old.csv").write_bytes("Phường".encode("utf-16-le"))
    with pytest.raises(RequestError, match=r"old\.csv: "):
        read_units(str(tmp_path / "old.csv"))
    with pytest.raises(RequestError, match="2001 units are too many"):
        read_units(";".join(f"Xã {n}" for n in range(2001)))


def test_units_of_like_names_get_codes_of_their_own():
    codes = code_units(["phường Thắng Nhì", "phường Thăng Nhì", "1", "Phòng A"], ["phong_a"])
    assert codes == {
        "phường Thắng Nhì": "phuong_thang_nhi",
        "phường Thăng Nhì": "phuong_thang_nhi_2",
        "1": "unit_1",
        "Phòng A": "phong_a_2",
    }
