"""What a run leaves to read: ``report.html``, ``report.json`` and ``drafts/*.md``."""

from kbminer.publish.report.data import report_data
from kbminer.publish.report.html_page import render_page
from kbminer.publish.report.write import ReportFiles, refuse_foreign_report, write_report

__all__ = ["ReportFiles", "refuse_foreign_report", "render_page", "report_data", "write_report"]
