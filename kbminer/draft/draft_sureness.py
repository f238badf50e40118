"""How likely an editor signs a composed draft with light edits: what decides whether it's shown.

A logistic model of seven readable signs of the draft and of the two posts that it was made from. The weights
stand in ``draft_sureness.json``, fitted by ``scripts/fit_draft_sureness.py`` on graded drafts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from math import log1p
from statistics import fmean

from kbminer.draft.phrase_cues import cues_for
from kbminer.draft.readable import without_signature
from kbminer.draft.sentence_signs import own_sign
from kbminer.records import Draft, Post, Statement, Thread
from kbminer.redact.posts import people_of, read_post
from kbminer.similarity.log_odds import to_probability
from kbminer.similarity.weighted_signs import WeightedSigns
from kbminer.text.segments import Segment

SIGNS = ("words_asked", "first_person", "left_out", "refers", "ends_asking", "before", "broken_off")
"""The signs of :func:`draft_signs`, in order."""

_ANSWERING = ("cause", "resolution", "workaround")
_BEHIND_MARK = " )]\"'”’»*_`"  # signs that may stand behind the mark that ends a sentence
_ENDS = re.compile(rf"[.!?:;…。？][{re.escape(_BEHIND_MARK)}]*$|[)\]`]$")
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
        the draft does not tell; the share of the answer's sentences that hold a link; whether the Issue ends
        in a question; the logarithm of how many posts stand between question and answer; and the share of the
        answer's sentences that end in no sign for it, items of lists and what leads to code apart.
    """
    told = [s for s in _answer(draft) if s.kind in ("sentence", "code") and not s.quoted]
    cues = cues_for(draft.language)
    posts = _posts(told, threads)
    said = [
        Segment(text=s.text, kind="sentence", block=0, item=s.item or s.step is not None)
        for s in posts.retold
        if s.kind == "sentence"
    ]
    return (
        log1p(max(_FEWEST_ASKED, _words(s.text for s in posts.asked if s.kind == "sentence"))),
        _mean([own_sign(segment, cues, "first_person") for segment in said]),
        _left_out(posts.answered, posts.retold),
        _mean([own_sign(segment, cues, "link") for segment in said]),
        float(_ends_asking(draft)),
        log1p(posts.between),
        _broken_off(posts.retold),
    )


def _broken_off(told: Sequence[Statement]) -> float:
    """The share of sentences that end in no sign for it; what leads to code may break off there."""
    running = [
        statement
        for statement, behind in zip(told, [*told[1:], None], strict=False)
        if statement.kind == "sentence" and not statement.item and statement.step is None
        if behind is None or behind.kind != "code"
    ]
    return _mean([float(_ENDS.search(statement.text) is None) for statement in running])


def _ends_asking(draft: Draft) -> bool:
    asked = [s for section in draft.sections if section.name == "issue" for s in section.statements]
    return bool(asked) and asked[-1].text.rstrip(_BEHIND_MARK).endswith(("?", "？"))


def _answer(draft: Draft) -> Iterator[Statement]:
    return (s for section in draft.sections if section.name in _ANSWERING for s in section.statements)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Posts:
    """The words of the posts that ask and answer, what is told of the second, and how many stand between."""

    asked: Sequence[Segment] = ()
    answered: Sequence[Segment] = ()
    retold: Sequence[Statement] = ()
    between: int = 0


def _posts(told: Sequence[Statement], threads: Mapping[str, Thread]) -> _Posts:
    """Read the posts that ask and that answer, by what is cited first, and pick what cites this one."""
    for cited in (citation for statement in told for citation in statement.citations):
        posts = threads[cited.thread].posts if cited.thread in threads else ()
        for at, answering in enumerate(posts):
            if answering.id == cited.post:
                people = people_of(threads[cited.thread])
                place = (cited.thread, cited.post)
                return _Posts(
                    asked=_read(posts[0], people),
                    answered=_read(answering, people),
                    retold=[s for s in told if place in {(each.thread, each.post) for each in s.citations}],
                    between=max(0, at - 1),
                )
    return _Posts(retold=told)


def _left_out(answered: Iterable[Segment], retold: Iterable[Statement]) -> float:
    there, taken = (_words(each.text for each in texts) for texts in (answered, retold))
    return 1.0 - min(1.0, taken / there) if there else 0.0


def _read(post: Post, people: tuple[str, ...]) -> list[Segment]:
    """Its writer's own words: what is quoted, and who signs, says nothing of them."""
    return [segment for segment in without_signature(read_post(post, people).segments) if not segment.quoted]


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
