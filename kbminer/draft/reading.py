"""One post as a draft may use it: its own words, redacted, cut into sentences and code blocks.

Composing and checking read posts through the same door, so what was composed from a post is what the
checker finds in it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from kbminer.blocks import Block, blocks, plain
from kbminer.draft.redaction import redact
from kbminer.draft.sentences import sentences
from kbminer.ingest.markup import to_markdown
from kbminer.records import BodyFormat, Post, Redaction, Thread

LONGEST_POST = 200_000  # characters; what lies behind is a log, and nobody's advice


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """One sentence or one code block of a post: ``block`` counts the post's blocks, ``item`` marks lists."""

    text: str
    kind: Literal["sentence", "code"]
    block: int
    item: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A post's words without quotes and without private things.

    ``markdown`` is the whole redacted post (quotes included), ``squeezed`` the same with single spaces,
    ``words`` that without markup, ``lines`` the unfenced lines without markup: the forms in which a
    statement may be contained.
    """

    passages: tuple[Passage, ...]
    markdown: str
    squeezed: str
    words: str
    lines: str
    images: int
    redactions: tuple[Redaction, ...]


def people_of(thread: Thread) -> tuple[str, ...]:
    """Name everybody who wrote in a thread, sorted: the names that drafts must not show."""
    return tuple(sorted({post.author for post in thread.posts if post.author}))


def read_post(post: Post, names: tuple[str, ...]) -> Reading:
    """Read one post of a thread whose people are ``names`` (see :func:`people_of`)."""
    return _read(post.body[:LONGEST_POST], post.format, names)


@lru_cache(maxsize=4096)
def _read(body: str, format: BodyFormat, names: tuple[str, ...]) -> Reading:
    redacted = redact(to_markdown(body, format), names)
    found = blocks(redacted.text)
    squeezed = squeeze(redacted.text)
    return Reading(
        passages=tuple(p for i, block in enumerate(found) for p in _passages(block, i)),
        markdown=redacted.text,
        squeezed=squeezed,
        words=squeeze("\n".join(b.text if b.kind == "code" else plain(b.text) for b in found)),
        lines="\n".join(
            plain(line) for b in found if b.kind in ("paragraph", "item") for line in b.text.split("\n")
        ),
        images=len(re.findall(r"!\[[^\]]*\]\(", redacted.text)),
        redactions=redacted.found,
    )


def squeeze(text: str) -> str:
    """Make every run of white space, and every hard line break, one space."""
    return " ".join(re.sub(r"\\\n", "\n", text).split())


def _passages(block: Block, number: int) -> list[Passage]:
    if block.kind == "code":
        return [Passage(text=block.text, kind="code", block=number)] if block.text.strip() else []
    if block.kind not in ("paragraph", "item"):
        return []
    return [
        Passage(text=sentence, kind="sentence", block=number, item=block.kind == "item")
        for sentence in sentences(block.text)
    ]
