"""Groups for people: names, terms, cohesion, doubtful members, themes, and what was left out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np

from kbminer.cluster.group_anew import Clustering
from kbminer.cluster.group_likeness import GroupLikeness, likeness_to_groups
from kbminer.cluster.group_terms import distinctive_terms
from kbminer.cluster.group_titles import named_by, unique_titles
from kbminer.cluster.hierarchy import members_of
from kbminer.cluster.identity import carry_over
from kbminer.cluster.neighbour_graph import Floats, Ints
from kbminer.cluster.one_question import cohesion, weakest
from kbminer.cluster.pair_model import PairModel
from kbminer.cluster.stop_words import stop_words
from kbminer.cluster.themes import name_themes
from kbminer.cluster.ungrouped import explain_left_out
from kbminer.records import Group, Grouping, LeftOut, Question

_MOST_OTHERS = 150  # groups beside the changed ones that tell which words are common
_NONE: Ints = np.zeros(0, dtype=np.int64)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Words:
    """What is said of each group; ``kept`` is the record of the last run where nothing in it changed."""

    kept: list[Group | None]
    terms: list[tuple[str, ...]]
    representatives: list[int]
    titles: list[str]


def describe(
    questions: Sequence[Question],
    clustering: Clustering,
    min_group: int,
    previous: Grouping | None,
    *,
    at: datetime | None,
    pair_model: PairModel,
) -> Grouping:
    """Name the groups and say what was left out.

    Where only what is new was placed, groups and threads in which nothing changed keep the records that
    ``previous`` holds.

    Parameters
    ----------
    questions : sequence of Question
    clustering : Clustering
        Of these questions, in their order.
    min_group : int
        How many members make a group.
    previous : Grouping, optional
        The grouping of the last run, whose ids are carried over.
    at : datetime, optional
        The date of the lineage events.
    pair_model : PairModel
        What tells how likely the members of a group ask the same.
    """
    before = previous or Grouping(groups=())
    standing = Grouping(groups=()) if clustering.full else before
    members = members_of(clustering.labels, min_group)
    threads = [tuple(questions[i].thread for i in m) for m in members]
    words = _words(questions, clustering.placed.rows, members, _kept_records(threads, standing))
    carried = carry_over(
        threads,
        [questions[i].thread for i in words.representatives],
        {group.id: group.members for group in before.groups},
        at=at,
    )
    themes = name_themes(clustering.themes, members, carried.ids, words.terms, before.themes)
    theme_of = {group: theme.id for theme in themes for group in theme.groups}
    out, kept_out = _left_out(questions, members, standing, set(carried.ids))
    likeness = _likeness(clustering.placed.rows, members, words.kept, out)

    def described(number: int, name: str) -> Group:
        own, title, theme = members[number], words.titles[number], theme_of.get(name)
        if kept := words.kept[number]:
            return replace(kept, id=name, title=title, theme=theme)
        return Group(
            id=name,
            members=threads[number],
            representative=questions[words.representatives[number]].thread,
            title=title,
            terms=words.terms[number],
            cohesion=cohesion(own, clustering.placed, pair_model),
            weakest=weakest(own, clustering.placed, pair_model),
            doubtful=tuple(questions[i].thread for i in own if likeness.is_doubtful(int(i))),
            theme=theme,
        )

    explained = explain_left_out(
        questions, out.tolist(), likeness, carried.ids, kept_apart=clustering.kept_apart
    )
    return Grouping(
        groups=tuple(described(number, name) for number, name in enumerate(carried.ids)),
        themes=themes,
        left_out=tuple(sorted([*kept_out, *explained], key=lambda one: one.thread)),
        lineage=carried.lineage,
        likeness=clustering.likeness,
    )


def _kept_records(threads: Sequence[tuple[str, ...]], standing: Grouping) -> list[Group | None]:
    known = {group.members: group for group in standing.groups}
    return [known.get(members) for members in threads]


def _words(
    questions: Sequence[Question], rows: Floats, members: Sequence[Ints], kept: list[Group | None]
) -> _Words:
    terms = _terms(questions, members, kept)
    asked, representatives = [], []
    for m, group, own in zip(members, kept, terms, strict=True):
        best = None if group else named_by([questions[i] for i in m], rows[m], own)
        thread = best.thread if best else group.representative if group else ""
        asked.append(best.text if best else "")
        representatives.append(next(int(i) for i in m if questions[i].thread == thread))
    titles = _titles(asked, terms, kept)
    return _Words(kept=kept, terms=terms, representatives=representatives, titles=titles)


def _terms(
    questions: Sequence[Question], members: Sequence[Ints], kept: Sequence[Group | None]
) -> list[tuple[str, ...]]:
    """Terms of the changed groups, told apart from one another and from a sample of the others."""
    changed = [number for number, group in enumerate(kept) if group is None]
    others = [number for number, group in enumerate(kept) if group is not None]
    shown = changed + others[:: max(len(others) // _MOST_OTHERS, 1)] if changed else []
    texts = [[f"{questions[i].title}\n{questions[i].ask[:300]}" for i in members[number]] for number in shown]
    stops = [stop_words(_language([questions[i] for i in members[number]])) for number in shown]
    fresh = dict(zip(shown, distinctive_terms(texts, stop_words=stops), strict=True))
    return [group.terms if group else fresh[number] for number, group in enumerate(kept)]


def _language(questions: Sequence[Question]) -> str | None:
    """The language that most of them are in."""
    return Counter(question.language for question in questions).most_common(1)[0][0]


def _titles(asked: Sequence[str], terms: Sequence[Sequence[str]], kept: Sequence[Group | None]) -> list[str]:
    """Titles that no two groups share; a group in which nothing changed has the first claim to its own."""
    own = [group.title if group else title for group, title in zip(kept, asked, strict=True)]
    order = sorted(range(len(own)), key=lambda number: kept[number] is None)
    unique = unique_titles([own[number] for number in order], [terms[number] for number in order])
    titles = dict(zip(order, unique, strict=True))
    return [titles[number] for number in range(len(own))]


def _left_out(
    questions: Sequence[Question], members: Sequence[Ints], standing: Grouping, alive: set[str]
) -> tuple[Ints, list[LeftOut]]:
    """Part the questions outside every group into those to look at and the records of those that stand."""
    out = np.setdiff1d(np.arange(len(questions)), np.concatenate([_NONE, *members]))
    known = {one.thread: one for one in standing.left_out if one.nearest in alive}
    look = [int(i) for i in out if questions[i].thread not in known]
    stand = [known[questions[i].thread] for i in out if questions[i].thread in known]
    return np.array(look, dtype=np.int64), stand


def _likeness(
    rows: Floats, members: Sequence[Ints], kept: Sequence[Group | None], out: Ints
) -> GroupLikeness:
    """The likeness to all groups, of the members of changed groups and of what is left out."""
    labels = np.full(len(rows), -1, dtype=np.int64)
    for number, m in enumerate(members):
        labels[m] = number
    changed = [m for m, group in zip(members, kept, strict=True) if group is None]
    return likeness_to_groups(rows, labels, np.concatenate([*changed, out]))
