"""Which addresses may become links: those of the web, without anything that a page or terminal obeys."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from kbminer.printable import printable

_WEB = re.compile(r"https?://[^\s<>]+", re.I)


def is_web(url: str | None) -> bool:
    """Tell whether an address may become a link; whoever writes it escapes it for its place.

    >>> is_web("https://example.org/o'hare"), is_web("javascript:alert(1)"), is_web(None)
    (True, False, False)
    """
    if url is None or not _WEB.fullmatch(url) or printable(url) != url:
        return False
    try:
        return bool(urlsplit(url).hostname)
    except ValueError:
        return False


def web_address(url: str | None) -> str | None:
    """Give an address that may become a link, or nothing.

    >>> web_address("https://example.org/t/5"), web_address("data:text/html,x")
    ('https://example.org/t/5', None)
    """
    return url if is_web(url) else None
