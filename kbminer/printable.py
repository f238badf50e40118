"""What every reader may be shown: text without signs that steer a terminal, hide words or turn them round.

Titles, file names and posts come from strangers. Whatever shows them on a terminal, in HTML, in Markdown or
in XML passes them through here first.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

# ECMA-48: sequences that begin with the escape sign; one that is not ended loses that sign alone. Signs of C1
# begin none here: more often they are letters of Windows-1252 that were read as Latin-1.
_TERMINAL_ORDERS = re.compile(
    r"\x1b(?:\[[0-?]*+[ -/]*+[@-~]|[\]PX^_][^\x07\x1b\x9c\n]*+(?:\x07|\x1b\\|\x9c)|[ -/]++[0-~])?"
)
# Unicode 16: C0 and C1 but tab and line feed; marks that turn text round (UAX 9: embeddings, overrides,
# isolates, marks of direction); fillers, annotations, tags, selectors and soft hyphens, which no font shows;
# non-characters, which XML 1.0 forbids. What joins and parts letters (U+200C, 200D) and chooses a picture
# or a letter for a sign (U+FE0F, FE0E) stays.
_HIDDEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200e\u200f"
    "\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0d\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff\U0001bca0-\U0001bca3"
    "\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
_BREAK = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
# Beside what is taken away: what joins and parts letters, and what chooses between forms of a sign.
_UNSEEN = re.compile(f"{_TERMINAL_ORDERS.pattern}|{_HIDDEN.pattern}|[\u180b-\u180f\u200c\u200d\ufe0e\ufe0f]")
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
_UNSAFE_IN_JSON = re.compile(
    "[\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2060-\u206f\ufff0-\ufffb\U000e0000-\U000e0fff]"
)


def printable(text: str) -> str:
    r"""Take away what no reader may meet; every line break becomes a line feed.

    >>> printable("\x1b[31mred\x1b[0m \u202eexe.txt\r\nnext")
    'red exe.txt\nnext'
    """
    if text.isascii() and text.isprintable():
        return text
    shown = _BREAK.sub("\n", _TERMINAL_ORDERS.sub("", text))
    return _LONE_SURROGATE.sub("\ufffd", _HIDDEN.sub("", shown))


def unseen_signs(text: str) -> Iterator[tuple[int, int]]:
    """Find what a reader does not see, from and to which sign: it parts no word for him.

    Whoever looks for something in a text looks past it: an address is one, whatever stands unseen in it.

    >>> list(unseen_signs("ann@exam\u202eple.org"))
    [(8, 9)]
    """
    if not (text.isascii() and text.isprintable()):
        yield from (found.span() for found in _UNSEEN.finditer(text))


def printable_line(text: str) -> str:
    r"""Take away the same, and every line break: a title stays one line of a terminal.

    >>> printable_line("one\ntwo\x1b]0;title\x07")
    'one two'
    """
    return " ".join(printable(text).split())


def printable_json(written: str) -> str:
    r"""Write what JSON leaves as it is, and a terminal obeys, as escapes: the value stays the same.

    >>> printable_json('"\x9b2J"')
    '"\\u009b2J"'
    """
    return _UNSAFE_IN_JSON.sub(_escape, written)


def _escape(found: re.Match[str]) -> str:
    units = found[0].encode("utf-16-be")
    return "".join(f"\\u{units[i : i + 2].hex()}" for i in range(0, len(units), 2))
