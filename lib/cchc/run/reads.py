"""What a notebook reads beside the data: files, folders it lists, variables of the environment.

The kernel takes down each as it happens, in a file of the build that its children write to as well;
the build then holds that file against what is there at the end.
"""

import hashlib
import json
import os
import site
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from importlib.util import source_from_cache
from pathlib import Path
from types import FrameType
from typing import Any

from cchc.model.hashes import stamp_state
from cchc.report.listening import Listener, is_answering, listen

from .kernels import reaches_kernels

_stat = os.stat  # as it is before a kernel hears of it
_LIBRARY = str(Path(__file__).parents[2])
# what belongs to the machine: packages and their versions are looked at elsewhere
OF_THE_MACHINE = ("/usr/", "/etc/", "/proc/", "/sys/", "/dev/", "/lib", "/bin/", "/sbin/")


@dataclass(frozen=True)
class Reads:
    """What a notebook read, by what it held: sha256 of files (None: it was not there), of the names
    in folders, of the values of variables; and the questions it asked of reports, each with the
    digest of the answer.

    `whole`: it read of the data what cannot be taken down. `changed` names what was written by
    somebody else between the reading and the end.
    """

    files: Mapping[str, str | None] = field(default_factory=dict)
    folders: Mapping[str, str | None] = field(default_factory=dict)
    variables: Mapping[str, str | None] = field(default_factory=dict)
    asked: Mapping[str, str] = field(default_factory=dict)
    whole: bool = False
    changed: tuple[str, ...] = ()

    def hold(self) -> bool:
        """Tell whether all of it but the answers is still as it was read."""
        return (
            all(hash_file(name) == digest for name, digest in self.files.items())
            and all(hash_names(name) == digest for name, digest in self.folders.items())
            and all(hash_variable(name) == digest for name, digest in self.variables.items())
        )

    def as_json(self) -> dict[str, Any]:
        return {
            "files": dict(self.files),
            "folders": dict(self.folders),
            "variables": dict(self.variables),
            "asked": dict(self.asked),
            "whole": self.whole,
        }

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> "Reads":
        """Read what `as_json` gave. Raises KeyError, TypeError or AttributeError for else."""
        tables = ("files", "folders", "variables", "asked")
        return cls(**{name: dict(told[name].items()) for name in tables}, whole=told["whole"])


def hash_file(name: str) -> str | None:
    """Give the sha256 of a plain file, or None where there is none."""
    path = Path(name)
    with suppress(OSError):
        if path.is_file():
            return hashlib.sha256(path.read_bytes()).hexdigest()
    return None


def hash_names(folder: str) -> str | None:
    """Hash the names in a folder but the hidden ones, or None where there is none."""
    with suppress(OSError):
        names = sorted(name for name in os.listdir(folder) if not name.startswith((".", "__")))
        return hashlib.sha256("\0".join(names).encode("utf-8", "surrogateescape")).hexdigest()
    return None


def hash_variable(name: str) -> str | None:
    """Hash what a variable of the environment holds, or None where it is not set."""
    value = os.environ.get(name)
    return None if value is None else hashlib.sha256(os.fsencode(value)).hexdigest()


# in the kernel


