"""Draft graded threads one by one, with the forum's marks hidden: does the post that leads answer them?

    python scripts/leading_posts.py NAME=SOURCE ...

NAME is one of ``scripts/graded_threads`` and SOURCE the forum it grades.
"""

from __future__ import annotations

import sys

from fit_options import named_sources
from graded_threads import ANSWERED, grades, post_grade, read_forum

from kbminer.draft import compose_draft, gather_evidence
from kbminer.draft.solutions import Bars
from kbminer.errors import KbminerError
from kbminer.evaluate.hidden_marks import hidden
from kbminer.records import Draft, Group, Resolution, Thread
from kbminer.resolve import ResolutionModel, read_signals

_ANSWERING = ("cause", "resolution", "workaround")


def drafted(thread: Thread, resolution: Resolution) -> Draft | None:
    """Draft a thread by itself; ``None`` where it is left to a person."""
    group = Group(id="g", members=(thread.key,), representative=thread.key, title=thread.title)
    try:
        evidence = gather_evidence(group, {thread.key: thread}, {}, {thread.key: resolution})
        return compose_draft(evidence, bars=Bars(signed=0.0))
    except KbminerError:
        return None


def leads(draft: Draft, solution: str | None) -> str | None:
    """The post that leads: the solution where the draft cites it, else the first that it cites."""
    told = [s for section in draft.sections if section.name in _ANSWERING for s in section.statements]
    cited = [citation.post for statement in told for citation in statement.citations[:1]]
    return solution if solution in cited else next(iter(cited), None)


def main() -> None:
    """Read the command line, draft, and print a line a forum."""
    model = ResolutionModel.shipped()
    for name, source in named_sources(sys.argv[1:]).items():
        known = {key: grade for key, grade in grades(name).items() if grade.get("state")}
        silent, right = 0, []
        for thread, texts in read_forum(source):
            grade = known.get(thread.key)
            if grade is None:
                continue
            resolution = model.resolve(hidden(read_signals(thread, texts)))
            draft = drafted(thread, resolution)
            post = leads(draft, resolution.best_post) if draft else None
            if post is None:
                silent += resolution.is_solved
                continue
            worth = post_grade(grade, post) if grade["state"] in ANSWERED else 0.0
            right.append(worth or 0.0)
        share = f"{sum(right) / len(right):.3f}" if right else "–"
        print(f"{name:20} {len(right):3} drafts, right {share}; solved and silent {silent}")


if __name__ == "__main__":
    main()
