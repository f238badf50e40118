"""How well other wordings are told from distortions: labelled sentences beside the posts that they cite."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from kbminer.errors import SettingsError
from kbminer.records import Thread
from kbminer.redact.placeholders import redact
from kbminer.redact.posts import people_of, read_post
from kbminer.verify.question_context import context_of
from kbminer.verify.support import Support, support_of

REWRITE = "rewrite"
_POSTS = re.compile(r"[^\s#]+#\d+(?:\s+[^\s#]+#\d+)*")


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelledSentence:
    """A sentence, the posts that it cites by thread and number, and whether it says what they say.

    ``kind`` is "rewrite", or names the way in which it distorts them.
    """

    kind: str
    text: str
    language: str
    posts: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SentencesReport:
    """Of each kind how many sentences there are, and how many passed."""

    kinds: tuple[tuple[str, int, int], ...]

    def passed(self, kind: str = REWRITE) -> float:
        """The share of one kind that passed."""
        return next((passed / count for name, count, passed in self.kinds if name == kind), 0.0)

    @property
    def refused(self) -> float:
        """The share of all distortions that were refused."""
        rows = [(count, passed) for name, count, passed in self.kinds if name != REWRITE]
        count = sum(count for count, _ in rows)
        return 1 - sum(passed for _, passed in rows) / count if count else 0.0

    def as_dict(self) -> dict[str, Any]:
        """The figures as JSON knows them. ``Any``: a tree of JSON values."""
        return {**asdict(self), "rewrites_passed": self.passed(), "distortions_refused": self.refused}

    def __str__(self) -> str:
        """A table for people: a line a kind."""
        rows = [f"{name:<16}{count:6d}{passed:8d}" for name, count, passed in self.kinds]
        whole = f"rewrites passed {self.passed():.1%}, distortions refused {self.refused:.1%}"
        return "\n".join([f"{'':<16}{'all':>6}{'passed':>8}", *rows, whole])


def read_sentences(file: Path, language: str) -> Iterator[LabelledSentence]:
    """Read a file of labelled sentences.

    A line of posts, THREAD#NUMBER, stands above sentences, each behind its kind; # begins a remark.

    Raises
    ------
    SettingsError
        A sentence stands above any posts, or behind no kind.
    """
    posts: tuple[tuple[str, int], ...] = ()
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        if _POSTS.fullmatch(line.strip()):
            posts = tuple((ref.split("#")[0], int(ref.split("#")[1])) for ref in line.split())
            continue
        kind, _, text = line.partition(" ")
        if not posts or not text.strip():
            raise SettingsError(f"{file}, line {number}: a kind and a sentence must stand below their posts")
        yield LabelledSentence(kind=kind, text=text.strip(), language=language, posts=posts)


def evaluate_sentences(cases: Iterable[LabelledSentence], threads: Mapping[str, Thread]) -> SentencesReport:
    """Check labelled sentences against their posts.

    Parameters
    ----------
    cases
        The sentences.
    threads
        By id, those that they cite.
    """
    counts: dict[str, list[int]] = {}
    for case in cases:
        count = counts.setdefault(case.kind, [0, 0])
        count[0] += 1
        count[1] += judged(case, threads).reason is None
    order = sorted(counts.items(), key=lambda item: (item[0] != REWRITE, item[0]))
    return SentencesReport(kinds=tuple((kind, all_, passed) for kind, (all_, passed) in order))


def judged(case: LabelledSentence, threads: Mapping[str, Thread]) -> Support:
    """Hold one labelled sentence against its posts, redacted as a model would have seen them."""
    cited: Sequence[Thread] = [threads[thread] for thread, _ in case.posts]
    people = people_of(*cited)
    posts = [read_post(threads[thread].posts[number - 1], people) for thread, number in case.posts]
    text = redact(case.text, people).text
    return support_of(text, posts, context_of(cited, people), case.language)
