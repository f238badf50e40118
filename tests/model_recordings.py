"""Recorded answers of a large language model, with what it was shown: they replay without a model."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kbminer.draft import compose_draft, gather_evidence
from kbminer.draft.author.article_answer import read_article
from kbminer.draft.author.dossier import Dossier
from kbminer.draft.author.writing import Written, article_from
from kbminer.records import Draft, Group, Question, Resolution, Thread
from kbminer.redact.posts import people_of

RECORDINGS = Path(__file__).parent / "model_answers" / "articles.txt"
_SECTIONS = {"I": "issue", "C": "cause", "R": "resolution", "W": "workaround"}
_LINE = re.compile(r"([ICRWK])(\d*) ([\d,]+) \| (.*)")


@dataclass(frozen=True, kw_only=True)
class Recording:
    """One answer: its language, the posts shown by thread and number, the solution's place, and its JSON."""

    language: str
    shown: tuple[tuple[str, int], ...]
    solution: int
    answer: Mapping[str, Any]

    @property
    def thread(self) -> str:
        """The id of the thread that asks."""
        return self.shown[0][0]


def recordings() -> Iterator[Recording]:
    """Read all recorded answers."""
    for part in re.split(r"(?m)^@ ", RECORDINGS.read_text(encoding="utf-8"))[1:]:
        head, *lines = part.strip().splitlines()
        language, *refs = head.split()
        answer: dict[str, Any] = {"title": "", **{name: [] for name in _SECTIONS.values()}}
        section = "issue"
        for line in lines:
            if line.startswith("T "):
                answer["title"] = line[2:]
            elif match := _LINE.fullmatch(line):
                section = _SECTIONS.get(match[1], section)
                is_code = match[1] == "K"
                text = match[4].replace("\\n", "\n") if is_code else match[4]
                posts = [int(number) for number in match[3].split(",")]
                step = int(match[2] or 0)
                answer[section].append({"text": text, "posts": posts, "step": step, "code": is_code})
        yield Recording(
            language=language,
            shown=tuple((ref.strip("*").split("#")[0], int(ref.strip("*").split("#")[1])) for ref in refs),
            solution=next(place for place, ref in enumerate(refs, start=1) if ref.endswith("*")),
            answer=answer,
        )


def dossier_for(recording: Recording, forum: Mapping[str, Thread]) -> Dossier:
    """Rebuild what the model was shown."""
    threads = {forum[thread].key: forum[thread] for thread, _ in recording.shown}
    places = tuple((forum[thread].key, forum[thread].posts[n - 1].id) for thread, n in recording.shown)
    return Dossier(
        title=forum[recording.thread].title,
        language=recording.language,
        places=places,
        solution=recording.solution,
        threads=threads,
        people=people_of(*threads.values()),
    )


def composed_for(recording: Recording, forum: Mapping[str, Thread]) -> Draft:
    """Compose the draft that stands where the model is of no use."""
    threads = {forum[thread].key: forum[thread] for thread, _ in recording.shown}
    first = forum[recording.thread]
    group = Group(id=f"g{first.id}", members=tuple(threads), representative=first.key, title=first.title)
    solution = first.posts[recording.shown[recording.solution - 1][1] - 1].id
    solved = Resolution(thread=first.key, state="solved", declared="solved", declared_post=solution)
    questions = {
        key: Question(thread=key, title=one.title, language=recording.language)
        for key, one in threads.items()
    }
    return compose_draft(gather_evidence(group, threads, questions, {first.key: solved}))


def replayed(recording: Recording, forum: Mapping[str, Thread]) -> Written:
    """Make the article of a recorded answer."""
    answer = read_article(json.dumps(recording.answer))
    return article_from(composed_for(recording, forum), dossier_for(recording, forum), answer)
