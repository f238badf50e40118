"""Which article answers which group, what speaks against it, and who still waits: facts, no decisions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from kbminer.articles.reply import ready_reply
from kbminer.articles.stale import stale_passages
from kbminer.records import (
    Article,
    ArticleDemand,
    ArticleMatch,
    Group,
    Question,
    Resolution,
    StalePassage,
    Thread,
)
from kbminer.records.by_key import by_key, by_thread
from kbminer.similarity.article_likeness import ArticleLikeness
from kbminer.similarity.calibration import DEFAULT, Calibration

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

COVERS = 0.5  # an article counts as answering a group from this probability: more likely than not


@dataclass(frozen=True, slots=True, kw_only=True)
class Covered:
    """What the knowledge base holds for each group, in their order, and how each article is asked for."""

    matches: tuple[ArticleMatch, ...] = ()
    demand: tuple[ArticleDemand, ...] = ()


def cover(
    groups: Sequence[Group],
    articles: Sequence[Article],
    *,
    article_vectors: NDArray[np.float32],
    questions: Sequence[Question],
    vectors: NDArray[np.float32],
    resolutions: Mapping[str, Resolution],
    load: Callable[[Iterable[str]], Iterable[Thread]],
    calibration: Calibration = DEFAULT,
) -> Covered:
    """Compare the groups with the knowledge base.

    Parameters
    ----------
    groups : sequence of Group
        The groups of repeated questions.
    articles : sequence of Article
        The knowledge base; drafts in it cover nothing.
    article_vectors : array of shape (n, d)
        The embedding of :func:`kbminer.articles.article_texts`.
    questions : sequence of Question
        All questions of the forum.
    vectors : array of shape (len(questions), d)
        The embedding of each question's ``text``.
    resolutions : mapping of thread key to Resolution
        A thread without one counts as unsolved.
    load : callable
        Gives the threads with some keys, as many as there are; posts are read for what speaks against an
        article.
    calibration : Calibration, optional
        What likeness means with the model that embedded; by default that of the bundled one.

    Returns
    -------
    Covered
        What :func:`kbminer.plan.plan` decides on.
    """
    evidence = _Evidence(
        nearness=ArticleLikeness(articles, article_vectors, questions, vectors, calibration=calibration),
        questions=by_thread(questions),
        resolutions=resolutions,
        load=load,
    )
    matches = tuple(evidence.match(group) for group in groups)
    members = {group.id: group.members for group in groups}
    demand = tuple(evidence.demand(article, matches, members) for article in evidence.nearness.articles)
    return Covered(matches=matches, demand=demand)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Evidence:
    """All that is known of the forum beside the knowledge base."""

    nearness: ArticleLikeness
    questions: Mapping[str, Question]
    resolutions: Mapping[str, Resolution]
    load: Callable[[Iterable[str]], Iterable[Thread]]

    def match(self, group: Group) -> ArticleMatch:
        """Say what the knowledge base holds for one group."""
        nearest = next(iter(self.nearness.articles_for(group.members)), None)
        if nearest is None:
            return ArticleMatch(group=group.id)
        article, probability = nearest
        if probability < COVERS:
            return ArticleMatch(
                group=group.id, article=article.id, title=article.title, probability=round(probability, 4)
            )
        known = by_key(self.load(group.members))
        members = [known[key] for key in group.members if key in known]
        passage = self.nearness.best_passage(article, group.members)
        return ArticleMatch(
            group=group.id,
            article=article.id,
            title=article.title,
            probability=round(probability, 4),
            answers=True,
            others=self._same_as(article),
            stale=stale_passages(article, members, self.resolutions),
            open_threads=self._open(group.members),
            reply=ready_reply(article, passage, self._language(group)),
        )

    def demand(
        self, article: Article, matches: Iterable[ArticleMatch], members: Mapping[str, Sequence[str]]
    ) -> ArticleDemand:
        """Say how one article is asked for, in groups and by single threads."""
        own = [m for m in matches if m.answers and article.id in (m.article, *m.others)]
        grouped = {key for match in own for key in members[match.group]}
        alone = [key for key in self.nearness.asked_in(article, COVERS) if key not in grouped]
        return ArticleDemand(
            article=article.id,
            groups=tuple(match.group for match in own),
            last_asked=self._last_asked((*grouped, *alone)),
            others=self._same_as(article),
            stale=_first_stale(article, own),
            open_threads=self._open(alone),
        )

    def _same_as(self, article: Article) -> tuple[str, ...]:
        return tuple(other.id for other in self.nearness.same_as(article))

    def _last_asked(self, keys: Iterable[str]) -> datetime | None:
        found = (self.questions[key].asked_at for key in keys if key in self.questions)
        return max((date for date in found if date), default=None)

    def _language(self, group: Group) -> str | None:
        """The language most members are written in."""
        questions = (self.questions[key] for key in group.members if key in self.questions)
        count = Counter(question.language for question in questions if question.language)
        return min(count, key=lambda language: (-count[language], language), default=None)

    def _is_solved(self, key: str) -> bool:
        resolution = self.resolutions.get(key)
        return resolution is not None and resolution.is_solved

    def _open(self, keys: Iterable[str]) -> tuple[str, ...]:
        """Threads that still wait for an answer and would take one."""
        waiting = [key for key in keys if not self._is_solved(key)]
        closed = {thread.key for thread in self.load(waiting) if thread.closed}
        return tuple(key for key in waiting if key not in closed)


def _first_stale(article: Article, matches: Iterable[ArticleMatch]) -> tuple[StalePassage, ...]:
    """What the first group that has anything against an article has against it."""
    return next((match.stale for match in matches if match.article == article.id and match.stale), ())
