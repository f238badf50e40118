"""What one first post says: its words line by line, its error lines, and what hints at no question."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from kbminer.questions.question_words import Kind, opening, pattern
from kbminer.records import Thread
from kbminer.text.blocks import Block, plain
from kbminer.text.language import identify
from kbminer.text.post_text import PostText, read_texts
from kbminer.text.program_lines import is_log_line, names_source_line, shows_error
from kbminer.text.title_marks import without_marks

# A question is read from its first words: more would be a log, a story or a paste.
_MAX_LINES = 60
_MAX_CHARS = 3000
_MAX_ERRORS = 2
_MAX_ERROR_CHARS = 160

_MENTION = re.compile(r"(?<!\w)@[\w.-]+")
_URL = re.compile(r"https?://\S+|www\.\S+")
# A poll is a widget: it leaves no words, only its markup.
_POLL = re.compile(r'class="poll[" ]|\[poll[\] ]')


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """A first post read by itself, before the corpus is known.

    ``lines`` are the post's own words, line by line, without quotes, code and logs; ``hints`` are the
    kinds of words that speak against a question ("jobs", "tells" …).
    """

    thread: str
    title: str
    lines: tuple[str, ...] = ()
    errors: tuple[str, ...] = ()
    hints: tuple[str, ...] = ()
    asks: bool = True
    language: str | None = None
    asker: str | None = None
    asked_at: datetime | None = None


def read_ask(thread: Thread, posts: Sequence[PostText] | None = None) -> Ask:
    r"""Read what a thread asks from its title and its first post.

    Parameters
    ----------
    thread
        The first of its posts asks.
    posts
        The texts of its posts, where they have been read already; only the first is looked at.

    Examples
    --------
    >>> from kbminer.records import Post
    >>> post = Post(id="1", body="Hello all,\nsync stops.\n```\nERROR: LN-1042\n```", format="markdown")
    >>> ask = read_ask(Thread(id="1", source="demo", title="[SOLVED] Sync stops", posts=(post,)))
    >>> ask.title, ask.lines, ask.errors
    ('Sync stops', ('sync stops.',), ('ERROR: LN-1042',))
    """
    posts = read_texts(replace(thread, posts=thread.posts[:1])) if posts is None else posts
    text = posts[0] if posts else PostText(markdown="")
    title = without_marks(thread.title)
    lines = tuple(_lines(text.prose))
    first = thread.posts[0] if thread.posts else None
    return Ask(
        thread=thread.key,
        title=title,
        lines=lines,
        errors=tuple(_errors(text.blocks)),
        hints=tuple(_hints(thread, title)),
        asks=_asks(title, lines),
        language=thread.language or identify(f"{title} {' '.join(lines)}"),
        asker=thread.asker,
        asked_at=thread.created_at or (first.created_at if first else None),
    )


def _lines(parts: Iterable[Block]) -> Iterator[str]:
    """The post's own words, without greeting, farewell, log lines, mentions and addresses."""
    used = 0
    lines = (line for part in parts for line in plain(part.text).split("\n")[:_MAX_LINES])
    before = ""
    for count, raw in enumerate(lines):
        of_program, before = names_source_line(before), raw
        line = re.sub(r"\s+", " ", _URL.sub(" ", _MENTION.sub(" ", raw))).strip()
        if count >= _MAX_LINES or used > _MAX_CHARS:
            return
        if of_program or _is_courtesy(line) or not re.search(r"\w", line) or is_log_line(raw):
            continue
        used += len(line)
        yield line[:_MAX_CHARS]


def _is_courtesy(line: str) -> bool:
    """A short line that only greets or thanks."""
    return len(line.split()) <= 8 and bool(
        opening("greetings").match(line) or opening("farewells").match(line)
    )


def _errors(parts: Iterable[Block]) -> Iterator[str]:
    """The error lines of code and logs; of a long log the last ones, where the cause stands."""
    texts = [part.text for part in parts if part.kind == "code"]
    texts += [
        "\n".join(line for line in plain(part.text).split("\n") if is_log_line(line))
        for part in parts
        if part.kind == "paragraph"
    ]
    found: dict[str, None] = {}
    for text in texts:
        lines = text.split("\n")
        for raw in lines[:200] + lines[200:][-100:]:
            line = re.sub(r"\s+", " ", raw).strip()
            if 8 <= len(line) <= 400 and shows_error(line) and not line.startswith("raise "):
                found[line[:_MAX_ERROR_CHARS]] = None
    yield from list(found)[-_MAX_ERRORS:]


def _hints(thread: Thread, title: str) -> Iterator[str]:
    if thread.pinned:
        yield "pinned"
    if thread.posts and _POLL.search(thread.posts[0].body):
        yield "poll widget"
    where = " ".join((thread.category or "", *thread.tags))
    kinds: tuple[Kind, ...] = ("jobs", "polls", "rules", "shows", "tells")
    for kind in kinds:
        if pattern(kind).search(title) or (where and pattern(kind).search(where)):
            yield kind


def _asks(title: str, lines: Iterable[str]) -> bool:
    return any("?" in line or pattern("asks").search(line) for line in (title, *lines))
