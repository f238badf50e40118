"""How probably a thread is solved, and by the named reply: what graded threads say of the evidence.

The model of marks is one witness, the asker's words are another, and both see the same words. So they are
weighed together, by a logistic regression on threads that were read whole and graded by hand
(``scripts/fit_solved.py``); the probability of the named reply is its share, put right by the same threads.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import log
from typing import Any

from kbminer.resolve.asker_evidence import ASKER_SIGNS, asker_signs
from kbminer.resolve.signals import Signals
from kbminer.similarity.log_odds import to_probability

SOLVED_SIGNS = ("marked_odds", *ASKER_SIGNS)
"""What the model weighs: the log-odds by the marks' measure, then the asker's words."""
HIGHEST = 0.98
"""No thread is surer than this: some of the surest are not solved."""
MARKED_TITLE = 0.9
"""Nor is one less sure whose title is marked as solved: that is the word of its asker or of the forum."""
CLEAR_POST, UNCLEAR = 0.9, 0.89
"""No thread is surer than .89 whose named reply is the right one less probably than .9: who is not told what
solved it can't check it. Of 150 threads that three readers saw from .9 on, the 74 that this holds back had
a right post in 57 %, the 76 others in 87 %."""
_FARTHEST = 0.01  # a probability counts no nearer to 0 and 1 than this


@dataclass(frozen=True, slots=True, kw_only=True)
class SolvedModel:
    """Weights by name of :data:`SOLVED_SIGNS`, and what becomes of a reply's share.

    Parameters
    ----------
    signs : mapping of str to float
        Weights; a sign without one does not count.
    intercept : float
        Added to them.
    post_slope, post_offset : float
        Turn the log-odds of the named reply's share into those of its being the right one.
    only_post : float
        The log-odds that a reply is the right one which alone can be: its share, always 1, tells nothing.
    """

    signs: Mapping[str, float] = field(default_factory=lambda: {"marked_odds": 1.0})
    intercept: float = 0.0
    post_slope: float = 1.0
    post_offset: float = 0.0
    only_post: float = 3.0

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> SolvedModel:
        """Read what :func:`dataclasses.asdict` gives of a model."""
        return cls(**data)

    def solved(self, signals: Signals, *, marked: float, likeliest: int, share: float) -> float:
        """Tell how probably a thread with a reply is solved.

        Parameters
        ----------
        signals : Signals
            What was read from it.
        marked : float
            The probability by the marks' measure.
        likeliest : int
            Position of the reply that most likely solved it, if one did.
        share : float
            How likely it is this reply, if one did.
        """
        if signals.title_mark is False:
            return 0.0
        least = MARKED_TITLE if signals.title_mark else 0.0
        signs = solved_signs(signals, marked=marked, likeliest=likeliest, share=share)
        odds = sum(self.signs.get(name, 0.0) * sign for name, sign in zip(SOLVED_SIGNS, signs, strict=True))
        most = HIGHEST if self.right_post(share) >= CLEAR_POST else UNCLEAR
        return min(max(to_probability(odds + self.intercept), least), most)

    def right_post(self, share: float) -> float:
        """Tell how probably the reply of this share is the right one, if one is."""
        odds = self.post_slope * log_odds(share) + self.post_offset if share < 1 else self.only_post
        return to_probability(odds)


def solved_signs(signals: Signals, *, marked: float, likeliest: int, share: float) -> tuple[float, ...]:
    """Work out :data:`SOLVED_SIGNS` of a thread with a reply."""
    return (log_odds(marked), *asker_signs(signals, likeliest=likeliest, share=share))


def log_odds(probability: float) -> float:
    """The log-odds of a probability, which counts no nearer to 0 and 1 than a hundredth."""
    held = min(max(probability, _FARTHEST), 1 - _FARTHEST)
    return log(held / (1 - held))
