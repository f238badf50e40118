"""What a source's threads depend on, as one digest: its bytes, and whatever reads them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, entry_points, version
from pathlib import Path

from kbminer.digests import digest_of
from kbminer.import_closure import code_digest
from kbminer.ingest.known_formats import ENTRY_POINTS
from kbminer.ingest.source_files import source_files

_LIBRARIES = ("beautifulsoup4", "charset-normalizer", "lxml", "openpyxl", "orjson", "selectolax")
_OWN = ("kbminer.ingest", "kbminer.ingest.known_formats", "kbminer.ingest.routing", "kbminer.store.rows")


def content_digest(
    source: Path,
    *,
    format: str | None = None,
    base_url: str | None = None,
    columns: Mapping[str, str] | None = None,
) -> str | None:
    """Digest a file or folder with all that its threads depend on; ``None`` where that can't be told.

    The same digest means that reading the source again would give the same threads. A crawl's memory and
    anything unreadable have none.

    Parameters
    ----------
    source : Path
        A file or folder.
    format : str or None
        The forced format.
    base_url : str or None
        The forum's address, as the settings have it.
    columns : mapping of str to str or None
        Columns by what they hold, as a person gave them.
    """
    given = sorted((columns or {}).items())
    whole = hashlib.blake2b(digest_size=16)
    whole.update(
        f"{source.resolve()}\n{format}\n{base_url}\n{given}\n{_readers()}".encode(errors="surrogateescape")
    )
    try:
        for file in _files(source):
            if file.is_symlink() or not file.is_file():
                return None
            name = file.relative_to(source).as_posix() if file != source else ""
            whole.update(f"\n{name}\n{file.stat().st_size}\n".encode(errors="surrogateescape"))
            with file.open("rb") as content:
                if content.peek(16).startswith(b"SQLite format 3"):
                    return None  # what was written last may stand in another file beside it
                while part := content.read(1 << 20):
                    whole.update(part)
    except OSError:
        return None
    return whole.hexdigest()


def _files(source: Path) -> list[Path]:
    if not source.is_dir():
        return [source]
    return list(source_files(source))


def _readers() -> str:
    """A digest of kbminer's own readers, of the libraries that parse, and of third parties' formats."""
    others = (
        f"{point.value} {point.dist.version if point.dist else ''}"
        for point in entry_points(group=ENTRY_POINTS)
    )
    parts = [code_digest(*_OWN), *map(_version, _LIBRARIES), *sorted(others)]
    return digest_of(part.encode() for part in parts)


def _version(library: str) -> str:
    try:
        return version(library)
    except PackageNotFoundError:
        return ""
