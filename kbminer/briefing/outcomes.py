"""What a briefing tells of articles after publishing, and of feedback; each field says what it holds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from kbminer.briefing.estimate import Estimate


@dataclass(frozen=True, slots=True, kw_only=True)
class Followed:
    """An accepted article, and whether its question is asked less since."""

    group: Annotated[str, Field(description="The question's id.")]
    title: Annotated[str, Field(description="The question's title.")]
    accepted: Annotated[date, Field(description="The day on which the article was accepted.")]
    days: Annotated[int, Field(description="Days since, which are held against as many before.")]
    before: Annotated[int, Field(description="How often it was asked in the days before.")]
    since: Annotated[int, Field(description="How often it was asked in the days since.")]
    matched: Annotated[int, Field(description="Questions without an article that were asked about as often.")]
    matched_before: Annotated[int, Field(description="How often these were asked in the days before.")]
    matched_since: Annotated[int, Field(description="How often these were asked in the days since.")]
    ratio: Annotated[Estimate | None, Field(description="How often it is asked, as matched ones go.")]
    words: Annotated[str, Field(description="What that says.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class SuggestCheck:
    """An accepted article as a test of what new questions are answered with."""

    group: Annotated[str, Field(description="The question's id.")]
    title: Annotated[str, Field(description="The question's title.")]
    asked: Annotated[int, Field(description="Threads whose words were asked anew, each left out meanwhile.")]
    found: Annotated[
        int, Field(description="Of these, how many had the question or its article in the first three.")
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Linked:
    """Whether threads in which a reply links an article are solved sooner than others of their question."""

    threads: Annotated[int, Field(description="Solved threads that link an article.")]
    hours: Annotated[float | None, Field(description="Their median hours to the solution.")]
    others: Annotated[int, Field(description="Solved threads of the same questions that link none.")]
    others_hours: Annotated[float | None, Field(description="Their median hours to the solution.")]
    ratio: Annotated[
        Estimate | None, Field(description="How long a solution takes with a link, of what it takes without.")
    ]
    words: Annotated[str, Field(description="What that says.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Feedback:
    """What customers said of the help in the last year: ratings of tickets, likes and helpful votes."""

    kind: Annotated[Literal["forum", "question", "team"], Field(description="Whose threads are counted.")]
    name: Annotated[str, Field(description="The question's title or the team; empty for the whole forum.")]
    group: Annotated[str | None, Field(description="The question's id; null for forum and teams.")]
    threads: Annotated[int, Field(description="Threads of the last year.")]
    liked: Annotated[int, Field(description="Threads of which a reply was liked or voted helpful.")]
    likes: Annotated[int, Field(description="Likes and helpful votes of replies.")]
    rated: Annotated[int, Field(description="Threads whose help was rated.")]
    satisfied: Annotated[int, Field(description="Of these, those rated as good.")]
    share: Annotated[
        Estimate | None, Field(description="Share rated as good, with its range; null where none was rated.")
    ]
