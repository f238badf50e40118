"""The article that is made of a model's sentences, and of what of the composed draft it does not write."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from kbminer.draft.author.answering_threads import led_alone, recited, with_answering_threads
from kbminer.draft.author.article_answer import SECTIONS, SOLVING, ArticleAnswer, WrittenSection
from kbminer.draft.author.confirming import note_of
from kbminer.draft.author.dossier import Dossier
from kbminer.draft.author.set_out import Placed, set_out
from kbminer.draft.author.solution_code import too_long_in, with_code_of
from kbminer.draft.author.to_dos import place_of, with_to_dos
from kbminer.draft.author.untold import Solution, solution_numbers, solutions_of, texts_before
from kbminer.draft.author.written_sentences import SentenceOutcome
from kbminer.languages.article_words import phrase
from kbminer.records import Draft, Section, SectionName, Statement
from kbminer.verify.second_reader import SecondReading

MOST_COMPOSED = (
    3  # sentences of the composed Issue that stand where none of the model's does: it tells a story
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedAnswer:
    """A model's answer with what became of each of its sentences.

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
    taken_out
        What it had planned and told, and left out when it read its article again.
    confirmed
        Whether the post that it names confirms the solution.
    title_read
        What a second reader said of its title; None where nobody read it.
    """

    draft: Draft
    dossier: Dossier
    answer: ArticleAnswer
    outcomes: Sequence[SentenceOutcome]
    settled: Collection[str] = ()
    taken_out: Collection[str] = ()
    confirmed: bool = False
    title_read: SecondReading | None = None


def assembled(checked: CheckedAnswer) -> Draft:
    """Put an article together: its written sections, the solution's code, and what of it is left out."""
    draft, answer = checked.draft, checked.answer
    answered = with_answering_threads(checked.dossier, answer, checked.outcomes)
    outcomes = [recited(outcome, answered) for outcome in checked.outcomes]
    checked = replace(checked, dossier=answered, outcomes=outcomes)
    told = (
        *(_told("issue", led_alone(outcomes, answered)) or _composed_issue(draft)),
        *(_told("environment", outcomes) if answer.tells_environment else _composed(draft, "environment")),
        *_told("cause", outcomes),
        *_solved(checked),
    )
    sections = (*told, *_beside(draft, told))
    made = replace(draft, language=answered.language, sections=sections, left_out=())
    return with_to_dos(made, answered, answer, {*checked.settled, *checked.taken_out})


def _solved(checked: CheckedAnswer) -> Iterator[Section]:
    """The sections that solve it: each way by itself, the first with the solution's code and the to-dos."""
    dossier, outcomes = checked.dossier, checked.outcomes
    numbers = solution_numbers(checked.answer, dossier)
    solutions = solutions_of(numbers, dossier)
    is_first = True
    for name in SOLVING:
        for way in _ways(name, outcomes):
            if not is_first:
                yield Section(name=name, statements=set_out(way))
                continue
            placed = set_out(_with_code(way, checked, solutions))
            todos = _unquoted(solutions, dossier) if name == "resolution" else ()
            note = note_of(numbers, dossier, checked.answer, confirmed=checked.confirmed)
            yield Section(name=name, statements=(*placed, *todos), note=note)
            is_first = False


def _with_code(way: Sequence[Placed], checked: CheckedAnswer, solutions: Sequence[Solution]) -> list[Placed]:
    """A way with the solution's code that the article does not hold yet."""
    dossier = checked.dossier
    others = {o.statement.text for o in checked.outcomes if o.statement} - {one.text for one, _ in way}
    known = "\n".join(sorted(others))
    numbers = solution_numbers(checked.answer, dossier)
    earlier = ["\n".join((*texts_before(n, dossier), known)) for n in numbers]
    coded = with_code_of([one for one, _ in way], solutions, dossier.language, earlier, checked.settled)
    starts = {one.text: start for one, start in way}
    return [(each, starts.get(each.text, "")) for each in coded]


def _beside(draft: Draft, told: Sequence[Section]) -> Iterator[Section]:
    """What a model does not write; under Related, no thread that the article is told from."""
    used = {c.thread for section in told for statement in section.statements for c in statement.citations}
    for section in draft.sections:
        if section.name not in SECTIONS:
            known = used if section.name == "related" else set[str]()
            left = [one for one in section.statements if known.isdisjoint(c.thread for c in one.citations)]
            if left:
                yield replace(section, statements=tuple(left))


def _ways(name: WrittenSection, outcomes: Sequence[SentenceOutcome]) -> Iterator[list[Placed]]:
    """The statements of a section by the ways that they belong to; those of none stand with the first."""
    told = [outcome for outcome in outcomes if outcome.sentence.section == name and outcome.statement]
    ways = list(dict.fromkeys(outcome.sentence.way for outcome in told if outcome.sentence.way)) or [0]
    for way in ways:
        chosen = [o for o in told if o.sentence.way == way or (way == ways[0] and not o.sentence.way)]
        if once := _once(chosen):
            yield once


def _told(name: WrittenSection, outcomes: Sequence[SentenceOutcome]) -> tuple[Section, ...]:
    once = _once([outcome for outcome in outcomes if outcome.sentence.section == name])
    return (Section(name=name, statements=set_out(once)),) if once else ()


def _once(outcomes: Sequence[SentenceOutcome]) -> list[Placed]:
    """The statements of some outcomes, each text once, where it stands first."""
    kept: dict[str, Placed] = {}
    for outcome in outcomes:
        if outcome.statement:
            kept.setdefault(outcome.statement.text, (outcome.statement, outcome.sentence.starts))
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


def _unquoted(solutions: Sequence[Solution], dossier: Dossier) -> Iterator[Statement]:
    """Leave to the editor what of the solution can't be quoted: pictures, and long listings.

    For all else the model was asked.
    """
    language = dossier.language
    for cited, post in solutions:
        where = place_of(cited, language)
        texts = [phrase(language, "picture", where=where)] if post.images else []
        texts += [phrase(language, "listing", lines=n, where=where) for n in too_long_in(post)]
        yield from (Statement(text=text, kind="todo", language=language) for text in texts)
