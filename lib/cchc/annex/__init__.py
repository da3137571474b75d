"""Publishing: executed section notebooks become the annex in HTML, PDF, Word and Excel."""

from collections.abc import Callable
from importlib import import_module

_MODULES = {"html": "html", "pdf": "pdf", "docx": "word", "xlsx": "xlsx"}


def find_writer(kind: str) -> Callable[..., None]:
    """Give what writes chapters as a format of `FORMATS`; only then is what it needs imported."""
    return getattr(import_module(f"{__name__}.{_MODULES[kind]}"), f"write_{kind}")
