"""What a preview knows from one state of the files to the next, and what changed on its page."""

import secrets
import shutil
import threading
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cchc.annex import find_writer
from cchc.annex.chapter_reading import read_chapters
from cchc.annex.html import compose_page, hash_script
from cchc.annex.rereading import KeptChapters
from cchc.errors import CchcError
from cchc.language import say_system
from cchc.publish.about import describe
from cchc.publish.executing import execute_chapters, list_executed, one_aside
from cchc.publish.kept_report import remembering_beside
from cchc.publish.request import Build, prepare
from cchc.run.engine import ChapterWatch, SectionResult
from cchc.run.kernels import warm_kernels

if TYPE_CHECKING:
    from cchc.annex.chapters import Chapter
    from cchc.annex.title_block import AnnexMeta


def write_empty(follow: str, name: str) -> bytes:
    """Write the page that stands while there is no annex yet: it follows, and holds nothing."""
    script = f"const filters = () => {{}}, mind = () => {{}};\n{follow}"
    policy = f"default-src 'none'; style-src 'unsafe-inline'; script-src '{hash_script(script)}'"
    return (
        f'<!doctype html>\n<html lang="vi" data-name="{name}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}; connect-src \'self\'">\n'
        '<meta name="color-scheme" content="light dark">\n<title>Xem trước</title>\n</head>\n'
        f"<body>\n<script>{script}</script>\n</body>\n</html>\n"
    ).encode()


@dataclass(frozen=True)
class PageState:
    """The annex as it stands: the page in parts, what could not be done, by chapter or for all."""

    number: int
    run: str = ""
    follow: str = ""
    head: bytes = b""
    tail: bytes = b""
    bodies: dict[str, bytes] = field(default_factory=dict)
    failed: dict[str, str] = field(default_factory=dict)
    problem: str = ""
    told: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """What no other state is called, of whatever process."""
        return self.name_of(self.number)

    def name_of(self, number: int) -> str:
        return f"{self.run}-{number}"

    @property
    def page(self) -> bytes:
        if not self.bodies:
            return write_empty(self.follow, self.name)
        head = self.head.replace(b"<html ", f'<html data-name="{self.name}" '.encode(), 1)
        return b"\n".join([head, *self.bodies.values(), self.tail])


@dataclass(frozen=True)
class PageChange:
    """What an open page has to do to show a state: replace these chapters, what frames them, or all
    of itself.
    """

    state: PageState
    parts: dict[str, bytes] = field(default_factory=dict)
    frame: bool = False
    whole: bool = False


def compare_states(before: PageState, now: PageState) -> PageChange:
    """Say what differs between two states of a page."""
    whole = list(before.bodies) != list(now.bodies)
    frame = whole or before.head != now.head or before.tail != now.tail
    parts = {name: body for name, body in now.bodies.items() if before.bodies.get(name) != body}
    return PageChange(now, {} if whole else parts, frame, whole)


class Session:
    """A preview of one quarter. `update` brings it to what the files hold now.

    Everything of it lies in memory and in `private`, a folder of its own; only executed notebooks
    are kept where builds keep them, by their content.
    """

    def __init__(
        self,
        asked: dict[str, Any],
        private: Path,
        cache: Path,
        follow: str = "",
        watch: ChapterWatch | None = None,
    ):
        """Take what `prepare` is asked, but for the place of the annex."""
        self.asked = {**asked, "out": private}
        self.private, self.cache, self.follow, self.watch = private, cache, follow, watch
        self.kept = KeptChapters()
        self.state = PageState(0, secrets.token_hex(4), follow)
        self.build: Build | None = None
        self.chapters: tuple[Chapter, ...] = ()
        self.meta: AnnexMeta | None = None
        self.read: frozenset[Path] = frozenset()
        self._files: dict[str, tuple[int, bytes]] = {}
        self._warm = ""
        self._opened = ExitStack()
        self._busy = threading.Lock()

    def open(self) -> None:
        """Start what kernels are forked from; it imports while the figures are read."""
        self._warm = self._opened.enter_context(warm_kernels())

    def close(self) -> None:
        self._opened.close()

    def update(self) -> PageChange:
        """Read, check and execute what changed since the last time. What is wrong is told in the
        state, which else stays as it was.
        """
        with self._busy:
            before = self.state
            try:
                self.state = self._follow()
            except CchcError as error:
                self.state = replace(before, number=before.number + 1, problem=str(error))
            except OSError as error:
                self.state = replace(before, number=before.number + 1, problem=say_system(error))
            return compare_states(before, self.state)

    def write(self, kind: str) -> tuple[int, bytes]:
        """Write the annex as it stands as PDF, Word or Excel; give its number and the bytes."""
        with self._busy:
            number = self.state.number
            if self._files.get(kind, (-1,))[0] != number:
                path = self.private / f"annex.{kind}"
                find_writer(kind)(self.chapters, self.meta, path)
                self._files[kind] = (number, path.read_bytes())
                path.unlink()
            return self._files[kind]

    def _follow(self) -> PageState:
        build = prepare(**self.asked, warm=self._warm, known=self.build, cache=self.cache)
        with remembering_beside(build.cache):
            return self._show(build)

    def _show(self, build: Build) -> PageState:
        results = self._execute(build)
        if self.meta is None or self.build is None or build.report is not self.build.report:
            self.meta = describe(build.report)
        self.build = build
        sections = list(list_executed(build, results))
        known = {section.name for section in sections}
        others = [path.name for path in build.notebooks.glob("*.ipynb") if path.name not in known]
        self.chapters = read_chapters(sections, None, others, self.kept)
        page = compose_page(self.chapters, self.meta, follow=self.follow)
        self.read = frozenset(Path(name) for result in results for name in result.reads.files)
        anchors = [chapter.anchor for chapter in self.chapters]
        failed = {f"muc-{result.id}": result.failed for result in results if result.failed}
        told = (line for chapter in self.chapters for line in chapter.told)
        return PageState(
            self.state.number + 1,
            self.state.run,
            self.follow,
            page.head,
            page.tail,
            dict(zip(anchors, page.bodies, strict=True)),
            failed,
            told=tuple(dict.fromkeys((*build.notes, *told))),
        )

    def _execute(self, build: Build) -> list[SectionResult]:
        """Execute what is not kept."""
        folder = self.private / "notebooks"
        shutil.rmtree(folder, ignore_errors=True)
        with one_aside() as aside:
            return execute_chapters(build, folder, aside, self.watch)
