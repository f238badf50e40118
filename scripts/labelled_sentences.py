"""Sentences that were labelled by hand: ``labelled_sentences/NAME.jsonl``, keys, digests and labels alone.

A line holds ``thread`` (its key), ``solution`` (the id of the post that answers it), ``confirmed`` (the id of
the post in which the asker says so, or ``null``) and ``posts``: by the id of a post its sentences and pieces
of code in their order, each as a digest of its words and a letter. The letters of a question:

- ``g``: the goal, the symptom or what is asked; ``m``: an exact message; ``e``: what it happens with;
- ``t``: what was tried or set up; ``k``: talk; ``o``: another question.

Those of a reply:

- ``s``: a step or the answer itself; ``c``: a condition or a caveat; ``x``: why it is so; ``p``: a pointer;
- ``k``: talk; ``r``: a request for information; ``o``: another question; ``g``, ``m``, ``e``, ``t`` as above.

A capital says the same of a sentence that belongs to no article on the thread's question: an advice that did
not help or was corrected, or another matter. ``invented.jsonl`` holds answers written for this purpose in
four languages, with their words: kinds of sentences that are rare in the others.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from kbminer.draft.phrase_cues import PhraseCues, cues_for
from kbminer.draft.sentence_signs import Standing, signs_in
from kbminer.draft.standing import AnsweredThread, said_in, standing_of
from kbminer.records import Post, Thread
from kbminer.redact.posts import people_of, read_post

FOLDER = Path(__file__).parent / "labelled_sentences"
INVENTED = "invented"
OF_ARTICLE = "scxp"


@dataclass(frozen=True, slots=True)
class Labelled:
    """One sentence with its signs: ``opens`` where it stands in the question."""

    label: str
    signs: tuple[float, ...]
    opens: bool


def labels_of(name: str) -> list[Mapping[str, object]]:
    """The labels of one forum, a thread each."""
    return [json.loads(line) for line in (FOLDER / f"{name}.jsonl").read_text("utf-8").splitlines()]


def invented() -> Iterator[Labelled]:
    """The sentences of the invented answers, each the solution of its thread, without its courtesies."""
    for line in labels_of(INVENTED):
        known = {text: label for label, text in line["post"]}  # type: ignore[attr-defined]
        cues = cues_for(str(line["language"]))
        said = said_in(read_post(Post(id="2", body="\n\n".join(known)), ()), cues)
        rows = signs_in(said, cues, Standing(is_solution=True), frozenset())
        for segment, row in zip(said, rows, strict=True):
            if label := known.get(segment.text):
                yield Labelled(label, row, opens=False)


def digest(text: str) -> str:
    """Eight signs by which a sentence is found again."""
    return hashlib.sha256(" ".join(text.split()).encode()).hexdigest()[:8]


def labelled(
    graded: Iterable[Mapping[str, object]], threads: Mapping[str, Thread], cues: PhraseCues
) -> Iterator[Labelled]:
    """The labelled sentences of some threads; those whose words are no longer found are passed over."""
    for line in graded:
        if thread := threads.get(str(line["thread"])):
            yield from _of_thread(line, thread, cues)


def _of_thread(line: Mapping[str, object], thread: Thread, cues: PhraseCues) -> Iterator[Labelled]:
    posts = {post.id: post for post in thread.posts}
    answered = AnsweredThread(
        thread=thread,
        solution=posts[str(line["solution"])],
        confirmed_in=None if line["confirmed"] is None else str(line["confirmed"]),
        people=people_of(thread),
        cues=cues,
    )
    for key, written in dict(line["posts"]).items():  # type: ignore[call-overload]
        if key in posts:
            yield from _of_post(posts[key], written, answered)


def _of_post(post: Post, written: str, answered: AnsweredThread) -> Iterator[Labelled]:
    known = dict(pair.split(":") for pair in written.split())
    said = said_in(read_post(post, answered.people), answered.cues)
    opens = post.id == answered.thread.posts[0].id
    asked = frozenset[str]() if opens else answered.asked()
    rows = signs_in(said, answered.cues, standing_of(answered, post), asked)
    for segment, row in zip(said, rows, strict=True):
        if label := known.get(digest(segment.text)):
            yield Labelled(label=label, signs=row, opens=opens)
