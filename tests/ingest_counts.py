"""Count real forums without any of kbminer's readers, and beside it what kbminer reads.

``python tests/ingest_counts.py FOLDER`` with the reference forums' folder prints a row for each.
A count is a few lines over the raw files: regular expressions, or XPath where a number needs structure.
"""

from __future__ import annotations

import gzip
import json
import mailbox
import re
import sys
import tarfile
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

from lxml import html

from kbminer.ingest import read
from kbminer.records import Thread

Counted = tuple[int, int]  # threads, posts


def main() -> None:
    """Print the table."""
    folder = Path(sys.argv[1])
    print("| forum | counted apart | read | with author | with date |\n| --- | --- | --- | --- | --- |")
    for name, count in COUNTS.items():
        threads, posts = count(folder / name)
        found = [item for item in read(folder / name) if isinstance(item, Thread)]
        read_posts = [post for thread in found for post in thread.posts]
        authors = sum(post.author is not None for post in read_posts) / len(read_posts)
        dates = sum(post.created_at is not None for post in read_posts) / len(read_posts)
        print(
            f"| {name.split('.')[0]} | {threads:,} / {posts:,} | {len(found):,} / {len(read_posts):,} | "
            f"{authors:.1%} | {dates:.1%} |",
            flush=True,
        )


def files(archive: Path) -> Iterator[tuple[str, str]]:
    """Every file of an archive: its name and its text, odd bytes replaced."""
    with tarfile.open(archive) as tar:
        for member in tar:
            if member.isfile():
                content = tar.extractfile(member)
                assert content is not None
                yield member.name, content.read().decode("utf-8", "replace")


def discourse_json(archive: Path) -> Counted:
    """Files; posts of the type 1."""
    topics = [json.loads(text) for _, text in files(archive)]
    return len(topics), sum(p["post_type"] == 1 for t in topics for p in t["post_stream"]["posts"])


def jsonl(path: Path) -> Counted:
    """Lines; the bodies on them."""
    with gzip.open(path, "rt") as lines:
        threads = [json.loads(line) for line in lines]
    return len(threads), sum(len(thread["posts"]) for thread in threads)


def discourse_html(archive: Path) -> Counted:
    """Pages with a numbered post, by the topic in their address; blocks numbered by an id of their own."""
    posts: dict[str, set[str]] = {}
    for name, text in files(archive):
        topic = re.search(r"/t/(?:[^/]+/)?(\d+)", name)
        numbers = re.findall(r"id=['\"]post_(\d+)['\"]", text)
        if topic and numbers:
            posts.setdefault(topic.group(1), set()).update(numbers)
    return len(posts), sum(map(len, posts.values()))


def phpbb(archive: Path) -> Counted:
    """Topic numbers; the anchors of posts, and posts of print views, which have none, at other minutes."""
    posts: dict[str, set[str]] = {}
    minutes: dict[str, set[str]] = {}
    printed: dict[str, set[str]] = {}
    minute = r"\d\d \w{3} \d{4} \d\d:\d\d"
    for _, text in files(archive):
        hidden = re.search(r'<input type="hidden" name="t" value="(\d+)"', text)
        named = re.search(r">https?://[^<]*viewtopic\.php\?[^<]*?\bt=(\d+)", text)
        if hidden:
            anchors = re.findall(r'<div id="p(\d+)" class="post ', text)
            posts.setdefault(hidden.group(1), set()).update(anchors)
            lines = re.findall(r'<p class="author">(.*?)</p>', text, re.S)
            minutes.setdefault(hidden.group(1), set()).update(re.findall(minute, " ".join(lines)))
        elif named and 'class="page-number"' in text:
            shown = re.findall(rf'class="date">[^<]*<strong>({minute})', text)
            printed.setdefault(named.group(1), set()).update(shown)
    only_printed = sum(len(shown - minutes.get(topic, set())) for topic, shown in printed.items())
    return len(posts.keys() | printed.keys()), sum(map(len, posts.values())) + only_printed


def mybb(archive: Path) -> Counted:
    """Threads by number; in each, posts by author and printed minute, as often as one view has them."""
    numbered: dict[str, dict[str, tuple[str, str]]] = {}
    plain: dict[str, list[Counter[tuple[str, str]]]] = {}
    for name, text in files(archive):
        if "post_date" not in text and 'class="dateline"' not in text:
            continue
        tree = html.fromstring(text)
        if "/archive/" in name:
            number = re.findall(r"thread-(\d+)", name)
            posts = tree.xpath("//div[@class='post'][div[@class='header']]")
            keys = [_said(post, ".//h2", ".//*[@class='dateline']") for post in posts]
            if keys:
                plain.setdefault(number[0], []).append(Counter(keys))
            continue
        own = re.findall(r"(?:printthread|newreply)\.php\?tid=(\d+)", text)
        number = tree.xpath("//input[@name='tid']/@value") or own or re.findall(r"\btid=(\d+)", name + text)
        for post in tree.xpath("//*[starts-with(@id,'post_')][.//*[contains(@class,'post_date')]]"):
            author = ".//*[contains(@class,'author_information')]//strong | .//*[@class='largetext']"
            key = _said(post, author, ".//*[contains(@class,'post_date')]")
            numbered.setdefault(number[0], {})[post.get("id")] = key
    total = 0
    for thread in numbered.keys() | plain.keys():
        full = Counter(numbered.get(thread, {}).values())
        pages = plain.get(thread, [])
        keys_of = set(full).union(*pages)
        total += sum(max(full[key], *(page[key] for page in pages), 0) for key in keys_of)
    return len(numbered.keys() | plain.keys()), total


