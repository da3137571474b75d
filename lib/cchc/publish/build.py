"""A whole build: figures read and checked, sections executed, annex published, the old annex
replaced.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path

from cchc.errors import PublishError, RequestError
from cchc.language import say
from cchc.model.hashes import hash_files, hash_inputs
from cchc.model.problems import name_first
from cchc.run.engine import ChapterWatch, SectionResult
from cchc.run.published import MARK
from cchc.run.replace import replacing
from cchc.run.source_hashes import hash_code, name_read, read_versions, stamp_sources

from .about import describe
from .executing import execute_chapters, list_executed, one_aside
from .keeping import keep_files
from .kept_report import remembering_beside
from .report_text import REPORT_PAGE, write_report_text
from .request import EDITIONS, Build


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
    with (
        replacing(build.target, build.before.is_own) as folder,
        remembering_beside(build.cache),
        one_aside() as aside,
    ):
        results = execute_chapters(build, folder / "notebooks", aside, watch)
        if all(result.failed for result in results) and build.before.is_good:
            raise PublishError(_say_all(results))
        told = _write_files(build, folder, results, aside)
        if tell:
            tell([*build.notes, *told])
        check_unchanged(build, results)
        outdated = _finish(build, folder, results)
    from cchc.annex.index import write_index

    return Built(results, outdated, write_index(build.target.parent))


def _say_all(results: list[SectionResult]) -> str:
    told = "\n".join(str(result.failed) for result in results)
    return f"{told}\n" + say("every section failed, and the annex is not replaced by an empty one")


def _write_files(
    build: Build, folder: Path, results: list[SectionResult], aside: Executor
) -> list[str]:
    """Write the files of the annex; say what of the notebooks could not be published."""
    from cchc.annex import find_writer
    from cchc.annex.chapter_reading import read_chapters
    from cchc.annex.manifest import write_findings

    sections = list(list_executed(build, results))
    about = {edition: describe(build.report, edition) for edition in build.editions}
    known = {section.name for section in sections}
    others = [path.name for path in build.notebooks.glob("*.ipynb") if path.name not in known]
    chapters = {
        edition: read_chapters(sections, meta.official, others) for edition, meta in about.items()
    }
    files = {edition: folder / EDITIONS[edition] for edition in build.editions}
    if build.report_text and "internal" in chapters and "html" in build.formats:
        page = files["internal"].with_suffix(".html").name
        cases = write_report_text(
            build.report, build.report_text, chapters["internal"], page, folder
        )
        shown = {"report_page": REPORT_PAGE, "report_cases": cases}
        about["internal"] = replace(about["internal"], **shown)
    compiling = []
    if "pdf" in build.formats:  # its compiler leaves Python to the others
        from cchc.annex.pdf import compile_source, write_source

        for edition, meta in about.items():
            source = write_source(chapters[edition], meta)
            path = files[edition].with_suffix(".pdf")
            compiling.append(aside.submit(compile_source, source, meta, path))
    for name in ("html", "docx", "xlsx"):
        if name in build.formats:
            write = find_writer(name)
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
                names=name_first(sorted(changed)),
            )
        )


def _finish(build: Build, folder: Path, results: list[SectionResult]) -> tuple[str, ...]:
    """Add what stays of the annex before, and the manifest; name what is of older data."""
    from cchc.annex.manifest import count_findings, write_manifest

    read: dict[str, str] = {}
    for result in results:
        named = name_read(result.reads.files, build.data, build.notebooks)
        hashed = build.sources.inputs.keys() | build.sources.code
        read |= {name: digest for name, digest in named.items() if name not in hashed}
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
