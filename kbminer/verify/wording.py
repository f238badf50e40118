"""How a sentence came from the posts it cites: word for word, cut, in other words, or from two of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from kbminer.languages.article_words import day
from kbminer.records import Citation, Post, Statement, Thread
from kbminer.records.article_draft import Wording
from kbminer.redact.posts import RedactedPost, read_post, squeeze
from kbminer.text.blocks import plain
from kbminer.verify.checker import refusal_of
from kbminer.verify.question_context import context_of
from kbminer.verify.quotation import contains
from kbminer.verify.reading_digest import reading_digest
from kbminer.verify.second_reader import SentenceReading
from kbminer.verify.shown_post import dates_of, shown_text
from kbminer.verify.support import READ_AGAIN, Support, support_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A statement with its wording and its support, or why it may not stand."""

    statement: Statement | None
    reason: str | None = None


def judged(
    statement: Statement, threads: Mapping[str, Thread], people: tuple[str, ...], language: str | None
) -> Judged:
    """Say how a statement is worded, or why it may not stand.

    A quotation cites the posts that hold it. A sentence in other words cites the one post that bears it out,
    or two where only both do.

    Parameters
    ----------
    statement
        As somebody wrote it, with the posts that he names.
    threads
        Those of the draft, by key.
    people
        The names that may not stand in it.
    language
        The language of the draft.
    """
    if found := quoted(statement, threads, people, language):
        return found
    return _checked(_reworded(statement, threads, people, language), threads, people, language)


def quoted(
    statement: Statement, threads: Mapping[str, Thread], people: tuple[str, ...], language: str | None
) -> Judged | None:
    """Judge a statement that its posts hold word for word, and all code; ``None`` where it is in other words.

    Parameters are those of :func:`judged`.
    """
    posts = [(each, post) for each in statement.citations if (post := _post(each, threads, people))]
    holding = [(citation, post) for citation, post in posts if contains(post, statement)]
    if not holding:
        return _joined(statement, posts, threads, people) if statement.kind == "code" else None
    whole = any(_is_whole(statement.text, post) for _, post in holding)
    cited = tuple(citation for citation, _ in holding)
    wording: Wording = "verbatim" if whole else "shortened"
    made = replace(statement, citations=cited, wording=wording, support=1.0)
    return _checked(made, threads, people, language)


def _joined(
    code: Statement,
    posts: Sequence[tuple[Citation, RedactedPost]],
    threads: Mapping[str, Thread],
    people: tuple[str, ...],
) -> Judged:
    """Judge code that stands in no post: its lines may be those that a mail program broke, joined."""
    made = replace(code, wording="rephrased", support=1.0)
    holding = tuple(citation for citation, post in posts if contains(post, made))
    if not holding:
        return Judged(statement=None, reason="is code that no cited post holds")
    return _checked(replace(made, citations=holding), threads, people, None)


def as_read_again(
    statement: Statement, threads: Mapping[str, Thread], people: tuple[str, ...], language: str | None
) -> Judged:
    """Judge a sentence in other words as if a second reader bore it out, and mark it so.

    What no reader may let pass is refused: who is to read it need not be asked. Parameters are those of
    :func:`judged`.
    """
    raw = [_raw(citation, threads) for citation in statement.citations]
    made = replace(
        statement,
        wording="rephrased" if len(statement.citations) == 1 else "merged",
        support=READ_AGAIN,
        second_reading=reading_digest(statement.text, filter(None, raw)),
    )
    return _checked(made, threads, people, language)


def reading_of(
    statement: Statement, threads: Mapping[str, Thread], people: tuple[str, ...], *, is_title: bool = False
) -> SentenceReading:
    """Show a statement with its posts and their questions to a second reader."""
    cited = [(each, post) for each in statement.citations if (post := _post(each, threads, people))]
    return SentenceReading(
        text=statement.text,
        posts=tuple((each.thread, each.post, shown_text(post)) for each, post in cited),
        questions={each.thread: context_of([threads[each.thread]], people) for each, _ in cited},
        people=people,
        is_title=is_title,
        dates={
            (each.thread, each.post): day(raw.created_at)
            for each, _ in cited
            if (raw := _raw(each, threads)) and raw.created_at
        },
    )


def _checked(
    made: Statement, threads: Mapping[str, Thread], people: tuple[str, ...], language: str | None
) -> Judged:
    reason = refusal_of(made, threads, people, language, members=threads)
    return Judged(statement=None if reason else made, reason=reason)


def _reworded(
    statement: Statement, threads: Mapping[str, Thread], people: tuple[str, ...], language: str | None
) -> Statement:
    """A sentence in other words, with the fewest posts that bear it out, and how well they do."""
    both = _support(statement, threads, people, language)
    if both.reason or len(statement.citations) == 1:
        return replace(statement, wording="rephrased", support=both.score)
    for citation in statement.citations:
        alone = replace(statement, citations=(citation,))
        if (support := _support(alone, threads, people, language)).reason is None:
            return replace(alone, wording="rephrased", support=support.score)
    return replace(statement, wording="merged", support=both.score)


def _support(
    statement: Statement, threads: Mapping[str, Thread], people: tuple[str, ...], language: str | None
) -> Support:
    cited = [_post(citation, threads, people) for citation in statement.citations]
    context = context_of((threads[c.thread] for c in statement.citations if c.thread in threads), people)
    dates = dates_of(filter(None, (_raw(citation, threads) for citation in statement.citations)))
    return support_of(statement.text, [post for post in cited if post], context, language, dates=dates)


def _post(citation: Citation, threads: Mapping[str, Thread], people: tuple[str, ...]) -> RedactedPost | None:
    found = _raw(citation, threads)
    return read_post(found, people) if found else None


def _raw(citation: Citation, threads: Mapping[str, Thread]) -> Post | None:
    posts = threads[citation.thread].posts if citation.thread in threads else ()
    return next((post for post in posts if post.id == citation.post), None)


def _is_whole(text: str, post: RedactedPost) -> bool:
    """Whether a statement is a whole sentence or block of a post."""
    told = squeeze(plain(text))
    return any(text == segment.text or told == squeeze(plain(segment.text)) for segment in post.segments)
