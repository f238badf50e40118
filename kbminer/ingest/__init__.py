"""Read forums: every format a team may have, from a file, a folder, an archive or a live address.

>>> from kbminer.ingest import read
>>> for item in read("forum.tar.gz"):  # doctest: +SKIP
...     print(item)
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from kbminer.ingest.detect import Detection, detect_path
from kbminer.ingest.formats import Clue, Format, Origin, Reader
from kbminer.ingest.registry import FORMATS, by_name
from kbminer.ingest.routing import read_path
from kbminer.ingest.thread_jsonl import write_jsonl
from kbminer.records import Problem, Thread

__all__ = ["FORMATS", "Clue", "Detection", "Format", "Origin", "Reader", "detect", "read", "write_jsonl"]


def read(
    source: str | Path, *, format: str | None = None, name: str | None = None, base_url: str | None = None
) -> Iterator[Thread | Problem]:
    """Give the threads of a source one by one, and a problem for whatever spoiled one.

    Args:
        source: a file, a folder or an archive.
        format: a name from ``FORMATS`` forces that format; by default it is told from the content.
        name: the threads' ``source`` where the data names no host; by default the source's own name without
            endings, and for a single page or topic its folder's name.
        base_url: the forum's address, which makes the addresses of threads whole and names the host.

    Raises:
        SourceError: the source doesn't exist, can't be read or holds nothing.
        UnknownFormat: nothing recognises it.
    """
    path = Path(source)
    chosen = by_name(format or detect_path(path).format)
    return read_path(path, chosen, forced=format is not None, name=name, base_url=base_url)


def detect(source: str | Path) -> Detection:
    """Tell the format of a source, how sure that is, and by which mark.

    Raises:
        SourceError: the source doesn't exist, can't be read or holds nothing.
        UnknownFormat: nothing recognises it.
    """
    return detect_path(Path(source))
