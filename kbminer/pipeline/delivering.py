"""Briefings to their destinations: each once, tried again by later runs, and never at the cost of a run.

What became of each delivery stands in the store. A delivery that was under way when a run was cut off may
have arrived: it is not sent again, and the log says so.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from kbminer.config import Destination, Settings
from kbminer.digests import digest_of
from kbminer.logs import line
from kbminer.printable import printable_line
from kbminer.store import Delivery, Store

if TYPE_CHECKING:
    from kbminer.briefing import Briefing
    from kbminer.publish.delivery import Parcel

_log = logging.getLogger(__name__)
_BACK = 7  # briefings: what could not be delivered for a week is given up


def deliver_briefings(
    store: Store, settings: Settings, out: Path, *, newest: int, waits: Sequence[float] | None = None
) -> tuple[Delivery, ...]:
    """Deliver what is due and what earlier runs could not; quiet briefings are not delivered.

    A briefing of a week or a month is due once the next one has begun.

    Parameters
    ----------
    store : Store
    settings : Settings
    out : Path
        The report's folder, in which briefings are kept.
    newest : int
        The number of the newest briefing.
    waits : sequence of float, optional
        Seconds before each further try of one run.

    Returns
    -------
    tuple of Delivery
        What was tried now.
    """
    due = newest if settings.briefing_every in ("run", "day") else newest - 1
    done = [
        _delivered(store, out, number, to, due=due, waits=waits)
        for number in range(max(1, due - _BACK + 1), due + 1)
        for to in settings.deliveries
    ]
    return tuple(each for each in done if each)


def _delivered(
    store: Store, out: Path, number: int, to: Destination, *, due: int, waits: Sequence[float] | None
) -> Delivery | None:
    """Deliver one briefing to one destination, unless that was done; ``None`` where nothing was tried."""
    before = next((d for d in store.deliveries(number) if d.destination == to.name), None)
    if before and before.state == "sending":
        return _note(store, replace(before, state="unsure", what="the run was cut off while it was sent"))
    if before.state != "waiting" if before else _is_older(store, to, number, due):
        return None
    parcel = _parcel(out, number, to)
    if parcel is None:
        return None
    now = Delivery(briefing=number, destination=to.name, state="sending", tries=before.tries if before else 0)
    store.note_delivery(now)
    return _note(store, _sent(now, parcel, to, waits))


def _sent(now: Delivery, parcel: Parcel, to: Destination, waits: Sequence[float] | None) -> Delivery:
    """Send a parcel, and say what became of it."""
    from kbminer.publish.delivery import Refused, deliver  # noqa: PLC0415 - where something is sent
    from kbminer.publish.delivery.send import WAITS  # noqa: PLC0415

    try:
        tries = deliver(parcel, to, waits=WAITS if waits is None else waits)
    except Refused as error:
        return replace(now, state="waiting", tries=now.tries + 1, what=str(error))
    except Exception as error:
        # An answer that was lost, or what no sender foresaw: it may have arrived, and costs no run.
        return replace(now, state="unsure", tries=now.tries + 1, what=str(error) or type(error).__name__)
    return replace(now, state="sent", tries=now.tries + tries)


def _is_older(store: Store, to: Destination, number: int, due: int) -> bool:
    """Whether a briefing is from before a destination was set up: old ones are not poured out over it."""
    return number < due and not any(
        each.destination == to.name
        for n in range(max(1, number - _BACK), number)
        for each in store.deliveries(n)
    )


def _note(store: Store, delivery: Delivery) -> Delivery:
    store.note_delivery(delivery)
    said = line(
        "briefing delivered" if delivery.state == "sent" else "briefing not delivered",
        briefing=delivery.briefing,
        to=delivery.destination,
        state=delivery.state,
        tries=delivery.tries,
        **({"why": delivery.what} if delivery.what else {}),
    )
    (_log.info if delivery.state == "sent" else _log.warning)(said)
    return delivery


def _parcel(out: Path, number: int, to: Destination) -> Parcel | None:
    """The briefing as it was kept; ``None`` where it was quiet, or nothing of it is the team's."""
    from kbminer.briefing.teams import for_team  # noqa: PLC0415
    from kbminer.publish.briefings import render_briefing, render_text  # noqa: PLC0415
    from kbminer.publish.briefings.briefing_files import ARCHIVE  # noqa: PLC0415
    from kbminer.publish.briefings.briefing_json import as_json, read_kept  # noqa: PLC0415
    from kbminer.publish.briefings.briefing_sections import heading  # noqa: PLC0415
    from kbminer.publish.delivery import Parcel  # noqa: PLC0415

    kept = read_kept(out / ARCHIVE / f"{number:05}.json")
    if kept is None:
        return None
    made: Briefing = for_team(kept.briefing, to.team) if to.team else kept.briefing
    if made.quiet:
        return None
    return Parcel(
        number=number,
        key=f"kbminer-{number}-{digest_of([to.name.encode()])[:12]}",
        heading=printable_line(heading(made)),
        headline=printable_line(made.headline),
        page=render_briefing(made, kept.cost),
        text=str(render_text(made)),
        data=as_json(made, kept.cost).encode(),
        folder=out,
    )
