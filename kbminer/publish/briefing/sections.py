"""The briefing's heading and its lists of threads in their order: shared by the page and the text."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from kbminer.briefing import Briefing
from kbminer.briefing.estimate import counted
from kbminer.briefing.items import Task, ThreadNews
from kbminer.web_address import web_address

NO_ADDRESSES = "The import holds no addresses of threads: find those listed here by title, day and number."
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
    """Tasks under one heading, and how many stand in the lists before it."""

    id: str
    heading: str
    tasks: tuple[Task, ...]
    before: int


def task_lists(made: Briefing) -> list[TaskList]:
    """Give what can be done now, then what somebody must find an answer to first, each in order of value."""
    now = tuple(task for task in made.tasks if task.queue == "answered")
    later = tuple(task for task in made.tasks if task.queue == "undocumented")
    found = (
        TaskList(id="tasks", heading="To do now, in order of value", tasks=now, before=0),
        TaskList(id="find", heading="To find out first, in order of value", tasks=later, before=len(now)),
    )
    return [each for each in found if each.tasks]


def waiting_threads(made: Briefing) -> list[ThreadList]:
    """Give those that wait for a person, which come before everything else; nothing where none does."""
    more = ", ".join(f"{each.count:,} {each.what}" for each in made.still_waiting)
    lead = "They wait, the longest first: no answer stands, and no article answers them."
    lead += f" Not listed, of those that wait: {more}." if more else ""
    return _held(("people", "Needs a person", lead, made.people))


def thread_lists(made: Briefing) -> list[ThreadList]:
    """Give the other lists that hold anything, those first that somebody can act on at once."""
    asked = f" {made.confirmed.what[0].upper()}{made.confirmed.what[1:]}." if made.confirmed else ""
    return _held(
        (
            "answerable",
            "Answer with an article",
            "Open threads that an article answers; paste the reply.",
            made.answerable,
        ),
        ("heated", "Heated", "Somebody should look at these first.", made.heated),
        ("confirm", "Ask the asker", f"Probably solved; an answer teaches most here.{asked}", made.confirm),
        ("reopened", "Open again", "Solved once, and no longer.", made.reopened),
        ("solved", "Newly solved", "Each with whose word it is.", made.solved),
    )


def _held(*found: tuple[str, str, str, tuple[ThreadNews, ...]]) -> list[ThreadList]:
    return [
        ThreadList(id=id, heading=heading, lead=lead, threads=threads)
        for id, heading, lead, threads in found
        if threads
    ]


def found_by(thread: ThreadNews) -> str:
    """Say how to find a thread without an address: by its day and its number."""
    day = f"{thread.asked:%Y-%m-%d}, " if thread.asked else ""
    return f"{day}no. {thread.thread.partition(':')[2]}"


def lacks_addresses(made: Briefing) -> bool:
    """Whether threads are listed, and no one of them can be linked."""
    listed = [each for part in (*waiting_threads(made), *thread_lists(made)) for each in part.threads]
    return bool(listed) and not any(web_address(each.url) for each in listed)


def standing_words(made: Briefing) -> str:
    """Say how many tasks of earlier briefings stand, and name the first; nothing where none does."""
    if not made.standing:
        return ""
    one = made.standing == 1
    count = f"{made.standing:,} {'more' if made.first else 'older'} {'task' if one else 'tasks'}"
    named = " · ".join(made.standing_titles)
    rest = " …" if made.standing > len(made.standing_titles) else ""
    return f"{count} still {'stands' if one else 'stand'}{f': {named}{rest}' if named else ''}"
