"""Measure how a package is built: sizes, circles, homonyms, languages in code, twins, files to touch.

    python scripts/structure.py [FOLDER] [--json] [--list]

What is looked for stands in ``structure.toml`` beside this file. Only the package's own text is read;
nothing is imported. ``docs/quality/structure.md`` says what was found.
"""

from __future__ import annotations

import argparse
import ast
import json
import re
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median
from typing import Any

MOST_COMPLEX = 10  # McCabe, "A complexity measure", 1976: what a reader can still test
CRITERIA = Path(__file__).with_suffix(".toml")
DATA = {".toml", ".json", ".yaml", ".tsv", ".txt"}  # what a package's data stand in
ROOT = "(root)"
_FUNCTION = (ast.FunctionDef, ast.AsyncFunctionDef)
_FORK = (ast.If, ast.IfExp, ast.Assert, ast.ExceptHandler)
_LOOP = (ast.For, ast.AsyncFor, ast.While)
_DOCUMENTED = (ast.Module, ast.ClassDef, *_FUNCTION)
_ESCAPE = re.compile(r"\\[a-zA-Z]")
_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Module:
    """One Python file: its dotted ``name``, its ``path`` within the package, and what stands in it.

    ``nodes`` are all of the tree's; ``code`` is the source in Python's plainest form, without comments and
    docstrings.
    """

    name: str
    path: str
    lines: int
    tree: ast.Module
    nodes: tuple[ast.AST, ...]
    code: str

    @property
    def is_package(self) -> bool:
        """Whether the file is a folder's ``__init__``."""
        return self.path.endswith("__init__.py")


def read_package(folder: Path) -> list[Module]:
    """Read the Python files of a package, in the order of their paths."""
    found = []
    for file in sorted(folder.rglob("*.py")):
        path = file.relative_to(folder)
        parts = [part for part in path.with_suffix("").parts if part != "__init__"]
        source = file.read_text("utf-8")
        tree = ast.parse(source)
        found.append(
            Module(
                name=".".join([folder.name, *parts]),
                path=path.as_posix(),
                lines=len(source.splitlines()),
                tree=tree,
                nodes=tuple(ast.walk(tree)),
                code=_plain(ast.parse(source)),
            )
        )
    return found


def _plain(tree: ast.Module) -> str:
    for node in ast.walk(tree):
        if isinstance(node, _DOCUMENTED) and ast.get_docstring(node, clean=False) is not None:
            node.body = node.body[1:] or [ast.Pass()]
    return ast.unparse(tree)


# --- sizes


def sizes(modules: Iterable[Module]) -> dict[str, Any]:
    """Count files and functions, their lines, and the functions that are too complex."""
    lines = [module.lines for module in modules]
    lengths, complex_ones = [], []
    for module in modules:
        for node in module.nodes:
            if isinstance(node, _FUNCTION):
                lengths.append((node.end_lineno or node.lineno) - node.lineno + 1)
                if (score := complexity(node)) > MOST_COMPLEX:
                    complex_ones.append([f"{module.path}:{node.lineno}", node.name, score])
    lengths = sorted(lengths) or [0]
    return {
        "files": len(lines),
        "lines": sum(lines),
        "file_median_lines": median(lines),
        "functions": len(lengths),
        "function_median_lines": median(lengths),
        "function_p95_lines": lengths[int(0.95 * len(lengths))],
        "complex_percent": round(100 * len(complex_ones) / len(lengths), 1),
        "complex_functions": sorted(complex_ones, key=lambda each: -each[2]),
    }


def complexity(function: ast.AST) -> int:
    """Count a function's ways through, as radon does: branches, loops, conditions, comprehensions.

    A function within a function is counted by itself.

    >>> complexity(ast.parse("def f(a, b):\\n return [x for x in a if x] if a and b else b").body[0])
    5
    """
    return 1 + sum(map(_branches, _own_nodes(function)))


def _own_nodes(node: ast.AST) -> Iterator[ast.AST]:
    for child in ast.iter_child_nodes(node):
        if not isinstance(child, _FUNCTION):
            yield child
            yield from _own_nodes(child)


