"""Briefings on their way: to a folder, a mailbox, a webhook, or a folder for a pull request."""

from kbminer.publish.delivery.delivery_errors import Refused, Unsure
from kbminer.publish.delivery.parcel import Parcel
from kbminer.publish.delivery.send import deliver

__all__ = ["Parcel", "Refused", "Unsure", "deliver"]
