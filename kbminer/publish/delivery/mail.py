"""A briefing as an e-mail: plain text with the page beside it."""

from __future__ import annotations

import os
import smtplib
import ssl
from email.message import EmailMessage
from email.utils import formatdate

from kbminer.config import Destination
from kbminer.publish.delivery.delivery_errors import Refused, Unsure
from kbminer.publish.delivery.parcel import Parcel

_SECONDS = 30.0


def mail(parcel: Parcel, to: Destination) -> None:
    """Send a briefing over SMTP; its Message-ID is the same at every try.

    Raises
    ------
    Refused
        The server can't be reached, or takes it from or for nobody.
    Unsure
        The connection broke after the message had gone out.
    """
    message = _message(parcel, to)
    try:
        server = _server(to)
    except (OSError, smtplib.SMTPException) as error:
        raise Refused(str(error)) from error
    with server:
        try:
            server.send_message(message, from_addr=to.sender, to_addrs=list(to.to))
        except (smtplib.SMTPServerDisconnected, TimeoutError) as error:
            raise Unsure(str(error)) from error
        except (OSError, smtplib.SMTPException) as error:
            raise Refused(str(error)) from error


def _server(to: Destination) -> smtplib.SMTP:
    host, context = to.host or "", ssl.create_default_context()
    if to.encryption == "tls":
        server: smtplib.SMTP = smtplib.SMTP_SSL(host, to.port, timeout=_SECONDS, context=context)
    else:
        server = smtplib.SMTP(host, to.port, timeout=_SECONDS)
    if to.encryption == "starttls":
        server.starttls(context=context)
    if to.user:
        server.login(to.user, os.environ.get(to.password_env or "", ""))
    return server


def _message(parcel: Parcel, to: Destination) -> EmailMessage:
    message = EmailMessage()
    message["Subject"] = " ".join(f"{parcel.heading}: {parcel.headline}".split())
    message["From"] = to.sender
    message["To"] = ", ".join(to.to)
    message["Date"] = formatdate()
    message["Message-ID"] = f"<{parcel.key}@{(to.sender or '').rpartition('@')[2] or 'kbminer.invalid'}>"
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: nobody's absence note answers it
    message.set_content(parcel.text)
    message.add_alternative(parcel.page, subtype="html")
    return message
