"""The briefing for readers: a page, Markdown for chat and e-mail, JSON with its schema, and a feed."""

from kbminer.publish.briefing.data import Cost, briefing_data, briefing_schema
from kbminer.publish.briefing.page import render_briefing
from kbminer.publish.briefing.text import render_text
from kbminer.publish.briefing.write import BriefingFiles, write_briefing

__all__ = [
    "BriefingFiles",
    "Cost",
    "briefing_data",
    "briefing_schema",
    "render_briefing",
    "render_text",
    "write_briefing",
]
