"""A whole build: figures read and checked, sections executed, annex published, the old annex
replaced.
"""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from importlib.metadata import version
from os.path import relpath
from pathlib import Path
from typing import TYPE_CHECKING

from cchc.errors import RequestError
from cchc.model.hashes import hash_files, hash_inputs
from cchc.model.quarter import Quarter
from cchc.run.cache import MARK, SectionCache, Sources, hash_code, read_sources, read_versions
from cchc.run.engine import ChapterWatch, SectionResult, execute_sections
from cchc.run.parameters import check_all_parameters
from cchc.run.project import SectionPlan, plan
from cchc.run.replace import replacing

if TYPE_CHECKING:
    from cchc.annex.chapters import AnnexMeta, Executed
    from cchc.report.checked import CheckedReport

FORMATS = ("html", "pdf", "xlsx")
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
    target: Path
    formats: tuple[str, ...]
    editions: tuple[str, ...]
    jobs: int
    cold: bool
    warm: str | None
    sources: Sources
    cache: SectionCache


def prepare(
    quarter: str,
    *,
    data: Path,
    notebooks: Path,
    out: Path,
    only: tuple[str, ...] = (),
    formats: tuple[str, ...] = FORMATS,
    editions: tuple[str, ...] = ("internal",),
    jobs: int = 2,
    cold: bool = False,
    warm: str | None = None,
    fresh: bool = False,
) -> Build:
    """Check all that can be checked before a kernel starts; nothing is written.

    `cold` and `warm` say where kernels come from, as of execute_sections; `fresh` executes every
    section. Raises InputError or QuarterError for the data, RequestError for sections, parameters
    and target.
    """
    from cchc import read_report

    check_formats(formats)
    # hashed before they are read: what changes from here on is told at the end
    inputs = hash_inputs(Quarter.parse(quarter), data) if quarter else None
    report = read_report(quarter, data)
    report.history  # noqa: B018 - sections read it: an earlier quarter that cannot be read is told before they run
    plans = plan(notebooks, only)
    try:
        place = relpath(data.resolve(), notebooks.resolve())
    except ValueError:  # another drive of Windows
        place = str(data.resolve())
    parameters = {"quarter": str(report.quarter), "data": Path(place).as_posix()}
    check_all_parameters([section.path for section in plans], parameters)
    target = locate_annex(out, report.quarter, plans, only)
    if target.exists() and not (
        target.is_dir() and ((target / MARK).exists() or not any(target.iterdir()))
    ):
        raise RequestError(
            f"{target}: this is not an annex (it holds no {MARK}), and a build would replace it; "
            "name another folder with --out"
        )
    sources = read_sources(report.quarter, data, plans)
    sources = replace(sources, inputs=inputs or sources.inputs)
    cache = SectionCache(out / CACHE, sources, data, fresh)
    settings = {"jobs": jobs, "cold": cold, "warm": warm, "sources": sources, "cache": cache}
    return Build(report, tuple(plans), parameters, data, target, formats, editions, **settings)


def check_formats(formats: tuple[str, ...]) -> None:
    """Raise RequestError for a format that cannot be written, or none at all."""
    unknown = [name for name in formats if name not in FORMATS]
    if unknown or not formats:
        raise RequestError(
            f"--formats {','.join(unknown)}: choose from {', '.join(FORMATS)}, with commas between"
        )


