"""Where to find what a briefing names: a question's first thread, and what is asked under a bare title."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from kbminer.briefing.items import Place
from kbminer.text.sentences import plain_sentences

if TYPE_CHECKING:
    from kbminer.briefing.facts import Facts
    from kbminer.records import Question

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


def places(facts: Facts, groups: Iterable[str]) -> tuple[Place, ...]:
    """Say where each question that a briefing names is asked: in its first thread."""
    found = []
    for id in dict.fromkeys(groups):
        group = facts.groups.get(id)
        key = group.representative if group else ""
        if key in facts.threads:
            thread = facts.threads[key]
            asked = thread.created_at.date() if thread.created_at else None
            says = asked_under(facts.questions[key]) if key in facts.questions else None
            found.append(Place(group=id, thread=key, url=thread.url, asked=asked, says=says))
    return tuple(found)
