"""What stages give, as values and as the bytes that the store keeps of them."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any, Generic, TypeVar

from pydantic import TypeAdapter

from kbminer.digests import digest_of
from kbminer.errors import StoreError
from kbminer.records import (
    Counts,
    Draft,
    Grouping,
    GroupVerdict,
    Judgement,
    Problem,
    Question,
    Resolution,
    StateChange,
    ThreadSummary,
)

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Inventory:
    """What the store held when the run began: counts, the threads without their posts, and problems."""

    counts: Counts
    problems: tuple[Problem, ...]
    threads: tuple[ThreadSummary, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolved:
    """The resolution of every thread, and which threads have another state than at the last run."""

    resolutions: tuple[Resolution, ...]
    changes: tuple[StateChange, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedGroups:
    """The grouping as a language model's verdicts leave it, and these.

    ``read`` tells how surely the groups that it let stand are one question, ``aside`` pairs threads that ask
    nothing with the reason, ``told`` says what the model changed, and where it was of no use.
    """

    grouping: Grouping
    verdicts: tuple[GroupVerdict, ...] = ()
    read: Mapping[str, float] = field(default_factory=dict)
    aside: tuple[tuple[str, str], ...] = ()
    told: tuple[Problem, ...] = ()

    @property
    def titles(self) -> dict[str, str]:
        """By group the titles that are the model's: no draft is called otherwise."""
        title_of = {group.id: group.title for group in self.grouping.groups}
        return {
            each.group: title_of[each.group]
            for each in self.verdicts
            if each.title and each.group in title_of
        }

    def with_aside(self, questions: Iterable[Question]) -> tuple[Question, ...]:
        """Set aside the questions of threads that ask nothing, as the model says."""
        reasons = dict(self.aside)
        return tuple(
            replace(each, set_aside=reasons[each.thread]) if each.thread in reasons else each
            for each in questions
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Drafted:
    """The drafts, pairs of a group's id and why it has none, and a model's verdicts on solutions.

    ``seeds`` pairs the ids of groups whose draft is there for a model alone with the reason: nobody is shown
    it as it was composed.
    """

    drafts: tuple[Draft, ...]
    undrafted: tuple[tuple[str, str], ...]
    seeds: tuple[tuple[str, str], ...] = ()
    judgements: tuple[Judgement, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Authored:
    """The drafts after a language model had its turn, what it failed at, and what it changed unseen.

    ``undrafted`` pairs the ids of groups with the reason for which it says that no post answers them.
    """

    drafts: tuple[Draft, ...]
    problems: tuple[Problem, ...]
    told: tuple[Problem, ...] = ()
    undrafted: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Codec(Generic[T]):
    """Turns a stage's value into bytes and back."""

    kind: Any  # a type or type form, as pydantic takes it

    def encode(self, value: T) -> tuple[str, bytes]:
        """Write ``value``; the digest of its words comes first, its bytes second."""
        words = _adapter(self.kind).dump_json(value)
        return digest_of([words]), zlib.compress(words, 1)  # fast: a third of the size at 200 MB a second

    def decode(self, body: bytes) -> T:
        """Read what :meth:`encode` wrote.

        Raises
        ------
        StoreError
            It is damaged.
        """
        try:
            value: T = _adapter(self.kind).validate_json(zlib.decompress(body))
        except (zlib.error, ValueError) as error:
            raise StoreError(
                f"What a run left in the store is damaged ({str(error).splitlines()[0]}); put back a copy of "
                "the store, or read the sources again with another --store."
            ) from error
        return value


class RawBytes:
    """The codec of a value that is bytes already."""

    def encode(self, value: bytes) -> tuple[str, bytes]:
        """Digest the bytes as they are."""
        return digest_of([value]), value

    def decode(self, body: bytes) -> bytes:
        """Give the bytes as they are."""
        return body


@cache
def _adapter(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind)
