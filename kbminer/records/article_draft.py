"""Articles in KCS form, every sentence with the posts that contain it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

SectionName = Literal[
    "issue", "environment", "cause", "resolution", "workaround", "nearby", "otherwise", "related"
]


Wording = Literal["verbatim", "shortened", "rephrased", "merged"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """The post that contains a sentence: role instead of name, and the licence where one is stated.

    ``title`` is its thread's title without private things, ``number`` its place there, counted from 1.
    ``internal`` tells that a guest can't read the post.
    """

    thread: str
    post: str
    url: str | None = None
    date: datetime | None = None
    role: Literal["asker", "staff", "member"] = "member"
    license: str | None = None
    title: str | None = None
    number: int | None = None
    internal: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One sentence or one whole code block of a draft, with the posts that contain it.

    A statement of kind "title" is a thread's title and cites its first post. One of kind "todo" is the
    editor's to fill: it carries no citation and says what is missing. ``step`` counts the numbered steps
    of a resolution as their post does; statements of one step share its number. An ``item`` stands in a list
    without numbers; what is ``quoted`` stands in its post as words of somebody else, or as a text to be used.
    ``language`` of code is what its fence names. A paragraph begins with a sentence that
    ``opens`` one.

    ``wording`` says how a sentence came from its posts: word for word, a part of a sentence, in other words,
    or from two posts; ``support`` is the calibrated probability that they bear it out, where that was
    estimated. ``second_reading`` is a digest of the sentence and of its posts where a second reader said that
    they bear it out: of another wording, or of posts that were edited since, it says nothing.
    """

    text: str
    kind: Literal["sentence", "code", "title", "todo"] = "sentence"
    citations: tuple[Citation, ...] = ()
    language: str | None = None
    step: int | None = None
    opens: bool = False
    item: bool = False
    quoted: bool = False
    wording: Wording = "verbatim"
    support: float | None = None
    second_reading: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A KCS field of an article with its statements; ``note`` gives a condition or a date.

    Drafts of earlier versions also have sections ``nearby`` and ``otherwise``.
    """

    name: SectionName
    statements: tuple[Statement, ...]
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Redaction:
    """How many private things of one kind were replaced."""

    kind: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """An article in KCS form for one group, ready for an editor; every sentence cites a post.

    ``confidence`` uses the words of KCS v6: "Work in Progress" (no resolution yet), "Not Validated".
    ``left_out`` holds, word for word, the steps and conditions of the solution that no sentence uses.
    """

    id: str
    group: str
    title: str
    sections: tuple[Section, ...]
    language: str | None = None
    confidence: Literal["Work in Progress", "Not Validated", "Validated", "Archived"] = "Not Validated"
    threads: tuple[str, ...] = ()
    terms: tuple[str, ...] = ()
    views: int | None = None
    first_asked: datetime | None = None
    last_asked: datetime | None = None
    redactions: tuple[Redaction, ...] = ()
    left_out: tuple[Statement, ...] = ()

    @property
    def cites_internal(self) -> bool:
        """Whether it holds words from a post that a guest can't read."""
        written = (statement for section in self.sections for statement in section.statements)
        statements = (*written, *self.left_out)
        return any(citation.internal for statement in statements for citation in statement.citations)
