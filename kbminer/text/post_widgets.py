"""The boxes that forum software draws inside a post: quotes, code, link previews, and plain furniture.

Each software writes them in its own way; this module knows the classes, :mod:`kbminer.text.to_markdown` what
Markdown they become.
"""

from __future__ import annotations

import json
import re
from functools import cache
from typing import Any

from kbminer.languages import all_words
from kbminer.text.code_boxes import is_line_number
from kbminer.text.quote_captions import quoted_name

FURNITURE = frozenset(
    """
    quote-controls quoteheader bbCodeBlock-title meta badge-wrapper anchor cooked-selection-barrier elided
    bbCodeBlock-expandLink bbCodeBlock-shrinkLink bbCodeBlock-expandContent-link message-signature
    message-lastEdit js-expandLink
    bbcode_description codeheader quotefooter topslice botslice
    signature UserSignature post-signature memberSignature sig
    notice edited_post post_edit lastedited after_content modified b-post__edited
    ipsQuote_citation bbcode_quote_link sr-only screen-reader-text visually-hidden
    copy-code-button code-copy-button clipboard-button crayon-toolbar linenos lineno gutter line-numbers-rows
    poll-info poll-buttons poll-ui-builder share-buttons
    """.split()
)
"""Classes of elements that are no words of the author's."""

QUOTE_BOXES = frozenset(
    """
    bbCodeBlock--quote bbcode_quote bbCodeQuote ipsQuote UserQuote quote-box quotebox quotecontent
    bbc_standard_quote bbc_alternate_quote mycode_quote gmail_quote yahoo_quoted moz-cite-prefix-quote
    bb_quote bbcode-quote attrStyle
    """.split()
)

_NAME_PLACES = (
    "./div[@class='title']",
    ".//cite",
    ".//*[contains(@class,'bbcode_postedby')]//strong",
    ".//*[contains(@class,'bbCodeBlock-title')]",
    ".//*[contains(@class,'ipsQuote_citation')]",
    ".//*[contains(@class,'QuoteAuthor')]",
    ".//*[contains(@class,'quoteheader')]",
    ".//*[contains(@class,'attribution')]",
)
_NAME_CLASSES = frozenset(
    """
    bbcode_postedby bbCodeBlock-title ipsQuote_citation QuoteAuthor quoteheader attribution quotetitle
    """.split()
)
_NAME_ATTRIBUTES = ("data-username", "data-quote", "data-ipsquote-username", "data-author", "data-quoted-by")
_LANGUAGE = re.compile(
    r"(?:^|\s)(?:lang(?:uage)?-|highlight-source-|brush:\s*|highlight-text-(?:html-)?)([\w#+.-]+)", re.I
)
_NO_LANGUAGE = frozenset(
    "auto none nohighlight plain plaintext text txt general bbcode generic other undefined".split()
)
_SMILEY_SOURCE = re.compile(r"/(?:smil(?:ie|ey)s?|emo(?:ji|ticon)s?)/", re.I)
_SMILEY_WORDS = re.compile(r"^(?::[\w+-]+:|[:;8=xX%]'?-?[)(\]\[DPpoO/\\|*$3@]+|\^_?\^)$")


_PREVIEWS = frozenset("bbCodeBlock--unfurl link-preview ipsEmbedded".split())
_VIDEOS = frozenset("lazyYT lazy-video-container youtube-onebox".split())


def classes(element: Any) -> list[str]:
    """The element's classes, as a list."""
    value = element.get("class")
    return value.split() if value else []


def is_quote(element: Any, names: list[str]) -> bool:
    """Whether the element is a whole quote box (a ``blockquote`` always is one)."""
    return (element.tag in ("aside", "div") and "quote" in names) or not QUOTE_BOXES.isdisjoint(names)


def quote_author(element: Any) -> str | None:
    """Whom a quote box names, in any of the ways that forum software has to say so."""
    for attribute in _NAME_ATTRIBUTES:
        if name := (element.get(attribute) or "").strip():
            return name
    for path in _NAME_PLACES:
        for place in element.xpath(path):
            if name := quoted_name("".join(place.itertext())):
                return name
    before = element.getprevious()
    if before is not None and "quoteheader" in classes(before):
        return quoted_name("".join(before.itertext()))
    return None


def drop_captions(quote: Any) -> None:
    """Take out of a quote box what only says who is quoted, and unwrap the blockquote inside it."""
    if quote.tag != "blockquote" and (inner := quote.find(".//blockquote")) is not None:
        inner.tag = "div"
        inner.attrib.clear()
    for element in list(quote.iter()):
        if element is not quote and _is_caption(element) and _quote_around(element, quote) is quote:
            element.clear(keep_tail=True)
    if quote.tag == "aside":
        quote.text = None


def _is_caption(element: Any) -> bool:
    names = classes(element)
    return element.tag == "cite" or "title" in names or not _NAME_CLASSES.isdisjoint(names)


def _quote_around(element: Any, outermost: Any) -> Any:
    """The nearest quote that an element stands in: a quote within a quote keeps its own caption."""
    return next((up for up in element.iterancestors() if up is outermost or _opens_quote(up)), None)


