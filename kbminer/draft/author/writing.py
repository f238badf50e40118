"""Articles written by a language model, where one is configured; the composed draft wherever it fails.

Each sentence that it writes passes the checker and a second reader, or is replaced by the words of the post
that it names. Whatever goes wrong with the model, the draft that was composed without it is still there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from kbminer.draft.author.article_answer import ArticleAnswer, inquiry_for, read_article
from kbminer.draft.author.assembly import assembled, solution_numbers
from kbminer.draft.author.dossier import Dossier, dossier_of
from kbminer.draft.author.written_sentences import (
    Proposal,
    SentenceOutcome,
    outcomes_of,
    proposals_of,
    readings_of,
)
from kbminer.draft.author.written_title import title_reading, with_title
from kbminer.draft.draft_id import with_id
from kbminer.language_model import Asking, ModelFailed
from kbminer.language_model.asking import LONGEST_ANSWER
from kbminer.records import Draft, Resolution, Thread
from kbminer.redact.gate import released
from kbminer.verify import check_draft
from kbminer.verify.second_reader import SecondReading, SentenceReading, second_readings

MOST_REFUSED = 0.5  # share of a resolution's sentences that may be refused: of more, nothing is believed


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A draft after a model has written it.

    Parameters
    ----------
    draft
        The article, or the draft as it was where the model was of no use.
    accepted
        How many of its sentences stand, by their wording.
    refused
        Why the others do not stand, each reason once for each sentence.
    replaced
        How many of the refused ones were replaced by the post's own words.
    problem
        Why the whole draft stayed as it was; None where it did not.
    told
        What an editor has to know that the draft does not show.
    no_answer
        Why no post answers the question, as the model says of a solution that no forum names; else None.
    """

    draft: Draft
    accepted: Mapping[str, int] = field(default_factory=dict)
    refused: tuple[str, ...] = ()
    replaced: int = 0
    problem: str | None = None
    told: tuple[str, ...] = ()
    no_answer: str | None = None


@dataclass(frozen=True, slots=True)
class _Answered:
    """An answer to a dossier, in parts, before anybody has read it again."""

    dossier: Dossier
    answer: ArticleAnswer
    proposals: tuple[Proposal, ...] = ()

    def readings(self) -> list[SentenceReading]:
        """What a second reader is to read: the sentences in other words, and last the title, if it is new."""
        title = title_reading(self.answer.title, self.dossier)
        return [*readings_of(self.proposals, self.dossier), *([title] if title else [])]


