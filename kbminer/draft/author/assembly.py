"""The article that is made of a model's sentences, and of what of the composed draft it does not write."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from kbminer.draft.author.article_answer import SECTIONS, SOLVING, ArticleAnswer, WrittenSection
from kbminer.draft.author.dossier import Dossier
from kbminer.draft.author.left_out import left_out_of, with_left_out
from kbminer.draft.author.solution_code import stands_in, with_code_of
from kbminer.draft.author.written_sentences import SentenceOutcome
from kbminer.draft.confirmation import open_note
from kbminer.languages.article_words import day, phrase
from kbminer.records import Citation, Draft, Section, SectionName, Statement
from kbminer.redact.posts import RedactedPost, read_post

Solution = tuple[Citation, RedactedPost]
MOST_COMPOSED = (
    3  # sentences of the composed Issue that stand where none of the model's does: it tells a story
)


def solution_numbers(answer: ArticleAnswer, dossier: Dossier) -> tuple[int, ...]:
    """Give the posts that solved it: those that the model names and was shown, else the guess."""
    named = tuple(number for number in answer.solution if 1 < number <= len(dossier.places))
    return named or ((dossier.guess,) if dossier.guess else ())


def missing_of(
    draft: Draft, dossier: Dossier, answer: ArticleAnswer, outcomes: Sequence[SentenceOutcome]
) -> tuple[Statement, ...]:
    """Find what of the solution no sentence tells; code that stood in a post before is a quotation.

    Parameters are those of :func:`assembled`.
    """
    standing = tuple(outcome.statement for outcome in outcomes if outcome.statement)
    told = replace(draft, sections=(Section(name="resolution", statements=standing),))
    return tuple(_missing(told, solution_numbers(answer, dossier), dossier))


def _missing(told: Draft, numbers: Sequence[int], dossier: Dossier) -> Iterator[Statement]:
    before = {dossier.places[n - 1]: "\n".join(_texts_before(n, dossier)) for n in numbers}
    for each in left_out_of(told, _solutions(numbers, dossier)):
        if each.kind != "code" or not stands_in(each.text, before[_place(each.citations[0])]):
            yield each


def assembled(
    draft: Draft,
    dossier: Dossier,
    answer: ArticleAnswer,
    outcomes: Sequence[SentenceOutcome],
    settled: Collection[str] = (),
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
    settled
        Words of the solution of which it said that the article needs nothing more of them.
    """
    sections = (
        *(_told("issue", outcomes) or _composed_issue(draft)),
        *(_told("environment", outcomes) if answer.tells_environment else _composed(draft, "environment")),
        *_told("cause", outcomes),
        *_solved(draft, dossier, answer, outcomes, settled),
        *(section for section in draft.sections if section.name not in SECTIONS),
    )
    made = replace(draft, language=dossier.language, sections=sections, left_out=())
    missing = _missing(made, solution_numbers(answer, dossier), dossier)
    return with_left_out(made, [each for each in missing if each.text not in settled])


def _solved(
    draft: Draft,
    dossier: Dossier,
    answer: ArticleAnswer,
    outcomes: Sequence[SentenceOutcome],
    settled: Collection[str],
) -> Iterator[Section]:
    """The sections that solve it: each way by itself, the first with the solution's code and the to-dos."""
    numbers = solution_numbers(answer, dossier)
    earlier = ["\n".join(_texts_before(n, dossier)) for n in numbers]
    is_first = True
    for name in SOLVING:
        for way in _ways(name, outcomes):
            if not is_first:
                yield Section(name=name, statements=tuple(_renumbered(way)))
                continue
            solutions = _solutions(numbers, dossier)
            others = [o.statement.text for o in outcomes if o.statement and o.statement not in way]
            known = "\n".join(others)
            coded = with_code_of(
                tuple(_renumbered(way)),
                solutions,
                dossier.language,
                [f"{before}\n{known}" for before in earlier],
                settled,
            )
            todos = _todos(draft, solutions, coded, dossier) if name == "resolution" else ()
            yield Section(name=name, statements=(*coded, *todos), note=_note(numbers, dossier))
            is_first = False


def _ways(name: WrittenSection, outcomes: Sequence[SentenceOutcome]) -> Iterator[list[Statement]]:
    """The statements of a section by the ways that they belong to; those of none stand with the first."""
    told = [outcome for outcome in outcomes if outcome.sentence.section == name and outcome.statement]
    ways = list(dict.fromkeys(outcome.sentence.way for outcome in told if outcome.sentence.way)) or [0]
    for way in ways:
        chosen = [o for o in told if o.sentence.way == way or (way == ways[0] and not o.sentence.way)]
        if once := _once(chosen):
            yield once


def _told(name: WrittenSection, outcomes: Sequence[SentenceOutcome]) -> tuple[Section, ...]:
    once = _once([outcome for outcome in outcomes if outcome.sentence.section == name])
    return (Section(name=name, statements=tuple(_renumbered(once))),) if once else ()


def _once(outcomes: Sequence[SentenceOutcome]) -> list[Statement]:
    """The statements of some outcomes, each text once, where it stands first."""
    kept: dict[str, Statement] = {}
    for outcome in outcomes:
        if outcome.statement:
            kept.setdefault(outcome.statement.text, outcome.statement)
    return list(kept.values())


def _composed(draft: Draft, name: SectionName) -> tuple[Section, ...]:
    return tuple(section for section in draft.sections if section.name == name)


def _composed_issue(draft: Draft) -> tuple[Section, ...]:
    """The composed Issue, where nothing of the model's stands: its first sentences and its messages alone."""
    return tuple(
        replace(section, statements=tuple(_first_of(section.statements)))
        for section in _composed(draft, "issue")
    )


def _first_of(statements: Sequence[Statement]) -> Iterator[Statement]:
    told = 0
    for statement in statements:
        told += statement.kind == "sentence"
        if statement.kind != "sentence" or told <= MOST_COMPOSED:
            yield statement


def _note(numbers: Sequence[int], dossier: Dossier) -> str | None:
    """When the solution was written, and whether it is open that it helped."""
    if not numbers:
        return None
    date = dossier.citation(numbers[0]).date
    dated = [phrase(dossier.language, "answered_on", date=day(date))] if date else []
    is_by_asker = dossier.citation(numbers[0]).role == "asker"
    key, post = dossier.places[numbers[0] - 1]
    is_settled = is_by_asker or key in dossier.confirmed
    open_still = [] if is_settled else [phrase(dossier.language, open_note(dossier.threads[key], post))]
    return " ".join([*dated, *open_still]) or None


def _solutions(numbers: Sequence[int], dossier: Dossier) -> list[Solution]:
    return [(dossier.citation(n), read_post(dossier.post(n), dossier.people)) for n in numbers]


def _place(cited: Citation) -> tuple[str, str]:
    return (cited.thread, cited.post)


def _texts_before(number: int, dossier: Dossier) -> Iterator[str]:
    """What was written in the thread of a post before it."""
    for place in range(1, number):
        if dossier.places[place - 1][0] == dossier.places[number - 1][0]:
            yield read_post(dossier.post(place), dossier.people).markdown


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
