"""``llms.txt`` and the Markdown files it lists, for language models that read a site. Source: llmstxt.org."""

from __future__ import annotations

from collections.abc import Mapping

from kbminer.publish.targets import site_markdown
from kbminer.records import Draft
from kbminer.text.blocks import plain

_HEAD = """# Knowledge-base drafts

> Articles drafted from forum threads. None has been validated by an editor yet.

## Drafts
"""


def files(drafts: Mapping[str, Draft]) -> dict[str, str]:
    """The list, and one Markdown file a draft."""
    entries = "".join(
        f"\n- [{_bare(draft.title)}]({name}.md): {_about(draft)}" for name, draft in drafts.items()
    )
    return {"llms.txt": f"{_HEAD}{entries}\n", **site_markdown.files(drafts)}


def _about(draft: Draft) -> str:
    """One line: how sure, how often asked, until when."""
    asked = f"asked in {len(draft.threads)} threads" if len(draft.threads) != 1 else "asked in one thread"
    last = f", last on {draft.last_asked.date().isoformat()}" if draft.last_asked else ""
    return f"{draft.confidence}; {asked}{last}"


def _bare(title: str) -> str:
    """A title as the words of a link: no brackets, no tags."""
    return " ".join("".join(" " if sign in "[]<>`\\" else sign for sign in plain(title)).split())
