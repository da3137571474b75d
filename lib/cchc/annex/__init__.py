"""Publishing: executed section notebooks become the annex in HTML, PDF and Excel."""

from cchc.annex.blocks import PublishError
from cchc.annex.html import write_html
from cchc.annex.manifest import hash_files, read_versions, write_findings, write_manifest
from cchc.annex.pdf import write_pdf
from cchc.annex.sections import AnnexMeta, Section, read_chapters
from cchc.annex.xlsx import write_xlsx

__all__ = [
    "AnnexMeta",
    "PublishError",
    "Section",
    "hash_files",
    "read_chapters",
    "read_versions",
    "write_findings",
    "write_html",
    "write_manifest",
    "write_pdf",
    "write_xlsx",
]
