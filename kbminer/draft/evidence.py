"""What a draft is made from: a group's questions, and the replies that may have solved them, weighed."""

from __future__ import annotations

from dataclasses import dataclass, replace

from kbminer.draft.same_question import SameQuestion
from kbminer.records import Group, Post, Question, Thread
from kbminer.redact.posts import RedactedPost

# Probability of being the reply that helped from which none stands beside it. With the marks hidden, .5, .6,
# .7 and .8 of a reply's share find 62, 63, 66 and 66 % of the key sentences of 134 threads
# (docs/quality/draft.md); of replies with a share of .7 nine in ten are the right one.


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One thread's question.

    Parameters
    ----------
    thread
        The thread, with at least one post.
    redacted
        Its first post, read and redacted.
    question
        What was read from the thread; None where nothing was.
    solved
        Whether the thread counts as solved.
    """

    thread: Thread
    redacted: RedactedPost
    question: Question | None = None
    solved: bool = False

    @property
    def language(self) -> str | None:
        """The language of the question; None where it is not known."""
        return self.question.language if self.question else self.thread.language


@dataclass(frozen=True, slots=True, kw_only=True)
class CandidateAnswer:
    """One reply that may solve the group's question.

    Parameters
    ----------
    thread, post
        Where it stands.
    redacted
        The post, read and redacted.
    weight
        The probability that it solved its thread (1 if accepted), raised by the asker's confirmation, staff,
        votes, recency and agreement: see :mod:`kbminer.draft.answer_weights`.
    solved
        Whether it is the best reply of a thread that counts as solved.
    accepted
        Whether the forum itself names it the solution.
    probability
        The probability that its thread was solved.
    post_probability
        The probability that it is this reply, if one solved its thread.
    confirmed_in
        The later post in which the asker says so.
    agreeing
        Keys of the other threads in which the same solution was found independently, sorted.
    same
        The places of all answers that hold the same solution.
    """

    thread: Thread
    post: Post
    redacted: RedactedPost
    weight: float
    solved: bool = False
    accepted: bool = False
    probability: float | None = None
    post_probability: float | None = None
    confirmed_in: str | None = None
    agreeing: tuple[str, ...] = ()
    same: frozenset[tuple[str, str]] = frozenset()

    @property
    def place(self) -> tuple[str, str]:
        """The thread's key and the post's id."""
        return (self.thread.key, self.post.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """All that a draft of one group stands on, chosen and redacted.

    Parameters
    ----------
    group
        The group.
    language
        The language that most of its questions are in, or the one that leads; None where it is not known.
    people
        The names of all who wrote in the group's threads or are called by name there.
    asked
        The questions, the leading one first.
    answers
        The replies that may have solved them, by falling weight.
    same_question
        How probably each two of the questions ask the same.
    """

    group: Group
    language: str | None
    people: tuple[str, ...]
    asked: tuple[Asked, ...]
    answers: tuple[CandidateAnswer, ...]
    same_question: SameQuestion

    @property
    def is_solved(self) -> bool:
        """Whether at least one of the group's threads was solved."""
        return any(answer.solved for answer in self.answers)

    def asked_alike(self, least: float) -> tuple[Asked, ...]:
        """List the questions that ask the same as the leading one, it first.

        Parameters
        ----------
        least
            The probability from which a question counts.
        """
        if not self.asked:
            return ()
        probability = self.same_question.probabilities(self.asked[0].thread.key)
        alike = [item for item in self.asked if probability[item.thread.key] >= least]
        return tuple(sorted(alike, key=lambda item: -probability[item.thread.key]))

    def led_by(self, thread: Thread) -> Evidence:
        """Put the question first that the article's first answer answers, and speak its language."""
        first = sorted(self.asked, key=lambda item: item.thread.key != thread.key)
        return replace(self, asked=tuple(first), language=first[0].language or self.language)
