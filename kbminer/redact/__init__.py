"""What is private gives way to placeholders before anything else reads it."""
