"""Completeness, the other way round: which sentences of a post no statement of an article uses."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from kbminer.redact.posts import RedactedPost
from kbminer.text.blocks import plain
from kbminer.text.segments import Segment
from kbminer.verify.clauses import clauses_of
from kbminer.verify.told import share_of

# Share of a sentence's words that the statements hold from which it counts as used: steps are told in fewer
# words than the post has.
USED = 0.6


def unused_of(
    post: RedactedPost,
    texts: Iterable[str],
    language: str | None,
    *,
    matters: Callable[[Segment], bool] = lambda _: True,
) -> Iterator[Segment]:
    """Find what of a post no text of an article tells.

    Parameters
    ----------
    post
        The post, read and redacted.
    texts
        The sentences and code of the article that cite it.
    language
        The language of both.
    matters
        Whether a sentence must be told; code, conditions and what is left in no text always count.

    Yields
    ------
    Segment
        In the post's order.
    """
    told = list(texts)
    words = {token for text in told for clause in clauses_of(text, language) for token in clause.tokens}
    whole = "\n".join(told)
    for segment in post.segments:
        if not _is_needed(segment, language, matters):
            continue
        if segment.kind == "code":
            if not all(line.strip() in whole for line in segment.text.splitlines() if line.strip()):
                yield segment
        elif plain(segment.text) not in plain(whole) and _used(segment.text, words, language) < USED:
            yield segment


def told_share(text: str, texts: Iterable[str], language: str | None) -> float:
    """Measure how much of a text others tell: the share of its words and numbers that they hold.

    >>> told_share("press the red button", ["Open the lid.", "Press the button."], "en")
    0.5
    """
    words = {token for each in texts for clause in clauses_of(each, language) for token in clause.tokens}
    return _used(text, words, language)


def _is_needed(segment: Segment, language: str | None, matters: Callable[[Segment], bool]) -> bool:
    if segment.kind == "code" or segment.item or matters(segment):
        return True
    return any(clause.conditional and clause.content for clause in clauses_of(segment.text, language))


def _used(text: str, words: set[str], language: str | None) -> float:
    content = [word for clause in clauses_of(text, language) for word in (*clause.content, *clause.numbers)]
    return share_of(content, words, language)
