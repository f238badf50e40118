"""``briefing.md``: the briefing for chats and e-mails, short enough to be read there."""

from __future__ import annotations

from collections.abc import Iterator

from kbminer.briefing import Briefing
from kbminer.briefing.items import Task, ThreadNews
from kbminer.publish.briefing.sections import thread_lists
from kbminer.publish.markdown import Markdown
from kbminer.web_address import web_address

_SHOWN = 10  # of a list; the page has all


def render_text(made: Briefing) -> Markdown:
    """Write the briefing in Markdown; forum text in it is text only."""
    return Markdown.joined("\n", [*_lines(made), Markdown.name("")])


def _lines(made: Briefing) -> Iterator[Markdown]:
    team = f" for {made.team}" if made.team else ""
    yield Markdown.form("# Briefing{}", Markdown.name(team))
    yield from (_empty(), Markdown.name(made.headline))
    if made.tasks:
        yield from (_empty(), Markdown.form("## To do"), _empty())
        yield from (_task(task, first=made.first) for task in made.tasks[:_SHOWN])
        yield from _rest(len(made.tasks))
    if made.growing:
        yield from (_empty(), Markdown.form("## Growing"), _empty())
        for each in made.growing[:_SHOWN]:
            words = f"{each.recent} people in {each.days} days, {each.expected:g} usual, chance {each.p:.2g}"
            yield Markdown.form("- {}: {}", Markdown.name(each.title), Markdown.name(words))
    for found in thread_lists(made):
        yield from (_empty(), Markdown.form("## {}", Markdown.name(found.heading)), _empty())
        yield Markdown.name(found.lead)
        yield _empty()
        yield from map(_thread, found.threads[:_SHOWN])
        yield from _rest(len(found.threads))
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


def _task(task: Task, *, first: bool) -> Markdown:
    words = (task.action, task.title, task.why, task.value.words)
    if first:
        return Markdown.form("- **{}** {}: {}; {}.", *map(Markdown.name, words))
    news = (*words[:2], task.news, *words[2:])
    return Markdown.form("- **{}** {} ({}): {}; {}.", *map(Markdown.name, news))


def _thread(thread: ThreadNews) -> Markdown:
    url = web_address(thread.url)
    title = Markdown.name(thread.title)
    place = Markdown.form(" {}", Markdown.words(f"<{url}>")) if url else _empty()
    return Markdown.form("- {}{}: {}", title, place, Markdown.name(thread.why))


def _rest(count: int) -> Iterator[Markdown]:
    if count > _SHOWN:
        yield Markdown.form("- and {} more, in briefing.html", Markdown.name(str(count - _SHOWN)))


def _empty() -> Markdown:
    return Markdown.name("")
