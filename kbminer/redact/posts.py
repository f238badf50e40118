"""One post as a draft may use it: its own words, redacted, cut into sentences and code blocks.

Composing and checking read posts through the same door, so what was composed from a post is what the
checker finds in it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache

from kbminer.languages import LatePattern
from kbminer.records import BodyFormat, Post, Redaction, Thread
from kbminer.redact.called_names import names_called
from kbminer.redact.placeholders import redact
from kbminer.text.blocks import Block, plain
from kbminer.text.post_text import PostText, read_text
from kbminer.text.segments import Segment

_PICTURE = LatePattern(r"!\[(?:[^!\]]++|!(?!\[))*+\]\(")
LONGEST_POST = 200_000  # characters; what lies behind is a log, and nobody's advice


@dataclass(frozen=True, kw_only=True)
class RedactedPost:
    """A post's words without quotes and without private things; each form is made when it is asked for.

    ``markdown`` is the whole redacted post (quotes included), ``squeezed`` the same with single spaces,
    ``words`` that without markup, ``lines`` the unfenced lines without markup: the forms in which a
    statement may be contained.
    """

    text: PostText
    redactions: tuple[Redaction, ...]

    @property
    def markdown(self) -> str:
        """The whole post."""
        return self.text.markdown

    @property
    def segments(self) -> tuple[Segment, ...]:
        """Its sentences and its code."""
        return self.text.segments

    @cached_property
    def squeezed(self) -> str:
        """The whole post with single spaces."""
        return squeeze(self.markdown)

    @cached_property
    def words(self) -> str:
        """The same without markup."""
        found = (b.text if b.kind == "code" else plain(b.text) for b in self.text.blocks)
        return squeeze("\n".join(found))

    @cached_property
    def lines(self) -> str:
        """Its unfenced lines without markup."""
        return _bare_lines(self.text.blocks)

    @cached_property
    def first_picture(self) -> int:
        """The block in which its first own picture stands; -1 where it shows none."""
        shown = (number for number, block in enumerate(self.text.blocks) if _shows_picture(block))
        return next(shown, -1)

    @cached_property
    def images(self) -> int:
        """How many pictures it holds, but for those that it quotes."""
        own = (line for line in self.markdown.split("\n") if not line.startswith(">"))
        return sum(len(_PICTURE.findall(line)) for line in own)


def _shows_picture(block: Block) -> bool:
    return block.kind not in ("quote", "code") and _PICTURE.search(block.text) is not None


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
    return names_called([_text(body, format).markdown for body, format in posts], title)


def read_post(post: Post, names: tuple[str, ...]) -> RedactedPost:
    """Read one post of threads whose people are ``names`` (see :func:`people_of`)."""
    return _read(post.body[:LONGEST_POST], post.format, names)


@lru_cache(maxsize=4096)
def _text(body: str, format: BodyFormat) -> PostText:
    return read_text(body, format)


@lru_cache(maxsize=4096)
def _read(body: str, format: BodyFormat, names: tuple[str, ...]) -> RedactedPost:
    written = _text(body, format)
    redacted = redact(written.markdown, names)
    is_same = redacted.text == written.markdown
    shown = written if is_same else PostText(markdown=redacted.text, is_mail=written.is_mail)
    return RedactedPost(text=shown, redactions=redacted.found)


def squeeze(text: str) -> str:
    """Make every run of white space, and every hard line break, one space."""
    return " ".join(text.replace("\\\n", "\n").split())


def _bare_lines(found: tuple[Block, ...]) -> str:
    """Give every line outside code without its markup, and what stands in quotes of nobody."""
    lines: list[str] = []
    for block in found:
        if block.kind in ("paragraph", "item"):
            lines += [plain(line) for line in block.text.split("\n")]
        else:
            lines += [block.text] if block.kind == "quote" and block.author is None else []
    return "\n".join(lines)
