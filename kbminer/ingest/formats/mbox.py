"""Mail: mbox (Mailman's monthly files, Takeout and other archives), and folders of messages as files."""

from __future__ import annotations

import pickle
import re
import sqlite3
from collections.abc import Iterator
from math import inf

from kbminer.ingest.document import Document
from kbminer.ingest.first_words import first_words
from kbminer.ingest.format import Clue, Format, Origin
from kbminer.ingest.formats.mail_message import Mail, bare_subject, is_marked_reply, read_mail
from kbminer.ingest.formats.scrubbed_mails import with_quoted_words
from kbminer.ingest.formats.split_replies import MailThread, homes
from kbminer.ingest.waiting import Waiting
from kbminer.records import Problem, Thread

_SEPARATOR = re.compile(
    rb"^From \S.*\s(?:\w{3}\s+\w{3}\s+\d{1,2}\s+\d{1,2}:\d{2}|\w{3},?\s+\d{1,2}\s+\w{3}\s+\d{4})"
)
_LARGEST_MESSAGE = 16 << 20
"""Bytes of a message that are read; what is behind them is attached to it, not written in it."""
_LONGEST_LINE = 1 << 20
_FIRST_LINES = re.compile(rb"(?:[!-9;-~]+:[ \t]?[^\n]*\n(?:[ \t][^\n]*\n)*)+")
_HEADER = re.compile(rb"^([!-9;-~]+):", re.M)
_HEADERS_END = 32_000  # bytes in which the headers of a message that is a file are looked for
_TAG = re.compile(r"\[([^\]]{2,40})\]")
_ENOUGH_ANSWERS = (
    10  # by which an archive's habit is told: half of so few are marked by chance once in a thousand
)
LONE_REPLY = "Re: "
"""What the title of a thread keeps whose first message replies to one that is not there."""


def recognise(document: Document) -> Clue | None:
    """A first line "From address date", followed by mail headers, or headers from the first line on."""
    head = document.head.lstrip(b"\r\n")
    first = head.split(b"\n", 1)[0]
    if _SEPARATOR.match(first) and re.search(rb"^(?:Subject|Message-ID|Date):", head[:8000], re.M | re.I):
        return Clue(0.97, 'messages that each begin with a "From" line')
    headers = _FIRST_LINES.match(head[:_HEADERS_END])
    if headers and {b"from", b"date"} <= {each.lower() for each in _HEADER.findall(headers[0])}:
        return Clue(0.95, "a message's headers")
    return None


