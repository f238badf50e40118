"""Which addresses may become links: those of the web, without anything that a page or terminal obeys."""

from __future__ import annotations

import re
from urllib.parse import SplitResult, urljoin, urlsplit

from kbminer.printable import printable

_USER = re.compile(r"://[^\s/?#@]*+@")
_WEB = re.compile(r"https?://[^\s<>]+", re.I)


def is_web(url: str | None) -> bool:
    """Tell whether an address may become a link; whoever writes it escapes it for its place.

    >>> is_web("https://example.org/o'hare"), is_web("javascript:alert(1)"), is_web(None)
    (True, False, False)
    """
    if url is None or not _WEB.fullmatch(url) or printable(url) != url:
        return False
    return bool(parted(url).hostname)


def web_address(url: str | None) -> str | None:
    """Give an address that may become a link, or nothing.

    >>> web_address("https://example.org/t/5"), web_address("data:text/html,x")
    ('https://example.org/t/5', None)
    """
    return url if is_web(url) else None


def parted(url: str | None) -> SplitResult:
    """Part an address; a malformed one has no parts: forums hold links that lead nowhere.

    >>> parted("https://Forum.example/t/5").hostname, parted("http://[").hostname
    ('forum.example', None)
    """
    try:
        found = urlsplit(url or "")
        _ = found.port
    except ValueError:
        return SplitResult("", "", "", "", "")
    return found


def origin_of(url: str | None) -> str:
    """Give the part of an address that holds no secret: scheme, host and port.

    >>> origin_of("https://kb:pw@hooks.example:8443/services/T0/B0/x?key=y")
    'https://hooks.example:8443'
    """
    found = parted(url)
    return f"{found.scheme}://{found.netloc.rpartition('@')[2]}" if found.netloc else ""


def without_user(text: str) -> str:
    """Take names and passwords out of the addresses in a text.

    >>> without_user("postgresql://kb:pw@db.example/kb")
    'postgresql://db.example/kb'
    """
    return _USER.sub("://", text)


def joined(base: str, url: str) -> str:
    """Make an address absolute; a malformed one stays as it is.

    >>> joined("https://forum.example/t/5", "../u/1"), joined("https://forum.example", "//[")
    ('https://forum.example/u/1', '//[')
    """
    try:
        return urljoin(base, url)
    except ValueError:
        return url
