import json
import shutil
from pathlib import Path

from cchc.publish.build import publish
from cchc.publish.request import prepare

EVERY = ["muc-00", "muc-01", "muc-02"]


def mend(path: Path, before: str, after: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), encoding="utf-8")


def built_page(project: Path, out: Path) -> str:
    """What a build of its own, from nothing, writes now."""
    build = prepare(
        "2030Q1",
        data=project / "data",
        notebooks=project / "notebooks",
        out=out,
        formats=("html",),
        fresh=True,
    )
    publish(build)
    return (out / "2030Q1" / "annex.html").read_text(encoding="utf-8")


def bodies(page: str) -> list[str]:
    return [part.split("</section>")[0] for part in page.split('<section class="chapter')[1:]]


def test_the_page_follows_each_change_and_is_what_a_build_of_its_own_writes(
    session, project, tmp_path
):
    first = session.update()
    assert (first.whole, list(first.state.bodies), first.state.failed) == (True, EVERY, {})
    again = session.update()
    assert (again.parts, again.frame, again.whole) == ({}, False, False)

    mend(project / "notebooks" / "01-hai.ipynb", "# Hồ sơ", "# Thu chi")
    mend(project / "data" / "2030Q1" / "figures.csv", "đoạn", "bảng")
    session.update()
    mend(project / "data" / "2030Q1" / "figures.csv", "854,639", "777,639")
    change = session.update()
    assert (change.state.problem, change.state.failed) == ("", {})
    assert list(change.parts) == ["muc-01"]
    assert change.frame  # all figures are listed at the end
    assert b"777,639" in change.parts["muc-01"]

    page = session.state.page.decode()
    assert bodies(page) == bodies(built_page(project, tmp_path / "out"))


def test_a_text_that_changes_starts_no_kernel(session, project):
    session.update()
    executed = []
    session.watch = type(
        "Watch",
        (),
        {"started": lambda self, plan: executed.append(plan.id), "finished": lambda *given: None},
    )()
    notebook = project / "notebooks" / "02-ba.ipynb"
    content = json.loads(notebook.read_text(encoding="utf-8"))
    content["cells"][0]["source"] = "# Hồ sơ\n\nMột câu mới, có dấu & < >."
    notebook.write_text(json.dumps(content), encoding="utf-8")
    change = session.update()
    assert executed == []
    assert list(change.parts) == ["muc-02"]
    assert "Một câu mới, có dấu &amp; &lt; &gt;." in change.parts["muc-02"].decode()


def test_an_error_shows_at_its_chapter_and_goes_when_it_is_mended(session, project):
    session.update()
    notebook = project / "notebooks" / "02-ba.ipynb"
    mend(notebook, "print(", "prnt(")
    change = session.update()
    assert list(change.state.failed) == ["muc-02"]
    assert "NameError" in change.state.failed["muc-02"]
    assert list(change.state.bodies) == EVERY
    mend(notebook, "prnt(", "print(")
    assert session.update().state.failed == {}


def test_data_that_cannot_be_read_leave_the_page_as_it_was(session, project):
    page = session.update().state
    figures = project / "data" / "2030Q1" / "figures.csv"
    kept = figures.read_bytes()
    figures.write_bytes(kept.replace(b"received", b"recieved", 1))
    change = session.update()
    assert "recieved" in change.state.problem
    assert (change.parts, change.whole, change.state.bodies) == ({}, False, page.bodies)
    figures.write_bytes(kept)
    change = session.update()
    assert (change.state.problem, change.state.bodies) == ("", page.bodies)


def test_a_preview_of_data_that_cannot_be_read_begins_all_the_same(session, project):
    figures = project / "data" / "2030Q1" / "figures.csv"
    kept = figures.read_bytes()
    figures.write_bytes(b"nothing")
    state = session.update().state
    assert state.problem
    assert b"// follows" in state.page
    figures.write_bytes(kept)
    assert list(session.update().state.bodies) == EVERY


def test_files_are_written_when_they_are_asked_for_and_once_for_each_state(session, tmp_path):
    session.update()
    for kind, start in (("pdf", b"%PDF"), ("docx", b"PK"), ("xlsx", b"PK")):
        number, content = session.write(kind)
        assert content.startswith(start)
        assert session.write(kind)[1] is content
        assert number == session.state.number


def test_a_published_annex_stays_as_it_is(session, project, tmp_path):
    built_page(project, project / "outputs")
    before = {p: p.read_bytes() for p in (project / "outputs").rglob("*") if p.is_file()}
    mend(project / "notebooks" / "02-ba.ipynb", "len(", "2 * len(")
    session.update()
    assert before == {p: p.read_bytes() for p in (project / "outputs").rglob("*") if p.is_file()}


def test_a_chapter_that_comes_or_goes_changes_the_whole_page(session, project):
    session.update()
    shutil.copy(project / "notebooks" / "02-ba.ipynb", project / "notebooks" / "03-bon.ipynb")
    assert session.update().whole
    (project / "notebooks" / "03-bon.ipynb").unlink()
    assert list(session.update().state.bodies) == EVERY
