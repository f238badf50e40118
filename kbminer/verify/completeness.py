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
    words = _words_of(told, language)
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
    >>> told_share("settings in /opt/lamp/env", ["The settings stand in `/opt/lamp/env`."], "en")
    1.0
    """
    return _used(text, _words_of(texts, language), language)


def _is_needed(segment: Segment, language: str | None, matters: Callable[[Segment], bool]) -> bool:
    if segment.kind == "code" or segment.item or matters(segment):
        return True
    return any(clause.conditional and clause.content for clause in clauses_of(segment.text, language))


def _words_of(texts: Iterable[str], language: str | None) -> set[str]:
    told = (clause for each in texts for clause in clauses_of(_bare(each), language))
    return {token for clause in told for token in clause.tokens}


def _bare(text: str) -> str:
    """A text without ticks: a post and an article may set off the same name differently."""
    return text.replace("`", " ")


def _used(text: str, words: set[str], language: str | None) -> float:
    told = clauses_of(_bare(text), language)
    content = [word for clause in told for word in (*clause.content, *clause.numbers)]
    return share_of(content, words, language)
