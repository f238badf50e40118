"""What the names of boxes say: makers of pages call things by what they are, in class names and ids."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from kbminer.ingest.recognised_words import any_of

_ASIDE = re.compile(
    r"(?:^|\s)(?:[^\W_]++[-_]++)*?(?:signatures?|sig|sign|usersig\w*|postsig\w*|edited|editedby|lastedit\w*|pstatus|"
    r"share|sharing|social|reactions?|likes?|votes?|voting|vote-?count|buttons?|actions?|toolbar|links|tags?|(?:post|message|comment)-?options|menu|"
    r"breadcrumbs?|modified|report|kudos|subject|postfoot\w*|controls?|permalink|avatar|rank|pager|pagination|"
    r"edit-?info|navigation|nav|previous|prev|next|_*+[^\W_]*signature\w*|signature[-_]\w+)(?=\s|$)",
    re.I,
)
_BODY = re.compile(r"content|body|text|message|postmsg|entry|markdown|prose|description|comment", re.I)
_MEANING = re.compile(r"quote|code|spoil|highlight|crayon|geshi|brush", re.I)


def is_aside(classes: str, identity: str = "") -> bool:
    """Tell whether a box is named for what is no word of the post's author: signatures, buttons, the way on.

    >>> is_aside("user-signature"), is_aside("topic-tag-export"), is_aside("", "toolbar")
    (True, False, True)
    >>> is_aside("forum-topic-navigation"), is_aside("topic-previous"), is_aside("navigate-text")
    (True, True, False)
    """
    return (classes != "" and _is_aside(classes)) or (identity != "" and _is_aside(identity))


@lru_cache(maxsize=16_384)
def _is_aside(names: str) -> bool:
    return _ASIDE.search(names) is not None


def is_named_like_body(sign: str) -> bool:
    """Tell whether a box is named for the words in it."""
    return _BODY.search(sign) is not None


def keeps_meaning(names: str) -> bool:
    """Tell whether a box's name says something of the words in it: that they are quoted, or code."""
    return _MEANING.search(names) is not None


@lru_cache(maxsize=8192)
def is_named_like_posts(shape: str) -> bool:
    """Tell whether a box is named for what people write: post, message, reply and the like.

    >>> is_named_like_posts("div.comment-body"), is_named_like_posts("div.poster-info")
    (True, False)
    """
    return bool(_named_like_posts().search(shape))


@cache
def _named_like_posts() -> re.Pattern[str]:
    return re.compile(
        rf"(?:^|[-_\s.#]){any_of('boards.post_names')}"
        r"(?:s|row|item|bit|body|block|wrapper|container|\d+)?(?:$|[-_\s.#])",
        re.I,
    )
