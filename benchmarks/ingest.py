"""How fast sources are read: ``python benchmarks/ingest.py [--dump-megabytes N]``.

Everything is generated, in the shape and size of real forums, so that the figures can be had anywhere. Times
are processor seconds of one core.
"""

from __future__ import annotations

import argparse
import json
import mailbox
import random
import resource
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from bs4 import BeautifulSoup

from kbminer.ingest import read
from kbminer.pipeline.read_sources import ingest
from kbminer.records import Thread
from kbminer.store import Store
from kbminer.text.to_markdown import to_markdown

WORDS = (
    "kettle timer lid dial hums sticks when the after update to version it shows error and nothing".split()
)
CHROME = "".join(
    f'<li class="row"><a href="./page{n}.html" class="item">Entry {n}</a></li>\n' for n in range(420)
)


def main() -> None:
    """Print every figure."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--dump-megabytes", type=int, default=200)
    megabytes = parser.parse_args().dump_megabytes
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        phpbb(folder / "phpbb", pages=600)
        unknown(folder / "phpbb")
        discourse(folder / "discourse", topics=1500)
        again(folder / "discourse")
        mail(folder / "mail", messages=4000)
        dump(folder / "dump", megabytes)


def phpbb(folder: Path, pages: int) -> None:
    """Pages of ten posts and some 50 KB, as prosilver makes them."""
    chance = random.Random(1)  # noqa: S311
    folder.mkdir()
    for number in range(pages):
        posts = "".join(_phpbb_post(number * 10 + n, chance) for n in range(10))
        (folder / f"viewtopic.php?t={number}.html").write_text(
            '<!DOCTYPE html><html lang="en"><head><title>T</title></head>'
            f'<body id="phpbb" class="section-viewtopic"><ul>{CHROME}</ul>'
            f'<h2 class="topic-title"><a href="viewtopic.php?t={number}">T {number}</a></h2>'
            f'<form id="topic-search"><input type="hidden" name="t" value="{number}"></form>'
            f'<div class="pagination">Page <strong>1</strong> of <strong>1</strong></div>'
            f"{posts}</body></html>"
        )
    seconds, threads, posts_read = _timed(folder)
    size = sum(path.stat().st_size for path in folder.iterdir()) / pages / 1000
    peer = _parsed_by_peer([path.read_text() for path in sorted(folder.iterdir())[:150]]) / 150 * pages
    print(
        f"phpBB: {pages / seconds:,.0f} pages/s ({threads} threads, {posts_read} posts, {size:.0f} KB each); "
        f"BeautifulSoup with lxml, parsing alone: {pages / peer:,.0f} pages/s, ratio {peer / seconds:.1f}"
    )


def unknown(folder: Path) -> None:
    """The phpBB pages once more, as if their software were not known, beside phpBB's own reader."""
    pages = len(list(folder.iterdir()))
    own, *_ = _timed(folder)
    seconds, threads, posts_read = _timed(folder, format="generic")
    print(
        f"Unknown software: {pages / seconds:,.0f} pages/s ({threads} threads, {posts_read} posts); "
        f"phpBB's own reader: {pages / own:,.0f} pages/s, ratio {own / seconds:.2f}"
    )


def discourse(folder: Path, topics: int) -> None:
    """Topics of twenty posts, read, and then their bodies as Markdown."""
    chance = random.Random(2)  # noqa: S311
    folder.mkdir()
    for number in range(topics):
        posts = [_discourse_post(number, n, chance) for n in range(1, 21)]
        stream = {"posts": posts, "stream": [post["id"] for post in posts]}
        topic = {"id": number, "title": f"T {number}", "archetype": "regular", "post_stream": stream}
        (folder / f"{number}.json").write_text(json.dumps(topic))
    seconds, threads, posts_read = _timed(folder)
    bodies = [post.body for item in read(folder) if isinstance(item, Thread) for post in item.posts]
    started = time.process_time()
    for body in bodies:
        to_markdown(body)
    markdown = time.process_time() - started
    peer = _parsed_by_peer(bodies[:3000])
    size = sum(map(len, bodies)) / len(bodies)
    both = posts_read / (seconds + markdown)
    print(
        f"Discourse: {posts_read / seconds:,.0f} posts/s read, {len(bodies) / markdown:,.0f} posts/s "
        f"to Markdown, "
        f"{both:,.0f} posts/s in all ({threads} threads, {size:.0f} characters a post); BeautifulSoup with "
        f"lxml, parsing the bodies alone: {3000 / peer:,.0f} posts/s, ratio of Markdown "
        f"{peer / 3000 * len(bodies) / markdown:.1f}"
    )


