"""The records that travel between the stages: frozen, made of tuples, with UTC datetimes.

A record is changed with :func:`dataclasses.replace`. A thread is named everywhere by its ``key``
(``source`` and ``id``), a post by its ``id`` inside that thread.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

BodyFormat = Literal["html", "markdown", "text"]
State = Literal[
    "solved", "workaround", "answered", "unanswered", "abandoned", "not a question", "duplicate", "unknown"
]
Action = Literal["write", "update", "merge", "retire", "point", "escalate"]
SectionName = Literal[
    "issue", "environment", "cause", "resolution", "workaround", "nearby", "otherwise", "related"
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """What one person wrote at one time, as the forum gave it.

    ``None`` means that the forum does not say. ``body`` is kept exactly as it came, in ``format``;
    :func:`kbminer.ingest.markup.to_markdown` gives it as Markdown.
    """

    id: str
    author: str | None = None
    created_at: datetime | None = None
    body: str = ""
    format: BodyFormat = "html"
    likes: int | None = None
    staff: bool | None = None
    accepted: bool | None = None
    reply_to: str | None = None
    url: str | None = None
    license: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Thread:
    """A question and what was said to it: the first post asks, the others reply, in order.

    ``solved`` and each post's ``accepted`` are the forum's own words, ``None`` where it has no way to
    say so. ``duplicate_of`` is the URL or id of the thread that the forum itself names as the original.
    ``complete`` is false where the source holds only a part of the thread's posts.
    """

    id: str
    source: str
    title: str
    posts: tuple[Post, ...]
    url: str | None = None
    category: str | None = None
    tags: tuple[str, ...] = ()
    created_at: datetime | None = None
    views: int | None = None
    language: str | None = None
    solved: bool | None = None
    pinned: bool = False
    closed: bool = False
    duplicate_of: str | None = None
    complete: bool = True

    @property
    def key(self) -> str:
        """The thread's name in every later stage: unique across sources."""
        return f"{self.source}:{self.id}"

    @property
    def asker(self) -> str | None:
        """The author of the first post, where the forum names one."""
        return self.posts[0].author if self.posts else None

    @property
    def replies(self) -> tuple[Post, ...]:
        """Every post but the first."""
        return self.posts[1:]


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreadSummary:
    """A thread without what was said in it: what a list of threads shows."""

    key: str
    title: str
    url: str | None = None
    category: str | None = None
    created_at: datetime | None = None
    views: int | None = None
    replies: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Something in the input that spoiled or damaged one thread.

    ``where`` is the file, page or line; ``lost`` tells whether the thread is missing because of it
    (``False``: it went through, damaged as described).
    """

    where: str
    what: str
    thread: str | None = None
    lost: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What one thread asks, as clean text; or the reason why it asks nothing.

    ``ask`` holds the words of the first post without quotes, signatures, code and form lines;
    ``errors`` the error lines found in its code and logs. ``set_aside`` is ``None`` for a question.
    """

    thread: str
    title: str
    ask: str = ""
    errors: tuple[str, ...] = ()
    language: str | None = None
    asker: str | None = None
    asked_at: datetime | None = None
    set_aside: str | None = None

    @property
    def text(self) -> str:
        """Title, ask and error lines as one text: what is embedded."""
        return "\n".join(part for part in (self.title, self.ask, *self.errors) if part)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cue:
    """A passage that tells something about a thread's state: ``quote`` stands in post ``post``."""

    kind: str
    quote: str
    post: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolution:
    """Whether a thread was solved: what the forum declares and what was read, never mixed.

    ``declared`` and ``declared_post`` come from the forum verbatim. ``state``, ``probability`` (of being
    solved, 0 to 1, calibrated), ``solution_post`` and ``runner_up`` are inferred, with the ``evidence``
    for it. ``probability`` is ``None`` where nothing can be told (state "unknown").
    """

    thread: str
    declared: State | None = None
    declared_post: str | None = None
    state: State = "unknown"
    probability: float | None = None
    solution_post: str | None = None
    runner_up: str | None = None
    evidence: tuple[Cue, ...] = ()
    duplicate_of: str | None = None

    @property
    def is_solved(self) -> bool:
        """Solved by the forum's word, or else by inference with a probability of at least one half."""
        if self.declared is not None:
            return self.declared == "solved"
        return self.state in ("solved", "workaround") and (self.probability or 0.0) >= 0.5

    @property
    def best_post(self) -> str | None:
        """The post that solved it: the declared one, else the inferred one."""
        return self.declared_post or self.solution_post


