"""The reply that points an asker to an article: ready to paste, in the thread's language, without names."""

from __future__ import annotations

from kbminer.languages import texts
from kbminer.records import Article

_LONGEST_EXCERPT = 400  # characters


def ready_reply(article: Article, passage: str | None, language: str | None) -> str:
    """Write a reply that names an article, links it, and quotes the passage that answers.

    Parameters
    ----------
    article : Article
        What answers; without an address it is named only.
    passage : str or None
        What to quote of it, cut at a word where it is long.
    language : str or None
        The thread's; English where kbminer has no words of it.

    Examples
    --------
    >>> from kbminer.records import Article
    >>> print(ready_reply(Article(id="a", title="Print", url="https://h.example/a"), "Press P.", "fr"))
    L’article « Print » y répond : https://h.example/a
    <BLANKLINE>
    > Press P.
    """
    template = texts("articles.reply", language)["with_link" if article.url else "without_link"]
    words = template.format(title=article.title, url=article.url)
    if not passage:
        return words
    return "\n".join([words, "", *(f"> {line}" for line in _excerpt(passage).split("\n"))])


def _excerpt(passage: str) -> str:
    if len(passage) <= _LONGEST_EXCERPT:
        return passage
    return passage[:_LONGEST_EXCERPT].rsplit(maxsplit=1)[0] + " …"
