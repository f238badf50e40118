"""What the threads tell about the forum's service: figures over time and by part, people, open threads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from kbminer.records import Resolution, Service
from kbminer.resolve.escalation import escalations
from kbminer.resolve.service_figures import category, service_figures, service_figures_by, year
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
    options = {"groups": groups, "answered_groups": answered_groups}
    return Service(
        whole=service_figures(signals, resolutions, groups=groups, answered_groups=answered_groups),
        by_year=service_figures_by(year, signals, resolutions, **options),
        by_category=service_figures_by(category, signals, resolutions, **options),
        by_group=service_figures_by(lambda each: groups.get(each.thread), signals, resolutions, **options),
        heating=tuple(escalations(signals, resolutions)),
        solvers=tuple(solvers(signals, resolutions, groups=groups, fewest=2)),
    )
