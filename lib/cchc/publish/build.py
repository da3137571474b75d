"""A whole build: figures read and checked, sections executed, annex published, the old annex
replaced.
"""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from importlib.metadata import version
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from cchc.errors import PublishError, RequestError
from cchc.language import say
from cchc.model.formats import FORMATS
from cchc.model.hashes import hash_files, hash_inputs
from cchc.model.quarter import Quarter, find_quarters
from cchc.run.cache import (
    SectionCache,
    Sources,
    hash_code,
    name_read,
    read_sources,
    read_versions,
    stamp_sources,
)
from cchc.run.contents import place_data, plan_chapters
from cchc.run.engine import ChapterWatch, SectionResult, execute_sections
from cchc.run.parameters import check_all_parameters
from cchc.run.published import MARK
from cchc.run.replace import replacing
from cchc.run.section_files import SectionPlan

from .keeping import Before, check_workbook, find_before, keep_files, list_dropped
from .report_text import REPORT_PAGE, find_report_file, write_report_text

if TYPE_CHECKING:
    from cchc.annex.chapters import Executed
    from cchc.annex.title_block import AnnexMeta
    from cchc.report.checked import CheckedReport

EDITIONS = {"internal": "annex", "official": "annex-official"}  # and how their files are named
CHAPTER_LIMIT = 600.0
CACHE = ".cache"


@dataclass(frozen=True)
class Build:
    """A build that can start: the input is sound, the sections are known, the target is ours to
    replace.
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
    report_file: Path | None = None

    @property
    def target(self) -> Path:
        return self.before.target


@dataclass(frozen=True)
class Built:
    """What a build came to: what became of each section; files that stay and are of older data;
    whether the page that leads to it was written.
    """

    results: list[SectionResult]
    outdated: tuple[str, ...] = ()
    has_index: bool = True

    @property
    def failed(self) -> list[SectionResult]:
        return [result for result in self.results if result.failed]

    @property
    def variables(self) -> list[str]:
        """The variables of the environment that notebooks asked for."""
        return sorted(set(chain.from_iterable(each.reads.variables for each in self.results)))


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
    fresh: bool = False,
    report_file: Path | None = None,
) -> Build:
    """Check all that can be checked before a kernel starts; nothing is written.

    `general` is the general notebook where the folder has none of its own; `cold` and `warm` say
    where kernels come from, as of execute_sections; `fresh` executes every section; `without` names
    notebooks of the annex that is there which are gone for good; `report_file` is the report's own
    document, where report.toml names none. Raises InputError or QuarterError
    for the data, RequestError for sections, parameters and target.
    """
    from cchc import read_report

    check_formats(formats)
    if not quarter:
        quarter = str(max(find_quarters(data), default=""))
    asked = Quarter.parse(quarter)
    plans = plan_chapters(quarter, data, notebooks, only, general)
    # stamped and hashed before they are read: what changes from here on is told at the end
    stamps = stamp_sources(asked, data, plans)
    sources = read_sources(asked, data, plans)
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
        cache=SectionCache(out / CACHE, sources, data, fresh, stamps),
        report_file=find_report_file(report, data, report_file),
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


def publish(
    build: Build,
    watch: ChapterWatch | None = None,
    tell: Callable[[Sequence[str]], None] | None = None,
) -> Built:
    """Execute the sections and replace the annex by the new one, in one step at the end.

    `tell` is given a line for each thing of a notebook that could not be published, and for each
    cell whose warnings are kept out.
    A failed section is marked in the annex and told in its result; what is not the annex's stays.
    Raises PublishError, RequestError or OSError; then the annex that was there stands as it was.
    """
    with replacing(build.target, build.before.is_own) as folder, _one_aside() as aside:
        results = _execute(build, folder / "notebooks", aside, watch)
        if all(result.failed for result in results) and build.before.is_good:
            raise PublishError(_say_all(results))
        told = _write_files(build, folder, results, aside)
        if tell:
            tell(told)
        check_unchanged(build, results)
        outdated = _finish(build, folder, results)
    from cchc.annex.index import write_index

    return Built(results, outdated, write_index(build.target.parent))


@contextmanager
def _one_aside() -> Iterator[Executor]:
    """Yield a thread for what can be done beside; after an error what waits is dropped."""
    aside = ThreadPoolExecutor(1)
    try:
        yield aside
    except BaseException:
        aside.shutdown(wait=False, cancel_futures=True)
        raise
    else:
        aside.shutdown()


def _execute(
    build: Build, executed: Path, aside: Executor, watch: ChapterWatch | None
) -> list[SectionResult]:
    """Execute the sections, while findings are computed and the annex's packages imported."""
    from cchc.report.asked import Answers

    suspects = aside.submit(getattr, build.report, "findings")  # computed once, kept by the report
    ready = aside.submit(_make_ready)
    executed.mkdir()
    results = execute_sections(
        build.plans,
        build.parameters,
        executed,
        jobs=build.jobs,
        timeout=CHAPTER_LIMIT,
        watch=_Painter(watch, aside) if "html" in build.formats else watch,
        cache=replace(build.cache, answers=Answers(partial(_ask_again, build, suspects))),
        cold=build.cold,
        warm=build.warm,
        hand_over=partial(_hand_over, build, suspects),
    )
    ready.result()
    return results


