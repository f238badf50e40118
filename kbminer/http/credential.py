"""A key and the one origin that it belongs to: it goes nowhere else, whoever sends one there."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode, urlsplit

from kbminer.http.safety import check_url

_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True, kw_only=True)
class Credential:
    """What proves to one origin who asks.

    Attributes
    ----------
    origin : str
        Scheme, host and port, as :func:`origin_of` writes them.
    headers, query : mapping of str to str
        What is added to a request to that origin, and to no other.
    """

    origin: str
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    query: Mapping[str, str] = field(default_factory=dict, repr=False)

    def is_for(self, url: str) -> bool:
        """Tell whether an address lies at the origin."""
        return origin_of(url) == self.origin

    def signed(self, url: str) -> str:
        """Add the query to an address; what is remembered and told is the address without it."""
        if not self.query:
            return url
        return f"{url}{'&' if urlsplit(url).query else '?'}{urlencode(self.query)}"


def origin_of(url: str) -> str:
    """Write the scheme, host and port of an address.

    Raises
    ------
    AddressRefused
        It is no plain http or https address.

    Examples
    --------
    >>> origin_of("https://Forum.example/t/5"), origin_of("http://forum.example:8080/")
    ('https://forum.example:443', 'http://forum.example:8080')
    """
    host = check_url(url)
    parts = urlsplit(url)
    return f"{parts.scheme}://{f'[{host}]' if ':' in host else host}:{parts.port or _PORTS[parts.scheme]}"


def named_origin(variable: str, default: str | None = None) -> str | None:
    """Read from the environment which origin a key belongs to.

    Raises
    ------
    AddressRefused
        The variable holds no plain http or https address.
    """
    named = os.environ.get(variable) or default
    return origin_of(named) if named else None
