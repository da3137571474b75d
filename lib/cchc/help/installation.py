"""What a build needs to be installed: packages, the typeface, JupyterLab with its extensions."""

import hashlib
import re
from collections.abc import Callable, Sequence
from importlib import metadata
from pathlib import Path

from cchc.language import say

from .needs import Check, say_reinstall

REQUIREMENTS = "requirements.lock"
FONTS = Path(__file__).parents[1] / "annex" / "fonts"
FRONT_END = ("@jupyter-widgets/jupyterlab-manager", "anywidget", "jupyterlab_pygments")


def check_packages(lock: Path, installed: Callable[[str], str] = metadata.version) -> Check:
    """Check installed packages against the lock, or merely that those cchc depends on are there,
    where none is.
    """
    from packaging.requirements import Requirement
    from packaging.utils import canonicalize_name

    needs = [
        Requirement(text) for text in metadata.requires("cchc") or () if "extra ==" not in text
    ]
    needed, pinned = {canonicalize_name(need.name) for need in needs}, needs
    if lock.is_file():
        entries = re.findall(
            r"^([A-Za-z0-9][^\\\n]*)", lock.read_text(encoding="utf-8"), re.MULTILINE
        )
        pinned = [Requirement(entry) for entry in entries]
    pinned = [pin for pin in pinned if pin.marker is None or pin.marker.evaluate()]
    missing, other = [], []
    for pin in pinned:
        try:
            version = installed(pin.name)
        except metadata.PackageNotFoundError:
            missing.append(pin.name)
            continue
        if not pin.specifier.contains(version, prereleases=True):
            other.append(
                say(
                    "{name} {version} is installed, {locked} is locked",
                    name=pin.name,
                    version=version,
                    locked=pin.specifier,
                )
            )
    told = [say("{name} is missing", name=name) for name in missing] + other
    if told:
        # tools of tests and of a cluster are locked too, but no build needs them
        lacks = any(canonicalize_name(name) in needed for name in missing)
        return Check("packages", "fail" if lacks else "warn", "; ".join(told), say_reinstall())
    compared = (
        say("as {lock} names them", lock=REQUIREMENTS)
        if lock.is_file()
        else say("there; no {lock} here to compare versions with", lock=REQUIREMENTS)
    )
    told = say("{count} packages, {compared}", count=len(pinned), compared=compared)
    return Check("packages", "ok", told)


def say_renew() -> str:
    return say("take it as it came: git checkout -- lib/cchc/annex/fonts")


def check_fonts(folder: Path) -> Check:
    """Check the typeface of the annex against the sums that came with it."""
    sums, faults = folder / "SHA256SUMS", []
    if not sums.is_file():
        return Check("fonts", "fail", say("{name} is missing", name=sums.name), say_renew())
    faces = [line.split() for line in sums.read_text(encoding="utf-8").splitlines()]
    for digest, name in faces:
        path = folder / name
        if not path.is_file():
            faults.append(say("{name} is missing", name=name))
        elif hashlib.sha256(path.read_bytes()).hexdigest() != digest:
            faults.append(say("{name} is not the file that came with cchc", name=name))
    if faults:
        return Check("fonts", "fail", "; ".join(faults), say_renew())
    return Check("fonts", "ok", say("{count} faces of Tinos, as they came", count=len(faces)))


def check_lab(folders: Sequence[str]) -> Check:
    """Check that JupyterLab is there with what shows explorer and reader; `folders` may hold its
    extensions.
    """
    from itables.javascript import opt
    from jupyterlab.commands import get_app_dir

    parts = {name: [Path(folder, name, "package.json") for folder in folders] for name in FRONT_END}
    wanted = {
        say("the part {name}", name=name): any(path.is_file() for path in paths)
        for name, paths in parts.items()
    }
    wanted[say("JupyterLab's own page")] = Path(get_app_dir(), "static", "index.html").is_file()
    wanted[say("the code of sortable tables")] = Path(opt.dt_bundle).is_file()
    absent = [name for name, there in wanted.items() if not there]
    told = f"JupyterLab {metadata.version('jupyterlab')}"
    if absent:
        return Check(
            "jupyterlab",
            "warn",
            say(
                "{told} lacks {absent}: kham-pha.ipynb and doc-bao-cao.ipynb do not work whole",
                told=told,
                absent=", ".join(absent),
            ),
            say_reinstall(),
        )
    told = say("{told}, with what kham-pha.ipynb and doc-bao-cao.ipynb show", told=told)
    return Check("jupyterlab", "ok", told)
