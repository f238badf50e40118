"""What answers a new question: an article, a group of threads, or one solved thread, with a probability.

This is what a bot or an agent asks. Everything slow happens once, when a :class:`Suggester` is made.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from kbminer.records import Article, Group, Post, Question, Resolution, Thread
from kbminer.redact.engine import redact
from kbminer.redact.posts import people_of, read_post
from kbminer.similarity.article_likeness import alike_articles, best_of_articles, chances
from kbminer.similarity.article_texts import article_rows
from kbminer.similarity.calibration import Corpus, centre_of, odds_of, probability

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from kbminer.similarity.embed import Embedder

    Floats = NDArray[np.float32]

Kind = Literal["article", "group", "thread"]
LONGEST_QUESTION = 4000  # characters of a new question that are read
POSTS_AROUND = 15  # before and behind the one that answers, read for whom they call by name
LONGEST_PASSAGE = 320  # characters shown of what answers


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One thing that may answer a question.

    ``probability`` is that it does (0 to 1): that the same was asked there, times that it was solved.
    ``thread`` is the member of a group that lies nearest, ``passage`` the words that answer, without
    names and private data.
    """

    kind: Kind
    id: str
    title: str
    url: str | None
    probability: float
    passage: str = ""
    thread: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    """What one asked question stands for: its group, or itself; ``worth`` is P(solved)."""

    kind: Kind
    id: str
    worth: float
    thread: str


