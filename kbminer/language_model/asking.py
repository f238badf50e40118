"""Asking within a budget: each question once, again where it failed in passing, no dearer than allowed."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from kbminer.digests import digest_of
from kbminer.language_model.endpoint import Answer, LanguageModel, ModelFailed, estimated_tokens

TRIES = 3  # for one question: a busy server has mostly answered by then
PAUSE = 2.0  # seconds before the second try, twice as many before the third
GIVE_UP_AFTER = 3  # failures in a row after which the rest of a run is not asked
LONGEST_ANSWER = 2_000  # tokens that one answer is reckoned to take before it is there


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
    wait
        Waits some seconds between two tries.
    """

    model: LanguageModel
    name: str
    budget: int
    cache: AnswerCache = field(default_factory=NoCache)
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

    def estimate(self, instructions: str, data: str) -> int:
        """Estimate what a question would cost: nothing where its answer is known."""
        if self.cache.load_answer(self._key(instructions, data)) is not None:
            return 0
        return estimated_tokens(instructions, data) + LONGEST_ANSWER

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
        key = self._key(instructions, data)
        if (known := self.cache.load_answer(key)) is not None:
            self._reused += 1
            return known
        self._must_be_affordable(estimated_tokens(instructions, data) + LONGEST_ANSWER)
        try:
            answer = self._patiently(instructions, data, schema)
        except ModelFailed:
            self._failed += 1
            self._failures += 1
            raise
        self._failures = 0
        self._asked += 1
        self._tokens += answer.tokens
        self.cache.save_answer(key, answer.text)
        return answer.text

    def _must_be_affordable(self, cost: int) -> None:
        if self._failures >= GIVE_UP_AFTER:
            raise ModelFailed(f"not asked: the language model failed {GIVE_UP_AFTER} times in a row")
        if self._tokens + cost > self.budget:
            raise ModelFailed(
                f"not asked: the budget of {self.budget:,} tokens is spent; set llm_budget higher"
            )

    def _patiently(self, instructions: str, data: str, schema: Mapping[str, Any]) -> Answer:
        for tried in range(1, TRIES + 1):
            try:
                return self.model.complete(instructions, data, schema)
            except ModelFailed as error:
                if tried == TRIES or not error.may_pass:
                    raise
            self.wait(PAUSE * 2 ** (tried - 1))
        raise AssertionError("the last try raises")

    def _key(self, instructions: str, data: str) -> str:
        return digest_of([json.dumps([self.name, instructions, data], ensure_ascii=False).encode()])
