"""Find where what a table shows is printed; `objects/captions.py` writes the line under it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from .asked import asked

if TYPE_CHECKING:
    from .checked import CheckedReport


@dataclass(frozen=True)
class Source:
    """Sections of a report, in its order; frames carry it as `attrs["source"]`."""

    report: str
    sections: tuple[str, ...] = ()

    def __str__(self) -> str:
        if not self.sections:
            return self.report
        named = ("mở đầu" if section == "0" else section for section in self.sections)
        return f"{self.report}, mục {', '.join(named)}"


@asked
def find_source(report: "CheckedReport", sections: Iterable[str] = ()) -> Source:
    """Name sections as a source, each once in the report's order; none means the whole report."""
    asked = set(sections)
    ordered = [s.section for s in report.meta.sections if s.section in asked]
    named = f"Báo cáo {report.quarter.label} của {report.meta.authority}"
    return Source(named, (*ordered, *sorted(asked - set(ordered))))


@asked
def source_of_facts(report: "CheckedReport", facts: Iterable[str]) -> Source:
    """Give the sections whose figures stand for these facts."""
    agreed, figures = report.observations, report.figures
    figure_of = dict(zip(agreed.index.tolist(), agreed["figure"].tolist(), strict=True))
    section_of = dict(zip(figures.index.tolist(), figures["section"].tolist(), strict=True))
    return find_source(report, [section_of[figure_of[f]] for f in facts if f in figure_of])


def join_sources(frames: Sequence[pd.DataFrame], order: Sequence[str] = ()) -> Source | str:
    """Join what frames carry; an empty text where one of them carries none."""
    found = [frame.attrs.get("source") for frame in frames]
    if not all(isinstance(source, Source) for source in found):
        return ""
    sections = dict.fromkeys(section for source in found for section in source.sections)
    return Source(found[0].report, tuple(sections))
