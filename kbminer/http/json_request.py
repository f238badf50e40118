"""One JSON request to an endpoint that the user configured, such as a language model's."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from kbminer.errors import SourceError
from kbminer.http.safety import check_url
from kbminer.http.transport import Limits, Request, send

LONGEST_ANSWER = 2_000_000  # bytes; some five hundred pages of text


def post_json(url: str, body: object, headers: Mapping[str, str], *, timeout: float) -> Any:
    """Post ``body`` as JSON and read the answer as JSON.

    It is asked once. Redirects are not followed, so that a key in ``headers`` goes nowhere but where it was
    meant for. The host may lie on an inner network: who configured it named it.

    Parameters
    ----------
    url : str
        An http or https address.
    body : object
        Anything that JSON can hold.
    headers : mapping of str to str
        Sent besides the content's type.
    timeout : float
        The most seconds of silence, and for the whole answer.

    Returns
    -------
    Any
        What the answer holds.

    Raises
    ------
    OSError
        No connection, no whole answer in time, one that is too long, or a status other than 200.
    ValueError
        The answer is no JSON.
    """
    sent = {"Content-Type": "application/json", **headers}
    request = Request(method="POST", url=url, headers=sent, body=json.dumps(body).encode())
    limits = Limits(largest=LONGEST_ANSWER, slowest=timeout, silence=timeout)
    try:
        response = send(request, limits=limits, allowed=(check_url(url),))
    except SourceError as error:
        raise OSError(str(error)) from error
    if response.status != 200:
        raise OSError(f"status {response.status}")
    return json.loads(response.body)
