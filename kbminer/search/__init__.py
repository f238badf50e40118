"""What answers a new question."""
