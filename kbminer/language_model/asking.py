"""Asking within a budget: each question once, again where it failed in passing, no dearer than allowed."""

from __future__ import annotations

import json
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from typing import Any, Protocol

from kbminer.digests import digest_of
from kbminer.language_model.endpoint import Answer, LanguageModel, ModelFailed, estimated_tokens

TRIES = 3  # for one question: a busy server has mostly answered by then
PAUSE = 2.0  # seconds before the second try, twice as many before the third
GIVE_UP_AFTER = 3  # failures in a row after which the rest of a run is not asked
LONGEST_ANSWER = 2_000  # tokens that an article is reckoned to take before it is there


class AnswerCache(Protocol):
    """Where answers are kept between runs, by a digest of what was asked."""

    def load_answer(self, key: str) -> str | None:
        """Look up an answer."""
        ...

    def save_answer(self, key: str, text: str) -> None:
        """Keep an answer."""
        ...


class NoCache:
    """Keeps nothing."""

    def load_answer(self, key: str) -> str | None:
        """Know nothing."""
        return None

    def save_answer(self, key: str, text: str) -> None:
        """Forget it."""


@dataclass(frozen=True, slots=True)
class Inquiry:
    """One question to a model: what it shall do, with what, and the JSON schema of its answer.

    ``longest_answer`` is how many tokens the answer is reckoned to take before it is there.
    """

    instructions: str
    data: str
    schema: Mapping[str, Any]
    longest_answer: int = LONGEST_ANSWER

    @property
    def cost(self) -> int:
        """The tokens that it may take, answer included."""
        return estimated_tokens(self.instructions, self.data) + self.longest_answer


@dataclass(frozen=True, slots=True, kw_only=True)
class Spending:
    """What a run's questions cost: how many were asked and reused, their tokens, and how many are allowed."""

    asked: int
    reused: int
    failed: int
    tokens: int
    budget: int

    def __str__(self) -> str:
        """A line for people."""
        kept = f", {self.reused} from earlier runs" if self.reused else ""
        lost = f", {self.failed} without an answer" if self.failed else ""
        return (
            f"language model: {self.asked} questions{kept}{lost}, {self.tokens:,} of {self.budget:,} tokens"
        )


@dataclass
class Asking:
    """A language model with a budget, a memory and some patience.

    Parameters
    ----------
    model
        Whom to ask.
    name
        What it is called: answers of another model are not taken for its own.
    budget
        Tokens that may be spent; what is answered from the cache costs none.
    cache
        Where answers are kept.
    parallel
        How many questions may wait for their answers at once.
    wait
        Waits some seconds between two tries.
    """

    model: LanguageModel
    name: str
    budget: int
    cache: AnswerCache = field(default_factory=NoCache)
    parallel: int = 1
    wait: Callable[[float], None] = time.sleep
    _asked: int = 0
    _reused: int = 0
    _failed: int = 0
    _tokens: int = 0
    _failures: int = 0  # in a row

    @property
    def spending(self) -> Spending:
        """What was spent so far."""
        return Spending(
            asked=self._asked,
            reused=self._reused,
            failed=self._failed,
            tokens=self._tokens,
            budget=self.budget,
        )

    def estimate(self, inquiry: Inquiry) -> int:
        """Estimate what a question would cost: nothing where its answer is known."""
        known = self.cache.load_answer(self._key(inquiry.instructions, inquiry.data))
        return inquiry.cost if known is None else 0

    def complete(self, instructions: str, data: str, schema: Mapping[str, Any]) -> str:
        """Give the answer to one question.

        Parameters
        ----------
        instructions, data, schema
            See :meth:`kbminer.language_model.LanguageModel.complete`.

        Raises
        ------
        ModelFailed
            There is no answer, the budget is spent, or too many questions failed before it.
        """
        [answer] = self.complete_all([Inquiry(instructions, data, schema)])
        if isinstance(answer, ModelFailed):
            raise answer
        return answer

    def complete_all(self, inquiries: Sequence[Inquiry]) -> tuple[str | ModelFailed, ...]:
        """Give the answers to several questions, some asked at once; one that failed fails no other.

        Only the model is asked in threads of its own: what is spent, kept and looked up stays in this one.

        Parameters
        ----------
        inquiries
            The questions.

        Returns
        -------
        tuple of str or ModelFailed
            In the questions' order.
        """
        answers: dict[int, str | ModelFailed] = {}
        waiting, asked = deque(enumerate(inquiries)), dict[Future[Answer], int]()
        with ThreadPoolExecutor(self.parallel) as pool:
            while waiting or asked:
                while waiting and len(asked) < self.parallel:
                    place, inquiry = waiting.popleft()
                    reserved = sum(inquiries[other].cost for other in asked.values())
                    known: str | ModelFailed | None = self._known(inquiry)
                    known = self._refused(inquiry.cost + reserved) if known is None else known
                    if known is None:
                        asked[pool.submit(self._patiently, inquiry)] = place
                    else:
                        answers[place] = known
                for done in wait(asked, return_when=FIRST_COMPLETED).done if asked else ():
                    place = asked.pop(done)
                    answers[place] = self._taken(inquiries[place], done)
        return tuple(answers[place] for place in range(len(inquiries)))

    def _known(self, inquiry: Inquiry) -> str | None:
        known = self.cache.load_answer(self._key(inquiry.instructions, inquiry.data))
        self._reused += known is not None
        return known

    def _refused(self, cost: int) -> ModelFailed | None:
        if self._failures >= GIVE_UP_AFTER:
            return ModelFailed(f"not asked: the language model failed {GIVE_UP_AFTER} times in a row")
        if self._tokens + cost > self.budget:
            return ModelFailed(
                f"not asked: the budget of {self.budget:,} tokens is spent; set llm_budget higher"
            )
        return None

    def _taken(self, inquiry: Inquiry, done: Future[Answer]) -> str | ModelFailed:
        try:
            answer = done.result()
        except ModelFailed as error:
            self._failed += 1
            self._failures += 1
            return error
        self._failures = 0
        self._asked += 1
        self._tokens += answer.tokens
        self.cache.save_answer(self._key(inquiry.instructions, inquiry.data), answer.text)
        return answer.text

    def _patiently(self, inquiry: Inquiry) -> Answer:
        for tried in range(1, TRIES + 1):
            try:
                return self.model.complete(inquiry.instructions, inquiry.data, inquiry.schema)
            except ModelFailed as error:
                if tried == TRIES or not error.may_pass:
                    raise
            self.wait(PAUSE * 2 ** (tried - 1))
        raise AssertionError("the last try raises")

    def _key(self, instructions: str, data: str) -> str:
        return digest_of([json.dumps([self.name, instructions, data], ensure_ascii=False).encode()])
