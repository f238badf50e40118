"""What answers a new question: an article, a group of threads, or one solved thread, with a probability.

This is what a bot or an agent asks. Everything slow happens once, when a :class:`Suggester` is made.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from kbminer.draft.reading import people_of, read_post
from kbminer.draft.redaction import redact
from kbminer.records import Article, Group, Question, Resolution, Thread
from kbminer.sameness import Corpus, centre_of, habit_of, probability

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from kbminer.embed import Embedder

Kind = Literal["article", "group", "thread"]
LONGEST_QUESTION = 4000  # characters of a new question that are read
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
    """One text that a question is compared with, and what it stands for; ``worth`` is P(solved)."""

    kind: Kind
    id: str
    worth: float
    place: str | int


class Suggester:
    """Finds what answers a new question.

    Args:
        embedder: what encoded the vectors below; it encodes the new question too.
        questions: what was asked; those with ``set_aside`` are passed over.
        vectors: shape (len(questions), d), float32: the embedding of each question's ``text``.
        groups: the groups of repeated questions.
        resolutions: by thread key; a question whose thread has none is unsolved and answers nothing.
        threads: by key, where links and passages come from; a missing one costs only those.
        articles: the knowledge base; only what is published answers.
        article_vectors: shape (n, d): the embedding of :func:`kbminer.articles.article_texts`.

    After construction ``habit_`` tells how much this forum repeats itself (0 to 1), which the
    probabilities follow.
    """

    def __init__(
        self,
        *,
        embedder: Embedder,
        questions: Sequence[Question],
        vectors: NDArray[np.float32],
        groups: Iterable[Group] = (),
        resolutions: Mapping[str, Resolution] | None = None,
        threads: Mapping[str, Thread] | None = None,
        articles: Sequence[Article] = (),
        article_vectors: NDArray[np.float32] | None = None,
    ) -> None:
        self.embedder = embedder
        self._threads = threads or {}
        self._resolutions = resolutions or {}
        self._groups = {group.id: group for group in groups}
        self._articles = {article.id: article for article in articles}
        self._build(questions, vectors, articles, article_vectors)

    def _build(
        self,
        questions: Sequence[Question],
        vectors: NDArray[np.float32],
        articles: Sequence[Article],
        article_vectors: NDArray[np.float32] | None,
    ) -> None:
        import numpy as np  # noqa: PLC0415  # loaded at first use

        from kbminer.articles.texts import article_rows  # noqa: PLC0415  # only where there may be articles

        group_of = {key: group.id for group in self._groups.values() for key in group.members}
        asked = [i for i, question in enumerate(questions) if question.set_aside is None]
        rows = [self._question_row(questions[i].thread, group_of) for i in asked]
        texts = [questions[i].text for i in asked]
        parts = [np.asarray(vectors, dtype=np.float32)[asked]]
        written = list(article_rows(articles)) if article_vectors is not None else []
        for i, row in enumerate(written):
            if self._articles[row.article].published:
                rows.append(_Row(kind="article", id=row.article, worth=1.0, place=row.place))
                texts.append(row.text)
                parts.append(np.asarray(article_vectors, dtype=np.float32)[i : i + 1])
        stacked = np.concatenate(parts)
        self._rows = rows
        self._corpus = Corpus(texts, stacked, centre=centre_of(stacked[: len(asked)] if asked else stacked))
        numbers = {id: n for n, id in enumerate(sorted(self._groups))}
        labels = [numbers.get(group_of.get(questions[i].thread, ""), -1) for i in asked]
        self.habit_ = habit_of(self._corpus, texts[: len(asked)], labels)
        self._worth = np.array([row.worth for row in rows], dtype=np.float32)

    def _question_row(self, key: str, group_of: Mapping[str, str]) -> _Row:
        """A member speaks for its group, which is worth its surest answer; others for themselves."""
        if key in group_of:
            members = self._groups[group_of[key]].members
            worth = max(_solved(self._resolutions.get(member)) for member in members)
            return _Row(kind="group", id=group_of[key], worth=worth, place=key)
        return _Row(kind="thread", id=key, worth=_solved(self._resolutions.get(key)), place=key)

    def suggest(self, text: str, top: int = 3) -> tuple[Answer, ...]:
        """Give up to ``top`` answers to a question, the most probable first; none for an empty text.

        An answer is given with its probability however small: where to stop is the caller's to say.
        """
        import numpy as np  # noqa: PLC0415

        asked = text.strip()[:LONGEST_QUESTION]
        if not asked or not self._rows or top < 1:
            return ()
        likeness = self._corpus.likeness([asked], self.embedder.encode([asked]))[0]
        chances = probability(likeness, self.habit_) * self._worth
        found: dict[tuple[Kind, str], Answer] = {}
        for i in np.argsort(-chances, kind="stable"):
            row = self._rows[i]
            if len(found) == top or chances[i] <= 0:
                break
            if (row.kind, row.id) not in found:
                found[row.kind, row.id] = self._answer(row, round(float(chances[i]), 4))
        return tuple(found.values())

    def _answer(self, row: _Row, chance: float) -> Answer:
        if row.kind == "article":
            article = self._articles[row.id]
            passages = article.passages
            place = row.place if isinstance(row.place, int) else -1
            words = passages[max(place, 0)].text if passages else ""
            return Answer(
                kind="article",
                id=row.id,
                title=article.title,
                url=article.url,
                probability=chance,
                passage=_shortened(words),
            )
        return self._forum_answer(row, chance)

    def _forum_answer(self, row: _Row, chance: float) -> Answer:
        nearest = str(row.place)
        solved = self._solved_thread(row, nearest)
        thread = self._threads.get(solved)
        names = people_of(thread) if thread else ()
        group = self._groups.get(row.id) if row.kind == "group" else None
        title = group.title if group else (thread.title if thread else "")
        if group:
            names = (*names, *self._names(group))
        resolution = self._resolutions.get(solved)
        post = (
            next((p for p in thread.posts if resolution and p.id == resolution.best_post), None)
            if thread
            else None
        )
        words = read_post(post, people_of(thread)).words if thread and post else ""
        return Answer(
            kind=row.kind,
            id=row.id,
            title=redact(title, tuple(sorted(set(names)))).text,
            url=(post.url if post else None) or (thread.url if thread else None),
            probability=chance,
            passage=_shortened(words),
            thread=solved,
        )

    def _solved_thread(self, row: _Row, nearest: str) -> str:
        """The nearest thread if it was solved, else the group's surest one."""
        if row.kind == "thread" or _is_solved(self._resolutions.get(nearest)):
            return nearest
        members = self._groups[row.id].members
        return min(members, key=lambda key: (-_solved(self._resolutions.get(key)), key))

    def _names(self, group: Group) -> Iterable[str]:
        return (
            name for key in group.members if key in self._threads for name in people_of(self._threads[key])
        )


def _is_solved(resolution: Resolution | None) -> bool:
    return resolution is not None and resolution.is_solved


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
