"""What a written article leaves to its editor: what is left out, how much more, and open questions."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
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

# "fit at slots$x", "git at host.org:x"
_SPELT_OUT = re.compile(r"\b[\w.-]{1,80}+ at [A-Za-z_]\w*+(?=[$.:(\[])")
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
    # Who answered for what is missing, and had planned what a post adds, has weighed the rest of that post.
    weighed = {item.post for item in answer.planned if settled and 1 < item.post <= len(dossier.places)}
    places = {dossier.places[number - 1] for number in weighed}
    cited = (each.citations[0] for each in counted)
    more = Counter(each for each in cited if (each.thread, each.post) not in places)
    for item in planned_untold(dossier, answer, standing, only_uncited=not settled):
        if item.words not in settled and item.post not in solution:
            more[dossier.citation(item.post)] += 1
    todos = (*_counted(more, dossier), *_open_questions(dossier, answer), *_spelt_out(standing, dossier))
    return replace(_with(made, todos), left_out=listed)


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


def _counted(more: Mapping[Citation, int], dossier: Dossier) -> Iterator[Statement]:
    """One line that says how much more is left out, and in which posts."""
    places = dict[str, list[str]]()
    for cited in more:
        places.setdefault(cited.title or cited.thread, []).append(f"#{cited.number}")
    if places:
        where = "; ".join(f"{title}, {', '.join(numbers)}" for title, numbers in places.items())
        text = phrase(dossier.language, "left_out_more", count=sum(more.values()), where=where)
        yield Statement(text=text, kind="todo", language=dossier.language)


def _open_questions(dossier: Dossier, answer: ArticleAnswer) -> Iterator[Statement]:
    """What is asked and, as the model says, answered by no post, in words that the question has."""
    asked = context_of([dossier.threads[dossier.places[0][0]]], dossier.people)
    for item in [item for item in answer.asked if not item.posts][:MOST_OPEN]:
        words = released(item.words, names=dossier.people)
        if says_no_more(words, asked, dossier.language):
            text = phrase(dossier.language, "open_question", words=words)
            yield Statement(text=text, kind="todo", language=dossier.language)


def _spelt_out(standing: Sequence[Statement], dossier: Dossier) -> Iterator[Statement]:
    """What in code may be a sign that an archive of mails spelt out: nobody else may change code."""
    for statement in standing:
        found = _SPELT_OUT.search(statement.text) if statement.kind == "code" else None
        if found:
            words = released(found[0], names=dossier.people)
            text = phrase(dossier.language, "spelt_out", words=words)
            yield Statement(text=text, kind="todo", language=dossier.language)
            return
