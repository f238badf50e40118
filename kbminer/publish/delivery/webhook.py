"""A briefing posted to a webhook, with a signed body; Slack and Microsoft Teams in their own shapes."""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import time
from typing import Any

from kbminer.config import Destination
from kbminer.errors import SourceError
from kbminer.http.safety import check_url
from kbminer.http.transport import Limits, Request, send, without_query
from kbminer.publish.delivery.delivery_errors import Refused, Unsure
from kbminer.publish.delivery.parcel import Parcel
from kbminer.publish.markdown import Markdown

_LONGEST = {"slack": 2_900, "teams": 20_000}  # signs: a block of Slack's takes 3,000, a card of Teams' 28 KB
_HEADER = 150  # signs: what Slack takes in a header
_LIMITS = Limits(largest=1 << 20, slowest=30.0, silence=20.0)


def post(parcel: Parcel, to: Destination) -> None:
    """Post a briefing.

    With ``secret_env``, ``X-Kbminer-Signature`` holds "sha256=" and the HMAC of the time in
    ``X-Kbminer-Timestamp``, a full stop and the body. ``Idempotency-Key`` is the same at every try.

    Raises
    ------
    Refused
        No connection, or a status that says so.
    Unsure
        The answer was lost.
    """
    url = to.url or ""
    body = _body(parcel, to.shape)
    headers = {"Content-Type": "application/json", "Idempotency-Key": parcel.key}
    if to.secret_env:
        headers |= signature(body, _secret(to.secret_env), at=int(time.time()))
    try:
        request = Request(method="POST", url=url, headers=headers, body=body)
        answer = send(request, limits=_LIMITS, allowed=(check_url(url),))
    except (ConnectionRefusedError, SourceError) as error:
        raise Refused(str(error).replace(url, without_query(url))) from error
    except TimeoutError as error:
        raise Unsure(f"no answer in time ({error})") from error
    except OSError as error:
        kind = Unsure if isinstance(error, ConnectionError) else Refused
        raise kind(str(error)) from error
    if not 200 <= answer.status < 300:
        raise Refused(f"status {answer.status}")


def signature(body: bytes, secret: str, *, at: int) -> dict[str, str]:
    """Sign a body, as of a second since 1970.

    >>> signature(b"{}", "key", at=0)["X-Kbminer-Signature"][:14]
    'sha256=7314351'
    """
    signed = hmac.new(secret.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()
    return {"X-Kbminer-Timestamp": str(at), "X-Kbminer-Signature": f"sha256={signed}"}


def _secret(name: str) -> str:
    secret = os.environ.get(name)
    if not secret:
        raise Refused(f"the variable {name} holds no key")
    return secret


def _body(parcel: Parcel, shape: str) -> bytes:
    if shape == "json":
        return parcel.data
    text = parcel.text[: _LONGEST[shape]]
    return json.dumps(_slack(parcel, text) if shape == "slack" else _teams(parcel, text)).encode()


def _slack(parcel: Parcel, text: str) -> dict[str, Any]:
    """Slack's blocks; plain text alone, so that no word of a forum calls anybody or becomes a link."""
    head = {"type": "header", "text": {"type": "plain_text", "text": parcel.heading[:_HEADER]}}
    body = {"type": "section", "text": {"type": "plain_text", "text": text}}
    return {"text": _plain(f"{parcel.heading}: {parcel.headline}"), "blocks": [head, body]}


def _plain(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _teams(parcel: Parcel, text: str) -> dict[str, Any]:
    """An adaptive card, as the workflows of Microsoft Teams take it."""
    title: dict[str, Any] = {"type": "TextBlock", "size": "Large", "weight": "Bolder", "wrap": True}
    title["text"] = str(Markdown.name(parcel.heading))  # a block of text is Markdown there
    card = {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.4",
        "body": [title, {"type": "TextBlock", "wrap": True, "text": text}],
    }
    kind = "application/vnd.microsoft.card.adaptive"
    return {"type": "message", "attachments": [{"contentType": kind, "content": card}]}
