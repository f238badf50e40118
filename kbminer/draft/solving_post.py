"""Which reply solved a thread: the named one, or the one that it speaks of."""

from __future__ import annotations

from kbminer.draft.phrase_cues import PhraseCues
from kbminer.draft.sentence_scoring import asks_back, is_chatter, says_little, trimmed
from kbminer.records import Post, Resolution, Thread
from kbminer.redact.posts import RedactedPost, read_post


def solving_post(
    thread: Thread, resolution: Resolution, cues: PhraseCues, people: tuple[str, ...]
) -> Post | None:
    """Find the reply that solved a thread: what the forum names, or else what was inferred.

    Parameters
    ----------
    thread
        The thread.
    resolution
        What is known of its solution.
    cues
        The cues of the group's language.
    people
        The names that are redacted.
    """
    named = next((post for post in thread.replies if post.id == resolution.best_post), None)
    return _post_meant(thread, named, cues, people) if named is not None else None


def _post_meant(thread: Thread, named: Post, cues: PhraseCues, people: tuple[str, ...]) -> Post | None:
    """The post itself, or where it only says that it works, the reply that it speaks of."""
    at = thread.posts.index(named)
    before = thread.posts[1:at]
    meant = [post for post in before if post.id == named.reply_to] or [
        post for post in reversed(before) if post.author != named.author
    ]
    for advises in (True, False):
        for post in (named, *meant):
            if has_content(read_post(post, people), cues, advises=advises):
                return post
    return None


def has_content(post: RedactedPost, cues: PhraseCues, *, advises: bool) -> bool:
    """Tell whether a post holds code, a picture, or a sentence that is no chatter.

    Parameters
    ----------
    post
        The post.
    cues
        The cues of its language.
    advises
        Whether the sentence must answer: then a question back or a remark is not enough.
    """
    return post.images > 0 or any(
        segment.kind == "code" or _counts(trimmed(segment.text, cues), cues, advises=advises)
        for segment in post.segments
    )


def _counts(sentence: str, cues: PhraseCues, *, advises: bool) -> bool:
    if is_chatter(sentence, cues):
        return False
    return not advises or not (asks_back(sentence, cues) or says_little(sentence, cues))
