"""Code in plain text, where nobody marks it: lines are weighed by readable signs, and runs of it fenced.

A mail knows no marks for code. What tells it from words are its signs, and what stands around it: a line of
code among sentences is seldom one, and among code even a line of words is (a message that a program writes).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import chain, groupby, pairwise, takewhile

from kbminer.text.code_lines import log_odds
from kbminer.text.program_lines import opens_as_error

CHANGE, CHANGE_BEHIND_GAP = 1.5, 0.75  # what a change between words and code costs; behind an empty line
LONGEST_LINE = 200  # characters; a longer one lost its line breaks, and is left to who reads sentences
SUREST = 4.0  # log-odds that one line counts at most: no line decides for its neighbours
EDGE = 0.2  # log-odds against it from which the first and the last lines of a run are words
LEAST_SURE = 1.0  # mean log-odds of a run's lines: below it is no code
FULL, LEAST_SURE_AMID = 50, 2.5  # characters of a line that goes on, and the same of a run amid such lines

_HEADER = re.compile(
    r"\*?(?:From|To|Cc|Bcc|Sent|Date|Subject|Reply-To|Von|An|Gesendet|Betreff|De|À|Envoyé|Objet):"
)
_PLACEHOLDER = re.compile(r"\W*(?:\w+(?: \w+)?\W*)?")  # "[snip]", "***", "<name>"
_CLOSES = re.compile(r"^(?:--+ ?$|_{5,}|-{5}BEGIN PGP)")  # what stands behind is no part of what is said
_QUOTED = re.compile(r"^ ?[>|›»]|#{2,6} ")
_SESSION = re.compile(r"^(?:>>>|>) (?=\S)")
_MAY_HOLD_CODE = re.compile(
    r"[={}<>;\[\]$|\\]|\w\(|^[ \t]{2}|\S  +\S|^[ \t]*+(?:sudo|git|pip|make|cd|import) ", re.M
)
_FENCE = re.compile(r"^ {0,3}(?:`{3}|~{3})", re.M)


def with_code_fenced(text: str) -> str:
    r"""Fence the code of a plain text, byte for byte; a text that holds a fence is left as it is.

    >>> print(with_code_fenced("Try this:\n\nx <- c(1, 2)\nplot(x, type = 'l')\n\nIt draws a line."))
    Try this:
    <BLANKLINE>
    ```
    x <- c(1, 2)
    plot(x, type = 'l')
    ```
    <BLANKLINE>
    It draws a line.
    """
    if not _MAY_HOLD_CODE.search(text) or _FENCE.search(text):
        return text
    runs = code_runs(text.split("\n"))
    return "\n".join(line for is_code, run in runs for line in (["```", *run, "```"] if is_code else run))


def code_runs(lines: Sequence[str]) -> Iterator[tuple[bool, Sequence[str]]]:
    """Cut the lines of a text into runs of words and runs of code, in order; no line is lost.

    >>> list(code_runs(["Then call this:", "lamp.reset(all=True);", "lamp.light(2);"]))
    [(False, ['Then call this:']), (True, ['lamp.reset(all=True);', 'lamp.light(2);'])]
    """
    end = next((at for at, line in enumerate(lines) if _CLOSES.match(line)), len(lines))
    weighed = [_odds(line) for line in lines[:end]] + [None] * (len(lines) - end)
    odds = _without_attributions(lines, _with_sessions(lines, weighed))
    marked = _joined_over_gaps(lines, _without_words(lines, odds, _joined_over_gaps(lines, _states(odds))))
    for is_code, run in groupby(enumerate(marked), key=lambda each: each[1]):
        places = [at for at, _ in run]
        yield is_code and _is_sure(lines, odds, places), lines[places[0] : places[-1] + 1]


@lru_cache(maxsize=8192)  # mails quote one another
def _odds(line: str) -> float | None:
    """The log-odds that a line is code; None for an empty, a quoted one, a heading, a field of a mail."""
    bare = line.strip()
    if not bare or len(bare) > LONGEST_LINE or _QUOTED.match(line) or _HEADER.match(line):
        return None
    return log_odds(line)


def _with_sessions(lines: Sequence[str], odds: Sequence[float | None]) -> list[float | None]:
    """Read what looks like quotations as a session, where a program's answers stand among its lines."""
    found = list(odds)
    sessions = list(filter(None, (_session(lines, odds, places) for places in _paragraphs(lines))))
    if not any(_is_code(odds[at]) for places in sessions for at in places):
        return found  # nothing answers: these are quotations
    for at in chain.from_iterable(sessions):
        found[at] = SUREST if _SESSION.match(lines[at]) else max(found[at] or 0.0, LEAST_SURE)
    return found


def _paragraphs(lines: Sequence[str]) -> Iterator[list[int]]:
    for is_empty, run in groupby(range(len(lines)), key=lambda at: not lines[at].strip()):
        if not is_empty:
            yield list(run)


