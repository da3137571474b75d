"""What is asked of a build, checked before a kernel starts."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from cchc.errors import RequestError
from cchc.language import say
from cchc.model.formats import FORMATS
from cchc.model.quarter import Quarter, find_quarters
from cchc.run.cache import SectionCache
from cchc.run.contents import place_data, plan_chapters, say_absent, say_unplaced
from cchc.run.parameters import check_all_parameters
from cchc.run.section_files import SectionPlan
from cchc.run.source_hashes import Sources, read_sources, stamp_sources

from .keeping import Before, check_workbook, find_before, list_dropped
from .kept_report import recall_report, remembering_beside
from .report_text import ReportText, find_report_text

if TYPE_CHECKING:
    from cchc.report.checked import CheckedReport

EDITIONS = {"internal": "annex", "official": "annex-official"}  # and how their files are named
CACHE = ".cache"


@dataclass(frozen=True)
class Build:
    """A build that can start: the input is sound, the sections are known, the target is ours to
    replace. `notes` tell what of the request is done otherwise than its maker may think.
    """

    report: "CheckedReport"
    plans: tuple[SectionPlan, ...]
    parameters: dict[str, str]
    data: Path
    notebooks: Path
    before: Before
    formats: tuple[str, ...]
    editions: tuple[str, ...]
    jobs: int
    cold: bool
    warm: str | None
    sources: Sources
    cache: SectionCache
    report_text: ReportText | None = None
    notes: tuple[str, ...] = ()

    @property
    def target(self) -> Path:
        return self.before.target


def prepare(
    quarter: str,
    *,
    data: Path,
    notebooks: Path,
    out: Path,
    general: Path | None = None,
    only: tuple[str, ...] = (),
    formats: tuple[str, ...] = tuple(FORMATS),
    editions: tuple[str, ...] = ("internal",),
    without: tuple[str, ...] = (),
    jobs: int = 2,
    cold: bool = False,
    warm: str | None = None,
    begin: Callable[[], str | None] | None = None,
    fresh: bool = False,
    report_file: Path | None = None,
    known: "Build | None" = None,
    cache: Path | None = None,
) -> Build:
    """Check all that can be checked before a kernel starts; nothing is written.

    `general` is the general notebook where the folder has none of its own; `cold` and `warm` say
    where kernels come from, as of execute_sections; `begin` gives `warm` where there are other data
    or cells than before, and is called before they are read; `fresh` executes every section;
    `without` names notebooks of the annex that is there which are gone for good; `report_file` is
    the report's own document, where report.toml names none; the report of a `known` build is not
    read again while the data are the same; `cache` is where executed sections are kept, by default
    in `out`. Raises InputError or QuarterError for the data, RequestError for sections, parameters
    and target.
    """
    check_formats(formats)
    if not quarter:
        quarter = str(max(find_quarters(data), default=""))
    asked = Quarter.parse(quarter)
    plans = plan_chapters(quarter, data, notebooks, only, general)
    # stamped and hashed before they are read: what changes from here on is told at the end
    stamps = stamp_sources(asked, data, plans)
    sources = read_sources(asked, data, plans)
    unchanged = known is not None and known.sources.inputs == sources.inputs
    kept_in = SectionCache(cache or out / CACHE, sources, data, fresh, stamps)
    if begin and not all(map(kept_in.is_of_these_data, plans)):
        warm = begin()
    report = known.report if unchanged else None
    if report is None:
        with remembering_beside(kept_in):
            report = recall_report(kept_in)
    if report is None:
        from cchc import read_report  # with pandas, which takes longer to import than all before

        report = read_report(quarter, data)
    report.history  # noqa: B018 - sections read it: an earlier quarter that cannot be read is told before they run
    parameters = {"quarter": str(report.quarter), "data": place_data(data, notebooks)}
    check_all_parameters((plan.path, parameters | dict(plan.given)) for plan in plans)
    before = find_before(locate_annex(out, report.quarter, plans, only))
    check_workbook(
        before, report.meta.authority, sources.inputs, [plan.path.name for plan in plans]
    )
    if not only:
        check_dropped(before, plans, notebooks, without)
    return Build(
        report=report,
        plans=tuple(plans),
        parameters=parameters,
        data=data,
        notebooks=notebooks,
        before=before,
        formats=formats,
        editions=editions,
        jobs=jobs,
        cold=cold,
        warm=warm,
        sources=sources,
        cache=kept_in,
        report_text=find_report_text(report, data, report_file, known and known.report_text),
        notes=(
            *say_absent(quarter, data, notebooks, plans),
            *(() if only else say_unplaced(quarter, data, notebooks)),
        ),
    )


def check_dropped(
    before: Before, plans: list[SectionPlan], notebooks: Path, without: tuple[str, ...]
) -> None:
    """Raise RequestError where a chapter would vanish because its notebook is gone."""
    gone = [name for name in list_dropped(before, plans, notebooks) if name not in without]
    if gone:
        raise RequestError(
            say(
                "notebooks/{name}.ipynb is gone and its chapter would vanish from the annex; put it"
                " back (git checkout -- notebooks), or build with --without {name} if it is to go",
                name=gone[0],
            )
        )


def check_formats(formats: tuple[str, ...]) -> None:
    """Raise RequestError for a format that cannot be written, or none at all."""
    unknown = [name for name in formats if name not in FORMATS]
    if unknown or not formats:
        raise RequestError(
            say(
                "--formats {unknown}: choose from {known}, with commas between",
                unknown=",".join(unknown),
                known=", ".join(FORMATS),
            )
        )


def list_files(formats: tuple[str, ...], editions: tuple[str, ...]) -> list[str]:
    """Name the files of an annex, edition by edition."""
    return [f"{EDITIONS[edition]}.{name}" for edition in editions for name in formats]


def locate_annex(
    out: Path, quarter: object, plans: list[SectionPlan], only: tuple[str, ...]
) -> Path:
    """Name the folder of an annex, or of a part of it: a part never takes the place of the
    whole.
    """
    return out / "-".join([str(quarter), *(section.id for section in plans if only)])