def _say_all(results: list[SectionResult]) -> str:
    told = "\n".join(str(result.failed) for result in results)
    return f"{told}\n" + say("every section failed, and the annex is not replaced by an empty one")


def _write_files(
    build: Build, folder: Path, results: list[SectionResult], aside: Executor
) -> list[str]:
    """Write the files of the annex; say what of the notebooks could not be published."""
    from cchc.annex.chapter_reading import read_chapters
    from cchc.annex.html import write_html
    from cchc.annex.manifest import write_findings
    from cchc.annex.pdf import compile_source, write_source
    from cchc.annex.word import write_docx
    from cchc.annex.xlsx import write_xlsx

    sections = list(_sections(build, results))
    about = {edition: describe(build.report, edition) for edition in build.editions}
    known = {section.name for section in sections}
    others = [path.name for path in build.notebooks.glob("*.ipynb") if path.name not in known]
    chapters = {
        edition: read_chapters(sections, meta.official, others) for edition, meta in about.items()
    }
    files = {edition: folder / EDITIONS[edition] for edition in build.editions}
    if build.report_file and "internal" in chapters and "html" in build.formats:
        page = files["internal"].with_suffix(".html").name
        cases = write_report_text(
            build.report, build.report_file, chapters["internal"], page, folder
        )
        shown = {"report_page": REPORT_PAGE, "report_cases": cases}
        about["internal"] = replace(about["internal"], **shown)
    compiling = []
    if "pdf" in build.formats:  # its compiler leaves Python to the others
        for edition, meta in about.items():
            source = write_source(chapters[edition], meta)
            path = files[edition].with_suffix(".pdf")
            compiling.append(aside.submit(compile_source, source, meta, path))
    for name, write in (("html", write_html), ("docx", write_docx), ("xlsx", write_xlsx)):
        if name in build.formats:
            for edition, meta in about.items():
                write(chapters[edition], meta, files[edition].with_suffix(f".{name}"))
    for compiled in compiling:
        compiled.result()
    findings = build.report.findings
    write_findings([finding.as_json() for finding in findings], folder / "findings.csv")
    read = (chapter for edition in chapters.values() for chapter in edition)
    return list(dict.fromkeys(line for chapter in read for line in chapter.told))


def check_unchanged(build: Build, results: list[SectionResult]) -> None:
    """Raise RequestError where a source changed during the build, even if it was put back."""
    sources = build.sources
    now = hash_inputs(build.report.quarter, build.data) | hash_code(
        plan.path for plan in build.plans
    )
    changed = {name for name, _ in (sources.inputs | sources.code).items() ^ now.items()}
    stamps = stamp_sources(build.report.quarter, build.data, build.plans)
    changed |= {name for name, mark in build.cache.stamps.items() if stamps.get(name) != mark}
    for result in results:
        changed |= {Path(name).name for name in result.reads.changed}
    if changed:
        raise RequestError(
            say(
                "{names} changed while the annex was being built; build it again",
                names=", ".join(sorted(changed)),
            )
        )


