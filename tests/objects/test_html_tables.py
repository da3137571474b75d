from cchc.objects.html_tables import MOST_CELLS, read_grids


def test_merged_cells_fill_their_places_and_levels_of_headings_stand_behind_each_other():
    html = """<table><caption>Tên</caption><thead><tr><th rowspan=2>Phường</th>
    <th colspan="2">Hồ sơ</th></tr><tr><th>Nhận</th><th>Trả</th></tr></thead>
    <tr><th>A</th><td>1</td><td>2<br>3</td></tr></table>"""
    (grid,) = read_grids(html)
    assert grid.headings == ("Phường", "Hồ sơ – Nhận", "Hồ sơ – Trả")
    assert grid.rows == (("A", "1", "2\n3"),)
    assert (grid.heads, grid.caption) == ((0,), "Tên")


def test_a_table_without_headings_keeps_its_rows():
    (grid,) = read_grids("<table><tr><td>a<td>b<tr><td>c</table>")
    assert grid.rows == (("a", "b"), ("c", ""))


def test_a_table_within_a_table_is_text_of_its_cell():
    (grid,) = read_grids(
        "<table><tr><th>x</th></tr><tr><td>a<table><tr><td>b</td></tr></table></td></tr></table>"
    )
    assert len(grid.rows) == 1


def test_spans_that_ask_for_more_cells_than_anybody_reads_give_no_table():
    rows = "<tr><td rowspan=1000 colspan=1000>x</td></tr>" * (MOST_CELLS // 1000 + 1)
    (grid,) = read_grids(f"<table>{rows}</table>")
    assert grid.headings == ()
