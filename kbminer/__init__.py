"""Turns what people keep asking on a forum into knowledge-base drafts that an editor can trust."""

__version__ = "0.1.0"
