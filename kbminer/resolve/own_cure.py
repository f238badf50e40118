"""Whether the asker's word that it works is about a helper's reply, or about what the asker found alone."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from kbminer.languages import words
from kbminer.resolve.signals import SUCCESS, PostSignals


def last_success(posts: Sequence[PostSignals]) -> PostSignals | None:
    """The last post by the asker that says that it works."""
    return next((post for post in reversed(posts) if post.asker and post.kinds & SUCCESS), None)


def tells_own_cure(post: PostSignals, language: str | None) -> bool:
    """Whether each sentence by which a post says that it works has its writer for a subject.

    What was said before, or whom it speaks to, is no part of such a sentence. It is a sign and no proof.

    Parameters
    ----------
    post : PostSignals
        A post that says that it works.
    language : str or None
        The language of its thread.

    Examples
    --------
    >>> from kbminer.resolve.signals import FoundCue
    >>> def says(text):
    ...     return PostSignals(id="1", cues=(FoundCue(kind="solved", quote=text),))
    >>> tells_own_cure(says("I got it working with another cable."), "en")
    True
    >>> tells_own_cure(says("That is what I was looking for!"), "en")
    False
    >>> tells_own_cure(says("I changed it as in your example, works."), "en")
    False
    """
    of_self, of_others, to_others = _phrases(language)
    told = [cue.quote for cue in post.cues if cue.kind in SUCCESS]
    subjects = [of_self.search(sentence) for sentence in told]
    return bool(told) and all(
        subject is not None
        and of_others.search(sentence, 0, subject.start()) is None
        and to_others.search(sentence) is None
        for sentence, subject in zip(told, subjects, strict=True)
    )


class _Phrases(NamedTuple):
    """Words for who writes, for what was said before, and to whom."""

    of_self: re.Pattern[str]
    of_others: re.Pattern[str]
    to_others: re.Pattern[str]


@cache
def _phrases(language: str | None) -> _Phrases:
    def anywhere(part: str) -> re.Pattern[str]:
        return re.compile(rf"(?<!\w)(?:{'|'.join(words(part, language)) or '(?!)'})(?!\w)", re.IGNORECASE)

    return _Phrases(
        anywhere("resolve.self_subjects"), anywhere("titles.points_back"), anywhere("draft.address")
    )