def write_articles(
    drafts: Iterable[Draft],
    threads: Mapping[str, Thread],
    asking: Asking,
    resolutions: Mapping[str, Resolution] | None = None,
) -> list[Written]:
    """Let a model write articles, and read them again; it never fails because of the model.

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
    dossiers = [_dossier(draft, threads, resolutions) for draft in given]
    asked = [inquiry_for(dossier) for dossier in dossiers if dossier]
    answers = iter(asking.complete_all(asked))
    parts = [_answered(dossier, next(answers)) if dossier else None for dossier in dossiers]
    lists = [each.readings() if isinstance(each, _Answered) else [] for each in parts]
    said = second_readings(asking, lists)
    return [
        _written(draft, part, read, resolutions) for draft, part, read in zip(given, parts, said, strict=True)
    ]


def write_article(draft: Draft, threads: Mapping[str, Thread], asking: Asking) -> Written:
    """Let a model write one article; parameters are those of :func:`write_articles`."""
    return write_articles([draft], threads, asking)[0]


def article_cost(
    draft: Draft, threads: Mapping[str, Thread], asking: Asking, resolutions: Mapping[str, Resolution]
) -> int:
    """Estimate the tokens that writing one article, and reading it again, takes at most.

    Parameters are those of :func:`write_articles`.
    """
    dossier = _dossier(draft, threads, resolutions)
    writing = asking.estimate(inquiry_for(dossier)) if dossier else 0
    return writing + (writing + LONGEST_ANSWER if writing else 0)  # who reads again sees the posts again


def article_from(
    draft: Draft, dossier: Dossier, answer: ArticleAnswer, said: Sequence[SecondReading | None] = ()
) -> Written:
    """Make an article of what a model answered: what passes, and posts' words for what does not.

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
    """
    return _made(draft, _Answered(dossier, answer, proposals_of(answer, dossier)), said)


def readings_for(dossier: Dossier, answer: ArticleAnswer) -> list[SentenceReading]:
    """Show a second reader what a model wrote; parameters are those of :func:`article_from`."""
    return _Answered(dossier, answer, proposals_of(answer, dossier)).readings()


def _dossier(
    draft: Draft, threads: Mapping[str, Thread], resolutions: Mapping[str, Resolution]
) -> Dossier | None:
    return None if draft.cites_internal else dossier_of(draft, threads, resolutions)


def _answered(dossier: Dossier, content: str | ModelFailed) -> _Answered | ModelFailed:
    if isinstance(content, ModelFailed):
        return content
    try:
        answer = read_article(content)
    except ModelFailed as error:
        return error
    return _Answered(dossier, answer, proposals_of(answer, dossier))


def _written(
    draft: Draft,
    part: _Answered | ModelFailed | None,
    said: Sequence[SecondReading | None],
    resolutions: Mapping[str, Resolution],
) -> Written:
    if part is None:
        internal = "it was not sent to the language model: it cites internal posts"
        return Written(
            draft=draft, told=(internal if draft.cites_internal else "no post solves it: nothing to write",)
        )
    if isinstance(part, ModelFailed):
        return Written(draft=draft, problem=str(part))
    if part.answer.no_answer:
        return _without_answer(draft, part, resolutions)
    return _made(draft, part, said)


def _without_answer(draft: Draft, part: _Answered, resolutions: Mapping[str, Resolution]) -> Written:
    """A draft of which the model says that no post answers it: what the forum marks counts before it."""
    dossier = part.dossier
    reason = released(part.answer.no_answer or "", names=dossier.people)
    known = resolutions.get(dossier.places[dossier.guess - 1][0]) if dossier.guess else None
    if known is not None and known.declared == "solved":
        told = f"the language model says that no post answers it ({reason}), where the forum marks a solution"
        return Written(draft=draft, told=(told,))
    return Written(draft=draft, no_answer=reason)


def _made(draft: Draft, part: _Answered, said: Sequence[SecondReading | None]) -> Written:
    dossier, answer = part.dossier, part.answer
    outcomes = list(outcomes_of(part.proposals, dossier, said))
    refused = tuple(outcome.reason for outcome in outcomes if outcome.reason)
    if problem := _useless(outcomes):
        return Written(draft=draft, refused=refused, problem=problem)
    made = assembled(draft, dossier, answer, outcomes)
    made = with_title(made, answer.title, dossier, said[-1] if said else None)
    if check_draft(made, dossier.threads):
        problem = "the written draft failed the checker as a whole"
        return Written(draft=draft, refused=refused, problem=problem)
    standing = [outcome for outcome in outcomes if outcome.statement and not outcome.reason]
    replaced = sum(outcome.statement is not None for outcome in outcomes if outcome.reason)
    return Written(
        draft=with_id(made),
        accepted=Counter(outcome.statement.wording for outcome in standing if outcome.statement),
        refused=refused,
        replaced=replaced,
        told=tuple(_told(len(refused), replaced, made, part)),
    )


def _told(refused: int, replaced: int, made: Draft, part: _Answered) -> Iterator[str]:
    solved = solution_numbers(part.answer, part.dossier)
    if part.dossier.guess and solved and part.dossier.guess not in solved:
        place = part.dossier.citation(solved[0])
        yield f"the language model takes another post for the solution: {place.number} of {place.thread}"
    if not part.answer.title_fits:
        yield "the language model says that the title was not what is asked"
    if refused:
        own = f"{replaced} stand in the words of their posts"
        yield f"{refused} sentences of the language model were refused; {own}"
    if made.left_out:
        yield f"{len(made.left_out)} sentences of the solution are used nowhere; they stand below the article"


def _useless(outcomes: Sequence[SentenceOutcome]) -> str | None:
    """Why an answer as a whole is of no use."""
    solving = [o for o in outcomes if o.sentence.section in ("resolution", "workaround")]
    if not any(outcome.statement for outcome in solving):
        return "the language model wrote no resolution that its posts bear out"
    lost = sum(outcome.reason is not None for outcome in solving)
    if lost > MOST_REFUSED * len(solving):
        return f"{lost} of the {len(solving)} sentences of the written resolution were refused"
    return None
