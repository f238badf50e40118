"""Drafts as files for the places where articles live, one target a module; drafts stay drafts there.

- ``markdown``: one Markdown file a draft, with front matter, for MkDocs and for reading
- ``docusaurus``: the same for Docusaurus, which reads Markdown as MDX
- ``hugo``: the same for Hugo, which reads shortcodes even inside code
- ``html``: one sanitised page a draft, with a policy that runs nothing
- ``zendesk``: one JSON body a draft for Zendesk Guide's "create article"
- ``intercom``: one JSON body a draft for Intercom's "create an article"
- ``confluence``: one JSON body a draft for Confluence's "create page", in storage format
- ``qapage``: one JSON-LD file a draft, schema.org's QAPage
- ``llms``: ``llms.txt`` and the Markdown files that it lists

Other packages offer more under the entry points ``kbminer.targets``.
"""

from __future__ import annotations

from kbminer.publish.draft_export import ExportReport, RefusedDraft, export
from kbminer.publish.draft_markdown import render_markdown
from kbminer.publish.target import Target
from kbminer.publish.target_registry import TARGETS, target_named, target_names

__all__ = [
    "TARGETS",
    "ExportReport",
    "RefusedDraft",
    "Target",
    "export",
    "render_markdown",
    "target_named",
    "target_names",
]
