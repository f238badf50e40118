"""The stages in their order, the record of each run, and what later runs reuse. It alone knows the store."""
