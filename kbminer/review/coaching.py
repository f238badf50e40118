"""What a coach would ask before an article is accepted: the KCS content standard as a checklist, no score.

References
----------
Consortium for Service Innovation, "KCS v6 Practices Guide", technique 5.5 and the content standard checklist.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from kbminer.languages import texts
from kbminer.languages.loader import codes
from kbminer.records import Coverage
from kbminer.redact.placeholders import redact
from kbminer.review.article_text import MARK, ArticleText
from kbminer.review.on_desk import OnDesk
from kbminer.review.todos import todos_of

Item = Literal["unique", "complete", "clear", "title", "sourced", "private", "open"]
LONG_SENTENCE = 30
"""Words: what has more is read twice; plain-language guides say 20 to 25, and a path of menus is long."""
LONG_TITLE = 90
"""Signs: what search engines and portals show of a title, with room for a word more."""
_LIKELY = 0.3  # from here on the page shows the existing article, so that it can be compared


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One question; ``met`` is ``None`` where only a person can tell, ``count`` what speaks against it."""

    item: Item
    met: bool | None
    count: int = 0


def checklist(one: OnDesk, article: ArticleText, coverage: Coverage | None) -> tuple[Check, ...]:
    """Ask of an article what the content standard asks; what a program can't tell it leaves to the reader.

    Parameters
    ----------
    one : OnDesk
    article : ArticleText
        As it stands.
    coverage : Coverage, optional
        What existing articles have for the question.
    """
    lines = [
        line
        for line in _FENCED.sub("", article.text).split("\n")
        if line.strip() and not line.lstrip().startswith(_ASIDE)
    ]
    long_ones = sum(len(each.split()) > LONG_SENTENCE for line in lines for each in _ENDS.split(line))
    bare = sum(not MARK.search(line) for line in lines)
    private = _private(article.text)
    todos = len(todos_of(article))
    near = coverage is not None and coverage.article is not None and coverage.probability >= _LIKELY
    return (
        Check(item="unique", met=None if near else True),
        Check(item="title", met=None if 0 < len(one.title) <= LONG_TITLE else False),
        Check(item="complete", met=_has(article, "issue") and _has(article, "resolution", "workaround")),
        Check(item="clear", met=not long_ones, count=long_ones),
        Check(item="sourced", met=not bare, count=bare),
        Check(item="open", met=not todos, count=todos),
        Check(item="private", met=not private, count=private),
    )


@lru_cache(maxsize=1024)
def _private(text: str) -> int:
    """How many private things stand in a text; looked for once for each version."""
    return sum(found.count for found in redact(text).found)


_ASIDE = ("#", ">", "|", "---")
"""Headings, questions left open, tables: nothing there is a sentence with a source of its own."""
_FENCED = re.compile(r"^ {0,3}(```|~~~).*?^ {0,3}\1[^\n]*$", re.M | re.S)
_ENDS = re.compile(r"(?<=[.!?])[\s\[]")


def _has(article: ArticleText, *names: str) -> bool:
    """Whether one of these sections stands in a text, in whatever language."""
    headings = {f"## {texts('article.phrases', code)[name]}" for code in codes() for name in names}
    return any(line.strip() in headings for line in _FENCED.sub("", article.text).split("\n"))
