"""How a sentence of an article rests on the posts that it cites, as an editor is shown it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher

from kbminer.records import Draft
from kbminer.review.article_text import ArticleText, SentenceSupport, sentences
from kbminer.text.blocks import plain

_WORD = re.compile(r"(?<![\w'’.-])[\w'’.-]*\w")
_SHORTENED = 0.999
"""All words stand in the post in the same order: something was left out, nothing put in."""


def support_of(
    article: ArticleText, draft: Draft | None, posts: Mapping[str, str]
) -> dict[str, SentenceSupport]:
    """Tell by each sentence's words how it was worded and how much of it its posts hold.

    Parameters
    ----------
    article : ArticleText
    draft : Draft, optional
        Whose own sentences keep what drafting said of them.
    posts : mapping
        The posts' plain words by "thread's key, space, post's id".
    """
    drafted = _drafted(draft) if draft else {}
    return {
        words: drafted.get(words) or compared(words, [posts[post] for post in cited if post in posts])
        for words, cited in sentences(article)
    }


def compared(sentence: str, posts: Sequence[str]) -> SentenceSupport:
    """Compare a sentence with what its posts say, word by word.

    >>> compared("Press Rebuild tiles.", ["First press Rebuild tiles. Then wait."]).kind
    'verbatim'
    >>> compared("Rebuild the tiles by hand", ["First press Rebuild tiles."]).kind
    'rephrased'
    """
    wanted = _words(sentence)
    if not wanted or not posts:
        return SentenceSupport(kind="own", score=0.0)
    best = max((_shared(wanted, _words(post)) for post in posts), default=(0.0, False))
    together = _shared(wanted, [word for post in posts for word in _words(post)])[0]
    score = max(best[0], together)
    if best[1]:
        return SentenceSupport(kind="verbatim", score=1.0)
    if len(posts) > 1 and together > best[0]:
        return SentenceSupport(kind="merged", score=score)
    return SentenceSupport(kind="shortened" if best[0] >= _SHORTENED else "rephrased", score=score)


def _shared(wanted: list[str], there: list[str]) -> tuple[float, bool]:
    """The share of the words that stand there in order, and whether they stand there unbroken."""
    if f" {' '.join(wanted)} " in f" {' '.join(there)} ":
        return 1.0, True
    known = set(there)
    if not known.intersection(wanted):
        return 0.0, False
    if len(there) > _LONGEST:
        return sum(word in known for word in wanted) / len(wanted), False
    blocks = SequenceMatcher(None, there, wanted, autojunk=False).get_matching_blocks()
    return sum(block.size for block in blocks) / len(wanted), False


_LONGEST = 2000
"""Words of a post that are compared in order; of a longer one it counts that they are there."""


def _words(text: str) -> list[str]:
    return [word.casefold() for word in _WORD.findall(text)]


def _drafted(draft: Draft) -> dict[str, SentenceSupport]:
    drafted: dict[str, SentenceSupport] = {}
    for section in draft.sections:
        for statement in section.statements:
            score = 1.0 if statement.support is None else statement.support
            words = " ".join(plain(statement.text).split())
            drafted[words] = SentenceSupport(kind=statement.wording, score=score)
    return drafted
