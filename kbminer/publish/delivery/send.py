"""One delivery: to the place that its kind names, tried again where it is known not to have arrived."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from kbminer.config import Destination
from kbminer.publish.delivery.delivery_errors import Refused
from kbminer.publish.delivery.folders import put_files, put_pull_request
from kbminer.publish.delivery.mail import mail
from kbminer.publish.delivery.parcel import Parcel
from kbminer.publish.delivery.webhook import post

_WAYS: dict[str, Callable[[Parcel, Destination], None]] = {
    "files": put_files,
    "pull request": put_pull_request,
    "mail": mail,
    "webhook": post,
}
WAITS = (2.0, 10.0)
"""Seconds before the second and third try: a server that restarts is back by then."""


def deliver(parcel: Parcel, to: Destination, *, waits: Sequence[float] = WAITS) -> int:
    """Deliver a briefing; tell how many tries it took.

    Parameters
    ----------
    parcel : Parcel
    to : Destination
    waits : sequence of float
        Seconds before each further try.

    Raises
    ------
    Refused
        It has not arrived by any of the tries.
    Unsure
        It may have arrived; it was not tried again.
    """
    for tries, wait in enumerate([*waits, None], start=1):
        try:
            _WAYS[to.kind](parcel, to)
        except Refused:
            if wait is None:
                raise
            time.sleep(wait)
        else:
            return tries
    raise AssertionError("the last try returns or raises")