def _said(post: html.HtmlElement, author: str, date: str) -> tuple[str, str]:
    """Who wrote a post, and the minute that it prints."""
    names, dates = post.xpath(author), post.xpath(date)
    name = names[0].text_content().strip() if names else ""
    return name, " ".join(dates[0].text_content().split())[:17] if dates else ""


def vbulletin(archive: Path) -> Counted:
    """Hidden node numbers; the node numbers of posts."""
    posts: dict[str, set[str]] = {}
    for _, text in files(archive):
        first = re.search(r'data-node-id="(\d+)"[^>]*class="[^"]*js-conversation-starter', text)
        first = first or re.search(r'<input type="hidden" name="nodeid" value="(\d+)"', text)
        shown = re.findall(r'<li data-node-id="(\d+)"[^>]*class="[^"]*b-post[ "]', text)
        shown += re.findall(r'<(?:li|div)[^>]*data-node-id="(\d+)"[^>]*class="[^"]*b-comment[ "]', text)
        if first and shown:
            posts.setdefault(first.group(1), set()).update(shown)
    return len(posts), len(set().union(*posts.values()))


def vanilla(archive: Path) -> Counted:
    """Discussions whose opening is shown or has comments here; openings and comments."""
    threads: set[str] = set()
    posts: set[str] = set()
    for _, text in files(archive):
        body = re.search(r'<div id="Discussion_(\d+)"|data-discussionid="(\d+)"', text)
        comments = re.findall(r'<li[^>]*id="(Comment_\d+)"', text)
        opening = re.search(r'<div id="(Discussion_\d+)"[^>]*ItemDiscussion|"Item ItemDiscussion', text)
        thread = re.search(r"/discussion/(\d+)/", text)
        if (comments or opening) and "vanilla_discussion_index" in text and (body or thread):
            number = (body or thread).group(1)  # type: ignore[union-attr]
            threads.add(number)
            posts.update(comments)
            if "ItemDiscussion" in text:
                posts.add(f"Discussion_{number}")
    return len(threads), len(posts)


def articles(archive: Path) -> Counted:
    """Files that hold an article; articles."""
    counts = [len(re.findall(r"<article\b", text)) for _, text in files(archive)]
    return sum(count > 0 for count in counts), sum(counts)


def xenforo(path: Path) -> Counted:
    """One page; its numbered messages."""
    return 1, len(set(re.findall(r'data-content="(post-\d+)"', path.read_text())))


def stackexchange(archive: Path) -> Counted:
    """Rows of the type 1; rows of the types 1 and 2."""
    text = next(text for name, text in files(archive) if name.endswith("Posts.xml"))
    kinds = Counter(re.findall(r'PostTypeId="(\d)"', text))
    return kinds["1"], kinds["1"] + kinds["2"]


def mbox(archive: Path) -> Counted:
    """Messages by the standard library; threads by joining each with those that it names, or its subject."""
    mails = []
    with tempfile.TemporaryDirectory() as folder, tarfile.open(archive) as tar:
        tar.extractall(folder, filter="data")
        for path in sorted(Path(folder).rglob("*")):
            if path.is_file():
                raw = path.read_bytes()
                path.with_suffix(".mbox").write_bytes(gzip.decompress(raw) if raw[:2] == b"\x1f\x8b" else raw)
                mails += list(mailbox.mbox(path.with_suffix(".mbox")))
    root: dict[str, str] = {}

    def find(key: str) -> str:
        while root.setdefault(key, key) != key:
            key = root[key]
        return key

    ids = set()
    first: dict[str, str] = {}
    for mail in mails:
        own = (re.findall(r"<([^>]+)>", str(mail["Message-ID"])) or [""])[0]
        if not own:
            continue
        ids.add(own)
        named = re.findall(r"<([^<>\s]+)>", f"{mail['References'] or ''} {mail['In-Reply-To'] or ''}")
        subject = " ".join(re.sub(r"\[[^\]]*\]", "", str(mail["Subject"])).split())
        bare = re.sub(r"(?i)^(?:(?:re|fwd?|fw|aw)\s*:\s*)+", "", subject).casefold()
        known = [other for other in named if other in root]
        for other in named:
            root[find(own)] = find(other)
        if not known and bare in first and (named or bare != subject.casefold()):
            root[find(own)] = find(first[bare])
        first.setdefault(bare, own)
    return len({find(own) for own in ids}), len(ids)


COUNTS: dict[str, Callable[[Path], Counted]] = {
    "urho3d-discourse-json.tar.gz": discourse_json,
    "slicer-threads.jsonl.gz": jsonl,
    "discourse-html-redash.tar.gz": discourse_html,
    "phpbb3-dostips.tar.gz": phpbb,
    "mybb-starbound-fr.tar.gz": mybb,
    "vbulletin5-sneakycrab.tar.gz": vbulletin,
    "vanilla-29th.tar.gz": vanilla,
    "smf-opendcl.tar.gz": articles,
    "xenforo2-villagersandheroes.html": xenforo,
    "stackexchange-quantum.tar.gz": stackexchange,
    "mbox-indology.tar.gz": mbox,
}

if __name__ == "__main__":
    main()
