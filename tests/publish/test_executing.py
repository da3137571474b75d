from concurrent.futures import Future
from pathlib import Path
from types import SimpleNamespace

import pytest

from cchc.publish import executing
from cchc.run.cache import SectionCache
from cchc.run.source_hashes import Sources


class AtOnce:
    """Does at once what it is given to do beside."""

    def submit(self, work, *given) -> Future:
        done = Future()
        done.set_result(work(*given))
        return done


@pytest.mark.parametrize("runs", [True, False])
def test_what_the_annex_needs_is_imported_after_what_is_asked(runs, monkeypatch, tmp_path):
    told = []

    def execute_sections(plans, *_, watch, **__):
        told.append("asked")
        if runs:
            watch.started(None)
            told.append("executed")
        return []

    monkeypatch.setattr(executing, "find_all", lambda *_: None)
    monkeypatch.setattr(executing, "_make_ready", lambda _: told.append("imported"))
    monkeypatch.setattr(executing, "execute_sections", execute_sections)
    cache = SectionCache(tmp_path, Sources("2030Q1", {}, {}, ""), Path("data"))
    build = SimpleNamespace(plans=(), parameters={}, jobs=1, formats=("xlsx",), report=None)
    vars(build).update(cache=cache, cold=False, warm=None)
    executing.execute_chapters(build, tmp_path / "executed", AtOnce(), None)
    assert told == (["asked", "imported", "executed"] if runs else ["asked", "imported"])
