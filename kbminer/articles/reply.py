"""The reply that points an asker to an article: ready to paste, in the thread's language, without names."""

from __future__ import annotations

from kbminer.records import Article

_LONGEST_EXCERPT = 400  # characters
_WORDS = {
    "en": ("This is answered in the article “{title}”: {url}", "This is answered in the article “{title}”."),
    "de": ("Das beantwortet der Artikel „{title}“: {url}", "Das beantwortet der Artikel „{title}“."),
    "fr": ("L’article « {title} » y répond : {url}", "L’article « {title} » y répond."),
    "es": ("El artículo «{title}» lo responde: {url}", "El artículo «{title}» lo responde."),
}


def ready_reply(article: Article, passage: str | None, language: str | None) -> str:
    """Write a reply that names an article, links it, and quotes the passage that answers.

    >>> from kbminer.records import Article
    >>> print(ready_reply(Article(id="a", title="Print", url="https://h.example/a"), "Press P.", "fr"))
    L’article « Print » y répond : https://h.example/a
    <BLANKLINE>
    > Press P.
    """
    with_link, without = _WORDS.get((language or "en")[:2].lower(), _WORDS["en"])
    words = (with_link if article.url else without).format(title=article.title, url=article.url)
    if not passage:
        return words
    return "\n".join([words, "", *(f"> {line}" for line in _excerpt(passage).split("\n"))])


def _excerpt(passage: str) -> str:
    if len(passage) <= _LONGEST_EXCERPT:
        return passage
    return passage[:_LONGEST_EXCERPT].rsplit(maxsplit=1)[0] + " …"
