"""A statement's inline Markdown as harmless Markdown and as harmless XHTML."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

# Inline code as Markdown reads it: as many signs close it as opened it, and an escaped one opens none.
CODE_SPAN = r"\\[\\`]|(?<!`)(?P<ticks>`+)(?!`).+?(?<!`)(?P=ticks)(?!`)"

_CODE = re.compile(CODE_SPAN, re.S)
_TARGET = re.compile(r"\](?=\(\s*+<?+(?!\s*(?:https?://|mailto:)))", re.I)
_DEFINITION = re.compile(r"\](?=\s*:)")
_IMAGE = re.compile(r"(?<!!)!++(?=\[)")  # of two signs the first would make an image of what follows


def outside_code(text: str, change: Callable[[str], str]) -> str:
    """Change the words of a text but not its inline code.

    >>> outside_code("a `b` c", str.upper)
    'A `b` C'
    """
    parts: list[str] = []
    at = 0
    for code in _CODE.finditer(text):
        parts += [change(text[at : code.start()]), code.group()]
        at = code.end()
    return "".join([*parts, change(text[at:])])


def safe_links(text: str) -> str:
    """Break every Markdown link that leads elsewhere than to the web or to mail.

    An address within the forum's site leads nowhere from another one, and ends the build of some. An image
    becomes a link: it may vanish, and whoever reads the page would ask a strange host for it.

    >>> safe_links("[go](javascript:alert(1)) [on](https://example.org)")
    '[go\\\\](javascript:alert(1)) [on](https://example.org)'
    """
    return outside_code(
        text, lambda words: _IMAGE.sub("", _DEFINITION.sub(r"\\]", _TARGET.sub(r"\\]", words)))
    )


def xhtml(text: str) -> str:
    """Render inline Markdown as sanitised XHTML; HTML in it is shown, not obeyed; images become links.

    >>> xhtml("Run `a<b` and see [it](https://example.org) <script>")
    'Run <code>a&lt;b</code> and see <a href="https://example.org">it</a> &lt;script&gt;'
    """
    import nh3  # noqa: PLC0415  # only where something is exported

    html = nh3.clean(
        _parser().renderInline(safe_links(" ".join(text.split()))),
        tags={"a", "br", "code", "em", "strong", "s"},
        attributes={"a": {"href"}},
        url_schemes={"http", "https", "mailto"},
        link_rel=None,
    )
    return html.replace("<br>", "<br />").replace("&nbsp;", "&#160;")


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt  # noqa: PLC0415  # only where something is exported

    return MarkdownIt("commonmark", {"html": False, "xhtmlOut": True}).enable("strikethrough")
