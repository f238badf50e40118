"""Every regular expression of the package, found by reading its source and by running it.

As a program it prints them as JSON, because what was compiled before a test began would not be seen.
"""

from __future__ import annotations

import ast
import functools
import importlib
import json
import pkgutil
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from types import FrameType
from typing import Any

import kbminer
from kbminer.languages import LatePattern

ROOT = Path(kbminer.__file__).parent
METHODS = frozenset("match fullmatch search sub subn split findall finditer".split())
LATE = "languages/late_pattern.py"
"""Where patterns are compiled that were named elsewhere: those are noted where they are named."""
PAGES = Path(__file__).parent / "pages"

Seen = set[tuple[str, int, str | bytes, int]]
"""File, line, pattern and flags."""


Named = list[tuple[str, int, LatePattern]]
"""File, line and pattern, for those that are compiled when they are first used."""


def watch(seen: Seen, named: Named) -> None:
    """Note from now on each pattern that a line of the package compiles, uses, or names to be used later."""
    make = LatePattern.__init__

    def noting_names(self: LatePattern, *given: Any) -> None:
        make(self, *given)
        frame = sys._getframe(1)
        named.append((_place(frame), frame.f_lineno, self))

    LatePattern.__init__ = noting_names  # type: ignore[method-assign]
    inner = re._compile  # type: ignore[attr-defined]

    def noting(pattern: Any, flags: int) -> Any:
        compiled = inner(pattern, flags)
        frame = sys._getframe(1)
        while frame.f_back is not None and frame.f_code.co_filename == re.__file__:
            frame = frame.f_back
        if (place := _place(frame)) not in ("", LATE):
            seen.add((place, frame.f_lineno, compiled.pattern, compiled.flags))
        return compiled

    re._compile = noting  # type: ignore[attr-defined]


def _place(frame: FrameType) -> str:
    file = Path(frame.f_code.co_filename)
    return file.relative_to(ROOT).as_posix() if file.is_relative_to(ROOT) else ""


def import_everything() -> None:
    """Import every module, and call the cached functions that make a pattern of language words."""
    for info in pkgutil.walk_packages(kbminer.__path__, "kbminer."):
        if info.name.endswith("__main__"):
            continue
        module = importlib.import_module(info.name)
        for made in list(vars(module).values()):
            if isinstance(made, functools._lru_cache_wrapper) and made.__module__ == module.__name__:
                returns = made.__wrapped__.__annotations__.get("return", "")
                if made.__wrapped__.__code__.co_argcount == 0 and "Pattern" in str(returns):
                    made()


def run_what_needs_more() -> None:
    """Call what makes patterns for a language, a kind of words, a sign or a name."""
    from kbminer.draft.phrase_cues import cues_for
    from kbminer.ingest import read
    from kbminer.ingest.formats.markdown_facts import name_and_date
    from kbminer.ingest.formats.subjects import without_area
    from kbminer.languages import codes
    from kbminer.questions.asking_words import Kind, holds, opening
    from kbminer.redact.placeholders import redact
    from kbminer.redact.recognisers import issued
    from kbminer.resolve.own_cure import _phrases
    from kbminer.text.blocks import blocks, plain
    from kbminer.text.to_markdown import to_markdown
    from kbminer.titling.title_candidates import _openers, _pleads, telling
    from kbminer.titling.title_signs import _patterns
    from kbminer.verify.clauses import meaning_words

    for language in (*codes(), None):
        telling(language)
        _openers(language)
        _pleads(language)
        _phrases(language)
        _patterns(language)
        cues_for(language)
        meaning_words(language)
    for kind in Kind.__args__:
        opening(kind)
        holds(kind, "")
    for file in sorted(PAGES.glob("*.html")):
        list(read(file))
    plain("**a** __b__ *c* _d_ ~~e~~")
    blocks("```\na\n```")
    to_markdown('<img src="a.png" alt="a">', "markdown")
    redact("Ask Ann Walker.", ("Ann Walker",))
    without_area("Hubs • Lid sticks", {"Hubs •"})
    name_and_date("Reply by bo on 2 February 2023")
    for kind in ("key", "token"):
        issued._begun(kind)
        for _, shape in issued._rules()[f"{kind}_shapes"].values():
            issued._compiled(shape)


