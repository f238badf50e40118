"""The map at the desk: where the questions lie, what each place holds, and how far the work has come."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from kbminer.review.desk import Desk
from kbminer.review.queue import Row
from kbminer.review.web.render import page

_HERE = 6
"""Questions named at one place: as many as a glance takes in."""


def question_map(request: Request, desk: Desk) -> Response:
    """Show all questions as points, and the suggestions as circles coloured by what was decided."""
    now = desk.now
    picture = now.run.picture
    rows = {spot.group: now.row(spot.group) for spot in picture.spots} if picture else {}
    return page(
        request,
        "map.html.j2",
        picture=picture,
        rows=rows,
        labels={label.group: label for label in picture.labels} if picture else {},
        colours={group: colour_of(row) for group, row in rows.items()},
        kinds=("answered", "undocumented", "accepted", "away"),
    )


def near(request: Request, desk: Desk) -> Response:
    """Name the questions at one place of the map."""
    run = desk.now.run
    asked = request.query_params
    x, y, reach = (_number(asked.get(name, "")) for name in ("x", "y", "reach"))
    found = [
        run.threads[key] for key in run.found.question_map.near(x, y, reach, _HERE) if key in run.threads
    ]
    homes = {key: group for key in (t.key for t in found) if (group := run.homes.of_thread.get(key))}
    return page(request, "map_near.html.j2", threads=found, homes=homes, known=run.suggestions)


def colour_of(row: Row) -> str:
    """Tell by what was decided of a suggestion, and else by what is known, how it is coloured."""
    if row.state == "open":
        return row.kind
    return "accepted" if row.state == "accepted" else "away"


def _number(given: str) -> int:
    return int(given) if given.isascii() and given.isdigit() and len(given) < 5 else 0
