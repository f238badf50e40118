"""Markdown with front matter, for MkDocs and for reading.

Generators that obey more have a class of Markdown in a module of their own.
"""

from __future__ import annotations

from collections.abc import Mapping

from kbminer.publish.draft_markdown import render
from kbminer.publish.markdown import M, Markdown
from kbminer.records import Draft


def files(drafts: Mapping[str, Draft]) -> dict[str, Markdown]:
    """Write one Markdown file a draft."""
    return site_files(drafts, Markdown)


def site_files(drafts: Mapping[str, Draft], md: type[M]) -> dict[str, M]:
    """Write one file a draft, in one kind of Markdown."""
    return {f"{name}.md": render(draft, md) for name, draft in drafts.items()}
