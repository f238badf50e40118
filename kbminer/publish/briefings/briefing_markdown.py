"""``briefing.md``: the briefing for chats and e-mails, short enough to be read there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from kbminer.briefing import Briefing
from kbminer.briefing.items import Burst, Growth, Task, ThreadNews
from kbminer.publish.briefings import briefing_sections as sections
from kbminer.publish.markdown import Markdown
from kbminer.web_address import web_address

_SHOWN = 10  # of a list; the page has all


def render_text(made: Briefing) -> Markdown:
    """Write the briefing in Markdown; forum text in it is text only."""
    return Markdown.joined("\n", [*_lines(made), Markdown.name("")])


def _lines(made: Briefing) -> Iterator[Markdown]:
    yield from _top(made)
    if made.bursts:
        yield from (_empty(), Markdown.form("## Asked by many at once"), _empty())
        yield from map(_burst, made.bursts)
    yield from _threads(sections.waiting_threads(made))
    for held in sections.task_lists(made):
        yield from _section(held.heading, [_task(task, made) for task in held.tasks[:_SHOWN]])
        yield from _rest(len(held.tasks))
    yield from _standing(made)
    yield from _section("Growing", [_growing(made, grown) for grown in made.growing[:_SHOWN]])
    yield from _threads(sections.thread_lists(made))
    yield from _section("Your articles", list(_upkeep(made)))
    yield from _section("Service", list(map(_item, made.trend)))
    yield from _section("Not listed", list(map(_item, sections.not_listed(made))))


def _section(heading: str, lines: Sequence[Markdown]) -> Iterator[Markdown]:
    """A heading and what stands under it; nothing where there is nothing."""
    if lines:
        yield from (_empty(), Markdown.form("## {}", Markdown.name(heading)), _empty(), *lines)


def _item(words: str) -> Markdown:
    return Markdown.form("- {}", Markdown.name(words))


def _standing(made: Briefing) -> Iterator[Markdown]:
    if made.standing:
        yield from (_empty(), Markdown.form("{}:", Markdown.name(sections.standing_words(made))), _empty())
        for each in made.standing_first:
            title = _question(made, each.group, each.title)
            yield Markdown.form("- {}: {}", title, Markdown.name(sections.standing_counts(each)))


def _growing(made: Briefing, grown: Growth) -> Markdown:
    words = f"{grown.recent} people in {grown.days} days, {grown.expected:g} usual"
    title = _question(made, grown.group, grown.title)
    return Markdown.form("- {}: {}, chance {}", title, *map(Markdown.name, (words, f"{grown.p:.2g}")))


def _upkeep(made: Briefing) -> Iterator[Markdown]:
    """What to do about the articles there are, and what newer posts say against them."""
    for use in made.upkeep[:_SHOWN]:
        yield Markdown.form("- **{}** {}: {}", *map(Markdown.name, (use.action, use.article, use.reason)))
    for stale in made.stale[:_SHOWN]:
        facts = (stale.kind, stale.article, stale.quote)
        yield Markdown.form("- **{}** {}: “{}”", *map(Markdown.name, facts))


def _top(made: Briefing) -> Iterator[Markdown]:
    """What stands above all lists: the whole in a sentence, and what must be known to read them."""
    yield Markdown.form("# {}", Markdown.name(sections.heading(made)))
    for holds, words in (
        (True, made.headline),
        (sections.has_words(made), sections.WORDS),
        (sections.lacks_addresses(made), sections.NO_ADDRESSES),
        (made.tasks and not made.has_articles, sections.NO_ARTICLES),
    ):
        if holds:
            yield from (_empty(), Markdown.name(words))


def _threads(lists: Iterable[sections.ThreadList]) -> Iterator[Markdown]:
    for found in lists:
        yield from (_empty(), Markdown.form("## {}", Markdown.name(found.heading)), _empty())
        yield Markdown.name(found.lead)
        yield _empty()
        yield from map(_thread, found.threads[:_SHOWN])
        yield from _rest(len(found.threads))


def _task(task: Task, made: Briefing) -> Markdown:
    file = sections.draft_file(task)
    value = f"{task.value.words}; its draft: {file}" if file else task.value.words
    title = _question(made, task.group, task.title)
    news = f"rank {task.rank}" if made.first else f"{task.news}, rank {task.rank}"
    title = Markdown.form("{} ({})", title, Markdown.name(news))
    words = "; ".join(filter(None, (task.why, value)))
    return Markdown.form("- **{}** {}: {}.", Markdown.name(task.action), title, Markdown.name(words))


def _burst(burst: Burst) -> Markdown:
    found = Markdown.name("; ".join(sections.burst_list(burst)))
    return Markdown.form("- {}: {} ({})", Markdown.name(burst.title), Markdown.name(burst.words), found)


def _question(made: Briefing, group: str, title: str) -> Markdown:
    """A question's title with what it asks, where that says nothing, and how to find its first thread."""
    place = sections.place_of(made, group)
    url = web_address(place.url) if place else None
    words = sections.place_words(place)
    named = Markdown.name(f"{title}{sections.asked_words(place)}")
    if place is None:
        return named
    if words:
        named = Markdown.form("{} {}", named, Markdown.name(words))
    return Markdown.form("{} {}", named, Markdown.words(f"<{url}>")) if url else named


def _thread(thread: ThreadNews) -> Markdown:
    url = web_address(thread.url)
    named, found = Markdown.name(f"{thread.title}{sections.asked_words(thread)}"), sections.found_by(thread)
    if url or found:
        place = Markdown.words(f"<{url}>") if url else Markdown.name(f"({found})")
        named = Markdown.form("{} {}", named, place)
    return Markdown.form("- {}: {}", named, Markdown.name(thread.why))


def _rest(count: int) -> Iterator[Markdown]:
    if count > _SHOWN:
        yield Markdown.form("- and {} more, in briefing.html", Markdown.name(str(count - _SHOWN)))


def _empty() -> Markdown:
    return Markdown.name("")
