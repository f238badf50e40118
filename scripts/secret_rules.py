"""Writes ``kbminer/redact/issuers.toml`` anew: how the keys of today's issuers begin and look.

The rules are those of Betterleaks, as the package ``kingfisher-secret-scanner`` gives them out; install it
beside kbminer to run this (``pip install kingfisher-secret-scanner``). Nothing else of it is used.
"""

from __future__ import annotations

import re
import sys
from importlib.metadata import version
from itertools import product
from pathlib import Path
from re import _constants as signs
from re import _parser as parser
from typing import Any

FILE = Path(__file__).parent.parent / "kbminer" / "redact" / "issuers.toml"

# What other recognisers find by themselves, what spans many lines, and what is no secret.
LEFT_OUT = re.compile(
    r"jwt|curl-auth|credential-uri|credentials$|service-account$|secret-yaml|private-key|connection-string|"
    r"nuget-config|webhook|public|mobile-sdk|client-sdk|gitlab-incoming-mail-address|sidekiq|freemius|"
    r"aws-session-token|notify-api-key|short-lived|flyio|facebook-access|zai-api-key|temporal"
)
# Beginnings that versions, packages and programs share with keys.
_ALSO_OTHERS = frozenset(
    ["API-", "v1.0-", "pat.", "sat.", "cog_", "ion_", "lip_", "prf_", "rnd_", "tss_", "apk_", "tk-us-"]
)
_OWN_WORDS = re.compile(r"^\(\?i(?::\(\?:|\)\(\?:)\(?(?:\(\?-i:)?(?P<words>[A-Za-z0-9|()?:_. \[\]*-]+?)\)")
_SAID_OF_ALL = frozenset("secret key access token account box checkout confluence".split())
_END = re.compile(r"\(\?:\[\^[^\]]*\]\|\\z\)$")
_MOST_BRANCHES = 24
_LONGEST = 400  # signs; longer than any key of the rules


def main() -> int:
    """Write the file."""
    from kingfisher_sdk import Rules  # noqa: PLC0415 - only this script needs it

    catalogue = Rules(confidence="low", cache=False)
    details = [catalogue.detail(each["id"]) for each in catalogue.metadata()]
    mine = [
        each
        for each in details
        if each["visible"] and each["id"].startswith("betterleaks.") and not LEFT_OUT.search(each["id"])
    ]
    shapes: dict[str, tuple[str, str]] = {}
    prefixes: dict[str, set[str]] = {"key": set(), "token": set()}
    names: set[str] = set()
    for rule in mine:
        name, pattern = rule["id"].removeprefix("betterleaks."), rule["pattern"]
        if "{0,20}" in pattern or "{0,32}" in pattern or "{0,24}" in pattern:
            names |= _names(pattern, name)
            continue
        shape = _translated(pattern)
        parsed = parser.parse(shape)
        shapes[name] = (_longest_word(parsed), shape)
        prefixes[_kind(name)] |= {text for text, _ in _heads(parsed)}
    FILE.write_text(_toml(shapes, prefixes, names), "utf-8")
    return 0


def _translated(pattern: str) -> str:
    """The secret of a rule as Python reads it, without what must stand around it."""
    ignores_case = pattern.startswith("(?i)")
    shape = _END.sub("", _secret_of(pattern.removeprefix("(?i)")))
    head, flag, rest = shape.partition("(?i)")
    shape = f"{head}(?i:{rest})" if flag else shape
    shape = shape.replace("[[:alnum:]]", "[A-Za-z0-9]").removeprefix("\\b").removesuffix("\\b")
    shape = re.sub(r"\{(\d+),\}", rf"{{\1,{_LONGEST}}}", shape)  # else a run of beginnings takes its square
    shape = re.sub(r"(?<=\])([*+])", lambda found: f"{{{int(found[1] == '+')},{_LONGEST}}}", shape)
    shape = re.sub(r"\((?!\?)|\(\?P<\w+>", "(?:", shape)
    shape = f"(?i:{shape})" if ignores_case else shape
    re.compile(shape)
    return shape


def _secret_of(pattern: str) -> str:
    """What the first group captures; the whole where none does."""
    depth, start, opened, escaped, in_class = 0, -1, -1, False, False
    for at, sign in enumerate(pattern):
        if escaped or sign == "\\":
            escaped = not escaped
        elif in_class or sign == "[":
            in_class = sign != "]"
        elif sign == "(":
            depth += 1
            if start < 0 and pattern[at + 1] != "?":
                start, opened = at + 1, depth
        elif sign == ")":
            if depth == opened and start >= 0:
                return pattern[start:at]
            depth -= 1
    return pattern


