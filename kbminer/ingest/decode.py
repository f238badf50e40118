"""Bytes as text and JSON, whatever the charset that they claim."""

from __future__ import annotations

import codecs
import json
import re
from typing import Any

import orjson

_DECLARED = re.compile(
    rb"""<(?:meta|\?xml)[^>]{0,200}?(?:charset|encoding)\s*=\s*+(?:["']\s*+)?([\w.:-]{2,40})""", re.I
)
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_MEANT = {
    "iso-8859-1": "cp1252",
    "latin-1": "cp1252",
    "latin1": "cp1252",
    "us-ascii": "cp1252",
    "iso-8859-9": "cp1254",
}  # what browsers take these charsets for (WHATWG, Encoding Standard)


def decode(content: bytes, declared: str | None = None) -> str:
    """Read bytes as text: as UTF-8 where it is that, else as declared, else as Windows-1252.

    Boards declare a charset that their pages no longer have, so valid UTF-8 is believed first. Never fails:
    a byte that means nothing becomes U+FFFD.

    Parameters
    ----------
    content : bytes
        A page, a mail or a table.
    declared : str or None
        A charset; by default what the text says of itself in its beginning.

    Examples
    --------
    >>> decode("naïve".encode()), decode("naïve".encode("latin-1")), decode("да".encode("cp1251"), "cp1251")
    ('naïve', 'naïve', 'да')
    """
    for bom, encoding in _BOMS:
        if content.startswith(bom):
            return content.decode(encoding, "replace")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        text = content.decode("utf-8", "replace")
        return text if _is_mostly_utf8(text) else _as_declared(content, declared)


def _is_mostly_utf8(text: str) -> bool:
    """Whether few of the signs outside ASCII are broken."""
    damaged = text.count("\ufffd")
    return damaged * 20 < sum(1 for sign in text[:200_000] if ord(sign) > 127) - damaged


def _as_declared(content: bytes, declared: str | None) -> str:
    if declared is None and (found := _DECLARED.search(content[:4096])):
        declared = found.group(1).decode("ascii", "replace")
    name = (declared or "cp1252").lower()
    try:
        return content.decode(_MEANT.get(name, name), "replace")
    except LookupError:
        return content.decode("cp1252", "replace")


def load_json(content: bytes | str) -> Any:
    """Parse JSON from bytes of any charset, half surrogates and control characters forgiven.

    Raises
    ------
    ValueError
        It is no JSON; the message says where it breaks.
    """
    try:
        return orjson.loads(content)
    except orjson.JSONDecodeError:
        pass
    try:
        text = decode(content) if isinstance(content, bytes) else content
        value = json.loads(text.lstrip("\ufeff"), strict=False)
        return _whole(value)
    except RecursionError:
        raise ValueError("it is nested too deeply") from None


def _whole(value: Any) -> Any:
    """The value with half surrogates joined or replaced: no database takes them."""
    if isinstance(value, str):
        if any("\ud800" <= sign <= "\udfff" for sign in value):
            return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        return value
    if isinstance(value, list):
        return [_whole(item) for item in value]
    if isinstance(value, dict):
        return {_whole(key): _whole(item) for key, item in value.items()}
    return value
