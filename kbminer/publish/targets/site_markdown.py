"""Markdown with front matter, as site generators read it: as it is, for MkDocs and for reading.

Generators that obey more than Markdown say so by a :class:`SiteSyntax` in a module of their own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from kbminer.publish.draft_markdown import render_markdown
from kbminer.publish.inline import safe_links
from kbminer.records import Citation, Draft, Section, Statement

_IN_LINE = ("environment", "related")  # sections written as lists, where code is a line of words


def _as_it_is(text: str) -> str:
    return text


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteSyntax:
    """How what a site generator would obey is written so that it shows it; Markdown itself needs nothing.

    Parameters
    ----------
    words
        Changes one line of inline Markdown.
    code
        Changes a block of code.
    reads_braces
        Whether braces mean something outside code; in names they are then written as references, in
        addresses as percent codes.
    """

    words: Callable[[str], str] = _as_it_is
    code: Callable[[str], str] = _as_it_is
    reads_braces: bool = False


def files(drafts: Mapping[str, Draft]) -> dict[str, str]:
    """Write one Markdown file a draft."""
    return site_files(drafts, SiteSyntax())


def site_files(drafts: Mapping[str, Draft], syntax: SiteSyntax) -> dict[str, str]:
    """Write one Markdown file a draft for a generator of that syntax."""
    return {f"{name}.md": render_markdown(_safe_draft(draft, syntax)) for name, draft in drafts.items()}


def _safe_draft(draft: Draft, syntax: SiteSyntax) -> Draft:
    return replace(
        draft,
        title=_words(draft.title, syntax),
        sections=tuple(_safe_section(section, syntax) for section in draft.sections),
    )


def _safe_section(section: Section, syntax: SiteSyntax) -> Section:
    statements = (
        _safe_statement(statement, syntax, in_line=section.name in _IN_LINE)
        for statement in section.statements
    )
    return replace(section, statements=tuple(statements), note=section.note and _name(section.note, syntax))


def _safe_statement(statement: Statement, syntax: SiteSyntax, *, in_line: bool) -> Statement:
    is_block = statement.kind == "code" and not in_line
    return replace(
        statement,
        text=syntax.code(statement.text) if is_block else _words(statement.text, syntax),
        citations=tuple(_safe_citation(citation, syntax) for citation in statement.citations),
    )


def _safe_citation(citation: Citation, syntax: SiteSyntax) -> Citation:
    """Ids, titles and licences come from the forum's files: they are shown as they are, and no more."""
    return replace(
        citation,
        thread=_name(citation.thread, syntax),
        post=_name(citation.post, syntax),
        title=citation.title and _name(citation.title, syntax),
        license=citation.license and _name(citation.license, syntax),
        url=citation.url and _address(citation.url, syntax),
    )


def _words(text: str, syntax: SiteSyntax) -> str:
    return syntax.words(safe_links(" ".join(text.split())))


def _name(text: str, syntax: SiteSyntax) -> str:
    line = " ".join(text.split()).replace("<", "&lt;").replace("`", "'").replace("[^", "&#91;^")
    shown = safe_links(line)
    return shown.replace("{", "&#123;") if syntax.reads_braces else shown


def _address(url: str, syntax: SiteSyntax) -> str:
    return url.replace("{", "%7B").replace("}", "%7D") if syntax.reads_braces else url
