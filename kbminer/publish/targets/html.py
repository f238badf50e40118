"""One sanitised HTML page a draft; nothing on it runs and no search engine keeps it."""

from __future__ import annotations

from collections.abc import Mapping

from kbminer.publish.html_body import body
from kbminer.publish.html_text import Html
from kbminer.records import Draft

_PAGE = """<!DOCTYPE html>
<html lang="{}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'">
<meta name="robots" content="noindex">
<meta name="article:status" content="draft">
<title>{}</title>
</head>
<body>
<main>
<h1>{}</h1>
<p><strong>{}</strong></p>
{}</main>
</body>
</html>
"""


def files(drafts: Mapping[str, Draft]) -> dict[str, Html]:
    """One page a draft."""
    return {f"{name}.html": _page(draft) for name, draft in drafts.items()}


def fragment(draft: Draft) -> Html:
    """Write a draft's body as sanitised HTML, for every place that takes HTML."""
    return Html.cleaned(body(draft, Html))


def _page(draft: Draft) -> Html:
    title = Html.name(draft.title)
    language, confidence = Html.name(draft.language or "en"), Html.name(draft.confidence)
    return Html.form(_PAGE, language, title, title, confidence, fragment(draft))
