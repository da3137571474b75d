"""The files that an annex can be: how each ends, and what readers call it."""

FORMATS = {"html": "HTML", "pdf": "PDF", "docx": "Word", "xlsx": "Excel"}
EVERY_FORMAT = ",".join(FORMATS)
