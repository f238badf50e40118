"""How well other wordings are told from distortions: labelled sentences beside the posts that they cite."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from kbminer.digests import digest_of
from kbminer.errors import SettingsError
from kbminer.language_model import Asking
from kbminer.private_files import read_given
from kbminer.records import Thread
from kbminer.redact.placeholders import redact
from kbminer.redact.posts import RedactedPost, people_of, read_post
from kbminer.verify.question_context import context_of
from kbminer.verify.second_reader import SentenceReading, second_readings
from kbminer.verify.shown_post import shown_text
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


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadersReport:
    """The same for the checker alone, for a second reader alone, and for both as a run takes them together.

    ``unread`` counts the sentences of which the second reader said nothing: there the checker decides.
    """

    checker: SentencesReport
    reader: SentencesReport
    both: SentencesReport
    unread: int

    def as_dict(self) -> dict[str, Any]:
        """The figures as JSON knows them. ``Any``: a tree of JSON values."""
        each = {name: getattr(self, name).as_dict() for name in ("checker", "reader", "both")}
        return {**each, "unread": self.unread}

    def __str__(self) -> str:
        """A table for people: a line a kind, how many passed."""
        rows = zip(self.checker.kinds, self.reader.kinds, self.both.kinds, strict=True)
        lines = [f"{one[0]:<16}{one[1]:6d}{one[2]:10d}{two[2]:10d}{all_[2]:10d}" for one, two, all_ in rows]
        told = [
            f"{name}: rewrites passed {each.passed():.1%}, distortions refused {each.refused:.1%}"
            for name, each in (("checker", self.checker), ("reader", self.reader), ("both", self.both))
        ]
        head = f"{'passed':<16}{'all':>6}{'checker':>10}{'reader':>10}{'both':>10}"
        return "\n".join([head, *lines, *told, f"not read by the second reader: {self.unread}"])


def read_sentences(file: Path, language: str) -> Iterator[LabelledSentence]:
    """Read a file of labelled sentences.

    A line of posts, THREAD#NUMBER, stands above sentences, each behind its kind; # begins a remark.

    Raises
    ------
    SettingsError
        A sentence stands above any posts, or behind no kind.
    """
    posts: tuple[tuple[str, int], ...] = ()
    try:
        written = read_given(file)
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{file} can't be read ({error}); give a file of labelled sentences.") from error
    for number, line in enumerate(written.splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        if _POSTS.fullmatch(line.strip()):
            posts = tuple((ref.split("#")[0], int(ref.split("#")[1])) for ref in line.split())
            continue
        kind, _, text = line.partition(" ")
        if not posts or not text.strip():
            raise SettingsError(
                f"{file}, line {number}: a kind and a sentence must stand below their posts; mend the line"
            )
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
    return _report((case, judged(case, threads).reason is None) for case in cases)


def evaluate_readers(
    cases: Iterable[LabelledSentence], threads: Mapping[str, Thread], asking: Asking
) -> ReadersReport:
    """Check labelled sentences against their posts, and let a language model read them as a second reader.

    Parameters
    ----------
    cases, threads
        As in :func:`evaluate_sentences`.
    asking
        The model. It is shown the sentences in an order that tells nothing of their labels.
    """
    shuffled = sorted(cases, key=lambda case: digest_of([case.text.encode()]))
    [said] = second_readings(asking, [[_reading(case, threads) for case in shuffled]])
    alone = [judged(case, threads).reason is None for case in shuffled]
    read = [own if one is None else one.bears_out for one, own in zip(said, alone, strict=True)]
    both = [
        passed and (one is None or judged(case, threads, is_read_again=True).reason is None)
        for case, one, passed in zip(shuffled, said, read, strict=True)
    ]
    return ReadersReport(
        checker=_report(zip(shuffled, alone, strict=True)),
        reader=_report(zip(shuffled, read, strict=True)),
        both=_report(zip(shuffled, both, strict=True)),
        unread=sum(one is None for one in said),
    )


def judged(case: LabelledSentence, threads: Mapping[str, Thread], *, is_read_again: bool = False) -> Support:
    """Hold one labelled sentence against its posts, redacted as a model would have seen them."""
    cited, people, posts = _cited(case, threads)
    text = redact(case.text, people).text
    context = context_of(cited, people)
    return support_of(text, posts, context, case.language, is_read_again=is_read_again)


def _reading(case: LabelledSentence, threads: Mapping[str, Thread]) -> SentenceReading:
    cited, people, posts = _cited(case, threads)
    return SentenceReading(
        text=redact(case.text, people).text,
        posts=tuple(
            (thread, str(number), shown_text(post))
            for (thread, number), post in zip(case.posts, posts, strict=True)
        ),
        questions={thread.id: context_of([thread], people) for thread in cited},
        people=people,
    )


def _cited(
    case: LabelledSentence, threads: Mapping[str, Thread]
) -> tuple[list[Thread], tuple[str, ...], list[RedactedPost]]:
    cited = [threads[thread] for thread, _ in case.posts]
    people = people_of(*cited)
    return cited, people, [read_post(threads[id_].posts[number - 1], people) for id_, number in case.posts]


def _report(outcomes: Iterable[tuple[LabelledSentence, bool]]) -> SentencesReport:
    counts: dict[str, list[int]] = {}
    for case, passed in outcomes:
        count = counts.setdefault(case.kind, [0, 0])
        count[0] += 1
        count[1] += passed
    order = sorted(counts.items(), key=lambda item: (item[0] != REWRITE, item[0]))
    return SentencesReport(kinds=tuple((kind, all_, passed) for kind, (all_, passed) in order))
