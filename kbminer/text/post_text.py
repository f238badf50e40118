"""A post read once: its Markdown, its blocks, and what of them is its author's own."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property

from kbminer.records import BodyFormat, Thread
from kbminer.text.blocks import Block, blocks
from kbminer.text.segments import Segment, answered, segments, set_apart
from kbminer.text.to_markdown import as_marked
from kbminer.text.unfenced_code import with_code_fenced

LONGEST_READ = 4_000
"""Characters of a post's own words that are looked at: the first and the last half of these."""

_STRUCTURE = re.compile(r"^[^\S\n]*+(?:[>|#~`]|[-*+] |\d{1,4}[.)] )", re.M)
_LINK = re.compile(
    r"!?\[((?:!\[)?[^\[\]]*+)\]\((?:<[^<>]*+>|(?:[^()\s]++|\([^()\s]*+\))*+)(?:\s++\"[^\"]*+\")?\)"
)
_SIGNS = re.compile(r"[*`\\~]+")  # what is left of emphasis, code and escapes says nothing here
_JOINED = re.compile(r"[.!?](?=[A-Z][a-z])")
_URL = re.compile(r"https?://[^\s)>\]\"']+")
_LOCAL = re.compile(r"\]\((/(?:[^\s)\]]++|\](?!\())++)\)")
_BROKEN = re.compile(r"\n(?=[^\n])(?<=[^\n]{60}\n)")  # a line so long goes on: a mail program broke it
_MENTION = re.compile(r"(?<![\w@./])@([\w.-]*\w)")


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnWords:
    """What one person wrote without quotes, code and markup, and what stood around it.

    Parameters
    ----------
    text
        The words, in lines; of a long post its beginning and its end.
    code
        How many pieces of code the post holds; inline code counts as one.
    unmarked_code
        How many more it holds that a mail can't mark: their words are among the words.
    items
        How many items of lists.
    links
        Addresses, in the order in which they stand.
    names
        Whom the post quotes or mentions, the quoted first.
    """

    text: str
    code: int = 0
    unmarked_code: int = 0
    items: int = 0
    links: tuple[str, ...] = ()
    names: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class PostText:
    r"""What one post says.

    All but the Markdown is worked out when it is first asked for, and kept: hence no slots. Who needs a
    post's words takes them from here, so that no post is parsed twice.

    Parameters
    ----------
    markdown
        The post in the dialect that :func:`kbminer.text.to_markdown.to_markdown` writes.
    is_mail
        Whether it was plain text: all that it quotes is older mail then, by its marks.
    marked
        The Markdown without fences around code that its writer did not mark; the same where it is None.

    Examples
    --------
    >>> post = PostText(markdown="Hello all.\n\n> **Ann wrote:**\n> no\n\n- Try `make`")
    >>> [block.kind for block in post.blocks], [segment.text for segment in post.segments]
    (['paragraph', 'quote', 'item'], ['Hello all.', 'Try `make`'])
    >>> post.own_words.names, post.own_words.text
    (('Ann',), 'Hello all.\nTry make')
    """

    markdown: str
    is_mail: bool = False
    marked: str | None = None

    @cached_property
    def blocks(self) -> tuple[Block, ...]:
        """All blocks, in order."""
        return blocks(self.markdown)

    @cached_property
    def prose(self) -> tuple[Block, ...]:
        """The blocks that hold the author's running words: paragraphs, headings and items."""
        return tuple(block for block in self.blocks if block.kind in ("paragraph", "heading", "item"))

    @cached_property
    def segments(self) -> tuple[Segment, ...]:
        """The sentences and the code, in order."""
        return segments(self.blocks, is_mail=self.is_mail)

    @cached_property
    def set_apart(self) -> tuple[Segment, ...]:
        """What stands in quotes that name nobody and that nothing leads to; nothing of a mail."""
        return () if self.is_mail else set_apart(self.blocks)

    @cached_property
    def answered(self) -> tuple[Segment, ...]:
        """What stands quoted right above its writer's words, cut to what they answer."""
        return answered(self.blocks)

    @cached_property
    def own_words(self) -> OwnWords:
        """The author's words without quotes, markup and the code that was marked.

        To mark code is a habit of people, by which a reply is known; a mail has no means to.
        """
        if self.marked is not None:
            found = sum(block.kind == "code" for block in self.blocks)
            return replace(PostText(markdown=self.marked).own_words, unmarked_code=found)
        if _STRUCTURE.search(self.markdown):
            return _own_words(self.blocks)
        return _read_words(self.markdown)  # most posts are plain words: they need no parser


def read_text(body: str, format: BodyFormat) -> PostText:
    """Read a post's body.

    Parameters
    ----------
    body
        What the forum gave.
    format
        ``"html"``, ``"markdown"`` or ``"text"``.
    """
    marked = as_marked(body, format)
    fenced = with_code_fenced(marked) if format == "text" else marked
    return PostText(markdown=fenced, marked=marked if fenced != marked else None, is_mail=format == "text")


def read_texts(thread: Thread) -> tuple[PostText, ...]:
    """Read the bodies of all posts of a thread, in order."""
    return tuple(read_text(post.body, post.format) for post in thread.posts)


def _own_words(found: Iterable[Block]) -> OwnWords:
    lines: list[str] = []
    quoted: list[str] = []
    code = items = 0
    for block in found:
        if block.kind == "quote":
            quoted += [block.author] if block.author else []
        elif block.kind == "code":
            code += 1
        else:
            items += block.kind == "item"
            lines.append(block.text)
    return _read_words("\n".join(lines), quoted=quoted, code=code, items=items)


def _read_words(written: str, *, quoted: Iterable[str] = (), code: int = 0, items: int = 0) -> OwnWords:
    text = _without_markup(written)
    links = _links(written)
    mentioned = _MENTION.findall(text) if "@" in text else []
    return OwnWords(
        text=_URL.sub(" ", text) if links else text,
        code=code + (written.count("`") > 1),
        items=items,
        links=links,
        names=(*quoted, *mentioned),
    )


def _links(written: str) -> tuple[str, ...]:
    if "http" not in written and "](" not in written:
        return ()
    return (*_URL.findall(written), *_LOCAL.findall(written))


def _without_markup(written: str) -> str:
    text = _LINK.sub(r"\1", written) if "](" in written else written
    text = _SIGNS.sub("", text) if any(sign in text for sign in "*`~\\") else text
    text = _shortened(_JOINED.sub(r"\g<0> ", text).strip())
    return _BROKEN.sub(" ", text) if "\n" in text else text


def _shortened(text: str) -> str:
    half = LONGEST_READ // 2
    return text if len(text) <= LONGEST_READ else f"{text[:half]}\n{text[-half:]}"
