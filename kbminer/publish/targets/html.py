"""One sanitised HTML page a draft; nothing on it runs and no search engine keeps it."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

from kbminer.publish.html_body import BlockMarkup, body
from kbminer.records import Draft

_TAGS = {
    *("h2", "h3", "p", "ol", "ul", "li", "pre", "code", "em", "strong", "s", "a", "br", "sup", "blockquote"),
}
_PAGE = """<!DOCTYPE html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'">
<meta name="robots" content="noindex">
<meta name="article:status" content="draft">
<title>{title}</title>
</head>
<body>
<main>
<h1>{title}</h1>
<p><strong>{confidence}</strong></p>
{body}</main>
</body>
</html>
"""


def files(drafts: Mapping[str, Draft]) -> dict[str, str]:
    """One page a draft."""
    return {f"{name}.html": _page(draft) for name, draft in drafts.items()}


def fragment(draft: Draft) -> str:
    """Write a draft's body as sanitised HTML, for every place that takes HTML."""
    import nh3  # noqa: PLC0415  # only where something is exported

    return nh3.clean(
        body(draft, BlockMarkup(code=_code, todo=_todo)),
        tags=_TAGS,
        attributes={"a": {"href"}, "ol": {"start"}},
        url_schemes={"http", "https", "mailto"},
        link_rel="nofollow noopener",
    )


def _page(draft: Draft) -> str:
    return _PAGE.format(
        language=escape(draft.language or "en"),
        title=escape(draft.title, quote=False),
        confidence=escape(draft.confidence, quote=False),
        body=fragment(draft),
    )


def _code(code: str) -> str:
    return f"<pre><code>{escape(code, quote=False)}</code></pre>"


def _todo(label: str, text: str) -> str:
    return f"<blockquote><p><strong>{escape(label)}:</strong> {escape(text, quote=False)}</p></blockquote>"
