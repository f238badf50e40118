"""``briefing.html``: one file that opens offline, needs no script, and prints."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

from markupsafe import Markup

from kbminer.briefing import Briefing
from kbminer.briefing.items import ParetoPoint
from kbminer.printable import printable
from kbminer.publish.briefings import briefing_sections as sections
from kbminer.publish.briefings.briefing_json import Cost
from kbminer.publish.page_templates import page_templates
from kbminer.publish.report.plots import bars
from kbminer.web_address import web_address

if TYPE_CHECKING:
    from jinja2 import Environment

_MONTHS = "questions asked by month"


def render_briefing(made: Briefing, cost: Cost | None = None, *, report: str | None = None) -> str:
    """Render the briefing as one HTML page; forum text in it is text only, and steers nothing.

    ``report`` is the way from the page to the report; where it is sent alone there is none.
    """
    template = _environment().get_template("briefings/briefing.html.j2")
    page = template.render(
        made=made,
        cost=cost,
        report=report,
        heading=sections.heading(made),
        waiting=sections.waiting_threads(made),
        todo=sections.task_lists(made),
        lists=sections.thread_lists(made),
        no_addresses=sections.NO_ADDRESSES if sections.lacks_addresses(made) else "",
        no_articles=sections.NO_ARTICLES if made.tasks and not made.has_articles else "",
        folder=report.removesuffix("report.html") if report else None,
        words=sections.WORDS if sections.has_words(made) else "",
        unlisted=sections.not_listed(made),
        rated=sections.has_ratings(made),
        found_by=sections.found_by,
        place_of=sections.place_of,
        place_words=sections.place_words,
        asked_words=sections.asked_words,
        draft_file=sections.draft_file,
        standing_counts=sections.standing_counts,
        standing=sections.standing_words(made),
        fifths=fifths(made.pareto),
        assumes=next((t.value for t in made.tasks if "an article would answer" in t.value.words), None),
        months=bars([row.questions for row in made.service], label=_MONTHS, width=320, height=80),
        line=pareto_line(made.pareto),
    )
    return printable(page)


def fifths(points: Sequence[ParetoPoint]) -> list[ParetoPoint]:
    """Pick five points evenly, the first and the last among them.

    >>> [each.questions for each in fifths([ParetoPoint(questions=n, threads=n) for n in range(1, 42)])]
    [1, 11, 21, 31, 41]
    """
    places = sorted({round(n * (len(points) - 1) / 4) for n in range(5)}) if points else []
    return [points[place] for place in places]


def pareto_line(points: Sequence[ParetoPoint], *, width: int = 320, height: int = 120) -> Markup:
    """Draw how many threads the most asked questions make, from none to all.

    >>> pareto_line([ParetoPoint(questions=1, threads=3), ParetoPoint(questions=3, threads=5)]).count(" L")
    2
    """
    if not points:
        return Markup("")
    most, all_threads = points[-1].questions, points[-1].threads
    places = [
        f"{width * point.questions / most:.1f} {height - height * point.threads / all_threads:.1f}"
        for point in points
    ]
    line = f"M0 {height} L" + " L".join(places)
    label = f"threads made by the most asked questions, up to {all_threads:,} by {most:,}"
    return Markup(  # noqa: S704 - numbers of our own
        f'<svg class="line" viewBox="-1 -1 {width + 2} {height + 2}" width="{width}" height="{height}" '
        f'role="img" aria-label="{label}"><path d="{line}"/></svg>'
    )


@cache
def _environment() -> Environment:
    return page_templates("kbminer.publish", "", web=web_address)
