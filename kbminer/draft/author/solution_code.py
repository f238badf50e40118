"""The solution's code in a written article: what its model forgot is quoted where its post has it."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from kbminer.draft.boilerplate import is_log
from kbminer.draft.code_segments import line_count
from kbminer.draft.extract import LONGEST_LISTING
from kbminer.records import Citation, Statement
from kbminer.redact.posts import RedactedPost
from kbminer.text.segments import Segment
from kbminer.verify.clauses import clauses_of
from kbminer.verify.told import share_of

_LABEL = re.compile(r"[A-Z][\w-]*(?:,? [\w-]+)+:")  # "Poisson regression, with a random effect:"
LEAST_ALIKE = 0.5  # share of a sentence's words that one of its post must hold to be the one that it tells


def with_code_of(
    statements: Sequence[Statement],
    solutions: Sequence[tuple[Citation, RedactedPost]],
    language: str | None,
    earlier: Sequence[str],
    settled: Collection[str] = (),
) -> tuple[Statement, ...]:
    """Quote the code blocks of the posts that solved it which no statement holds, byte for byte.

    Each stands behind the last statement that tells what its post says before it. Logs, and what is too long
    for an article, are left to the editor; what stood in a post before is a quotation of what did not work.

    Parameters
    ----------
    statements
        Those of the resolution.
    solutions
        The posts that solved it, read and redacted, with their citations.
    language
        The article's language.
    earlier
        By solution, what was written in its thread before it.
    settled
        Code of which the model said that the article holds it, or does not need it.
    """
    found = list(statements)
    for (cited, post), before in zip(solutions, earlier, strict=True):
        for place, segment in enumerate(post.segments):
            known = segment.text in settled or stands_in(segment.text, before) or _is_told(segment, found)
            if is_needed(segment) and not known:
                at = _behind(found, cited, post.segments[:place], language)
                found.insert(at, _quoted(segment, cited, found[at - 1].step if at else None))
    return tuple(found)


def _quoted(segment: Segment, cited: Citation, step: int | None) -> Statement:
    return Statement(
        text=segment.text,
        kind="code",
        citations=(cited,),
        language=segment.language,
        step=step,
        support=1.0,
    )


def without_labels(code: str) -> list[tuple[bool, str]]:
    """Part a block where a line of plain words names what follows: each piece with whether it is code.

    Examples
    --------
    >>> without_labels("First model:\\nfit(a)\\n\\nSecond model:\\nfit(b)")
    [(False, 'First model:'), (True, 'fit(a)'), (False, 'Second model:'), (True, 'fit(b)')]
    >>> without_labels("Some key:\\n  a: 1")
    [(True, 'Some key:\\n  a: 1')]
    """
    lines = code.split("\n")
    parts: list[tuple[bool, list[str]]] = []
    for line, after in zip(lines, [*lines[1:], ""], strict=True):
        is_label = _LABEL.fullmatch(line) is not None and after[:1].strip() != ""
        if is_label or not parts or not parts[-1][0]:
            parts.append((not is_label, []))
        parts[-1][1].append(line)
    joined = [(is_code, "\n".join(found).strip("\n")) for is_code, found in parts]
    return [(is_code, text) for is_code, text in joined if text.strip()]


def lines_that_hold(code: str, block: str) -> str | None:
    """Find the lines of a block that are a piece of code but for white space, as they stand there.

    Examples
    --------
    >>> lines_that_hold("if x: y()", "z()\\nif x:\\n    y()\\n")
    'if x:\\n    y()'
    """
    wanted = "".join(code.split())
    lines = block.split("\n")
    for first, line in enumerate(lines):
        whole, last = "", first
        while line.strip() and last < len(lines) and wanted.startswith(whole) and whole != wanted:
            whole += "".join(lines[last].split())
            last += 1
        if whole == wanted:
            return "\n".join(lines[first:last])
    return None


def is_needed(segment: Segment) -> bool:
    """Tell whether an article may quote a piece of a post as code: no log, and nothing too long."""
    return segment.kind == "code" and line_count(segment) <= LONGEST_LISTING and not is_log(segment.text)


def too_long_in(post: RedactedPost) -> list[int]:
    """Count the lines of each listing of a post that is code, and too long to be quoted in an article."""
    code = [segment for segment in post.segments if segment.kind == "code" and not is_log(segment.text)]
    return [line_count(segment) for segment in code if line_count(segment) > LONGEST_LISTING]


def _is_told(segment: Segment, statements: Sequence[Statement]) -> bool:
    """Whether each line stands somewhere in the article, in code or in a sentence's ticks."""
    return stands_in(segment.text, "\n".join(statement.text for statement in statements))


def stands_in(code: str, text: str) -> bool:
    """Tell whether each line of a piece of code stands in a text."""
    return all(line.strip() in text for line in code.splitlines())


def _behind(
    statements: Sequence[Statement], cited: Citation, before: Sequence[Segment], language: str | None
) -> int:
    """Behind which statement code belongs: the last that tells what its post says before it."""
    words = [_words(segment.text, language) for segment in before]
    places = [
        place
        for place, statement in enumerate(statements, start=1)
        if any((c.thread, c.post) == (cited.thread, cited.post) for c in statement.citations)
        and any(_tells(statement.text, told, language) for told in words)
    ]
    return places[-1] if places else len(statements)


def _words(text: str, language: str | None) -> frozenset[str]:
    return frozenset(token for clause in clauses_of(text, language) for token in clause.tokens)


def _tells(text: str, told: frozenset[str], language: str | None) -> bool:
    mine = [word for clause in clauses_of(text, language) for word in clause.content]
    return bool(mine) and share_of(mine, told, language) >= LEAST_ALIKE
