"""Texts that are known to hold nothing private, so that a nightly run reads only what is new for that."""

from __future__ import annotations

import hashlib
from functools import lru_cache

_SIZE = 16  # bytes: no two texts of any forum share a digest of that length by chance


class CleanTexts:
    """Digests of texts in which nothing was replaced, each with the names that were looked for in it.

    Parameters
    ----------
    known : bytes, optional
        What :meth:`to_bytes` gave, of the same recognisers.

    Examples
    --------
    >>> texts = CleanTexts()
    >>> texts.add("The map is grey.", ("Anna",))
    >>> again = CleanTexts(texts.to_bytes())
    >>> again.holds("The map is grey.", ("Anna",)), again.holds("The map is grey.", ("Ben",))
    (True, False)
    """

    def __init__(self, known: bytes = b"") -> None:
        self._known = {known[at : at + _SIZE] for at in range(0, len(known), _SIZE)}
        self._met: set[bytes] = set()

    def holds(self, text: str, names: tuple[str, ...]) -> bool:
        """Whether nothing in the text is private; those that are asked for are kept for the next time."""
        digest = _digest(text, names)
        if digest in self._known:
            self._met.add(digest)
            return True
        return digest in self._met

    def add(self, text: str, names: tuple[str, ...]) -> None:
        """Remember that nothing was replaced."""
        self._met.add(_digest(text, names))

    def to_bytes(self) -> bytes:
        """Write those that were met."""
        return b"".join(sorted(self._met))


def _digest(text: str, names: tuple[str, ...]) -> bytes:
    return hashlib.blake2b(text.encode("utf8", "replace"), digest_size=_SIZE, key=_key(names)).digest()


@lru_cache(maxsize=65536)
def _key(names: tuple[str, ...]) -> bytes:
    joined = "\x00".join(names).encode("utf8", "replace")
    return hashlib.blake2b(joined, digest_size=_SIZE).digest()
