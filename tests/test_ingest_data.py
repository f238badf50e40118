"""The reference forums come in with the counts that were made independently of kbminer.

How each count was made stands in docs/quality/ingest.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from kbminer.ingest import detect, read
from kbminer.records import Problem, Thread

pytestmark = pytest.mark.data


@dataclass(frozen=True, kw_only=True)
class Truth:
    """What a forum holds: threads, posts, threads with an accepted post; and its format."""

    format: str
    threads: int
    posts: int
    accepted: int = 0
    again: int = 0  # lines of a JSONL file that hold a thread a second time, renamed meanwhile


FORUMS = {
    "urho3d-discourse-json.tar.gz": Truth(format="discourse-json", threads=5046, posts=36895, accepted=670),
    "smf-opendcl.tar.gz": Truth(format="generic", threads=347, posts=1674),
    "xenforo2-villagersandheroes.html": Truth(format="xenforo", threads=1, posts=9),
    "stackexchange-quantum.tar.gz": Truth(format="stackexchange-xml", threads=612, posts=1672, accepted=389),
    # Nine of its mails correct or answer an earlier one under the same subject; the archive drops "Re:".
    "mbox-indology.tar.gz": Truth(format="mbox", threads=421, posts=988),
}
LARGE = {
    "vanilla-29th.tar.gz": Truth(format="vanilla", threads=145, posts=682),
    "vbulletin5-sneakycrab.tar.gz": Truth(format="vbulletin", threads=149, posts=1813),
    "discourse-html-redash.tar.gz": Truth(format="discourse-html", threads=498, posts=1806),
    "slicer-threads.jsonl.gz": Truth(format="thread-jsonl", threads=19051, posts=96438, again=4),
    "phpbb3-dostips.tar.gz": Truth(format="phpbb", threads=540, posts=4633),
    "mybb-starbound-fr.tar.gz": Truth(format="mybb", threads=743, posts=7206),
}


def check(path: Path, truth: Truth) -> None:
    """Read a forum and compare it with what is known of it."""
    assert detect(path).format == truth.format
    items = list(read(path))
    threads = [item for item in items if isinstance(item, Thread)]
    posts = [post for thread in threads for post in thread.posts]
    accepted = sum(any(post.accepted for post in thread.posts) for thread in threads)
    assert (len(threads), len(posts), accepted) == (truth.threads, truth.posts, truth.accepted)
    assert len({thread.key for thread in threads}) == truth.threads - truth.again
    assert all(len({post.id for post in thread.posts}) == len(thread.posts) for thread in threads)
    assert sum(post.author is not None for post in posts) >= 0.97 * len(posts)
    assert sum(post.created_at is not None for post in posts) >= 0.97 * len(posts)
    assert not [item for item in items if isinstance(item, Problem) and item.lost]


@pytest.mark.parametrize("name", sorted(FORUMS))
def test_a_real_forum_comes_in_whole(data_dir: Path, name: str) -> None:
    """Threads, posts and accepted answers match; nearly every post has its author and date."""
    check(data_dir / "forums" / name, FORUMS[name])


@pytest.mark.soak
@pytest.mark.parametrize("name", sorted(LARGE))
def test_a_large_real_forum_comes_in_whole(data_dir: Path, name: str) -> None:
    """The same for the forums that take longer."""
    check(data_dir / "forums" / name, LARGE[name])
