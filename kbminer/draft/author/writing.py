"""Articles written by a language model, where one is configured; the composed draft wherever it fails.

Each sentence that it writes passes the checker and a second reader; what does not, the model may mend once,
and then words of the post that it names take its place. Whatever goes wrong with the model, the draft that
was composed without it is still there.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from kbminer.draft.author.answering_threads import as_planned
from kbminer.draft.author.article_answer import ArticleAnswer, inquiry_for, read_article
from kbminer.draft.author.assembly import CheckedAnswer
from kbminer.draft.author.confirming import confirmation_reading
from kbminer.draft.author.dossier import Dossier, dossier_of
from kbminer.draft.author.repair import Faulty, RepairedPart, read_repair, repair_inquiry, repaired
from kbminer.draft.author.untold import untold_of
from kbminer.draft.author.written_article import Written, without_answer, written_article
from kbminer.draft.author.written_sentences import (
    Proposal,
    SentenceOutcome,
    outcomes_of,
    proposals_of,
    readings_of,
)
from kbminer.draft.author.written_title import title_reading
from kbminer.language_model import Asking, ModelFailed
from kbminer.language_model.asking import LONGEST_ANSWER
from kbminer.records import Draft, Resolution, Thread
from kbminer.verify.second_reader import SecondReading, SentenceReading, second_readings

ROUNDS = 4  # requests that one article takes at most: written, read, mended, and what was mended read


@dataclass(frozen=True, slots=True)
class _Answered:
    """A model's answer to the dossier of a draft, in parts, before anybody has read it again."""

    draft: Draft
    dossier: Dossier
    answer: ArticleAnswer
    proposals: tuple[Proposal, ...]


@dataclass(frozen=True, slots=True)
class _Read:
    """An answer after its first reading, with what is to be mended."""

    answered: _Answered
    faulty: Faulty
    title_read: SecondReading | None
    is_confirmed: bool


def write_articles(
    drafts: Iterable[Draft],
    threads: Mapping[str, Thread],
    asking: Asking,
    resolutions: Mapping[str, Resolution] | None = None,
) -> list[Written]:
    """Let a model write articles, read them again and mend them; it never fails because of the model.

    Parameters
    ----------
    drafts
        Composed and verified.
    threads
        By key, at least those that the drafts name.
    asking
        Whom to ask: so many articles at once as it may.
    resolutions
        What is known of the threads' solutions, by key.
    """
    resolutions = resolutions or {}
    given = list(drafts)
    answers = _answers(given, threads, asking, resolutions)
    lists = [
        readings_for(each.dossier, each.answer) if isinstance(each, _Answered) else [] for each in answers
    ]
    said = second_readings(asking, lists)
    parts = [
        _part(draft, each, one, resolutions) for draft, each, one in zip(given, answers, said, strict=True)
    ]
    mended = iter(_mended([part for part in parts if isinstance(part, _Read)], asking))
    return [next(mended) if isinstance(part, _Read) else part for part in parts]


def write_article(draft: Draft, threads: Mapping[str, Thread], asking: Asking) -> Written:
    """Let a model write one article; parameters are those of :func:`write_articles`."""
    return write_articles([draft], threads, asking)[0]


def article_cost(
    draft: Draft, threads: Mapping[str, Thread], asking: Asking, resolutions: Mapping[str, Resolution]
) -> int:
    """Estimate the tokens that an article takes at most, written, read, mended and read once more.

    Parameters are those of :func:`write_articles`.
    """
    dossier = _dossier(draft, threads, resolutions)
    writing = asking.estimate(inquiry_for(dossier)) if dossier else 0
    later = (ROUNDS - 1) * (writing + LONGEST_ANSWER)  # each sees no more than the posts and the article
    return writing + later if writing else 0


def article_from(
    draft: Draft,
    dossier: Dossier,
    answer: ArticleAnswer,
    said: Sequence[SecondReading | None] = (),
    asking: Asking | None = None,
) -> Written:
    """Make an article of what a model answered.

    Parameters
    ----------
    draft
        The draft as composed.
    dossier
        What the model was shown.
    answer
        What it wrote.
    said
        What a second reader said of what :func:`readings_for` shows; where it is nothing the checker decides.
    asking
        Whom to ask once for what is wrong; nobody where it is None.
    """
    read = _read(_taken_apart(draft, dossier, answer), said)
    return _mended([read], asking)[0] if asking else _made(read, (), [])


