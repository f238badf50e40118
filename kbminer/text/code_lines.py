"""Signs by which a line of plain text is told as code, and the log-odds that they give."""

from __future__ import annotations

import re

from kbminer.text.language import common_share
from kbminer.text.program_lines import is_log_line

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
MOST_SYMBOLS = 0.4  # share of a line: more says nothing more
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


def line_signs(line: str) -> dict[str, float]:
    """Work out what tells whether a line is code.

    >>> signs = line_signs('x <- read_table("a.csv")')
    >>> signs["operator"], signs["call"], signs["common"]
    (1.0, 1.0, 0.0)
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


def log_odds(line: str) -> float:
    """Weigh the signs of a line: above 0 it is code rather than words.

    >>> log_odds('x <- read_table("a.csv")') > 0 > log_odds("You have to read the table first.")
    True
    """
    bare = line.strip()
    signs = line_signs(bare)
    is_set_in = line.startswith(("  ", "\t")) and not signs["long_prose"]
    added = LISTED if _LISTED.match(bare) and not signs["logged"] else INDENTED * is_set_in
    return sum(WEIGHTS[name] * value for name, value in signs.items()) + added
