"""The model: which reply solved a thread, and how likely it is that one did."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from functools import cache, partial
from importlib.resources import files
from typing import Any

import numpy as np

from kbminer.errors import ModelError
from kbminer.records import Resolution
from kbminer.resolve.asker_evidence import solved_by_words
from kbminer.resolve.choice_model import Choice, Scores
from kbminer.resolve.fit import RIDGE, accepted, fit_choice
from kbminer.resolve.marking_calibration import Marking, fit_marking, year_of
from kbminer.resolve.signals import Signals
from kbminer.resolve.sparse_features import word_key
from kbminer.resolve.states import resolution

MOST_FITTED = 2000
"""Threads that a refit learns from at most: its time grows with them."""
FEWEST_MARKS = 60
"""Accepted answers that a forum must have before the model is fitted on them."""
HIGHEST = 0.98
"""No thread is surer than this: some of the surest are not solved."""
TALK = 0.3
"""What is left of a chance where nothing is asked in a category of talks, as read by hand."""
_FOLDS = 5
_FEWEST_IN_CATEGORY, _LEAST_SHARE = 5, 0.05
_FEWEST_SILENT = 30  # threads of a category without marks, from which on that is no chance


@dataclass(frozen=True, slots=True, kw_only=True)
class ResolutionModel:
    """Weights that tell which reply solved a thread and whether one did.

    ``choice`` scores replies, ``marking`` turns its log-odds into the probability of being *marked* as solved
    and of being *solved*. The asker's own words are a second measure of that
    (:mod:`kbminer.resolve.asker_evidence`); the surer one of the two holds.
    """

    choice: Choice
    marking: Marking = field(default_factory=Marking)
    fitted_on: str = "this forum"

    @classmethod
    def shipped(cls) -> ResolutionModel:
        """The model that comes with kbminer; it was fitted on none of your threads."""
        return _shipped()

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> ResolutionModel:
        """Read a model file.

        Raises:
            ModelError: a part is missing or malformed.
        """
        try:
            words = {
                word_key(role, word): float(weight)
                for role, weights in data["words"].items()
                for word, weight in weights.items()
            }
            choice = Choice(
                replies=data["replies"], none=data["none"], words=words, intercept=float(data["intercept"])
            )
            marking = Marking(
                slope=float(data["slope"]), offset=float(data["offset"]), rate=float(data["rate"])
            )
            return cls(choice=choice, marking=marking, fitted_on=str(data["fitted_on"]))
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise ModelError(
                f"the resolution model can't be read: {error!r}; install kbminer again"
            ) from error

    def resolve(self, signals: Signals) -> Resolution:
        """Tell whether one thread was solved, by which reply, how sure that is, and what shows it."""
        return self.resolve_all([signals])[0]

    def resolve_all(self, signals: Sequence[Signals]) -> list[Resolution]:
        """:meth:`resolve` for many threads, in the same order and with the same results."""
        scores = self.choice.score(signals)
        return [
            resolution(each, probability=self._solved(each, score), order=_order(score))
            for each, score in zip(signals, scores, strict=True)
        ]

    def ranked_all(self, signals: Sequence[Signals]) -> list[tuple[str, ...]]:
        """The ids of each thread's replies, the likeliest solution first."""
        scores = self.choice.score(signals)
        return [tuple(s.posts[i].id for i in _order(score)) for s, score in zip(signals, scores, strict=True)]

    def refitted(self, signals: Sequence[Signals]) -> ResolutionModel:
        """Fit the weights on a forum's own accepted answers; with fewer than 60 of them, return itself.

        A thread that is not marked is unlabelled rather than failed: it counts only in categories whose
        threads are marked at all, and the share of solved threads that stay unmarked is estimated. A large
        forum is fitted on a sample of its threads, the same ones from run to run.
        """
        marked = sum(_is_marked(each) and not each.set_aside for each in signals)
        return fitted(signals) if marked >= FEWEST_MARKS else self

    def mark_chances(self, signals: Sequence[Signals]) -> list[float]:
        """The probability of each thread that the forum marks it as solved: what can be checked."""
        scores = self.choice.score(signals)
        return [self.marking.marked(score.odds, each) for each, score in zip(signals, scores, strict=True)]

    def _solved(self, signals: Signals, score: Scores) -> float:
        """Marked or not: solved by the marks' measure, or by the asker's own words, whichever is surer.

        The two see the same words, so they are no independent witnesses that could make each other surer.
        """
        chance = min(max(self.marking.solved(score.odds), solved_by_words(signals)), HIGHEST)
        # A category in which the forum marks nothing is one of talks, as far as its threads ask nothing.
        is_talk = signals.category in self.marking.silent and not signals.posts[0].questions
        return chance * TALK if is_talk and signals.title_mark is None else chance