def written(seen: Seen) -> dict[tuple[str, int], list[str]]:
    """Find each line that names a pattern, and the methods by which it is used; add literal patterns."""
    files = {path.relative_to(ROOT).as_posix(): path for path in ROOT.rglob("*.py")}
    trees = {place: ast.parse(path.read_text("utf-8")) for place, path in files.items() if place != LATE}
    used: defaultdict[str, set[str]] = defaultdict(set)
    for place, tree in trees.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and node.attr in METHODS:
                holder = node.value.func if isinstance(node.value, ast.Call) else node.value
                used[_known_as(place, getattr(holder, "id", getattr(holder, "attr", "")))].add(node.attr)
        for each, methods in _in_loops(tree):
            used[_known_as(place, each)] |= methods
    found: defaultdict[tuple[str, int], list[str]] = defaultdict(list)
    for place, tree in trees.items():
        names = dict(_names(tree))
        for call in _calls_of_re(tree):
            method = getattr(call.func, "attr", "compile")
            by = [method] if method in METHODS else sorted(used[_known_as(place, names.get(id(call), ""))])
            found[place, call.lineno] += by
            if isinstance(call.args[0], ast.Constant):
                compiled = re.compile(call.args[0].value, _flags(call))
                seen.add((place, call.lineno, compiled.pattern, compiled.flags))
    return found


def _in_loops(tree: ast.Module) -> Iterator[tuple[str, set[str]]]:
    """Each pattern over which a loop goes, with the methods that are called on the loop's name in it."""
    for node in ast.walk(tree):
        for loop in [node] if isinstance(node, ast.For) else getattr(node, "generators", ()):
            if isinstance(loop.iter, ast.Tuple):
                name = getattr(loop.target, "id", None)
                uses = (inner for inner in ast.walk(node) if isinstance(inner, ast.Attribute))
                methods = {use.attr for use in uses if getattr(use.value, "id", None) == name} & METHODS
                yield from ((each.id, methods) for each in loop.iter.elts if isinstance(each, ast.Name))


def _known_as(place: str, name: str) -> str:
    return f"{place}:{name}" if name.startswith("_") else name


def _names(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Each expression that gets a name, or that a function returns, with that name."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            yield from (
                (id(inner.value), node.name) for inner in ast.walk(node) if isinstance(inner, ast.Return)
            )
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            yield from ((id(inner), node.targets[0].id) for inner in ast.walk(node.value))


def _calls_of_re(tree: ast.Module) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == LatePattern.__name__:
            yield node
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            of_re = isinstance(node.func.value, ast.Name) and node.func.value.id == "re"
            if of_re and (node.func.attr == "compile" or node.func.attr in METHODS):
                yield node


def _flags(call: ast.Call) -> int:
    given = [*call.args[1:], *(word.value for word in call.keywords if word.arg == "flags")]
    named = (inner for part in given for inner in ast.walk(part) if isinstance(inner, ast.Attribute))
    return functools.reduce(
        int.__or__, (int(getattr(re, each.attr)) for each in named if each.attr.isupper()), 0
    )


def main() -> None:
    """Print all patterns with their places and methods, and the lines whose patterns were not seen."""
    seen: Seen = set()
    named: Named = []
    watch(seen, named)
    import_everything()
    run_what_needs_more()
    seen.update((place, line, late.source, late.compiled.flags) for place, line, late in named)
    methods = written(seen)
    rows = [
        [
            place,
            line,
            source if isinstance(source, str) else source.decode("latin-1"),
            isinstance(source, bytes),
            flags,
        ]
        for place, line, source, flags in seen
    ]
    unseen = sorted(set(methods) - {(place, line) for place, line, *_ in seen})
    told = [[*row, methods.get((row[0], row[1]), [])] for row in sorted(rows)]
    json.dump({"patterns": told, "unseen": unseen}, sys.stdout)


if __name__ == "__main__":
    main()
