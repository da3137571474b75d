"""A checked report kept from build to build, by the data that it was read from: where only words of
a notebook changed, nothing is read or checked again.
"""

import json
from contextlib import AbstractContextManager, nullcontext, suppress
from hashlib import sha256
from typing import TYPE_CHECKING

from cchc.language import spoken_language
from cchc.model.remembered import keep, recall, remembering
from cchc.run.cache import SectionCache
from cchc.run.source_hashes import stamp_sources

if TYPE_CHECKING:
    from cchc.report.checked import CheckedReport

_KIND = "report"


def remembering_beside(cache: SectionCache) -> AbstractContextManager[None]:
    """Keep what is dear to make beside the executed sections, unless all is to be made anew."""
    if cache.fresh:
        return nullcontext()
    code, surroundings = cache.sources.code, cache.sources.surroundings
    library = {name: each for name, each in code.items() if name.startswith("lib/")}
    # what is told of figures speaks the language of messages
    tools = json.dumps([surroundings, library, spoken_language()], sort_keys=True)
    return remembering(cache.folder / "made", sha256(tools.encode()).hexdigest())


def recall_report(cache: SectionCache) -> "CheckedReport | None":
    """Give the report of these data, in the folder named now, as it was kept, or None."""
    content = recall(_KIND, _name(cache))
    if content is None:
        return None
    from cchc.model.kept_answers import UnreadableAnswer, read_answer
    from cchc.report.checked import CheckedReport

    with suppress(UnreadableAnswer):
        report = read_answer(content)
        if isinstance(report, CheckedReport):
            return report
    return None


def find_all(cache: SectionCache, report: "CheckedReport") -> None:
    """Have everything found that is wrong in a report, and keep it so unless the data changed since
    they were hashed: nobody knows which of them were read.
    """
    from cchc.report.opening_reports import work_out

    known = "findings" in vars(report)
    work_out(report)
    if known or cache.fresh:
        return
    seen = stamp_sources(report.quarter, cache.data, ())
    if all(cache.stamps.get(name, mark) == mark for name, mark in seen.items()):
        from cchc.model.kept_answers import write_answer

        keep(_KIND, _name(cache), write_answer(report))


def _name(cache: SectionCache) -> str:
    # what a report tells of its files names their folder as it was given
    return f"{cache.sources.quarter} {cache.sources.data} {cache.data}"
