"""Recorded answers of a large language model, with what it was shown: they replay without a model."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kbminer.digests import digest_of
from kbminer.draft import compose_draft, gather_evidence
from kbminer.draft.author.article_answer import ArticleAnswer, read_article
from kbminer.draft.author.checking import taken_apart
from kbminer.draft.author.dossier import Dossier
from kbminer.draft.author.writing import Written, article_from
from kbminer.draft.solutions import Bars
from kbminer.language_model import Answer, Asking
from kbminer.records import Draft, Group, Question, Resolution, Thread
from kbminer.redact.posts import people_of
from kbminer.verify.second_reader import SecondReading, second_readings

RECORDINGS = Path(__file__).parent / "model_answers" / "articles.txt"
REVISIONS = RECORDINGS.with_name("revisions.txt")
READINGS = RECORDINGS.with_name("second_readings.txt")
_SECTIONS = {"I": "issue", "E": "environment", "C": "cause", "R": "resolution", "W": "workaround"}
_LINE = re.compile(r"([IECRWK])(\d*)([-*]?) ([\d,]+) \| (.*)")
_PLAN = re.compile(r"P (\d+) (\w+) \| (.*)|Q ([\d,]+) \| (.*)|Y (\d+)|S (\d+) ([+-]) \| (.*)")
_WEIGHED = re.compile(r"M (\d+) [+-]|V ([\d,]+)|Y (\d+)")
_STARTS = {"": "", "-": "bullet", "*": "paragraph"}


@dataclass(frozen=True, kw_only=True)
class Recording:
    """One answer: its language, the posts shown by thread and number, the guess's place, and its JSON."""

    language: str
    shown: tuple[tuple[str, int], ...]
    guess: int
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
        solution = [place for place, ref in enumerate(refs, start=1) if ref.endswith("*")]
        answer: dict[str, Any] = {"no_answer": "", "solution": solution, "plan": [], "asked": []}
        answer["threads"] = []
        for line in lines:
            if planned := _PLAN.fullmatch(line):
                _plan(answer, planned)
            elif line.startswith("N "):
                answer["no_answer"] = line[2:]
        answer |= _article(lines)
        yield Recording(
            language=language,
            shown=tuple((ref.split("#")[0], int(ref.split("#")[1].rstrip("*?"))) for ref in refs),
            guess=next((place for place, ref in enumerate(refs, start=1) if "?" in ref), 0) or solution[0],
            answer=answer,
        )


def _article(lines: Sequence[str]) -> dict[str, Any]:
    """The title and the sections of an article, of lines that hold other things, too."""
    article: dict[str, Any] = {"title": "", **{name: [] for name in _SECTIONS.values()}}
    section = "issue"
    for line in lines:
        if line.startswith("T "):
            article["title"] = line[2:]
        elif match := _LINE.fullmatch(line):
            section = _SECTIONS.get(match[1], section)
            is_code = match[1] == "K"
            text = match[5].replace("\\n", "\n") if is_code else match[5]
            item = {"text": text, "posts": _numbers(match[4]), "step": int(match[2] or 0), "code": is_code}
            article[section].append({**item, "starts": _STARTS[match[3]]})
    return article


def _plan(answer: dict[str, Any], line: re.Match[str]) -> None:
    post, adds, words, posts, asked, confirmed, thread, same, why = line.groups()
    if thread:
        answer["threads"].append({"number": int(thread), "same": same == "+", "why": why})
    elif post:
        answer["plan"].append({"post": int(post), "adds": adds, "what": words})
    elif posts:
        answer["asked"].append({"what": asked, "posts": _numbers(posts)})
    else:
        answer["confirmed_by"] = int(confirmed)


def _numbers(listed: str) -> list[int]:
    return [int(number) for number in listed.split(",")]


def dossier_for(recording: Recording, forum: Mapping[str, Thread]) -> Dossier:
    """Rebuild what the model was shown."""
    threads = {forum[thread].key: forum[thread] for thread, _ in recording.shown}
    places = tuple((forum[thread].key, forum[thread].posts[n - 1].id) for thread, n in recording.shown)
    return Dossier(
        title=forum[recording.thread].title,
        language=recording.language,
        places=places,
        guess=recording.guess,
        threads=threads,
        people=people_of(*threads.values()),
    )


