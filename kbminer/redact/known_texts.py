"""What is shown in place of texts, remembered: a nightly run reads only what is new for private things."""

from __future__ import annotations

import hashlib
import json
from functools import lru_cache

_SIZE = 16  # bytes: no two texts of any forum share a digest of that length by chance


class KnownTexts:
    """Digests of texts, each with the names that were looked for in it, and what is shown in place of some.

    Parameters
    ----------
    known : bytes, optional
        What :meth:`to_bytes` gave, of the same recognisers.

    Examples
    --------
    >>> texts = KnownTexts()
    >>> texts.add("Anna: the map is grey.", ("Anna",), "⟨name⟩: the map is grey.")
    >>> again = KnownTexts(texts.to_bytes())
    >>> again.shown("Anna: the map is grey.", ("Anna",)), again.shown("Anna: the map is grey.", ("Ben",))
    ('⟨name⟩: the map is grey.', None)
    """

    def __init__(self, known: bytes = b"") -> None:
        size, _, rest = known.partition(b"\n")
        clean, replaced = rest[: int(size or 0)], rest[int(size or 0) :]
        self._clean = {clean[at : at + _SIZE] for at in range(0, len(clean), _SIZE)}
        words: dict[str, str] = json.loads(replaced) if replaced else {}
        self._replaced = {bytes.fromhex(digest): shown for digest, shown in words.items()}
        self._met: set[bytes] = set()
        self._met_replaced: dict[bytes, str] = {}

    def shown(self, text: str, names: tuple[str, ...]) -> str | None:
        """What is shown in place of a text; ``None`` where that is unknown.

        Those that are asked for are kept for the next time.
        """
        digest = _digest(text, names)
        if digest in self._clean or digest in self._met:
            self._met.add(digest)
            return text
        shown = self._met_replaced.get(digest) or self._replaced.get(digest)
        if shown is not None:
            self._met_replaced[digest] = shown
        return shown

    def add(self, text: str, names: tuple[str, ...], shown: str) -> None:
        """Remember what is shown in place of a text, which may be itself."""
        if shown == text:
            self._met.add(_digest(text, names))
        else:
            self._met_replaced[_digest(text, names)] = shown

    def to_bytes(self) -> bytes:
        """Write those that were met."""
        clean = b"".join(sorted(self._met))
        replaced = {digest.hex(): self._met_replaced[digest] for digest in sorted(self._met_replaced)}
        return f"{len(clean)}\n".encode() + clean + json.dumps(replaced).encode()


def _digest(text: str, names: tuple[str, ...]) -> bytes:
    return hashlib.blake2b(text.encode("utf8", "replace"), digest_size=_SIZE, key=_key(names)).digest()


@lru_cache(maxsize=65536)
def _key(names: tuple[str, ...]) -> bytes:
    joined = "\x00".join(names).encode("utf8", "replace")
    return hashlib.blake2b(joined, digest_size=_SIZE).digest()
