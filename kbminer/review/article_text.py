"""An article while it is edited: Markdown in which ``[^3]`` stands for the third of its cited posts."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

import nh3
from markdown_it import MarkdownIt
from markupsafe import Markup

from kbminer.languages import texts
from kbminer.languages.loader import codes
from kbminer.publish.draft_markdown import render_body
from kbminer.records import Draft

MARK = re.compile(r"\[\^(\d{1,4})\]")
_MARKS = re.compile(r"(?:(?<! ) *+\[\^\d{1,4}\])++")
# Signs of a private area, which no forum's words hold after the gate, and which Markdown leaves alone.
_OPEN, _CLOSE = "\ue000", "\ue001"
_SIGNS = re.compile(rf"{_OPEN}([\d,]+){_CLOSE}")
_CODE = re.compile(r"<code\b[^<>]*+>.*?(?:</code>|\Z)", re.S)
_BLOCK_TAG = re.compile(
    r"</?(?:p|li|ul|ol|h[1-6]|blockquote|pre|table|thead|tbody|tr|td|th|hr)\b[^>]*>|<br ?/?>"
)
_TAG = re.compile(r"<[^<>]+>")
# Lines that begin with a letter and hold no sign that means anything in Markdown or HTML.
_PLAIN_LINE = r"[^\W\d_](?:(?:[^\W_]|[ ,.;:?!'\"()/%+=–—…“”‘’€$-])*+(?<! ))?+"
_PLAIN = re.compile(rf"{_PLAIN_LINE}(?:\n\n?{_PLAIN_LINE})*+")
_TAGS = {
    *("h2", "h3", "h4", "p", "ol", "ul", "li", "pre", "code", "em", "strong", "s", "a", "br", "hr", "sup"),
    *("blockquote", "span", "del", "ins", "table", "thead", "tbody", "tr", "th", "td"),
}
_ATTRIBUTES = {
    "a": {"href"},
    "ol": {"start"},
    "span": {"class", "tabindex", "data-posts", "data-kind", "data-score", "role", "aria-describedby"},
    "code": {"class"},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleText:
    """An article's Markdown and the posts that its marks stand for, as "thread's key, space, post's id"."""

    text: str
    cited: tuple[str, ...] = ()

    def citing(self, posts: Sequence[str]) -> tuple[ArticleText, str]:
        """Return the article with ``posts`` among the cited ones, and the marks that stand for them."""
        cited = tuple(dict.fromkeys((*self.cited, *posts)))
        marks = "".join(f"[^{cited.index(post) + 1}]" for post in posts)
        return ArticleText(text=self.text, cited=cited), marks

    def numbered_as(self, cited: Sequence[str]) -> ArticleText:
        """Return the same article with its marks counted along ``cited``, which new posts are added to."""
        known = tuple(dict.fromkeys((*cited, *self.cited)))
        place = {str(n): known.index(post) + 1 for n, post in enumerate(self.cited, start=1)}
        text = MARK.sub(lambda found: f"[^{place.get(found[1], found[1])}]", self.text)
        return ArticleText(text=text, cited=known)


def text_of(draft: Draft) -> ArticleText:
    """Write a draft as its editor gets it."""
    body = render_body(draft)
    return ArticleText(text=str(body.text), cited=tuple(f"{c.thread} {c.post}" for c in body.cited))


def appended_to_solution(text: str, line: str) -> str:
    """Put a line at the end of the section that says what to do, else at the end of the text.

    >>> print(appended_to_solution("## Resolution\\n\\nPress it.", "Wait."))
    ## Resolution
    <BLANKLINE>
    Press it.
    <BLANKLINE>
    Wait.
    """
    lines = text.rstrip("\n").split("\n")
    begins = next((n for n, each in enumerate(lines) if _SOLUTION.match(each)), None)
    ends = len(lines)
    if begins is not None:
        ends = next((n for n in range(begins + 1, len(lines)) if lines[n].startswith("## ")), len(lines))
    before = "\n".join(lines[:ends]).rstrip("\n")
    rest = "\n".join(lines[ends:])
    return "\n\n".join(part for part in (before, line, rest) if part)


@dataclass(frozen=True, slots=True, kw_only=True)
class SentenceSupport:
    """How a sentence rests on its posts: ``kind`` of wording, and how much of it they bear out (0 to 1)."""

    kind: str
    score: float


