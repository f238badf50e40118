"""Do groups keep their names: when threads arrive, when their order changes, when some are edited?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

from kbminer.records import Grouping, Question

if TYPE_CHECKING:
    from kbminer.cluster import GroupedQuestions
    from kbminer.similarity.embed import Embedder


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
    questions: Sequence[Question], *, embedder: Embedder | None = None, seed: int = 0
) -> Stability:
    """Group, change what a forum changes, group again, and compare ids.

    Parameters
    ----------
    questions : sequence of Question
        Those of a forum; the ones set aside are left out.
    embedder : Embedder, optional
        By default :class:`kbminer.similarity.embed.SentenceEmbedder`.
    seed : int, default 0
        Decides which threads arrive late and which are edited.
    """
    import numpy as np  # noqa: PLC0415 - loaded at first use

    from kbminer.cluster import group_questions  # noqa: PLC0415

    if embedder is None:
        from kbminer.similarity.embed import SentenceEmbedder  # noqa: PLC0415 - slow to load

        embedder = SentenceEmbedder()
    asked = [question for question in questions if question.set_aside is None]
    vectors = embedder.encode([question.text for question in asked])
    order = np.random.default_rng(seed).permutation(len(asked))
    early = np.sort(order[: int(len(asked) * 0.95)])

    def group(which: Any, before: GroupedQuestions | None = None, *, place: bool = True) -> GroupedQuestions:
        return group_questions(
            [asked[i] for i in which],
            vectors[which],
            previous=before.grouping if before else None,
            state=before.state if before and place else None,
        )

    everything = np.arange(len(asked))
    first = group(early)
    grown, refitted = group(everything, first), group(everything, first, place=False)
    shuffled = group(order[np.isin(order, early)], first, place=False)
    edited, edits = _edited(asked, set(order[: max(len(asked) // 50, 1)].tolist()))
    vectors[edited] = embedder.encode([edits[i].text for i in edited])
    asked = edits
    after = group(everything, grown)
    keys = [question.thread for question in asked]
    untouched = [key for i, key in enumerate(keys) if i not in set(edited)]
    return Stability(
        threads=len(asked),
        groups=len(grown.grouping.groups),
        growth=_kept(first.grouping, grown.grouping, [keys[i] for i in early]),
        growth_refit=_kept(first.grouping, refitted.grouping, [keys[i] for i in early]),
        shuffle=_kept(first.grouping, shuffled.grouping, [keys[i] for i in early]),
        edits=_kept(grown.grouping, after.grouping, untouched),
        agreement=_agreement(grown.grouping, refitted.grouping, keys),
    )


def _edited(asked: Sequence[Question], which: set[int]) -> tuple[list[int], list[Question]]:
    """An asker's usual edit: the last sentences of the ask fall away, and a word of thanks is added."""
    edits = [
        replace(question, ask=f"{question.ask[: len(question.ask) * 3 // 4]} Edit: thanks for looking.")
        if i in which
        else question
        for i, question in enumerate(asked)
    ]
    return sorted(which), edits


def _home(grouping: Grouping) -> dict[str, str]:
    return {thread: group.id for group in grouping.groups for thread in group.members}


def _kept(before: Grouping, after: Grouping, threads: Sequence[str]) -> float:
    old, new = _home(before), _home(after)
    return round(sum(old.get(t) == new.get(t) for t in threads) / max(len(threads), 1), 4)


def _agreement(one: Grouping, other: Grouping, threads: Sequence[str]) -> float:
    from kbminer.evaluate.clustering import bcubed, with_singletons  # noqa: PLC0415

    first, second = _home(one), _home(other)
    score = bcubed(
        with_singletons([first.get(t) for t in threads]), with_singletons([second.get(t) for t in threads])
    )
    return round(score.f1, 4)
