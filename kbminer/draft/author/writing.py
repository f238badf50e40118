"""Articles written by a language model, where one is configured; the composed draft wherever it fails.

Each sentence that it writes passes the checker and a second reader. Then the model reads its article once as
the editor who signs it: it mends it, or leaves it to a person. What does not pass at last gives way to words
of the post that it names. Whatever goes wrong with the model, the draft that was composed without it is
still there.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from kbminer.draft.author.article_answer import ArticleAnswer, inquiry_for, read_article
from kbminer.draft.author.assembly import CheckedAnswer
from kbminer.draft.author.checking import Answered, checked_by, said_again, taken_apart
from kbminer.draft.author.dossier import Dossier, dossier_of
from kbminer.draft.author.revision import Revision, lost_in, read_revision, revision_inquiry, settled_by
from kbminer.draft.author.untold import Untold, untold_of
from kbminer.draft.author.written_article import Written, left_to_a_person, useless, written_article
from kbminer.language_model import Asking, ModelFailed
from kbminer.language_model.asking import LONGEST_ANSWER
from kbminer.records import Draft, Resolution, Thread
from kbminer.redact.gate import released
from kbminer.verify.second_reader import SecondReading, second_readings

ROUNDS = 4  # requests that one article takes at most: written, read, revised, and what was revised read
NO_ANSWER = "no post answers it, as the language model read it"
_UNSIGNED = "the language model would not sign what it wrote on it"


@dataclass(frozen=True, slots=True)
class _Read:
    """An answer after its first reading: what was said of it, and what it does not tell."""

    answered: Answered
    said: Sequence[SecondReading | None]
    checked: CheckedAnswer
    missing: tuple[Untold, ...]


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
    lists = [each.readings if isinstance(each, Answered) else () for each in answers]
    said = second_readings(asking, lists)
    parts = [
        _part(draft, each, one, resolutions) for draft, each, one in zip(given, answers, said, strict=True)
    ]
    revised = iter(_revised([part for part in parts if isinstance(part, _Read)], asking, resolutions))
    return [next(revised) if isinstance(part, _Read) else part for part in parts]


def write_article(draft: Draft, threads: Mapping[str, Thread], asking: Asking) -> Written:
    """Let a model write one article; parameters are those of :func:`write_articles`."""
    return write_articles([draft], threads, asking)[0]


def article_cost(
    draft: Draft, threads: Mapping[str, Thread], asking: Asking, resolutions: Mapping[str, Resolution]
) -> int:
    """Estimate the tokens that an article takes at most, written, read, revised and read once more.

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
        What a second reader said of the readings of :class:`kbminer.draft.author.checking.Answered`; where it
        is nothing the checker decides.
    asking
        Whom to ask once whether it would sign it; nobody where it is None.
    """
    read = _read(taken_apart(draft, dossier, answer), said)
    return _revised([read], asking, {})[0] if asking else written_article(read.checked)


def _dossier(
    draft: Draft, threads: Mapping[str, Thread], resolutions: Mapping[str, Resolution]
) -> Dossier | None:
    return None if draft.cites_internal else dossier_of(draft, threads, resolutions)


def _answers(
    drafts: Sequence[Draft],
    threads: Mapping[str, Thread],
    asking: Asking,
    resolutions: Mapping[str, Resolution],
) -> list[Answered | ModelFailed | None]:
    dossiers = [_dossier(draft, threads, resolutions) for draft in drafts]
    answers = iter(asking.complete_all([inquiry_for(dossier) for dossier in dossiers if dossier]))
    return [
        _answered(draft, dossier, next(answers)) if dossier else None
        for draft, dossier in zip(drafts, dossiers, strict=True)
    ]


def _answered(draft: Draft, dossier: Dossier, content: str | ModelFailed) -> Answered | ModelFailed:
    if isinstance(content, ModelFailed):
        return content
    try:
        answer = read_article(content)
    except ModelFailed as error:
        return error
    return taken_apart(draft, dossier, answer)


def _part(
    draft: Draft,
    each: Answered | ModelFailed | None,
    said: Sequence[SecondReading | None],
    resolutions: Mapping[str, Resolution],
) -> _Read | Written:
    """An answer as it was read, or what there is without one."""
    if isinstance(each, Answered):
        reason = each.answer.no_answer
        if reason is not None:
            return left_to_a_person(draft, each.dossier, resolutions, NO_ANSWER, reason)
        return _read(each, said)
    if isinstance(each, ModelFailed):
        return Written(draft=draft, problem=str(each))
    internal = "it was not sent to the language model: it cites internal posts"
    return Written(
        draft=draft, told=(internal if draft.cites_internal else "no post solves it: nothing to write",)
    )


def _read(each: Answered, said: Sequence[SecondReading | None]) -> _Read:
    checked = checked_by(each, said)
    return _Read(each, said, checked, untold_of(each.draft, each.dossier, each.answer, checked.outcomes))


def _revised(parts: Sequence[_Read], asking: Asking, resolutions: Mapping[str, Resolution]) -> list[Written]:
    """Ask of each article whether it would be signed, and read again what is mended."""
    contents = asking.complete_all([revision_inquiry(part.checked, part.missing) for part in parts])
    revisions = [
        read_revision(content, part.answered.answer) for part, content in zip(parts, contents, strict=True)
    ]
    mended = [
        taken_apart(part.answered.draft, part.answered.dossier, revision.answer) if revision.answer else None
        for part, revision in zip(parts, revisions, strict=True)
    ]
    said = said_again([(part.answered, part.said) for part in parts], mended, asking)
    return [
        _made(part, revision, checked_by(again, one) if again else None, resolutions)
        for part, revision, again, one in zip(parts, revisions, mended, said, strict=True)
    ]


def _made(
    part: _Read, revision: Revision, again: CheckedAnswer | None, resolutions: Mapping[str, Resolution]
) -> Written:
    """The article that stands, or none: a revision that loses more than the article before is passed over."""
    first = part.checked
    if revision.is_withheld:
        return left_to_a_person(first.draft, first.dossier, resolutions, _UNSIGNED, revision.reason)
    if again and (useless(again.outcomes) or lost_in(again) > lost_in(first)):
        return written_article(first)
    reason = released(revision.reason, names=first.dossier.people) if again else None
    return written_article(settled_by(revision, part.missing, again or first), reason)
