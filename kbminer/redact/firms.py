"""Firms, programs and services, which are greeted, thanked and quoted as people are.

What they are called is a kept list of another project, less what people are called, so nobody's name stays
for being a brand's too.
"""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files

_LONGEST_NICK = 4  # signs; a short word without a capital is somebody's nickname where one is greeted


@cache
def _firms() -> frozenset[str]:
    kept = files("kbminer.redact").joinpath("firms.toml").read_text("utf-8")
    return frozenset(tomllib.loads(kept)["names"])


def is_firm(words: str) -> bool:
    """Tell whether words are a firm's, a program's or a service's, or begin with its name.

    Parameters
    ----------
    words : str
        What could be somebody's name.

    Examples
    --------
    >>> [is_firm(words) for words in ("Stack Overflow", "Nextcloud Team", "Ann Miller")]
    [True, True, False]
    """
    lower = words.lower()
    if words == lower and len(words) <= _LONGEST_NICK:
        return False
    return lower in _firms() or lower.partition(" ")[0] in _firms()
