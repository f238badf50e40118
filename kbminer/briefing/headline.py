"""The briefing in one sentence or two: what came, what became of it, and what there is to do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from kbminer.briefing.estimate import counted
from kbminer.briefing.facts import Facts
from kbminer.briefing.items import Briefing, Count


def with_headline(made: Briefing) -> Briefing:
    """Say the whole in a sentence or two; a quiet week is one, and a burst nobody answered comes first.

    What came is told apart from what there is to do, since most tasks and lists hold older threads, too.
    """
    rest = _without_bursts(made)
    if not made.bursts:
        return rest
    first = " ".join(f"Asked by many at once: “{each.title}” – {each.words}." for each in made.bursts)
    return replace(
        rest, quiet=False, headline=f"{first} {rest.headline.replace('Nothing', 'Nothing else', 1)}"
    )


def _without_bursts(made: Briefing) -> Briefing:
    listed, since = _to_look_at(made), f" since {made.since:%Y-%m-%d}" if made.since else ""
    threads = counted(made.new_threads, "thread")
    if not listed:
        came = f", though {threads} came" if made.new_threads else ""
        return replace(made, quiet=True, headline=f"Nothing asks for anything new{since}{came}.")
    if made.first or not made.since:
        return replace(made, quiet=False, headline=f"The first briefing: {listed}")
    parts = [f"{each.count:,} {each.what}" for each in made.came]
    rest = made.new_threads - sum(each.count for each in made.came)
    parts += [f"{rest:,} older or undated"] if rest > 0 else []
    became_of = f" ({', '.join(parts)})" if parts else ""
    came = f"{threads} came{since}{became_of}."
    return replace(made, quiet=False, headline=f"{came} To look at, from new and older threads: {listed}")


def _to_look_at(made: Briefing) -> str:
    """Count all that asks for something; empty where nothing does."""
    news = [
        (len(made.tasks), "task", "tasks"),
        (len(made.upkeep) + len(made.stale), "article to mend", "articles to mend"),
        (len(made.growing), "question that grows", "questions that grow"),
        (len(made.people), "thread that needs a person", "threads that need a person"),
        (len(made.answerable), "thread to answer with an article", "threads to answer with an article"),
        (len(made.heated), "heated thread", "heated threads"),
        (len(made.solved), "thread solved", "threads solved"),
        (len(made.other_changes), "other change among the questions", "other changes among the questions"),
        (len(made.confirm), "asker to ask", "askers to ask"),
    ]
    told = [f"{count} {one if count == 1 else many}" for count, one, many in news if count]
    if not told and not made.reopened:
        return ""
    listed = f"{', '.join(told)}." if told else "threads that are open again."
    if made.little_worth and not made.tasks:
        listed += " No new task is worth your time before the older ones."
    return listed


def came(facts: Facts) -> tuple[Count, ...]:
    """Count what became of the threads that were asked since the last briefing; nothing in the first one."""
    if facts.before.until is None:
        return ()
    known = Counter(became(facts, key) for key in facts.questions if facts.is_new(key))
    return tuple(_in_order(known))


def _in_order(known: Counter[str]) -> Iterator[Count]:
    for what in ("solved", "answered", "waiting", "no question", "not to be told"):
        if known[what]:
            yield Count(what=what, count=known[what])


def became(facts: Facts, key: str) -> str:
    """Tell in a word or two what became of a thread."""
    found = facts.resolutions.get(key)
    if facts.questions[key].set_aside or (found and found.standing in ("not a question", "duplicate")):
        return "no question"
    if found is None or found.standing == "unknown":
        return "not to be told"
    if found.is_solved:
        return "solved"
    return "answered" if found.best_post is not None else "waiting"
