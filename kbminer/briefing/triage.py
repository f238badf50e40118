"""Which open threads want what: an article, a person, a cool head, or a question to the asker."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Set

from kbminer.briefing.estimate import counted
from kbminer.briefing.facts import Facts
from kbminer.briefing.headline import became
from kbminer.briefing.items import Count, ThreadNews
from kbminer.languages import texts
from kbminer.records import Group, Resolution, State
from kbminer.text.title_marks import solved_mark

LONGEST = 40  # of a list: more is not read in a week, and what is left over comes next time
_WORTH_REPLYING = 365.0  # days: later an asker has long found another way
_WAITS = 60.0  # days: what waits longer for a person has been given up
_FRESH = 60.0  # days within which an asker still remembers what helped
_LIKELY = 0.7  # below, asking is as often wrong as right in the eyes of who is to ask
_NAMED = 5  # of those that still wait: all stand in the last briefing
_ASKED = 8  # askers a time: each is asked by hand
_WAITED = {"unanswered": 1.0, "answered": 2.0}  # days by state: most threads are answered within the first
_SOLVED = ("solved", "workaround")
_STOOD: Mapping[State, str] = {
    "solved": "solved",
    "workaround": "a way around it",
    "answered": "helpful replies, no answer",
    "unanswered": "no helpful reply",
    "abandoned": "a question back that the asker left open",
    "not a question": "read as no question",
    "duplicate": "read as asked before",
    "unknown": "nothing to be told",
}
_Row = tuple[str, str, str | None]  # a thread's key, why it stands there, and words to paste


def answerable(facts: Facts) -> tuple[ThreadNews, ...]:
    """Open threads that an article answers, with the reply to paste, the newest first."""
    found: dict[str, tuple[str, str | None]] = {}
    for covered in facts.found.coverage:
        if covered.action in ("point", "update", "merge") and covered.article:
            why = f"“{covered.article}” answers it ({covered.probability:.0%} sure)"
            found |= dict.fromkeys(covered.open_threads, (why, covered.reply))
    for use in facts.found.articles:
        found |= {key: (f"“{use.article}” answers it", None) for key in use.open_threads if key not in found}
    wanted = (key for key in found if key not in facts.overruled and not _is_closed(facts, key))
    recent = _recent(facts, wanted, _WORTH_REPLYING)
    return _listed(facts, "answerable", [(key, *found[key]) for key in recent])


def heated(facts: Facts) -> tuple[ThreadNews, ...]:
    """Threads that heat up and were in no briefing yet, the hottest first; then those of a rule."""
    service = facts.found.service
    hot = {each.thread: each.reason for each in (service.heating if service else ())}
    hot = {key: why for key, why in hot.items() if key not in facts.overruled}
    ruled = _recent(facts, _ruled(facts, "complaint"), _WAITS)
    rows = [*hot.items(), *((key, _by_rule(facts, key)) for key in ruled)]
    return _listed(facts, "heated", [(key, why, None) for key, why in rows])


def for_people(facts: Facts, served: Iterable[str], apart: Set[str] = frozenset()) -> tuple[ThreadNews, ...]:
    """Open threads without an answer that stands, the longest wait first; with how hard the like were.

    Those ``apart`` stand elsewhere together.
    """
    waiting = reversed(_recent(facts, set(_waiting(facts, served)) - apart, _WAITS))
    return _listed(facts, "people", [(key, _why_person(facts, key), None) for key in waiting])


def still_waiting(facts: Facts, served: Iterable[str], listed: Iterable[ThreadNews]) -> tuple[Count, ...]:
    """Count those that wait for an answer and are on no list, by the reason why not.

    Each new thread that is said to wait is among them or on a list.
    """
    helped, new = set(served), _new_that_wait(facts)
    shown = {each.thread for each in listed}
    rest = {*_ruled(facts, "person"), *_wait_for_people(facts, helped), *new} - shown
    known = Counter(_why_unlisted(facts, key, helped) for key in rest)
    fresh = Counter(_why_unlisted(facts, key, helped) for key in rest & new)
    ranked = sorted(known.items(), key=lambda each: (-each[1], each[0]))
    return tuple(
        Count(what=f"{what} ({fresh[what]:,} new)" if fresh[what] else what, count=count)
        for what, count in ranked
    )


def _new_that_wait(facts: Facts) -> set[str]:
    """The threads of which it is said that they came since the last briefing and wait."""
    if not facts.before.until:
        return set()
    return {key for key in facts.questions if facts.is_new(key) and became(facts, key) == "waiting"}


def _wait_for_people(facts: Facts, served: Iterable[str]) -> list[str]:
    """The threads that wait for an answer which neither an article nor a rule provides."""
    known = {*served, *facts.overruled}
    return [key for key in facts.resolutions if key not in known and _waits(facts, key)]


def _why_unlisted(facts: Facts, key: str, helped: Set[str]) -> str:
    """Why a thread that waits is on no list: the first reason that holds."""
    found, days = facts.resolutions[key], facts.days_ago(key) or 0.0
    to = facts.overruled[key].to if key in facts.overruled else "person"
    reasons = (
        (_is_closed(facts, key), "closed to replies"),
        (to != "person", "sent elsewhere by a rule"),
        (key in helped, "answered by an article"),
        (found.declared is not None, "marked otherwise by the forum"),
        (_says_solved(facts, key), "called solved in the title"),
        (days > _WAITS, f"waited longer than {_WAITS:.0f} days"),
        (facts.before.has_listed("people", key), "listed in earlier briefings"),
        (found.state == "abandoned", "asked back, and the asker has not replied"),
        (days < _WAITED.get(found.state, 0.0), "asked too lately: most are answered within two days"),
    )
    return next((why for holds, why in reasons if holds), "left for next time")


def _waiting(facts: Facts, served: Iterable[str]) -> list[str]:
    found = (*_ruled(facts, "person"), *_wait_for_people(facts, served))
    return [key for key in found if not _is_closed(facts, key)]


def _is_closed(facts: Facts, key: str) -> bool:
    """Whether the source itself says that nobody can or need reply."""
    return key in facts.threads and facts.threads[key].closed


def _says_solved(facts: Facts, key: str) -> bool:
    """Whether the title is marked as solved: its asker needs nobody any more."""
    return key in facts.threads and bool(solved_mark(facts.threads[key].title))


def _ruled(facts: Facts, to: str) -> list[str]:
    """The open threads that a rule sends there, whatever else is known of them."""
    return [
        key
        for key, each in facts.overruled.items()
        if each.to == to and key in facts.resolutions and facts.resolutions[key].declared is None
    ]


def _by_rule(facts: Facts, key: str) -> str:
    return f"by rule: {facts.overruled[key].why}"


def to_confirm(facts: Facts) -> tuple[ThreadNews, ...]:
    """Threads that were probably solved, with words that ask the asker; first what teaches most.

    An answer teaches where the reading is unsure, and for every thread that asks the same. Nobody is asked
    where the reading is hardly better than chance, or where the thread is closed.
    """
    likely = (key for key in _perhaps_solved(facts) if not _why_unasked(facts, key))
    return _to_ask(facts, likely)[:_ASKED]


def unasked(facts: Facts) -> tuple[Count, ...]:
    """Count those whose askers would be to be asked, by the reason why they are not."""
    fresh = _recent(facts, _perhaps_solved(facts), _FRESH)
    known = Counter(why for key in fresh if (why := _why_unasked(facts, key)))
    return tuple(Count(what=what, count=count) for what, count in sorted(known.items()))


def _perhaps_solved(facts: Facts) -> list[str]:
    return [
        key
        for key, found in facts.resolutions.items()
        if found.standing == "solved (inferred)" and found.probability is not None
    ]


def _why_unasked(facts: Facts, key: str) -> str:
    if _is_closed(facts, key):
        return "closed to replies"
    return "" if (facts.resolutions[key].probability or 0.0) >= _LIKELY else f"less than {_LIKELY:.0%} sure"


def _to_ask(facts: Facts, keys: Iterable[str]) -> tuple[ThreadNews, ...]:
    probable = ((key, facts.resolutions[key].probability or 0.0) for key in keys)
    unsure = [
        (probability * (1 - probability) * _size(facts.group_of.get(key)), key)
        for key, probability in probable
    ]
    fresh = set(_recent(facts, [key for _, key in unsure], _FRESH))
    ranked = sorted((-worth, key) for worth, key in unsure if key in fresh)
    rows = [(key, _why_ask(facts.resolutions[key]), _prompt(facts, key)) for _, key in ranked]
    return _listed(facts, "confirm", rows)


def follow_up(facts: Facts) -> str:
    """Say what became of the threads that were listed last time as needing a person."""
    listed = [key for key in facts.before.waiting if key in facts.resolutions and key in facts.threads]
    if not listed:
        return ""
    waiting = [key for key in listed if _is_without_answer(facts, key)]
    named = ", ".join(f"“{facts.threads[key].title}”" for key in waiting[:_NAMED])
    more = f" and {len(waiting) - _NAMED} more" if len(waiting) > _NAMED else ""
    answered = len(listed) - len(waiting)
    parts = [f"{answered} answered or closed"] if answered else []
    if waiting:
        parts.append(f"{len(waiting)} still {'waits' if len(waiting) == 1 else 'wait'}: {named}{more}")
    return f"Of {len(listed)} listed last time: {', '.join(parts)}."


def _is_without_answer(facts: Facts, key: str) -> bool:
    found = facts.resolutions[key]
    is_open = found.declared is None and not _is_closed(facts, key) and not _says_solved(facts, key)
    return is_open and not found.is_solved and found.best_post is None


def not_replied(facts: Facts) -> list[str]:
    """Threads whose askers were to be asked and have not replied: told once."""
    return [key for key in facts.before.asked if key in facts.resolutions and _is_silent(facts, key)]


def _is_silent(facts: Facts, key: str) -> bool:
    found = facts.resolutions[key]
    return found.is_solved and found.standing not in ("solved (declared)", "solved (confirmed)")


def read_back(facts: Facts) -> Count | None:
    """What became of the threads whose askers were to be asked last time; of those silent, only once."""
    told = {key for key in not_replied(facts) if facts.before.has_listed("not replied", key)}
    asked = [key for key in facts.before.asked if key in facts.resolutions and key not in told]
    if not asked:
        return None
    now = [facts.resolutions[key] for key in asked]
    confirmed = sum(each.standing in ("solved (declared)", "solved (confirmed)") for each in now)
    denied = sum(not each.is_solved for each in now)
    silent = len(asked) - confirmed - denied
    parts = [
        f"{count} {what}"
        for count, what in (
            (confirmed, "confirmed"),
            (denied, "turned out unsolved"),
            (silent, "has not replied" if silent == 1 else "have not replied"),
        )
        if count
    ]
    words = f"of {counted(len(asked), 'asker')} to be asked last time, {', '.join(parts)}"
    return Count(what=words, count=confirmed + denied)


def state_news(facts: Facts) -> tuple[tuple[ThreadNews, ...], tuple[ThreadNews, ...], int]:
    """Threads newly solved, threads solved no longer, and how many old ones are merely read otherwise.

    A thread without a new word since the last briefing has no news, unless the forum itself says so now: the
    model learnt, and reads it otherwise.
    """
    solved, reopened, reread = [], [], set()
    for change in facts.states:
        key = change.thread
        if key not in facts.threads:
            continue
        if facts.is_old_word(change):
            reread.add(key)
        elif facts.resolutions[key].is_solved and change.before not in _SOLVED:
            solved.append((key, _why_solved(facts.resolutions[key], change.before), None))
        elif change.before in _SOLVED and not facts.resolutions[key].is_solved:
            reopened.append((key, f"read as solved before; now: {_STOOD[change.after]}", None))
    return _unique(facts, solved), _unique(facts, reopened), len(reread)


def _recent(facts: Facts, keys: Iterable[str], days: float) -> list[str]:
    """Those asked in the last days, the newest first."""
    dated = [(age, key) for key in keys if (age := facts.days_ago(key)) is not None and age <= days]
    return [key for _, key in sorted(dated)]


def _listed(facts: Facts, section: str, rows: Iterable[_Row]) -> tuple[ThreadNews, ...]:
    fresh = (row for row in rows if row[0] in facts.threads and not facts.before.has_listed(section, row[0]))
    return _unique(facts, fresh)


def _unique(facts: Facts, rows: Iterable[_Row]) -> tuple[ThreadNews, ...]:
    def each() -> Iterator[ThreadNews]:
        known: set[str] = set()
        for key, why, reply in rows:
            if key not in known and len(known) < LONGEST:
                known.add(key)
                yield facts.news_of(key, why, reply)

    return tuple(each())


def _waits(facts: Facts, key: str) -> bool:
    """Whether nobody has given an answer that stands, for longer than answers take."""
    found, days = facts.resolutions[key], facts.days_ago(key)
    if found.is_solved or found.declared is not None or found.best_post is not None or days is None:
        return False
    if _says_solved(facts, key):
        return False
    return days >= _WAITED.get(found.state, _WAITS + 1) and facts.questions[key].set_aside is None


def _why_person(facts: Facts, key: str) -> str:
    if key in facts.overruled:
        return _by_rule(facts, key)
    replied = facts.resolutions[key].state == "answered"
    state = "helpful replies, but no answer" if replied else "no helpful reply"
    group, days = facts.group_of.get(key), facts.calendar_days(key)
    since = " for a day" if days <= 1 else f" for {days} days"
    if group is None:
        return f"{state}{since}; no other thread asks the same"
    solved = sum(facts.resolutions[each].is_solved for each in group.members)
    service = facts.found.service
    hours = service.by_group[group.id].resolution_hours if service and group.id in service.by_group else None
    took = f", in {hours.value:.0f} hours in the median" if hours and hours.value is not None else ""
    return f"{state}{since}; {solved} of {len(group.members)} that ask the same were solved{took}"


def _why_solved(found: Resolution, before: State) -> str:
    """Whose word it is that a thread was solved, and how it stood before."""
    whose = {
        "solved (declared)": "solved, the forum says so",
        "solved (confirmed)": "solved, its asker says so",
    }.get(found.standing, "probably solved since the last briefing; nobody has said so")
    return f"{whose}; before: {_STOOD[before]}"


def _why_ask(found: Resolution) -> str:
    return f"read as solved, {found.probability or 0:.0%} sure, and nobody said so"


def _prompt(facts: Facts, key: str) -> str:
    return texts("briefing.confirm", facts.questions[key].language)["ask"]


def _size(group: Group | None) -> int:
    return len(group.members) if group else 1
