"""How true drafts are: cited, contained, and do they hold what really solved it?

Nothing here asks the composer or its checker for their opinion: sentences are compared with the raw posts
word by word, and the key sentence of an accepted post is chosen by information content alone.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from kbminer.draft import compose_draft, gather_evidence
from kbminer.errors import DraftRefused, NoAnswer
from kbminer.evaluate.containment import is_contained
from kbminer.evaluate.key_sentence import KeySentences, information_of, key_sentence
from kbminer.evaluate.told_whole import tells_whole
from kbminer.records import Draft, Group, Post, Question, Resolution, Thread
from kbminer.redact.placeholders import redact
from kbminer.redact.posts import people_of

if TYPE_CHECKING:
    from kbminer.draft.same_question import QuestionVectors


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftsReport:
    """Shares from 0 to 1: statements that cite, statements contained in what they cite, key sentences kept.

    ``key_sentence`` is measured on ``held_back`` groups, whose accepted marks were hidden; ``None`` where
    there is none. It counts a group whose draft holds that of any accepted post, ``key_sentence_per_post``
    each accepted post by itself, and ``key_sentence_leading`` only the accepted post of the thread that
    leads, in the groups where it has one (``leading``). ``accepted_whole`` is the share of the drafts that
    tell all that matters of an accepted post, among those that cite one (``accepted``). ``leaks`` counts
    statements in which a recogniser still finds something private, ``silent`` the groups that no post
    answers for sure: they have no draft, and count nowhere else.
    """

    drafts: int
    refused: int
    silent: int
    statements: int
    cited: float
    contained: float
    code_blocks: int
    code_equal: float
    leaks: int
    accepted: int
    accepted_whole: float | None
    held_back: int
    leading: int
    key_sentence: float | None
    key_sentence_leading: float | None
    key_sentence_per_post: float | None

    def as_dict(self) -> dict[str, float | int | None]:
        """The figures by name, as ``--json`` prints them."""
        return asdict(self)

    def __str__(self) -> str:
        """A line for people."""
        key, whole = (
            "not measured" if share is None else f"{share:.1%}"
            for share in (self.key_sentence, self.accepted_whole)
        )
        return (
            f"{self.drafts} drafts ({self.refused} refused, {self.silent} groups without a sure answer), "
            f"{self.statements} statements: "
            f"{self.cited:.1%} cited, {self.contained:.1%} contained, {self.leaks} with private data; "
            f"{self.code_blocks} code blocks, {self.code_equal:.1%} byte-equal; "
            f"accepted answer whole in {whole} of {self.accepted} drafts; "
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

    Parameters
    ----------
    groups : iterable of Group
        The groups to draft.
    threads : mapping of thread key to Thread
        At least those of the groups' members.
    questions : mapping of thread key to Question
        What they ask.
    resolutions : mapping of thread key to Resolution
        Whether they were solved, with the forum's declared marks.
    inferred : mapping of thread key to Resolution, optional
        Resolutions of the :func:`held_back_threads`, inferred without their marks; by default what
        ``resolutions`` infers for them, which is right only if nothing was learned from this forum.
    vectors : mapping of thread key to array, optional
        The questions' vectors as :func:`kbminer.draft.gather_evidence` takes them.
    """
    information = information_of(threads)
    drafts: list[Draft | None] = []
    keys_found: list[KeySentences] = []
    whole: list[bool] = []
    silent = 0
    for group in sorted(groups, key=lambda each: each.id):
        accepted = dict(_accepted(group, threads, resolutions))
        held_back = bool(accepted) and _in_held_back_third(group)
        known = _hidden(group, {**resolutions, **(inferred or {})}) if held_back else resolutions
        if not held_back and not _has_solved(group, known):
            continue
        try:
            draft = _draft(group, threads, questions, known, vectors)
        except NoAnswer:
            silent += 1
            continue
        drafts.append(draft)
        if draft is not None and not held_back:
            whole += _told_whole(draft, accepted, threads)
        keys = {key: found for key, post in accepted.items() if (found := key_sentence(post, information))}
        if keys and held_back:
            keys_found.append(KeySentences.kept_in(draft, keys))
    return _report(drafts, keys_found, threads, silent, whole)


