"""How probably a thread is solved, and by the named reply: what graded threads say of the evidence.

The model of marks is one witness, the asker's words are another, and both see the same words. So they are
weighed together, by a logistic regression on threads that were read whole and graded by hand
(``scripts/fit_solved.py``); the probability of the named reply is its share, put right by the same threads.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import log, log1p
from typing import Any

from kbminer.resolve.asker_evidence import ASKER_SIGNS, asker_signs, excess
from kbminer.resolve.own_cure import last_success, tells_own_cure
from kbminer.resolve.signals import Signals
from kbminer.similarity.log_odds import to_probability

SOLVED_SIGNS = ("marked_odds", *ASKER_SIGNS, "only_reply", "long_reply")
"""What the model weighs: the log-odds by the marks' measure, the asker's words, whether the thread holds one
reply alone (nobody was there to disagree), and by how much the named reply is longer than most (it often
answers a part, or tells a story)."""
POST_SIGNS = (
    *("share_odds", "only_reply", "helpers_before", "own_and_bare"),
    *("own_cure", "long_confirmation", "withdrawn", "brief"),
)
"""What tells whether a reply is the right one:

- the log-odds of its share of the choice (nothing where it is the only one, whose share is always 1);
- the logarithm of one and the replies by others than the asker before it: the more have tried, the less one
  knows which of them helped;
- whether it is the asker's own and says hardly more than that it works;
- the log-odds again, where the asker tells a cure of their own behind a helper's reply: of that the share
  knows little, so it says little;
- by how much the asker's confirmation behind a helper's reply is longer than a word of thanks;
- whether it is the asker's own and takes the question back;
- and by how much it is shorter than a telling answer, where it holds nothing but words."""
HIGHEST = 0.98
"""No thread is surer than this: some of the surest are not solved."""
MARKED_TITLE = 0.5
"""Nor is one less sure whose title is marked as solved: that is the word of its asker or of the forum. How
sure, the evidence tells: of eleven graded ones where it gives .5 to .8, seven were."""
CLEAR_POST, UNCLEAR = 0.9, 0.89
"""No thread is surer than .89 whose named reply is the right one less probably than .9: who is not told what
solved it can't check it. Of 150 threads that three readers saw from .9 on, the 74 that this holds back had
a right post in 57 %, the 76 others in 87 %."""
_BARE = 12  # words that are too few to say what one did: a third of such graded posts was no answer
_THANKS = 10  # words of a confirmation that says no more; told best on forums left out, of 5 to 20
_TELLING = 25  # words of a telling answer; of graded posts with fewer, and no code, three in five were right
_LONG = 100  # words; of graded threads those with shorter replies are solved alike, whatever their length
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
    post : mapping of str to float
        Weights by name of :data:`POST_SIGNS`, for the probability that a reply is the right one.
    post_intercept : float
        Added to these.
    """

    signs: Mapping[str, float] = field(default_factory=lambda: {"marked_odds": 1.0})
    intercept: float = 0.0
    post: Mapping[str, float] = field(default_factory=lambda: {"share_odds": 1.0})
    post_intercept: float = 0.0

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> SolvedModel:
        """Read what :func:`dataclasses.asdict` gives of a model."""
        return cls(**data)

    def solved(self, signals: Signals, *, marked: float, named: int, right_post: float) -> float:
        """Tell how probably a thread with a reply is solved.

        Parameters
        ----------
        signals : Signals
            What was read from it.
        marked : float
            The probability by the marks' measure.
        named : int
            Position of the reply that most likely solved it, if one did.
        right_post : float
            How likely :meth:`right_post` says it is; 0 where no reply can be the solution.
        """
        if signals.title_mark is False:
            return 0.0
        least = MARKED_TITLE if signals.title_mark else 0.0
        signs = solved_signs(signals, marked=marked, named=named)
        most = HIGHEST if right_post >= CLEAR_POST else UNCLEAR
        chance = to_probability(_weighed(self.signs, SOLVED_SIGNS, signs) + self.intercept)
        return min(max(chance, least), most)

    def right_post(self, signals: Signals, place: int, share: float) -> float:
        """Tell how probably the reply at a position is the right one, if one is, given its share."""
        signs = post_signs(signals, place, share)
        return to_probability(_weighed(self.post, POST_SIGNS, signs) + self.post_intercept)


def solved_signs(signals: Signals, *, marked: float, named: int) -> tuple[float, ...]:
    """Work out :data:`SOLVED_SIGNS` of a thread with a reply, as :meth:`SolvedModel.solved` takes it."""
    is_only, long_reply = len(signals.posts) == 2, excess(signals.posts[named], _LONG)
    return (log_odds(marked), *asker_signs(signals), float(is_only), long_reply)


def post_signs(signals: Signals, place: int, share: float) -> tuple[float, ...]:
    """Work out :data:`POST_SIGNS` of the reply at a position, whose share of the choice is given."""
    post, is_only = signals.posts[place], len(signals.posts) == 2
    share_odds = 0.0 if is_only else log_odds(share)
    confirming = None if post.asker else last_success(signals.posts[place + 1 :])
    is_own_cure = confirming is not None and tells_own_cure(confirming, signals.language)
    return (
        share_odds,
        float(is_only),
        log1p(sum(not before.asker for before in signals.posts[1:place])),
        float(post.asker and post.is_mere_text and post.words < _BARE),
        share_odds if is_own_cure else 0.0,
        excess(confirming, _THANKS) if confirming is not None else 0.0,
        float(post.asker and "withdrawn" in post.kinds),
        max(log(_TELLING / (1 + post.words)), 0.0) if post.is_mere_text else 0.0,
    )


def _weighed(weights: Mapping[str, float], names: Sequence[str], signs: Sequence[float]) -> float:
    return sum(weights.get(name, 0.0) * sign for name, sign in zip(names, signs, strict=True))


def log_odds(probability: float) -> float:
    """The log-odds of a probability, which counts no nearer to 0 and 1 than a hundredth."""
    held = min(max(probability, _FARTHEST), 1 - _FARTHEST)
    return log(held / (1 - held))
