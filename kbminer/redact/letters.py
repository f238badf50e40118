"""The letters of names: capitals and small letters of Latin, Greek and Cyrillic, as classes of patterns."""

from __future__ import annotations

import re

_LAST = 0x0530  # behind Cyrillic; the scripts that follow have no capitals, or hardly any forum


def _class(letters: list[str]) -> str:
    return re.escape("".join(letters))


UPPER = "A-Z" + _class([chr(n) for n in range(0xC0, _LAST) if chr(n).isupper()])
"""What a name begins with, to stand in brackets."""

LOWER = "a-z" + _class([chr(n) for n in range(0xDF, _LAST) if chr(n).islower()])
"""What a name goes on with, to stand in brackets."""

NAME_WORD = rf"[{UPPER}](?:[\w’']|-(?=\w)){{1,18}}(?![\w])"
"""One word of a name."""