class Suggester:
    """Finds what answers a new question.

    Args:
        embedder: what encoded the vectors below; it encodes the new question too.
        questions: what was asked; those with ``set_aside`` are passed over.
        vectors: shape (len(questions), d), float32: the embedding of each question's ``text``.
        groups: the groups of repeated questions.
        resolutions: by thread key; a question whose thread has none is unsolved and answers nothing.
        threads: by key, where links and passages come from; a missing one costs only those.
        people: by thread key, who wrote there: names that no answer shows, nor those by which people are
            called near the post that answers. By default all threads of a group are looked up for them,
            which takes long where they are stored.
        articles: the knowledge base; only what is published answers.
        article_vectors: shape (n, d): the embedding of :func:`kbminer.articles.article_texts`.

    After construction ``odds_`` holds what likeness means in this forum, learnt by leaving its own
    questions out one at a time.
    """

    def __init__(
        self,
        *,
        embedder: Embedder,
        questions: Sequence[Question],
        vectors: Floats,
        groups: Iterable[Group] = (),
        resolutions: Mapping[str, Resolution] | None = None,
        threads: Mapping[str, Thread] | None = None,
        people: Mapping[str, Iterable[str]] | None = None,
        articles: Sequence[Article] = (),
        article_vectors: Floats | None = None,
    ) -> None:
        self.embedder = embedder
        self._threads = threads or {}
        self._people = people
        self._resolutions = resolutions or {}
        self._groups = {group.id: group for group in groups}
        self._group_of = {key: group for group in self._groups.values() for key in group.members}
        self._build(questions, vectors, articles, article_vectors)

    def _build(
        self,
        questions: Sequence[Question],
        vectors: Floats,
        articles: Sequence[Article],
        article_vectors: Floats | None,
    ) -> None:
        import numpy as np  # noqa: PLC0415  # loaded at first use

        asked = [i for i, question in enumerate(questions) if question.set_aside is None]
        self._asked = [self._question_row(questions[i].thread) for i in asked]
        published = (
            [article for article in articles if article.published] if article_vectors is not None else []
        )
        numbers = {article.id: n for n, article in enumerate(published)}
        rows = [(i, row) for i, row in enumerate(article_rows(articles)) if row.article in numbers]
        self._published = published
        self._written = [row.place for _, row in rows]
        self._owner = np.array([numbers[row.article] for _, row in rows], dtype=int)
        own = np.asarray(vectors, dtype=np.float32)[asked]
        theirs = np.asarray(article_vectors, dtype=np.float32)[[i for i, _ in rows]] if rows else own[:0]
        texts = [*(questions[i].text for i in asked), *(row.text for _, row in rows)]
        self._corpus = Corpus(
            texts, np.concatenate([own, theirs]), centre=centre_of(own if asked else theirs)
        )
        self.odds_ = odds_of(self._corpus, texts[: len(asked)], self._labels())
        self._worth = np.array([row.worth for row in self._asked], dtype=np.float32)
        between = (
            self._corpus.likeness(texts[len(asked) :], theirs)[:, len(asked) :]
            if rows
            else np.zeros((0, 0), dtype=np.float32)
        )
        self._alike = alike_articles(between, self._owner, len(published))

    def _labels(self) -> list[int]:
        numbers = {id: n for n, id in enumerate(sorted(self._groups))}
        return [numbers[row.id] if row.kind == "group" else -1 for row in self._asked]

    def _question_row(self, key: str) -> _Row:
        """A member speaks for its group, which is worth its surest answer; others for themselves."""
        group = self._group_of.get(key)
        if group is None:
            return _Row(kind="thread", id=key, worth=_solved(self._resolutions.get(key)), thread=key)
        worth = max(_solved(self._resolutions.get(member)) for member in group.members)
        return _Row(kind="group", id=group.id, worth=worth, thread=key)

    def suggest(self, text: str, top: int = 3) -> tuple[Answer, ...]:
        """Give up to ``top`` answers to a question, the most probable first; none for an empty text.

        An answer is given with its probability however small: where to stop is the caller's to say.
        """
        asked = text.strip()[:LONGEST_QUESTION]
        if not asked or top < 1 or not (self._asked or self._published):
            return ()
        likeness = self._corpus.likeness([asked], self.embedder.encode([asked]))[0]
        found = [*self._from_forum(likeness, top), *self._from_articles(likeness)]
        return tuple(sorted(found, key=lambda a: (-a.probability, a.kind, a.id))[:top])

    def _from_forum(self, likeness: Floats, top: int) -> Iterator[Answer]:
        """The ``top`` likeliest groups and threads, each once, by their nearest question."""
        likely = probability(likeness[: len(self._asked)], self.odds_) * self._worth
        seen: set[tuple[Kind, str]] = set()
        for i in _best_first(likely):
            row = self._asked[i]
            if len(seen) == top or likely[i] <= 0:
                return
            if (row.kind, row.id) not in seen:
                seen.add((row.kind, row.id))
                yield self._forum_answer(row, round(float(likely[i]), 4))

    def _from_articles(self, likeness: Floats) -> Iterator[Answer]:
        """Every published article, with the passage that lies nearest."""
        if not self._published:
            return
        rows = likeness[len(self._asked) :, None]
        found = chances(best_of_articles(rows, self._owner, len(self._published)), self._alike)[:, 0]
        for n, article in enumerate(self._published):
            own = [i for i, owner in enumerate(self._owner) if owner == n and self._written[i] >= 0]
            best = max(own, key=lambda i: (float(rows[i, 0]), -i), default=None)
            yield Answer(
                kind="article",
                id=article.id,
                title=article.title,
                url=article.url,
                probability=round(float(found[n]), 4),
                passage=_shortened(article.passages[self._written[best]].text) if best is not None else "",
            )

    def _forum_answer(self, row: _Row, chance: float) -> Answer:
        solved = self._solved_thread(row)
        thread = self._threads.get(solved)
        group = self._groups.get(row.id) if row.kind == "group" else None
        post = self._solution(thread) if thread else None
        shown = _around(thread, post) if thread and post else thread
        names = self._names(group.members if group else (solved,), shown)
        return Answer(
            kind=row.kind,
            id=row.id,
            title=redact(group.title if group else (thread.title if thread else ""), names).text,
            url=(post.url if post else None) or (thread.url if thread else None),
            probability=chance,
            passage=_shortened(read_post(post, names).words) if post else "",
            thread=solved,
        )

    def _names(self, keys: Iterable[str], shown: Thread | None) -> tuple[str, ...]:
        """Everybody who wrote in these threads or is called by name in what is ``shown``, sorted."""
        if self._people is None:
            return people_of(*(self._threads[key] for key in keys if key in self._threads))
        heard = people_of(shown) if shown is not None else ()
        return tuple(sorted({*heard, *(name for key in keys for name in self._people.get(key, ()))}))

    def _solution(self, thread: Thread) -> Post | None:
        resolution = self._resolutions.get(thread.key)
        best = resolution.best_post if resolution else None
        return next((post for post in thread.posts if post.id == best), None)

    def _solved_thread(self, row: _Row) -> str:
        """The nearest thread if it was solved, else the group's surest one."""
        resolution = self._resolutions.get(row.thread)
        if row.kind == "thread" or (resolution is not None and resolution.is_solved):
            return row.thread
        members = self._groups[row.id].members
        return min(members, key=lambda key: (-_solved(self._resolutions.get(key)), key))


def _around(thread: Thread, post: Post) -> Thread:
    """Give the thread with those posts alone that stand near one: long ones would be read for too long."""
    at = thread.posts.index(post)
    return replace(thread, posts=thread.posts[max(0, at - POSTS_AROUND) : at + POSTS_AROUND + 1])


def _best_first(chances: Floats, first: int = 512) -> Iterator[int]:
    """Positions by falling chance; the first few hundred are found without sorting all the others.

    Those are given once more with the rest, which is seldom reached.
    """
    import numpy as np  # noqa: PLC0415

    if len(chances) > first:
        head = np.argpartition(-chances, first)[:first]
        yield from head[np.lexsort((head, -chances[head]))].tolist()
    yield from np.argsort(-chances, kind="stable").tolist()


def _solved(resolution: Resolution | None) -> float:
    """How probably a thread holds a solution: the forum's word counts whole."""
    if resolution is None or resolution.best_post is None:
        return 0.0
    if resolution.declared == "solved":
        return 1.0
    return resolution.probability or 0.0


def _shortened(words: str) -> str:
    """Whole words of a passage, on one line."""
    flat = " ".join(words.split())
    return flat if len(flat) <= LONGEST_PASSAGE else flat[:LONGEST_PASSAGE].rsplit(" ", 1)[0] + " …"
