"""Code in plain text, where nobody marks it: lines are weighed by readable signs, and runs of it fenced.

A mail knows no marks for code. What tells it from words are its signs, and what stands around it: a line of
code among sentences is seldom one, and among code even a line of words is (a message that a program writes).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import chain, groupby, pairwise, takewhile

from kbminer.text.language import common_share
from kbminer.text.program_lines import is_log_line, opens_as_error

# Log-odds that a line is code for each of its signs, fitted by scripts/fit_code_lines.py on lines of forums
# that mark code (docs/quality/draft.md).
WEIGHTS = {
    "base": 1.12,
    "ends_program": 1.03,
    "ends_bracket": 0.41,
    "ends_comma": 0.14,
    "ends_sentence": -0.78,
    "symbols": 3.1,
    "operator": 0.81,
    "call": 0.64,
    "common": -2.0,
    "words": -1.49,
    "prompt": 4.21,
    "keyword": 1.73,
    "identifier": 0.09,
    "logged": 1.48,
    "gap": 3.84,
    "long_prose": -1.77,
}
"""The signs of :func:`line_signs` and what each weighs."""

INDENTED = 1.7  # log-odds of a line that is set in: no forum that marks code can teach it; by reading mails
CHANGE, CHANGE_BEHIND_GAP = 1.5, 0.75  # what a change between words and code costs; behind an empty line
LONGEST_LINE = 200  # characters; a longer one lost its line breaks, and is left to who reads sentences
SUREST = 4.0  # log-odds that one line counts at most: no line decides for its neighbours
EDGE = 0.2  # log-odds against it from which the first and the last lines of a run are words
LEAST_SURE = 1.0  # mean log-odds of a run's lines: below it is no code
MOST_SYMBOLS = 0.4  # share of a line: more says nothing more
FULL, LEAST_SURE_AMID = 50, 2.5  # characters of a line that goes on, and the same of a run amid such lines
FEWEST_WORDS = 3  # of a line whose share of common words is looked at
UNKNOWN_SHARE = 0.2  # of common words, where there are fewer
LISTED = -2.0  # log-odds of an item of a list, whose sign looks like code; by reading mails
LONG, MOSTLY = 8, 0.8  # words of a line of prose, and the share of them that are no signs

_ENDS_SENTENCE = re.compile(r"[a-zà-ÿ\d)\"'][.?!:…]['\")]*$")
_OPERATOR = re.compile(r"\s(?:=|<-|:=|==|!=|->|=>|\+=|-=|<=|>=|&&|\|\||%>%)\s|\w=[\w\"'(\[]|<-")
_CALL = re.compile(r"\w\((?!s\))")
_PROMPT = re.compile(r"^(?:>>>|\w{1,12}>|\.\.\.|[$>#%]|[A-Z]:\\[^>]*>|[\w.-]+@[\w.-]+[:~$#])\s")
_KEYWORD = re.compile(
    r"^(?:import|from [\w.]+ import|def|class|return|for ?\(|for \w+ in|while ?\(|if ?\(|else\b|elif|"
    r"#include|library\(|require\(|function|var|let|const|int|void|public|private|static|end$|endif|set |"
    r"echo |sudo |cd |pip |apt|git |make\b|</?\w+[ >])"
)
_IDENTIFIER = re.compile(r"\b\w+_\w|[a-z][A-Z]|\w\.\w+[.(]|--\w|\w::\w|[\w.]/\w+/|\\\w")
_SYMBOL = re.compile(r"[=<>{}()\[\]|&$%@#\\/_*+^~;\"`]")
_GAP = re.compile(r"[^.?!:;,\s](?: {3,}| *\t\s*)\S|(?:\S {2,}[^.?!:;,\s]+){3}")
_ADDRESS = re.compile(
    r"\[[^\[\]\n]{0,80}\]\([^()\s]{0,200}\)|"
    r"<?(?:(?:https?://|www\.)[^\s>]+|(?<![^\s<>])[^\s<>@]{1,64}(?:@| at )[\w-]{1,64}\.[\w.-]{1,64})>?"
)
_WORD = re.compile(r"^[\"'(]*[^\W\d_]+(?:['’-][^\W\d_]+)*[\"')]*[.,;:?!]*$")
_LISTED = re.compile(r"[-*+•o] |\(?\w[.)] ")
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


def line_signs(line: str) -> dict[str, float]:
    """Work out what tells whether a line is code.

    >>> signs = line_signs('x <- read_table("a.csv")')
    >>> signs["operator"], signs["call"], signs["common"]
    (1.0, 1.0, 0.2)
    """
    line = _ADDRESS.sub("address", line)
    words = line.split()
    worded = sum(_WORD.match(word) is not None for word in words) / max(len(words), 1)
    has_many = len(words) >= FEWEST_WORDS
    return {
        "base": 1.0,
        "ends_program": float(line.endswith((";", "{", "}"))),
        "ends_bracket": float(line.endswith((")", "]", "\\"))),
        "ends_comma": float(line.endswith(",")),
        "ends_sentence": float(has_many and _ENDS_SENTENCE.search(line) is not None),
        "symbols": min(len(_SYMBOL.findall(line)) / max(len(line), 1), MOST_SYMBOLS),
        "operator": float(_OPERATOR.search(line) is not None),
        "call": float(_CALL.search(line) is not None),
        "common": common_share(line) if has_many else UNKNOWN_SHARE,
        "words": worded,
        "prompt": float(_PROMPT.match(line) is not None),
        "keyword": float(_KEYWORD.match(line) is not None),
        "identifier": float(_IDENTIFIER.search(line) is not None),
        "logged": float(is_log_line(line)),
        "gap": float(_GAP.search(line) is not None),
        "long_prose": float(len(words) >= LONG and worded > MOSTLY),
    }


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
    signs = line_signs(bare)
    is_set_in = line.startswith(("  ", "\t")) and not signs["long_prose"]
    added = LISTED if _LISTED.match(bare) and not signs["logged"] else INDENTED * is_set_in
    return sum(WEIGHTS[name] * value for name, value in signs.items()) + added


def _with_sessions(lines: Sequence[str], odds: Sequence[float | None]) -> list[float | None]:
    """Read what looks like quotations as a session, where a program's answers stand among its lines."""
    found = list(odds)
    sessions = list(filter(None, (_session(lines, odds, places) for places in _paragraphs(lines))))
    if not any((odds[at] or 0.0) > 0 for places in sessions for at in places):
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
    first = min(typed, default=0)
    if not typed or (first != places[0] and (odds[first - 1] or 0.0) <= 0):
        return []
    if any(odds[at] is None for at in places if at > first and at not in typed):
        return []
    weight = sum(_odds(_SESSION.sub("", lines[at])) or 0.0 for at in typed)
    return [at for at in places if at >= first] if weight > LEAST_SURE * len(typed) else []


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
        half = max(-SUREST, min(SUREST, weight)) / 2
        before = [int(best[1] - cost * (to == 0) > best[0] - cost * (to == 1)) for to in (0, 1)]
        best = [best[before[to]] - cost * (before[to] != to) + (half if to else -half) for to in (0, 1)]
        back.append((before[0], before[1]))
        cost = CHANGE
    state, states = int(best[1] > best[0]), list[bool]()
    for came_from in reversed(back):
        states.append(bool(state) and came_from is not None)
        state = state if came_from is None else came_from[state]
    return states[::-1]


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

    def is_words(at: int) -> bool:
        return (odds[at] or 0.0) < -EDGE and not opens_as_error(lines[at].strip())

    kept = list(states)
    for is_blank, run in groupby(range(len(odds)), key=lambda at: odds[at] is None):
        places = [at for at in run if kept[at]]
        if is_blank or not places:
            continue
        if sum(odds[at] or 0.0 for at in places) < -LEAST_SURE * len(places):
            places_of_words = places
        else:
            starts = list(takewhile(lambda at: is_words(at) and not _opens_block(lines, at), places))
            ends = list(takewhile(is_words, reversed(places)))
            places_of_words = [*starts, *ends]
        for at in places_of_words:
            kept[at] = False
    return [is_code and odds[at] is not None for at, is_code in enumerate(kept)]


def _opens_block(lines: Sequence[str], at: int) -> bool:
    """Whether the next line is set in deeper, as behind what opens a block of a program."""
    behind = lines[at + 1] if at + 1 < len(lines) else ""
    return bool(behind.strip()) and _depth(behind) > _depth(lines[at])


def _depth(line: str) -> int:
    return len(line) - len(line.lstrip())


def _is_sure(lines: Sequence[str], odds: Sequence[float | None], places: Sequence[int]) -> bool:
    """Whether a run is code for sure: one amid running words that a program broke must be surer."""
    weights = [odds[at] for at in places]
    known = [max(-SUREST, min(SUREST, weight)) for weight in weights if weight is not None]
    if not known or all(_PLACEHOLDER.fullmatch(lines[at]) for at in places):
        return False
    before = lines[places[0] - 1].strip() if places[0] else ""
    behind = lines[places[-1] + 1] if places[-1] + 1 < len(lines) else ""
    if _QUOTED.match(before) or _QUOTED.match(behind):
        return False
    is_amid = behind.strip() and len(before) >= FULL and not before.endswith(":")
    return sum(known) >= (LEAST_SURE_AMID if is_amid else LEAST_SURE) * len(known)
