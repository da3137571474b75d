"""One need of a build as it was looked at, and where."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from cchc.language import say

State = Literal["ok", "warn", "fail"]


@dataclass(frozen=True)
class CheckedPlace:
    """The folders of a project that a build reads and writes."""

    project: Path
    data: Path
    out: Path


@dataclass(frozen=True)
class Check:
    """What one check saw; `advice` is the next step, empty where all is well. A build cannot work
    after "fail".
    """

    name: str
    state: State
    seen: str
    advice: str = ""


def say_reinstall() -> str:
    return say("install what requirements.lock names again: rm -rf .venv, then make annex")
