"""What a written article leaves to its editor: what is left out, how much more, and open questions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import replace

from kbminer.draft.author.article_answer import SOLVING, ArticleAnswer
from kbminer.draft.author.dossier import Dossier
from kbminer.draft.author.left_out import listed_of
from kbminer.draft.author.untold import missing, planned_untold, solution_numbers
from kbminer.languages.article_words import phrase
from kbminer.records import Citation, Draft, Statement
from kbminer.redact.gate import released
from kbminer.verify.question_context import context_of
from kbminer.verify.reworded_title import says_no_more

MOST_OPEN = 3  # questions that no post answers; a model that lists more is not believed further


def with_to_dos(made: Draft, dossier: Dossier, answer: ArticleAnswer, settled: Collection[str]) -> Draft:
    """List for the editor what a written article leaves out, and say of the rest how much it is and where.

    Parameters
    ----------
    made
        The article.
    dossier, answer
        What the model was shown, and what it wrote.
    settled
        Words of which it said that the article needs nothing more of them.
    """
    solution = solution_numbers(answer, dossier)
    listed, counted = listed_of(each for each in missing(made, solution, dossier) if each.text not in settled)
    standing = [each for section in made.sections for each in section.statements]
    more = Counter(each.citations[0] for each in counted)
    for item in planned_untold(dossier, answer, standing, only_uncited=True):
        if item.words not in settled and item.post not in solution:
            more[dossier.citation(item.post)] += 1
    todos = (
        *(_counted(cited, count, dossier) for cited, count in more.items()),
        *_open_questions(dossier, answer),
    )
    return replace(_with(made, tuple(todos)), left_out=listed)


def place_of(cited: Citation, language: str | None) -> str:
    """Name a cited post by its thread's title and its number."""
    return phrase(language, "topic", title=cited.title, number=cited.number)


def _with(made: Draft, todos: tuple[Statement, ...]) -> Draft:
    """A draft with to-dos at the end of the first section that solves it."""
    at = next((at for at, section in enumerate(made.sections) if section.name in SOLVING), None)
    if at is None or not todos:
        return made
    section = made.sections[at]
    longer = replace(section, statements=(*section.statements, *todos))
    return replace(made, sections=(*made.sections[:at], longer, *made.sections[at + 1 :]))


def _counted(cited: Citation, count: int, dossier: Dossier) -> Statement:
    where = place_of(cited, dossier.language)
    text = phrase(dossier.language, "left_out_more", count=count, where=where)
    return Statement(text=text, kind="todo", language=dossier.language)


def _open_questions(dossier: Dossier, answer: ArticleAnswer) -> Iterator[Statement]:
    """What is asked and, as the model says, answered by no post, in words that the question has."""
    asked = context_of([dossier.threads[dossier.places[0][0]]], dossier.people)
    for item in [item for item in answer.asked if not item.posts][:MOST_OPEN]:
        words = released(item.words, names=dossier.people)
        if says_no_more(words, asked, dossier.language):
            text = phrase(dossier.language, "open_question", words=words)
            yield Statement(text=text, kind="todo", language=dossier.language)