def _finish(build: Build, folder: Path, results: list[SectionResult]) -> tuple[str, ...]:
    """Add what stays of the annex before, and the manifest; name what is of older data."""
    from cchc.annex.manifest import count_findings, write_manifest

    read: dict[str, str] = {}
    for result in results:
        named = name_read(result.reads.files, build.data, build.notebooks)
        read |= {n: digest for n, digest in named.items() if n not in build.sources.inputs}
    content = {
        "quarter": str(build.report.quarter),
        "authority": build.report.meta.authority,
        "inputs": build.sources.inputs,
        "code": build.sources.code,
        "versions": read_versions(),
        "read": read,
        "failed": [result.id for result in results if result.failed],
    }
    outdated = keep_files(build.before, folder, content)
    write_manifest(
        folder / MARK,
        **content,
        outputs=hash_files(folder),
        findings=count_findings(build.report.findings),
        missing=len(build.report.expected),
    )
    return outdated


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


HELD = "\u00a0"  # a space at which no line breaks


def describe(report: "CheckedReport", edition: str = "internal") -> "AnnexMeta":
    """Fill in the title block of an edition from the report; the official one with how the figures
    stand.
    """
    from cchc.annex.editions import Agreement, make_official
    from cchc.annex.title_block import AnnexMeta
    from cchc.checks.wording import within_sentence
    from cchc.model.addressing import COMMITTEE
    from cchc.pages.all_figures import tabulate_all_figures
    from cchc.report.agreement import list_unsettled, say_corrections

    quarter, meta, figures = report.quarter, report.meta, tabulate_all_figures(report)
    agreement = None
    if edition == "official":
        agreement = Agreement(say_corrections(report), frozenset(list_unsettled(report)))
    month = f"{meta.dated.month:02d}" if meta.dated.month < 3 else str(meta.dated.month)
    return AnnexMeta(
        quarter=quarter,
        title=(
            f"Số liệu và phân tích kết quả {within_sentence(meta.title)}"
            # a number of months would run on from a number that ends the report's title
            f"{',' * quarter.label[0].isdigit()} {quarter.label.replace('năm ', f'năm{HELD}')}"
        ),
        authority=meta.authority,
        # Decree 30/2020, annex I: the day stays unfilled on an electronic document
        document=(
            f"(Kèm theo Báo cáo số {meta.number} ngày … tháng {month} năm {meta.dated.year} của"
            f" {meta.authority.replace('UBND', COMMITTEE)})"
        ),
        sources=(f"Báo cáo {within_sentence(meta.title)} {quarter.label} của {meta.authority}",),
        version=version("cchc"),
        official=agreement,
        figures=make_official(figures, agreement) if agreement else figures,
        dated=meta.dated,
    )


@dataclass(frozen=True)
class _Painter:
    """Passes on how the work goes, and has the charts of each section painted while the others
    run.
    """

    watch: ChapterWatch | None
    aside: Executor

    def started(self, section: SectionPlan) -> None:
        if self.watch:
            self.watch.started(section)

    def finished(self, section: SectionPlan, result: SectionResult) -> None:
        if self.watch:
            self.watch.finished(section, result)
        if not result.failed:
            self.aside.submit(
                _paint, result.path
            )  # what goes wrong is told when the page is written


def _paint(notebook: Path) -> None:
    from cchc.annex.pictures import paint_ahead

    paint_ahead(notebook)


def _make_ready() -> None:
    """Import what the annex needs while the sections run."""
    import cchc.run.lean_nbformat
    import cchc.annex  # noqa: F401 # isort: skip


def _hand_over(build: Build, suspects: Future, path: Path) -> None:
    from cchc.report.checked import hand_over

    suspects.result()
    hand_over(build.report, build.sources.inputs, path)


def _ask_again(build: Build, suspects: Future, opened: str) -> "CheckedReport":
    """Give the report that a notebook reads by this name of a quarter."""
    from cchc.report.checked import read_report

    if opened != str(build.report.quarter):
        return read_report(opened, build.data)
    suspects.result()  # not by two threads at once
    return build.report


def _sections(build: Build, results: list[SectionResult]) -> Iterator["Executed"]:
    from cchc.annex.chapters import Executed
    from cchc.run.lean_nbformat import nbformat

    for section, result in zip(build.plans, results, strict=True):
        exists = result.path.exists()
        read = (
            partial(nbformat.read, result.path, as_version=4)
            if exists
            else nbformat.v4.new_notebook
        )
        yield Executed(section.id, section.slug, section.title, read, result.failed)
