"""One post as a draft may use it: its own words, redacted, cut into sentences and code blocks.

Composing and checking read posts through the same door, so what was composed from a post is what the
checker finds in it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from kbminer.records import BodyFormat, Post, Redaction, Thread
from kbminer.redact.engine import redact
from kbminer.redact.known_names import heard_names
from kbminer.text.blocks import Block, blocks, plain
from kbminer.text.sentences import sentences
from kbminer.text.to_markdown import to_markdown

_NO_LANGUAGE = frozenset({"auto", "none", "nohighlight", "plain", "plaintext", "text", "txt", "code"})
LONGEST_POST = 200_000  # characters; what lies behind is a log, and nobody's advice


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """One sentence or one code block of a post: ``block`` counts the post's blocks, ``item`` marks lists.

    ``paragraph`` is the whole block that a sentence stands in, ``language`` what a code block's fence names.
    """

    text: str
    kind: Literal["sentence", "code"]
    block: int
    item: bool = False
    paragraph: str = ""
    language: str | None = None


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


def people_of(*threads: Thread) -> tuple[str, ...]:
    """Name everybody who wrote in the threads or is called by name there, sorted.

    These are the names that a draft of the threads must not show.
    """
    names = {post.author for thread in threads for post in thread.posts if post.author}
    for thread in threads:
        names |= _heard(tuple((post.body[:LONGEST_POST], post.format) for post in thread.posts), thread.title)
    return tuple(sorted(names))


@lru_cache(maxsize=2048)
def _heard(posts: tuple[tuple[str, BodyFormat], ...], title: str) -> frozenset[str]:
    return heard_names([_markdown(body, format) for body, format in posts], title)


def read_post(post: Post, names: tuple[str, ...]) -> Reading:
    """Read one post of threads whose people are ``names`` (see :func:`people_of`)."""
    return _read(post.body[:LONGEST_POST], post.format, names)


def sketch(post: Post) -> tuple[Passage, ...]:
    """Give a post's sentences and code blocks unredacted: to be weighed against others, never to be shown."""
    return _sketch(post.body[:LONGEST_POST], post.format)


@lru_cache(maxsize=4096)
def _sketch(body: str, format: BodyFormat) -> tuple[Passage, ...]:
    return _cut(blocks(_markdown(body, format)))


def _cut(found: tuple[Block, ...]) -> tuple[Passage, ...]:
    return tuple(passage for i, block in enumerate(found) for passage in _passages(block, i))


@lru_cache(maxsize=4096)
def _markdown(body: str, format: BodyFormat) -> str:
    return to_markdown(body, format)


@lru_cache(maxsize=4096)
def _read(body: str, format: BodyFormat, names: tuple[str, ...]) -> Reading:
    markdown = _markdown(body, format)
    redacted = redact(markdown, names)
    found = blocks(redacted.text)
    squeezed = squeeze(redacted.text)
    return Reading(
        passages=_sketch(body, format) if redacted.text == markdown else _cut(found),
        markdown=redacted.text,
        squeezed=squeezed,
        words=squeeze("\n".join(b.text if b.kind == "code" else plain(b.text) for b in found)),
        lines=_bare_lines(found),
        images=len(re.findall(r"!\[[^\]]*\]\(", redacted.text)),
        redactions=redacted.found,
    )


def squeeze(text: str) -> str:
    """Make every run of white space, and every hard line break, one space."""
    return " ".join(text.replace("\\\n", "\n").split())


def _passages(block: Block, number: int) -> list[Passage]:
    if block.kind == "code":
        if not block.text.strip():
            return []
        return [Passage(text=block.text, kind="code", block=number, language=_language(block))]
    if block.kind == "quote" and block.author is None:
        return [
            Passage(text=b.text, kind="code", block=number, language=_language(b)) for b in _own_code(block)
        ]
    if block.kind not in ("paragraph", "item"):
        return []
    return [
        Passage(text=sentence, kind="sentence", block=number, item=block.kind == "item", paragraph=block.text)
        for sentence in sentences(block.text)
    ]


def _language(block: Block) -> str | None:
    """Give the language of a code block, where its fence names one and not only that it is text."""
    named = (block.language or "").removeprefix("lang-").removeprefix("language-").lower()
    return named if re.fullmatch(r"[a-z][\w+#.-]{0,19}", named) and named not in _NO_LANGUAGE else None


def _own_code(quote: Block) -> list[Block]:
    """Give the code in a quote that quotes nobody: many indent their own code that way."""
    return [b for b in blocks(quote.text) if b.kind == "code" and b.text.strip()]


def _bare_lines(found: tuple[Block, ...]) -> str:
    """Give every line outside code without its markup, and the code that stands in quotes of nobody."""
    lines: list[str] = []
    for block in found:
        if block.kind in ("paragraph", "item"):
            lines += [plain(line) for line in block.text.split("\n")]
        elif block.kind == "quote" and block.author is None:
            lines += [b.text for b in _own_code(block)]
    return "\n".join(lines)
