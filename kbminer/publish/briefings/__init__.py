"""The briefing for readers: a page, Markdown for chat and e-mail, JSON with its schema, and a feed."""

from kbminer.publish.briefings.briefing_files import BriefingFiles, write_briefing
from kbminer.publish.briefings.briefing_html import render_briefing
from kbminer.publish.briefings.briefing_json import Cost, briefing_data, briefing_schema
from kbminer.publish.briefings.briefing_markdown import render_text

__all__ = [
    "BriefingFiles",
    "Cost",
    "briefing_data",
    "briefing_schema",
    "render_briefing",
    "render_text",
    "write_briefing",
]
