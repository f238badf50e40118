"""``briefing.md``: the briefing for chats and e-mails, short enough to be read there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kbminer.briefing import Briefing
from kbminer.briefing.items import Task, ThreadNews
from kbminer.publish.briefing.sections import (
    NO_ADDRESSES,
    ThreadList,
    found_by,
    heading,
    lacks_addresses,
    standing_words,
    task_lists,
    thread_lists,
    waiting_threads,
)
from kbminer.publish.markdown import Markdown
from kbminer.web_address import web_address

_SHOWN = 10  # of a list; the page has all


def render_text(made: Briefing) -> Markdown:
    """Write the briefing in Markdown; forum text in it is text only."""
    return Markdown.joined("\n", [*_lines(made), Markdown.name("")])


def _lines(made: Briefing) -> Iterator[Markdown]:
    yield Markdown.form("# {}", Markdown.name(heading(made)))
    yield from (_empty(), Markdown.name(made.headline))
    if lacks_addresses(made):
        yield from (_empty(), Markdown.name(NO_ADDRESSES))
    yield from _threads(waiting_threads(made))
    for held in task_lists(made):
        yield from (_empty(), Markdown.form("## {}", Markdown.name(held.heading)), _empty())
        yield from (_task(task, first=made.first) for task in held.tasks[:_SHOWN])
        yield from _rest(len(held.tasks))
    if made.standing:
        yield from (_empty(), Markdown.form("{}.", Markdown.name(standing_words(made))))
    if made.growing:
        yield from (_empty(), Markdown.form("## Growing"), _empty())
        for each in made.growing[:_SHOWN]:
            words = f"{each.recent} people in {each.days} days, {each.expected:g} usual, chance {each.p:.2g}"
            yield Markdown.form("- {}: {}", Markdown.name(each.title), Markdown.name(words))
    yield from _threads(thread_lists(made))
    if made.upkeep or made.stale:
        yield from (_empty(), Markdown.form("## Your articles"), _empty())
        for use in made.upkeep[:_SHOWN]:
            yield Markdown.form("- **{}** {}: {}", *map(Markdown.name, (use.action, use.article, use.reason)))
        for stale in made.stale[:_SHOWN]:
            yield Markdown.form(
                "- **{}** {}: “{}”", *map(Markdown.name, (stale.kind, stale.article, stale.quote))
            )
    if made.trend:
        yield from (_empty(), Markdown.form("## Service"), _empty())
        yield from (Markdown.form("- {}", Markdown.name(sentence)) for sentence in made.trend)


def _threads(lists: Iterable[ThreadList]) -> Iterator[Markdown]:
    for found in lists:
        yield from (_empty(), Markdown.form("## {}", Markdown.name(found.heading)), _empty())
        yield Markdown.name(found.lead)
        yield _empty()
        yield from map(_thread, found.threads[:_SHOWN])
        yield from _rest(len(found.threads))


def _task(task: Task, *, first: bool) -> Markdown:
    words = (task.action, task.title, task.why, task.value.words)
    if first:
        return Markdown.form("- **{}** {}: {}; {}.", *map(Markdown.name, words))
    news = (*words[:2], task.news, *words[2:])
    return Markdown.form("- **{}** {} ({}): {}; {}.", *map(Markdown.name, news))


def _thread(thread: ThreadNews) -> Markdown:
    url = web_address(thread.url)
    place = Markdown.words(f"<{url}>") if url else Markdown.name(f"({found_by(thread)})")
    return Markdown.form("- {} {}: {}", Markdown.name(thread.title), place, Markdown.name(thread.why))


def _rest(count: int) -> Iterator[Markdown]:
    if count > _SHOWN:
        yield Markdown.form("- and {} more, in briefing.html", Markdown.name(str(count - _SHOWN)))


def _empty() -> Markdown:
    return Markdown.name("")
