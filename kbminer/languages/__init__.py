"""The words of each natural language, as data."""
