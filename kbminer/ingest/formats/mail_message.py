"""One message of mail: what ties it to others, who may read it, and its words."""

from __future__ import annotations

import email
import email.policy
import html
import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from email.header import decode_header, make_header
from email.message import Message
from email.utils import parseaddr, parsedate_to_datetime
from functools import cache

from kbminer import languages
from kbminer.ingest.dates import read_date
from kbminer.ingest.decode import decode
from kbminer.ingest.formats.subjects import parted_subject
from kbminer.ingest.timestamps import in_utc
from kbminer.ingest.visibility_marks import visibility_of
from kbminer.records import Post, Visibility
from kbminer.records.visibility import PUBLIC

Headers = dict[str, str]

# What lists that send in their own name set behind a sender's: "Ann Smith via lamp-users".
_VIA_LIST = re.compile(r"(?<!\s)\s++via\s++\S.*+", re.S)
_LONGEST_ENCODED = 20_000  # signs of a header with encoded words: Python takes quadratic time to decode them
_HEADERS = ("From", "Date", "Subject", "Message-ID")  # any of which makes a message one
_CUT_OFF = "bogus@does.not.exist.com"  # whom Mailman names as the sender of what has no headers
_LIST_TAG = re.compile(r"^\s*\[[^\]]{1,40}\]\s*")
# What Mailman sets in the place of an attachment: a sentence, then lines such as "Name: …" and "URL: …", or
# "Url: …". In other languages it is known by the address, which lies in the archive's folder of attachments.
_SCRUBBED = re.compile(
    r"^(?:-{5,}+ next part -{5,}+\n)?An? [\w ,/-]{3,60} was scrubbed\.{3}\n"
    r"(?:(?:Name|Type|Size|Desc|U(?:RL|rl)|From|Subject|Date)[ \t]*:[^\n]*+(?:\n|\Z))*+"
    r"|^(?:-{5,}+[^\n-][^\n]{0,39}?-{5,}+\n)?[^\n:]{10,120}+(?<=\.\.\.)\n(?:[^\W\d_][^\n:]{1,30}+:[^\n]*+\n){1,6}?"
    r"U(?:RL|rl)[ \t]*:[ \t]*<?[^\s>]*/attachments/[^\s>]*>?[ \t]*(?:\n|\Z)",
    re.M,
)
_FOOTER = re.compile(r"\n_{20,}\n(?:.*(?:mailing list|unsubscribe|listinfo)[\s\S]*)$", re.I)
# What Mailman leaves of a text that was sent as HTML as well, after spaces that it may have spoilt.
_DELETED = re.compile(r"^[ \t?]*\[\[alternative HTML version deleted\]\][ \t]*(?:\n|\Z)", re.M)


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
class Mail:
    """One message with what ties it to others: its id, those that it names, its subject, and what it says."""

    id: str
    parents: tuple[str, ...]
    subject: str
    post: Post


def is_marked_reply(mail: Mail) -> bool:
    """Tell whether a message's subject begins with a mark of replies."""
    return parted_subject(_LIST_TAG.sub("", mail.subject)).replies


def read_mail(raw: bytes, number: int) -> Mail:
    """Read one message, the ``number``-th of its source, by which it is called where it has no id.

    Raises
    ------
    ValueError
        It has no headers of a mail, or those that Mailman invents for a piece of another message.
    """
    message = email.message_from_bytes(raw, policy=email.policy.compat32)
    if not any(name in message for name in _HEADERS):
        raise ValueError("it has no headers of a mail")
    headers = _first_headers(message)
    if _header(headers, "From").startswith(_CUT_OFF):
        raise ValueError("it is a piece that the archive cut off another message, at a line with From")
    identity = _clean_id(str(message.get("Message-ID") or message.get("Message-Id") or f"message-{number}"))
    references = re.findall(
        r"<([^<>\s]+)>", f"{message.get('References') or ''} {message.get('In-Reply-To') or ''}"
    )
    subject = _header(headers, "Subject")
    body, is_html = _body(message)
    post = Post(
        id=identity,
        author=_author(headers),
        created_at=_date(headers),
        body=body,
        format="html" if is_html else "text",
        reply_to=references[-1] if references else None,
        visibility=_visibility(headers, "" if is_html else body),
    )
    return Mail(identity, tuple(dict.fromkeys(references)), subject, post)


def _visibility(headers: Headers, body: str) -> Visibility:
    """Who may read a message: its writer may ask that no archive keeps it, or its house classify it."""
    if _TELLING.isdisjoint(headers):
        return visibility_of({"X-No-Archive": True}) if _NO_ARCHIVE.match(body) else PUBLIC
    readers = {name: _header(headers, name) for name in _READERS_HEADERS if name.lower() in headers}
    archive = {"X-No-Archive": _header(headers, "Archive").lower() == "no" or bool(_NO_ARCHIVE.match(body))}
    spam = {"spam": any(_header(headers, name).lower().startswith("yes") for name in _SPAM_HEADERS)}
    label = _LABEL.search(_header(headers, _HOUSES_LABELS))
    houses = label[1] if label else _header(headers, _HOUSES_HEADER)
    return visibility_of(readers, archive, spam, {"classification": houses})


def _clean_id(identity: str) -> str:
    return identity.strip().strip("<>").strip() or "message"


def _first_headers(message: Message) -> Headers:
    """The first of each of a message's headers as it was written, by its name in small letters."""
    found: Headers = {}
    for name, value in message.raw_items():
        found.setdefault(name.lower(), value)
    return found


def _header(headers: Headers, name: str) -> str:
    text = str(headers.get(name.lower(), ""))
    if not text.isascii():  # bytes that no header may hold, but many do
        text = decode(text.encode("utf-8", "surrogateescape"), None)
    if "=?" in text:  # encoded words
        with suppress(ValueError, LookupError, UnicodeError):
            joined = re.sub(r"\r?\n\s+", " ", text[:_LONGEST_ENCODED])
            text = str(make_header(decode_header(joined)))
    return " ".join(text.split())


def _author(headers: Headers) -> str | None:
    sender = _header(headers, "From")
    shown = re.search(r"\(([^()]+)\)\s*$", sender)
    name = _VIA_LIST.sub("", shown.group(1).strip() if shown else parseaddr(sender)[0]).strip("'")
    return name or sender.split("@")[0].split(" at ")[0].strip("<> ") or None


def _date(headers: Headers) -> datetime | None:
    text = _header(headers, "Date")
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
    text = without_archives_words(text.replace("\r\n", "\n"))
    if "&gt;" in text or "&lt;" in text:
        text = html.unescape(text)
    return re.sub(r"^>From ", "From ", text, flags=re.M).strip("\n")


def without_archives_words(text: str) -> str:
    """Take off what a list's archive wrote into a message: its notes on attachments and its footer.

    >>> without_archives_words("Ours sticks.\\n\\t[[alternative HTML version deleted]]\\n")
    'Ours sticks.\\n'
    """
    return _FOOTER.sub("\n", _DELETED.sub("", _SCRUBBED.sub("", text)))


def bare_subject(subject: str) -> str:
    """Give a subject without reply marks and list tags: none where a program only says that there is none.

    >>> bare_subject("[hob] Re: [hob] Lid sticks"), bare_subject("[hob] (no subject)")
    ('Lid sticks', '')
    """
    while (shorter := _LIST_TAG.sub("", parted_subject(subject).words)) != subject:
        subject = shorter
    return "" if subject.strip("()[]<> ").casefold() in _no_subject() else subject


@cache
def _no_subject() -> frozenset[str]:
    return frozenset(languages.all_words("mail.no_subject"))
