"""How likely an editor signs a composed draft with light edits: what decides whether it's shown.

A logistic model of four readable signs of the draft and of the two posts that it was made from. The weights
stand in ``draft_sureness.json``, fitted by ``scripts/fit_draft_sureness.py`` on graded drafts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from math import log1p
from statistics import fmean

from kbminer.draft.phrase_cues import cues_for
from kbminer.draft.sentence_signs import own_sign
from kbminer.records import Draft, Post, Statement, Thread
from kbminer.similarity.log_odds import to_probability
from kbminer.similarity.weighted_signs import WeightedSigns
from kbminer.text.post_text import read_text
from kbminer.text.segments import Segment

SIGNS = ("words_asked", "first_person", "left_out", "refers")
"""The signs of :func:`draft_signs`, in order."""

_ANSWERING = ("cause", "resolution", "workaround")
_FEWEST_ASKED = 20  # words of a question: too few shorter ones were graded to tell them apart


def draft_signs(draft: Draft, threads: Mapping[str, Thread]) -> tuple[float, ...]:
    """Work out what tells whether an editor signs a draft.

    Parameters
    ----------
    draft
        The draft, as composed.
    threads
        The threads that it was composed from, by key.

    Returns
    -------
    tuple of float
        :data:`SIGNS`: the logarithm of how many words the question has as it was asked, code apart; the share
        of the answer's sentences that are in the first person; the share of the answering post's words that
        the draft does not tell; and the share of the answer's sentences that hold a link.
    """
    told = [s for s in _answer(draft) if s.kind in ("sentence", "code") and not s.quoted]
    cues = cues_for(draft.language)
    said = [Segment(text=s.text, kind="sentence", block=0, item=s.item) for s in told if s.kind == "sentence"]
    asked, answered, retold = _posts(told, threads)
    return (
        log1p(max(_FEWEST_ASKED, _words(s.text for s in asked if s.kind == "sentence"))),
        _mean([own_sign(segment, cues, "first_person") for segment in said]),
        _left_out(answered, retold),
        _mean([own_sign(segment, cues, "link") for segment in said]),
    )


def _answer(draft: Draft) -> Iterator[Statement]:
    return (s for section in draft.sections if section.name in _ANSWERING for s in section.statements)


def _posts(
    told: Sequence[Statement], threads: Mapping[str, Thread]
) -> tuple[Sequence[Segment], Sequence[Segment], Sequence[Statement]]:
    """Read the posts that ask and that answer, by what is cited first, and pick what cites this one."""
    for cited in (citation for statement in told for citation in statement.citations):
        posts = threads[cited.thread].posts if cited.thread in threads else ()
        for answering in (post for post in posts if post.id == cited.post):
            place = (cited.thread, cited.post)
            retold = [s for s in told if place in {(each.thread, each.post) for each in s.citations}]
            return _read(posts[0]), _read(answering), retold
    return (), (), ()


def _left_out(answered: Iterable[Segment], retold: Iterable[Statement]) -> float:
    there, taken = (_words(each.text for each in texts) for texts in (answered, retold))
    return 1.0 - min(1.0, taken / there) if there else 0.0


def _read(post: Post) -> list[Segment]:
    """Its writer's own words: what is quoted says nothing of them."""
    return [segment for segment in read_text(post.body, post.format).segments if not segment.quoted]


def _words(texts: Iterable[str]) -> int:
    return sum(len(text.split()) for text in texts)


def _mean(found: Sequence[float]) -> float:
    return fmean(found) if found else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftSureness(WeightedSigns):
    """Weights of each of :data:`SIGNS`."""

    @classmethod
    def shipped(cls) -> DraftSureness:
        """The model that comes with kbminer."""
        return _shipped()

    def probability(self, row: Sequence[float]) -> float:
        """Weigh the signs of one draft."""
        return to_probability(self.log_odds(SIGNS, row))

    def sureness(self, draft: Draft, threads: Mapping[str, Thread]) -> float:
        """Tell how likely an editor signs a draft with light edits, from 0 to 1.

        Parameters
        ----------
        draft
            The draft.
        threads
            The threads that it was composed from, by key.

        Examples
        --------
        >>> from kbminer.records import Citation, Post, Section, Statement, Thread
        >>> def sureness(answer):
        ...     posts = (Post(id="1", body="The lid is shut."), Post(id="2", body=answer))
        ...     lid = Thread(id="7", source="demo", title="Lid", posts=posts)
        ...     told = Statement(text=answer, citations=(Citation(thread=lid.key, post="2"),))
        ...     section = Section(name="resolution", statements=(told,))
        ...     draft = Draft(id="d", group="g", title="Lid", sections=(section,), language="en")
        ...     return DraftSureness.shipped().sureness(draft, {lid.key: lid})
        >>> sureness("Press the left button twice.") > sureness("I sold mine to my brother.")
        True
        """
        return self.probability(draft_signs(draft, threads))


@cache
def _shipped() -> DraftSureness:
    return DraftSureness.read("kbminer.draft", "draft_sureness.json")
