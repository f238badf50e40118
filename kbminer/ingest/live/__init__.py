"""Live forums, asked politely: crawls that go on where they stopped."""
