"""How far the asker's own words alone show that a thread was solved, marked by the forum or not."""

from __future__ import annotations

from kbminer.resolve.features import GOOD
from kbminer.resolve.signals import Signals

MARKED_TITLE = 0.95
SAID_LAST = 0.9
"""The asker's last post says that it works (precision by hand: see ``docs/quality/resolve.md``)."""
SAID_BEFORE = 0.75
THANKED_LAST = 0.35
UNASKED = 0.6
"""What is left of it where no question is found in the first post, or where many have been talking."""
LONG_TALK = 20
_OPEN_WORDS = frozenset({"fails", "partly", "hoped", "will_try", "bump"})


def solved_by_words(signals: Signals) -> float:
    """The chance from 0 to 1 that a thread is solved, by title and the asker's last words; 0 says nothing."""
    if signals.title_mark is not None:
        return MARKED_TITLE if signals.title_mark else 0.0
    asker = [post for post in signals.posts[1:] if post.asker]
    said = [i for i, post in enumerate(asker) if post.kinds & GOOD and "fails" not in post.kinds]
    if not asker:
        return 0.0
    last = asker[-1]
    if said:
        after = frozenset().union(*(post.kinds for post in asker[said[-1] + 1 :]))
        if "fails" in after:
            return 0.0
        chance = SAID_LAST if asker[said[-1]] is last and not last.questions else SAID_BEFORE
        return chance if _asks(signals) and len(signals.posts) <= LONG_TALK else chance * UNASKED
    if "thanks" in last.kinds and not last.questions and not last.kinds & _OPEN_WORDS:
        return THANKED_LAST
    return 0.0


def _asks(signals: Signals) -> bool:
    """Whether the first post, or the title, asks for something."""
    first = signals.posts[0]
    return bool(first.questions) or bool(first.kinds & {"fails", "bump", "same_here"})
