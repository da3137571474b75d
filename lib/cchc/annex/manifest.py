"""What builds read, ran and wrote: the manifest, the register of findings, and the summary of many
builds.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import quote

from markupsafe import Markup

from cchc.checks.findings import Finding
from cchc.model.formats import FORMATS
from cchc.model.hashes import hash_files
from cchc.objects.captions import clean_text
from cchc.objects.delimited import write_csv_text
from cchc.run.batch import Outcome
from cchc.run.published import COUNTS, encode_manifest
from cchc.run.source_hashes import read_versions

from .index import TITLES, is_ours, write_page

__all__ = [
    "count_findings",
    "hash_files",
    "read_versions",
    "write_findings",
    "write_manifest",
    "write_summary",
]
FINDING_COLUMNS = (
    "finding",
    "rule",
    "kind",
    "severity",
    "section",
    "org",
    "figures",
    "printed",
    "says",
    "residual",
    "suspects",
    "decision",
)


def write_manifest(
    path: Path,
    *,
    quarter: str,
    authority: str = "",
    inputs: Mapping[str, str],
    code: Mapping[str, str],
    outputs: Mapping[str, str],
    versions: Mapping[str, str],
    findings: Mapping[str, int] | None = None,
    failed: Sequence[str] = (),
    missing: int = 0,
    read: Mapping[str, str] | None = None,
) -> None:
    """Write the manifest: names and sha256, versions, counts, sections that failed; no clock, path
    or machine. `read` are files of the project that notebooks read beside the inputs.
    """
    content = {
        "quarter": quarter,
        "authority": authority,
        "inputs": dict(inputs),
        "code": dict(code),
        "outputs": dict(outputs),
        "versions": dict(versions),
        "findings": dict.fromkeys(COUNTS, 0) | dict(findings or {}),
        "failed": list(failed),
        "missing": missing,
        "read": dict(read or {}),
    }
    path.write_bytes(encode_manifest(content))


def count_findings(findings: Iterable[Finding]) -> dict[str, int]:
    """Count findings by severity, and the errors that are still open."""
    counted = list(findings)
    sums = Counter(finding.severity for finding in counted)
    return {
        "all": len(counted),
        "error": sums["error"],
        "open_error": sum(finding.is_open_error for finding in counted),
        "warning": sums["warning"],
        "info": sums["info"],
    }


def write_findings(findings: Sequence[Mapping[str, Any]], path: Path) -> None:
    """Write findings (as `cchc check --format json` lists them) as CSV; lists are joined by
    semicolons.
    """
    rows = [[_flat(finding.get(column)) for column in FINDING_COLUMNS] for finding in findings]
    path.write_bytes(write_csv_text(FINDING_COLUMNS, rows).encode())


def _flat(value: Any) -> str | int | float | None:
    if isinstance(value, Mapping):
        if "figure" in value:  # a suspect: the figure, and what it should be
            suggested = value.get("suggested")
            figure = clean_text(value["figure"])
            return f"{figure} → {clean_text(suggested)}" if suggested else figure
        return "; ".join(f"{key} = {_flat(item)}" for key, item in value.items())
    if isinstance(value, list | tuple):
        return "; ".join(str(_flat(item)) for item in value)
    return value if value is None or isinstance(value, int | float) else clean_text(value)


def write_summary(
    outcomes: Sequence[Outcome], out: Path, editions: Sequence[str] = ("annex",)
) -> None:
    """Write index.html and summary.csv of a batch into `out`: every quarter of every locality, with
    its findings and a link to the first of the editions, by the names of their files, that is
    there. Files of somebody else's stay.
    """
    rows = []
    for outcome in outcomes:
        counts = [outcome.findings.get(name) for name in ("error", "open_error", "warning", "info")]
        link = _find_annex(outcome, out, editions)
        rows.append(
            (
                outcome.task.locality,
                outcome.task.quarter,
                outcome.state,
                *counts,
                outcome.failed,
                link,
            )
        )
    table = out / "summary.csv"
    begin = write_csv_text(SUMMARY_COLUMNS, ()).encode()
    if not table.exists() or table.read_bytes().startswith(begin):
        table.write_bytes(write_csv_text(SUMMARY_COLUMNS, rows).encode())
    if not is_ours(out / "index.html"):
        return
    quarters = sorted({outcome.task.quarter for outcome in outcomes})
    by_place = {(outcome.task.locality, outcome.task.quarter): outcome for outcome in outcomes}
    localities = dict.fromkeys(outcome.task.locality for outcome in outcomes)
    cells = [
        [place, *(_cell(by_place.get((place, quarter)), out, editions) for quarter in quarters)]
        for place in localities
    ]
    built, failed = (sum(getattr(o, name) for o in outcomes) for name in ("published", "is_failed"))
    told = f"{built} phụ lục đã xuất bản; {failed} lần lập chưa đầy đủ."
    caption = "Sai lệch theo địa phương và kỳ"
    write_page(
        out / "index.html",
        TITLES[1],
        told,
        caption,
        ["Địa phương", *quarters],
        cells,
    )


def _cell(outcome: Outcome | None, out: Path, editions: Sequence[str]) -> Markup | str:
    if outcome is None or outcome.state == "no data":
        return "không có số liệu"
    words = []
    if outcome.published:
        said = (
            f"{outcome.findings['open_error']} lỗi chưa có kết luận, {outcome.findings['warning']}"
            " cảnh báo"
        )
        link = _find_annex(outcome, out, editions)
        name = f"{outcome.task.locality} {outcome.task.quarter}"
        label = f' aria-label="{escape(f"{name}: {said}")}"'
        words.append(f'<a href="{escape(quote(link))}"{label}>{said}</a>' if link else said)
    if outcome.failed:
        words.append(f"<strong>Chưa đầy đủ:</strong> {escape(outcome.failed)}")
    return Markup("<br>".join(words))


def _find_annex(outcome: Outcome, out: Path, editions: Sequence[str]) -> str:
    """Give the way from the summary to the annex, to the first of its files that is
    there.
    """
    folder = outcome.task.out / outcome.task.quarter
    if not outcome.published:
        return ""
    files = (folder / f"{stem}.{kind}" for stem in editions for kind in FORMATS)
    return next((file.relative_to(out).as_posix() for file in files if file.is_file()), "")


SUMMARY_COLUMNS = (
    "locality",
    "quarter",
    "state",
    "errors",
    "open_errors",
    "warnings",
    "remarks",
    "message",
    "annex",
)
