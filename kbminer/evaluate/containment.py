"""Whether a statement stands in the raw post that it cites, measured without the composer's checker."""

from __future__ import annotations

import re

from kbminer.records import Statement, Thread
from kbminer.text.blocks import plain
from kbminer.text.to_markdown import to_markdown

_WORD = re.compile(r"\w+")
_PLACEHOLDER = re.compile(r"⟨[^⟨⟩\n]*⟩")
_MOST_REDACTED = 40  # words that one placeholder may stand for
_MOST_REDACTED_SIGNS = 240  # the same in signs


def is_contained(statement: Statement, thread: Thread, post_id: str) -> bool:
    """Compare a statement with the raw post it cites, word by word, what was redacted passed over.

    Parameters
    ----------
    statement : Statement
        A title is compared with the thread's; code must stand in the post byte for byte.
    thread : Thread
        The thread that it cites.
    post_id : str
        The post there; where there is none, nothing is contained in it.
    """
    post = next((post for post in thread.posts if post.id == post_id), None)
    if post is None:
        return False
    raw = thread.title if statement.kind == "title" else to_markdown(post.body, post.format)
    if statement.kind == "code":
        pieces = _PLACEHOLDER.split(statement.text)
        return all(any(piece in shown for shown in _as_shown(raw)) for piece in pieces)
    bare, text = plain(raw), plain(statement.text)
    return _in_order(raw, statement.text) or _in_order(bare, text) or _without_breaks(bare, text)


def _as_shown(raw: str) -> tuple[str, ...]:
    """A post as it stands, with the code in its quotes, and as a reader sees it."""
    unquoted = re.sub(r"^[ ]*>[ ]?", "", raw, flags=re.M)
    shown = "\n".join(re.sub(r"^(?:> ?)+", "", plain(line)) for line in raw.split("\n"))
    return raw, unquoted, shown


def _in_order(raw: str, text: str) -> bool:
    """Find a statement's words in a row, with a few others where something was redacted."""
    pieces = [" ".join(_WORD.findall(piece)) for piece in _PLACEHOLDER.split(text)]
    row = " ".join(_WORD.findall(raw))
    gap = rf"(?: \w+){{1,{_MOST_REDACTED}}}? "
    pattern = gap.join(re.escape(piece) for piece in pieces if piece)
    return re.search(rf"(?<!\w){pattern}(?!\w)", row) is not None


def _without_breaks(raw: str, text: str) -> bool:
    """Find a statement in a post that lost its line breaks: by signs, for no space tells words apart."""
    whole = "".join(_WORD.findall(raw))
    at = -1
    for piece in _PLACEHOLDER.split(text):
        signs = "".join(_WORD.findall(piece))
        end = at + len(signs) + _MOST_REDACTED_SIGNS if at >= 0 else len(whole)
        found = whole.find(signs, at + 1, end)
        if found < 0:
            return False
        at = found + len(signs)
    return True
