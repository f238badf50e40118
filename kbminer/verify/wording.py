"""How a sentence came from the posts it cites: word for word, cut, in other words, or from two of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from kbminer.records import Citation, Statement, Thread
from kbminer.redact.posts import RedactedPost, read_post, squeeze
from kbminer.text.blocks import plain
from kbminer.verify.checker import refusal_of
from kbminer.verify.question_context import context_of
from kbminer.verify.quotation import contains
from kbminer.verify.support import Support, support_of


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
        By key.
    people
        The names that may not stand in it.
    language
        The language of the draft.
    """
    posts = [(each, post) for each in statement.citations if (post := _post(each, threads, people))]
    holding = [(citation, post) for citation, post in posts if contains(post, statement)]
    if holding:
        whole = any(_is_whole(statement.text, post) for _, post in holding)
        cited = tuple(citation for citation, _ in holding)
        made = replace(statement, citations=cited, wording="verbatim" if whole else "shortened", support=1.0)
    elif statement.kind == "code":
        return Judged(statement=None, reason="is code that no cited post holds")
    else:
        made = _reworded(statement, threads, people, language)
    reason = refusal_of(made, threads, people, language)
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
    return support_of(statement.text, [post for post in cited if post], context, language)


def _post(citation: Citation, threads: Mapping[str, Thread], people: tuple[str, ...]) -> RedactedPost | None:
    posts = threads[citation.thread].posts if citation.thread in threads else ()
    found = next((post for post in posts if post.id == citation.post), None)
    return read_post(found, people) if found else None


def _is_whole(text: str, post: RedactedPost) -> bool:
    """Whether a statement is a whole sentence or block of a post."""
    told = squeeze(plain(text))
    return any(text == segment.text or told == squeeze(plain(segment.text)) for segment in post.segments)
