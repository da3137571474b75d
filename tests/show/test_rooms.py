import subprocess
import sys

import pytest

from cchc import show

SPEAKING = (
    "cchc.pages.all_figures",
    "cchc.pages.case_cards",
    "cchc.pages.chapter_figures",
    "cchc.pages.claims",
    "cchc.pages.general",
    "cchc.pages.overview",
    "cchc.show.cited",
    "cchc.show.counted",
    "cchc.show.sums",
    "cchc.show.told",
)


def loaded_by(*modules: str) -> set[str]:
    code = f"import sys, {', '.join(modules)}; print(*sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(run.stdout.split())


def test_every_verb_is_there_and_told():
    assert all(callable(getattr(show, name)) for name in show.__all__)
    assert dir(show) == sorted(show.__all__)
    with pytest.raises(AttributeError):
        show.no_such_verb  # noqa: B018


def test_what_a_build_asks_of_a_report_draws_nothing():
    assert loaded_by(*SPEAKING).isdisjoint({"matplotlib", "IPython"})
