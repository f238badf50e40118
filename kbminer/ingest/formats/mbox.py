"""Mail: mbox (Mailman's monthly files, Takeout and other archives), and folders of messages as files."""

from __future__ import annotations

import email
import email.policy
import html
import pickle
import re
import sqlite3
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from email.header import decode_header, make_header
from email.message import Message
from email.utils import parseaddr, parsedate_to_datetime

from kbminer.ingest.dates import read_date
from kbminer.ingest.decode import decode
from kbminer.ingest.document import Document
from kbminer.ingest.format import Clue, Format, Origin
from kbminer.ingest.formats.subjects import parted_subject
from kbminer.ingest.timestamps import in_utc
from kbminer.ingest.visibility_marks import visibility_of
from kbminer.ingest.waiting import Waiting
from kbminer.records import Post, Problem, Thread, Visibility
from kbminer.records.visibility import PUBLIC

_SEPARATOR = re.compile(
    rb"^From \S.*\s(?:\w{3}\s+\w{3}\s+\d{1,2}\s+\d{1,2}:\d{2}|\w{3},?\s+\d{1,2}\s+\w{3}\s+\d{4})"
)
_LARGEST_MESSAGE = 16 << 20
"""Bytes of a message that are read; what is behind them is attached to it, not written in it."""
_LONGEST_LINE = 1 << 20
_FIRST_LINES = re.compile(rb"(?:[!-9;-~]+:[ \t]?[^\n]*\n(?:[ \t][^\n]*\n)*)+")
_HEADER = re.compile(rb"^([!-9;-~]+):", re.M)
_HEADERS_END = 32_000  # bytes in which the headers of a message that is a file are looked for
_HEADERS = ("From", "Date", "Subject", "Message-ID")  # any of which makes a message one
_TAG = re.compile(r"\[([^\]]{2,40})\]")
_LIST_TAG = re.compile(r"^\s*\[[^\]]{1,40}\]\s*")
_SCRUBBED = re.compile(
    r"^-{5,} next part -{5,}\n(?:An HTML attachment was scrubbed|A non-text attachment was "
    r"scrubbed).*?\n(?:URL:.*?\n)?",
    re.M | re.S,
)
_FOOTER = re.compile(r"\n_{20,}\n(?:.*(?:mailing list|unsubscribe|listinfo)[\s\S]*)$", re.I)


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


_READERS_HEADERS = ("X-No-Archive", "Sensitivity", "X-Classification", "Classification")
_SPAM_HEADERS = ("X-Spam-Flag", "X-Spam-Status", "X-Spam")
_HOUSES_HEADER, _HOUSES_LABELS = "X-MS-Exchange-Organization-Classification", "msip_labels"
_TELLING = frozenset(
    map(str.lower, (*_READERS_HEADERS, *_SPAM_HEADERS, "Archive", _HOUSES_LABELS, _HOUSES_HEADER))
)
"""All headers that say who may read a message: most messages have none of them."""
_NO_ARCHIVE = re.compile(r"\s*X-No-Archive:\s*yes\b", re.I)
"""The same wish as the first line of a message, where a writer's program sets no headers."""
_LABEL = re.compile(r"_Name=([^;]{1,60})")  # of Microsoft's labels, by which a house classifies its mail


@dataclass(frozen=True, slots=True)
class _Mail:
    """One message with what ties it to others."""

    id: str
    parents: tuple[str, ...]
    subject: str
    post: Post


class MailReader:
    """Joins messages into threads by their references, and by subject where those are missing."""

    def __init__(self, origin: Origin) -> None:
        self._origin = origin
        self._mails = sqlite3.connect("")
        self._mails.execute("CREATE TABLE mail (number INTEGER PRIMARY KEY, blob BLOB)")
        self._roots: dict[str, str] = {}  # message id -> the id of its thread
        self._threads: dict[str, list[int]] = {}
        self._subjects: dict[str, str] = {}
        self._waiting: dict[str, str] = {}  # a parent not seen yet -> the thread that names it
        self._count = 0
        self._loose = Waiting()  # messages that are files: their names say nothing of their order

    def feed(self, document: Document) -> Iterator[Thread | Problem]:
        """Take one file of messages, oldest first, or one message, which waits for those before it."""
        alone = _SEPARATOR.match(document.head.lstrip(b"\r\n")) is None
        for number, raw in enumerate(_messages(document), 1):
            try:
                mail = _mail(raw, self._count + self._loose.count + 1)
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

    def _add(self, mail: _Mail) -> None:
        self._count += 1
        blob = pickle.dumps(mail)
        self._mails.execute("INSERT INTO mail VALUES (?, ?)", (self._count, blob))
        subject = _title(mail.subject).casefold()
        root = self._root_of(mail, subject) or mail.id
        self._roots[mail.id] = root
        for parent in mail.parents:
            self._waiting.setdefault(parent, root)
        self._threads.setdefault(root, []).append(self._count)
        self._subjects.setdefault(subject, root)

    def _root_of(self, mail: _Mail, subject: str) -> str | None:
        """The thread of a message that this one names, or of one that names the same, or of its subject."""
        named = (self._roots[parent] for parent in reversed(mail.parents) if parent in self._roots)
        awaited = (self._waiting[parent] for parent in mail.parents if parent in self._waiting)
        if root := next(named, None) or next(awaited, None):
            return root
        is_reply = mail.parents or parted_subject(_LIST_TAG.sub("", mail.subject)).replies
        return self._subjects.get(subject) if subject and is_reply else None

    def finish(self) -> Iterator[Thread | Problem]:
        """Yield every thread, in the order of their first messages."""
        for mail in self._loose.items(""):
            if mail.id not in self._roots:
                self._add(mail)
        for numbers in self._threads.values():
            mails = [self._load(number) for number in numbers]
            first = mails[0]
            yield Thread(
                id=first.id,
                source=self._origin.source,
                title=_title(first.subject),
                posts=tuple(mail.post for mail in mails),
                tags=tuple(dict.fromkeys(_TAG.findall(first.subject)[:1])),
                created_at=first.post.created_at,
            )
        self._mails.close()

    def _load(self, number: int) -> _Mail:
        blob = self._mails.execute("SELECT blob FROM mail WHERE number = ?", (number,)).fetchone()[0]
        mail: _Mail = pickle.loads(blob)  # noqa: S301 - our own bytes, from our own private database
        return mail


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


