"""Stack Exchange API 2.3: questions and answers as the API wraps them, in any number of pages."""

from __future__ import annotations

import html
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import partial
from typing import Any

from kbminer.ingest.document import Document
from kbminer.ingest.format import Format, Origin, isolate_errors
from kbminer.ingest.formats.json_values import json_marks, json_values, list_of, number_of, part_of, text_of
from kbminer.ingest.seen_marks import SeenMarks
from kbminer.ingest.timestamps import utc
from kbminer.records import Post, Problem, Thread
from kbminer.web_address import parted


class StackExchangeReader:
    """Puts answers under their questions."""

    def __init__(self, origin: Origin) -> None:
        self._origin = origin
        self._questions: dict[int, dict[str, Any]] = {}
        self._answers: dict[int, dict[int, dict[str, Any]]] = {}
        self._marks = SeenMarks()

    def feed(self, document: Document) -> Iterable[Thread | Problem]:
        """Take one page of the API's answers."""
        for found in json_values(document):
            if isinstance(found, Problem):
                yield found
                continue
            for item in list_of(found[1], "items") or [found[1]]:
                self.take(item)

    def take(self, item: dict[str, Any]) -> None:
        """Take one question or answer."""
        question, answer = number_of(item.get("question_id")), number_of(item.get("answer_id"))
        if question is None:
            return
        self._marks.note((question, answer), item)
        if answer is not None:
            self._answers.setdefault(question, {})[answer] = item
            return
        self._questions[question] = item
        for each in list_of(item, "answers"):
            if (number := number_of(each.get("answer_id"))) is not None:
                self._marks.note((question, number), each)
                self._answers.setdefault(question, {})[number] = each

    def finish(self) -> Iterator[Thread | Problem]:
        """Yield every question with its answers, oldest first."""
        for number in sorted(self._questions):
            key = f"{self._origin.source}:{number}"
            yield from isolate_errors(key, partial(self._question, number), thread=key)

    def _question(self, number: int) -> Iterator[Thread]:
        answers = sorted(
            self._answers.get(number, {}).values(),
            key=lambda each: (
                number_of(each.get("creation_date")) or 0,
                number_of(each.get("answer_id")) or 0,
            ),
        )
        yield self._thread(number, self._questions[number], answers)

    def _thread(self, number: int, item: dict[str, Any], answers: list[dict[str, Any]]) -> Thread:
        accepted = number_of(item.get("accepted_answer_id"))
        link = text_of(item.get("link"))
        posts = tuple(
            replace(
                _post(each, accepted), visibility=self._marks.of((number, number_of(each.get("answer_id"))))
            )
            for each in (item, *answers)
        )
        originals = list_of(item, "closed_details", "original_questions")
        original = originals[0].get("question_id") if originals else None
        return Thread(
            id=str(number),
            source=self._origin.source_at(parted(link).hostname),
            title=html.unescape(text_of(item.get("title")) or ""),
            posts=posts,
            url=link,
            tags=tuple(str(tag) for tag in item.get("tags") or ()),
            created_at=utc(item.get("creation_date")),
            views=number_of(item.get("view_count")),
            solved=accepted is not None,
            closed="closed_date" in item,
            duplicate_of=str(original) if original else None,
            visibility=self._marks.of((number, None)),
        )


def _post(item: dict[str, Any], accepted: int | None) -> Post:
    answer = number_of(item.get("answer_id"))
    name = text_of(part_of(item, "owner", "display_name"))
    markdown = text_of(item.get("body_markdown")) if not text_of(item.get("body")) else None
    return Post(
        id=str(answer if answer is not None else item.get("question_id")),
        author=html.unescape(name) if name else None,
        created_at=utc(item.get("creation_date")),
        body=html.unescape(markdown) if markdown else text_of(item.get("body")) or "",
        format="markdown" if markdown else "html",
        likes=number_of(item.get("score")),
        accepted=answer is not None and (answer == accepted or item.get("is_accepted") is True),
        url=text_of(item.get("link")),
        license=text_of(item.get("content_license")),
    )


FORMAT = Format(
    name="stackexchange-api",
    title="Stack Exchange API answers",
    recognise=json_marks(
        r'"question_id"\s*:',
        r'"(?:is_answered|answer_id|quota_remaining|has_more)"',
        sure=0.96,
        why='items with "question_id"',
    ),
    reader=StackExchangeReader,
)
