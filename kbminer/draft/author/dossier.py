"""The evidence of one article as a language model sees it: posts as data, without anybody's name."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from kbminer.draft.author.evidence_order import Place, places_beside, places_by_worth, solution_of
from kbminer.draft.context import number_of
from kbminer.language_model import data_json
from kbminer.language_model.endpoint import CHARACTERS_PER_TOKEN
from kbminer.languages.article_words import day
from kbminer.records import Citation, Draft, Post, Resolution, Thread
from kbminer.redact.gate import released
from kbminer.redact.placeholders import redact
from kbminer.redact.posts import people_of, read_post
from kbminer.text.program_lines import is_code_line
from kbminer.verify.shown_post import shown_text

LONGEST_POST = 6_000  # characters of a post that a model is shown: small models take in little more
MOST_TOKENS = 8_000  # of the posts of one dossier: thirty articles stay within half of the default budget
# Characters of another thread's question: it tells whether the same is asked, and often ends in a log.
LONGEST_OTHER_QUESTION = 1_500
LONGEST_GREETING = 200  # characters in front of the first quote of an answer: "Hi ⟨name⟩, on Friday … wrote:"
# What follows a program's prompt, as in "> library(x)", is mostly shorter.
_WORDS = re.compile(r"\S+\s+\S+\s+\S")
AROUND_A_POST = 80  # characters of JSON around a post's text


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
    guess
        The number of the post that is held to have solved it; 0 where none is.
    probability
        The probability that this post did; None where it is not known.
    threads
        By key, those of the posts.
    people
        The names that no model sees.
    confirmed
        The keys of those threads whose solution the forum or its asker confirms.
    answering
        The keys of those threads whose first post answers: who wrote it asked nothing there.
    apart
        The keys of those threads that ask something else, as a model said that read them: nothing of them is
        told.
    troubled
        The numbers of the posts whose writers have the asker's trouble themselves, as it said.
    """

    title: str
    language: str
    places: tuple[Place, ...]
    guess: int
    threads: Mapping[str, Thread]
    people: tuple[str, ...]
    probability: float | None = None
    confirmed: frozenset[str] = frozenset()
    answering: frozenset[str] = frozenset()
    apart: frozenset[str] = frozenset()
    troubled: frozenset[int] = frozenset()

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
            role=self._role(post, thread),
            license=post.license,
            title=redact(thread.title, self.people).text,
            number=number_of(thread, post),
            internal=not post.visibility.is_public,
        )

    def is_apart(self, number: int) -> bool:
        """Tell whether a post stands in a thread that asks something else."""
        return self.places[number - 1][0] in self.apart

    def is_by_asker(self, number: int) -> bool:
        """Tell whether who wrote a post asks, or has the same trouble."""
        return number in self.troubled or self.citation(number).role == "asker"

    def as_json(self) -> str:
        """Write it as one JSON object: no text in it can end its own string."""
        data = {
            "language": self.language,
            "title": self.title,
            "question": 1,
            "guess": {"post": self.guess, "probability": self.probability} if self.guess else None,
            "threads": self.shown_threads(),
            "posts": [self.shown(number) for number in range(1, len(self.places) + 1)],
        }
        return data_json(released(data, names=self.people))

    def shown_threads(self) -> list[dict[str, object]]:
        """Show the threads by their numbers, and which of them asks something else."""
        return [
            {"number": number, "title": redact(self.threads[key].title, self.people).text}
            | ({"apart": True} if key in self.apart else {})
            for key, number in self._thread_numbers().items()
        ]

    def shown(self, number: int) -> dict[str, object]:
        """Show a post by its number, as a model sees it."""
        threads = self._thread_numbers()
        key, post = self.places[number - 1][0], self.post(number)
        text = shown_text(read_post(post, self.people))
        longest = _longest(self.places[number - 1], self.places[0], self.threads, self.answering)
        shown: dict[str, object] = {"number": number, "thread": threads[key]}
        if post.created_at:
            shown["date"] = day(post.created_at)
        shown |= {"role": self._role(post, self.threads[key]), "text": text[:longest]}
        return shown | ({"cut": True} if len(text) > longest else {})

    def _role(self, post: Post, thread: Thread) -> Literal["asker", "staff", "member"]:
        opened = post.author is not None and post.author == thread.asker
        asks = opened and thread.key not in self.answering
        return "staff" if post.staff else "asker" if asks else "member"

    def _thread_numbers(self) -> dict[str, int]:
        return {key: number for number, key in enumerate(dict.fromkeys(key for key, _ in self.places), 1)}