def _branches(node: ast.AST) -> int:
    if isinstance(node, ast.BoolOp):
        return len(node.values) - 1
    if isinstance(node, ast.comprehension):
        return 1 + len(node.ifs)
    if isinstance(node, (*_LOOP, ast.Try)):
        return isinstance(node, _LOOP) + bool(node.orelse)
    if isinstance(node, ast.Match):
        return len(node.cases) - any(getattr(case.pattern, "pattern", 0) is None for case in node.cases)
    return int(isinstance(node, _FORK))


# --- circles


def import_graph(modules: Iterable[Module]) -> dict[str, set[str]]:
    """Map each module to those of the package that it imports, in functions too, but not for types alone."""
    names = {module.name for module in modules}
    return {m.name: {name for name in _imports(m, names) if name != m.name} for m in modules}


def _imports(module: Module, names: set[str]) -> Iterator[str]:
    for node in _running(module.tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in names)
        elif isinstance(node, ast.ImportFrom):
            source = _source_of(node, module)
            for alias in node.names:
                whole = f"{source}.{alias.name}"
                yield from (name for name in (whole if whole in names else source,) if name in names)


def _source_of(node: ast.ImportFrom, module: Module) -> str:
    if not node.level:
        return node.module or ""
    parts = module.name.split(".")
    parts = parts[: len(parts) + module.is_package - node.level]
    return ".".join([*parts, *filter(None, [node.module])])


def _running(node: ast.AST) -> Iterator[ast.AST]:
    """All nodes but those under ``if TYPE_CHECKING``."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.If) and ast.unparse(child.test).endswith("TYPE_CHECKING"):
            for other in child.orelse:
                yield other
                yield from _running(other)
        else:
            yield child
            yield from _running(child)


def circles(graph: Mapping[str, set[str]]) -> list[list[str]]:
    """Find the sets of nodes that reach each other: strongly connected components of more than one node.

    >>> circles({"a": {"b"}, "b": {"c"}, "c": {"b"}, "d": {"a"}})
    [['b', 'c']]
    """
    reached = {start: _reach(graph, start) for start in graph}
    found = {frozenset(b for b in reached[a] if a in reached[b]) for a in graph}
    return sorted(sorted(circle) for circle in found if len(circle) > 1)


def _reach(graph: Mapping[str, set[str]], start: str) -> set[str]:
    seen: set[str] = set()
    waiting = [start]
    while waiting:
        fresh = graph[waiting.pop()] - seen
        seen |= fresh
        waiting += fresh
    return seen


def room_graph(graph: Mapping[str, set[str]]) -> dict[str, set[str]]:
    """Join modules to rooms: the package's top folders and files; its ``__init__`` is a room by itself."""
    rooms: dict[str, set[str]] = defaultdict(set)
    for module, imported in graph.items():
        rooms[_room(module)] |= {_room(name) for name in imported} - {_room(module)}
    return dict(rooms)


def _room(module: str) -> str:
    _, room = [*module.split("."), ROOT][:2]
    return room


# --- names with two meanings


def homonyms(modules: Iterable[Module], allowed: Mapping[str, list[str]]) -> dict[str, dict[str, list[str]]]:
    """Find the names of modules that stand in several folders, and of public classes defined repeatedly.

    A module that bears its own folder's name means the same as the folder.
    """
    files: dict[str, list[str]] = defaultdict(list)
    classes: dict[str, list[str]] = defaultdict(list)
    for module in modules:
        *above, name = module.name.split(".")
        if above and name != above[-1]:
            files[name].append(module.path)
        for node in module.nodes:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                classes[node.name].append(f"{module.path}:{node.lineno}")
    return {
        kind: {n: places for n, places in sorted(found.items()) if len(places) > 1 and n not in allowed[kind]}
        for kind, found in (("modules", files), ("classes", classes))
    }


# --- languages in code


