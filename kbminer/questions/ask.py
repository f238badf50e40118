"""What one first post says: its words line by line, its error lines, and what hints at no question."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice

from kbminer.questions.asking_signs import AGAINST, asking_signs
from kbminer.questions.asking_words import holds, opening
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
_FIRST_LINES, _LAST_LINES = 200, 100  # of a longer log: a whole one may have a million lines

_FIRST_WORDS = 40  # in which a notice to all says what it is
_MENTION = re.compile(r"(?<!\w)@[\w.-]+")
# As mail programs write it, some by themselves.
_REPLY = re.compile(r"(?:auto[- ]?)?re\s*:\s*\S", re.IGNORECASE)
_DIGEST = re.compile(r"\bdigest, vol \d+, issue \d+", re.IGNORECASE)  # an answer to one, by Mailman
_URL = re.compile(r"https?://\S+|www\.\S+")
# A poll is a widget: it leaves no words, only its markup.
_POLL = re.compile(r'class="poll[" ]|\[poll[\] ]')


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """A first post read by itself, before the corpus is known.

    Parameters
    ----------
    thread
        The thread's key.
    title
        Its title without marks such as "[SOLVED]".
    lines
        The post's own words, line by line, without quotes, code, logs and courtesy.
    errors
        Up to two lines of code and logs that name an error.
    hints
        The kinds of words that speak against a question: "pinned", "poll widget", "jobs", "announcements" …
    signs
        What tells whether it asks: :data:`kbminer.questions.asking_signs.SIGNS`.
    board
        The forum and the category in which it stands.
    language
        ISO 639-1, as the forum says or as the words tell; ``None`` where neither does.
    asker
        Who asks, by the name that the forum shows.
    asked_at
        When, in UTC.
    quotes
        Whether it quotes somebody, as replies do.
    """

    thread: str
    title: str
    lines: tuple[str, ...] = ()
    errors: tuple[str, ...] = ()
    hints: tuple[str, ...] = ()
    signs: tuple[float, ...] = ()
    board: str = ""
    language: str | None = None
    asker: str | None = None
    asked_at: datetime | None = None
    quotes: bool = False


def read_ask(thread: Thread, posts: Sequence[PostText] | None = None) -> Ask:
    r"""Read what a thread asks from its title and its first post.

    Parameters
    ----------
    thread
        The first of its posts asks.
    posts
        The texts of its posts, where they have been read already; by default only the first is read.

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
        hints=tuple(_hints(thread, title, lines)),
        signs=asking_signs(thread, title, lines, posts),
        board=f"{thread.source}/{thread.category or ''}",
        language=thread.language or identify(f"{title} {' '.join(lines)}"),
        asker=thread.asker,
        asked_at=thread.created_at or (first.created_at if first else None),
        quotes=any(block.kind == "quote" for block in text.blocks),
    )


def _lines(parts: Iterable[Block]) -> Iterator[str]:
    """The post's own words, without greeting, farewell, log lines, mentions and addresses."""
    used = 0
    before = ""
    raw_lines = (line for part in parts for line in plain(part.text).split("\n")[:_MAX_LINES])
    for raw in islice(raw_lines, _MAX_LINES):
        bare = _MENTION.sub(" ", raw) if "@" in raw else raw
        line = " ".join(_URL.sub(" ", bare).split())
        if used > _MAX_CHARS:
            return
        if not names_source_line(before) and not is_log_line(raw) and _has_words(line):
            used += len(line)
            yield line[:_MAX_CHARS]
        before = raw


def _has_words(line: str) -> bool:
    """Whether a line says anything, and more than a greeting or thanks."""
    return re.search(r"\w", line) is not None and not _is_courtesy(line)


def _is_courtesy(line: str) -> bool:
    """A short line that only greets or thanks."""
    return len(line.split()) <= 8 and bool(
        opening("greetings").match(line) or opening("farewells").match(line)
    )


def _errors(parts: Sequence[Block]) -> list[str]:
    """The last error lines of code and logs, where the cause stands."""
    found: dict[str, None] = {}
    for text in _program_texts(parts):
        lines = text.split("\n")
        for raw in lines[:_FIRST_LINES] + lines[_FIRST_LINES:][-_LAST_LINES:]:
            line = " ".join(raw.split())
            if 8 <= len(line) <= 400 and shows_error(line) and not line.startswith("raise "):
                found[line[:_MAX_ERROR_CHARS]] = None
    return list(found)[-_MAX_ERRORS:]


def _program_texts(parts: Sequence[Block]) -> Iterator[str]:
    """What programs wrote into a post: its code, then the lines of logs among its words."""
    yield from (part.text for part in parts if part.kind == "code")
    for part in parts:
        if part.kind == "paragraph":
            yield "\n".join(filter(is_log_line, plain(part.text).split("\n")))


def _hints(thread: Thread, title: str, lines: Sequence[str]) -> Iterator[str]:
    """What speaks against a question: the forum's own signs, and words of the title, category or tags."""
    if thread.pinned:
        yield "pinned"
    if _REPLY.match(thread.title) or _DIGEST.search(thread.title):
        yield "reply"
    if thread.posts and _POLL.search(thread.posts[0].body):
        yield "poll widget"
    where = " ".join((thread.category or "", *thread.tags))
    for kind in AGAINST:
        if holds(kind, title) or holds(kind, where):
            yield kind
    if _is_notice(title, " ".join(" ".join(lines).split()[:_FIRST_WORDS])):
        yield "notice"


def _is_notice(title: str, opening: str) -> bool:
    """Whether an opening tells everybody something, as its set phrases show, and asks nothing meanwhile."""
    if "?" in title or "?" in opening:
        return False
    return holds("notice_titles", title) or holds("notice_openings", f"{title} . {opening}")
