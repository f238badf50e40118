"""The name of a draft: its group, and what it says."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from kbminer.records import Draft


def draft_id(draft: Draft) -> str:
    """Name a draft by its group and a digest of its words: other words are another draft."""
    digest = hashlib.sha256("\x00".join(_parts(draft)).encode()).hexdigest()
    return f"{draft.group}-{digest[:12]}"


def _parts(draft: Draft) -> Iterator[str]:
    yield draft.title
    for section in draft.sections:
        yield section.name
        for statement in section.statements:
            yield statement.text
            yield from (f"{citation.thread}#{citation.post}" for citation in statement.citations)
