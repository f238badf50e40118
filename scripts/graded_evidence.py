"""What the evidence of graded threads is, and what is true of them: the rows that ``fit_solved.py`` fits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from graded_threads import grades, post_grade, read_forum
from numpy.typing import NDArray

from kbminer.evaluate.hidden_marks import hidden
from kbminer.questions.ask import read_ask
from kbminer.questions.forum_questions import to_questions
from kbminer.records.question import taking_part
from kbminer.resolve import ResolutionModel, Signals, read_signals
from kbminer.resolve.solved_model import post_signs, solved_signs
from kbminer.resolve.standing_answer import likeliest_solution

# Thanks for a complete answer, without a trial: readers differ on whether that is solved.
WORTH = {"solved": 1.0, "thanked": 0.6}
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Graded:
    """A forum's graded threads, a row each: signs, whether it is solved, its named post, is that right.

    ``right`` is no number where nobody said.
    """

    signs: Floats
    solved: Floats
    posts: Floats
    right: Floats

    @classmethod
    def of(
        cls, model: ResolutionModel, known: Mapping[str, Mapping[str, object]], threads: Sequence[Signals]
    ) -> Graded:
        """Judge the graded threads without what their forum declares."""
        signs, solved, posts, right = [], [], [], []
        for signals, score in zip(threads, model.choice.score(threads), strict=True):
            grade = known[signals.thread]
            order = [int(place) + 1 for place in np.argsort(-score.replies, kind="stable")]
            named = likeliest_solution(signals, order) or order[0]
            share, marked = float(score.shares[named - 1]), model.marking.solved(score.log_odds)
            signs.append(solved_signs(signals, marked=marked, named=named))
            solved.append(WORTH.get(str(grade.get("state")), 0.0))
            posts.append(post_signs(signals, named, share))
            right.append(_worth(grade, signals.posts[named].id))
        return cls(np.array(signs), np.array(solved), np.array(posts), np.array(right))

    def teaching_posts(self) -> tuple[Floats, Floats]:
        """The named posts of solved threads, and whether they are right."""
        which = ~np.isnan(self.right) & (self.solved > 0)
        return self.posts[which], self.right[which]


def _worth(grade: Mapping[str, Any], post: str) -> float:
    """How right a post is, also where only a part is solved; nothing is right where nothing is asked."""
    if not grade["asks"]:
        return 0.0
    worth = post_grade(grade, post) if grade["state"] != "answered" else None
    if worth is None and grade["state"] in ("open", "unclear") and "posts" in grade:
        worth = float(post in grade["posts"])
    return np.nan if worth is None else worth


def graded_forum(model: ResolutionModel, name: str, source: str) -> Graded:
    """Judge the graded threads of a forum that ask, and those that are taken for such."""
    rows = grades(name).items()
    known = {key: row for key, row in rows if row["asks"] is False or (row["asks"] and row.get("state"))}
    read = [
        (read_ask(thread, texts), read_signals(thread, texts)) for thread, texts in read_forum(source, known)
    ]
    asking = {each.thread for each in taking_part(to_questions([ask for ask, _ in read]))}
    threads = [hidden(signals) for _, signals in read]
    fit_for = [each for each in threads if each.language and not each.set_aside and len(each.posts) > 1]
    return Graded.of(model, known, [each for each in fit_for if each.thread in asking])
