"""The briefing's heading and its lists of threads in their order: shared by the page and the text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from kbminer.briefing import Briefing
from kbminer.briefing.estimate import counted
from kbminer.briefing.items import Burst, Place, StandingTask, Task, ThreadNews
from kbminer.publish.file_names import titled_name
from kbminer.web_address import web_address

WORDS = (
    "A helpful reply does more than ask back or have the same problem; "
    "an answer is the one reply that most likely solves the thread."
)
NO_ADDRESSES = "The import holds no addresses of threads: find those listed here by title, day and number."
NO_ARTICLES = "No articles were given, so none is named that answers."
_MADE_UP = re.compile(r"(?:id)?[0-9a-f]{12,}")  # a number of our own for a mail: no archive finds it
_NAMED = 3  # forums in a heading: of more, how many


def heading(made: Briefing) -> str:
    """Name the briefing: whose it is, of which forums, and which days it covers."""
    named = ", ".join(made.forums) if len(made.forums) <= _NAMED else f"{len(made.forums)} forums"
    about = f" on {named}" if named else ""
    team = f" for {made.team}" if made.team else ""
    days = _days(made.since.date() if made.since else None, made.until.date() if made.until else None)
    return f"Briefing{team}{about}{f', {days}' if days else ''}"


def _days(since: date | None, until: date | None) -> str:
    if until is None:
        return ""
    end = f"{until.day} {until:%b %Y}"
    if since is None:
        return f"up to {end}"
    if since >= until:
        return end
    start = f"{since.day}"
    if (since.year, since.month) != (until.year, until.month):
        start = f"{start} {since:%b}" if since.year == until.year else f"{start} {since:%b %Y}"
    return f"{start}–{end} ({counted((until - since).days, 'day')})"


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreadList:
    """Threads under one heading, with a line that says what to do about them."""

    id: str
    heading: str
    lead: str
    threads: tuple[ThreadNews, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskList:
    """Tasks under one heading."""

    id: str
    heading: str
    tasks: tuple[Task, ...]


def task_lists(made: Briefing) -> list[TaskList]:
    """List what can be done now, then what somebody must find an answer to first, each in order of value.

    Where a draft is begun or some thread is solved, there is something to write or to review.
    """
    now = tuple(task for task in made.tasks if _is_begun(task))
    later = tuple(task for task in made.tasks if not _is_begun(task))
    found = (
        TaskList(id="tasks", heading="To do now: write or review, in order of value", tasks=now),
        TaskList(id="find", heading="To find out first, in order of value", tasks=later),
    )
    return [each for each in found if each.tasks]


def _is_begun(task: Task) -> bool:
    return task.queue == "answered" or (task.action == "write" and bool(task.draft or task.value.solved))


def waiting_threads(made: Briefing) -> list[ThreadList]:
    """Return those that wait for a person, which come before everything else; nothing where none does."""
    lead = "They wait, the longest first: no answer stands"
    lead += ", and no article answers them." if made.has_articles else "."
    if made.follow_up:
        lead += f" {made.follow_up}"
    return _held(("people", "Needs a person", lead, made.people))


def not_listed(made: Briefing) -> list[str]:
    """Say what no list holds, and why: threads by their reasons, and sections without anything to tell."""
    waiting, unasked = (
        ", ".join(f"{each.count:,} {each.what}" for each in counts)
        for counts in (made.still_waiting, made.unasked)
    )
    lines = (
        made.follow_up if not made.people else "",
        f"Of the threads that wait: {waiting}." if waiting else "",
        f"Of those probably solved, their askers are not to be asked: {unasked}." if unasked else "",
        made.pareto_words if not made.pareto else "",
        "No help was rated." if made.feedback and not has_ratings(made) else "",
    )
    return [line for line in lines if line]


def has_ratings(made: Briefing) -> bool:
    """Whether any customer rated the help."""
    return any(each.rated for each in made.feedback)


def place_of(made: Briefing, group: str | None) -> Place | None:
    """Return where a question is asked, where that is known."""
    return next((each for each in made.places if each.group == group), None) if group else None


def place_words(place: Place | None) -> str:
    """Say how to find a question without an address, by a thread that asks it."""
    if place is None:
        return ""
    parts = [f"asked as “{place.title}”"] if place.title else []
    if not web_address(place.url):
        parts.append(found_by(place))
    words = ", ".join(filter(None, parts))
    return f"({words})" if words else ""


def asked_words(listed: ThreadNews | Place | None) -> str:
    """Return what is asked under a title that names no problem, as it stands behind the title."""
    return f" – “{listed.says}”" if listed and listed.says else ""


def burst_list(burst: Burst) -> list[str]:
    """Say how to find each of a burst's threads."""
    return [web_address(each.url) or found_by(each) or each.title for each in burst.threads]


