"""How true drafts are: cited, contained, and do they hold what really solved it?

Nothing here asks the composer or its checker for their opinion: sentences are compared with the raw posts
word by word, and the key sentence of an accepted post is chosen by information content alone.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING

from kbminer.draft import compose_draft, gather_evidence
from kbminer.errors import DraftRefused
from kbminer.evaluate.key_sentence import Held, information_of, key_sentence
from kbminer.records import Draft, Group, Post, Question, Resolution, Statement, Thread
from kbminer.redact.engine import redact
from kbminer.redact.posts import people_of
from kbminer.text.blocks import plain
from kbminer.text.to_markdown import to_markdown

if TYPE_CHECKING:
    from kbminer.draft.same_question import QuestionVectors

_WORD = re.compile(r"\w+")
_PLACEHOLDER = re.compile(r"⟨[^⟨⟩\n]*⟩")


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftsReport:
    """Shares from 0 to 1: statements that cite, statements contained in what they cite, key sentences kept.

    ``key_sentence`` is measured on ``held_back`` groups, whose accepted marks were hidden; ``None`` where
    there is none. It counts the answers to all questions of the group, ``key_sentence_leading`` only those
    to the article's own, ``key_sentence_per_post`` each accepted post by itself. ``leaks`` counts statements
    in which a recogniser still finds something private.
    """

    drafts: int
    refused: int
    statements: int
    cited: float
    contained: float
    code_blocks: int
    code_equal: float
    leaks: int
    held_back: int
    key_sentence: float | None
    key_sentence_leading: float | None
    key_sentence_per_post: float | None

    def as_dict(self) -> dict[str, float | int | None]:
        """Give the figures by name, as ``--json`` prints them."""
        return asdict(self)

    def __str__(self) -> str:
        key = "not measured" if self.key_sentence is None else f"{self.key_sentence:.1%}"
        return (
            f"{self.drafts} drafts ({self.refused} refused), {self.statements} statements: "
            f"{self.cited:.1%} cited, {self.contained:.1%} contained, {self.leaks} with private data; "
            f"{self.code_blocks} code blocks, {self.code_equal:.1%} byte-equal; "
            f"key sentence in {key} of {self.held_back} groups held back"
        )


def held_back_threads(groups: Iterable[Group], resolutions: Mapping[str, Resolution]) -> frozenset[str]:
    """Name the threads whose declared marks :func:`evaluate_drafts` hides.

    They are the members of a third of the groups that the forum declares solved, chosen by a digest of the
    members. A model that learns from this forum's marks must not see theirs.
    """
    return frozenset(
        key
        for group in groups
        if _in_held_back_third(group)
        if any(key in resolutions and resolutions[key].declared_post for key in group.members)
        for key in group.members
    )


def evaluate_drafts(
    groups: Iterable[Group],
    threads: Mapping[str, Thread],
    questions: Mapping[str, Question],
    resolutions: Mapping[str, Resolution],
    *,
    inferred: Mapping[str, Resolution] | None = None,
    vectors: QuestionVectors | None = None,
) -> DraftsReport:
    """Compose a draft of every solved group and hold it against the posts.

    In a third of the groups that the forum itself declares solved, chosen by a digest of their members, the
    declared marks are hidden, so that the draft stands on inference alone; there the resolution (with cause,
    alternatives and workarounds) must contain the key sentence of an accepted post.

    Args:
        groups: the groups to draft.
        threads: threads by key.
        questions: questions by thread key.
        resolutions: resolutions by thread key, with the forum's declared marks.
        inferred: resolutions of the :func:`held_back_threads`, inferred without their marks; by default
            what ``resolutions`` infers for them, which is right only if nothing was learned from this forum.
        vectors: the questions' vectors as :func:`kbminer.draft.gather_evidence` takes them.
    """
    tally = _Tally(threads)
    informative = information_of(threads)
    found: list[Held] = []
    for group in sorted(groups, key=lambda g: g.id):
        accepted = list(_accepted(group, threads, resolutions))
        held_back = bool(accepted) and _in_held_back_third(group)
        known = _hidden(group, {**resolutions, **(inferred or {})}) if held_back else resolutions
        if not held_back and not any(known[m].is_solved for m in group.members if m in known):
            continue
        draft = _draft(group, threads, questions, known, vectors)
        tally.add(draft)
        if held_back:
            keys = [key for post in accepted if (key := key_sentence(post, informative))]
            if keys:
                found.append(Held.of(draft, keys))
    return tally.report(found)


def _accepted(
    group: Group, threads: Mapping[str, Thread], resolutions: Mapping[str, Resolution]
) -> Iterator[Post]:
    for key in group.members:
        if key in threads and key in resolutions and resolutions[key].declared_post:
            yield from (p for p in threads[key].posts if p.id == resolutions[key].declared_post)


def _in_held_back_third(group: Group) -> bool:
    digest = hashlib.sha256("\n".join(sorted(group.members)).encode()).digest()
    return digest[0] % 3 == 0


def _hidden(group: Group, resolutions: Mapping[str, Resolution]) -> dict[str, Resolution]:
    """Give the group's resolutions as if the forum had said nothing."""
    return {
        key: replace(resolutions[key], declared=None, declared_post=None)
        for key in group.members
        if key in resolutions
    }


