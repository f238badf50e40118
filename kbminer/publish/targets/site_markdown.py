"""Markdown with front matter, for MkDocs and for reading.

Generators that obey more have a class of Markdown in a module of their own.
"""

from __future__ import annotations

from collections.abc import Mapping

from kbminer.publish.draft_markdown import render
from kbminer.publish.markdown import M, Markdown
from kbminer.records import Draft


class BraceMarkdown(Markdown):
    """Markdown of generators that obey braces in addresses, and read front matter as plain values."""

    @classmethod
    def _address(cls, url: str) -> str:
        return super()._address(url).replace("{", "%7B").replace("}", "%7D")

    @classmethod
    def _in_front(cls, text: str) -> str:
        return text


def files(drafts: Mapping[str, Draft]) -> dict[str, Markdown]:
    """Write one Markdown file a draft."""
    return site_files(drafts, Markdown)


def site_files(drafts: Mapping[str, Draft], md: type[M]) -> dict[str, M]:
    """Write one file a draft, in one kind of Markdown."""
    return {f"{name}.md": render(draft, md) for name, draft in drafts.items()}
