"""An invented forum whose threads can be drawn in the markup of any board software."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

NAMES = [
    *"orla_m Benno piotrz Hedda Ruben maria_77 Kit Lou Dr-Who Ana Uli Zoe".split(), "Jean Paul",
    "Guest visitor",
]  # fmt: skip
THINGS = "kettle pump hinge filter sensor meter printer lamp valve timer".split()
FAULTS = (
    "hums at night; stops after the update; drips since Monday; shows error 42; loses its settings; "
    "prints every page twice; starts by itself; smells of rubber"
).split("; ")
ADVICE = (
    "Open the lid and clean the seal; Hold the button for ten seconds; "
    "Take the 4.2.1 package and install it again; "
    "Swap the two wires behind the panel; I have the same problem here with two of them; "
    "Set the interval to 15 minutes in Options; Did you try another outlet? It helped me in 2016"
).split("; ")
THANKS = "That worked, thank you; No change here, sorry; Great, solved it for me as well".split("; ")


@dataclass(frozen=True, kw_only=True)
class Said:
    """One post: its number in the forum, and its body in HTML and in plain words."""

    number: int
    author: str
    at: datetime
    body: str
    words: str
    accepted: bool = False
    comments: tuple[Said, ...] = ()

    @property
    def registered(self) -> bool:
        """Whether the author has a page of their own."""
        return self.author != "Guest visitor"

    @property
    def user(self) -> int:
        """The author's number."""
        return NAMES.index(self.author) + 3


@dataclass(frozen=True, kw_only=True)
class Talk:
    """One thread."""

    number: int
    title: str
    posts: tuple[Said, ...]

    @property
    def slug(self) -> str:
        """The title as addresses have it."""
        return "-".join("".join(c if c.isalnum() else " " for c in self.title.lower()).split())

    def shown(self) -> Iterator[Said]:
        """All posts in the order of the page, each before the comments on it."""
        for post in self.posts:
            yield post
            yield from post.comments


Draw = Callable[[Talk], str]


def forum(seed: int, talks: int = 10, *, comments: bool = False, accepted: bool = False) -> list[Talk]:
    """Threads of one to eight posts; the second has one reply only, the third none."""
    chance = random.Random(seed)
    found = []
    number = 100 * seed + 800
    for at in range(talks):
        thing, fault = chance.choice(THINGS), chance.choice(FAULTS)
        title = f"{chance.choice(['Why', 'Help:', 'My', 'The'])} {thing} {fault} ({at + 2})"
        when = datetime(2012 + at % 9, chance.randint(1, 12), chance.randint(1, 28), 9, 12, tzinfo=UTC)
        count = {1: 2, 2: 1}.get(at, chance.randint(2, 8))
        posts = []
        for place in range(count):
            number += chance.randint(1, 9)
            when += timedelta(minutes=chance.randint(7, 3000))
            post = (
                _reply(chance, number, when) if place else _opening(chance, number, when, f"{thing} {fault}")
            )
            posts.append(replace(post, comments=_notes(chance, post)) if comments and place else post)
        if accepted and count > 2:
            best = chance.randrange(1, count)
            posts[best] = replace(posts[best], accepted=True)
        found.append(Talk(number=7000 + 31 * at + seed, title=title, posts=tuple(posts)))
    return found


def _opening(chance: random.Random, number: int, when: datetime, what: str) -> Said:
    lines = [f"My {what} for {number % 9 + 2} days now.", f"It is the model {number}. What can I do?"]
    return _said(number, chance.choice(NAMES), when, lines)


def _reply(chance: random.Random, number: int, when: datetime) -> Said:
    if chance.random() < 0.3:
        return _said(number, chance.choice(NAMES), when, [f"{chance.choice(THANKS)} ({number})."])
    lines = [f"{chance.choice(ADVICE)}.", f"Then wait {number % 17 + 2} minutes."]
    said = _said(number, chance.choice(NAMES), when, lines)
    if number % 3:
        return said
    command = f"reset --slot {number}"
    return replace(
        said, body=f"{said.body}<pre><code>{command}</code></pre>", words=f"{said.words} {command}"
    )


def _said(number: int, author: str, when: datetime, lines: list[str]) -> Said:
    body = "".join(f"<p>{line}</p>" for line in lines)
    return Said(number=number, author=author, at=when, body=body, words=" ".join(lines))


def _notes(chance: random.Random, post: Said) -> tuple[Said, ...]:
    """Comments below a post."""
    if chance.random() < 0.4:
        return ()
    found = []
    for place in range(1, chance.randint(2, 3)):
        line = f"{chance.choice(THANKS)}, number {10 * post.number + place}."
        at = post.at + timedelta(minutes=5 * place + 2)
        said = _said(10 * post.number + place, chance.choice(NAMES), at, [line])
        found.append(replace(said, body=line))
    return tuple(found)
