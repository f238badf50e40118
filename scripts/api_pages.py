"""The pages of the API reference, made while the documentation is built: one for each public room.

A room that says in ``__all__`` what it offers is shown with these names; of any other room, the public names
of its modules. Nothing is imported: the rooms are read as text.
"""

from __future__ import annotations

import ast
from pathlib import Path
from typing import TYPE_CHECKING

from mkdocs.structure.files import File, Files

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig

PACKAGE = Path(__file__).parent.parent / "kbminer"
# The command line is told by `kbminer --help`; the others serve the project's own tests and stages.
_NOT_FOR_IMPORT = {"cli", "__main__", "import_closure"}


def rooms() -> dict[str, tuple[str, ...]]:
    """List the public rooms by dotted name, each with the modules whose names are shown.

    Examples
    --------
    >>> rooms()["kbminer.errors"]
    ('kbminer.errors',)
    """
    found = {"kbminer": ("kbminer",)}
    for path in sorted(PACKAGE.iterdir()):
        if path.stem in _NOT_FOR_IMPORT or path.stem == "__init__":
            continue
        if path.suffix == ".py":
            found[f"kbminer.{path.stem}"] = (f"kbminer.{path.stem}",)
        elif (path / "__init__.py").is_file():
            found |= _package(path)
    return found


def _package(folder: Path) -> dict[str, tuple[str, ...]]:
    room = _dotted(folder)
    offered = _offered(folder / "__init__.py")
    # A function that bears its module's name hides behind it: the module is shown as well.
    hidden = tuple(f"{room}.{name}" for name in offered if (folder / f"{name}.py").is_file())
    inner: dict[str, tuple[str, ...]] = {}
    for path in sorted(folder.iterdir()):
        if _offered(path / "__init__.py"):
            inner |= _package(path)
    return {room: (room, *hidden) if offered else _modules(folder), **inner}


def _modules(folder: Path) -> tuple[str, ...]:
    """Name the modules of a room that offers nothing at its door; rooms inside with a door are left out."""
    return tuple(
        _dotted(path)
        for path in sorted(folder.rglob("*.py"))
        if path.stem != "__init__" and not (path.parent != folder and _offered(path.parent / "__init__.py"))
    )


def _dotted(path: Path) -> str:
    return ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts)


def _offered(file: Path) -> tuple[str, ...]:
    """Read ``__all__`` of a file; a file without one offers nothing."""
    if not file.is_file():
        return ()
    for node in ast.parse(file.read_text("utf-8")).body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__":
            return tuple(ast.literal_eval(node.value))
    return ()


def page(room: str, modules: tuple[str, ...]) -> str:
    """Write one page of the reference as Markdown."""
    return f"# {room}\n\n" + "\n\n".join(f"::: {module}" for module in modules) + "\n"


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Put the reference behind the written pages."""
    if config.nav is not None:
        config.nav.append({"API reference": [{room: f"api/{room}.md"} for room in rooms()]})
    return config


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add a page for each room to the files of the site."""
    for room, modules in rooms().items():
        files.append(File.generated(config, f"api/{room}.md", content=page(room, modules)))
    return files
