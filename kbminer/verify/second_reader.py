"""A language model as second reader: sentences in other words held against their posts, in a fresh request.

It sees neither who wrote a sentence nor what the checker thinks of it. What must stand letter by letter, and
what a precise rule refuses, stays refused (:mod:`kbminer.verify.support`); for the rest its word counts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from kbminer.language_model import Asking, Inquiry, data_json, numbered_verdicts, read_prompt
from kbminer.language_model.answer_schema import INTEGER, TEXT, list_of, object_of, one_of
from kbminer.redact.gate import released

PROMPT = read_prompt("kbminer.verify", "second-reader-2")
BORNE_OUT = "borne out"
KINDS = (
    BORNE_OUT,
    "negation",
    "number",
    "condition",
    "doubt",
    "order",
    "subject",
    "contradiction",
    "invented",
)
MOST_SENTENCES = 40  # of one request: each takes some forty tokens of the answer
LONGEST_REQUEST = 24_000  # characters of questions and posts in one request: small models take in little more
LONGEST_POST = 8_000  # characters of a post or question that it is shown
LONGEST_REASON = 200  # characters

_VERDICT = object_of(number=INTEGER, difference=TEXT, kind=one_of(*KINDS))
SCHEMA = object_of(verdicts=list_of(_VERDICT))


@dataclass(frozen=True, slots=True, kw_only=True)
class SentenceReading:
    """One sentence to be read against its posts.

    Parameters
    ----------
    text
        The sentence, redacted.
    posts
        The posts that it cites, each as its thread, its id, and its redacted Markdown.
    questions
        What these threads ask, by thread: title and first post, redacted.
    people
        The names that no model sees.
    is_title
        Whether it is an article's title.
    dates
        The days on which its posts were written, by thread and id, where they are known.
    """

    text: str
    posts: tuple[tuple[str, str, str], ...]
    questions: Mapping[str, str]
    people: tuple[str, ...] = ()
    is_title: bool = False
    dates: Mapping[tuple[str, str], str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondReading:
    """What a second reader says of a sentence: a kind of :data:`KINDS`, and how it differs from its posts."""

    kind: str
    difference: str = ""

    @property
    def bears_out(self) -> bool:
        """Whether the posts say it."""
        return self.kind == BORNE_OUT

    @property
    def reason(self) -> str | None:
        """Why the sentence may not stand, as the end of a sentence; None where it may."""
        told = f" ({self.difference})" if self.difference else ""
        return None if self.bears_out else f"is not what its posts say to a second reader: {self.kind}{told}"


def second_readings(
    asking: Asking, lists: Sequence[Sequence[SentenceReading]]
) -> tuple[tuple[SecondReading | None, ...], ...]:
    """Let a model read sentences against their posts, many in one request.

    Parameters
    ----------
    asking
        Whom to ask.
    lists
        The sentences; those of different lists never share a request, so that an article that did not change
        need not be read again with one that did.

    Returns
    -------
    tuple of tuple
        In the order of the lists and sentences; ``None`` where there is no usable answer.
    """
    batches = [(at, batch) for at, readings in enumerate(lists) for batch in _batches(readings)]
    asked = [_inquiry([lists[at][place] for place in batch]) for at, batch in batches]
    found: list[list[SecondReading | None]] = [[None] * len(readings) for readings in lists]
    for (at, batch), answer in zip(batches, asking.complete_all(asked), strict=True):
        for number, said in _verdicts(answer) if isinstance(answer, str) else ():
            if 1 <= number <= len(batch):
                place = batch[number - 1]
                found[at][place] = _released(said, lists[at][place].people)
    return tuple(map(tuple, found))


def _batches(readings: Sequence[SentenceReading]) -> Iterator[list[int]]:
    """The places of sentences that go into one request, those of one thread together."""
    order = sorted(range(len(readings)), key=lambda place: readings[place].posts[0][0])
    batch: list[int] = []
    shown: dict[str, int] = {}
    for place in order:
        adds = _texts(readings[place])
        size = sum((shown | adds).values())
        if batch and (len(batch) >= MOST_SENTENCES or size > LONGEST_REQUEST):
            yield batch
            batch, shown = [], {}
        batch.append(place)
        shown |= adds
    if batch:
        yield batch


def _texts(reading: SentenceReading) -> dict[str, int]:
    """How long the texts are that a sentence is read against, by what they are."""
    posts = {f"{thread}#{post}": min(len(text), LONGEST_POST) for thread, post, text in reading.posts}
    return posts | {thread: min(len(text), LONGEST_POST) for thread, text in reading.questions.items()}


def _inquiry(readings: Sequence[SentenceReading]) -> Inquiry:
    questions = {thread: text for each in readings for thread, text in each.questions.items()}
    threads = {thread: number for number, thread in enumerate(questions, start=1)}
    posts = {(thread, post): text for each in readings for thread, post, text in each.posts}
    numbers = {place: number for number, place in enumerate(posts, start=1)}
    dates = {place: date for each in readings for place, date in each.dates.items()}
    data = {
        "questions": [
            {"thread": threads[thread], "text": _once(text, posts, thread)[:LONGEST_POST]}
            for thread, text in questions.items()
        ],
        "posts": [
            {
                "number": numbers[place],
                "thread": threads.get(place[0], 0),
                **({"date": dates[place]} if place in dates else {}),
                "text": text[:LONGEST_POST],
            }
            for place, text in posts.items()
        ],
        "sentences": [
            {
                "number": number,
                "text": each.text,
                "posts": [numbers[thread, post] for thread, post, _ in each.posts],
                **({"title": True} if each.is_title else {}),
            }
            for number, each in enumerate(readings, start=1)
        ],
    }
    names = tuple(sorted({name for each in readings for name in each.people}))
    shown = data_json(released(data, names=names))
    return Inquiry(PROMPT.text, shown, SCHEMA)


def _once(question: str, posts: Mapping[tuple[str, str], str], thread: str) -> str:
    """A question, without the text of its post where that is shown as a post."""
    for (key, _), text in posts.items():
        if key == thread and text and question.endswith(text):
            return question.removesuffix(text).rstrip()
    return question


def _verdicts(answer: str) -> Iterator[tuple[int, SecondReading]]:
    """What of an answer has the shape that was asked for."""
    for number, item in numbered_verdicts(answer):
        if item.get("kind") in KINDS:
            told = item.get("difference")
            said = " ".join(told.split())[:LONGEST_REASON] if isinstance(told, str) else ""
            yield number, SecondReading(kind=item["kind"], difference=said)


def _released(said: SecondReading, people: tuple[str, ...]) -> SecondReading:
    return SecondReading(kind=said.kind, difference=released(said.difference, names=people))
