"""What a post shows in quotes that name nobody: a rule, a manual's words, a text to be used.

A quotation of an earlier post looks the same; only the thread tells it apart.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import chain, groupby

from kbminer.draft.code_segments import merge_code_lines
from kbminer.draft.context import comparison_key
from kbminer.redact.posts import RedactedPost
from kbminer.text.blocks import plain
from kbminer.text.segments import Segment

_LEFT_BY_PROGRAM = re.compile(
    r"\s*\\?\[\\?\[[^\[\]\n]*\\?\]\\?\]\s*"
)  # "[[HTML version deleted]]", by an archive
RUN = 5  # words in one order that two people don't write alike by chance
REPEATED = 0.5  # share of a quote's runs in earlier posts from which it quotes them; most share all or none


def own_quotes(post: RedactedPost, before: str) -> tuple[Segment, ...]:
    """Read what a post sets apart and no earlier post says, whole paragraphs.

    Parameters
    ----------
    post
        The post.
    before
        The words of the posts before it, as comparison keys.

    Examples
    --------
    >>> from kbminer.records import Post
    >>> from kbminer.redact.posts import read_post
    >>> asked, shown = "My lamp stays dark all night.", "Be brief."
    >>> body = f"<blockquote>{asked}</blockquote>Use this<blockquote>{shown}</blockquote>"
    >>> reply = read_post(Post(id="2", body=body, format="html"), ())
    >>> [segment.text for segment in own_quotes(reply, "my lamp stays dark all night")]
    ['Be brief.']
    """
    blocks = groupby(merge_code_lines(post.text.set_apart), key=lambda segment: segment.block)
    quotes = [list(block) for _, block in blocks]
    own = (quote for quote in quotes if not is_repeated(_text(quote), before))
    return tuple(chain.from_iterable(own))


def _text(quote: Sequence[Segment]) -> str:
    return "\n".join(segment.text for segment in quote)


def is_repeated(text: str, before: str) -> bool:
    """Tell whether at least half of a text's runs of words stand in others.

    Parameters
    ----------
    text
        The text, in inline Markdown.
    before
        The others' words, as comparison keys.
    """
    words = comparison_key(plain(text)).split()
    runs = [" ".join(words[at : at + RUN]) for at in range(max(1, len(words) - RUN + 1))]
    return sum(run in before for run in runs) >= REPEATED * len(runs)


def with_quotes(told: Sequence[Segment], said: Sequence[Segment], quotes: Sequence[Segment]) -> list[Segment]:
    """Tell what is set apart, each quote whole, beside what leads to it or follows it.

    Parameters
    ----------
    told
        What is told of the post.
    said
        All that it says, with the quotes that a sentence leads to.
    quotes
        The others, those that stand by themselves.
    """
    shown = [segment for segment in said if segment.quoted]
    apart = sorted([*shown, *quotes], key=lambda segment: segment.block)
    blocks = {segment.block for segment in told}
    own = sorted({segment.block for segment in said if not segment.quoted})
    kept = [segment for segment in told if not segment.quoted]
    for number, quote in groupby(apart, key=lambda segment: segment.block):
        before = max((block for block in own if block < number), default=None)
        behind = min((block for block in own if block > number), default=None)
        if number in blocks or before in blocks or behind in blocks:
            kept += quote
    return sorted(kept, key=lambda segment: segment.block)


def with_answered(
    told: Sequence[Segment], said: Sequence[Segment], quotes: Sequence[Segment]
) -> list[Segment]:
    """Tell what is answered right above the answer that is told: "Nope" says nothing without it.

    Parameters
    ----------
    told
        What is told of the post.
    said
        All that it says.
    quotes
        What it answers.
    """
    kept = list(told)
    blocks = {segment.block for segment in told}
    spoken = (quote for quote in quotes if not _LEFT_BY_PROGRAM.fullmatch(quote.text))
    for number, quote in groupby(spoken, key=lambda segment: segment.block):
        behind = min((segment.block for segment in said if segment.block > number), default=None)
        if number not in blocks and behind in blocks:
            kept += quote
    return sorted(kept, key=lambda segment: segment.block)
