"""Which post solved a thread of which the product is unsure, as a language model judges."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from kbminer.judge.case_verdicts import LONGEST_TEXT, JudgeCase, verdicts
from kbminer.language_model import Asking
from kbminer.records import Judgement, Post, Resolution, Thread
from kbminer.redact.placeholders import redact
from kbminer.redact.posts import people_of, read_post
from kbminer.verify.shown_post import shown_text

PROMPT = "solution-2"
SURE = 0.9  # probability of being solved from which no model is asked
UNLIKELY = 0.2  # below which one is asked only where an answer stands that nobody confirmed
MOST_POSTS = 12  # of a thread that the judge is shown
# What a verdict makes of the probability: a model is believed as much as an inference that is sure, and no
# more; not measured by itself.
JUDGED_SOLVED, JUDGED_OPEN = 0.9, 0.1


def judge_solutions(
    threads: Iterable[Thread], resolutions: Mapping[str, Resolution], asking: Asking
) -> list[Judgement]:
    """Ask for the post that solved each thread that the forum does not mark and no asker confirms.

    Where nobody confirms, most answers are of this kind; inference alone is silent on them.

    Parameters
    ----------
    threads
        In the order in which they matter.
    resolutions
        What is known of them, by key.
    asking
        Whom to ask; it stops where its share of the budget is spent.
    """
    unsure = [thread for thread in threads if _is_unsure(resolutions.get(thread.key))]
    shown = [[post for post in thread.posts if post.visibility.is_public][:MOST_POSTS] for thread in unsure]
    cases = [_case(thread, posts) for thread, posts in zip(unsure, shown, strict=True)]
    said = verdicts(asking, PROMPT, cases, {"solution": {"type": "integer"}})
    found = zip(unsure, shown, said, strict=True)
    return [made for thread, posts, each in found if each and (made := _judgement(thread, posts, each))]


def _is_unsure(known: Resolution | None) -> bool:
    if known is None or known.declared is not None or known.confirmed or known.probability is None:
        return False
    may_be_solved = known.probability >= UNLIKELY or known.standing == "answered, not confirmed"
    return may_be_solved and known.probability <= SURE


def _case(thread: Thread, posts: Sequence[Post]) -> JudgeCase:
    people = people_of(thread)
    shown = [
        {
            "number": number,
            "role": "asker" if post.author is not None and post.author == thread.asker else "helper",
            "text": shown_text(read_post(post, people))[:LONGEST_TEXT],
        }
        for number, post in enumerate(posts, start=1)
    ]
    return JudgeCase({"title": redact(thread.title, people).text, "posts": shown}, people)


def _judgement(thread: Thread, posts: Sequence[Post], said: Mapping[str, Any]) -> Judgement | None:
    number = said.get("solution")
    if type(number) is not int or not (number == 0 or 2 <= number <= len(posts)):
        return None
    post = posts[number - 1].id if number else ""
    return Judgement(one=thread.key, other=post, holds=number > 0, reason=said["reason"])


def judged_resolutions(
    resolutions: Mapping[str, Resolution], judgements: Iterable[Judgement]
) -> dict[str, Resolution]:
    """Give resolutions with the posts that a model judged to be solutions; the forum's own marks stay.

    Parameters
    ----------
    resolutions
        By thread key.
    judgements
        Verdicts on solutions.
    """
    found = dict(resolutions)
    for each in judgements:
        known = found.get(each.one)
        if known is None or known.declared is not None:
            continue
        if each.holds:
            found[each.one] = replace(
                known,
                state="solved",
                probability=JUDGED_SOLVED,
                solution_post=each.other,
                post_probability=JUDGED_SOLVED,
            )
        else:
            found[each.one] = replace(known, state="answered", probability=JUDGED_OPEN)
    return found
