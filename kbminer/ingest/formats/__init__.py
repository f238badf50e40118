"""Exports and interfaces: one forum format a file."""
