"""Do groups keep their names: when threads arrive, when their order changes, when some are edited?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

from kbminer.evaluate.bcubed import bcubed, with_singletons
from kbminer.records import Grouping, Question
from kbminer.similarity.embed import Embedder, make_embedder

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from kbminer.cluster import GroupedQuestions

_EARLY = 0.95  # of the threads are there before the others arrive
_ONE_EDITED_OF = 50  # threads


@dataclass(frozen=True, slots=True, kw_only=True)
class Stability:
    """Shares, from 0 to 1, of unchanged threads whose group id, or lack of one, stayed the same.

    ``growth`` after 5 % of the threads arrived, ``growth_refit`` the same with everything grouped anew,
    ``shuffle`` after grouping anew in another order, ``edits`` after 2 % of the threads were edited.
    ``agreement`` is the B-cubed F1 of the grouping in which 5 % were placed against one grouped anew.
    """

    threads: int
    groups: int
    growth: float
    growth_refit: float
    shuffle: float
    edits: float
    agreement: float

    def as_dict(self) -> dict[str, Any]:
        """The shares as JSON knows them. ``Any``: JSON values."""
        return asdict(self)

    def __str__(self) -> str:
        """The shares for people."""
        return (
            f"{self.threads} threads, {self.groups} groups. Unchanged threads that keep their group id: "
            f"{self.growth:.1%} after +5 % threads ({self.growth_refit:.1%} when all is grouped anew), "
            f"{self.shuffle:.1%} after shuffling, {self.edits:.1%} after edits to 2 %. "
            f"Placing agrees with grouping anew at B-cubed F1 {self.agreement:.3f}."
        )


def evaluate_stability(
    questions: Sequence[Question],
    *,
    embedder: Embedder | None = None,
    clusterer: str = "linkage",
    seed: int = 0,
) -> Stability:
    """Group, change what a forum changes, group again, and compare ids.

    Parameters
    ----------
    questions : sequence of Question
        Those of a forum; the ones set aside are left out.
    embedder : Embedder, optional
        By default the bundled one of :func:`kbminer.similarity.embed.make_embedder`.
    clusterer : str, default "linkage"
        The name of what groups.
    seed : int, default 0
        Decides which threads arrive late and which are edited.
    """
    import numpy as np  # noqa: PLC0415 - loaded at first use

    embedder = embedder or make_embedder()
    forum = _Forum.of(questions, embedder, clusterer)
    count = len(forum.asked)
    order = np.random.default_rng(seed).permutation(count)
    early, everything = np.sort(order[: int(count * _EARLY)]), np.arange(count)
    first = forum.group(early)
    grown = forum.group(everything, first)
    refitted = forum.group(everything, first, place=False)
    shuffled = forum.group(order[np.isin(order, early)], first, place=False)
    edits = set(order[: max(count // _ONE_EDITED_OF, 1)].tolist())
    after = forum.edited(edits, embedder).group(everything, grown)
    keys = forum.keys
    early_keys = [keys[i] for i in early]
    return Stability(
        threads=count,
        groups=len(grown.grouping.groups),
        growth=_kept(first.grouping, grown.grouping, early_keys),
        growth_refit=_kept(first.grouping, refitted.grouping, early_keys),
        shuffle=_kept(first.grouping, shuffled.grouping, early_keys),
        edits=_kept(grown.grouping, after.grouping, [keys[i] for i in everything if i not in edits]),
        agreement=_agreement(grown.grouping, refitted.grouping, keys),
    )


@dataclass(frozen=True, slots=True)
class _Forum:
    """Questions with their vectors and their titles', row by row, and the name of what groups them."""

    asked: tuple[Question, ...]
    vectors: NDArray[np.float32]
    titles: NDArray[np.float32]
    clusterer: str

    @classmethod
    def of(cls, questions: Iterable[Question], embedder: Embedder, clusterer: str) -> _Forum:
        asked = tuple(question for question in questions if question.set_aside is None)
        vectors = embedder.encode([question.text for question in asked])
        return cls(asked, vectors, embedder.encode([question.title for question in asked]), clusterer)

    @property
    def keys(self) -> list[str]:
        return [question.thread for question in self.asked]

    def group(
        self, which: NDArray[np.intp], before: GroupedQuestions | None = None, *, place: bool = True
    ) -> GroupedQuestions:
        """Group some of the questions; with ``place``, new ones are placed in the groups of before."""
        from kbminer.cluster import group_questions  # noqa: PLC0415 - slow to load

        return group_questions(
            [self.asked[i] for i in which],
            self.vectors[which],
            title_vectors=self.titles[which],
            previous=before.grouping if before else None,
            state=before.state if before and place else None,
            clusterer=self.clusterer,
        )

    def edited(self, which: set[int], embedder: Embedder) -> _Forum:
        """An asker's usual edit: the last sentences of the ask fall away, and a word of thanks is added."""
        asked = list(self.asked)
        rows = sorted(which)
        for i in rows:
            ask = asked[i].ask
            asked[i] = replace(asked[i], ask=f"{ask[: len(ask) * 3 // 4]} Edit: thanks for looking.")
        vectors = self.vectors.copy()
        vectors[rows] = embedder.encode([asked[i].text for i in rows])
        return _Forum(tuple(asked), vectors, self.titles, self.clusterer)


def _home(grouping: Grouping) -> dict[str, str]:
    return {thread: group.id for group in grouping.groups for thread in group.members}


def _kept(before: Grouping, after: Grouping, threads: Sequence[str]) -> float:
    old, new = _home(before), _home(after)
    return round(sum(old.get(t) == new.get(t) for t in threads) / max(len(threads), 1), 4)


def _agreement(one: Grouping, other: Grouping, threads: Sequence[str]) -> float:
    first, second = _home(one), _home(other)
    score = bcubed(
        with_singletons([first.get(t) for t in threads]), with_singletons([second.get(t) for t in threads])
    )
    return round(score.f1, 4)
