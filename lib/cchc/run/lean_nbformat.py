"""The notebook format, imported without the checks of web addresses, colours and durations that no
notebook needs.

`jsonschema`, on which nbformat stands, builds a grammar for them that takes longer to make than a
chart.
"""

from cchc.model.imports import without

with without("rfc3987_syntax", "rfc3986_validator", "fqdn", "isoduration", "webcolors"):
    import nbformat
    from nbformat import NotebookNode

__all__ = ["NotebookNode", "nbformat"]
