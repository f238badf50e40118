"""What people and lists set under each of their posts: signatures and footers that nothing marks.

One post does not show them. They are the last lines that an author repeats in thread after thread, or that
stand under the posts of many.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from hashlib import blake2b
from itertools import chain

from kbminer.records import BodyFormat, Ending, Post

Line = tuple[int, str]
"""Where a line begins in its post, and its digest; of a rule or a blank nothing, of a short one its words."""
Ends = tuple[str, str | None, tuple[Line, ...]]
"""A post, its author, and its last lines, the last one first."""

MOST_LINES = 16  # of a signature, rules and blanks among them
TAIL = 2_000  # characters of a post in which its last lines are looked for
FEWEST_WORDS = 3  # of the line that a signature ends with: "Thanks, Tom" may be meant each time
_SHORT = "~"  # before the words of a shorter line, which may stand amid a signature
# A line is an author's signature where it ends more than half of his posts in three threads and more: chosen
# so that a word of thanks, which asks for a post of its own each time, is none.
FEWEST_THREADS, AUTHORS_SHARE = 3, 0.5
# It is a footer where it ends a fifth of all posts, by three authors and more.
FEWEST_AUTHORS, FOOTER_SHARE, FEWEST_POSTS = 3, 0.2, 20
_FEWEST = min(FEWEST_THREADS, FEWEST_POSTS)  # posts that a line ends: most lines end one, and are neither

_HTML_BREAK = re.compile(
    r"</?(?:p|div|br|hr|li|ul|ol|table|tbody|tr|td|pre|blockquote)\b[^<>]{0,300}+>|\n", re.I
)
_TAG = re.compile(r"<[^<>]{0,500}+>")
_TAG_OR_WORD = re.compile(rf"{_TAG.pattern}|(?P<word>\w{{2}})")
_OTHERS = re.compile(r"^\s*>|</?(?:blockquote|pre|code)\b", re.I)


def ends_of(post: Post) -> Ends | None:
    """Read the last lines of a post; nothing where it ends in a quotation or code, or is one line.

    Parameters
    ----------
    post
        The post, as its forum gave it.

    Examples
    --------
    >>> post = Post(id="2", author="ann", format="text", body="Open the lid.\\n--\\nAnn of the lamp shop")
    >>> [at for at, _ in ends_of(post)[2]]
    [17, 14]
    """
    start = max(0, len(post.body) - TAIL)
    tail = post.body[start:]
    lines: list[Line] = []
    for at, line in reversed(list(_lines(tail, post.format))):
        if _OTHERS.search(line) or line.startswith("```") or len(lines) == MOST_LINES:
            break
        if not any(found["word"] for found in _TAG_OR_WORD.finditer(post.body, 0, start + at)):
            break  # a post is more than its signature
        digest = _digest(line)
        if digest.startswith(_SHORT) and not any(each for _, each in lines):
            break  # no signature ends so: nothing above it is looked at
        lines.append((start + at, digest))
    return (post.id, post.author, tuple(lines)) if any(digest for _, digest in lines) else None


def _lines(text: str, format: BodyFormat) -> Iterator[tuple[int, str]]:
    marks = _HTML_BREAK if format == "html" else re.compile("\n")
    at = 0
    for mark in marks.finditer(text):
        yield at, text[at : mark.start()] + (mark[0] if _OTHERS.match(mark[0]) else "")
        at = mark.end()
    yield at, text[at:]


def _digest(line: str) -> str:
    words = re.findall(r"[^\W_]+", _TAG.sub(" ", line).lower())
    if len(words) < FEWEST_WORDS and "://" not in line:
        return _SHORT + " ".join(words) if words else ""
    return blake2b(" ".join(words).encode(), digest_size=5).hexdigest()


class EndingEvidence:
    """What all posts of one source end with: take what every thread tells, then ask."""

    def __init__(self) -> None:
        self._ends: list[tuple[str, Ends]] = []
        self._posts: Counter[str | None] = Counter()
        self._threads: dict[tuple[str | None, str], set[str]] = defaultdict(set)
        self._times: Counter[tuple[str | None, str]] = Counter()
        self._authors: dict[str, set[str]] = defaultdict(set)

    def take(self, key: str, authors: tuple[str | None, ...], ends: tuple[Ends, ...]) -> None:
        """Take in what a thread tells: who wrote its posts, and what they end with."""
        self._posts.update(authors)
        self._ends += ((key, each) for each in ends)

    def _count(self) -> None:
        """Count who ends posts with which lines, and where, of the lines that stand often enough."""
        ends = [(key, author, {digest for _, digest in lines}) for key, (_, author, lines) in self._ends]
        found = Counter(chain.from_iterable(digests for _, _, digests in ends))
        often = {digest for digest, count in found.items() if digest and count >= _FEWEST}
        for key, author, digests in ends:
            for digest in often & digests:
                self._threads[author, digest].add(key)
                self._times[author, digest] += 1
                if author is not None:
                    self._authors[digest].add(author)

    def endings(self) -> Iterator[tuple[str, tuple[Ending, ...]]]:
        """Yield where the signatures and footers of each thread's posts begin, by key."""
        self._count()
        footers = self._footers()
        found: dict[str, list[Ending]] = defaultdict(list)
        for key, (post, author, lines) in self._ends:
            if (at := self._begins(author, lines, footers)) is not None:
                found[key].append(Ending(post=post, at=at))
        yield from ((key, tuple(found[key])) for key in sorted(found))

    def _begins(self, author: str | None, lines: tuple[Line, ...], footers: frozenset[str]) -> int | None:
        begins = None
        for at, digest in lines:
            if digest in footers or self._is_signature(author, digest):
                begins = at
            elif digest == "" and begins is not None:
                begins = at  # a rule above a signature is its own
            elif digest:
                break
        return begins

    def _is_signature(self, author: str | None, digest: str) -> bool:
        if author is None or not digest:
            return False
        often = self._times[author, digest] > AUTHORS_SHARE * self._posts[author]
        return often and len(self._threads[author, digest]) >= FEWEST_THREADS

    def _footers(self) -> frozenset[str]:
        posts = sum(self._posts.values())
        times: dict[str, int] = defaultdict(int)
        for (_, digest), count in self._times.items():
            times[digest] += count
        return frozenset(
            digest
            for digest, count in times.items()
            if count >= max(FEWEST_POSTS, FOOTER_SHARE * posts)
            and len(self._authors[digest]) >= FEWEST_AUTHORS
        )