class MailReader:
    """Joins messages into threads by their references, and replies by subject where those lead nowhere."""

    def __init__(self, origin: Origin) -> None:
        self._origin = origin
        self._mails = sqlite3.connect("")
        self._mails.execute("CREATE TABLE mail (number INTEGER PRIMARY KEY, blob BLOB)")
        self._roots: dict[str, str] = {}  # message id -> the id of its thread
        self._threads: dict[str, list[int]] = {}
        self._outlines: dict[str, MailThread] = {}
        self._unordered: set[str] = (
            set()
        )  # threads whose messages came in another order than they were written
        self._waiting: dict[str, str] = {}  # a parent not seen yet -> the thread that names it
        self._count = 0
        self._answers = self._marked_answers = 0  # messages that name what they answer; those marked "Re:"
        self._loose = Waiting()  # messages that are files: their names say nothing of their order

    def feed(self, document: Document) -> Iterator[Thread | Problem]:
        """Take one file of messages, oldest first, or one message, which waits for those before it."""
        alone = _SEPARATOR.match(document.head.lstrip(b"\r\n")) is None
        for number, raw in enumerate(_messages(document), 1):
            try:
                mail = read_mail(raw, self._count + self._loose.count + 1)
            except (ValueError, LookupError, TypeError, AttributeError, IndexError) as error:
                what = f"the message can't be read: {type(error).__name__} {error}".strip()
                yield Problem(where=f"{document.name}, message {number}", what=what)
                continue
            if len(raw) >= _LARGEST_MESSAGE:
                what = f"the message holds more than {_LARGEST_MESSAGE >> 20} MB; the rest was not read"
                yield Problem(where=f"{document.name}, message {number}", what=what, lost=False)
            if alone:
                self._loose.add(
                    "", mail, order=mail.post.created_at.timestamp() if mail.post.created_at else 0.0
                )
            elif mail.id not in self._roots:
                self._add(mail)

    def _add(self, mail: Mail) -> None:
        self._count += 1
        blob = pickle.dumps(mail)
        self._mails.execute("INSERT INTO mail VALUES (?, ?)", (self._count, blob))
        root = self._root_of(mail) or mail.id
        self._roots[mail.id] = root
        for parent in mail.parents:
            self._waiting.setdefault(parent, root)
        self._threads.setdefault(root, []).append(self._count)
        self._answers += bool(mail.parents)
        self._marked_answers += bool(mail.parents) and is_marked_reply(mail)
        self._note_times(root, mail)

    def _note_times(self, root: str, mail: Mail) -> None:
        at, known = mail.post.created_at, self._outlines.get(root)
        replies = bool(mail.parents) or is_marked_reply(mail)
        if known is None or (known.replies and not replies):  # what was answered may come after the answers
            begins, subject = at, bare_subject(mail.subject)
        else:
            begins, subject, replies = known.begins, known.subject, known.replies
        times = [time for time in (at, known and known.ends) if time]
        self._outlines[root] = MailThread(
            root=root, subject=subject, replies=replies, begins=begins, ends=max(times, default=None)
        )

    def _root_of(self, mail: Mail) -> str | None:
        """The thread of a message that names this one, that this one names, or that names the same."""
        if mail.id in self._waiting:
            self._unordered.add(self._waiting[mail.id])
            return self._waiting[mail.id]
        named = (self._roots[parent] for parent in reversed(mail.parents) if parent in self._roots)
        awaited = (self._waiting[parent] for parent in mail.parents if parent in self._waiting)
        return next(named, None) or next(awaited, None)

    def finish(self) -> Iterator[Thread | Problem]:
        """Yield every thread, in the order of their first messages."""
        for mail in self._loose.items(""):
            if mail.id not in self._roots:
                self._add(mail)
        for root, home in homes(self._outlines.values(), marks_lost=self._marks_are_lost()).items():
            self._threads[home] += self._threads.pop(root)
            self._unordered.add(home)
        for root, numbers in self._threads.items():
            mails = [self._load(number) for number in numbers]
            if root in self._unordered:
                mails = _in_order(mails)
            mails = with_quoted_words(mails)
            first = mails[0]
            is_alone = self._outlines[root].replies and is_marked_reply(first)
            yield Thread(
                id=first.id,
                source=self._origin.source,
                title=LONE_REPLY * is_alone + (bare_subject(first.subject) or first_words(first.post)),
                posts=tuple(mail.post for mail in mails),
                tags=tuple(dict.fromkeys(_TAG.findall(first.subject)[:1])),
                created_at=first.post.created_at,
            )
        self._mails.close()

    def _marks_are_lost(self) -> bool:
        """Whether the archive took "Re:" off its subjects, as Mailman's may be told to."""
        return self._answers >= _ENOUGH_ANSWERS and self._marked_answers < self._answers / 2

    def _load(self, number: int) -> Mail:
        blob = self._mails.execute("SELECT blob FROM mail WHERE number = ?", (number,)).fetchone()[0]
        mail: Mail = pickle.loads(blob)  # noqa: S301 - our own bytes, from our own private database
        return mail


def _in_order(mails: list[Mail]) -> list[Mail]:
    """What is answered first, then the others as they were written."""
    times = {mail.id: mail.post.created_at.timestamp() if mail.post.created_at else inf for mail in mails}
    timed = sorted(mails, key=lambda mail: times[mail.id])
    first = next((mail for mail in timed if not (mail.parents or is_marked_reply(mail))), timed[0])
    return [first, *(mail for mail in timed if mail is not first)]


def _messages(document: Document) -> Iterator[bytes]:
    """Cut the file at its "From" lines; one inside a message is told by its shape."""
    lines: list[bytes] = []
    before = b""
    held = 0
    with document.open() as stream:
        while line := stream.readline(_LONGEST_LINE):
            if line.startswith(b"From ") and not before.strip() and _SEPARATOR.match(line):
                if lines:
                    yield b"".join(lines)
                lines, held = [], 0
            elif held < _LARGEST_MESSAGE:
                lines.append(line)
                held += len(line)
            before = line
    if any(line.strip() for line in lines):
        yield b"".join(lines)


FORMAT = Format(
    name="mbox", title="mail (mbox, or messages as files)", recognise=recognise, reader=MailReader
)