def _draft(
    group: Group,
    threads: Mapping[str, Thread],
    questions: Mapping[str, Question],
    resolutions: Mapping[str, Resolution],
    vectors: QuestionVectors | None,
) -> Draft | None:
    try:
        return compose_draft(gather_evidence(group, threads, questions, resolutions, vectors))
    except DraftRefused:
        return None


class _Tally:
    """Counts statements over drafts."""

    def __init__(self, threads: Mapping[str, Thread]) -> None:
        self.threads = threads
        self.drafts = self.refused = self.statements = self.cited = self.contained = 0
        self.code = self.code_equal = self.leaks = 0

    def add(self, draft: Draft | None) -> None:
        if draft is None:
            self.refused += 1
            return
        self.drafts += 1
        names = people_of(*(self.threads[key] for key in draft.threads))
        for section in draft.sections:
            for statement in section.statements:
                self.leaks += bool(redact(statement.text, names).found)
                if statement.kind != "todo":
                    self._count(statement)

    def _count(self, statement: Statement) -> None:
        self.statements += 1
        self.cited += bool(statement.citations)
        held = bool(statement.citations) and all(
            is_contained(statement, self.threads[c.thread], c.post) for c in statement.citations
        )
        self.contained += held
        if statement.kind == "code":
            self.code += 1
            self.code_equal += held

    def report(self, found: list[Held]) -> DraftsReport:
        def share(part: float, whole: int) -> float:
            return part / whole if whole else 1.0

        groups = len(found)
        return DraftsReport(
            drafts=self.drafts,
            refused=self.refused,
            statements=self.statements,
            cited=share(self.cited, self.statements),
            contained=share(self.contained, self.statements),
            code_blocks=self.code,
            code_equal=share(self.code_equal, self.code),
            leaks=self.leaks,
            held_back=groups,
            key_sentence=sum(held.anywhere > 0 for held in found) / groups if found else None,
            key_sentence_leading=sum(held.leading > 0 for held in found) / groups if found else None,
            key_sentence_per_post=(
                sum(held.anywhere for held in found) / sum(held.keys for held in found) if found else None
            ),
        )


def is_contained(statement: Statement, thread: Thread, post_id: str) -> bool:
    """Compare a statement with the raw post it cites, word by word, what was redacted passed over.

    Code must stand there byte for byte.
    """
    post = next((p for p in thread.posts if p.id == post_id), None)
    if post is None:
        return False
    raw = thread.title if statement.kind == "title" else to_markdown(post.body, post.format)
    if statement.kind == "code":
        shown = "\n".join(re.sub(r"^(?:> ?)+", "", plain(line)) for line in raw.split("\n"))
        unquoted = re.sub(r"^[ ]*>[ ]?", "", raw, flags=re.M)  # code in a quote, else as it stands
        pieces = _PLACEHOLDER.split(statement.text)
        return all(piece in raw or piece in unquoted or piece in shown for piece in pieces)
    return _in_order(raw, statement.text) or _in_order(plain(raw), plain(statement.text))


def _in_order(raw: str, text: str) -> bool:
    """Find a statement's words in a row, with a few others where something was redacted."""
    pieces = [" ".join(_WORD.findall(piece)) for piece in _PLACEHOLDER.split(text)]
    row = " ".join(_WORD.findall(raw))
    pattern = r"(?: \w+){1,40}? ".join(re.escape(piece) for piece in pieces if piece)
    return re.search(rf"(?<!\w){pattern}(?!\w)", row) is not None
