"""``report.html``: one file that opens offline, needs no script, and prints."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING

from markupsafe import Markup

from kbminer.languages import language_name
from kbminer.publish.map_picture import map_picture
from kbminer.publish.page_templates import page_templates
from kbminer.publish.report.head_figures import ReportFigures, count_figures, quarters, unchecked_languages
from kbminer.publish.report.plots import bars, shares, state_class
from kbminer.records import (
    Coverage,
    Draft,
    Queue,
    Resolution,
    RunResult,
    Suggestion,
    ThreadSummary,
    queue_of,
)
from kbminer.records.by_key import by_key, by_thread
from kbminer.records.suggestion import QUEUES
from kbminer.redact.gate import released_run
from kbminer.web_address import web_address

if TYPE_CHECKING:
    from jinja2 import Environment

    from kbminer.records import ServiceFigures

# A page is for reading; report.json has all of it.
_ROWS = 60
_UNCONFIRMED = ("answered, not confirmed", "solved (inferred)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A thread as one row of a suggestion."""

    thread: ThreadSummary
    resolution: Resolution
    doubtful: bool

    @property
    def stands_unconfirmed(self) -> bool:
        """Whether a reply answers it that nobody confirmed."""
        known = self.resolution
        return not self.doubtful and known.best_post is not None and known.standing in _UNCONFIRMED

    @property
    def answer(self) -> str | None:
        """What that reply says to do, in its words, where that is known."""
        cues = self.resolution.evidence
        return next((cue.quote for cue in cues if cue.post == self.resolution.best_post and cue.quote), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A suggestion as the page shows it."""

    rank: int
    queue: Queue
    suggestion: Suggestion
    members: tuple[Member, ...]
    draft: Draft | None
    undrafted: str | None
    coverage: Coverage | None
    plot: Markup

    @property
    def standing(self) -> tuple[Member, ...]:
        """Where there is no draft, the threads whose answers an editor may check."""
        return () if self.draft else tuple(each for each in self.members if each.stands_unconfirmed)


def render_page(found: RunResult) -> str:
    """Render the report as one HTML page without anything private; forum text in it is text only."""
    found = released_run(found)
    head = count_figures(found)
    cards = _cards(found, head)
    drawn = map_picture(found, lambda suggestion: suggestion.action)
    template = _environment().get_template("report.html.j2")
    return template.render(
        kb=found,
        head=head,
        cards=cards,
        queues=_queues(cards),
        rest=found.in_short(),
        rows=_ROWS,
        unchecked=unchecked_languages(head),
        service_rows=_service_rows(found),
        by_year=bars([n for _, n in head.by_year], label="questions by year", width=220, height=48),
        states=shares(head.states, label="state of all questions"),
        near=sorted(found.grouping.left_out, key=lambda out: (-out.similarity, out.thread))[:_ROWS],
        map=drawn,
        map_kinds=list(dict.fromkeys(spot.kind for spot in drawn.spots)) if drawn else [],
        subjects={group: ", ".join(t.terms) for t in found.grouping.themes for group in t.groups},
        titles={thread.key: thread.title for thread in found.threads},
        group_titles={group.id: group.title for group in found.grouping.groups},
        group_sizes={group.id: len(group.members) for group in found.grouping.groups},
    )


def _cards(found: RunResult, head: ReportFigures) -> list[Card]:
    threads = by_key(found.threads)
    resolutions = by_thread(found.resolutions)
    asked = {question.thread: question.asked_at for question in found.questions}
    undrafted = dict(found.undrafted)
    coverage = {covered.group: covered for covered in found.coverage}
    return [
        Card(
            rank=rank,
            queue=queue_of(suggestion, found.draft_of(suggestion)),
            suggestion=suggestion,
            members=tuple(
                Member(
                    thread=threads[key],
                    resolution=resolutions[key],
                    doubtful=key in suggestion.group.doubtful,
                )
                for key in _newest_first(suggestion.group.members, asked)
            ),
            draft=found.draft_of(suggestion),
            undrafted=undrafted.get(suggestion.group.id),
            coverage=coverage.get(suggestion.group.id),
            plot=bars(
                quarters([asked[key] for key in suggestion.group.members], head.first, head.last),
                label=f"asked by quarter, {head.first:%Y} to {head.last:%Y}"
                if head.first and head.last
                else "",
            ),
        )
        for rank, suggestion in found.in_full()
    ]


def _queues(cards: list[Card]) -> list[tuple[Queue, list[Card]]]:
    """What can be approved and what has to be found out, apart, each in the order of value."""
    apart = [(name, [card for card in cards if card.queue == name]) for name in QUEUES]
    return [(name, own) for name, own in apart if own]


def _service_rows(found: RunResult) -> list[tuple[str, ServiceFigures]]:
    """The whole forum, then its years."""
    if found.service is None:
        return []
    return [("all", found.service.whole), *sorted(found.service.by_year.items())]


def _newest_first(keys: Iterable[str], asked: dict[str, datetime | None]) -> list[str]:
    """Order by date, newest first; undated threads last, by key."""
    return sorted(keys, key=lambda key: (-_seconds(asked[key]), key))


def _seconds(moment: datetime | None) -> float:
    return moment.timestamp() if moment else float("-inf")


def _article(draft: Draft) -> Markup:
    """The draft's body, as every export shows it: sanitised there."""
    from kbminer.publish.targets.html import fragment  # noqa: PLC0415 - at first use

    return Markup(fragment(draft))  # noqa: S704 - sanitised by nh3


@cache
def _environment() -> Environment:
    return page_templates(
        "kbminer.publish.report",
        "",
        article=_article,
        web=web_address,
        state_class=state_class,
        language=language_name,
    )
