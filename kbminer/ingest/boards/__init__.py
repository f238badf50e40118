"""Saved pages of forum software: one board a file."""