def language_files(folder: Path, modules: Iterable[Module], criteria: Mapping[str, Any]) -> dict[str, Any]:
    """Find the Python files whose texts hold words of other languages, and the folders of such data."""
    markers = frozenset(criteria["words"].split())
    code = {m.path: _markers(" ".join(texts(m.nodes)), markers) for m in modules}
    data = defaultdict(set)
    for file in sorted(folder.rglob("*")):
        if file.suffix in DATA and len(_markers(file.read_text("utf-8"), markers)) >= criteria["least"]:
            data[file.relative_to(folder).parent.as_posix()].add(file.name)
    return {
        "code": {path: sorted(found) for path, found in code.items() if len(found) >= criteria["least"]},
        "data": {home: sorted(names) for home, names in data.items()},
        "home": criteria["home"],
    }


def texts(nodes: Iterable[ast.AST]) -> Iterator[str]:
    """All string constants among a module's nodes that are no docstrings."""
    skipped = set()
    for node in nodes:
        if isinstance(node, _DOCUMENTED) and node.body and isinstance(node.body[0], ast.Expr):
            skipped.add(node.body[0].value)
        elif isinstance(node, ast.Expr):
            skipped.add(node.value)  # a string under a constant documents it
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in skipped:
            yield node.value


def _markers(text: str, markers: frozenset[str]) -> frozenset[str]:
    return markers.intersection(_WORD.findall(_ESCAPE.sub(" ", text).lower()))


# --- twins


def twins(modules: Iterable[Module], wanted: Iterable[Mapping[str, Any]]) -> dict[str, list[str]]:
    """List the places where each piece of logic stands that is known to have been written twice."""
    found: dict[str, list[str]] = {twin["name"]: [] for twin in wanted}
    for module in modules:
        words = list(texts(module.nodes))
        names = [n.name for n in module.nodes if isinstance(n, (*_FUNCTION, ast.ClassDef))]
        for twin in wanted:
            if re.search(twin.get("but", "^$"), module.path):
                continue
            hits = sum(len(re.findall(p, text)) for p in twin.get("text", ()) for text in words)
            hits += sum(len(re.findall(p, module.code, re.M)) for p in twin.get("code", ()))
            hits += sum(re.search(p, name) is not None for p in twin.get("defines", ()) for name in names)
            found[twin["name"]] += _places(module.path, hits, twin.get("by", "file"))
    return {name: list(dict.fromkeys(places)) for name, places in found.items()}


def _places(path: str, hits: int, by: str) -> list[str]:
    if by == "occurrence":
        return [f"{path} #{number + 1}" for number in range(hits)]
    place = path.rpartition("/")[0] or path if by == "folder" else path
    return [place] if hits else []


# --- wishes


def files_to_touch(
    folder: Path, modules: Iterable[Module], wanted: Iterable[Mapping[str, Any]]
) -> dict[str, dict[str, Any]]:
    """List, for each wish, the files of code, data and pages that name a member of the kind.

    Those in ``own`` are that member itself; the others are touched for the next one.
    """
    code = {f"{folder.name}/{module.path}": module.code for module in modules}
    code |= {
        file.relative_to(folder.parent).as_posix(): file.read_text("utf-8")
        for file in sorted(folder.rglob("*"))
        if file.suffix in DATA
    }
    pages = {page.relative_to(folder.parent).as_posix(): page.read_text("utf-8") for page in _pages(folder)}
    return {
        wish["name"]: {
            "like": wish["like"],
            "own": [path for path in _naming(wish, code) if re.search(wish["own"], path)],
            "code": [path for path in _naming(wish, code) if not re.search(wish["own"], path)],
            "pages": _naming(wish, pages),
        }
        for wish in wanted
    }


def _pages(folder: Path) -> list[Path]:
    """What tells readers about the package; what was decided and measured once is never touched again."""
    root = folder.parent
    pages = [root / "README.md", root / "pyproject.toml", *sorted((root / "docs").rglob("*.md"))]
    return [page for page in pages if page.is_file() and not re.search("decisions|quality", str(page))]


