"""The quarterly reform workbook: read a quarter, check it, show it, publish it."""

from cchc.editing.checked import CheckedReport, read_report

__all__ = ["CheckedReport", "read_report"]
