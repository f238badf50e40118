"""How true drafts are: cited, contained, and do they hold what really solved it?

Nothing here asks the composer or its checker for their opinion: sentences are compared with the raw posts
word by word, and the key sentence of an accepted post is chosen by information content alone.
"""

from __future__ import annotations

import hashlib
import html
import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace

from kbminer.blocks import blocks, plain
from kbminer.draft import compose_draft, gather_evidence, redact
from kbminer.draft.reading import people_of
from kbminer.errors import DraftRefused
from kbminer.ingest.markup import to_markdown
from kbminer.records import Draft, Group, Post, Question, Resolution, Statement, Thread

ANSWERING = ("cause", "resolution", "workaround")
KEY_SHARE = 0.8  # of a key sentence's different words that one statement must hold
_WORD = re.compile(r"\w+")
_PLACEHOLDER = re.compile(r"⟨[^⟨⟩\n]*⟩")


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftsReport:
    """Shares from 0 to 1: statements that cite, statements contained in what they cite, key sentences kept.

    ``key_sentence`` is measured on ``held_back`` groups, whose accepted marks were hidden; ``None`` where
    there is none. ``leaks`` counts statements in which a recogniser still finds something private.
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
    inferred: Mapping[str, Resolution] | None = None,
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
    """
    tally = _Tally(threads)
    informative = _information(threads)
    found: list[tuple[int, int]] = []
    for group in sorted(groups, key=lambda g: g.id):
        accepted = list(_accepted(group, threads, resolutions))
        held_back = bool(accepted) and _in_held_back_third(group)
        known = _hidden(group, {**resolutions, **(inferred or {})}) if held_back else resolutions
        if not held_back and not any(known[m].is_solved for m in group.members if m in known):
            continue
        draft = _draft(group, threads, questions, known)
        tally.add(draft)
        if held_back:
            keys = [key for post in accepted if (key := key_sentence(post, informative))]
            if keys:
                found.append((sum(draft is not None and holds_key(draft, key) for key in keys), len(keys)))
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
) -> Draft | None:
    try:
        return compose_draft(gather_evidence(group, threads, questions, resolutions))
    except DraftRefused:
        return None


def _information(threads: Mapping[str, Thread]) -> dict[str, float]:
    """Give each word's information content: minus the logarithm of the share of posts that hold it."""
    spread: Counter[str] = Counter()
    total = 0
    for thread in threads.values():
        for post in thread.posts:
            spread.update(set(_words(re.sub(r"<[^>]{1,300}>", " ", html.unescape(post.body[:20_000])))))
            total += 1
    return {word: math.log((1 + total) / count) for word, count in spread.items()}


def key_sentence(post: Post, information: Mapping[str, float]) -> str | None:
    """Choose a post's most informative sentence: the one whose different words carry the most information.

    Quotes, headings and code are passed over; sentences end at a full stop, a question or exclamation mark
    before white space, or at the end of a line. Of a post without a sentence of three words there is none.

    Args:
        post: the accepted post.
        information: each word's information content; unknown words weigh nothing.
    """
    best: tuple[float, str] | None = None
    for block in blocks(to_markdown(post.body, post.format)):
        if block.kind not in ("paragraph", "item"):
            continue
        for sentence in re.split(r"(?<=[.!?])\s+|\n", plain(block.text)):
            words = set(_words(sentence))
            score = sum(information.get(word, 0.0) for word in words)
            if len(words) >= 3 and (best is None or score > best[0]):
                best = (score, sentence)
    return best[1] if best else None


def holds_key(draft: Draft, key: str) -> bool:
    """Tell whether one statement of the draft's answer holds at least 80 % of a key sentence's words."""
    wanted = set(_words(redact(key).text))
    for section in draft.sections:
        for statement in section.statements if section.name in ANSWERING else ():
            if len(wanted & set(_words(plain(statement.text)))) >= KEY_SHARE * len(wanted):
                return True
    return False


def _words(text: str) -> list[str]:
    return [word.lower() for word in _WORD.findall(text) if len(word) > 1]


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

    def report(self, found: list[tuple[int, int]]) -> DraftsReport:
        def share(part: float, whole: int) -> float:
            return part / whole if whole else 1.0

        posts = sum(keys for _, keys in found)
        return DraftsReport(
            drafts=self.drafts,
            refused=self.refused,
            statements=self.statements,
            cited=share(self.cited, self.statements),
            contained=share(self.contained, self.statements),
            code_blocks=self.code,
            code_equal=share(self.code_equal, self.code),
            leaks=self.leaks,
            held_back=len(found),
            key_sentence=share(sum(hits > 0 for hits, _ in found), len(found)) if found else None,
            key_sentence_per_post=share(sum(hits for hits, _ in found), posts) if found else None,
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
