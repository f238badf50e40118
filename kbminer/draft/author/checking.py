"""What becomes of a model's answer when it is read again: each sentence, its title, and who confirms it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kbminer.draft.author.answering_threads import as_planned
from kbminer.draft.author.article_answer import ArticleAnswer
from kbminer.draft.author.assembly import CheckedAnswer
from kbminer.draft.author.confirming import confirmation_reading
from kbminer.draft.author.dossier import Dossier
from kbminer.draft.author.written_sentences import Proposal, outcomes_of, proposals_of, readings_of
from kbminer.draft.author.written_title import title_reading
from kbminer.language_model import Asking
from kbminer.records import Draft
from kbminer.verify.second_reader import SecondReading, SentenceReading, second_readings


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """A model's answer to the dossier of a draft, in parts, with what a second reader is shown of it."""

    draft: Draft
    dossier: Dossier
    answer: ArticleAnswer
    proposals: tuple[Proposal, ...]
    sentences: tuple[SentenceReading, ...]
    title: SentenceReading | None
    confirmation: SentenceReading | None

    @property
    def readings(self) -> tuple[SentenceReading, ...]:
        """What a second reader is shown: sentences in other words, a new title, and who confirms it."""
        return (*self.sentences, *(each for each in (self.title, self.confirmation) if each))


def taken_apart(draft: Draft, dossier: Dossier, answer: ArticleAnswer) -> Answered:
    """Take an answer apart, as its plan says which threads ask the same."""
    known = as_planned(dossier, answer)
    proposals = proposals_of(answer.sentences, known)
    return Answered(
        draft=draft,
        dossier=known,
        answer=answer,
        proposals=proposals,
        sentences=tuple(readings_of(proposals, known)),
        title=title_reading(answer, known),
        confirmation=confirmation_reading(answer, known),
    )


def checked_by(each: Answered, said: Sequence[SecondReading | None]) -> CheckedAnswer:
    """Judge an answer by what a second reader said of its readings."""
    outcomes = tuple(outcomes_of(each.proposals, each.dossier, said))
    of_the_whole = iter(said[len(each.sentences) :])
    title = next(of_the_whole, None) if each.title else None
    confirms = next(of_the_whole, None) if each.confirmation else None
    return CheckedAnswer(
        draft=each.draft,
        dossier=each.dossier,
        answer=each.answer,
        outcomes=outcomes,
        confirmed=confirms is not None and confirms.bears_out,
        title_read=title,
    )


def said_again(
    before: Sequence[tuple[Answered, Sequence[SecondReading | None]]],
    mended: Sequence[Answered | None],
    asking: Asking,
) -> list[list[SecondReading | None]]:
    """Let a second reader read mended answers; of what it has read already, take what it said then.

    Parameters
    ----------
    before
        The answers as they were first, with what was said of them.
    mended
        As they were mended; None where nothing was.
    asking
        Whom to ask.
    """
    lists = [each.readings if each else () for each in mended]
    heard = [
        {_key(reading): one for reading, one in zip(each.readings, said, strict=False)}
        for each, said in before
    ]
    pairs = list(zip(lists, heard, strict=True))
    new = second_readings(asking, [[one for one in mine if _key(one) not in known] for mine, known in pairs])
    found = list[list[SecondReading | None]]()
    for (mine, known), said in zip(pairs, new, strict=True):
        fresh = iter(said)
        found.append([known[_key(one)] if _key(one) in known else next(fresh) for one in mine])
    return found


def _key(reading: SentenceReading) -> tuple[object, ...]:
    return reading.text, reading.posts, reading.is_title
