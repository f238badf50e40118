"""Names of people in paths: whose home folder it is."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kbminer.languages import all_words
from kbminer.redact.spans import Span, group_spans, lowered

_HOME = re.compile(
    r"(?:(?<![\w.])|(?<=-[IL]))(?:[A-Z]:)?[\\/]{1,8}(?:Users|home|Documents and Settings)[\\/]{1,8}"
    r"(?P<private>[^\s\\/:*?\"'<>|,;()\[\]$%{}]+(?:[ ][^\s\\/:*?\"'<>|,;()\[\]]+)?(?=[\\/])|[\w.-]*\w)",
    re.I,
)
_NOBODY = frozenset(all_words("redact.nobodys_users"))


def home_users(text: str) -> Iterator[Span]:
    """Find the user's name in paths below a home folder; shared and generic accounts stay."""
    lower = lowered(text)
    if not any(folder in lower for folder in ("home", "users", "settings")):
        return
    for match in _HOME.finditer(text):
        if match["private"].lower().strip(".") not in _NOBODY:
            yield from group_spans([match])
