"""From extracts to statements, each with the posts that contain it, and what is left to the editor."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from kbminer.draft.asker_titles import redacted_title
from kbminer.draft.context import DraftContext, comparison_key
from kbminer.draft.evidence import CandidateAnswer
from kbminer.draft.extract import Extract
from kbminer.draft.quotes import is_repeated
from kbminer.draft.readable import introduces
from kbminer.draft.solutions import Solution
from kbminer.records import Post, Statement, Thread
from kbminer.redact.placeholders import redact
from kbminer.redact.posts import read_post
from kbminer.text.blocks import plain
from kbminer.text.segments import Segment
from kbminer.verify import contains

MANY_ANSWERED = 2  # quotations of one post, by which its answers are told apart
LEAST_WITNESSED = 12  # characters; what is shorter stands in many posts by chance


def title_statement(context: DraftContext, thread: Thread) -> Statement:
    """Make a thread's title a statement: another wording, or the question under which an answer holds."""
    citation = context.cite(thread, thread.posts[0])
    text = redacted_title(thread, context.evidence.people)
    return Statement(text=text, kind="title", citations=(citation,))


def witnessed_statement(
    context: DraftContext, solution: Solution, segment: Segment, step: int | None = None
) -> Statement:
    """Make a segment a statement that cites its post, and the posts of other threads that hold it too."""
    answer = solution.answer
    made = Statement(
        text=segment.text,
        kind="code" if segment.kind == "code" else "sentence",
        citations=(context.cite(answer.thread, answer.post),),
        language=segment.language,
        step=step,
        item=segment.item and (step is None or segment.quoted),
        quoted=segment.quoted,
    )
    if segment.quoted:
        return replace(made, citations=(context.cite(answer.thread, _first_said_in(context, answer, made)),))
    if len(segment.text) < LEAST_WITNESSED:
        return made
    witnesses = [other for other in solution.agreeing if contains(other.redacted, made)]
    cited = tuple(context.cite(other.thread, other.post) for other in witnesses)
    return replace(made, citations=(*made.citations, *cited))


def _first_said_in(context: DraftContext, answer: CandidateAnswer, quoted: Statement) -> Post:
    """The post that an answer quotes, where it stands there as it is quoted, or else the answer itself."""
    posts = answer.thread.posts[: answer.thread.posts.index(answer.post)]
    people = context.evidence.people
    return next((post for post in posts if contains(read_post(post, people), quoted)), answer.post)


def body_of(
    context: DraftContext, solution: Solution, written: set[str], asked: str = ""
) -> tuple[Statement, ...]:
    """Make the statements of one post, without what the article says already.

    Parameters
    ----------
    context
        The article.
    solution
        The answer and what is taken over from it.
    written
        The comparison keys of what earlier posts say, which is left out; it grows by what is new. What one
        post says twice is told twice: two of its steps may read alike.
    asked
        What the Issue says, as a comparison key: the one quotation of an answer does not repeat it, while
        several tell which answer is to which question.
    """
    extract = solution.extract
    result: list[Statement] = []
    said: set[str] = set()
    is_one_answer = len({segment.block for segment in extract.segments if segment.quoted}) < MANY_ANSWERED
    known = " ".join([asked if is_one_answer else "", *sorted(written)])
    block = -1
    previous: Segment | None = None
    for place, (segment, step) in enumerate(zip(extract.segments, extract.steps, strict=True), start=1):
        key = comparison_key(plain(segment.text)) or segment.text
        said.add(key)
        is_led_to = previous is not None and introduces(previous)
        is_known = is_repeated(segment.text, known) if segment.quoted else key in written
        if not is_known or (is_led_to and (segment.quoted or segment.kind == "code")):
            made = witnessed_statement(context, solution, segment, step)
            opens = segment.kind == "sentence" and (segment.quoted or segment.block != block)
            result.append(replace(made, opens=opens))
            block, previous = segment.block, segment
        if place == extract.above_picture:
            result.append(replace(_pictures(context, solution.answer, extract), step=step))
    written |= said
    return tuple(result)


def _pictures(context: DraftContext, answer: CandidateAnswer, extract: Extract) -> Statement:
    where = context.place_of(answer.thread, answer.post)
    if extract.pictures > 1:
        return context.todo("pictures", count=extract.pictures, where=where)
    return context.todo("picture", where=where)


def todos_of(context: DraftContext, answer: CandidateAnswer, extract: Extract) -> Iterator[Statement]:
    """Name what an answer leaves to the editor."""
    if extract.pictures and not extract.above_picture:
        yield _pictures(context, answer, extract)
    if extract.weak:
        yield context.todo("rewrite")
    yield from listings_of(context, answer, extract)


def listings_of(context: DraftContext, answer: CandidateAnswer, extract: Extract) -> Iterator[Statement]:
    """Name the listings of a post that are left to the editor."""
    where = context.place_of(answer.thread, answer.post)
    for lines in extract.listings:
        yield context.todo("listing", lines=lines, where=where)


def left_out_of(context: DraftContext, answer: CandidateAnswer, extract: Extract) -> Iterator[Statement]:
    """List the sentences of an answer that no statement uses and that may hold a step or a condition."""
    citation = context.cite(answer.thread, answer.post)
    for words in extract.left_out:
        if not redact(words, context.evidence.people).found:
            yield Statement(text=words, citations=(citation,))
