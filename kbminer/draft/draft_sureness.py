"""How likely an editor signs a composed draft with light edits: what decides whether it's shown.

A logistic model of two readable signs of the draft's own words. The weights stand in
``draft_sureness.json``, fitted by ``scripts/fit_draft_sureness.py`` on drafts that strangers read and judged.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from statistics import fmean

from kbminer.draft.phrase_cues import PhraseCues, cues_for
from kbminer.draft.sentence_signs import own_sign
from kbminer.records import Draft
from kbminer.similarity.log_odds import to_probability
from kbminer.similarity.weighted_signs import WeightedSigns
from kbminer.text.segments import Segment

SIGNS = ("acts", "tells_of_writer")
"""The signs of :func:`draft_signs`, in order."""

_ANSWERING = ("cause", "resolution", "workaround")


def draft_signs(draft: Draft) -> tuple[float, ...]:
    """Work out what tells whether an editor signs a draft.

    Parameters
    ----------
    draft
        The draft, as composed.

    Returns
    -------
    tuple of float
        :data:`SIGNS`: of the answer's sentences and pieces of code the share that holds code or says what to
        do, and of its sentences the share that tells of their writer and speaks to nobody.
    """
    cues = cues_for(draft.language)
    told = _answer(draft)
    said = [segment for segment in told if segment.kind == "sentence"]
    return (
        _mean([_acts(segment, cues) for segment in told]),
        _mean([_tells_of_writer(segment, cues) for segment in said]),
    )


def _answer(draft: Draft) -> list[Segment]:
    statements = (s for section in draft.sections if section.name in _ANSWERING for s in section.statements)
    return [
        Segment(text=s.text, kind="code" if s.kind == "code" else "sentence", block=place, item=s.item)
        for place, s in enumerate(statements)
        if s.kind in ("sentence", "code") and not s.quoted
    ]


def _acts(segment: Segment, cues: PhraseCues) -> bool:
    return segment.kind == "code" or "`" in segment.text or bool(own_sign(segment, cues, "directive"))


def _tells_of_writer(segment: Segment, cues: PhraseCues) -> bool:
    return bool(own_sign(segment, cues, "first_person")) and not own_sign(segment, cues, "address")


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

    def sureness(self, draft: Draft) -> float:
        """Tell how likely an editor signs a draft with light edits, from 0 to 1.

        Parameters
        ----------
        draft
            The draft.

        Examples
        --------
        >>> from kbminer.records import Section, Statement
        >>> def drafted(answer):
        ...     told = Section(name="resolution", statements=(Statement(text=answer),))
        ...     return Draft(id="d", group="g", title="Lid", sections=(told,), language="en")
        >>> helps, tells = drafted("Press the left button twice."), drafted("I sold mine to my brother.")
        >>> DraftSureness.shipped().sureness(helps) > DraftSureness.shipped().sureness(tells)
        True
        """
        return self.probability(draft_signs(draft))


@cache
def _shipped() -> DraftSureness:
    return DraftSureness.read("kbminer.draft", "draft_sureness.json")
