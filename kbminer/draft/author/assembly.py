"""The article that is made of a model's sentences, and of what of the composed draft it does not write."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from kbminer.draft.author.article_answer import SECTIONS, ArticleAnswer, WrittenSection
from kbminer.draft.author.dossier import Dossier
from kbminer.draft.author.left_out import with_left_out
from kbminer.draft.author.solution_code import with_code_of
from kbminer.draft.author.written_sentences import SentenceOutcome
from kbminer.languages.article_words import phrase
from kbminer.records import Citation, Draft, Section, Statement
from kbminer.redact.posts import RedactedPost, read_post

_SOLVING: tuple[WrittenSection, ...] = ("resolution", "workaround")
Solution = tuple[Citation, RedactedPost]


def solution_numbers(answer: ArticleAnswer, dossier: Dossier) -> tuple[int, ...]:
    """Give the posts that solved it: those that the model names and was shown, else the guess."""
    named = tuple(number for number in answer.solution if 1 < number <= len(dossier.places))
    return named or ((dossier.guess,) if dossier.guess else ())


def assembled(
    draft: Draft, dossier: Dossier, answer: ArticleAnswer, outcomes: Sequence[SentenceOutcome]
) -> Draft:
    """Put an article together: its written sections, the solution's code, and what of it is left out.

    Parameters
    ----------
    draft
        The draft as composed.
    dossier
        What the model was shown.
    answer
        What it wrote.
    outcomes
        What became of its sentences.
    """
    numbers = solution_numbers(answer, dossier)
    solutions = [(dossier.citation(n), read_post(dossier.post(n), dossier.people)) for n in numbers]
    written = {name: _section_of(name, draft, outcomes) for name in SECTIONS}
    solving = next((name for name in _SOLVING if written[name]), None)
    if solving and (section := written[solving]):
        earlier = ["\n".join(_texts_before(n, dossier)) for n in numbers]
        coded = with_code_of(section.statements, solutions, dossier.language, earlier)
        todos = _todos(draft, solutions, coded, dossier) if solving == "resolution" else ()
        written[solving] = replace(section, statements=(*coded, *todos))
    kept = [section for section in draft.sections if section.name not in SECTIONS]
    environment = [section for section in kept if section.name == "environment"]
    rest = [section for section in kept if section.name != "environment"]
    solved = (written["cause"], *(written[name] for name in _SOLVING))
    order = [written["issue"], *environment, *solved, *rest]
    sections = tuple(section for section in order if section and section.statements)
    made = replace(draft, language=dossier.language, sections=sections, left_out=())
    return with_left_out(made, solutions)


def _texts_before(number: int, dossier: Dossier) -> Iterator[str]:
    """What was written in the thread of a post before it."""
    for place in range(1, number):
        if dossier.places[place - 1][0] == dossier.places[number - 1][0]:
            yield read_post(dossier.post(place), dossier.people).markdown


def _section_of(name: WrittenSection, draft: Draft, outcomes: Sequence[SentenceOutcome]) -> Section | None:
    statements = [o.statement for o in outcomes if o.sentence.section == name and o.statement]
    once = list({statement.text: statement for statement in reversed(statements)}.values())[::-1]
    composed = next((section for section in draft.sections if section.name == name), None)
    if not once:
        return composed if name == "issue" else None
    numbered = tuple(_renumbered(once))
    return Section(name=name, statements=numbered, note=composed.note if composed else None)


def _renumbered(statements: Sequence[Statement]) -> Iterator[Statement]:
    """Count the steps anew: a model's numbers may leave gaps, or repeat."""
    number = 0
    for step, run in groupby(statements, key=lambda statement: statement.step):
        number += step is not None
        for place, statement in enumerate(run):
            opens = place == 0 and statement.kind == "sentence"
            yield replace(statement, step=None if step is None else number, opens=opens)


def _todos(
    draft: Draft, solutions: Sequence[Solution], told: Sequence[Statement], dossier: Dossier
) -> tuple[Statement, ...]:
    """What stays to be done: what the composed draft says of the same solution, but for what is done now."""
    composed = next((section for section in draft.sections if section.name == "resolution"), None)
    todos = [s for s in composed.statements if s.kind == "todo"] if composed else []
    if dossier.guess and solutions and solutions[0][0].post == dossier.post(dossier.guess).id:
        done = {phrase(dossier.language, "rewrite"), *_listings(told, dossier)}
        return tuple(todo for todo in todos if todo.text not in done)
    pictured = [cited for cited, post in solutions if post.images]
    words = (phrase(dossier.language, "picture", where=_where(cited, dossier)) for cited in pictured)
    return tuple(Statement(text=text, kind="todo", language=dossier.language) for text in words)


def _listings(told: Sequence[Statement], dossier: Dossier) -> Iterator[str]:
    """The words by which the composed draft leaves code to the editor that stands in the article now."""
    for statement in told:
        for cited in statement.citations if statement.kind == "code" else ():
            lines = statement.text.count("\n") + 1
            yield phrase(dossier.language, "listing", lines=lines, where=_where(cited, dossier))


def _where(cited: Citation, dossier: Dossier) -> str:
    return phrase(dossier.language, "topic", title=cited.title, number=cited.number)
