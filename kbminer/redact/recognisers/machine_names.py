"""Names of machines without a domain: where systems write them, and behind a word for a machine."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain

from kbminer.languages import LatePattern, all_words, alternatives
from kbminer.redact.firms import is_firm
from kbminer.redact.spans import Marks, Span, letters_of, lowered, words_before

# A machine without a domain in an address, and as systems call a new one.
_UNDOTTED = LatePattern(
    r"(?:://(?:[^\s/@]{1,60}@)?|\b(?:ssh|scp|sftp|rsync)[ ](?:-\S{1,20}[ ](?:\d{1,5}[ ])?)?[\w.-]{1,40}@|"
    r"\b(?i:data source|server|address|host)[ ]?=[ ]?(?:tcp:)?|"
    r"(?<![\w.@])(?!git@)[\w.-]{1,40}@(?=[\w-]{2,42}:[/~]))"
    r"(?P<private>[A-Za-z][\w-]{1,40}\d\d(?=[:/\\;,\s]|$)|[A-Za-z][\w-]{1,40}\d(?=:[\d/~])|"
    r"(?:srv|svr)[-_](?!\d{1,3}(?!\w))[\w-]{2,30}(?=[:/\\;,\s]|$)|[A-Za-z][\w-]{1,30}[-_](?:srv|svr)(?=[:/\\;,\s]|$))"
)
# Where systems write a machine's own name without a domain, each with a sign that such a text holds: who
# signs in there, a prompt, lists of connections, shares.
_WRITTEN = tuple(
    (sign, LatePattern(pattern))
    for sign, pattern in (
        ("@", r"@(?<=[\w.-]@)(?<!git@)(?P<private>[A-Za-z][A-Za-z0-9-]{2,40})(?=:(?:[/~]|[\w.-]{1,40}/))"),
        ("]", r"@(?<=[\w.-]@)(?P<private>[A-Za-z][\w-]{2,40})(?=[ ][^\s\]]{1,60}\][ ]?[#$%])"),
        (":/", r"(?<![\w.@/:\\-])(?P<private>[a-z]{2,20}-[a-z]{0,12}\d{1,3})(?=:/[a-z])"),
        ("(host", r"\((?i:host)[ ]?=[ ]?(?P<private>[A-Za-z][\w-]{2,40})(?=\))"),
        ("server=", r"\b(?i:server)=(?P<private>[A-Za-z][\w-]{2,40})(?=;[\w ]{2,30}=)"),
        ("data source=", r"\b(?i:data source)=(?P<private>[A-Za-z][\w-]{2,40})(?=;[\w ]{2,30}=)"),
        (
            " //",
            r"\b(?:smbclient|smbget|mount\S{0,20}|cifs)[ ](?:[^\n/]{0,40}[ ])?//"
            r"(?P<private>[A-Za-z][\w-]{2,40})(?=/)",
        ),
        (
            "\\\\",
            r"\\\\(?<![^\s\"'(]..)(?P<private>[A-Z](?=[A-Z0-9-]{0,14}[\d-])[A-Z0-9-]{3,14})(?=[\s\"').,]|$)",
        ),
    )
)
_IN_CAPITALS = LatePattern(
    r"(?:[A-Z][A-Z0-9]{1,14}(?:-[A-Z0-9]{1,14}){1,3}|(?P<called>[A-Z]{4,14})(?:\d{2,3}|(?<=[A-Z]{5})\d))"
    r"(?![\w./-])"
)
# The same without a word before it, where its own last part is one.
_OWN_WORD = LatePattern(r"[A-Z][A-Z0-9]{2,14}-(?:PC|LAPTOP|DESKTOP|NAS|SERVER|MACBOOK|IMAC|NOTEBOOK)")
_SAYS_HOST = Marks(
    lambda: (
        *(letters_of(word) for word in all_words("redact.host_words")),
        *("-pc", "-laptop", "-desktop", "-nas", "-macbook", "-imac", "-notebook"),
    )
)
_HOST_BEFORE = LatePattern(
    lambda: (
        rf"(?<!\w)(?:{alternatives('redact.host_words')})(?:[ ]?name)?"
        rf"(?:[ ](?:{alternatives('redact.says')}))?"
        r"(?:[ ]?[:=])?[ ][\"'`(]?\Z"
    )
)
_CAPITALS = LatePattern(r"[A-Z](?<![\w./\\-].)[A-Z]")
_GENERIC = LatePattern(
    r"(?:es|elastic\w*|node|kafka|zookeeper|zk|redis|mongo\w*|postgres\w*|mysql|worker|master|web|app|db|server|host|vm|"
    r"pc|broker|sql|test|example\w*|localhost)[-_]?\d{1,3}|"
    r"(?:my|your|the|some|remote|local|target|source|dest\w*)?-?(?:host|hostname|server|servername|machine|computer|"
    r"box|vm|vps|pc|laptop|desktop|nas|router|gateway|node|master|worker|cluster|remote|domain|name|ip|address|"
    r"instance|device|localhost|localdomain|linux|mac|macbook|imac|container|docker|pi|live|kali|arch\w*|raspberry\w*)",
    re.I,
)
"""What everybody calls the first machine of a kind."""


def undotted_hosts(text: str, lower: str) -> Iterator[Span]:
    """Find machines in addresses, prompts, lists of connections and shares.

    Parameters
    ----------
    text : str
    lower : str
        The same in small letters.
    """
    written = (pattern.finditer(text) for sign, pattern in _WRITTEN if sign in lower)
    for match in chain(_UNDOTTED.finditer(text), *written):
        if not _GENERIC.fullmatch(match["private"]) and not is_firm(match["private"]):
            yield Span(*match.span("private"))


def called_hosts(text: str) -> Iterator[Span]:
    """Find names in capitals and figures that a word for a machine stands before, or ends."""
    if not _SAYS_HOST.in_text(lowered(text)):
        return
    for begins in _CAPITALS.finditer(text):
        name = _IN_CAPITALS.match(text, begins.start())
        if name and not _GENERIC.fullmatch(name.group()):
            says = _HOST_BEFORE.search(words_before(text, name.start()))
            if (says and not is_firm(name["called"] or "")) or _OWN_WORD.fullmatch(name.group()):
                yield Span(*name.span())
