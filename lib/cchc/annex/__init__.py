"""Publishing: executed section notebooks become the annex in HTML, PDF, Word and Excel."""

from cchc.errors import PublishError

from .chapter_reading import read_chapters
from .chapters import Executed
from .html import write_html
from .manifest import hash_files, read_versions, write_findings, write_manifest
from .pdf import write_pdf
from .title_block import AnnexMeta
from .word import write_docx
from .xlsx import write_xlsx

__all__ = [
    "AnnexMeta",
    "Executed",
    "PublishError",
    "hash_files",
    "read_chapters",
    "read_versions",
    "write_docx",
    "write_findings",
    "write_html",
    "write_manifest",
    "write_pdf",
    "write_xlsx",
]
