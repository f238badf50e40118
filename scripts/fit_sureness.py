"""Fit how likely an editor finds a suggestion right, and write the model as readable JSON.

    python scripts/fit_sureness.py NAME=STORE ... --out kbminer/sureness/sureness_model.json

NAME is one of ``scripts/graded_suggestions`` (keys of threads and verdicts alone) and STORE the URL of a
store in which that forum was mined. Right is one question whose members all belong, under a title that people
would search for. Prints what a model that has not seen a forum makes of its suggestions, whose titles are
chosen by a model that has not seen it either: from some lines on how many are shown, how many of these are
one question, how many members belong, how many titles are ones to search for; the invented forum of the
examples is learnt from and not counted. The same input gives the same file.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from fit_options import forums_and_out
from fit_titles import fit as fit_titles
from graded_titles import digest, graded_groups, title_grades

from kbminer.cluster.neighbour_graph import DENSITY_NEIGHBOURS, outer_density
from kbminer.cluster.neighbour_search import nearest
from kbminer.cluster.one_question import PlacedQuestions, cohesion, weakest
from kbminer.cluster.ordered_questions import lexical_text
from kbminer.cluster.pair_model import PairModel
from kbminer.pipeline.latest import last_grouping, questions_and_vectors, title_vectors
from kbminer.questions import read_ask, to_questions
from kbminer.records import Group
from kbminer.similarity.joined import JoinedSpace
from kbminer.similarity.logistic import fit_logistic
from kbminer.similarity.vectors import centred
from kbminer.store import Store
from kbminer.sureness import SIGNS, SurenessModel, different_askers, sureness_signs
from kbminer.sureness.signs import within_reach
from kbminer.text.post_text import read_texts
from kbminer.titling import TitleModel, title_candidates
from kbminer.titling.title_signs import GroupWords, title_signs

FOLDER = Path(__file__).parent / "graded_suggestions"
PAIR_MODELS = Path(__file__).parents[1] / "tests" / "pair_models"
INVENTED = "example"  # its groups are known to be right: small, dense in repeats, in plain words
RIDGE = 3.0  # on standardised signs; at 1 and 10 the area under the curve differs by less than .01
LINES = (0.0, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7, 0.75)
_FREE = 1e-6


@dataclass(frozen=True, kw_only=True)
class Judged:
    """A suggestion as a stranger judged it, and its signs."""

    signs: tuple[float, ...]
    cohesion: float
    is_one: bool
    members: int
    wrong: int
    well_titled: bool

    @property
    def is_right(self) -> bool:
        """Whether an editor would sign it as it is."""
        return self.is_one and not self.wrong and self.well_titled


class Forum:
    """A mined forum in which groups of threads are looked at."""

    def __init__(self, name: str, store: str) -> None:
        with Store(store) as opened:
            questions, vectors = questions_and_vectors(opened)
            titles = title_vectors(opened, questions)
            read = [read_ask(thread, read_texts(thread)) for thread in opened.threads()]
            grouping = last_grouping(opened)
        self.terms = {group.members: group.terms for group in grouping.groups} if grouping else {}
        self.questions = {each.thread: each for each in to_questions(read)}
        texts = [lexical_text(question) for question in questions]
        distinct = np.unique(np.array(texts), return_index=True)[1]
        space, rows = JoinedSpace.fit(vectors[distinct], [texts[i] for i in distinct])
        self.placed = PlacedQuestions(
            rows=rows,
            dimensions=len(space.centre),
            titles=centred(titles[distinct], titles[distinct].mean(axis=0)),
            density=outer_density(nearest(rows, DENSITY_NEIGHBOURS)),
            texts=[texts[i] for i in distinct],
        )
        row_of = {texts[i]: n for n, i in enumerate(distinct)}
        self.row_of = {each.thread: row_of[text] for each, text in zip(questions, texts, strict=True)}
        without = PAIR_MODELS / f"without_{name}.json"
        self.pair_model = (
            PairModel.from_json(without.read_text()) if without.exists() else PairModel.shipped()
        )

    def takes_part(self, thread: str) -> bool:
        """Whether a thread asks something, as kbminer reads it now."""
        return thread in self.row_of and self.questions[thread].set_aside is None

    def group(self, members: tuple[str, ...], titles: TitleModel) -> tuple[Group, float]:
        """What a group of these threads is, as a run would describe it, and how good its title is."""
        places = np.array([self.row_of[member] for member in members])
        asked = [self.questions[member] for member in members]
        terms = self.terms.get(members, ())
        candidates, words = title_candidates(asked), GroupWords.of(asked, terms)
        title = titles.ranked(candidates, words)[0]
        group = Group(
            id=members[0],
            members=members,
            representative=title.thread,
            title=title.text,
            terms=terms,
            cohesion=cohesion(places, self.placed, self.pair_model),
            weakest=weakest(places, self.placed, self.pair_model),
        )
        return group, titles.score(title_signs(title, words))


def judged(name: str, forum: Forum, titles: TitleModel) -> Iterator[Judged]:
    """Lay out the verdicts on a forum's suggestions beside their signs."""
    read = title_grades(name)
    for verdict in map(json.loads, (FOLDER / f"{name}.jsonl").read_text("utf-8").splitlines()):
        members = tuple(filter(forum.takes_part, verdict["members"]))
        asked = [forum.questions[each] for each in members]
        if len(different_askers(asked)) < 2:  # the rest asks nothing, or is one conversation in pieces
            continue
        group, odds = forum.group(members, titles)
        yield Judged(
            signs=(*sureness_signs(group, asked)[:-1], within_reach(odds)),
            cohesion=group.cohesion,
            is_one=verdict["one"] == "yes",
            members=len(members),
            wrong=min(verdict["wrong"], len(members)),
            well_titled=bool(read.get(digest(group.title), verdict["title"])),
        )


