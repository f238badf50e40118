"""Which of kbminer's own files a piece of code depends on, found from its imports.

What a run keeps is stale as soon as the code that made it changes. A list of files kept by hand forgets
some and holds too many; so the files are read from the import statements, lazy ones inside functions
included, those for type checkers alone left out. A package's ``__init__`` that only passes names on counts
by the names that are taken from it.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from kbminer.digests import digest_of

_ROOT = Path(__file__).parent
_MAY_HOLD_IMPORTS = (ast.stmt, ast.ExceptHandler, ast.match_case)  # an expression holds none
_NAME = __package__ or "kbminer"


def code_files(*modules: str) -> tuple[Path, ...]:
    """Find every file of the package that the code of ``modules`` may run or read, sorted.

    Parameters
    ----------
    *modules : str
        Dotted names such as ``"kbminer.plan"``.

    Returns
    -------
    tuple of Path
        Python files, and the data files that lie beside them.

    Examples
    --------
    >>> [file.name for file in code_files("kbminer.errors")]
    ['errors.py']
    """
    found: set[str] = set()
    waiting = list(modules)
    while waiting:
        module = waiting.pop()
        if module not in found:
            found.add(module)
            waiting += _imported(module)
    files = {_file(module) for module in found}
    return tuple(sorted(files | {data for file in files for data in _beside(file.parent)}))


@cache
def code_digest(*modules: str) -> str:
    """Digest the files that the code of ``modules`` depends on: another digest means other results.

    >>> code_digest("kbminer.errors") == code_digest("kbminer.digests")
    False
    """
    return digest_of(
        f"{file.relative_to(_ROOT).as_posix()}\n".encode() + file.read_bytes()
        for file in code_files(*modules)
    )


@cache
def _imported(module: str) -> tuple[str, ...]:
    """The modules whose code ``module`` takes names from."""
    taken: set[str] = set()
    for node in _running(_tree(module)):
        if isinstance(node, ast.Import):
            taken.update(alias.name for alias in node.names if _exists(alias.name))
        elif isinstance(node, ast.ImportFrom) and _is_ours(node.module):
            taken.update(_home(str(node.module), alias.name) for alias in node.names)
    return tuple(sorted(taken - {module}))


def _home(module: str, name: str) -> str:
    """The module that defines what ``from module import name`` gives."""
    inner = f"{module}.{name}"
    if _exists(inner):
        return inner
    if _file(module).name == "__init__.py":
        for node in _running(_tree(module)):
            if isinstance(node, ast.ImportFrom) and _is_ours(node.module):
                for alias in node.names:
                    if (alias.asname or alias.name) == name:
                        return _home(str(node.module), alias.name)
    return module


def _running(tree: ast.AST) -> Iterator[ast.AST]:
    """Every statement that may run: what stands under ``if TYPE_CHECKING`` does not."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test):
            continue
        if isinstance(node, _MAY_HOLD_IMPORTS):
            yield node
            yield from _running(node)


@cache
def _tree(module: str) -> ast.AST:
    return ast.parse(_file(module).read_bytes())


def _is_ours(module: str | None) -> bool:
    return module is not None and (module == _NAME or module.startswith(f"{_NAME}."))


def _exists(module: str) -> bool:
    return _is_ours(module) and _path(module) is not None


def _file(module: str) -> Path:
    found = _path(module)
    if found is None:
        raise LookupError(f"{module} is no module of {_NAME}")
    return found


@cache
def _path(module: str) -> Path | None:
    base = _ROOT.joinpath(*module.split(".")[1:])
    for file in (base.with_suffix(".py") if base != _ROOT else base, base / "__init__.py"):
        if file.is_file():
            return file
    return None


@cache
def _beside(folder: Path) -> tuple[Path, ...]:
    """The data files of a package: those in its folder, and in folders of it that hold no code; no caches."""
    code = {".py", ".pyc", ".pyi", ".typed"}
    return tuple(
        file
        for file in folder.rglob("*")
        if file.is_file()
        and file.suffix not in code
        and not any(part.startswith((".", "__")) for part in file.relative_to(folder).parts)
        and not any((parent / "__init__.py").exists() for parent in _between(file, folder))
    )


def _between(file: Path, folder: Path) -> Iterator[Path]:
    """The folders between ``folder`` and ``file``, both left out."""
    for parent in file.parents:
        if parent == folder:
            return
        yield parent
