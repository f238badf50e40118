"""Words without what stands in them by mistake: entities escaped twice, and signs that show nothing."""

from __future__ import annotations

import html
import re
from collections.abc import Callable

_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});")
_TWICE = re.compile(r"&amp;(?=(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});)")
_OFTEN = 3  # times that an export may have escaped a text
_UNSEEN = re.compile(
    "[\u00ad\u034f\u180e\u200b\u2060-\u2064\ufeff]|"
    "(?<=[A-Za-z0-9\\s.,:;!?])[\u200c\u200d]|[\u200c\u200d](?=[A-Za-z0-9\\s])"
)
"""Soft hyphens, spaces without width; joiners only beside Latin letters, for emoji need them."""
_MAY_BE_UNSEEN = re.compile("[\u00ad\u034f\u180e\u200b-\u200d\u2060-\u2064\ufeff]")
_CODE = re.compile(r"(^ {0,3}(?:```|~~~).*?(?:^ {0,3}(?:```|~~~)[ \t]*$|\Z)|`[^`\n]+`)", re.M | re.S)


def plain_signs(text: str, *, stripped: bool = True) -> str:
    """Give a title, a tag or a name as its reader is to see it.

    >>> plain_signs("Can&amp;#39;t open &quot;Q&amp;amp;A&quot; up\\u00addate")
    'Can\\'t open "Q&A" update'
    """
    plain = without_unseen(without_entities(text))
    return plain.strip() if stripped else plain


def without_entities(text: str) -> str:
    """Turn entities into their signs, however often they were escaped.

    >>> without_entities("a &amp;lt;b&amp;gt; ?x=1&copy=2")
    'a <b> ?x=1&copy=2'
    """
    for _ in range(_OFTEN):
        if "&" not in text or (shorter := _ENTITY.sub(_sign, text)) == text:
            break
        text = shorter
    return text


def without_unseen(text: str) -> str:
    """Take out signs without width."""
    return _UNSEEN.sub("", text) if not text.isascii() and _MAY_BE_UNSEEN.search(text) else text


def plain_markdown(text: str) -> str:
    """Do the same in Markdown: code keeps every sign, and what was escaped once is Markdown's own."""
    return outside_code(
        text, lambda words: without_unseen(_TWICE.sub("&", words) if "&amp;" in words else words)
    )


def outside_code(text: str, change: Callable[[str], str]) -> str:
    """Change the words of Markdown and leave its code alone."""
    if "`" not in text and "~~~" not in text:
        return change(text)
    return "".join(part if number % 2 else change(part) for number, part in enumerate(_CODE.split(text)))


def _sign(entity: re.Match[str]) -> str:
    return html.unescape(entity.group())
