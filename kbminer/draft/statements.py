"""From extracts to statements, each with the posts that contain it."""

from __future__ import annotations

from dataclasses import replace

from kbminer.draft.asker_titles import redacted_title
from kbminer.draft.context import DraftContext, comparison_key
from kbminer.draft.evidence import CandidateAnswer
from kbminer.draft.extract import Extract
from kbminer.draft.readable import introduces
from kbminer.draft.solutions import Solution
from kbminer.records import Statement, Thread
from kbminer.text.blocks import plain
from kbminer.text.segments import Segment
from kbminer.verify import contains

LEAST_WITNESSED = 12  # characters; what is shorter stands in many posts by chance
MOST_LISTINGS = 2  # listings that one answer leaves to the editor by name


def title_statement(context: DraftContext, thread: Thread) -> Statement:
    """Make a thread's title a statement: another wording, or the question under which an answer holds."""
    citation = context.cite(thread, thread.posts[0])
    text = redacted_title(thread, context.evidence.people)
    return Statement(text=text, kind="title", citations=(citation,))


def answer_statement(
    context: DraftContext, answer: CandidateAnswer, segment: Segment, step: int | None = None
) -> Statement:
    """Make a segment of an answer a statement that cites it, with the number of its step."""
    return Statement(
        text=segment.text,
        kind=segment.kind,
        citations=(context.cite(answer.thread, answer.post),),
        language=segment.language,
        step=step,
    )


def witnessed_statement(
    context: DraftContext, solution: Solution, segment: Segment, step: int | None = None
) -> Statement:
    """Make a segment a statement that cites its post, and the posts of other threads that hold it too."""
    made = answer_statement(context, solution.answer, segment, step)
    if len(segment.text) < LEAST_WITNESSED:
        return made
    witnesses = [other for other in solution.agreeing if contains(other.redacted, made)]
    cited = tuple(context.cite(other.thread, other.post) for other in witnesses)
    return replace(made, citations=(*made.citations, *cited))


def body_of(context: DraftContext, solution: Solution, written: set[str]) -> tuple[Statement, ...]:
    """Make the statements of one answer, and name what is left to the editor.

    Parameters
    ----------
    context
        The article.
    solution
        The answer and what is taken over from it.
    written
        The comparison keys of what the article says already, which is left out; it grows by what is new.
    """
    extract = _without_repetitions(solution.extract, written)
    result: list[Statement] = []
    block = -1
    for segment, step in zip(extract.segments, extract.steps, strict=True):
        made = witnessed_statement(context, solution, segment, step)
        result.append(replace(made, opens=segment.kind == "sentence" and segment.block != block))
        block = segment.block
    return (*result, *_todos(context, solution.answer, extract, has_text=bool(result)))


def _todos(
    context: DraftContext, answer: CandidateAnswer, extract: Extract, *, has_text: bool
) -> list[Statement]:
    """What an answer leaves to the editor."""
    where = context.place_of(answer.thread, answer.post)
    todos: list[Statement] = []
    if extract.link_only and has_text:
        todos.append(context.todo("pointer"))
    if extract.picture_only:
        todos.append(context.todo("picture", where=where))
    if extract.weak:
        todos.append(context.todo("rewrite"))
    listings = extract.listings[:MOST_LISTINGS]
    return todos + [context.todo("listing", lines=lines, where=where) for lines in listings]


def _without_repetitions(extract: Extract, written: set[str]) -> Extract:
    """Leave out what was written before, but not the code that a sentence leads to; ``written`` grows."""
    kept: list[tuple[Segment, int | None]] = []
    for segment, step in zip(extract.segments, extract.steps, strict=True):
        key = comparison_key(plain(segment.text)) or segment.text
        is_led_to = segment.kind == "code" and bool(kept) and introduces(kept[-1][0])
        if key not in written or is_led_to:
            kept.append((segment, step))
        written.add(key)
    return renumbered(extract, kept)


def renumbered(extract: Extract, kept: list[tuple[Segment, int | None]]) -> Extract:
    """Keep some segments of an extract, and count their steps anew."""
    order = {step: i + 1 for i, step in enumerate(dict.fromkeys(s for _, s in kept if s is not None))}
    return replace(
        extract,
        segments=tuple(segment for segment, _ in kept),
        steps=tuple(None if step is None else order[step] for _, step in kept),
    )
