"""Any other forum page, of software that kbminer does not know.

What such pages have in common is learned from their folder; see :mod:`kbminer.ingest.boards.unknown.layout`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime

from kbminer.ingest.boards.board_layout import looks_like_html
from kbminer.ingest.boards.board_pages import Page
from kbminer.ingest.boards.thread_page import ThreadPage
from kbminer.ingest.boards.unknown.date_marks import looks_dated
from kbminer.ingest.boards.unknown.folder_reader import FolderReader
from kbminer.ingest.boards.unknown.page_reader import learn, read_page
from kbminer.ingest.boards.unknown.page_walk import outline_of
from kbminer.ingest.boards.unknown.verdict import Tally, sureness
from kbminer.ingest.decode import decode
from kbminer.ingest.document import Document
from kbminer.ingest.format import Clue, Format

_SURE = 0.3  # of a page before it is read: any reader that knows its software is surer
_TAG = re.compile(r"<[^<>]{0,2000}>")
_LINE = 140  # signs of text between two tags in which a date may stand


def recognise(document: Document) -> Clue | None:
    """An HTML page that shows a date; whether it is a forum's shows when the whole folder is read."""
    if not looks_like_html(document.head):
        return None
    text = decode(document.head)
    lines = (line for line in _TAG.split(text) if 5 < len(line.strip()) <= _LINE)
    if "datetime=" in text or any(map(looks_dated, lines)):
        return Clue(_SURE, "a page with dates, of no software that is known")
    return None


def read_thread(page: Page, *, least: float = 0.0) -> Iterator[ThreadPage]:
    """Yield what one page alone shows of a thread, where that is as sure as ``least``."""
    outline = outline_of(page.html)
    learned = learn([(page.address or page.name, outline)])
    part = read_page(page, outline, learned) if learned else None
    tally = Tally()
    tally.add(part, datetime.now(UTC))
    if part is not None and sureness(tally) >= least:
        yield part


FORMAT = Format(
    name="generic",
    title="forum pages of unknown software",
    recognise=recognise,
    reader=FolderReader,
)
