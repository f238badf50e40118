"""The existing knowledge base, and what it has for each group."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from kbminer.records.suggestion import Action


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
class ArticleMatch:
    """What the knowledge base holds for one group: facts, from which :mod:`kbminer.plan` says what follows.

    ``article`` is the one that most probably ``answers`` the group's question, with its ``title`` and
    ``probability`` (0 to 1); where it is too improbable, the nearest one, and ``None`` where there is none.
    ``others`` are further articles that say the same, ``stale`` the passages that threads speak against,
    ``open_threads`` the unsolved members to link the article in, and ``reply`` the words to paste there.
    """

    group: str
    article: str | None = None
    title: str | None = None
    probability: float = 0.0
    answers: bool = False
    others: tuple[str, ...] = ()
    stale: tuple[StalePassage, ...] = ()
    open_threads: tuple[str, ...] = ()
    reply: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleDemand:
    """How one article is asked for: facts, from which :mod:`kbminer.plan` says whether it should stay.

    ``groups`` are those that it answers, or another article does that says the same (``others``).
    ``last_asked`` is the newest question that it answers, in a group or alone; ``open_threads`` are unsolved
    threads outside every group that it answers.
    """

    article: str
    groups: tuple[str, ...] = ()
    last_asked: datetime | None = None
    others: tuple[str, ...] = ()
    stale: tuple[StalePassage, ...] = ()
    open_threads: tuple[str, ...] = ()


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
