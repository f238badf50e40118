"""Digests by which a run knows that nothing has changed: of kbminer's own files, of settings, of threads."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from functools import cache
from pathlib import Path

_PACKAGE = Path(__file__).parent


@cache
def code_digest(*parts: str) -> str:
    """Digest the package's own files under ``parts`` (all without any): new code makes old results stale.

    >>> code_digest() == code_digest("questions")
    False
    """
    roots = [_PACKAGE / part for part in parts] or [_PACKAGE]
    files = sorted(
        file
        for root in roots
        for file in ([root] if root.is_file() else root.rglob("*"))
        if file.is_file() and "__pycache__" not in file.parts
    )
    return digest_of(
        f"{file.relative_to(_PACKAGE).as_posix()}\n".encode() + file.read_bytes() for file in files
    )


def digest_of(parts: Iterable[bytes]) -> str:
    """Digest ``parts`` in order; each counts with its length, so that none runs into the next."""
    whole = hashlib.blake2b(digest_size=16)
    for part in parts:
        whole.update(len(part).to_bytes(8, "big"))
        whole.update(part)
    return whole.hexdigest()