def _told_whole(draft: Draft, accepted: Mapping[str, Post], threads: Mapping[str, Thread]) -> list[bool]:
    """Of the leading thread's accepted post, whether a draft that cites it tells it whole."""
    people = people_of(*(threads[key] for key in draft.threads))
    found = (tells_whole(draft, key, post, people) for key, post in accepted.items())
    return [each for each in found if each is not None][:1]


def _has_solved(group: Group, resolutions: Mapping[str, Resolution]) -> bool:
    return any(resolutions[key].is_solved for key in group.members if key in resolutions)


def _accepted(
    group: Group, threads: Mapping[str, Thread], resolutions: Mapping[str, Resolution]
) -> Iterator[tuple[str, Post]]:
    for key in group.members:
        if key in threads and key in resolutions and resolutions[key].declared_post:
            yield from ((key, p) for p in threads[key].posts if p.id == resolutions[key].declared_post)


def _in_held_back_third(group: Group) -> bool:
    digest = hashlib.sha256("\n".join(sorted(group.members)).encode()).digest()
    return digest[0] % 3 == 0


def _hidden(group: Group, resolutions: Mapping[str, Resolution]) -> dict[str, Resolution]:
    """The group's resolutions as if the forum had said nothing."""
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


class _Checked(NamedTuple):
    """What is true of one statement."""

    is_todo: bool
    is_code: bool
    cited: bool
    contained: bool
    leaks: bool


def _check(draft: Draft, threads: Mapping[str, Thread]) -> Iterator[_Checked]:
    names = people_of(*(threads[key] for key in draft.threads))
    for section in draft.sections:
        for statement in section.statements:
            cited = bool(statement.citations)
            posts = ((threads[citation.thread], citation.post) for citation in statement.citations)
            yield _Checked(
                is_todo=statement.kind == "todo",
                is_code=statement.kind == "code",
                cited=cited,
                contained=cited and all(is_contained(statement, *post) for post in posts),
                leaks=bool(redact(statement.text, names).found),
            )


def _report(
    drafts: Sequence[Draft | None],
    keys: Sequence[KeySentences],
    threads: Mapping[str, Thread],
    silent: int,
    whole: Sequence[bool],
) -> DraftsReport:
    written = list(filter(None, drafts))
    checked = list(chain.from_iterable(_check(draft, threads) for draft in written))
    statements = [each for each in checked if not each.is_todo]
    code = [each.contained for each in statements if each.is_code]
    return DraftsReport(
        drafts=len(written),
        refused=len(drafts) - len(written),
        silent=silent,
        statements=len(statements),
        cited=_share([each.cited for each in statements]),
        contained=_share([each.contained for each in statements]),
        code_blocks=len(code),
        code_equal=_share(code),
        leaks=sum(each.leaks for each in checked),
        accepted=len(whole),
        accepted_whole=_mean(whole),
        held_back=len(keys),
        leading=sum(each.leading is not None for each in keys),
        **_of_keys(keys),
    )


def _share(hits: Sequence[bool]) -> float:
    """A share of statements; of none, all of them."""
    return sum(hits) / len(hits) if hits else 1.0


def _of_keys(keys: Sequence[KeySentences]) -> dict[str, float | None]:
    leading = [each.leading for each in keys if each.leading is not None]
    return {
        "key_sentence": _mean([each.kept > 0 for each in keys]),
        "key_sentence_leading": _mean(leading),
        "key_sentence_per_post": sum(e.kept for e in keys) / sum(e.count for e in keys) if keys else None,
    }


def _mean(hits: Sequence[bool]) -> float | None:
    return sum(hits) / len(hits) if hits else None
