"""All that the threads tell about the forum's service: figures over time and by part, heat, people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from kbminer.records import Resolution, Service
from kbminer.resolve.escalation import escalations
from kbminer.resolve.metrics import category, service_figures, service_figures_by
from kbminer.resolve.signals import Signals
from kbminer.resolve.solvers import solvers


def service_of(
    signals: Sequence[Signals],
    resolutions: Sequence[Resolution],
    *,
    groups: Mapping[str, str],
    answered_groups: Mapping[str, datetime | None] | None = None,
) -> Service:
    """Work out the service of a forum.

    Args:
        signals: the threads' signals.
        resolutions: their resolutions, in the same order.
        groups: the group of each grouped thread, by thread key.
        answered_groups: groups that an article answers, with the article's date (``None``: always).
    """
    options = {"groups": groups, "answered_groups": answered_groups}
    return Service(
        whole=service_figures(signals, resolutions, groups=groups, answered_groups=answered_groups),
        by_year=service_figures_by(_year, signals, resolutions, **options),
        by_category=service_figures_by(category, signals, resolutions, **options),
        by_group=service_figures_by(lambda each: groups.get(each.thread), signals, resolutions, **options),
        heating=tuple(escalations(signals, resolutions)),
        solvers=tuple(solvers(signals, resolutions, groups=groups, fewest=2)),
    )


def _year(signals: Signals) -> str | None:
    at = signals.posts[0].at if signals.posts else None
    return None if at is None else str(datetime.fromtimestamp(at, UTC).year)
