"""Count the attacks that the tests make, by kind, and print how many were tried, held and failed.

    python tests/benchmarks/attacks.py [--kind KIND] [--list]

An attack is a test, or one case of a test, that does to the workbook what people, programs, machines
or hostile files do, and says what must come of it. `--list` names them and runs none.
"""

import argparse
import sys
from collections import Counter
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]
# of each file all tests, or those whose name holds one of the words
KINDS: dict[str, dict[str, tuple[str, ...]]] = {
    "cells": {
        "publish/test_own_cells.py": (),
        "cli/test_full_and_killed.py": ("one_id",),
        "run/test_cells.py": (),
        "annex/test_outputs.py": (),
        "annex/test_chapters.py": ("broken", "stopped", "expects", "twice", "no_drawing", "stderr"),
        "objects/test_frames.py": (),
        "objects/test_drawings.py": ("memory", "no_picture", "any_mode", "cloud"),
        "run/test_engine.py": ("exception", "leaves_early", "takes_its_process"),
        "annex/test_markdown.py": ("comments_are", "not_known", "not_closed"),
    },
    "wrong numbers": {
        "model/test_folder.py": ("bad_", "stands_twice", "mistyped"),
        "show/test_partly_filled.py": (),
        "checks/test_cases.py": ("too_many", "contradict"),
        "errloc/test_repairing.py": ("longer_than",),
        "checks/test_across.py": ("fall",),
        "model/test_numbers.py": ("refused",),
    },
    "writers at once": {
        "model/test_guarded.py": (),
        "intake/test_collecting.py": ("meanwhile", "at_once", "inserted"),
        "intake/test_entry.py": ("both_places", "meanwhile"),
        "report/test_decisions.py": ("twice", "appended", "keeps_its", "last_line"),
        "annex/test_index.py": ("meanwhile",),
        "run/test_interruptions.py": ("two_builds",),
        "run/test_cache.py": ("changed_and_put_back", "changed_while"),
        "publish/test_build.py": ("put_back",),
    },
    "spreadsheets": {
        "intake/test_returned.py": (),
        "intake/test_typed.py": ("no_number", "far_from", "not_plain"),
        "intake/test_collecting.py": ("emptied", "qualifier", "differ", "double", "lock_of"),
        "intake/test_entry.py": (),
        "model/test_seen.py": (),
        "model/test_csv_tables.py": ("spreadsheets_save", "quotes", "semicolon", "apostrophe"),
        "objects/test_delimited.py": ("apostrophe", "made_safe"),
    },
    "builds and folders": {
        "publish/test_build.py": (
            "did_not_write",
            "gone",
            "something_else",
            "leads_elsewhere",
            "by_hand",
            "everything_failed",
            "older_data",
            "nothing_can_start",
            "killed_build",
            "stale",
            "no_annex",
        ),
        "run/test_replace.py": (),
        "run/test_published.py": (),
        "run/test_batch.py": ("somebody_else", "makes_no_sense", "raises"),
        "run/test_cache.py": ("damaged", "pipe", "cannot_be_written"),
    },
    "names and encodings": {
        "model/test_odd_places.py": (),
        "model/test_csv_tables.py": ("cannot_be_read", "beside_a_missing", "marks_stand_apart"),
        "cli/test_plain_text.py": (),
        "run/test_section_files.py": ("misnamed", "no_notebook", "one_number"),
        "run/test_normalise.py": (),
        "run/test_parameters.py": ("refused",),
        "intake/test_collecting.py": ("steers", "one_name"),
        "intake/test_form.py": ("excel_refuses",),
        "run/test_engine.py": ("user_zone",),
        "publish/test_build.py": ("user_zone",),
    },
    "processes killed": {
        "cli/test_full_and_killed.py": ("killed_at",),
        "run/test_interruptions.py": (
            "killed",
            "told_to_end",
            "ctrl_c",
            "without_memory",
            "clearing_up",
        ),
        "run/test_engine.py": ("dies", "hangs", "cleared_away"),
        "run/test_batch.py": ("killed_process", "kills_its_worker"),
        "run/test_descriptors.py": (),
        "run/test_warm.py": ("outlives", "cannot_be_imported", "cannot_be_watched", "is_gone"),
    },
    "disks full": {
        "cli/test_full_and_killed.py": ("full_disk", "without_room", "shared_memory"),
        "run/test_interruptions.py": ("full_disk", "fills_up", "cannot_be_written", "long_path"),
        "intake/test_collecting.py": ("disk",),
        "cli/test_cli.py": ("full_disk", "cannot_be_written"),
        "cli/test_plain_text.py": ("full_output",),
        "run/test_replace.py": ("cannot_be_put", "after_an_error"),
    },
    "hostile text and files": {
        "reading/test_hostile_files.py": (),
        "annex/test_html.py": ("hostile", "no_script"),
        "annex/test_pdf.py": ("hostile", "private_agreements", "hundreds_of_pages"),
        "annex/test_xlsx.py": ("hostile", "longer_than", "excel_forbids"),
        "annex/test_word.py": ("stays_text",),
        "annex/test_chapters.py": ("acts_or_fetches", "from_elsewhere"),
        "annex/test_manifest.py": ("formula", "terminal"),
        "checks/test_derive.py": ("hostile", "no_list_has"),
        "objects/test_prose.py": ("never_markdown", "plain_field"),
        "objects/test_tables.py": (
            "control_characters",
            "piled",
            "no_slug",
            "impossible",
            "no_table",
        ),
        "objects/test_delimited.py": ("might_run",),
        "objects/test_html_tables.py": ("more_cells",),
        "intake/test_form.py": ("never_a_formula",),
        "intake/test_formulas.py": ("gets_into", "never_makes"),
        "cli/test_plain_text.py": ("moves_or_colours",),
        "explore/test_links.py": (),
    },
}


