"""Slack's own markup as Markdown."""

from __future__ import annotations

import html
import re

from kbminer.ingest.formats.chat_reader import Facts

_CODE = re.compile(r"```(.*?)```|`([^`\n]+)`", re.S)
_POINTED = re.compile(r"<([^<>\n]{1,2000})>")
_BOLD = re.compile(r"(?<![\w*])\*(?=\S)([^*\n]{1,500}?)(?<=\S)\*(?![\w*])")
_STRUCK = re.compile(r"(?<![\w~])~(?=\S)([^~\n]{1,500}?)(?<=\S)~(?![\w~])")
_BULLET = re.compile(r"^[^\S\n]*+[•◦▪]\s+", re.M)


def to_plain_markdown(text: str, facts: Facts) -> str:
    r"""Turn a message's text into Markdown, with people and channels by their names.

    >>> to_plain_markdown("<@U1> *try*: ```make &amp;&amp; run```<https://x.org|me>", {("user", "U1"): "ann"})
    '@ann **try**: \n\n```\nmake && run\n```\n\n[me](https://x.org)'
    """
    parts: list[str] = []
    at = 0
    for code in _CODE.finditer(text):
        parts += [_words(text[at : code.start()], facts), _code(code)]
        at = code.end()
    return "".join([*parts, _words(text[at:], facts)]).strip()


def _code(found: re.Match[str]) -> str:
    inner = html.unescape(
        _POINTED.sub(lambda m: m.group(1).rpartition("|")[2], found.group(1) or found.group(2))
    )
    if found.group(1) is None:
        return f"`{inner}`"
    inner = inner.strip("\n")
    return f"\n\n```\n{inner}\n```\n\n" if inner.strip() else ""


def _words(text: str, facts: Facts) -> str:
    text = _STRUCK.sub(r"~~\1~~", _BOLD.sub(r"**\1**", text))
    text = _POINTED.sub(lambda match: _pointed(match.group(1), facts), text)
    return _BULLET.sub("- ", html.unescape(text))


_KINDS = {"@": "user", "#": "channel"}
"""What the sign within a pair of brackets names, by the kind of its fact."""


def _pointed(inner: str, facts: Facts) -> str:
    """Whom or what a pair of brackets names: a person, a channel, everybody, an address."""
    target, _, shown = inner.partition("|")
    sign, key = target[:1], target[1:]
    if kind := _KINDS.get(sign):
        return f"{sign}{facts.get((kind, key)) or shown.lstrip(sign) or key}"
    if sign == "!":
        return shown or f"@{key.partition('^')[0]}"
    address = target.removeprefix("mailto:")
    return f"[{shown}]({target})" if shown and shown not in (target, address) else address
