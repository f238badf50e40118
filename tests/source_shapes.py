"""Sources that grow in what they hold: more mails, rows, members and depths, each by a number."""

from __future__ import annotations

import io
import json
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

TESTS = Path(__file__).parent
_PAGE = (TESTS / "pages" / "phpbb3.html").read_text("utf-8")
_UNKNOWN = (TESTS / "pages" / "unknown.html").read_text("utf-8")


class Shape(NamedTuple):
    """A source's name, and what it holds for a number."""

    name: str
    made: Callable[[int], bytes]


def _mail(number: int, *, subject: str = "Lid sticks", more: str = "", body: str = "It hums.") -> str:
    return (
        f"From ann at hob.example  Fri Jan  1 10:06:45 2021\nFrom: ann at hob.example (Ann)\n"
        f"Date: Fri, 1 Jan 2021 10:06:45 +0100\nSubject: {subject}\nMessage-ID: <{number}@hob.example>\n"
        f"{more}\n{body}\n\n"
    )


def _mails(one: Callable[[int], str]) -> Callable[[int], bytes]:
    return lambda count: "".join(map(one, range(count))).encode()


def _parts_in_parts(depth: int) -> bytes:
    opened = "".join(
        f"Content-Type: multipart/mixed; boundary=b{each}\n\n--b{each}\n" for each in range(depth)
    )
    return _mail(0, more="MIME-Version: 1.0\n" + opened + "Content-Type: text/plain\n").encode()


def _thread(number: int, posts: int = 2, title: str = "Lid sticks") -> dict[str, Any]:
    each = [{"id": str(n), "author": f"a{n}", "body": "It hums.", "created": None} for n in range(posts)]
    return {"id": str(number), "title": title, "posts": each}


def _lines(one: Callable[[int], object]) -> Callable[[int], bytes]:
    return lambda count: "".join(json.dumps(one(each)) + "\n" for each in range(count)).encode()


def _topic(posts: int) -> bytes:
    topic = json.loads((TESTS / "formats" / "discourse-json.json").read_text("utf-8"))
    first = topic["post_stream"]["posts"][0]
    topic["post_stream"]["posts"] = [{**first, "id": n, "post_number": n + 1} for n in range(posts)]
    return json.dumps(topic).encode()


def _channel(count: int, *, threads: bool) -> bytes:
    said = [
        {"type": "message", "user": f"U{n % 7}", "ts": f"{1675242000 + n}.000100", "text": "It hums."}
        | ({"thread_ts": f"{1675242000 + n % 3}.000100"} if threads else {})
        for n in range(count)
    ]
    return json.dumps(said).encode()


def _replies_in_replies(depth: int) -> bytes:
    name = {"name": "t1_a", "author": "ann", "body": "It hums.", "created_utc": 1675242000, "id": "a"}
    opened = (
        '{"kind":"t1","data":' + json.dumps(name)[:-1] + ',"replies":{"kind":"Listing","data":{"children":['
    )
    return (opened * depth + "]}}}}" * depth).encode()


def _in_page(words: str, page: str = _PAGE) -> bytes:
    at = page.index("</p>") if "</p>" in page else page.rindex("</div>")
    return (page[:at] + words + page[at:]).encode()


def _posts_of_a_page(count: int) -> bytes:
    begin, end = _PAGE.index('<div id="p'), _PAGE.rindex('<div id="p')
    posts = "".join(_PAGE[begin:end].replace("801", f"9{each}") for each in range(count))
    return (_PAGE[:begin] + posts + _PAGE[end:]).encode()


def _table(rows: int, columns: int = 0, *, same: bool = False) -> bytes:
    head = "Ticket ID;From;Sent;Subject;Message" + "".join(f";c{n}" for n in range(columns))
    each = (f"{0 if same else n};ann;26-02-2015 13:46;Lid sticks;It hums {n}." for n in range(rows))
    return "\n".join([head, *(row + ";x" * columns for row in each)]).encode()


def _zip(members: int, *, name: str = "{}.json", content: bytes = b"{}") -> bytes:
    with zipfile.ZipFile(made := io.BytesIO(), "w") as archive:
        for each in range(members):
            archive.writestr(name.format(each), content)
    return made.getvalue()


def _tar(members: int) -> bytes:
    with tarfile.open(fileobj=(made := io.BytesIO()), mode="w:gz") as archive:
        for each in range(members):
            archive.addfile(tarfile.TarInfo(f"{each}.json"))
    return made.getvalue()


def _workbook(rows: int, columns: int = 5) -> bytes:
    import openpyxl

    book = openpyxl.Workbook()
    names = ["Ticket ID", "From", "Sent", "Subject", "Message", *(f"c{n}" for n in range(columns - 5))]
    book.active.append(names)
    for row in range(rows):
        book.active.append([row, "ann", "26-02-2015 13:46", "Lid sticks", "It hums.", *["x"] * (columns - 5)])
    book.save(made := io.BytesIO())
    return made.getvalue()


def _in_front(words: str, body: str = "It hums.") -> bytes:
    return f"---\ntitle: Lid sticks\n{words}\n---\n\n{body}\n".encode()


