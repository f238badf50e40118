"""What answers a new question: an article, a group of threads, or one solved thread, with a probability.

This is what a bot or an agent asks. Everything slow happened when the index was made.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

import numpy as np

from kbminer.errors import ModelError
from kbminer.records import Post, Thread
from kbminer.redact.gate import released
from kbminer.redact.posts import people_of, read_post
from kbminer.search.answer_chances import article_chances, question_chances, worth_of
from kbminer.search.index import IndexedGroup, IndexedQuestion, SearchIndex, shortened
from kbminer.similarity.calibration import probability, space_of
from kbminer.similarity.embed import Embedder
from kbminer.similarity.vectors import Floats
from kbminer.web_address import web_address

Kind = Literal["article", "group", "thread"]
People = Callable[[Sequence[str]], Mapping[str, Iterable[str]]]

LONGEST_QUESTION = 4000  # characters of a new question that are read
POSTS_AROUND = 15  # before and behind the one that answers, read for whom they call by name


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchHit:
    """One thing that may answer a question.

    ``probability`` is that it does (0 to 1): that the same was asked there, times that it was solved.
    ``url`` is an http(s) address or none. ``thread`` is the one whose solution is shown, ``passage`` the
    words that answer, without names and private data.
    """

    kind: Kind
    id: str
    title: str
    url: str | None
    probability: float
    passage: str = ""
    thread: str | None = None


class Suggester:
    """Finds what answers a new question.

    Parameters
    ----------
    index : SearchIndex
        What a run found; see :func:`kbminer.search.build.build_index`.
    embedder : Embedder
        What encodes the new question, into the space in which the index was embedded.
    threads : mapping of str to Thread, optional
        By key, where links and passages come from: one is looked up for an answer. A missing one costs
        only those.
    people : callable, optional
        Gives for some threads' keys who wrote there: names that no answer shows, nor those by which people
        are called near the post that answers. By default all threads of a group are looked up for them,
        which takes long where they are stored.

    Raises
    ------
    ModelError
        The index was embedded by another model.
    """

    def __init__(
        self,
        index: SearchIndex,
        *,
        embedder: Embedder,
        threads: Mapping[str, Thread] | None = None,
        people: People | None = None,
    ) -> None:
        if space_of(embedder.name) != space_of(index.embedder):
            raise ModelError(
                f"The forum was read with the embedding model {space_of(index.embedder)}, and the question "
                f"with {space_of(embedder.name)}: kbminer run embeds it anew, or name that model."
            )
        self.index = index
        self.embedder = embedder
        self._threads = threads or {}
        self._people = people
        self._space = index.space()
        self._worth = worth_of(index)

    def suggest(self, text: str, top: int = 3) -> tuple[SearchHit, ...]:
        """Find up to ``top`` answers to a question.

        An answer is given with its probability however small: where to stop is the caller's to say.

        Parameters
        ----------
        text : str
        top : int, default 3

        Returns
        -------
        tuple of SearchHit
            The most probable first; none for an empty text.
        """
        asked = text.strip()[:LONGEST_QUESTION]
        if not asked or top < 1 or not (self.index.questions or self.index.articles):
            return ()
        likeness = self._space.likeness([asked], self.embedder.encode([asked]))[0]
        found = [*self._from_forum(likeness, top), *self._from_articles(likeness)]
        return tuple(sorted(found, key=lambda hit: (-hit.probability, hit.kind, hit.id))[:top])

    def same_question(self, text: str) -> tuple[str, float] | None:
        """Find the thread that most probably asks the same, solved or not, with that probability.

        Parameters
        ----------
        text : str

        Returns
        -------
        tuple of str and float, or None
            The thread's key; ``None`` for an empty text, or where there is no question.
        """
        asked = text.strip()[:LONGEST_QUESTION]
        if not asked or not self.index.questions:
            return None
        likeness = self._space.likeness([asked], self.embedder.encode([asked]))[0]
        likely = probability(likeness[: len(self.index.questions)], self.index.odds)
        best = int(np.argmax(likely))
        return self.index.questions[best].thread, round(float(likely[best]), 4)

    def _from_forum(self, likeness: Floats, top: int) -> Iterator[SearchHit]:
        """The ``top`` likeliest groups and threads, each once, by their nearest question."""
        questions = self.index.questions
        likely = question_chances(self.index, likeness, self._worth)
        seen: set[int | str] = set()
        for i in _best_first(likely):
            question = questions[i]
            if len(seen) == top or likely[i] <= 0:
                return
            answer = question.group if question.group >= 0 else question.thread
            if answer not in seen:
                seen.add(answer)
                yield self._forum_hit(question, round(float(likely[i]), 4))

    def _from_articles(self, likeness: Floats) -> Iterator[SearchHit]:
        """Every published article, with the passage that lies nearest."""
        index = self.index
        if not index.articles:
            return
        rows = likeness[len(index.questions) :]
        for n, (article, chance) in enumerate(
            zip(index.articles, article_chances(index, likeness), strict=True)
        ):
            own = [i for i in np.flatnonzero(index.owner == n).tolist() if index.passages[i] is not None]
            best = max(own, key=lambda i: (float(rows[i]), -i), default=None)
            hit = SearchHit(
                kind="article",
                id=article.id,
                title=article.title,
                url=web_address(article.url),
                probability=round(chance, 4),
                passage=(index.passages[best] or "") if best is not None else "",
            )
            yield released(hit)

    def _forum_hit(self, question: IndexedQuestion, chance: float) -> SearchHit:
        thread = self._threads.get(question.solved_in)
        post = _solution(thread, question)
        shown = _Shown.of(question, self.index.groups, thread)
        names = self._names(shown.members, _around(thread, post))
        hit = SearchHit(
            kind=shown.kind,
            id=shown.id,
            title=shown.title,
            url=web_address(post.url if post else None) or web_address(thread.url if thread else None),
            probability=chance,
            passage=shortened(read_post(post, names).words) if post else "",
            thread=question.solved_in,
        )
        return released(hit, names=names)

    def _names(self, keys: Sequence[str], shown: Thread | None) -> tuple[str, ...]:
        """Everybody who wrote in these threads or is called by name in what is ``shown``, sorted."""
        if self._people is None:
            return people_of(*(self._threads[key] for key in keys if key in self._threads))
        heard = people_of(shown) if shown is not None else ()
        wrote = self._people(keys)
        return tuple(sorted({*heard, *(name for key in keys for name in wrote.get(key, ()))}))


class _Shown(NamedTuple):
    """What a question is shown as: its group, or its own thread."""

    kind: Kind
    id: str
    title: str
    members: tuple[str, ...]

    @classmethod
    def of(cls, question: IndexedQuestion, groups: Sequence[IndexedGroup], thread: Thread | None) -> _Shown:
        if question.group >= 0:
            return cls("group", *groups[question.group])
        return cls("thread", question.thread, thread.title if thread else "", (question.thread,))


def _solution(thread: Thread | None, question: IndexedQuestion) -> Post | None:
    posts = thread.posts if thread else ()
    return next((post for post in posts if post.id == question.solution), None)


def _around(thread: Thread | None, post: Post | None) -> Thread | None:
    """The thread with those posts alone that stand near one: long ones would be read for too long."""
    if thread is None or post is None:
        return thread
    at = thread.posts.index(post)
    return replace(thread, posts=thread.posts[max(0, at - POSTS_AROUND) : at + POSTS_AROUND + 1])


def _best_first(chances: Floats, first: int = 512) -> Iterator[int]:
    """Positions by falling chance; the first few hundred are found without sorting all the others.

    Those are given once more with the rest, which is seldom reached.
    """
    if len(chances) > first:
        head = np.argpartition(-chances, first)[:first]
        yield from head[np.lexsort((head, -chances[head]))].tolist()
    yield from np.argsort(-chances, kind="stable").tolist()