def dossier_of(
    draft: Draft, threads: Mapping[str, Thread], resolutions: Mapping[str, Resolution] | None = None
) -> Dossier | None:
    """Gather the whole thread that a draft answers, and as much of its group's others as there is room for.

    Parameters
    ----------
    draft
        Composed and verified.
    threads
        By key, at least those that the draft names; a post that is not public is not shown.
    resolutions
        What is known of their solutions, by key.

    Returns
    -------
    Dossier or None
        ``None`` where the draft has no solution that could be told.
    """
    known = {key: threads[key] for key in draft.threads if key in threads}
    solution = solution_of(draft)
    if solution is None or solution[0] not in known:
        return None
    people = people_of(*known.values())
    resolved = resolutions or {}
    ordered = (*places_by_worth(draft, solution, known, resolved), *places_beside(known, resolved))
    wanted = [place for place in dict.fromkeys(ordered) if _is_shown(place, known)]
    answering = frozenset(
        key for key in known if key != solution[0] and _begins_with_an_answer(known[key], people)
    )
    shown = _in_order(_affordable(wanted, known, people, answering), known)
    return Dossier(
        title=draft.title,
        language=draft.language or "en",
        places=tuple(shown),
        guess=shown.index(solution) + 1 if solution in shown else 0,
        probability=_probability(solution, resolved.get(solution[0])),
        confirmed=frozenset(key for key in known if key in resolved and _is_confirmed(resolved[key])),
        answering=answering,
        threads=known,
        people=people,
    )


def _affordable(
    wanted: list[Place],
    threads: Mapping[str, Thread],
    people: tuple[str, ...],
    answering: frozenset[str],
) -> list[Place]:
    """As many of the posts, the likeliest first, as the model may be shown."""
    used, shown = 0, list[Place]()
    for place in wanted:
        post = next(post for post in threads[place[0]].posts if post.id == place[1])
        text = shown_text(read_post(post, people))
        if shown and not text.strip():
            continue
        length = min(len(text), _longest(place, wanted[0], threads, answering)) + AROUND_A_POST
        if used + length <= MOST_TOKENS * CHARACTERS_PER_TOKEN or not shown:
            shown.append(place)
            used += length
    return shown


def _longest(place: Place, question: Place, threads: Mapping[str, Thread], answering: frozenset[str]) -> int:
    """How many characters of a post are shown."""
    opens = threads[place[0]].posts[0].id == place[1]
    asks_else = opens and place[0] != question[0] and place[0] not in answering
    return LONGEST_OTHER_QUESTION if asks_else else LONGEST_POST


def _begins_with_an_answer(thread: Thread, people: tuple[str, ...]) -> bool:
    """Whether a thread's first post answers something: right at its start it quotes words, no command."""
    text = read_post(thread.posts[0], people).markdown[:LONGEST_GREETING] if thread.posts else ""
    quoted = (line.lstrip("> ") for line in text.split("\n") if line.startswith(">"))
    return any(_WORDS.match(line) and not is_code_line(line) for line in quoted)


def _in_order(places: list[Place], threads: Mapping[str, Thread]) -> list[Place]:
    """By threads, that of the first place first, and in each as they were written."""
    order = {key: number for number, key in enumerate(dict.fromkeys(key for key, _ in places))}
    at = {(key, post.id): n for key in order for n, post in enumerate(threads[key].posts)}
    return sorted(places, key=lambda place: (order[place[0]], at[place]))


def _probability(solution: Place, known: Resolution | None) -> float | None:
    """The probability that a post solved its thread: that it was solved, and by this post."""
    if known is None or known.best_post != solution[1]:
        return None
    if known.declared_post == solution[1]:
        return 1.0
    both = (known.probability, known.post_probability)
    return None if None in both else round((both[0] or 0.0) * (both[1] or 0.0), 2)


def _is_confirmed(known: Resolution) -> bool:
    return known.declared == "solved" or known.confirmed


def _is_shown(place: Place, threads: Mapping[str, Thread]) -> bool:
    thread = threads.get(place[0])
    post = next((post for post in thread.posts if post.id == place[1]), None) if thread else None
    return post is not None and post.visibility.is_public