def _naming(wish: Mapping[str, Any], files: Mapping[str, str]) -> list[str]:
    return [path for path, text in files.items() if re.search(wish["member"], text, re.M)]


# --- the whole


def measure(folder: Path) -> dict[str, Any]:
    """Measure a package folder; the result is plain data, ready for JSON."""
    criteria = tomllib.loads(CRITERIA.read_text("utf-8"))
    modules = read_package(folder)
    graph = import_graph(modules)
    return {
        "sizes": sizes(modules),
        "circles": {"modules": circles(graph), "rooms": circles(room_graph(graph))},
        "homonyms": homonyms(modules, criteria["repeats"]),
        "languages": language_files(folder, modules, criteria["languages"]),
        "twins": twins(modules, criteria["twins"]),
        "wishes": files_to_touch(folder, modules, criteria["wishes"]),
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of the table; ``places`` are what was counted."""

    what: str
    found: float
    aim: str = "–"
    places: tuple[str, ...] = ()


def rows(measured: Mapping[str, Any]) -> Iterator[Row]:
    """Turn what was measured into the lines of a table."""
    yield from _size_rows(measured["sizes"])
    for kind, found in measured["circles"].items():
        yield _row(f"circles of imports among {kind}", map(" ↔ ".join, found), "0")
    for kind, repeated in measured["homonyms"].items():
        places = (f"{name}: {', '.join(where)}" for name, where in repeated.items())
        yield _row(f"names of {kind} with two meanings", places, "0")
    languages = measured["languages"]
    files = (f"{path}: {' '.join(words[:8])}" for path, words in languages["code"].items())
    yield _row("Python files with words of other languages", files, "0")
    homes = (f"{home}: {', '.join(names)}" for home, names in languages["data"].items())
    yield _row(f"folders of such words as data (the aim is {languages['home']}/)", homes, "1")
    copies = sum(max(len(places) - 1, 0) for places in measured["twins"].values())
    yield Row(what="copies of twins, all together", found=copies, aim="0")
    for name, places in measured["twins"].items():
        yield _row(f"{name}: places", places, "1")
    for name, wish in measured["wishes"].items():
        row = _row(f"files to touch for {name}, as {wish['like']}", (*wish["code"], *wish["pages"]))
        yield row if row.places or wish["own"] else replace(row, what=f"{row.what} (no such member found)")


def _size_rows(found: Mapping[str, Any]) -> Iterator[Row]:
    yield Row(what="Python files", found=found["files"])
    yield Row(what="lines", found=found["lines"])
    yield Row(what="lines of a file, median", found=found["file_median_lines"], aim="under 250")
    yield Row(what="functions", found=found["functions"])
    yield Row(what="lines of a function, median", found=found["function_median_lines"])
    yield Row(what="lines of a function, 95th percentile", found=found["function_p95_lines"], aim="under 30")
    places = tuple(f"{score} {name} {place}" for place, name, score in found["complex_functions"])
    what = f"% of functions above complexity {MOST_COMPLEX}"
    yield Row(what=what, found=found["complex_percent"], aim="4", places=places)


def _row(what: str, places: Iterable[str], aim: str = "–") -> Row:
    places = tuple(places)
    return Row(what=what, found=len(places), aim=aim, places=places)


def main() -> None:
    """Print the table, or the same as JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("folder", nargs="?", type=Path, default=Path("kbminer"), help="the package's folder")
    parser.add_argument("--json", action="store_true", help="print everything that was found as JSON")
    parser.add_argument("--list", action="store_true", help="name the places under each line of the table")
    options = parser.parse_args()
    measured = measure(options.folder.resolve())
    if options.json:
        print(json.dumps(measured, ensure_ascii=False, indent=1))
        return
    print("| what | found | aim |\n| --- | --- | --- |")
    for row in rows(measured):
        print(f"| {row.what} | {row.found:,} | {row.aim} |")
        for place in row.places if options.list else ():
            print(f"      {place}")


if __name__ == "__main__":
    main()