def record_reads(record: str, data: str = "") -> None:
    """From now on, take down in the file `record` what this process and its children read.

    Of reports from the folder `data` the questions are taken down, not their files.
    """
    file = os.open(record, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
    own = _places_of_packages()
    known: set[str] = set()

    def note(*words: object) -> None:
        line = json.dumps(words) + "\n"
        if line not in known:
            known.add(line)
            os.write(file, line.encode())

    def hear(event: str, arguments: tuple) -> None:
        if event in UNSEEN or (event == "import" and _is_strange(arguments[0])):
            with suppress(Exception):
                if _asked_by_notebook(sys._getframe(1), own):
                    note("whole")
            return
        if event not in ("open", "os.listdir", "os.scandir", "sqlite3.connect") or is_answering():
            return
        with suppress(Exception):  # whatever is odd about it is for the notebook to find out
            name = arguments[0]
            if isinstance(name, int) or name == ":memory:":
                return
            path = os.path.abspath(os.fsdecode("." if name is None else name))
            if path.startswith(own) or _is_hidden(path):
                return
            if event in ("open", "sqlite3.connect"):
                mode, flags = arguments[1:3] if event == "open" else ("r", 0)
                path = _source_of(path)
                note("wrote" if _writes(mode, flags) else "read", path, stamp(path))
            elif _asked_by_notebook(sys._getframe(1), own):
                note("listed", path, hash_names(path))

    def note_answer(question: str, digest: str) -> None:
        note("whole") if question == "whole" else note("asked", question, digest)

    def note_looked(path: str) -> None:
        if data and path.startswith(f"{data}{os.sep}") and not is_answering():
            note("read", path, stamp(path))

    listen(Listener(data, note_answer))
    _watch_looks(note_looked)
    sys.addaudithook(hear)
    _listen_to_environment(lambda name: note("variable", name, hash_variable(name)), own)


# what may read anything without its being seen, and the packages that are known to read by Python
UNSEEN = {
    "subprocess.Popen",
    "os.system",
    "os.posix_spawn",
    "os.spawn",
    "os.exec",
    "os.forkpty",
    "ctypes.dlopen",
    "ctypes.dlsym",
    "mmap.__new__",
}
READ_BY_PYTHON = {"numpy", "pandas", "matplotlib", "mpl_toolkits", "seaborn", "scipy", "PIL"}
READ_BY_PYTHON |= {"cchc", "errloc", "IPython", "ipykernel", "matplotlib_inline", "dateutil"}
READ_BY_PYTHON |= {"typing_extensions"}


def _is_strange(module: str) -> bool:
    """Tell whether a package may read files by machine code that nobody sees."""
    top = module.partition(".")[0]
    if top in READ_BY_PYTHON or top in sys.stdlib_module_names:
        return False
    # a module of the project is Python, and its own imports are seen
    return not any(
        os.path.exists(os.path.join(folder or ".", f"{top}.py"))
        or os.path.isdir(os.path.join(folder or ".", top))
        for folder in sys.path
        if not folder.endswith(("site-packages", "dist-packages"))
    )


def _watch_looks(note: Callable[[str], None]) -> None:
    """Hear of files that are only looked at: whether they exist, how long they are."""

    def stat(path, *given, **named):
        if isinstance(path, str | os.PathLike):
            with suppress(Exception):
                note(os.path.abspath(os.fsdecode(path)))
        return _stat(path, *given, **named)

    os.stat = stat


def stamp(name: str | os.PathLike[str]) -> list[int] | None:
    """Give what changes with any writing to a file; None without a file."""
    try:
        return stamp_state(_stat(name))
    except OSError:
        return None


def _places_of_packages() -> tuple[str, ...]:
    folders = [sys.prefix, sys.base_prefix, _LIBRARY, *site.getsitepackages()]
    return (*OF_THE_MACHINE, *(f"{folder}{os.sep}" for folder in folders))


def _is_hidden(path: str) -> bool:
    # caches and settings of programs; and where IPython says that the text of a cell stands
    return f"{os.sep}." in path or f"{os.sep}ipykernel_" in path


def _source_of(path: str) -> str:
    with suppress(ValueError, NotImplementedError):
        return source_from_cache(path) if path.endswith(".pyc") else path
    return path


def _writes(mode: str | None, flags: int) -> bool:
    if mode is not None:
        return bool(set(mode) & set("wax+"))
    return bool(flags & (os.O_WRONLY | os.O_RDWR))


def _asked_by_notebook(frame: FrameType | None, own: tuple[str, ...]) -> bool:
    """Tell whether a cell or a module of the project asks, by whatever package it does so."""
    while frame:
        name = frame.f_code.co_filename
        if name.startswith((_LIBRARY, "<frozen importlib")):
            return False
        if not name.startswith(own) and not (name.startswith("<") and "ipython" not in name):
            return True
        frame = frame.f_back
    return False


def _listen_to_environment(tell: Callable[[str], None], own: tuple[str, ...]) -> None:
    class Environment(type(os.environ)):
        def __getitem__(self, name):
            asked = isinstance(name, str) and reaches_kernels(name)
            if asked and _asked_by_notebook(sys._getframe(1), own):
                with suppress(OSError, ValueError):
                    tell_apart(name)
            return super().__getitem__(name)

    busy = False

    def tell_apart(name: str) -> None:
        nonlocal busy
        if not busy:  # hashing it asks for it again
            busy = True
            try:
                tell(name)
            finally:
                busy = False

    os.environ.__class__ = Environment


# in the build


def read_record(record: Path, known: Callable[[str], bool]) -> Reads:
    """Read what a kernel took down, but for the files that `known` says are looked at elsewhere.

    What the notebook wrote itself is no source of it.
    """
    files: dict[str, list[int] | None] = {}
    folders: dict[str, str | None] = {}
    variables: dict[str, str | None] = {}
    own, changed = set(), []
    asked: dict[str, str] = {}
    whole = False
    text = record.read_text(encoding="utf-8") if record.exists() else ""
    for kind, *told in map(json.loads, text.splitlines()):
        name, value = told or ("", None)
        if kind == "whole":
            whole = True
        elif kind == "asked":
            asked.setdefault(name, value)
        elif kind == "wrote":
            own.add(name)
        elif kind == "read" and name not in own and not os.path.isdir(name):
            if files.setdefault(name, value) != value:
                changed.append(name)
        elif kind == "listed":
            folders.setdefault(name, value)
        elif kind == "variable":
            variables.setdefault(name, value)
    changed += [name for name, value in files.items() if stamp(name) != value and name not in own]
    files = {name: value for name, value in files.items() if name not in own and not known(name)}
    return Reads(
        {name: hash_file(name) for name in files},
        folders,
        variables,
        asked,
        whole,
        tuple(sorted(set(changed) - own)),
    )
