"""Large texts as streams of characters, whatever charset they are in."""

from __future__ import annotations

import codecs
import io
import re
from typing import IO

from charset_normalizer import from_bytes

from kbminer.ingest.document import Document

_ODD = "kbminer-odd-bytes"
_SAMPLE = 16 << 10
_FOREIGN = (
    "cp1251",
    "cp932",
    "gb18030",
    "big5",
    "euc_kr",
    "cp1253",
    "cp1255",
    "cp1256",
    "cp1254",
    "cp874",
    "koi8_r",
)
"""Charsets of scripts other than Latin in which programs still write tables."""


def open_text(document: Document) -> IO[str]:
    """Open a document as text: as UTF-8 or UTF-16 where it is that, else in the charset that it looks like.

    A byte that is no UTF-8 among others that are is taken as Windows-1252.
    """
    return io.TextIOWrapper(document.open(), encoding=_charset(document.head), errors=_ODD, newline="")


def head_text(document: Document) -> str:
    """Read a document's first bytes as text, without the mark of the charset."""
    return document.head.decode(_charset(document.head), _ODD).lstrip("\ufeff")


def _charset(head: bytes) -> str:
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if head.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    zeros = head[:2000].count(0)
    if zeros * 3 > len(head[:2000]):  # every second byte of Latin text in UTF-16 is zero
        return "utf-16-be" if head[:1] == b"\0" else "utf-16-le"
    try:
        head[: max(0, len(head) - 4)].decode("utf-8")
    except UnicodeDecodeError:
        return _foreign(head) or "utf-8"
    return "utf-8"


def _foreign(head: bytes) -> str | None:
    """The charset of a text that is hardly Latin: of its letters more than half are outside of ASCII."""
    odd = b"\n".join(line for line in head.splitlines() if not line.isascii())[:_SAMPLE]
    high = sum(byte > 127 for byte in odd)
    if high < len(re.findall(rb"[A-Za-z]", odd)):
        return None
    best = from_bytes(odd, cp_isolation=list(_FOREIGN)).best()
    return best.encoding if best else None


def _as_windows(error: UnicodeError) -> tuple[str, int]:
    """Bytes that are no UTF-8, as Windows-1252 reads them."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


codecs.register_error(_ODD, _as_windows)
