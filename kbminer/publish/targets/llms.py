"""``llms.txt`` and the Markdown files it lists, for language models that read a site. Source: llmstxt.org."""

from __future__ import annotations

from collections.abc import Mapping

from kbminer.publish.markdown import Markdown
from kbminer.publish.targets import site_markdown
from kbminer.records import Draft
from kbminer.text.blocks import plain

_LIST = """# Knowledge-base drafts

> Articles drafted from forum threads. None has been validated by an editor yet.

## Drafts
{}
"""


def files(drafts: Mapping[str, Draft]) -> dict[str, Markdown]:
    """The list, and one Markdown file a draft."""
    entries = (_entry(name, draft) for name, draft in drafts.items())
    listed = Markdown.form(_LIST, Markdown.joined("", entries))
    return {"llms.txt": listed, **site_markdown.files(drafts)}


def _entry(name: str, draft: Draft) -> Markdown:
    title, file = Markdown.name(plain(draft.title)), Markdown.name(name)
    return Markdown.form("\n- [{}]({}.md): {}", title, file, Markdown.name(_about(draft)))


def _about(draft: Draft) -> str:
    """One line: how sure, how often asked, until when."""
    asked = f"asked in {len(draft.threads)} threads" if len(draft.threads) != 1 else "asked in one thread"
    last = f", last on {draft.last_asked.date().isoformat()}" if draft.last_asked else ""
    return f"{draft.confidence}; {asked}{last}"