def fit(cases: Iterable[Judged]) -> SurenessModel:
    """Fit the weights on the suggestions of some forums: what tells that an editor would sign one."""
    cases = list(cases)
    rows = np.array([case.signs for case in cases])
    middle, spread = rows.mean(axis=0), rows.std(axis=0)
    found = fit_logistic(
        np.column_stack([(rows - middle) / spread, np.ones(len(rows))]),
        np.array([float(case.is_right) for case in cases]),
        penalty=[RIDGE] * len(SIGNS) + [_FREE],
    )
    weights = found[:-1] / spread
    return SurenessModel(
        signs={name: round(float(w), 3) for name, w in zip(SIGNS, weights, strict=True)},
        intercept=round(float(found[-1] - weights @ middle), 3),
    )


def compare(forums: Mapping[str, Sequence[Judged]]) -> None:
    """Print how each forum's suggestions are judged by a model that has not seen it."""
    by_sureness, by_cohesion = [], []
    for name, cases in forums.items():
        if name == INVENTED:
            continue
        model = fit(case for other, theirs in forums.items() if other != name for case in theirs)
        by_sureness += [(name, case, model.probability(case.signs)) for case in cases]
        by_cohesion += [(name, case, case.cohesion) for case in cases]
    for what, told in (("cohesion", by_cohesion), ("sureness", by_sureness)):
        of_suggested = [(case.is_one, value) for _, case, value in told if case.cohesion >= 0.4]
        print(f"{what}: AUC {_area(told_of(told)):.3f}, from a cohesion of .4 on {_area(of_suggested):.3f}")
        for line in LINES:
            print(_figures(line, [(name, case) for name, case, value in told if value >= line]))


def told_of(told: Iterable[tuple[str, Judged, float]]) -> list[tuple[bool, float]]:
    """Pair what is right with what was told."""
    return [(case.is_one, value) for _, case, value in told]


def _area(told: Sequence[tuple[bool, float]]) -> float:
    from sklearn.metrics import roc_auc_score  # noqa: PLC0415 - only to compare

    return float(roc_auc_score([is_one for is_one, _ in told], [value for _, value in told]))


def _figures(line: float, shown: Sequence[tuple[str, Judged]]) -> str:
    cases = [case for _, case in shown]
    members = sum(case.members for case in cases)
    names = dict.fromkeys(name for name, _ in shown)
    ones = {name: [case.is_one for other, case in shown if other == name] for name in names}
    each = ", ".join(f"{name} {sum(found)}/{len(found)}" for name, found in ones.items())
    return (
        f"  from {line:.2f}: {sum(case.is_one for case in cases)} of {len(cases)} one question, "
        f"{members - sum(case.wrong for case in cases)} of {members} members belong, "
        f"{sum(case.well_titled for case in cases)} titles; {each}"
    )


def main() -> None:
    """Read the command line, fit, compare, and write the model."""
    given, out = forums_and_out(__doc__)
    read = {name: Forum(name, store) for name, store in given.items()}
    graded = {
        name: list(graded_groups(name, forum.questions)) for name, forum in read.items() if title_grades(name)
    }
    forums = {}
    for name, forum in read.items():
        titles = fit_titles(group for other, groups in graded.items() if other != name for group in groups)
        forums[name] = list(judged(name, forum, titles))
    compare(forums)
    model = fit(case for cases in forums.values() for case in cases)
    out.write_text(json.dumps(asdict(model), indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
