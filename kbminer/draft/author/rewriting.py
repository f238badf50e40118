"""A language model may word a draft better, if one is configured; it can't add anything to it.

For each statement it returns words from the cited posts, or none. Every answer passes the checker, statement
by statement; where one fails, the extractive text stays. Whatever goes wrong with the model, the draft that
was composed without it is still there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import count
from typing import Literal, NamedTuple

from kbminer.draft.author.chat_endpoint import LanguageModel, ModelFailed
from kbminer.draft.author.exchange import Wording, ask_for_wording
from kbminer.draft.draft_id import with_id
from kbminer.records import Draft, Section, Statement, Thread
from kbminer.redact.posts import people_of
from kbminer.verify import check_draft, refusal_of, title_refusal

Verdict = Literal["kept", "changed", "refused", "kept whole"]
GIVE_UP_AFTER = 3  # failures in a row after which the rest of a run is left as it is


@dataclass(frozen=True, slots=True, kw_only=True)
class Rewritten:
    """A draft after a model has worded it.

    Parameters
    ----------
    draft
        The draft, as it was where the model was of no use.
    changed
        How many statements, the title among them, are now the model's choice.
    refused
        How many have new words that no cited post holds, and stayed as they were.
    problem
        Why the whole draft stayed as it was; None where it did not.
    told
        What an editor has to know of a change that the draft doesn't show: words that are gone, another
        title, words that would have gone.
    """

    draft: Draft
    changed: int = 0
    refused: int = 0
    problem: str | None = None
    told: tuple[str, ...] = ()


class _Choice(NamedTuple):
    """What became of one statement; None where it is left out."""

    statement: Statement | None
    verdict: Verdict


def rewrite_drafts(
    drafts: Iterable[Draft], threads: Mapping[str, Thread], model: LanguageModel
) -> Iterator[Rewritten]:
    """Rewrite drafts one by one; after three failures in a row the model is left alone.

    Parameters are those of :func:`rewrite_draft`.
    """
    failures = 0
    for draft in drafts:
        if draft.cites_internal:
            told = ("it was not sent to the language model: it cites internal posts",)
            yield Rewritten(draft=draft, told=told)
            continue
        if failures >= GIVE_UP_AFTER:
            yield Rewritten(draft=draft, problem="not tried: the language model failed three times in a row")
            continue
        rewritten = rewrite_draft(draft, threads, model)
        failures = failures + 1 if rewritten.problem else 0
        yield rewritten


def rewrite_draft(draft: Draft, threads: Mapping[str, Thread], model: LanguageModel) -> Rewritten:
    """Let a model word one draft; it never fails because of the model.

    Parameters
    ----------
    draft
        Composed and verified.
    threads
        By key, at least those that the draft cites.
    model
        Whom to ask.
    """
    known = _threads_of(draft, threads)
    people = people_of(*known.values())
    try:
        wording = ask_for_wording(model, draft, known, people)
    except ModelFailed as error:
        return Rewritten(draft=draft, problem=str(error))
    candidate, verdicts = _worded(draft, wording, known, people)
    if check_draft(candidate, known):
        return Rewritten(draft=draft, problem="the rewritten draft failed the checker as a whole")
    return Rewritten(
        draft=with_id(candidate) if candidate != draft else draft,
        changed=verdicts.count("changed"),
        refused=verdicts.count("refused"),
        told=tuple(_changes_unseen(draft, candidate, verdicts)),
    )


def _changes_unseen(draft: Draft, candidate: Draft, verdicts: list[Verdict]) -> Iterator[str]:
    """Tell what a model did that the draft doesn't show."""
    gone = sum(len(s.statements) for s in draft.sections) - sum(len(s.statements) for s in candidate.sections)
    if gone:
        yield f"the language model left out {gone} of the sentences that were composed"
    if kept := verdicts.count("kept whole"):
        yield f"the language model would have left out most of a section; its {kept} sentences stay"
    if candidate.title != draft.title:
        yield f"the language model gave it the title {candidate.title!r}; composed was {draft.title!r}"


def _threads_of(draft: Draft, threads: Mapping[str, Thread]) -> dict[str, Thread]:
    """The threads of a draft and those that it cites, loaded once."""
    cited = (c.thread for section in draft.sections for s in section.statements for c in s.citations)
    return {key: threads[key] for key in dict.fromkeys((*draft.threads, *cited)) if key in threads}


def _worded(
    draft: Draft, wording: Wording, threads: Mapping[str, Thread], people: tuple[str, ...]
) -> tuple[Draft, list[Verdict]]:
    """The draft in the model's words, where these may stand, and what became of each statement."""
    numbers = count(1)
    choices = [
        [_chosen(s, wording.texts.get(next(numbers)), threads, people) for s in section.statements]
        for section in draft.sections
    ]
    choices = [_never_empty(*pair) for pair in zip(draft.sections, choices, strict=True)]
    sections = [_section(*pair) for pair in zip(draft.sections, choices, strict=True)]
    verdicts = [choice.verdict for section in choices for choice in section]
    worded = replace(draft, sections=tuple(sections))
    if wording.title in ("", draft.title):
        return worded, verdicts
    titled = replace(worded, title=wording.title)
    if title_refusal(titled, threads, people):
        return worded, [*verdicts, "refused"]
    return titled, [*verdicts, "changed"]


def _never_empty(section: Section, choices: list[_Choice]) -> list[_Choice]:
    """A section never loses most of what it says, whatever code and to-dos stay: all its sentences do."""
    said = [statement.kind == "sentence" and statement.step is None for statement in section.statements]
    gone = sum(choice.statement is None for choice in choices)
    if gone <= sum(said) / 2:
        return choices
    whole = zip(section.statements, said, choices, strict=True)
    return [_Choice(statement, "kept whole") if is_said else choice for statement, is_said, choice in whole]


def _section(section: Section, choices: list[_Choice]) -> Section:
    kept = tuple(choice.statement for choice in choices if choice.statement is not None)
    return replace(section, statements=kept)


def _chosen(
    statement: Statement, text: str | None, threads: Mapping[str, Thread], people: tuple[str, ...]
) -> _Choice:
    """The model's words for a sentence if they stand in a cited post; code and to-dos are not its own."""
    text = statement.text if text is None else text.strip()
    if statement.kind != "sentence" or text == statement.text:
        return _Choice(statement, "kept")
    if not text:  # a sentence may go, but not a step: a reader would miss it
        return _Choice(None, "changed") if statement.step is None else _Choice(statement, "refused")
    worded = replace(statement, text=text)
    if refusal_of(worded, threads, people) is not None:
        return _Choice(statement, "refused")
    return _Choice(worded, "changed")