def kinds_of(node: str) -> list[str]:
    """Name the kinds of attack that a test belongs to; it is counted under the first."""
    file, _, name = node.partition("::")
    place = Path(file).relative_to("tests").as_posix()
    name = name.partition("[")[0]
    return [
        kind
        for kind, files in KINDS.items()
        if place in files and (not files[place] or any(word in name for word in files[place]))
    ]


class Counting:
    """Keep the attacks of a run and count what came of them."""

    def __init__(self, kind: str | None):
        self.kind, self.kind_of = kind, {}
        self.held, self.failed, self.skipped = Counter(), Counter(), Counter()

    def pytest_collection_modifyitems(self, config: pytest.Config, items: list) -> None:
        for item in items:
            kinds = kinds_of(item.nodeid)
            if kinds and self.kind in (None, kinds[0]):
                self.kind_of[item.nodeid] = kinds[0]
        items[:] = [item for item in items if item.nodeid in self.kind_of]

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        kind = self.kind_of[report.nodeid]
        if report.failed:
            self.failed[kind] += 1
            print(f"failed: {report.nodeid}", flush=True)
        elif report.skipped:
            self.skipped[kind] += 1
        elif report.when == "call":
            self.held[kind] += 1


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--kind", choices=KINDS)
    parser.add_argument("--list", action="store_true")
    options = parser.parse_args()
    counting = Counting(options.kind)
    files = sorted({str(TESTS / file) for files in KINDS.values() for file in files})
    missing = [file for file in files if not Path(file).is_file()]
    if missing:
        sys.exit(f"no such file: {', '.join(missing)}")
    words = ["-o", "addopts=", "-p", "no:terminal", f"--rootdir={TESTS.parent}", *files]
    pytest.main([*words, *(["--collect-only"] if options.list else [])], plugins=[counting])
    if options.list:
        for node, kind in counting.kind_of.items():
            print(f"{kind}: {node}")
    tried = Counter(counting.kind_of.values())
    print(f"{'kind':24} {'tried':>6} {'held':>6} {'failed':>6} {'skipped':>7}")
    for kind in [kind for kind in KINDS if tried[kind]]:
        counts = (counting.held[kind], counting.failed[kind], counting.skipped[kind])
        print(f"{kind:24} {tried[kind]:6} {counts[0]:6} {counts[1]:6} {counts[2]:7}")
    sums = [sum(c.values()) for c in (tried, counting.held, counting.failed, counting.skipped)]
    print(f"{'all':24} {sums[0]:6} {sums[1]:6} {sums[2]:6} {sums[3]:7}")
    sys.exit(bool(sums[2]))


if __name__ == "__main__":
    main()
