"""What a build read, ran and wrote: the manifest, and the register of findings as a file."""

import hashlib
import json
import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from importlib import metadata
from pathlib import Path
from typing import Any

from cchc.annex.delimited import write_csv_text

FINDING_COLUMNS = (
    "finding", "rule", "kind", "severity", "section", "org",
    "figures", "printed", "says", "residual", "suspects", "decision",
)  # fmt: skip


def hash_files(root: Path, patterns: Iterable[str] = ("**/*",)) -> dict[str, str]:
    """Give the sha256 of each file below a folder by its path there, written with slashes."""
    found = {file for pattern in patterns for file in root.glob(pattern) if file.is_file()}
    kept = [file for file in found if not {"__pycache__", ".ipynb_checkpoints"} & set(file.parts)]
    return {file.relative_to(root).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest() for file in kept}


def read_versions(package: str = "cchc") -> dict[str, str]:
    """Give the versions of Python, of the package and of what it directly depends on."""
    needs = (need for need in metadata.requires(package) or [] if "extra ==" not in need)
    names = sorted({re.match(r"[A-Za-z0-9._-]+", need)[0].lower() for need in needs})
    python = f"{sys.version_info.major}.{sys.version_info.minor}"
    return {"python": python, package: metadata.version(package)} | {name: metadata.version(name) for name in names}


def write_manifest(
    path: Path,
    *,
    quarter: str,
    inputs: Mapping[str, str],
    code: Mapping[str, str],
    outputs: Mapping[str, str],
    versions: Mapping[str, str],
    failed: Sequence[str] = (),
) -> None:
    """Write the manifest: names and sha256, versions, sections that failed; no clock, path or machine."""
    content = {
        "quarter": quarter,
        "inputs": dict(inputs),
        "code": dict(code),
        "outputs": dict(outputs),
        "versions": dict(versions),
        "failed": list(failed),
    }
    text = json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True)
    path.write_bytes(f"{text}\n".encode())


def write_findings(findings: Sequence[Mapping[str, Any]], path: Path) -> None:
    """Write findings (as `cchc check --format json` lists them) as CSV; lists are joined by semicolons."""
    rows = [[_flat(finding.get(column)) for column in FINDING_COLUMNS] for finding in findings]
    path.write_bytes(write_csv_text(FINDING_COLUMNS, rows).encode())


def _flat(value: Any) -> str | int | float | None:
    if isinstance(value, Mapping):
        if "figure" in value:  # a suspect: the figure, and what it should be
            suggested = value.get("suggested")
            return f"{value['figure']} → {suggested}" if suggested else str(value["figure"])
        return "; ".join(f"{key} = {_flat(item)}" for key, item in value.items())
    if isinstance(value, list | tuple):
        return "; ".join(str(_flat(item)) for item in value)
    return value if value is None or isinstance(value, int | float) else str(value)