def _kind(rule: str) -> str:
    return "token" if re.search(r"token|-pat\b|oauth|cookie|-rrt|-ptt", rule) else "key"


def _longest_word(parts: Any) -> str:
    """The longest run of literal signs that every match holds, in lower case."""
    runs, run = [""], ""
    for operation, value in parts:
        if operation is signs.LITERAL:
            run += chr(value)
            continue
        runs, run = [*runs, run], ""
        repeats = operation in (signs.MAX_REPEAT, signs.MIN_REPEAT) and value[0]
        if operation is signs.SUBPATTERN or repeats:
            runs.append(_longest_word(value[-1]))
    return max([*runs, run], key=len).lower()


def _heads(parts: Any) -> list[tuple[str, bool]]:
    """Each way in which parts may begin, and whether it is whole."""
    heads = [("", True)]
    for operation, value in parts:
        if operation is signs.LITERAL:
            heads = [(text + chr(value) if whole else text, whole) for text, whole in heads]
            continue
        found = [("", False)]
        if operation is signs.SUBPATTERN:
            found = _heads(value[-1])
        elif operation is signs.BRANCH:
            found = [head for branch in value[1] for head in _heads(branch)]
        if len(heads) * len(found) > _MOST_BRANCHES:
            found = [("", False)]
        heads = [
            (text + more if whole else text, whole and also)
            for (text, whole), (more, also) in product(heads, found)
        ]
    return heads


def _names(pattern: str, name: str) -> set[str]:
    """The issuer's names that a rule asks for before a value."""
    found = _OWN_WORDS.match(pattern)
    words = (
        re.findall(r"[a-z][a-z0-9]{3,}", found["words"].lower())
        if found
        else [name.split("-", maxsplit=1)[0]]
    )
    first = name.split("-", maxsplit=1)[0]
    return {word for word in words if word == first and word not in _SAID_OF_ALL and len(word) > 3}


def _toml(shapes: dict[str, tuple[str, str]], prefixes: dict[str, set[str]], names: set[str]) -> str:
    parts = [HEAD.format(version=version("kingfisher-secret-scanner"))]
    for kind, begins in prefixes.items():
        kept = sorted(p for p in begins - _ALSO_OTHERS if len(p) > 3 and re.search(r"[^A-Za-z0-9]$", p))
        parts += [f"# How a {kind} begins.", f"{kind}_prefixes = [", _lines(kept), "]", ""]
    parts += ["# Issuers whose keys look like any other: named before the value.", "names = ["]
    parts += [_lines(sorted(names)), "]", ""]
    parts.append("# What each holds in lower case, and how it looks, by the rule that says so.")
    for kind in prefixes:
        rows = sorted(item for item in shapes.items() if _kind(item[0]) == kind)
        parts += [f"[{kind}_shapes]", *(f'"{n}" = ["{word}", {_quoted(shape)}]' for n, (word, shape) in rows)]
    return "\n".join(parts) + "\n"


def _quoted(shape: str) -> str:
    return f"'{shape}'" if "'" not in shape else f"'''{shape}'''"


def _lines(words: list[str]) -> str:
    lines, line = [], "  "
    for word in words:
        piece = f'"{word}", '
        if len(line) + len(piece) > 108:
            lines.append(line.rstrip())
            line = "  "
        line += piece
    return "\n".join([*lines, line.rstrip()])


HEAD = """\
# What the keys of issuers look like: read by kbminer.redact.recognisers.issued, written by
# scripts/secret_rules.py from the package kingfisher-secret-scanner {version}. The patterns are those of
# Betterleaks, reduced to the secret itself. Their licence:
#
# MIT License
#
# Copyright (c) 2026 Zachary Rice
#
# Permission is hereby granted, free of charge, to any person obtaining a copy
# of this software and associated documentation files (the "Software"), to deal
# in the Software without restriction, including without limitation the rights
# to use, copy, modify, merge, publish, distribute, sublicense, and/or sell
# copies of the Software, and to permit persons to whom the Software is
# furnished to do so, subject to the following conditions:
#
# The above copyright notice and this permission notice shall be included in all
# copies or substantial portions of the Software.
#
# THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR
# IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,
# FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE
# AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
# LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM,
# OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE
# SOFTWARE.
"""

if __name__ == "__main__":
    sys.exit(main())