def _session(lines: Sequence[str], odds: Sequence[float | None], places: Sequence[int]) -> list[int]:
    """What of a paragraph somebody typed behind prompts, with what answered; nothing where it quotes others.

    It begins the paragraph, or stands behind code.
    """
    typed = {at for at in places if _SESSION.match(lines[at])}
    if not typed:
        return []
    first = min(typed)
    session = [at for at in places if at >= first]
    stands_behind_words = first != places[0] and not _is_code(odds[first - 1])
    if stands_behind_words or any(odds[at] is None for at in session if at not in typed):
        return []
    weight = sum(_odds(_SESSION.sub("", lines[at])) or 0.0 for at in typed)
    return session if weight > LEAST_SURE * len(typed) else []


def _is_code(odds: float | None) -> bool:
    return odds is not None and odds > 0


def _without_attributions(lines: Sequence[str], odds: Sequence[float | None]) -> list[float | None]:
    """Leave out what says above a quotation whose words it holds."""
    behind = [*lines[1:], ""]
    return [
        None if line.rstrip().endswith(":") and _QUOTED.match(after) else weight
        for line, after, weight in zip(lines, behind, odds, strict=True)
    ]


def _states(odds: Sequence[float | None]) -> list[bool]:
    """The likeliest row of words and code, where each change between them costs something."""
    best, back, cost = [0.0, -CHANGE], list[tuple[int, int] | None](), CHANGE
    for weight in odds:
        if weight is None:
            back.append(None)
            cost = CHANGE_BEHIND_GAP
            continue
        half = _bounded(weight) / 2
        before = [int(best[1] - cost * (to == 0) > best[0] - cost * (to == 1)) for to in (0, 1)]
        best = [best[before[to]] - cost * (before[to] != to) + (half if to else -half) for to in (0, 1)]
        back.append((before[0], before[1]))
        cost = CHANGE
    state, states = int(best[1] > best[0]), list[bool]()
    for came_from in reversed(back):
        states.append(bool(state) and came_from is not None)
        state = state if came_from is None else came_from[state]
    return states[::-1]


def _bounded(weight: float) -> float:
    return max(-SUREST, min(SUREST, weight))


def _joined_over_gaps(lines: Sequence[str], states: Sequence[bool]) -> list[bool]:
    """Let empty lines between code belong to it."""
    joined = list(states)
    code = [at for at, is_code in enumerate(states) if is_code]
    for before, behind in pairwise(code):
        if not any(line.strip() for line in lines[before + 1 : behind]):
            joined[before:behind] = [True] * (behind - before)
    return joined


def _without_words(lines: Sequence[str], odds: Sequence[float | None], states: Sequence[bool]) -> list[bool]:
    """Give back what are words: paragraphs of them between code, and lines at both ends of a paragraph."""
    kept = [is_code and weight is not None for is_code, weight in zip(states, odds, strict=True)]
    for _, run in groupby(range(len(odds)), key=lambda at: odds[at] is None):
        for at in _words_among(lines, odds, [at for at in run if kept[at]]):
            kept[at] = False
    return kept


def _words_among(lines: Sequence[str], odds: Sequence[float | None], places: Sequence[int]) -> Sequence[int]:
    """The places of words in a paragraph: all of them, or those at its ends."""
    if sum(odds[at] or 0.0 for at in places) < -LEAST_SURE * len(places):
        return places

    def is_words(at: int) -> bool:
        return (odds[at] or 0.0) < -EDGE and not opens_as_error(lines[at].strip())

    starts = takewhile(lambda at: is_words(at) and not _opens_block(lines, at), places)
    return [*starts, *takewhile(is_words, reversed(places))]


def _opens_block(lines: Sequence[str], at: int) -> bool:
    """Whether the next line is set in deeper, as behind what opens a block of a program."""
    behind = lines[at + 1] if at + 1 < len(lines) else ""
    return bool(behind.strip()) and _depth(behind) > _depth(lines[at])


def _depth(line: str) -> int:
    return len(line) - len(line.lstrip())


def _is_sure(lines: Sequence[str], odds: Sequence[float | None], places: Sequence[int]) -> bool:
    """Whether a run is code for sure: one amid running words that a program broke must be surer."""
    weights = [odds[at] for at in places]
    known = [_bounded(weight) for weight in weights if weight is not None]
    if not known or all(_PLACEHOLDER.fullmatch(lines[at]) for at in places):
        return False
    before, behind = _neighbours(lines, places)
    if _QUOTED.match(before) or _QUOTED.match(behind):
        return False
    is_amid = behind.strip() and len(before) >= FULL and not before.endswith(":")
    return sum(known) >= (LEAST_SURE_AMID if is_amid else LEAST_SURE) * len(known)


def _neighbours(lines: Sequence[str], places: Sequence[int]) -> tuple[str, str]:
    """The lines before and behind a run, empty where there is none."""
    before = lines[places[0] - 1].strip() if places[0] else ""
    return before, lines[places[-1] + 1] if places[-1] + 1 < len(lines) else ""
