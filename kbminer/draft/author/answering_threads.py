"""Which threads of a written article ask the same, and who asks in them: in Issue, one asker."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from kbminer.draft.author.article_answer import SOLVING, ArticleAnswer
from kbminer.draft.author.dossier import Dossier
from kbminer.draft.author.written_sentences import SentenceOutcome


def as_planned(dossier: Dossier, answer: ArticleAnswer) -> Dossier:
    """Mark the threads that ask something else, and who has the trouble, as the model says.

    Parameters
    ----------
    dossier
        What the model was shown.
    answer
        What it wrote: the thread that it answers is never one that asks something else.
    """
    keys = dict(enumerate(dict.fromkeys(key for key, _ in dossier.places), start=1))
    return replace(
        dossier,
        apart=frozenset(keys[number] for number in answer.apart if 1 < number <= len(keys)),
        troubled=frozenset(item.post for item in answer.planned if item.adds == "trouble"),
    )


def with_answering_threads(
    dossier: Dossier, answer: ArticleAnswer, outcomes: Sequence[SentenceOutcome]
) -> Dossier:
    """Mark the threads that begin with an answer: in mails, the question may stand in another thread.

    Parameters
    ----------
    dossier
        What the model was shown.
    answer
        What it wrote: whose first post it names or cites as an answer did not ask there.
    outcomes
        What became of its sentences.
    """
    cited = {
        number
        for outcome in outcomes
        if outcome.statement and outcome.sentence.section in SOLVING
        for number in outcome.sentence.posts
    }
    answering = {
        dossier.places[number - 1][0]
        for number in {*answer.solution, *cited}
        if 1 < number <= len(dossier.places) and dossier.citation(number).number == 1
    }
    return replace(dossier, answering=dossier.answering | (answering - {dossier.places[0][0]}))


def recited(outcome: SentenceOutcome, dossier: Dossier) -> SentenceOutcome:
    """Give an outcome whose citations say who wrote their posts, as the dossier knows it now."""
    if outcome.statement is None:
        return outcome
    places = {place: number for number, place in enumerate(dossier.places, start=1)}
    cited = tuple(
        replace(each, role=dossier.citation(places[each.thread, each.post]).role)
        for each in outcome.statement.citations
    )
    return replace(outcome, statement=replace(outcome.statement, citations=cited))


def led_alone(outcomes: Sequence[SentenceOutcome], dossier: Dossier) -> list[SentenceOutcome]:
    """Give what the issue tells from the thread that is answered, if anything: one asker's trouble."""
    led = dossier.places[0][0]
    issue = [each for each in outcomes if each.sentence.section == "issue" and each.statement]
    own = [
        each for each in issue if each.statement and any(c.thread == led for c in each.statement.citations)
    ]
    return own or issue
