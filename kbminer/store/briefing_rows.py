"""What briefings told, and whether they arrived: what the next one is compared with."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, delete, insert, select, update

from kbminer.store import tables

_KEPT = 60  # briefings: a season of nights, each some kilobytes


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldBriefing:
    """A briefing that was written: its number, its period, and what it and those before told."""

    number: int
    period: str
    body: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """Whether a briefing reached a destination: "waiting", "sending", "sent" or "given up"."""

    briefing: int
    destination: str
    state: str
    tries: int = 0
    what: str = ""


def kept(connection: Connection) -> tuple[ToldBriefing, ...]:
    """Read the kept briefings, the newest first."""
    table = tables.briefings
    rows = connection.execute(select(table).order_by(table.c.number.desc()))
    return tuple(ToldBriefing(number=r.number, period=r.period, body=bytes(r.body)) for r in rows)


def keep(connection: Connection, briefing: ToldBriefing) -> None:
    """Keep what a briefing told, in place of what the same one told before."""
    table = tables.briefings
    connection.execute(delete(table).where(table.c.number == briefing.number))
    row = {"number": briefing.number, "period": briefing.period, "body": briefing.body}
    connection.execute(insert(table), [row])
    connection.execute(delete(table).where(table.c.number <= briefing.number - _KEPT))


def deliveries(connection: Connection, briefing: int) -> tuple[Delivery, ...]:
    """Read what became of a briefing, by destination."""
    table = tables.deliveries
    rows = connection.execute(select(table).where(table.c.briefing == briefing).order_by(table.c.destination))
    return tuple(
        Delivery(briefing=r.briefing, destination=r.destination, state=r.state, tries=r.tries, what=r.what)
        for r in rows
    )


def note_delivery(connection: Connection, delivery: Delivery) -> None:
    """Keep what became of a briefing at a destination."""
    table = tables.deliveries
    here = (table.c.briefing == delivery.briefing, table.c.destination == delivery.destination)
    values = {"state": delivery.state, "tries": delivery.tries, "what": delivery.what}
    if not connection.execute(update(table).where(*here).values(values)).rowcount:
        row = {"briefing": delivery.briefing, "destination": delivery.destination, **values}
        connection.execute(insert(table), [row])
