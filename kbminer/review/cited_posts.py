"""The posts that a suggestion rests on, as everybody may read them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Literal

from markupsafe import Markup

from kbminer.records import Cue, Resolution, Thread, public_part
from kbminer.redact.gate import released
from kbminer.redact.posts import RedactedPost, people_of, read_post
from kbminer.review.article_text import post_html
from kbminer.web_address import web_address

Role = Literal["asker", "staff", "member"]
LONGEST_THREAD = 60
"""Posts of a thread that are shown beside an article, its first and the one that solved it among them."""


@dataclass(frozen=True, kw_only=True)
class EvidencePost:
    """A post without private things; ``number`` is its place in its thread, counted from 1."""

    key: str
    thread: str
    post: str
    number: int
    role: Role
    read: RedactedPost
    date: datetime | None = None
    url: str | None = None
    solves: bool = False

    @property
    def markdown(self) -> str:
        """The whole post."""
        return self.read.markdown

    @property
    def words(self) -> str:
        """The same without markup."""
        return self.read.words

    @cached_property
    def html(self) -> Markup:
        """The same as HTML that was sanitised."""
        return post_html(self.markdown)


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceThread:
    """A thread with its posts and its way to a solution; ``cues`` say why it counts as solved or not."""

    key: str
    title: str
    posts: tuple[EvidencePost, ...]
    standing: str
    probability: float | None = None
    url: str | None = None
    cues: tuple[Cue, ...] = ()
    more: int = 0


@dataclass(frozen=True, kw_only=True)
class CitedPosts:
    """All threads of one suggestion, those that are cited first."""

    threads: tuple[EvidenceThread, ...]

    @cached_property
    def posts(self) -> dict[str, EvidencePost]:
        """The posts by "thread's key, space, post's id"."""
        return {post.key: post for thread in self.threads for post in thread.posts}

    def words_of(self, cited: Iterable[str]) -> dict[str, str]:
        """Return the plain words of posts by the same keys; those that are not there are left out."""
        return {key: self.posts[key].words for key in cited if key in self.posts}


def evidence_of(
    threads: Iterable[Thread],
    titles: Mapping[str, str],
    resolutions: Mapping[str, Resolution],
    people: Mapping[str, Sequence[str]],
    *,
    cited: Sequence[str] = (),
) -> CitedPosts:
    """Read the threads of a suggestion for its editor.

    Parameters
    ----------
    threads : iterable of Thread
        What is not public in them is left out.
    titles : mapping
        The threads' titles without private things, by key.
    resolutions : mapping
        The same for what tells whether they were solved.
    people : mapping
        By thread key who wrote there, whose names are shown nowhere.
    cited : sequence of str
        "Thread's key, space, post's id" of the posts that the article cites, in their order.
    """
    shown = [public for thread in threads if (public := public_part(thread))]
    names = tuple(sorted({*people_of(*shown), *(name for each in people.values() for name in each)}))
    order = {post: i for i, post in enumerate(cited)}
    found = [
        _thread(thread, titles.get(thread.key, ""), resolutions.get(thread.key), names, order)
        for thread in shown
    ]
    first = {
        each.key: min((order.get(post.key, len(order)) for post in each.posts), default=len(order))
        for each in found
    }
    return CitedPosts(threads=tuple(sorted(found, key=lambda each: (first[each.key], each.key))))


def _thread(
    thread: Thread,
    title: str,
    resolution: Resolution | None,
    names: tuple[str, ...],
    cited: Mapping[str, int],
) -> EvidenceThread:
    solution = resolution.best_post if resolution else None
    wanted = [
        n
        for n, post in enumerate(thread.posts)
        if n < LONGEST_THREAD or post.id == solution or f"{thread.key} {post.id}" in cited
    ]
    posts = []
    for n in wanted:
        post = thread.posts[n]
        posts.append(
            EvidencePost(
                key=f"{thread.key} {post.id}",
                thread=thread.key,
                post=post.id,
                number=n + 1,
                role=_role(thread, n),
                read=read_post(post, names),
                date=post.created_at,
                url=released(web_address(post.url)),
                solves=post.id == solution,
            )
        )
    return EvidenceThread(
        key=thread.key,
        title=title,
        posts=tuple(posts),
        standing=resolution.standing if resolution else "unknown",
        probability=resolution.probability if resolution else None,
        url=released(web_address(thread.url)),
        cues=resolution.evidence if resolution else (),
        more=len(thread.posts) - len(posts),
    )


def _role(thread: Thread, place: int) -> Role:
    post = thread.posts[place]
    if place == 0 or (post.author is not None and post.author == thread.asker):
        return "asker"
    return "staff" if post.staff else "member"
