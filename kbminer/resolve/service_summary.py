"""What the threads tell about the forum's service: figures over time and by part, people, open threads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from kbminer.records import Resolution, Service
from kbminer.resolve.escalation import escalations
from kbminer.resolve.service_figures import (
    DAY,
    Key,
    category,
    month,
    newest_post,
    service_figures,
    service_figures_by,
    year,
)
from kbminer.resolve.signals import Signals
from kbminer.resolve.solvers import solvers

_MONTHS = 400.0  # days: thirteen months, so that a month stands beside that of the year before
_LATELY = 90.0  # days: long enough for medians to rest on something


def service_of(
    signals: Sequence[Signals],
    resolutions: Sequence[Resolution],
    *,
    groups: Mapping[str, str],
    answered_groups: Mapping[str, datetime | None] | None = None,
) -> Service:
    """Work out the service of a forum.

    Parameters
    ----------
    signals : sequence of Signals
        What was read from the threads.
    resolutions : sequence of Resolution
        Theirs, in the same order.
    groups : mapping of thread key to group id
        The group of each grouped thread.
    answered_groups : mapping of group id to datetime or None, optional
        Groups that an article answers, with the article's date (``None``: always).
    """
    today = newest_post(signals)
    newest = today.timestamp() if today else 0.0
    options = {"today": today, "groups": groups, "answered_groups": answered_groups}
    return Service(
        whole=service_figures(signals, resolutions, groups=groups, answered_groups=answered_groups),
        by_year=service_figures_by(year, signals, resolutions, **options),
        by_category=service_figures_by(category, signals, resolutions, **options),
        by_group=service_figures_by(lambda each: groups.get(each.thread), signals, resolutions, **options),
        heating=tuple(escalations(signals, resolutions, today=today)),
        solvers=tuple(solvers(signals, resolutions, groups=groups, fewest=2)),
        by_month=service_figures_by(_within(month, newest, _MONTHS), signals, resolutions, **options),
        lately=service_figures_by(
            _within(_half(newest), newest, 2 * _LATELY), signals, resolutions, **options
        ),
    )


def _within(key: Key, newest: float, days: float) -> Key:
    """The same key, for threads asked in the last days alone."""

    def of(signals: Signals) -> str | None:
        at = signals.posts[0].at if signals.posts else None
        return None if at is None or at <= newest - days * DAY else key(signals)

    return of


def _half(newest: float) -> Key:
    """In which of the two last spans of 90 days a thread was asked, by the day on which the span began."""

    def of(signals: Signals) -> str | None:
        at = signals.posts[0].at if signals.posts else None
        if at is None:
            return None
        back = 1 if at > newest - _LATELY * DAY else 2
        return datetime.fromtimestamp(newest - back * _LATELY * DAY, UTC).date().isoformat()

    return of