def mail(folder: Path, messages: int) -> None:
    """A mailing list in one file; beside it the standard library, which parses it and no more."""
    chance = random.Random(4)  # noqa: S311
    folder.mkdir()
    path = folder / "2020-January.txt"
    with path.open("w") as out:
        for number in range(messages):
            reply = f"In-Reply-To: <m{number - number % 3}@a.example>\n" if number % 3 else ""
            out.write(
                f"From user{number % 50} at a.example  Wed Jan  1 10:06:45 2020\n"
                f"From: user{number % 50} at a.example (User {number % 50})\n"
                f"Date: Wed, 1 Jan 2020 10:06:45 +0100\nSubject: [a] T {number - number % 3}\n"
                f"Message-ID: <m{number}@a.example>\n{reply}\n{_sentence(chance, 120)}\n\n"
            )
    seconds, threads, posts_read = _timed(folder)
    started = time.process_time()
    for message in mailbox.mbox(path):
        message.get_payload(decode=True)
    peer = time.process_time() - started
    print(
        f"mbox: {posts_read / seconds:,.0f} messages/s ({threads} threads); "
        f"mailbox of the standard library, parsing alone: {messages / peer:,.0f} messages/s, "
        f"ratio {peer / seconds:.1f}"
    )


def dump(folder: Path, megabytes: int) -> None:
    """A Stack Exchange dump, read in bounded memory."""
    folder.mkdir()
    path = folder / "Posts.xml"
    with path.open("w") as out:
        out.write('<?xml version="1.0" encoding="utf-8"?>\n<posts>\n')
        for row in _rows():
            out.write(row)
            if out.tell() > megabytes << 20:
                break
        out.write("</posts>\n")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    seconds, threads, posts_read = _timed(folder)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(
        f"Stack Exchange: {megabytes} MB in {seconds:.0f} s, {posts_read / seconds:,.0f} posts/s "
        f"({threads} threads), "
        f"peak memory {peak / 1024:.0f} MB, {max(0, peak - before) / 1024:.0f} MB of it for the dump"
    )


def again(folder: Path) -> None:
    """The Discourse topics into a store, and once more with nothing new."""
    for name in ("first", "again"):
        started = time.process_time()
        with Store(f"sqlite:///{folder.parent / 'forum.db'}") as store:
            done = ingest([folder], store)
        taken = time.process_time() - started
        print(f"store, {name}: {taken:.2f} s ({done.new} new, {done.same} as before)")


def _parsed_by_peer(documents: list[str]) -> float:
    """The seconds that the usual library takes to parse documents, without asking them anything."""
    started = time.process_time()
    for document in documents:
        BeautifulSoup(document, "lxml")
    return time.process_time() - started


def _timed(folder: Path, format: str | None = None) -> tuple[float, int, int]:
    started = time.process_time()
    threads = posts = 0
    for item in read(folder, format=format):
        if isinstance(item, Thread):
            threads += 1
            posts += len(item.posts)
    return time.process_time() - started, threads, posts


def _sentence(chance: random.Random, words: int) -> str:
    return " ".join(chance.choices(WORDS, k=words))


def _phpbb_post(number: int, chance: random.Random) -> str:
    user = f'<a href="memberlist.php?u={number % 50}" class="username">user{number % 50}</a>'
    quote = f"<blockquote><div><cite>ann wrote:</cite>{_sentence(chance, 20)}</div></blockquote>"
    code = '<div class="codebox"><p>Code: <a href="#">Select all</a></p><pre><code>x = 1</code></pre></div>'
    return (
        f'<div id="p{number}" class="post bg2"><div class="inner">'
        f'<dl class="postprofile" id="profile{number}"><dt>{user}</dt><dd>Posts: 5</dd></dl>'
        f'<div class="postbody"><h3><a href="#p{number}">Re: T</a></h3>'
        f'<p class="author">by <strong>{user}</strong> » 03 Sep 2018 13:39</p>'
        f'<div class="content">{_sentence(chance, 60)}<br>{quote}{code}</div>'
        f'<div class="signature">{_sentence(chance, 8)}</div></div></div></div>'
    )


def _discourse_post(topic: int, number: int, chance: random.Random) -> dict[str, object]:
    link = f'<a href="https://a.example/{number}">{_sentence(chance, 2)}</a>'
    code = '<pre><code class="lang-py">x = 1</code></pre>'
    cooked = (
        f"<p>{_sentence(chance, 50)} <strong>{_sentence(chance, 3)}</strong></p>{code}"
        f"<p>{_sentence(chance, 40)} {link}</p>"
    )
    unread = {
        "updated_at": "2020-01-01",
        "reads": 5,
        "score": 1.0,
        "trust_level": 1,
        "quote_count": 0,
        "wiki": False,
    }
    return {
        "id": topic * 100 + number,
        "post_number": number,
        "post_type": 1,
        "username": f"user{number}",
        "cooked": cooked,
        "created_at": "2020-01-01T00:00:00.000Z",
        "actions_summary": [],
        "staff": False,
        "accepted_answer": number == 3,
        **unread,
    }


def _rows() -> Iterator[str]:
    chance = random.Random(3)  # noqa: S311
    bodies = [f"&lt;p&gt;{_sentence(chance, 150)}&lt;/p&gt;" for _ in range(200)]
    number = 0
    while True:
        number += 1
        own = f'PostTypeId="2" ParentId="{number - (number - 1) % 3}"'
        if number % 3 == 1:
            own = f'PostTypeId="1" AcceptedAnswerId="{number + 1}" Title="T {number}" Tags="&lt;a&gt;"'
        date = 'CreationDate="2020-01-01T00:00:00.000"'
        yield f'  <row Id="{number}" {own} {date} Score="1" Body="{bodies[number % 200]}" />\n'


if __name__ == "__main__":
    main()
