"""After each of many changes the page that follows is the one that is made from nothing."""

from itertools import pairwise
from pathlib import Path

from cchc.preview.session import Session

# file, what stands there, what is put there instead
CHANGES = [
    ("data/2030Q1/figures.csv", "854,639", "777,639"),
    ("data/2030Q1/figures.csv", "1.000", "1.001"),
    ("data/2030Q1/figures.csv", "đoạn", "bảng"),
    ("data/2030Q1/figures.csv", "98,0%", "98,1%"),
    ("data/catalog/indicators.csv", "Hồ sơ tiếp nhận", "Hồ sơ đã nhận"),
    ("data/catalog/indicators.csv", "tỷ đồng", "triệu đồng"),
    ("data/catalog/orgs.csv", "UBND thành phố", "UBND thị xã"),
    ("data/2030Q1/report.toml", "Tài chính", "Ngân sách"),
    ("data/2030Q1/report.toml", "2030-04-05", "2030-04-06"),
    ("notebooks/01-hai.ipynb", "Thu ngân sách", "Số thu"),
    ("notebooks/00-mot.ipynb", "# Hồ sơ", "# Số hồ sơ"),
    ("notebooks/02-ba.ipynb", "print(", "print(2, "),
]


def made_anew(session: Session, folder: Path) -> tuple[dict[str, bytes], str]:
    folder.mkdir()
    fresh = Session(session.asked, folder, folder / "cache", session.follow)
    fresh._warm = session._warm  # the same imports; nothing of the chapters is in it
    state = fresh.update().state
    return state.bodies, state.problem


def test_what_follows_is_what_is_made_from_nothing(session, project, tmp_path):
    session.update()
    bodies = [session.state.bodies]
    for number, (name, before, after) in enumerate(CHANGES):
        path = project / name
        text = path.read_text(encoding="utf-8")
        assert before in text, name
        path.write_text(text.replace(before, after), encoding="utf-8")
        state = session.update().state
        assert state.problem == "", name
        assert (state.bodies, "") == made_anew(session, tmp_path / f"{number}"), (name, after)
        bodies.append(state.bodies)
        if number % 3 == 2:  # most changes stay, so that they meet
            path.write_text(text, encoding="utf-8")
    different = sum(one != next for one, next in pairwise(bodies))
    assert different >= len(CHANGES) / 2