def composed_for(recording: Recording, forum: Mapping[str, Thread]) -> Draft:
    """Compose the draft that stands where the model is of no use."""
    threads = {forum[thread].key: forum[thread] for thread, _ in recording.shown}
    first = forum[recording.thread]
    group = Group(id=f"g{first.id}", members=tuple(threads), representative=first.key, title=first.title)
    solution = first.posts[recording.shown[recording.guess - 1][1] - 1].id
    solved = Resolution(thread=first.key, state="solved", declared="solved", declared_post=solution)
    questions = {
        key: Question(thread=key, title=one.title, language=recording.language)
        for key, one in threads.items()
    }
    evidence = gather_evidence(group, threads, questions, {first.key: solved})
    return compose_draft(evidence, bars=Bars(signed=0.0))  # as where a model is configured


def said_of(draft: Draft, dossier: Dossier, answer: ArticleAnswer) -> tuple[SecondReading | None, ...]:
    """Say what the recorded reader said of an article."""
    [said] = second_readings(asking_reader(), [taken_apart(draft, dossier, answer).readings])
    return said


def replayed(
    recording: Recording, forum: Mapping[str, Thread], *, is_read: bool = True, is_revised: bool = False
) -> Written:
    """Make the article of a recorded answer, read again by the recorded reader, and revised, or neither."""
    answer, dossier = read_article(json.dumps(recording.answer)), dossier_for(recording, forum)
    draft = composed_for(recording, forum)
    said = said_of(draft, dossier, answer) if is_read else ()
    editor = Asking(model=RecordedEditor(recording.thread), name="recorded", budget=10**9)
    return article_from(draft, dossier, answer, said, editor if is_revised else None)


def recorded_revision(thread: str) -> dict[str, Any]:
    """Read what the recorded model said of the article of a thread when it read it as its editor."""
    parts = re.split(r"(?m)^@ ", REVISIONS.read_text(encoding="utf-8"))[1:]
    head, *lines = next(part.strip().splitlines() for part in parts if part.split()[0] == thread)
    verdict, _, reason = head.partition(" ")[2].partition(" | ")
    revision: dict[str, Any] = {"verdict": verdict, "reason": reason, "missing": []}
    for line in lines:
        if weighed := _WEIGHED.fullmatch(line):
            number, numbers, confirmed = weighed.groups()
            if number:
                told = "told" if line.endswith("+") else "needless"
                revision["missing"].append({"number": int(number), "is": told})
            elif numbers:
                revision["solution"] = _numbers(numbers)
            else:
                revision["confirmed_by"] = int(confirmed)
    return revision | _article(lines)


class RecordedEditor:
    """A model whose revisions and readings were recorded, for the article of one thread."""

    def __init__(self, thread: str) -> None:
        self.thread, self.reader = thread, RecordedReader()

    def complete(self, instructions: str, data: str, schema: Mapping[str, Any]) -> Answer:
        """Revise, or read."""
        if "article" in json.loads(data):
            return Answer(json.dumps(recorded_revision(self.thread)), 1)
        return self.reader.complete(instructions, data, schema)


class RecordedReader:
    """A second reader whose verdicts were recorded: a large language model's, by what it was shown."""

    def __init__(self) -> None:
        self.said: dict[str, str] = {}
        for line in READINGS.read_text(encoding="utf-8").splitlines():
            if line and not line.startswith("#"):
                kind, _, keys = line.partition(": ")
                self.said |= dict.fromkeys(keys.split(), kind)

    def complete(self, instructions: str, data: str, schema: Mapping[str, Any]) -> Answer:
        """Say of each sentence what was recorded, and nothing of others."""
        shown = json.loads(data)
        kinds = {
            sentence["number"]: self.said.get(reading_key(sentence, shown)) for sentence in shown["sentences"]
        }
        said = [{"number": n, "difference": "", "kind": kind} for n, kind in kinds.items() if kind]
        return Answer(json.dumps({"verdicts": said}), 1)


def reading_key(sentence: Mapping[str, Any], shown: Mapping[str, Any]) -> str:
    """Digest a sentence with the posts that it was shown beside."""
    texts = {post["number"]: post["text"] for post in shown["posts"]}
    told = [sentence["text"], *(texts[number] for number in sentence["posts"])]
    return digest_of(text.encode() for text in told)[:12]


def asking_reader() -> Asking:
    """The recorded second reader, to be asked."""
    return Asking(model=RecordedReader(), name="recorded", budget=10**9)
