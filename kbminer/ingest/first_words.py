"""What stands for a title where a source has none: the first words of the first post."""

from __future__ import annotations

from kbminer.records import Post
from kbminer.text.blocks import plain
from kbminer.text.post_text import read_text

_LONGEST = 80  # signs, as a mail program or a board shows of a subject
_READ = 4_000  # signs of a post's body that are looked at


def first_words(post: Post) -> str:
    r"""Take the first words of a post, without its greeting line and markup, cut between two words.

    >>> first_words(Post(id="1", body="Hi,\nhow do I **reset** it?\n\nThanks", format="markdown"))
    'how do I reset it?'
    """
    prose = read_text(post.body[:_READ], post.format).prose
    lines = [" ".join(line.split()) for block in prose for line in plain(block.text).split("\n")]
    behind = [line for line in lines if line and not _greets(line)]
    return _cut((behind or list(filter(None, lines)) or [" ".join(post.body.split())])[0])


def _greets(line: str) -> bool:
    """Whether a line is no more than a greeting: a few words before a comma, or with an exclamation mark."""
    return len(line) <= 30 and line.endswith((",", "!", "，", "！"))


def _cut(line: str) -> str:
    if len(line) <= _LONGEST:
        return line
    words = line[: _LONGEST - 1].rsplit(" ", 1)[0]
    return f"{words}…"
