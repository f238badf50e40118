"""The briefing as records; each field says what it holds, and the published schema is made from that."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import Field

from kbminer.briefing.estimate import Estimate
from kbminer.briefing.outcomes import Feedback, Followed, Linked, SuggestCheck
from kbminer.records import Action, Queue

News = Literal["new", "now a task", "another task", "growing", "reopened"]
"""Why a task stands in a briefing: what is new about its question."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """Why a task is worth doing: figures that can be checked, never a bare score."""

    threads: Annotated[int, Field(description="Threads that ask the question.")]
    askers: Annotated[int, Field(description="Different people who asked it.")]
    last_year: Annotated[int, Field(description="Threads of the twelve months before the newest post.")]
    views: Annotated[
        int | None, Field(description="Views of these threads; null where the forum does not say.")
    ]
    solved: Annotated[int, Field(description="Threads of the question that were solved.")]
    hours: Annotated[
        float | None,
        Field(description="Median hours to a solution; null where none of its threads was solved."),
    ]
    unanswered: Annotated[float | None, Field(description="Share of its threads without a helpful reply.")]
    deflected: Annotated[
        Estimate | None, Field(description="Questions a year that an article would answer by itself.")
    ]
    staff_hours: Annotated[Estimate | None, Field(description="Hours of staff a year that this would save.")]
    words: Annotated[str, Field(description="The same in one sentence.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Growth:
    """A question asked more often than chance explains, with the baseline it is held against."""

    group: Annotated[str, Field(description="The question's id, which lasts from run to run.")]
    title: Annotated[str, Field(description="The question in an asker's words.")]
    recent: Annotated[int, Field(description="People who asked it in the window.")]
    days: Annotated[int, Field(description="Length of the window in days, up to the newest post.")]
    expected: Annotated[
        float,
        Field(description="How many would have asked at the rate of the year before, as the forum goes."),
    ]
    before: Annotated[int, Field(description="People who asked it in the year before the window.")]
    p: Annotated[
        float,
        Field(description="Chance of so many (binomial test), corrected for all questions tested."),
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """What to do about one question, and why."""

    group: Annotated[str, Field(description="The question's id, which lasts from run to run.")]
    title: Annotated[str, Field(description="The question in an asker's words.")]
    action: Annotated[Action, Field(description="What to do.")]
    news: Annotated[News, Field(description="Why it stands in this briefing.")]
    rank: Annotated[int, Field(description="Its place among all suggestions, by value.")]
    queue: Annotated[
        Queue,
        Field(description="Whether it can be done now, or its answer must be found out first."),
    ]
    why: Annotated[str, Field(description="What the knowledge base has for it.")]
    value: Annotated[Value, Field(description="Why it is worth doing.")]
    article: Annotated[str | None, Field(description="The existing article, where there is one.")]
    draft: Annotated[str | None, Field(description="The title of the draft, where one was made.")]
    team: Annotated[str | None, Field(description="The team that a rule sends it to.")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Upkeep:
    """An article of the knowledge base that needs a hand."""

    article: Annotated[str, Field(description="The article's id.")]
    action: Annotated[
        Literal["merge", "retire", "update", "review"], Field(description="What to do with it.")
    ]
    reason: Annotated[str, Field(description="Why.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class StaleNews:
    """A passage of an article that a newer post speaks against."""

    article: Annotated[str, Field(description="The article's id.")]
    kind: Annotated[
        Literal["contradicted", "outdated", "missing"], Field(description="How it speaks against it.")
    ]
    passage: Annotated[str | None, Field(description="The passage; null where something is missing.")]
    quote: Annotated[str, Field(description="The sentence of the post.")]
    thread: Annotated[str, Field(description="The key of the post's thread.")]
    url: Annotated[str | None, Field(description="The thread's address.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What became of questions: born, merged, split or gone, with ids and titles before and after."""

    kind: Annotated[Literal["new", "merged", "split", "gone"], Field(description="What became of them.")]
    before: Annotated[tuple[str, ...], Field(description="Ids before; empty for a new question.")]
    after: Annotated[tuple[str, ...], Field(description="Ids now; empty for one that is gone.")]
    titles: Annotated[
        tuple[str, ...], Field(description="Titles of those that stand now, else of those before.")
    ]
    threads: Annotated[int, Field(description="Threads that ask it now, else asked it last.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreadNews:
    """A thread to look at, with the reason, and words to paste where there are some."""

    thread: Annotated[str, Field(description="The thread's key.")]
    title: Annotated[str, Field(description="Its title.")]
    url: Annotated[str | None, Field(description="Its address.")]
    asked: Annotated[date | None, Field(description="The day on which it was asked.")]
    category: Annotated[str | None, Field(description="The category that the forum puts it in.")]
    group: Annotated[str | None, Field(description="The id of its question, where others ask the same.")]
    why: Annotated[str, Field(description="Why it stands here.")]
    reply: Annotated[
        str | None, Field(description="Words to paste as a reply, in the thread's language.")
    ] = None
    team: Annotated[str | None, Field(description="The team that a rule sends it to.")] = None
    says: Annotated[
        str | None, Field(description="The first sentence asked, where the title names no problem.")
    ] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Burst:
    """A question that several people asked at once, and that nobody has answered yet."""

    group: Annotated[str, Field(description="The question's id.")]
    title: Annotated[str, Field(description="The title of its first thread.")]
    askers: Annotated[int, Field(description="Different people who asked it at once.")]
    hours: Annotated[int, Field(description="Hours from the first of these threads to the last.")]
    state: Annotated[
        Literal["no reply yet", "no answer yet"],
        Field(description="Whether nobody replied, or replies answer nothing."),
    ]
    threads: Annotated[tuple[ThreadNews, ...], Field(description="Its threads, the earliest first.")]
    words: Annotated[str, Field(description="The same in one sentence.")]
    team: Annotated[str | None, Field(description="The team that a rule sends it to.")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a question that the briefing names is asked first."""

    group: Annotated[str, Field(description="The question's id.")]
    thread: Annotated[str, Field(description="The key of the thread that stands for it.")]
    url: Annotated[str | None, Field(description="That thread's address.")]
    asked: Annotated[date | None, Field(description="The day on which that thread was asked.")]
    title: Annotated[
        str | None, Field(description="That thread's title, where the question is named otherwise.")
    ] = None
    says: Annotated[
        str | None, Field(description="The first sentence asked there, where the title names no problem.")
    ] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StandingTask:
    """A task of an earlier briefing that stands as it did."""

    group: Annotated[str, Field(description="The question's id.")]
    title: Annotated[str, Field(description="The question in an asker's words.")]
    action: Annotated[Action, Field(description="What to do.")]
    threads: Annotated[int, Field(description="Threads that ask it.")]
    askers: Annotated[int, Field(description="Different people who asked it.")]
    rank: Annotated[int | None, Field(description="Its place among all suggestions, by value.")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Demand:
    """What people looked for elsewhere than in threads, joined to the questions that it asks."""

    group: Annotated[str | None, Field(description="The question's id; null where none asks the same.")]
    title: Annotated[
        str, Field(description="The question's title, or the commonest words that were looked for.")
    ]
    count: Annotated[int, Field(description="How often it was looked for.")]
    kinds: Annotated[tuple[str, ...], Field(description="The files it comes from, such as search misses.")]
    last: Annotated[date | None, Field(description="When it was last looked for.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceRow:
    """Service figures of the questions asked in one month; medians, each with the threads it rests on."""

    month: Annotated[str, Field(description="The month, as 2026-03.")]
    questions: Annotated[int, Field(description="Questions asked.")]
    first_reply_hours: Annotated[float | None, Field(description="Median hours to the first reply.")]
    first_reply_threads: Annotated[int, Field(description="Threads that this median rests on.")]
    solution_hours: Annotated[float | None, Field(description="Median hours to the solution.")]
    solution_threads: Annotated[int, Field(description="Threads that this median rests on.")]
    solved: Annotated[float | None, Field(description="Share solved, declared or inferred.")]
    unanswered: Annotated[float | None, Field(description="Share without a helpful reply.")]
    unanswered_threads: Annotated[int, Field(description="Threads that this share rests on.")] = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ParetoPoint:
    """How many threads the most asked questions make together."""

    questions: Annotated[int, Field(description="The most asked questions, so many of them.")]
    threads: Annotated[int, Field(description="Threads that ask one of them.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """What to plan for: questions to come, what articles may take, and what is left for people."""

    questions: Annotated[Estimate, Field(description="Questions a month to come.")]
    for_people: Annotated[
        Estimate, Field(description="Of these, what is left once articles serve their share.")
    ]
    hours: Annotated[float | None, Field(description="Median hours to a solution where no article helps.")]
    hours_threads: Annotated[int, Field(description="Threads that this median rests on.")]
    words: Annotated[str, Field(description="What to plan for, in one sentence.")] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """Something that was counted."""

    what: Annotated[str, Field(description="What was counted.")]
    count: Annotated[int, Field(description="How many.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Briefing:
    """What changed since the last briefing, and what to do this week."""

    version: Annotated[
        Literal[1], Field(description="Of the schema; it rises when a field goes or changes.")
    ] = 1
    kbminer: Annotated[str, Field(description="The version of kbminer that wrote it.")]
    headline: Annotated[str, Field(description="The whole in one sentence.")]
    quiet: Annotated[bool, Field(description="Whether nothing is new since the last briefing.")]
    first: Annotated[bool, Field(description="Whether it is the first, with nothing to compare with.")]
    has_articles: Annotated[
        bool, Field(description="Whether articles were given that questions are held against.")
    ] = True
    team: Annotated[str | None, Field(description="The team that it is for; null for all.")] = None
    forums: Annotated[tuple[str, ...], Field(description="The forums that it tells of.")] = ()
    since: Annotated[datetime | None, Field(description="The newest post that the last briefing knew.")]
    until: Annotated[datetime | None, Field(description="The newest post that this one knows.")]
    threads: Annotated[int, Field(description="Threads that the store holds.")]
    new_threads: Annotated[int, Field(description="Threads that came since the last briefing.")]
    came: Annotated[
        tuple[Count, ...],
        Field(description="What became of the threads asked since: solved, answered, waiting, no question."),
    ] = ()
    bursts: Annotated[
        tuple[Burst, ...],
        Field(description="Asked by several at once and not answered yet; told until somebody answers."),
    ] = ()
    tasks: Annotated[tuple[Task, ...], Field(description="What to do, in order of value.")]
    standing: Annotated[int, Field(description="Tasks of earlier briefings that stand as they did.")]
    little_worth: Annotated[
        int, Field(description="Of these, new tasks so far down in value that others are better done first.")
    ] = 0
    standing_first: Annotated[
        tuple[StandingTask, ...], Field(description="The first of these, in order of value.")
    ] = ()
    places: Annotated[
        tuple[Place, ...], Field(description="Where the questions that are named here are asked.")
    ] = ()
    upkeep: Annotated[tuple[Upkeep, ...], Field(description="Articles that newly need a hand.")]
    stale: Annotated[tuple[StaleNews, ...], Field(description="Passages that newer posts speak against.")]
    growing: Annotated[
        tuple[Growth, ...], Field(description="Questions asked more often than chance explains.")
    ]
    changes: Annotated[
        tuple[Change, ...], Field(description="Questions that are new, merged, split or gone.")
    ]
    solved: Annotated[tuple[ThreadNews, ...], Field(description="Threads that were solved.")]
    reopened: Annotated[
        tuple[ThreadNews, ...], Field(description="Threads that were solved and are no longer.")
    ]
    answerable: Annotated[tuple[ThreadNews, ...], Field(description="Open threads that an article answers.")]
    people: Annotated[
        tuple[ThreadNews, ...],
        Field(description="Open threads that need a person, the longest wait first."),
    ]
    follow_up: Annotated[
        str, Field(description="What became of the threads that needed a person last time, in one sentence.")
    ] = ""
    still_waiting: Annotated[
        tuple[Count, ...], Field(description="Others that wait for an answer, and why they are not listed.")
    ] = ()
    unasked: Annotated[
        tuple[Count, ...], Field(description="Probably solved, and why their askers are not to be asked.")
    ] = ()
    heated: Annotated[tuple[ThreadNews, ...], Field(description="Threads that heat up.")]
    confirm: Annotated[tuple[ThreadNews, ...], Field(description="Probably solved: ask the asker.")]
    confirmed: Annotated[Count | None, Field(description="What became of those asked last time.")]
    demand: Annotated[tuple[Demand, ...], Field(description="What was looked for elsewhere than in threads.")]
    service: Annotated[
        tuple[ServiceRow, ...], Field(description="Service figures by month, the newest last.")
    ]
    trend: Annotated[tuple[str, ...], Field(description="What the service figures say, in sentences.")]
    returning: Annotated[
        Estimate | None, Field(description="Share of last year's askers who asked more than once.")
    ]
    returning_words: Annotated[str, Field(description="The same in one sentence.")] = ""
    pareto: Annotated[
        tuple[ParetoPoint, ...], Field(description="The most asked questions and their threads.")
    ]
    pareto_words: Annotated[str, Field(description="Which part of the questions makes most threads.")]
    outlook: Annotated[Outlook | None, Field(description="What to plan for.")]
    followed: Annotated[tuple[Followed, ...], Field(description="What became of accepted articles.")]
    suggest_checks: Annotated[
        tuple[SuggestCheck, ...], Field(description="Whether new questions are answered with them.")
    ]
    linked: Annotated[
        Linked | None, Field(description="Whether threads that link an article are solved sooner.")
    ]
    feedback: Annotated[
        tuple[Feedback, ...], Field(description="What customers said of the help, by question and team.")
    ]
    decisions: Annotated[tuple[Count, ...], Field(description="Editors' decisions since the last briefing.")]
    left_out: Annotated[tuple[Count, ...], Field(description="What no group holds, and why.")]

    @property
    def other_changes(self) -> tuple[Change, ...]:
        """Changes that no task tells already: a new question that is a task stands there."""
        tasks = {task.group for task in self.tasks} | {burst.group for burst in self.bursts}
        return tuple(each for each in self.changes if each.kind != "new" or not tasks.issuperset(each.after))
