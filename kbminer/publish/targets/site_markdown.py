"""Markdown with front matter, as three site generators read it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace

from kbminer.publish.draft_markdown import render_markdown
from kbminer.publish.inline import outside_code, safe_links
from kbminer.records import Citation, Draft, Section, Statement

Change = Callable[[Statement], str]


def plain_files(drafts: Mapping[str, Draft]) -> dict[str, str]:
    """For MkDocs, and for reading as it is."""
    return {f"{name}.md": plain_markdown(draft) for name, draft in drafts.items()}


def docusaurus_files(drafts: Mapping[str, Draft]) -> dict[str, str]:
    """For Docusaurus, which takes braces in words for program text (MDX)."""
    return {f"{name}.md": render_markdown(_changed(draft, _for_mdx)) for name, draft in drafts.items()}


def hugo_files(drafts: Mapping[str, Draft]) -> dict[str, str]:
    """For Hugo, which obeys shortcodes everywhere, even in code, unless they are commented out."""
    return {f"{name}.md": render_markdown(_changed(draft, _for_hugo)) for name, draft in drafts.items()}


def plain_markdown(draft: Draft) -> str:
    """One draft as plain Markdown."""
    return render_markdown(_changed(draft, _for_all))


def _for_all(statement: Statement) -> str:
    return statement.text if statement.kind == "code" else safe_links(" ".join(statement.text.split()))


def _for_mdx(statement: Statement) -> str:
    if statement.kind == "code":
        return statement.text
    return outside_code(_for_all(statement), lambda words: re.sub(r"(?<!\\)([{}])", r"\\\1", words))


def _for_hugo(statement: Statement) -> str:
    return re.sub(r"\{\{([<%])(.*?)([>%])\}\}", r"{{\1/*\2*/\3}}", _for_all(statement), flags=re.S)


def _changed(draft: Draft, change: Change) -> Draft:
    title = change(Statement(text=draft.title))
    return replace(
        draft, title=title, sections=tuple(_section(section, change) for section in draft.sections)
    )


def _section(section: Section, change: Change) -> Section:
    inline = section.name in ("environment", "related")  # rendered as lists, where code is a line of words
    statements = (
        replace(
            s,
            text=change(replace(s, kind="sentence") if inline else s),
            citations=tuple(map(_harmless, s.citations)),
        )
        for s in section.statements
    )
    return replace(section, statements=tuple(statements), note=section.note and _shown(section.note))


def _harmless(citation: Citation) -> Citation:
    """Ids and licences come from the forum's files: they are shown as they are, and no more."""
    return replace(
        citation,
        thread=_shown(citation.thread),
        post=_shown(citation.post),
        title=citation.title and _shown(citation.title),
        license=citation.license and _shown(citation.license),
    )


def _shown(text: str) -> str:
    return safe_links(text.replace("<", "&lt;").replace("`", "'"))