def fitted(
    signals: Sequence[Signals],
    *,
    chosen_only: Sequence[Signals] = (),
    words: Set[int] | None = None,
    ridge: float = RIDGE,
    fitted_on: str = "this forum",
) -> ResolutionModel:
    """Fit a model from nothing.

    Args:
        signals: threads of a forum that marks accepted answers.
        chosen_only: threads that teach which reply is chosen but not whether one is, such as those of sites
            where askers do not write again.
        words: for a model that is to judge other forums, the keys of the only words that may weigh; years,
            authors and categories then do not. By default all of these may.
        ridge: penalty on the weights of features.
        fitted_on: what the model file says about it.
    """
    usable, silent = _comparable(signals)
    learning = _sampled(usable)
    extra = [each for each in chosen_only if len(each.posts) > 1 and not each.set_aside]
    learn = partial(fit_choice, chosen_only=extra, words=words, ridge=ridge)
    choice = learn(learning)
    odds = {each.thread: score.odds for each, score in zip(usable, choice.score(usable), strict=True)}
    for fold in range(_FOLDS):
        held = learning[fold::_FOLDS]
        scores = learn([each for i, each in enumerate(learning) if i % _FOLDS != fold]).score(held)
        odds |= {each.thread: score.odds for each, score in zip(held, scores, strict=True)}
    marking = fit_marking(
        np.array([odds[each.thread] for each in usable]),
        np.array([_is_marked(each) for each in usable], dtype=np.float64),
        [year_of(each) for each in usable] if words is None else [],
    )
    if words is None:
        marking = replace(marking, silent=silent)
    return ResolutionModel(choice=choice, marking=marking, fitted_on=fitted_on)


def _sampled(signals: Sequence[Signals]) -> Sequence[Signals]:
    """Choose the threads to fit on: those with a mark first, then the rest, by a digest of their keys.

    Marked threads are few and teach both which reply is chosen and whether one is; that the sample holds
    more of them than the forum is put right by the marking, which is fitted on all threads.
    """
    if len(signals) <= MOST_FITTED:
        return signals
    digest = {each.thread: hashlib.blake2b(each.thread.encode()).digest() for each in signals}
    drawn = sorted(signals, key=lambda each: (not _is_marked(each), digest[each.thread]))[:MOST_FITTED]
    return sorted(drawn, key=lambda each: each.thread)


def _comparable(signals: Sequence[Signals]) -> tuple[list[Signals], dict[str | None, float]]:
    """Threads whose forum could have marked them: answered ones, in categories where marks are used.

    The other categories come with the share that is marked in them.
    """
    answered = [s for s in signals if len(s.posts) > 1 and not s.set_aside]
    threads = Counter(s.category for s in answered)
    marks = Counter(s.category for s in answered if _is_marked(s))
    used = {c for c in threads if marks[c] >= _FEWEST_IN_CATEGORY and marks[c] >= _LEAST_SHARE * threads[c]}
    silent = {c: marks[c] / n for c, n in threads.items() if c not in used and n >= _FEWEST_SILENT}
    return [s for s in answered if s.category in used or _is_marked(s)], silent


def _is_marked(signals: Signals) -> bool:
    return accepted(signals) is not None


def _order(score: Scores) -> list[int]:
    """Positions of the replies in the thread, the likeliest first; of two alike the earlier."""
    return [int(i) + 1 for i in np.argsort(-score.replies, kind="stable")]


@cache
def _shipped() -> ResolutionModel:
    text = (files("kbminer.resolve") / "model.json").read_text("utf-8")
    return ResolutionModel.from_dict(json.loads(text))