def publish(
    build: Build,
    watch: ChapterWatch | None = None,
    tell: Callable[[Sequence[str]], None] | None = None,
) -> list[SectionResult]:
    """Execute the sections and replace the target by the new annex, in one step at the end.

    `tell` is given a line for each thing of a notebook that could not be published, and for each
    cell whose warnings are kept out.
    A failed section is marked in the annex and told in its result. Raises PublishError or OSError;
    then the annex that was there stands as it was.
    """
    sources = build.sources
    with replacing(build.target) as folder, ThreadPoolExecutor(1) as aside:
        suspects = aside.submit(
            getattr, build.report, "findings"
        )  # computed once, kept by the report
        ready = aside.submit(_make_ready)
        executed = folder / "notebooks"
        executed.mkdir()
        watch = _Painter(watch, aside) if "html" in build.formats else watch
        settings = {
            "jobs": build.jobs,
            "timeout": CHAPTER_LIMIT,
            "watch": watch,
            "cache": build.cache,
        }
        settings |= {
            "cold": build.cold,
            "warm": build.warm,
            "hand_over": partial(_hand_over, build, suspects),
        }
        results = execute_sections(build.plans, build.parameters, executed, **settings)
        ready.result()
        from cchc.annex.chapters import read_chapters
        from cchc.annex.html import write_html
        from cchc.annex.index import write_index
        from cchc.annex.manifest import count_findings, write_findings, write_manifest
        from cchc.annex.pdf import compile_source, write_source
        from cchc.annex.xlsx import write_xlsx

        findings, sections = build.report.findings, list(_sections(build, results))
        about = {edition: describe(build.report, edition) for edition in build.editions}
        others = [path.name for path in build.plans[0].path.parent.glob("*.ipynb")]
        others = [name for name in others if name not in {section.name for section in sections}]
        chapters = {
            edition: read_chapters(sections, meta.official, others)
            for edition, meta in about.items()
        }
        if tell:
            read = (chapter for edition in chapters.values() for chapter in edition)
            tell(list(dict.fromkeys(line for chapter in read for line in chapter.told)))
        files = {edition: folder / EDITIONS[edition] for edition in build.editions}
        compiling = []
        if "pdf" in build.formats:  # its compiler leaves Python to the others
            for edition, meta in about.items():
                source, path = (
                    write_source(chapters[edition], meta),
                    files[edition].with_suffix(".pdf"),
                )
                compiling.append(aside.submit(compile_source, source, meta, path))
        for name, write in (("html", write_html), ("xlsx", write_xlsx)):
            if name in build.formats:
                for edition, meta in about.items():
                    write(chapters[edition], meta, files[edition].with_suffix(f".{name}"))
        for compiled in compiling:
            compiled.result()
        write_findings([finding.as_json() for finding in findings], folder / "findings.csv")
        now = hash_inputs(build.report.quarter, build.data) | hash_code(build.plans)
        changed = (sources.inputs | sources.code).items() ^ now.items()
        if changed:
            names = ", ".join(sorted({name for name, _ in changed}))
            raise RequestError(f"{names} changed while the annex was being built; build it again")
        write_manifest(
            folder / MARK,
            quarter=str(build.report.quarter),
            inputs=sources.inputs,
            code=sources.code,
            outputs=hash_files(folder),
            versions=read_versions(),
            findings=count_findings(findings),
            failed=[result.id for result in results if result.failed],
            missing=len(build.report.expected),
        )
    write_index(build.target.parent)
    return results


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


def describe(report: "CheckedReport", edition: str = "internal") -> "AnnexMeta":
    """Fill in the title block of an edition from the report; the official one with how the figures
    stand.
    """
    from cchc.annex.chapters import AnnexMeta
    from cchc.annex.editions import Agreement
    from cchc.checks.wording import within_sentence
    from cchc.report.agreement import list_unsettled, say_corrections

    quarter, meta = report.quarter, report.meta
    return AnnexMeta(
        quarter=quarter,
        title=f"{meta.title} {quarter.label}",
        authority=meta.authority,
        # Decree 30/2020, annex I: the day stays unfilled on an electronic document
        document=f"(Kèm theo Báo cáo số {meta.number} ngày … tháng … năm … của {meta.authority})",
        sources=(f"Báo cáo {within_sentence(meta.title)} {quarter.label} của {meta.authority}",),
        version=version("cchc"),
        official=(
            Agreement(say_corrections(report), frozenset(list_unsettled(report)))
            if edition == "official"
            else None
        ),
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
    import cchc.run.notebook
    import cchc.annex  # noqa: F401 # isort: skip


def _hand_over(build: Build, suspects: Future, path: Path) -> None:
    from cchc.report.checked import hand_over

    suspects.result()
    hand_over(build.report, build.sources.inputs, path)


def _sections(build: Build, results: list[SectionResult]) -> Iterator["Executed"]:
    from cchc.annex.chapters import Executed
    from cchc.run.notebook import nbformat

    for section, result in zip(build.plans, results, strict=True):
        exists = result.path.exists()
        read = (
            partial(nbformat.read, result.path, as_version=4)
            if exists
            else nbformat.v4.new_notebook
        )
        yield Executed(section.id, section.slug, section.title, read, result.failed)
