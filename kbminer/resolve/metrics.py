"""Service figures of a forum: how fast it answers, how much it solves, what waits.

Every figure says on how many threads it rests. What the forum declares and what was inferred are counted
apart. "Today" is the newest post of the threads given, so that the same threads give the same figures.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from statistics import median

from kbminer.records import Figure, Resolution, ServiceFigures
from kbminer.resolve.signals import PostSignals, Signals

HOUR, DAY = 3600.0, 86400.0
_OPEN = frozenset({"answered", "unanswered", "abandoned"})
Key = Callable[[Signals], str | None]


def service_figures(
    signals: Sequence[Signals],
    resolutions: Sequence[Resolution],
    *,
    groups: Mapping[str, str] | None = None,
    answered_groups: Mapping[str, datetime | None] | None = None,
    today: datetime | None = None,
) -> ServiceFigures:
    """Work out the service figures of threads.

    Args:
        signals: the threads' signals.
        resolutions: their resolutions, in the same order.
        groups: the group of each grouped thread, by thread key; self-service is only known with it.
        answered_groups: groups that an article answers, with the article's date (``None``: always).
        today: what "now" is for ages; by default the date of the newest post.
    """
    pairs = [
        (s, r)
        for s, r in zip(signals, resolutions, strict=True)
        if s.posts and not s.set_aside and r.state not in ("not a question", "duplicate")
    ]
    now = today.timestamp() if today else max((p.at for s, _ in pairs for p in s.posts if p.at), default=0.0)
    solved = [(s, r) for s, r in pairs if r.is_solved]
    known = [(s, r) for s, r in pairs if r.state != "unknown" or r.declared]
    still_open = [s for s, r in pairs if not r.is_solved and r.state in _OPEN]
    return ServiceFigures(
        questions=len(pairs),
        first_response_hours=_middle([_until(s, _first_reply(s)) for s, _ in pairs], HOUR),
        first_contact=_share([_solved_at_once(s, r) for s, r in solved if r.best_post]),
        resolution_hours=_middle([_until(s, _post(s, r.best_post)) for s, r in solved], HOUR),
        unanswered=_share(
            [not r.is_solved and r.state == "unanswered" for _, r in pairs if r.state != "unknown"]
        ),
        backlog_days=_middle(
            [now - s.posts[0].at if s.posts[0].at is not None else None for s in still_open], DAY
        ),
        declared=_share([r.declared == "solved" for _, r in pairs]),
        inferred=_share([r.is_solved and r.declared is None for _, r in known]),
        self_service=_self_service(pairs, groups or {}, answered_groups or {}),
    )


def service_figures_by(
    key: Key, signals: Sequence[Signals], resolutions: Sequence[Resolution], **options: object
) -> dict[str, ServiceFigures]:
    """:func:`service_figures` for each value of ``key`` (:func:`month`, :func:`category`, a group's id).

    Threads without a value are left out. Options are those of :func:`service_figures`; "today" is the
    newest post of all threads, not of each part.
    """
    newest = max((p.at for s in signals for p in s.posts if p.at is not None), default=None)
    today = datetime.fromtimestamp(newest, UTC) if newest is not None else None
    parts: dict[str, list[int]] = defaultdict(list)
    for i, each in enumerate(signals):
        name = key(each)
        if name is not None:
            parts[name].append(i)
    settings: dict[str, object] = {"today": today, **options}
    return {
        name: service_figures([signals[i] for i in at], [resolutions[i] for i in at], **settings)  # type: ignore[arg-type]
        for name, at in sorted(parts.items())
    }


def month(signals: Signals) -> str | None:
    """The month in which a thread was asked, as "2024-05"."""
    at = signals.posts[0].at if signals.posts else None
    return None if at is None else datetime.fromtimestamp(at, UTC).strftime("%Y-%m")


def category(signals: Signals) -> str | None:
    """The category that the forum puts a thread in."""
    return signals.category


def _first_reply(signals: Signals) -> PostSignals | None:
    return next((post for post in signals.posts[1:] if not post.asker), None)


def _post(signals: Signals, post: str | None) -> PostSignals | None:
    return next((each for each in signals.posts if each.id == post), None) if post else None


def _until(signals: Signals, post: PostSignals | None) -> float | None:
    """Seconds from question to post; ``None`` without dates, or where the post is dated before it."""
    asked = signals.posts[0].at
    if post is None or post.at is None or asked is None or post.at < asked:
        return None
    return post.at - asked


def _solved_at_once(signals: Signals, resolution: Resolution) -> bool:
    first = _first_reply(signals)
    return first is not None and first.id == resolution.best_post


def _self_service(
    pairs: Sequence[tuple[Signals, Resolution]],
    groups: Mapping[str, str],
    answered: Mapping[str, datetime | None],
) -> Figure:
    """Of the grouped questions, those whose group had an article or a solved thread when they were asked."""
    solved_at: dict[str, float] = {}
    for signals, resolution in pairs:
        group, post = groups.get(signals.thread), _post(signals, resolution.best_post)
        if group is not None and resolution.is_solved and post is not None and post.at is not None:
            solved_at[group] = min(post.at, solved_at.get(group, post.at))
    hits = []
    for signals, _ in pairs:
        asked, group = signals.posts[0].at, groups.get(signals.thread)
        if asked is None:
            continue
        article = group is not None and group in answered and _since(answered[group]) <= asked
        hits.append(article or (group is not None and solved_at.get(group, float("inf")) < asked))
    return _share(hits) if groups else Figure(value=None, threads=0)


def _since(moment: datetime | None) -> float:
    return moment.timestamp() if moment else float("-inf")


def _middle(values: Sequence[float | None], unit: float) -> Figure:
    known = [value for value in values if value is not None]
    return Figure(value=round(median(known) / unit, 2) if known else None, threads=len(known))


def _share(hits: Sequence[bool]) -> Figure:
    return Figure(value=round(sum(hits) / len(hits), 4) if hits else None, threads=len(hits))
