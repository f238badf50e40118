"""A post as a language model is shown it."""

from __future__ import annotations

from kbminer.redact.posts import RedactedPost

MOST_QUOTED = 6  # lines of one quote: enough to see what a reply answers


def shown_text(post: RedactedPost) -> str:
    """Give a post as a model sees it: long quotes are cut, for in mails each holds the whole thread again."""
    kept: list[str] = []
    quoted = 0
    for line in post.markdown.split("\n"):
        quoted = quoted + 1 if line.startswith(">") else 0
        if quoted <= MOST_QUOTED:
            kept.append(line)
        elif quoted == MOST_QUOTED + 1:
            kept.append("> …")
    return "\n".join(kept)
