"""Which article answers which group, and what follows: write, update, merge, retire, point, escalate."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Literal

from kbminer.articles.reply import ready_reply
from kbminer.articles.stale import stale_passages
from kbminer.records import (
    Action,
    Article,
    ArticleUse,
    Coverage,
    Group,
    Question,
    Resolution,
    StalePassage,
    Thread,
)
from kbminer.similarity.article_likeness import Nearness

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

COVERS = 0.5  # an article counts as answering a group from this probability
UNASKED = timedelta(days=730)  # nobody asks any more what was not asked for so long
OFTEN = 3  # people who asked without an answer, from which a group is to be escalated


@dataclass(frozen=True, slots=True, kw_only=True)
class Covered:
    """What the knowledge base has for each group, in their order, and how each article is asked for."""

    groups: tuple[Coverage, ...]
    articles: tuple[ArticleUse, ...]


def cover(
    groups: Sequence[Group],
    articles: Sequence[Article],
    *,
    article_vectors: NDArray[np.float32],
    questions: Sequence[Question],
    vectors: NDArray[np.float32],
    resolutions: Mapping[str, Resolution],
    threads: Mapping[str, Thread],
) -> Covered:
    """Compare the groups with the knowledge base.

    Args:
        groups: the groups of repeated questions.
        articles: the knowledge base; drafts in it cover nothing.
        article_vectors: shape (n, d): the embedding of :func:`kbminer.articles.article_texts`.
        questions: all questions of the forum.
        vectors: shape (len(questions), d): the embedding of each question's ``text``.
        resolutions: by thread key.
        threads: by key, at least the groups' members; posts are read for what speaks against an article.
    """
    desk = _Desk(
        nearness=Nearness(articles, article_vectors, questions, vectors),
        questions={question.thread: question for question in questions},
        resolutions=resolutions,
        threads=threads,
        members={group.id: group.members for group in groups},
    )
    found = tuple(desk.coverage(group) for group in groups)
    return Covered(
        groups=found, articles=tuple(desk.use(article, found) for article in desk.nearness.articles)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Desk:
    """All that is needed to say what one group or one article calls for."""

    nearness: Nearness
    questions: Mapping[str, Question]
    resolutions: Mapping[str, Resolution]
    threads: Mapping[str, Thread]
    members: Mapping[str, tuple[str, ...]]

    def coverage(self, group: Group) -> Coverage:
        """Say what one group calls for."""
        likely = self.nearness.articles_for(group.members)[:1]
        if not likely or likely[0][1] < COVERS:
            return self._uncovered(group, *likely)
        article, chance = likely[0]
        others = tuple(other.id for other in self.nearness.same_as(article))
        members = [self.threads[key] for key in group.members if key in self.threads]
        stale = stale_passages(article, members, self.resolutions)
        action, reason = self._action(group, article, others, stale)
        passage = self.nearness.best_passage(article, group.members)
        return Coverage(
            group=group.id,
            action=action,
            article=article.id,
            probability=round(chance, 4),
            reason=reason,
            others=others,
            stale=stale,
            open_threads=self._open(group.members),
            reply=ready_reply(article, passage, self._language(group)),
        )

    def _uncovered(self, group: Group, *nearest: tuple[Article, float]) -> Coverage:
        """A gap: to be written where somebody has solved it, to be escalated where nobody has."""
        askers = {self._asker(key) for key in group.members}
        unsolved = not any(self._is_solved(key) for key in group.members)
        gap = (
            f"no article answers it; the nearest is “{nearest[0][0].title}”"
            if nearest
            else "no article answers it"
        )
        escalate = unsolved and len(askers) >= OFTEN
        return Coverage(
            group=group.id,
            action="escalate" if escalate else "write",
            article=nearest[0][0].id if nearest else None,
            probability=round(nearest[0][1], 4) if nearest else 0.0,
            reason=f"{len(askers)} people asked and nobody solved it; {gap}" if escalate else gap,
        )

    def _action(
        self, group: Group, article: Article, others: Sequence[str], stale: Sequence[StalePassage]
    ) -> tuple[Action, str]:
        last = self._last_asked(group.members)
        if self._is_over(last):
            return "retire", f"“{article.title}” answers it, and nobody has asked since {_day(last)}"
        if others:
            return "merge", f"“{article.title}” answers it, and so does {', '.join(others)}"
        if stale:
            return (
                "update",
                f"“{article.title}” answers it, but newer posts speak against it ({stale[0].kind})",
            )
        return "point", f"“{article.title}” answers it"

    def use(self, article: Article, coverages: Sequence[Coverage]) -> ArticleUse:
        """Say how one article is asked for and whether it should stay."""
        mine = [c for c in coverages if c.reply and article.id in (c.article, *c.others)]
        grouped = {key for c in mine for key in self.members[c.group]}
        alone = [key for key in self.nearness.asked_in(article, COVERS) if key not in grouped]
        last = self._last_asked((*grouped, *alone))
        others = tuple(other.id for other in self.nearness.same_as(article))
        stale = next((c.stale for c in mine if c.article == article.id and c.stale), ())
        action, reason = self._upkeep(last, others, stale)
        return ArticleUse(
            article=article.id,
            action=action,
            reason=reason,
            groups=tuple(c.group for c in mine),
            last_asked=last,
            others=others,
            open_threads=self._open(alone),
        )

    def _upkeep(
        self, last: datetime | None, others: Sequence[str], stale: Sequence[StalePassage]
    ) -> tuple[Literal["merge", "retire", "update"] | None, str]:
        if self._is_over(last):
            return "retire", f"nobody has asked since {_day(last)}" if last else "nobody has ever asked"
        if others:
            return "merge", f"says the same as {', '.join(others)}"
        if stale:
            return "update", f"newer posts speak against it ({stale[0].kind})"
        return None, f"last asked on {_day(last)}" if last else "nobody has asked yet"

    def _is_over(self, last: datetime | None) -> bool:
        """Whether a forum that went on has not asked for so long that nobody asks any more."""
        dates = [q.asked_at for q in self.questions.values() if q.asked_at]
        if not dates or max(dates) - min(dates) < UNASKED:
            return False
        return last is None or max(dates) - last > UNASKED

    def _last_asked(self, keys: Iterable[str]) -> datetime | None:
        found = (self.questions[key].asked_at for key in keys if key in self.questions)
        return max((date for date in found if date), default=None)

    def _asker(self, key: str) -> str:
        """Who asked; a thread without a named asker counts as one person."""
        question = self.questions.get(key)
        return (question.asker if question else None) or key

    def _language(self, group: Group) -> str | None:
        """The language most members are written in."""
        told = Counter(q.language for key in group.members if (q := self.questions.get(key)) and q.language)
        return min(told, key=lambda language: (-told[language], language), default=None)

    def _is_solved(self, key: str) -> bool:
        resolution = self.resolutions.get(key)
        return resolution is not None and resolution.is_solved

    def _open(self, keys: Iterable[str]) -> tuple[str, ...]:
        """Threads that still wait for an answer and would take one."""
        waiting = (key for key in keys if not self._is_solved(key))
        return tuple(key for key in waiting if key not in self.threads or not self.threads[key].closed)


def _day(date: datetime | None) -> str:
    return date.date().isoformat() if date else "an unknown day"
