"""Articles written by a language model, where one is configured: what it is asked, what of it counts."""
