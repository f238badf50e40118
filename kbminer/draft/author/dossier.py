"""The evidence of one article as a language model sees it: posts as data, without anybody's name."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from kbminer.draft.context import number_of
from kbminer.records import Citation, Draft, Post, Thread
from kbminer.redact.gate import released
from kbminer.redact.placeholders import redact
from kbminer.redact.posts import people_of, read_post

LONGEST_POST = 6_000  # characters of a post that a model is shown: small models take in little more
MOST_POSTS = 12  # for the same reason
MOST_LATER = 4  # posts behind the solution, up to the asker's confirmation
_TELLING = ("issue", "environment", "cause", "resolution", "workaround")

Place = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """What one article may be written from.

    Parameters
    ----------
    title
        The draft's title as composed.
    language
        The language to write in; English where the forum's is not known.
    places
        The posts shown, by thread and id, in the order of their numbers from 1: the question first.
    solution
        The number of the post that solved it; 0 where none did.
    threads
        By key, those of the posts.
    people
        The names that no model sees.
    """

    title: str
    language: str
    places: tuple[Place, ...]
    solution: int
    threads: Mapping[str, Thread]
    people: tuple[str, ...]

    def post(self, number: int) -> Post:
        """Give a post by its number."""
        thread, post_id = self.places[number - 1]
        return next(post for post in self.threads[thread].posts if post.id == post_id)

    def citation(self, number: int) -> Citation:
        """Cite a post by its number here."""
        thread, post = self.threads[self.places[number - 1][0]], self.post(number)
        return Citation(
            thread=thread.key,
            post=post.id,
            url=post.url or thread.url,
            date=post.created_at,
            role=_role(post, thread),
            license=post.license,
            title=redact(thread.title, self.people).text,
            number=number_of(thread, post),
            internal=not post.visibility.is_public,
        )

    def as_json(self) -> str:
        """Write it as one JSON object: no text in it can end its own string."""
        posts = [
            {
                "number": number,
                "role": _role(self.post(number), self.threads[key]),
                "text": read_post(self.post(number), self.people).markdown[:LONGEST_POST],
            }
            for number, (key, _) in enumerate(self.places, start=1)
        ]
        data = {
            "language": self.language,
            "title": self.title,
            "question": 1,
            "solution": self.solution,
            "posts": posts,
        }
        return json.dumps(released(data, names=self.people), ensure_ascii=False)


def dossier_of(draft: Draft, threads: Mapping[str, Thread]) -> Dossier | None:
    """Gather what a draft was composed from, and what was said behind its solution.

    Parameters
    ----------
    draft
        Composed and verified.
    threads
        By key, at least those that the draft names; a post that is not public is not shown.

    Returns
    -------
    Dossier or None
        ``None`` where the draft has no solution that could be told.
    """
    known = {key: threads[key] for key in draft.threads if key in threads}
    solution = _solution_of(draft)
    if solution is None or solution[0] not in known:
        return None
    led = known[solution[0]]
    wanted = [(led.key, led.posts[0].id), solution, *_later(led, solution[1]), *_cited(draft)]
    shown = [place for place in dict.fromkeys(wanted) if _is_shown(place, known)][:MOST_POSTS]
    return Dossier(
        title=draft.title,
        language=draft.language or "en",
        places=tuple(shown),
        solution=shown.index(solution) + 1 if solution in shown else 0,
        threads=known,
        people=people_of(*known.values()),
    )


def _solution_of(draft: Draft) -> Place | None:
    """The post that the first sentence of the first resolution cites first."""
    for section in draft.sections:
        if section.name in ("resolution", "workaround", "cause"):
            for statement in section.statements:
                if statement.citations and statement.kind != "title":
                    return statement.citations[0].thread, statement.citations[0].post
    return None


def _later(thread: Thread, solution: str) -> Iterator[Place]:
    """What follows the solution, up to the asker's next word."""
    ids = [post.id for post in thread.posts]
    for post in thread.posts[ids.index(solution) + 1 :][:MOST_LATER]:
        yield thread.key, post.id
        if post.author is not None and post.author == thread.asker:
            return


def _cited(draft: Draft) -> Iterator[Place]:
    for section in draft.sections:
        if section.name in _TELLING:
            for statement in section.statements:
                yield from ((citation.thread, citation.post) for citation in statement.citations)


def _is_shown(place: Place, threads: Mapping[str, Thread]) -> bool:
    thread = threads.get(place[0])
    post = next((post for post in thread.posts if post.id == place[1]), None) if thread else None
    return post is not None and post.visibility.is_public


def _role(post: Post, thread: Thread) -> Literal["asker", "staff", "member"]:
    asks = post.author is not None and post.author == thread.asker
    return "staff" if post.staff else "asker" if asks else "member"
