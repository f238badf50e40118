"""What a post says: its body as Markdown, blocks, own words and sentences, for every later stage."""
