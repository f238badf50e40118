"""An article as its editor leaves it, with its sources, for the place where articles live."""

from __future__ import annotations

from html import escape

from kbminer.languages.article_words import day, phrase
from kbminer.printable import printable
from kbminer.publish.markdown import Markdown
from kbminer.review.article_text import MARK, ArticleText, article_html
from kbminer.review.cited_posts import EvidencePost
from kbminer.review.on_desk import OnDesk

_PAGE = """<!DOCTYPE html>
<html lang="{language}">
<head><meta charset="utf-8"><title>{title}</title></head>
<body>
<h1>{title}</h1>
{body}
<h2>{sources}</h2>
<ol>
{listed}
</ol>
</body>
</html>
"""


def as_markdown(one: OnDesk, article: ArticleText) -> str:
    """Write an article as Markdown with footnotes."""
    article = _used(article)
    posts = one.evidence.posts
    notes = [
        f"[^{n}]: {_source(posts[key], one)}" for n, key in enumerate(article.cited, start=1) if key in posts
    ]
    return printable("\n".join([f"# {Markdown.name(one.title)}", "", article.text.strip(), "", *notes, ""]))


def as_html(one: OnDesk, article: ArticleText) -> str:
    """Write an article as a page that runs nothing."""
    article, language = _used(article), one.language
    posts = one.evidence.posts
    listed = "\n".join(
        f'<li id="post-{n}">{_linked(posts[key], one)}</li>' if key in posts else f'<li id="post-{n}">–</li>'
        for n, key in enumerate(article.cited, start=1)
    )
    return printable(
        _PAGE.format(
            language=escape(language or "en"),
            title=escape(one.title),
            body=article_html(article),
            sources=escape(phrase(language, "sources")),
            listed=listed,
        )
    )


def _used(article: ArticleText) -> ArticleText:
    """Leave those posts alone that a mark still stands for, counted anew."""
    numbers = dict.fromkeys(int(n) for n in MARK.findall(article.text))
    kept = [n for n in numbers if 0 < n <= len(article.cited)]
    place = {n: i for i, n in enumerate(kept, start=1)}
    text = MARK.sub(
        lambda found: f"[^{place[int(found[1])]}]" if int(found[1]) in place else "", article.text
    )
    return ArticleText(text=text, cited=tuple(article.cited[n - 1] for n in kept))


def _source(post: EvidencePost, one: OnDesk) -> str:
    name = Markdown.link(Markdown.name(_name(post, one)), post.url)
    return ", ".join([name, *([day(post.date)] if post.date else []), phrase(one.language, post.role)])


def _linked(post: EvidencePost, one: OnDesk) -> str:
    name = escape(_name(post, one))
    linked = f'<a href="{escape(post.url)}" rel="nofollow noopener">{name}</a>' if post.url else name
    return ", ".join(
        [linked, *([day(post.date)] if post.date else []), escape(phrase(one.language, post.role))]
    )


def _name(post: EvidencePost, one: OnDesk) -> str:
    title = next((thread.title for thread in one.evidence.threads if thread.key == post.thread), "")
    return phrase(one.language, "topic", title=title or post.thread.split(":", 1)[-1], number=post.number)