def readings_for(dossier: Dossier, answer: ArticleAnswer) -> list[SentenceReading]:
    """Show a second reader what a model wrote: sentences in other words, a new title, and who confirms it."""
    known = as_planned(dossier, answer)
    whole = (title_reading(answer, known), confirmation_reading(answer, known))
    return [
        *readings_of(proposals_of(answer.sentences, known), known),
        *(reading for reading in whole if reading),
    ]


def _dossier(
    draft: Draft, threads: Mapping[str, Thread], resolutions: Mapping[str, Resolution]
) -> Dossier | None:
    return None if draft.cites_internal else dossier_of(draft, threads, resolutions)


def _answers(
    drafts: Sequence[Draft],
    threads: Mapping[str, Thread],
    asking: Asking,
    resolutions: Mapping[str, Resolution],
) -> list[_Answered | ModelFailed | None]:
    dossiers = [_dossier(draft, threads, resolutions) for draft in drafts]
    answers = iter(asking.complete_all([inquiry_for(dossier) for dossier in dossiers if dossier]))
    return [
        _answered(draft, dossier, next(answers)) if dossier else None
        for draft, dossier in zip(drafts, dossiers, strict=True)
    ]


def _answered(draft: Draft, dossier: Dossier, content: str | ModelFailed) -> _Answered | ModelFailed:
    if isinstance(content, ModelFailed):
        return content
    try:
        answer = read_article(content)
    except ModelFailed as error:
        return error
    return _taken_apart(draft, dossier, answer)


def _taken_apart(draft: Draft, dossier: Dossier, answer: ArticleAnswer) -> _Answered:
    known = as_planned(dossier, answer)
    return _Answered(draft, known, answer, proposals_of(answer.sentences, known))


def _part(
    draft: Draft,
    each: _Answered | ModelFailed | None,
    said: Sequence[SecondReading | None],
    resolutions: Mapping[str, Resolution],
) -> _Read | Written:
    """An answer as it was read, or what there is without one."""
    if isinstance(each, _Answered):
        is_empty = each.answer.no_answer is not None
        return (
            without_answer(draft, each.dossier, each.answer, resolutions) if is_empty else _read(each, said)
        )
    if isinstance(each, ModelFailed):
        return Written(draft=draft, problem=str(each))
    internal = "it was not sent to the language model: it cites internal posts"
    return Written(
        draft=draft, told=(internal if draft.cites_internal else "no post solves it: nothing to write",)
    )


def _read(each: _Answered, said: Sequence[SecondReading | None]) -> _Read:
    outcomes = tuple(outcomes_of(each.proposals, each.dossier, said))
    missing = untold_of(each.draft, each.dossier, each.answer, outcomes)
    faulty = Faulty(dossier=each.dossier, outcomes=outcomes, missing=missing)
    of_the_whole = iter(said[len(readings_of(each.proposals, each.dossier)) :])
    title = next(of_the_whole, None) if title_reading(each.answer, each.dossier) else None
    confirms = next(of_the_whole, None) if confirmation_reading(each.answer, each.dossier) else None
    return _Read(each, faulty, title, confirms is not None and confirms.bears_out)


def _mended(parts: Sequence[_Read], asking: Asking) -> list[Written]:
    """Ask once for what is wrong in each article, and read again what comes back."""
    inquiries = [repair_inquiry(part.faulty) for part in parts]
    answers = iter(asking.complete_all([inquiry for inquiry in inquiries if inquiry]))
    pieces = [
        read_repair(next(answers), part.faulty) if inquiry else ()
        for part, inquiry in zip(parts, inquiries, strict=True)
    ]
    lists = [
        [reading for piece in mine for reading in readings_of(piece.proposals, part.faulty.dossier)]
        for part, mine in zip(parts, pieces, strict=True)
    ]
    said = second_readings(asking, lists)
    return [_made(part, mine, one) for part, mine, one in zip(parts, pieces, said, strict=True)]


def _made(part: _Read, pieces: Sequence[RepairedPart], said: Sequence[SecondReading | None]) -> Written:
    given, dossier = part.answered, part.faulty.dossier
    left, found = list(said), list[list[SentenceOutcome]]()
    for piece in pieces:
        count = len(readings_of(piece.proposals, dossier))
        found.append(list(outcomes_of(piece.proposals, dossier, left[:count])))
        del left[:count]
    outcomes, settled = repaired(part.faulty, pieces, found)
    mended = sum(outcome.reason is None for each in found for outcome in each)
    checked = CheckedAnswer(
        draft=given.draft,
        dossier=dossier,
        answer=given.answer,
        outcomes=outcomes,
        settled=settled,
        confirmed=part.is_confirmed,
    )
    return written_article(checked, title_read=part.title_read, mended=mended)
