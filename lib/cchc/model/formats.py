"""The files that an annex can be: how each ends, and what readers call it."""

FORMATS = {"html": "HTML", "pdf": "PDF", "docx": "Word", "xlsx": "Excel"}
REPORT_PAGE = "annex-report.html"  # the report's own text beside its annex
EVERY_FORMAT = ",".join(FORMATS)
