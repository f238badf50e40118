"""The sections that tell the question: Issue and Environment."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kbminer.draft.article_title import article_title
from kbminer.draft.asker_titles import Environment, redacted_title
from kbminer.draft.boilerplate import is_machine_line, is_personal, names_file_share, own_words
from kbminer.draft.context import Writing, comparison_key
from kbminer.draft.error_messages import MOST_MESSAGES, messages, says_nothing
from kbminer.draft.evidence import Asked
from kbminer.draft.same_question import ALIKE, SAME
from kbminer.draft.sentence_scoring import is_chatter, is_code_line, leans_back, spoken, trimmed, weight
from kbminer.languages import alternatives
from kbminer.records import Section, Statement
from kbminer.text.blocks import plain
from kbminer.text.language import is_foreign
from kbminer.text.segments import Segment

MOST_PHRASINGS = 6
MOST_SIGNS, MOST_LINES = 400, 8  # of a sentence, and of what it leads to
LOG_AROUND = 2  # of six neighbours that must be a machine's lines to make a line part of their log
_TROUBLE = re.compile(rf"\b(?:{alternatives('draft.trouble')})\b", re.I)


def issue_sections(writing: Writing, named: Environment, elsewhere: frozenset[str]) -> Iterator[Section]:
    """Give Issue (symptoms, errors, other phrasings) and Environment.

    ``elsewhere`` are the threads whose questions have an answer of their own in the article.
    """
    asked = writing.evidence.asked
    if not asked:
        return
    statements = list(_symptoms(writing, asked[0]))
    if not statements:
        thread = asked[0].thread
        statements = [writing.todo("describe", where=writing.where(thread, thread.posts[0]))]
    extract = {statement.text for statement in statements}
    statements += [error for error in _errors(writing) if error.text not in extract]
    statements += _phrasings(writing, named, elsewhere)
    yield Section(name="issue", statements=tuple(statements))
    wordings = tuple(
        Statement(text=wording, citations=(writing.cite(item.thread, item.thread.posts[0]),))
        for wording, item in named
    )
    yield Section(name="environment", statements=wordings)


def _symptoms(writing: Writing, item: Asked) -> Iterator[Statement]:
    """Choose the asker's sentences that tell the trouble, in order, within 600 characters."""
    cues = writing.cues
    candidates: dict[int, tuple[str, float]] = {}
    shown: dict[int, Segment] = {}
    passages = item.reading.passages
    logged = _in_logs(passages)
    for i, passage in enumerate(passages):
        text = "" if logged[i] else trimmed(own_words(passage.text, item.question), cues)
        if not text or not _may_tell(text, writing) or (leans_back(text, cues) and i - 1 not in candidates):
            continue
        if text.endswith(":"):
            if i + 1 == len(passages) or not _may_be_shown(passages[i + 1], logged[i + 1]):
                continue
            shown[i] = passages[i + 1]
        bonus = 0.8 * bool(_TROUBLE.search(spoken(text))) - 0.04 * i
        candidates[i] = (text, weight(text, cues) + bonus)
    chosen = _heaviest(candidates)
    citation = writing.cite(item.thread, item.thread.posts[0])
    block = -1
    for i in sorted(chosen):
        text = candidates[i][0]
        if leans_back(text, cues) and i - 1 not in chosen:
            continue
        yield Statement(text=text, citations=(citation,), opens=passages[i].block != block)
        block = passages[i].block
        if i in shown:
            yield Statement(
                text=plain(shown[i].text) if shown[i].kind == "sentence" else shown[i].text,
                kind="code",
                citations=(citation,),
                language=shown[i].language,
            )


def _may_tell(text: str, writing: Writing) -> bool:
    if "![" in text or len(text) > MOST_SIGNS or names_file_share(text) or is_code_line(text):
        return False
    if is_chatter(text, writing.cues) or is_foreign(text, writing.evidence.language):
        return False
    return len(text.split()) >= 4 or _TROUBLE.search(text) is not None


def _may_be_shown(passage: Segment, logged: bool) -> bool:
    """Tell whether what a sentence leads to is short enough to stand in the article: a message, some code."""
    is_short = len(passage.text) <= MOST_SIGNS and passage.text.count("\n") < MOST_LINES
    return logged and is_short and not says_nothing(passage.text)


def _heaviest(candidates: dict[int, tuple[str, float]]) -> set[int]:
    left = 600
    chosen: set[int] = set()
    for i in sorted(candidates, key=lambda i: (-candidates[i][1], i)):
        if len(candidates[i][0]) <= left and len(chosen) < 5:
            chosen.add(i)
            left -= len(candidates[i][0])
    return chosen


def _in_logs(passages: tuple[Segment, ...]) -> list[bool]:
    """Tell of each passage whether it is code or stands in a log: a machine's line, or one among several."""
    lines = [passage.kind == "sentence" and is_machine_line(passage.text) for passage in passages]
    return [
        line
        or passages[i].kind == "code"
        or (sum(lines[max(i - 3, 0) : i + 4]) >= LOG_AROUND and not is_personal(passages[i].text))
        for i, line in enumerate(lines)
    ]


def _errors(writing: Writing) -> list[Statement]:
    """Quote the messages that the leading question shows, or else those that two others like it show."""
    alike = writing.evidence.asked_alike(SAME)
    lines = dict.fromkeys(messages(alike[0]), alike[0]) or _shown_twice(alike[1:])
    return [
        Statement(text=line, kind="code", citations=(writing.cite(item.thread, item.thread.posts[0]),))
        for line, item in list(lines.items())[:MOST_MESSAGES]
    ]


def _shown_twice(asked: tuple[Asked, ...]) -> dict[str, Asked]:
    first: dict[str, Asked] = {}
    twice: dict[str, Asked] = {}
    for item in asked:
        for line in messages(item):
            if line in first:
                twice[line] = first[line]
            else:
                first[line] = item
    return twice


def _phrasings(writing: Writing, named: Environment, elsewhere: frozenset[str]) -> list[Statement]:
    """List other titles under which the same was asked."""
    evidence = writing.evidence
    title = article_title(evidence, named)
    seen = {comparison_key(title), comparison_key(title.split(" (")[0]), ""}
    found: list[Statement] = []
    for item in evidence.asked_alike(ALIKE):
        text = redacted_title(item.thread, evidence.people)
        if item.thread.key in elsewhere:
            continue
        if comparison_key(text) not in seen and len(text.split()) > 1 and "⟨" not in text:
            seen.add(comparison_key(text))
            citation = writing.cite(item.thread, item.thread.posts[0])
            found.append(Statement(text=text, kind="title", citations=(citation,)))
        if len(found) == MOST_PHRASINGS:
            break
    return found
