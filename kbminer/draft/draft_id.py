"""The id of a draft: that of its group, and a digest of what it says and cites."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace

from kbminer.records import Draft

_DIGITS = 12  # of the digest: two drafts of one group never meet by chance


def with_id(draft: Draft) -> Draft:
    """Name a draft after what stands in it: another word, source or order is another draft.

    >>> with_id(Draft(id="", group="g1", title="Dark lamp", sections=())).id
    'g1-ff1b7d85a6f9'
    """
    return replace(draft, id=draft_id(draft))


def draft_id(draft: Draft) -> str:
    """Make the id from a draft's group, title, sections, statements and citations."""
    digest = hashlib.sha256("\x00".join(_parts(draft)).encode()).hexdigest()
    return f"{draft.group}-{digest[:_DIGITS]}"


def _parts(draft: Draft) -> Iterator[str]:
    yield draft.title
    for section in draft.sections:
        yield section.name
        for statement in section.statements:
            yield statement.text
            yield from (f"{citation.thread}#{citation.post}" for citation in statement.citations)
