"""Whether another machine would give the same bytes: Python, the library, the packages it stands
on.
"""

import platform
import re
import sys
from collections.abc import Mapping
from importlib import metadata

from cchc.language import say
from cchc.model.hashes import sha256

from .source_hashes import hash_code

SHOWN = 3  # differences in one message
LIBRARY = "cchc"


def read_likeness() -> dict[str, str]:
    """Give what results depend on: Python and its platform, the digest of the library's code, the
    version of each package that it needs, directly or not.
    """
    code = "\n".join(f"{name} {digest}" for name, digest in sorted(hash_code(()).items()))
    return {
        "Python": platform.python_version(),
        "platform": f"{sys.platform} {platform.machine()}",
        LIBRARY: f"{metadata.version(LIBRARY)} ({sha256(code.encode())[:8]})",
    } | _read_packages()


def _read_packages() -> dict[str, str]:
    found: dict[str, str] = {}
    waiting = [LIBRARY, "distributed"]
    while waiting:
        name = re.sub(r"[-_.]+", "-", waiting.pop()).lower()
        if name in found:
            continue
        try:
            package = metadata.distribution(name)
        except metadata.PackageNotFoundError:
            continue  # one for another platform, or an extra
        found[name] = package.version
        needs = [need for need in package.requires or () if "extra ==" not in need]
        waiting += [re.match(r"[A-Za-z0-9._-]+", need)[0] for need in needs]
    del found[LIBRARY]
    return found


def say_unlike(ours: Mapping[str, str], theirs: Mapping[str, str]) -> str:
    """Say in what another machine differs from this one, or nothing where it does not."""
    names = [name for name in {**ours, **theirs} if ours.get(name) != theirs.get(name)]
    told = [
        say(
            "{name} is {theirs} there and {ours} here",
            name=name,
            theirs=theirs.get(name) or say("none"),
            ours=ours.get(name) or say("none"),
        )
        for name in names[:SHOWN]
    ]
    if len(names) > SHOWN:
        told.append(say("and {count} more differ", count=len(names) - SHOWN))
    return "; ".join(told)