@dataclass(frozen=True, slots=True, kw_only=True)
class StateChange:
    """A thread's state before and after, when the change was seen, and the post that made it solved.

    ``declared`` tells that the forum itself says so now, or has taken it back.
    """

    thread: str
    before: State
    after: State
    at: datetime
    post: str | None = None
    declared: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """An editor's word that two threads, named by their keys, ask the same or do not; it binds every run."""

    one: str
    other: str
    together: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Threads that ask the same question, under an id that lasts.

    ``title`` is the representative asker's own sentence (from thread ``representative``), ``terms`` what
    sets the group apart, ``cohesion`` how alike its members are (0 to 1), ``doubtful`` the members that
    may not belong, ``theme`` the wider subject it belongs to.
    """

    id: str
    members: tuple[str, ...]
    representative: str
    title: str
    terms: tuple[str, ...] = ()
    cohesion: float = 0.0
    doubtful: tuple[str, ...] = ()
    theme: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """A question that joined no group: the nearest one, how near (0 to 1), and why it stayed out."""

    thread: str
    nearest: str | None
    similarity: float
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LineageEvent:
    """A change in the life of groups: ``born``, ``ended``, ``merged`` or ``split``, with both sides."""

    kind: Literal["born", "ended", "merged", "split"]
    before: tuple[str, ...]
    after: tuple[str, ...]
    at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """A wider subject: groups that lie near each other, under distinctive terms."""

    id: str
    groups: tuple[str, ...]
    terms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Grouping:
    """What one grouping of all questions gave: groups, themes, what was left out, and what changed.

    ``likeness`` is the mean cosine at which the texts are best cut into groups, before an editor asks for
    finer or wider ones.
    """

    groups: tuple[Group, ...]
    themes: tuple[Theme, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    lineage: tuple[LineageEvent, ...] = ()
    likeness: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """One figure behind a suggestion's rank: what it is, its value, and its share of the score."""

    name: str
    value: int | float
    words: str
    weight: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """What to do about one group, and why: the row that an editor reads."""

    group: Group
    action: Action
    score: float
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """The post that contains a sentence: role instead of name, and the licence where one is stated.

    ``title`` is its thread's title without private things, ``number`` its place there, counted from 1.
    """

    thread: str
    post: str
    url: str | None = None
    date: datetime | None = None
    role: Literal["asker", "staff", "member"] = "member"
    license: str | None = None
    title: str | None = None
    number: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One sentence or one whole code block of a draft, with the posts that contain it.

    A statement of kind "title" is a thread's title and cites its first post. One of kind "todo" is the
    editor's to fill: it carries no citation and says what is missing. ``step`` counts the numbered steps
    of a resolution from 1; statements of one step share its number. ``language`` of code is what its fence
    names. A paragraph begins with a sentence that ``opens`` one.
    """

    text: str
    kind: Literal["sentence", "code", "title", "todo"] = "sentence"
    citations: tuple[Citation, ...] = ()
    language: str | None = None
    step: int | None = None
    opens: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A KCS field of an article with its statements; ``note`` gives a condition or a date."""

    name: SectionName
    statements: tuple[Statement, ...]
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Redaction:
    """How many private things of one kind were replaced."""

    kind: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """An article in KCS form for one group, ready for an editor; every sentence cites a post.

    ``confidence`` uses the words of KCS v6: "Work in Progress" (no resolution yet), "Not Validated".
    """

    id: str
    group: str
    title: str
    sections: tuple[Section, ...]
    language: str | None = None
    confidence: Literal["Work in Progress", "Not Validated", "Validated", "Archived"] = "Not Validated"
    threads: tuple[str, ...] = ()
    terms: tuple[str, ...] = ()
    views: int | None = None
    first_asked: datetime | None = None
    last_asked: datetime | None = None
    redactions: tuple[Redaction, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A part of an article that can answer by itself: some paragraphs under one heading, as plain text."""

    text: str
    heading: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """A page of the knowledge base as it stands today; ``published`` is False for a draft of it.

    ``updated_at`` is when its words last changed, where the knowledge base says so.
    """

    id: str
    title: str
    passages: tuple[Passage, ...] = ()
    url: str | None = None
    updated_at: datetime | None = None
    language: str | None = None
    published: bool = True
    labels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class StalePassage:
    """A passage of an article that a newer post speaks against, with the sentence that does.

    "contradicted": the post gives another value for the same thing; "outdated": it speaks of a newer
    version, or says that the passage no longer holds; "missing": it solves what the article leaves out
    (``passage`` is then ``None``).
    """

    article: str
    kind: Literal["contradicted", "outdated", "missing"]
    passage: str | None
    quote: str
    thread: str
    post: str
    date: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """What the knowledge base has for one group, and what follows from it.

    ``probability`` is that ``article`` answers the group's question (0 to 1; of the nearest article, even
    where that is too little to count). ``others`` are further articles that say the same, ``stale`` the
    passages that threads speak against, ``open_threads`` the unsolved members to link the article in, and
    ``reply`` the words to paste there.
    """

    group: str
    action: Action
    article: str | None = None
    probability: float = 0.0
    reason: str = ""
    others: tuple[str, ...] = ()
    stale: tuple[StalePassage, ...] = ()
    open_threads: tuple[str, ...] = ()
    reply: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleUse:
    """How one article is asked for: its groups, its last question, and whether it should stay.

    ``action`` is ``None`` for an article to keep as it is, "merge" where ``others`` say the same, "update"
    where threads speak against it, and "retire" where nobody asks any more. ``open_threads`` are unsolved
    threads outside every group that the article answers.
    """

    article: str
    action: Literal["merge", "retire", "update"] | None = None
    reason: str = ""
    groups: tuple[str, ...] = ()
    last_asked: datetime | None = None
    others: tuple[str, ...] = ()
    open_threads: tuple[str, ...] = ()
