"""The register of documents: the shipped one is sound, an authority's own adds to it."""

from cchc.model.csv_tables import read_table
from cchc.model.legal_register import LEGAL_REGISTER, SHIPPED, read_register, register_schema

HEADER = "number,kind,issuer,title,dated,in_force,until,replaced_by,confirmed,source"


def own(folder, *rows: str):
    folder.write(f"catalog/{LEGAL_REGISTER}", "\n".join([HEADER, *rows]) + "\n")
    return read_register(folder.path("catalog"), [])


def test_the_shipped_register_is_sound_and_says_where_each_row_is_from():
    problems = []
    rows = read_table(SHIPPED, LEGAL_REGISTER, register_schema(), problems)
    assert problems == []
    assert len(rows) == 24
    assert not rows.duplicated(["number", "dated"]).any()
    assert set(rows["confirmed"]) == {"no"}  # nobody has held them against the gazette yet
    numbers = set(rows["number"])
    for row in rows.itertuples():
        assert not row.replaced_by or row.replaced_by in numbers, row.number
        days = [day for day in (row.dated, row.in_force, row.until) if day]
        assert days == sorted(days), row.number


def test_without_a_file_of_its_own_an_authority_has_the_shipped_one(folder):
    numbers = {each.number for each in folder.read().catalog.documents}
    assert {"61/2018/NĐ-CP", "80/2015/QH13"} <= numbers


def test_a_row_of_its_own_stands_in_the_place_of_the_shipped_one(folder):
    row = "61/2018/NĐ-CP,Nghị định,Chính phủ,Một cửa,23/4/2018,,,,yes,Công báo"
    found = [each for each in own(folder, row) if each.number == "61/2018/NĐ-CP"]
    assert [(each.title, each.confirmed, each.until) for each in found] == [("Một cửa", True, None)]


def test_what_is_wrong_in_it_is_told_by_row_and_column(folder):
    folder.write(
        f"catalog/{LEGAL_REGISTER}", f"{HEADER}\n1/2020/NĐ-CP,Nghị định,,,31/2/2020,,,,có,\n"
    )
    told = folder.problems()
    assert {text.split(":")[0] for text in told} == {
        f"data/catalog/{LEGAL_REGISTER}, row 2, {column}"
        for column in ("title", "dated", "confirmed", "source")
    }