def _mail(raw: bytes, number: int) -> _Mail:
    message = email.message_from_bytes(raw, policy=email.policy.compat32)
    if not any(name in message for name in _HEADERS):
        raise ValueError("it has no headers of a mail")
    identity = _clean_id(str(message.get("Message-ID") or message.get("Message-Id") or f"message-{number}"))
    references = re.findall(
        r"<([^<>\s]+)>", f"{message.get('References') or ''} {message.get('In-Reply-To') or ''}"
    )
    subject = _header(message, "Subject")
    body, is_html = _body(message)
    post = Post(
        id=identity,
        author=_author(message),
        created_at=_date(message),
        body=body,
        format="html" if is_html else "text",
        reply_to=references[-1] if references else None,
        visibility=_visibility(message, "" if is_html else body),
    )
    return _Mail(identity, tuple(dict.fromkeys(references)), subject, post)


def _visibility(message: Message, body: str) -> Visibility:
    """Who may read a message: its writer may ask that no archive keeps it, or its house classify it."""
    if _TELLING.isdisjoint([name.lower() for name in message.keys()]):  # noqa: SIM118 - a header is no key
        return visibility_of({"X-No-Archive": True}) if _NO_ARCHIVE.match(body) else PUBLIC
    headers = {name: _header(message, name) for name in _READERS_HEADERS if name in message}
    archive = {"X-No-Archive": _header(message, "Archive").lower() == "no" or bool(_NO_ARCHIVE.match(body))}
    spam = {"spam": any(_header(message, name).lower().startswith("yes") for name in _SPAM_HEADERS)}
    label = _LABEL.search(_header(message, _HOUSES_LABELS))
    houses = label[1] if label else _header(message, _HOUSES_HEADER)
    return visibility_of(headers, archive, spam, {"classification": houses})


def _clean_id(identity: str) -> str:
    return identity.strip().strip("<>").strip() or "message"


def _header(message: Message, name: str) -> str:
    value = message.get(name)
    if value is None:
        return ""
    text = str(value)
    if "=?" in text:  # encoded words
        with suppress(ValueError, LookupError, UnicodeError):
            text = str(make_header(decode_header(re.sub(r"\r?\n\s+", " ", text))))
    return " ".join(text.split())


def _author(message: Message) -> str | None:
    sender = _header(message, "From")
    shown = re.search(r"\(([^()]+)\)\s*$", sender)
    name = shown.group(1).strip() if shown else parseaddr(sender)[0]
    return name or sender.split("@")[0].split(" at ")[0].strip("<> ") or None


def _date(message: Message) -> datetime | None:
    text = _header(message, "Date")
    try:
        return in_utc(parsedate_to_datetime(text), UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return read_date(text)


def _body(message: Message) -> tuple[str, bool]:
    """The message's words, and whether they are HTML: plain text is preferred."""
    parts = [part for part in message.walk() if not part.is_multipart() and not part.get_filename()]
    for kind in ("text/plain", "text/html"):
        for part in parts:
            if part.get_content_type() == kind:
                payload = part.get_payload(decode=True)
                if isinstance(payload, bytes):
                    text = decode(payload, part.get_content_charset())
                    return (text, True) if kind == "text/html" else (_plain(text), False)
    return "", False


def _plain(text: str) -> str:
    text = text.replace("\r\n", "\n")
    text = _FOOTER.sub("\n", _SCRUBBED.sub("", text))
    if "&gt;" in text or "&lt;" in text:
        text = html.unescape(text)
    return re.sub(r"^>From ", "From ", text, flags=re.M).strip("\n")


def _title(subject: str) -> str:
    """The subject without reply marks and list tags."""
    while (shorter := _LIST_TAG.sub("", parted_subject(subject).words)) != subject:
        subject = shorter
    return subject


FORMAT = Format(
    name="mbox", title="mail (mbox, or messages as files)", recognise=recognise, reader=MailReader
)