SHAPES: dict[str, Shape] = {
    "mails that answer the one before": Shape(
        "a.mbox", _mails(lambda n: _mail(n, more=f"In-Reply-To: <{n - 1}@hob.example>\n"))
    ),
    "mails that answer the first": Shape(
        "a.mbox", _mails(lambda n: _mail(n, more="In-Reply-To: <0@hob.example>\n" if n else ""))
    ),
    "mails that answer the one behind": Shape(
        "a.mbox", _mails(lambda n: _mail(n, more=f"In-Reply-To: <{n + 1}@hob.example>\n"))
    ),
    "mails under one subject": Shape("a.mbox", _mails(_mail)),
    "answers under one subject": Shape("a.mbox", _mails(lambda n: _mail(n, subject="Re: Lid sticks hard"))),
    "mails of one name": Shape("a.mbox", _mails(lambda n: _mail(0, subject=f"Lid {n}"))),
    "digests under one subject": Shape(
        "a.mbox", _mails(lambda n: _mail(n, subject=f"Lid sticks hard (Ann {n})"))
    ),
    "references of a mail": Shape(
        "a.mbox",
        lambda n: _mail(0, more="References: " + "\n ".join(f"<r{k}@b>" for k in range(n)) + "\n").encode(),
    ),
    "headers of a mail": Shape(
        "a.mbox", lambda n: _mail(0, more="".join(f"X-{k}: a\n" for k in range(n))).encode()
    ),
    "encoded words of a subject": Shape(
        "a.mbox", lambda n: _mail(0, subject="\n ".join(["=?utf-8?q?a?="] * n)).encode()
    ),
    "parts in parts of a mail": Shape("a.mbox", _parts_in_parts),
    "parts of a mail": Shape(
        "a.mbox",
        lambda n: _mail(
            0,
            more="MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n",
            body="--b\nContent-Type: text/plain\n\na\n" * n,
        ).encode(),
    ),
    "quotations in quotations of a mail": Shape(
        "a.mbox", lambda n: _mail(0, body="\n".join("> " * min(k, 30) + "a" for k in range(n))).encode()
    ),
    "threads of a file": Shape("a.jsonl", _lines(_thread)),
    "threads of one name": Shape("a.jsonl", _lines(lambda _: _thread(0))),
    "posts of a thread": Shape("a.jsonl", lambda n: json.dumps(_thread(0, posts=n)).encode()),
    "fields of a thread": Shape(
        "a.jsonl", lambda n: json.dumps({**_thread(0), **{f"f{k}": k for k in range(n)}}).encode()
    ),
    "posts of a topic": Shape("a.json", _topic),
    "lists in lists": Shape("a.json", lambda n: b"[" * n + b"]" * n),
    "objects in objects": Shape("a.json", lambda n: b'{"posts":' * n + b"1" + b"}" * n),
    "fields of an object": Shape(
        "a.json", lambda n: json.dumps({f"f{k}": {"title": "a", "body": "b"} for k in range(n)}).encode()
    ),
    "messages of a channel": Shape("a.json", lambda n: _channel(n, threads=False)),
    "messages of three threads of a channel": Shape("a.json", lambda n: _channel(n, threads=True)),
    "replies in replies": Shape("a.json", _replies_in_replies),
    **{
        f"{each} in {each} of {which}": Shape(
            "viewtopic.html", lambda n, each=each, page=page: _in_page(each * n, page)
        )
        for which, page in (("a page", _PAGE), ("a page of unknown make", _UNKNOWN))
        for each in (
            *("<div>", "<blockquote>", "<b>", "<table><tr><td>", "<ul><li>", "<a href=b>", "<font>", "<p>"),
            *(
                "<span class=a>",
                "<td>",
                "<form>",
                "<select><option>",
                "<svg><g>",
                "<math><mi>",
                "<!--",
                "<br>",
            ),
        )
    },
    "attributes of an element": Shape(
        "viewtopic.html", lambda n: _in_page("<p " + " ".join(f"a{k}=b" for k in range(n)) + ">a</p>")
    ),
    "classes of an element": Shape(
        "viewtopic.html", lambda n: _in_page('<p class="' + " ".join(f"a{k}" for k in range(n)) + '">a</p>')
    ),
    "posts of a page": Shape("viewtopic.html", _posts_of_a_page),
    "rows of a table": Shape("a.csv", _table),
    "rows of one thread": Shape("a.csv", lambda n: _table(n, same=True)),
    "columns of a table": Shape("a.csv", lambda n: _table(3, n)),
    "an open quotation mark of a table": Shape("a.csv", lambda n: _table(n).replace(b";It", b';"It', 1)),
    "members of an archive": Shape("a.zip", _zip),
    "a member's folders": Shape("a.zip", lambda n: _zip(3, name="a/" * min(n, 30_000) + "{}.json")),
    "members of a tape": Shape("a.tar.gz", _tar),
    "rows of a workbook": Shape("a.xlsx", _workbook),
    "columns of a workbook": Shape("a.xlsx", lambda n: _workbook(3, n)),
    "quotations in quotations of Markdown": Shape("a.md", lambda n: _in_front("author: ann", "> " * n + "a")),
    "lists in lists of Markdown": Shape(
        "a.md", lambda n: _in_front("author: ann", "\n".join("  " * min(k, 60) + "- a" for k in range(n)))
    ),
    "headings of Markdown": Shape("a.md", lambda n: _in_front("author: ann", "# Lid\n\na\n\n" * n)),
    "lists in lists of front matter": Shape("a.md", lambda n: _in_front("tags: " + "[" * n + "]" * n)),
    "posts of Markdown": Shape(
        "a.md",
        lambda n: _in_front("author: ann", "\n".join(f"## bo, 2023-02-01 10:00\n\n{k}\n" for k in range(n))),
    ),
    "fields of front matter": Shape("a.md", lambda n: _in_front("\n".join(f"f{k}: a" for k in range(n)))),
    "rows of a dump": Shape(
        "Posts.xml",
        lambda n: (
            "<posts>"
            + "".join(
                f'<row Id="{k}" PostTypeId="{1 + bool(k)}" ParentId="0" Title="Lid" Body="a" '
                'CreationDate="2021-01-01T00:00:00"/>'
                for k in range(n)
            )
            + "</posts>"
        ).encode(),
    ),
}