def draft_file(task: Task) -> str:
    """Name the file of a task's draft; nothing where none was made."""
    return f"drafts/{titled_name(task.draft, task.group)}.md" if task.draft else ""


def thread_lists(made: Briefing) -> list[ThreadList]:
    """Return the other lists that hold anything, those first that somebody can act on at once."""
    asked = f" {made.confirmed.what[0].upper()}{made.confirmed.what[1:]}." if made.confirmed else ""
    return _held(
        (
            "answerable",
            "Answer with an article",
            "Open threads that an article answers; paste the reply.",
            made.answerable,
        ),
        ("heated", "Heated", "Somebody should look at these first.", made.heated),
        (
            "confirm",
            "Ask the asker",
            f"Probably solved; what their askers say teaches most here.{asked}",
            made.confirm,
        ),
        ("reopened", "Open again", "Solved once, and no longer.", made.reopened),
        ("solved", "Newly solved", "Each with whose word it is.", made.solved),
    )


def _held(*found: tuple[str, str, str, tuple[ThreadNews, ...]]) -> list[ThreadList]:
    return [
        ThreadList(id=id, heading=heading, lead=lead, threads=threads)
        for id, heading, lead, threads in found
        if threads
    ]


def found_by(thread: ThreadNews | Place) -> str:
    """Say how to find a thread without an address: by its day and its number, where the source gave it one.

    >>> found_by(Place(group="g", thread="f:7", url=None, asked=date(2026, 3, 1)))
    '2026-03-01, no. 7'
    >>> found_by(Place(group="g", thread="f:id42ff2c9828da", url=None, asked=date(2026, 3, 1)))
    '2026-03-01'
    """
    number = thread.thread.partition(":")[2]
    known = "" if _MADE_UP.fullmatch(number) else f"no. {number}"
    return ", ".join(filter(None, (f"{thread.asked:%Y-%m-%d}" if thread.asked else "", known)))


def has_words(made: Briefing) -> bool:
    """Whether the briefing speaks of answers and helpful replies, so that it must say what they are."""
    return bool(made.people or made.came or made.solved or made.reopened or made.trend or made.service)


def lacks_addresses(made: Briefing) -> bool:
    """Whether threads are listed, and no one of them can be linked."""
    threads = [each for part in (*waiting_threads(made), *thread_lists(made)) for each in part.threads]
    listed: list[ThreadNews | Place] = [*threads, *made.places]
    return bool(listed) and not any(web_address(each.url) for each in listed)


def standing_words(made: Briefing) -> str:
    """Say how many tasks of earlier briefings stand, and name the first; nothing where none does."""
    if not made.standing:
        return ""
    one = made.standing == 1
    count = f"{made.standing:,} {'more' if made.first else 'older'} {'task' if one else 'tasks'}"
    if made.little_worth:
        new = counted(made.little_worth, "new one")
        count += f", {new} of less value than the first fifteen among them,"
    first = "; the first in order of value" if made.standing > len(made.standing_first) else ""
    return f"{count} still {'stands' if one else 'stand'}{first if made.standing_first else ''}"


def standing_counts(task: StandingTask) -> str:
    """Say what a task that stands is, and how often its question was asked."""
    rank = f"; rank {task.rank}" if task.rank else ""
    return f"{task.action}; {counted(task.threads, 'thread')} of {counted(task.askers, 'asker')}{rank}"