def _opens_quote(element: Any) -> bool:
    return element.tag == "blockquote" or is_quote(element, classes(element))


def code_language(*elements: Any) -> str:
    """The language that a code element or one of its neighbours names, or an empty string."""
    for element in elements:
        if element is None:
            continue
        for value in (
            element.get("data-lang"),
            element.get("data-language"),
            element.get("data-code-language"),
        ):
            if value and value.lower() not in _NO_LANGUAGE and re.fullmatch(r"[\w#+.-]+", value):
                return str(value)
        found = _LANGUAGE.search(element.get("class") or "")
        if found and found.group(1).lower() not in _NO_LANGUAGE:
            return found.group(1)
    return ""


def code_text(element: Any) -> str:
    """The code byte for byte without the numbers of its lines; ``<br>`` is a new line."""
    numbers = [node for node in element.iter("span", "a", "td") if is_line_number(node)]
    parted = all((node.tail or " ").startswith((" ", "\n")) for node in numbers)
    for node in numbers:
        if parted:
            node.tail = (node.tail or "").removeprefix(" ")
        node.clear(keep_tail=True)
    for node in list(element.iter("br", "span", "a", "button", "td")):
        if node.tag == "br":
            node.tail = "\n" + (node.tail or "")
        elif not FURNITURE.isdisjoint(classes(node)):
            node.clear(keep_tail=True)
    return "".join(element.itertext())


def is_code_caption(element: Any) -> bool:
    """Whether the element is the "Code: Select all" above a code box, and no words of the author's."""
    following = element.getnext()
    if following is None or (element.tail or "").strip() or len(element) > 4:
        return False
    if following.tag not in ("pre", "div", "dd", "code"):
        return False
    if following.tag in ("div", "dd") and next(following.iter("pre", "code"), None) is None:
        return False
    text = "".join(element.itertext())
    return len(text) < 70 and _code_caption().match(text) is not None


@cache
def _code_caption() -> re.Pattern[str]:
    words = "|".join(all_words("posts.code_captions"))
    return re.compile(rf"^\s*(?:(?:php|html|css|sql|xml)\s+)?(?:{words})\b[^\n]{{0,60}}$", re.I)


def smiley(image: Any, names: list[str]) -> str | None:
    """The sign or short name that a smiley's picture stands for; ``None`` where it is a real picture."""
    alternative = (image.get("alt") or "").strip()
    if not _is_smiley(image, alternative, names):
        return None
    if alternative and (not alternative.isascii() or _SMILEY_WORDS.match(alternative)):
        return alternative
    return (image.get("title") or "").strip() or alternative or image.get("data-shortname") or ""


def _is_smiley(image: Any, alternative: str, names: list[str]) -> bool:
    if any("emoji" in name or "smil" in name or "emoticon" in name for name in names):
        return True
    if _SMILEY_SOURCE.search(image.get("src") or ""):
        return True
    return _SMILEY_WORDS.match(alternative) is not None


def preview_link(element: Any, names: list[str]) -> tuple[str, str] | None:
    """The words and address of a link preview box; ``None`` where the element is none."""
    if element.tag in ("aside", "div") and "onebox" in names:
        return _first_link(element, element.get("data-onebox-src"))
    if not _PREVIEWS.isdisjoint(names):
        return _first_link(element, element.get("data-url"))
    if not _VIDEOS.isdisjoint(names):
        return _video_link(element)
    if "js-embed" in names and element.get("data-embedjson"):
        data = embedded(element)
        address = str(data.get("url") or "")
        return (str(data.get("name") or address), address)
    return None


def _video_link(element: Any) -> tuple[str, str] | None:
    """The title and address of a video whose player loads when it is clicked."""
    video = element.get("data-youtube-id") or element.get("data-video-id") or ""
    title = element.get("data-youtube-title") or element.get("data-video-title") or ""
    if element.get("data-provider-name") == "vimeo":
        address = f"https://vimeo.com/{video}"
    elif video:
        address = f"https://www.youtube.com/watch?v={video}"
    else:
        return _first_link(element, None)
    return (title or address, address)


def embedded(element: Any) -> dict[str, Any]:
    """What Vanilla's rich embeds carry as JSON in an attribute; empty where it is broken."""
    try:
        data = json.loads(element.get("data-embedjson") or "")
    except ValueError:
        return {}
    return data if isinstance(data, dict) else {}


def _first_link(element: Any, address: str | None) -> tuple[str, str] | None:
    """The link that names a box best: one in a heading, else the first with words, else the first."""
    links = _links(element)
    if not links:
        return (address, address) if address else None
    titled = [link for heading in element.iter("h3", "h4") for link in _links(heading)]
    best = (titled or list(filter(_words, links)) or links)[0]
    return (_words(best) or best.get("href"), address or best.get("href"))


def _links(element: Any) -> list[Any]:
    return [link for link in element.iter("a") if link.get("href")]


def _words(element: Any) -> str:
    return " ".join("".join(element.itertext()).split())
