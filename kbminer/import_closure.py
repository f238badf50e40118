"""Which of kbminer's own files a piece of code depends on, found from its imports.

What a run keeps is stale as soon as the code that made it changes. A list of files kept by hand forgets
some and holds too many; so the files are read from the import statements, lazy ones inside functions
included, those for type checkers alone left out. A package's ``__init__`` that only passes names on counts
by the names that are taken from it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from kbminer.digests import digest_of

_ROOT = Path(__file__).parent
_NAME = __package__ or "kbminer"
# An import statement of the package's own, in the form that the formatter leaves: alone on its line or lines.
# Parsing every file instead takes a second of each run; a test holds that both find the same.
_IMPORT = re.compile(
    rf"^[ \t]*(?:from[ ]+({_NAME}[\w.]*)[ ]+import[ ]+(?:\(([^()]*)\)|([^\n#;]+))|import[ ]+({_NAME}[\w.]*))",
    re.MULTILINE,
)
_FOR_TYPES_ALONE = re.compile(
    r"^([ \t]*+)if (?:typing\.)?TYPE_CHECKING:\n(?:\1[ \t]++[^\n]*+\n|[ \t]*+\n)++", re.MULTILINE
)
_REMARK = re.compile(r"#[^\n]*")


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
    return digest_of(map(_content, code_files(*modules)))


@cache
def _content(file: Path) -> bytes:
    """The digest of a file under its name: most stages share most files."""
    return digest_of([f"{file.relative_to(_ROOT).as_posix()}\n".encode() + file.read_bytes()]).encode()


@cache
def _imported(module: str) -> tuple[str, ...]:
    """The modules whose code ``module`` takes names from."""
    taken = {_home(whence, name) for whence, names in _imports(module) for name in names}
    taken.update(whence for whence, names in _imports(module) if not names and _exists(whence))
    return tuple(sorted(taken - {module}))


def _home(module: str, name: str) -> str:
    """The module that defines what ``from module import name`` gives."""
    inner = f"{module}.{name}"
    if _exists(inner):
        return inner
    if _file(module).name == "__init__.py":
        for whence, names in _imports(module):
            for real, known_as in names.items():
                if known_as == name:
                    return _home(whence, real)
    return module


@cache
def _imports(module: str) -> tuple[tuple[str, Mapping[str, str]], ...]:
    """What a module imports from its package: whence, and each name with what it is known as here.

    A whole module that is imported has no names. What stands under ``if TYPE_CHECKING`` never runs.
    """
    text = _FOR_TYPES_ALONE.sub("", _file(module).read_text(encoding="utf-8"))
    return tuple(
        (whence or whole, _names(several or one or ""))
        for whence, several, one, whole in _IMPORT.findall(text)
    )


def _names(listed: str) -> Mapping[str, str]:
    """The names of an import statement, each with what it is known as.

    >>> _names("mine, Store as Kept,  # the usual")
    {'mine': 'mine', 'Store': 'Kept'}
    """
    parts = (part.split() for part in _REMARK.sub("", listed).split(","))
    return {part[0]: part[-1] for part in parts if part}


def _is_ours(module: str) -> bool:
    return module == _NAME or module.startswith(f"{_NAME}.")


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
