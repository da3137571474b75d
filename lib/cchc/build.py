"""A whole build: figures read and checked, sections executed, annex published, the old annex replaced."""

from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import version
from os.path import relpath
from pathlib import Path
from typing import TYPE_CHECKING

from cchc.run.engine import SectionResult, Watch, execute_sections
from cchc.run.parameters import check_all_parameters
from cchc.run.replace import replacing
from cchc.run.workbook import RequestError, SectionPlan, plan

if TYPE_CHECKING:
    from cchc.annex.sections import AnnexMeta, Section
    from cchc.editing.checked import CheckedReport

FORMATS = ("html", "pdf", "xlsx")
TIME_LIMIT = 600.0
MARK = "manifest.json"
INPUT_FILES = ("csv", "toml", "yml")
LIBRARY_FILES = ("**/*.py", "annex/templates/**/*", "annex/fonts/*")


@dataclass(frozen=True)
class Build:
    """A build that can start: the input is sound, the sections are known, the target is ours to replace."""

    report: "CheckedReport"
    plans: tuple[SectionPlan, ...]
    parameters: dict[str, str]
    data: Path
    target: Path
    formats: tuple[str, ...]
    jobs: int


def prepare(
    quarter: str,
    *,
    data: Path,
    notebooks: Path,
    out: Path,
    only: tuple[str, ...] = (),
    formats: tuple[str, ...] = FORMATS,
    jobs: int = 2,
) -> Build:
    """Check everything that can be checked before a kernel starts; nothing is written.

    Raises InputError or QuarterError for the data, RequestError for sections, parameters and target.
    """
    from cchc import read_report

    unknown = [name for name in formats if name not in FORMATS]
    if unknown or not formats:
        raise RequestError(f"--formats {','.join(unknown)}: choose from {', '.join(FORMATS)}, with commas between")
    report = read_report(quarter, data)
    plans = plan(notebooks, only)
    try:
        place = relpath(data.resolve(), notebooks.resolve())
    except ValueError:  # another drive of Windows
        place = str(data.resolve())
    parameters = {"quarter": str(report.quarter), "data": Path(place).as_posix()}
    check_all_parameters([section.path for section in plans], parameters)
    # a part never takes the place of the whole
    name = "-".join([str(report.quarter), *(section.id for section in plans if only)])
    target = out / name
    if target.exists() and not (target.is_dir() and ((target / MARK).exists() or not any(target.iterdir()))):
        raise RequestError(
            f"{target}: this is not an annex (it holds no {MARK}), and a build would replace it; "
            "name another folder with --out"
        )
    return Build(report, tuple(plans), parameters, data, target, formats, jobs)


def publish(build: Build, watch: Watch | None = None) -> list[SectionResult]:
    """Execute the sections and replace the target by the new annex, in one step at the end.

    A failed section is marked in the annex and told in its result. Raises PublishError or OSError; then the
    annex that was there stands as it was.
    """
    from cchc.annex.html import write_html
    from cchc.annex.manifest import hash_files, read_versions, write_findings, write_manifest
    from cchc.annex.pdf import write_pdf
    from cchc.annex.xlsx import write_xlsx

    writers = {"html": write_html, "pdf": write_pdf, "xlsx": write_xlsx}
    findings = [finding.as_json() for finding in build.report.findings]
    inputs, code = _hash_inputs(build), _hash_code(build)
    with replacing(build.target) as folder:
        executed = folder / "notebooks"
        executed.mkdir()
        results = execute_sections(
            build.plans, build.parameters, executed, jobs=build.jobs, timeout=TIME_LIMIT, watch=watch
        )
        sections, meta = list(_sections(build, results)), describe(build.report)
        for name in build.formats:
            writers[name](sections, meta, folder / f"annex.{name}")
        write_findings(findings, folder / "findings.csv")
        changed = {**inputs, **code}.items() ^ {**_hash_inputs(build), **_hash_code(build)}.items()
        if changed:
            names = ", ".join(sorted({name for name, _ in changed}))
            raise RequestError(f"{names} changed while the annex was being built; build it again")
        write_manifest(
            folder / MARK,
            quarter=str(build.report.quarter),
            inputs=inputs,
            code=code,
            outputs=hash_files(folder),
            versions=read_versions(),
            failed=[result.id for result in results if result.failed],
        )
    return results


def describe(report: "CheckedReport") -> "AnnexMeta":
    """Fill in the title block of the annex from the report."""
    from cchc.annex.sections import AnnexMeta

    quarter, meta = report.quarter, report.meta
    return AnnexMeta(
        quarter=quarter,
        title=f"{meta.title} {quarter.label[0].lower()}{quarter.label[1:]}",
        authority=meta.authority,
        # Decree 30/2020, annex I: the day stays unfilled on an electronic document
        document=f"(Kèm theo Báo cáo số {meta.number} ngày … tháng … năm … của {meta.authority})",
        sources=(f"Báo cáo {meta.title} {quarter.label} của {meta.authority}",),
        version=version("cchc"),
    )


def _hash_inputs(build: Build) -> dict[str, str]:
    from cchc.annex.manifest import hash_files

    patterns = [f"{folder}/*.{kind}" for folder in ("catalog", build.report.quarter) for kind in INPUT_FILES]
    return {f"data/{name}": digest for name, digest in hash_files(build.data, patterns).items()}


def _hash_code(build: Build) -> dict[str, str]:
    from cchc.annex.manifest import hash_files

    library = hash_files(Path(__file__).parent, LIBRARY_FILES)
    notebooks = hash_files(build.plans[0].path.parent, [section.path.name for section in build.plans])
    return {f"lib/cchc/{name}": digest for name, digest in library.items()} | {
        f"notebooks/{name}": digest for name, digest in notebooks.items()
    }


def _sections(build: Build, results: list[SectionResult]) -> Iterator["Section"]:
    import nbformat

    from cchc.annex.sections import Section

    for section, result in zip(build.plans, results, strict=True):
        exists = result.path.exists()
        notebook = nbformat.read(result.path, as_version=4) if exists else nbformat.v4.new_notebook()
        yield Section(section.id, section.slug, section.title, notebook, result.failed)
