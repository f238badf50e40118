"""Where to find what a briefing names: a question's first thread, and what is asked under a bare title."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from kbminer.briefing.items import Place
from kbminer.text.sentences import plain_sentences

if TYPE_CHECKING:
    from kbminer.briefing.facts import Facts
    from kbminer.records import Group, Question

_BARE = 3  # words: so many name a thing, and rarely what is wrong with it
_SPACED = 24  # letters: a longer title of so few words is in a script without spaces, and says enough
_LONGEST = 160  # signs of a sentence beside a title
_MARKS = re.compile(r"[\[(][^\])]{0,40}[\])]")
_WORD = re.compile(r"[^\W\d_][\w'’-]*+")


def asked_under(question: Question) -> str | None:
    """Give the first sentence that asks something, where the title is too bare to name a problem.

    >>> from kbminer.records import Question
    >>> asked_under(Question(thread="1", title="Lap marker", ask="Hi. Why is the lap marker grey?"))
    'Why is the lap marker grey?'
    """
    title = _MARKS.sub(" ", question.title)
    if len(_WORD.findall(title)) > _BARE or len(title) > _SPACED + len(_WORD.findall(title)):
        return None
    told = [" ".join(each.split()) for each in plain_sentences(question.ask)]
    told = [each for each in told if len(_WORD.findall(each)) > _BARE or (" " not in each and len(each) > 8)]
    asks = next((each for each in told if each.endswith(("?", "？"))), None)
    found = asks or next(iter(told), None)
    if found is None or len(found) <= _LONGEST:
        return found
    return f"{found[:_LONGEST].rsplit(' ', 1)[0]} …"


def _namesake(facts: Facts, group: Group) -> str:
    """The thread whose title a question bears; else the one that stands for it."""
    keys = [group.representative, *group.members]
    named = (key for key in keys if key in facts.threads)
    same = (key for key in named if _signs(facts.threads[key].title) == _signs(group.title))
    return next(same, group.representative)


def _signs(title: str) -> str:
    """A title's letters and figures, so that two ways to write it are one."""
    return "".join(filter(str.isalnum, _MARKS.sub(" ", title))).casefold()


def places(facts: Facts, groups: Iterable[str]) -> tuple[Place, ...]:
    """Say where each question that a briefing names is asked: in the thread whose title it bears."""
    found = []
    for id in dict.fromkeys(groups):
        group = facts.groups.get(id)
        key = _namesake(facts, group) if group else ""
        if group and key in facts.threads:
            thread = facts.threads[key]
            is_same = _signs(group.title) == _signs(thread.title)
            asked = thread.created_at.date() if thread.created_at else None
            says = asked_under(facts.questions[key]) if key in facts.questions else None
            found.append(
                Place(
                    group=id,
                    thread=key,
                    url=thread.url,
                    asked=asked,
                    title=None if is_same else thread.title,
                    says=says if is_same else None,
                )
            )
    return tuple(found)
