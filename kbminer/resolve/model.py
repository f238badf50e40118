"""The model: which reply solved a thread, and how likely it is that one did."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from functools import cache, partial
from importlib.resources import files
from typing import Any

import numpy as np

from kbminer.errors import ModelError
from kbminer.records import Resolution
from kbminer.resolve.choice_model import ChoiceModel, ThreadScores
from kbminer.resolve.fit import RIDGE, WORD_RIDGE, accepted_reply, fit_choice
from kbminer.resolve.marking_calibration import MarkingCalibration, fit_marking, year_of
from kbminer.resolve.signals import Signals
from kbminer.resolve.solved_model import SolvedModel
from kbminer.resolve.sparse_features import feature_key
from kbminer.resolve.standing_answer import likeliest_solution
from kbminer.resolve.states import to_resolution

MOST_FITTED = 2000
"""Threads that a refit learns from at most: its time grows with them."""
FEWEST_MARKS = 60
"""Accepted answers that a forum must have before the model is fitted on them."""
_FOLDS = 5
_FEWEST_IN_CATEGORY, _LEAST_SHARE = 5, 0.05
_FEWEST_UNMARKED = 30  # threads of a category without marks, from which on that is no chance


@dataclass(frozen=True, slots=True, kw_only=True)
class ResolutionModel:
    """Weights that tell which reply solved a thread and whether one did.

    ``choice`` scores replies, ``marking`` turns its log-odds into the probability of being *marked*,
    ``solved`` weighs that together with the asker's own words.

    Examples
    --------
    >>> from kbminer.records import Post, Thread
    >>> from kbminer.resolve import read_signals
    >>> posts = (
    ...     Post(id="1", author="ann", body="How do I mute it?"),
    ...     Post(id="2", author="bob", body="Press M."),
    ...     Post(id="3", author="ann", body="Thanks, that worked!"),
    ... )
    >>> thread = Thread(id="1", source="forum", title="Mute", posts=posts)
    >>> found = ResolutionModel.shipped().resolve(read_signals(thread))
    >>> found.state, found.solution_post
    ('solved', '2')
    """

    choice: ChoiceModel
    marking: MarkingCalibration = field(default_factory=MarkingCalibration)
    solved: SolvedModel = field(default_factory=SolvedModel)
    fitted_on: str = "this forum"

    @classmethod
    def shipped(cls) -> ResolutionModel:
        """The model that comes with kbminer; it was fitted on none of your threads."""
        return _shipped()

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> ResolutionModel:
        """Read a model file.

        Raises
        ------
        ModelError
            A part is missing or malformed.
        """
        try:
            words = {
                feature_key(role, word): float(weight)
                for role, weights in data["words"].items()
                for word, weight in weights.items()
            }
            choice = ChoiceModel(
                replies=data["replies"], none=data["none"], words=words, intercept=float(data["intercept"])
            )
            marking = MarkingCalibration(
                slope=float(data["slope"]), offset=float(data["offset"]), marked_share=float(data["rate"])
            )
            solved = SolvedModel.from_dict(data["solved"])
            return cls(choice=choice, marking=marking, solved=solved, fitted_on=str(data["fitted_on"]))
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise ModelError(
                f"the resolution model can't be read: {error!r}; install kbminer again"
            ) from error

    def resolve(self, signals: Signals) -> Resolution:
        """Tell whether one thread was solved, by which reply, how sure that is, and what shows it."""
        return self.resolve_all([signals])[0]

    def resolve_all(self, signals: Sequence[Signals]) -> list[Resolution]:
        """:meth:`resolve` for many threads, in the same order and with the same results."""
        return [
            self._resolution(each, score)
            for each, score in zip(signals, self.choice.score(signals), strict=True)
        ]

    def rank_replies(self, signals: Sequence[Signals]) -> list[tuple[str, ...]]:
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
        return replace(fit_model(signals), solved=self.solved) if marked >= FEWEST_MARKS else self

    def mark_probabilities(self, signals: Sequence[Signals]) -> list[float]:
        """The probability of each thread that the forum marks it as solved: what can be checked."""
        scores = self.choice.score(signals)
        return [
            self.marking.marked(score.log_odds, each) for each, score in zip(signals, scores, strict=True)
        ]

    def _resolution(self, signals: Signals, score: ThreadScores) -> Resolution:
        order, shares = _order(score), score.shares.tolist()

        def right_post(place: int) -> float:
            return self.solved.right_post(signals, place, shares[place - 1])

        best = likeliest_solution(signals, order)
        probability = 0.0
        if order:
            named = best or order[0]
            probability = self.solved.solved(
                signals,
                marked=self.marking.solved(score.log_odds),
                named=named,
                right_post=right_post(best) if best else 0.0,
            )
        return to_resolution(signals, probability=probability, best=best, order=order, right_post=right_post)


def fit_model(
    signals: Sequence[Signals],
    *,
    chosen_only: Sequence[Signals] = (),
    words: Set[int] | None = None,
    ridge: float = RIDGE,
    word_ridge: float = WORD_RIDGE,
    fitted_on: str = "this forum",
) -> ResolutionModel:
    """Fit a model from nothing.

    Parameters
    ----------
    signals : sequence of Signals
        Threads of a forum that marks accepted answers.
    chosen_only : sequence of Signals, optional
        Threads that teach which reply is chosen but not whether one is, such as those of sites where askers
        do not write again.
    words : set of int, optional
        For a model that is to judge other forums, the keys of the only words that may weigh; years, authors
        and categories then do not. By default all of these may.
    ridge : float, optional
        Penalty on the weights of features.
    word_ridge : float, optional
        Penalty on the weights of a reply's words.
    fitted_on : str, optional
        What the model file says about it.
    """
    usable, unmarked = _comparable(signals)
    extra = list(filter(_is_answered, chosen_only))
    learn = partial(fit_choice, chosen_only=extra, words=words, ridge=ridge, word_ridge=word_ridge)
    learning = _sampled(usable)
    choice = learn(learning)
    odds = _log_odds(choice, usable) | _held_out_log_odds(learn, learning)
    marking = fit_marking(
        np.array([odds[each.thread] for each in usable]),
        np.array([_is_marked(each) for each in usable], dtype=np.float64),
        [year_of(each) for each in usable] if words is None else [],
    )
    if words is None:
        marking = replace(marking, unmarked=unmarked)
    return ResolutionModel(choice=choice, marking=marking, fitted_on=fitted_on)


def _log_odds(choice: ChoiceModel, signals: Sequence[Signals]) -> dict[str, float]:
    scores = choice.score(signals)
    return {each.thread: score.log_odds for each, score in zip(signals, scores, strict=True)}


def _held_out_log_odds(
    learn: Callable[[Sequence[Signals]], ChoiceModel], signals: Sequence[Signals]
) -> dict[str, float]:
    """The log-odds of each thread by a model that has not seen it."""
    found: dict[str, float] = {}
    for fold in range(_FOLDS):
        kept = [each for i, each in enumerate(signals) if i % _FOLDS != fold]
        found |= _log_odds(learn(kept), signals[fold::_FOLDS])
    return found


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
    answered = list(filter(_is_answered, signals))
    threads = Counter(each.category for each in answered)
    marks = Counter(each.category for each in filter(_is_marked, answered))
    unused = {name: marks[name] / n for name, n in threads.items() if not _is_used(n, marks[name])}
    usable = [each for each in answered if each.category not in unused or _is_marked(each)]
    known = {name: share for name, share in unused.items() if threads[name] >= _FEWEST_UNMARKED}
    return usable, known


def _is_answered(signals: Signals) -> bool:
    return len(signals.posts) > 1 and not signals.set_aside


def _is_used(threads: int, marks: int) -> bool:
    """Whether marks are in use in a category of so many threads and marks."""
    return marks >= max(_FEWEST_IN_CATEGORY, _LEAST_SHARE * threads)


def _is_marked(signals: Signals) -> bool:
    return accepted_reply(signals) is not None


def _order(score: ThreadScores) -> list[int]:
    """Positions of the replies in the thread, the likeliest first; of two alike the earlier."""
    scores = score.replies.tolist()  # sorted here: of a few numbers numpy makes more ado than they need
    return sorted(range(1, len(scores) + 1), key=lambda place: -scores[place - 1])


@cache
def _shipped() -> ResolutionModel:
    text = (files("kbminer.resolve") / "model.json").read_text("utf-8")
    return ResolutionModel.from_dict(json.loads(text))
