"""What every section of an article is written with: its evidence, its language, and how a post is cited."""

from __future__ import annotations

import re
from dataclasses import dataclass

from kbminer.draft.asker_titles import redacted_title
from kbminer.draft.evidence import Evidence
from kbminer.draft.phrase_cues import PhraseCues
from kbminer.languages.article_words import phrase
from kbminer.records import Citation, Post, Statement, Thread


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftContext:
    """An article being written.

    Parameters
    ----------
    evidence
        What it is written from.
    cues
        The cues of its language.
    """

    evidence: Evidence
    cues: PhraseCues

    def phrase(self, name: str, **values: object) -> str:
        """Word one of the draft's own phrases in its language.

        Parameters
        ----------
        name
            A key of ``article.phrases`` in the language files.
        **values
            What the phrase names.
        """
        return phrase(self.evidence.language, name, **values)

    def cite(self, thread: Thread, post: Post) -> Citation:
        """Cite a post by thread, number, link, date and role, never by its author's name."""
        asks = post.author is not None and post.author == thread.asker
        return Citation(
            thread=thread.key,
            post=post.id,
            url=post.url or thread.url,
            date=post.created_at,
            role="staff" if post.staff else "asker" if asks else "member",
            license=post.license,
            title=redacted_title(thread, self.evidence.people),
            number=number_of(thread, post),
            internal=not post.visibility.is_public,
        )

    def place_of(self, thread: Thread, post: Post) -> str:
        """Name a post by its thread's title and its number, as people find it."""
        title = redacted_title(thread, self.evidence.people)
        return self.phrase("topic", title=title, number=number_of(thread, post))

    def todo(self, name: str, **values: object) -> Statement:
        """Mark what the editor must fill, by one of the draft's own phrases."""
        return Statement(text=self.phrase(name, **values), kind="todo", language=self.evidence.language)


def number_of(thread: Thread, post: Post) -> int:
    """Count a post in its thread from 1, as forums number them."""
    return thread.posts.index(post) + 1


def comparison_key(text: str) -> str:
    """Reduce a text to its words, by which a repetition is recognised."""
    return " ".join(re.findall(r"\w+", text.lower()))