def article_html(article: ArticleText, support: Mapping[str, SentenceSupport] | None = None) -> Markup:
    """Render an article; each sentence that ends in marks leads to its posts.

    Parameters
    ----------
    article : ArticleText
    support : mapping, optional
        By the sentence's plain words; see :func:`sentences`.
    """
    written = "".join(_blocks(_rendered(article), support or {}, len(article.cited)))
    return Markup(_cleaned(written))  # noqa: S704 - sanitised by nh3


@lru_cache(maxsize=4096)
def post_html(markdown: str) -> Markup:
    """Render a post's words; nothing in them runs or is fetched."""
    if _PLAIN.fullmatch(markdown):  # most posts are words alone, which need no parser
        paragraphs = markdown.split("\n\n")
        return Markup("".join(f"<p>{words}</p>\n" for words in paragraphs))  # noqa: S704 - no sign of HTML
    return Markup(_cleaned(_markdown().render(markdown)))  # noqa: S704 - sanitised by nh3


def sentences(article: ArticleText) -> list[tuple[str, tuple[str, ...]]]:
    """List what stands before marks, as plain words, with the posts that these stand for."""
    found: list[tuple[str, tuple[str, ...]]] = []
    for block in _BLOCK_TAG.split(_rendered(article)):
        parts = _SIGNS.split(block)
        for words, numbers in zip(parts[::2], parts[1::2], strict=False):
            posts = tuple(
                article.cited[int(n) - 1] for n in numbers.split(",") if 0 < int(n) <= len(article.cited)
            )
            if plain := _plain(words):
                found.append((plain, posts))
    return found


def _rendered(article: ArticleText) -> str:
    """Render Markdown with signs in place of its marks; in code a mark is code."""
    text = article.text.replace(_OPEN, "").replace(_CLOSE, "")
    marked = _MARKS.sub(lambda found: f"{_OPEN}{','.join(MARK.findall(found[0]))}{_CLOSE}", text)
    return _CODE.sub(lambda code: _SIGNS.sub(_as_marks, code[0]), _markdown().render(marked))


def _as_marks(signs: re.Match[str]) -> str:
    return "".join(f"[^{number}]" for number in signs[1].split(","))


def _blocks(rendered: str, support: Mapping[str, SentenceSupport], count: int) -> list[str]:
    """Wrap the sentences of each block, whose tags stand between them."""
    written: list[str] = []
    end = 0
    for tag in _BLOCK_TAG.finditer(rendered):
        written += (_inline(rendered[end : tag.start()], support, count), tag[0])
        end = tag.end()
    return [*written, _inline(rendered[end:], support, count)]


def _inline(block: str, support: Mapping[str, SentenceSupport], count: int) -> str:
    parts = _SIGNS.split(block)
    written = [
        _sentence(words, numbers, support, count)
        for words, numbers in zip(parts[::2], parts[1::2], strict=False)
    ]
    return "".join((*written, parts[-1]))


def _sentence(words: str, numbers: str, support: Mapping[str, SentenceSupport], count: int) -> str:
    known = [n for n in numbers.split(",") if 0 < int(n) <= count]
    marks = "".join(f'<a href="#post-{n}">{n}</a> ' for n in known).rstrip()
    lead = words[: len(words) - len(words.lstrip())]
    plain = _plain(words)
    if not plain:  # marks alone stand behind a block of code
        posts = " ".join(known)
        return f'{words}<span class="sentence" tabindex="0" data-posts="{posts}"><sup>{marks}</sup></span>'
    if not _is_balanced(words):
        return f"{words}<sup>{marks}</sup>"
    judged = support.get(plain) or SentenceSupport(kind="unchecked", score=0.0)
    return (
        f'{lead}<span class="sentence {judged.kind}" tabindex="0" data-posts="{" ".join(known)}" '
        f'data-kind="{judged.kind}" data-score="{judged.score:.2f}">{words.strip()}<sup>{marks}</sup></span>'
    )


def _is_balanced(words: str) -> bool:
    return len(re.findall(r"<[a-z]", words)) == len(re.findall(r"</[a-z]", words))


def _plain(words: str) -> str:
    return " ".join(html.unescape(_TAG.sub("", words)).split())


def _cleaned(written: str) -> str:
    return nh3.clean(
        written,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        url_schemes={"http", "https", "mailto"},
        link_rel="nofollow noopener noreferrer",
    )


_HEADINGS = {
    texts("article.phrases", code)[name] for code in codes() for name in ("resolution", "workaround")
}
_SOLUTION = re.compile(rf"^## (?:{'|'.join(sorted(map(re.escape, _HEADINGS)))})\s*$")


@cache
def _markdown() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"]).disable("image")
