"""The written pages: what they name is there, and what is there is named."""

from __future__ import annotations

import dataclasses
import re
import shlex
import tomllib
from collections.abc import Iterator
from pkgutil import resolve_name
from typing import Any

import pytest
import typer.main
from conftest import ROOT

import kbminer.records
from kbminer.cli.app import app
from kbminer.redact.placeholders import RECOGNISERS

PATHS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
PAGES = {path.relative_to(ROOT).as_posix(): path.read_text("utf-8") for path in PATHS}
FOLDERS = "kbminer|tests|docs|scripts|benchmarks|notebooks|examples"


def commands(page: str) -> Iterator[str]:
    """Every call of kbminer on a page: a line of code, or words in backticks."""
    yield from re.findall(r"^(?: {4}|\$ )(kbminer [a-z-].*)$", page, re.M)
    yield from re.findall(r"`(kbminer [a-z-][^`]*)`", page)


def known_commands(command: Any, name: str) -> Iterator[str]:
    """Every command that can be called, by its whole name."""
    inner = getattr(command, "commands", {})
    if not inner:
        yield name
    for word, below in inner.items():
        yield from known_commands(below, f"{name} {word}")


@pytest.mark.parametrize("name", PAGES)
def test_commands_exist_with_their_options(name: str) -> None:
    """Each command that a page names is one of ours, and so is every option given to it."""
    for line in commands(PAGES[name]):
        command: Any = typer.main.get_command(app)
        for word in shlex.split(re.split(r"  #|…", line)[0])[1:]:
            options = {option for parameter in command.params for option in parameter.opts} | {"--help"}
            if word.startswith("-"):
                assert word.split("=")[0] in options, line
            elif hasattr(command, "commands") and word != "COMMAND":
                assert word in command.commands, line
                command = command.commands[word]


def test_every_command_is_documented() -> None:
    """The start page tells of each command, and some page of each that stands below one."""
    everywhere = "\n".join(PAGES.values())
    for command in known_commands(typer.main.get_command(app), "kbminer"):
        assert f"`{' '.join(command.split()[:2])}`" in PAGES["docs/index.md"]
        assert command in everywhere


@pytest.mark.parametrize("name", PAGES)
def test_dotted_names_resolve(name: str) -> None:
    """Each dotted name of ours in backticks can be imported."""
    named = set(re.findall(r"`(kbminer(?:\.\w+)+)(?:\(\))?`", PAGES[name]))
    missing = []
    for dotted in sorted(named - {"kbminer.toml", "kbminer.db"} - {f"kbminer.{kind}" for kind in GROUPS}):
        try:
            resolve_name(dotted)
        except (ImportError, AttributeError):
            missing.append(dotted)
    assert missing == []


GROUPS = ("formats", "embedders", "targets", "clusterers")
"""The groups of entry points, which look like modules and are none."""


@pytest.mark.parametrize("name", PAGES)
def test_paths_exist(name: str) -> None:
    """Each file and folder of the project that a page names is there."""
    named = set(re.findall(rf"`((?:{FOLDERS})/[\w./-]+)`", PAGES[name]))
    assert [path for path in sorted(named) if not (ROOT / path).exists()] == []


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md"])
def test_links_lead_somewhere(name: str) -> None:
    """Each file that a page outside the site links to is there; the site's own links its build checks."""
    linked = re.findall(r"\]\((?!https?:|#)([^)#\s]+)", PAGES[name])
    assert linked
    assert [path for path in linked if not (ROOT / path).exists()] == []


def test_every_record_stands_in_the_glossary() -> None:
    """Each public record has its row."""
    rows = re.findall(r"^\| `(\w+)` \|", PAGES["docs/glossary.md"], re.M)
    records = [
        name for name in kbminer.records.__all__ if dataclasses.is_dataclass(getattr(kbminer.records, name))
    ]
    assert set(records) - set(rows) == set()
    assert set(rows) <= set(kbminer.records.__all__)


def test_every_kind_of_private_thing_stands_in_the_glossary() -> None:
    """Each placeholder that a draft can hold has its row, in the order in which they are looked for."""
    rows = re.findall(r"^\| ⟨([^⟩]+)⟩ \|", PAGES["docs/glossary.md"], re.M)
    assert rows == list(dict.fromkeys(kind for kind, _ in RECOGNISERS))


def test_a_word_has_one_meaning() -> None:
    """No word stands twice in the glossary."""
    rows = re.findall(r"^\| (?!word|---)([^|]+) \|", PAGES["docs/glossary.md"], re.M)
    assert len(rows) == len(set(rows)) > 50


def test_the_layers_are_drawn_as_they_are_held() -> None:
    """CONTRIBUTING.md draws the layers of the contract from the top down; each room has its row."""
    held = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"][0]
    layers = [layer.replace("kbminer.", "").split(" | ") for layer in held["layers"][1:]]
    house = PAGES["CONTRIBUTING.md"].partition("## The house")[2].partition("\n## ")[0]
    drawn = [re.split(r" \| |  +", line) for line in re.findall(r"^ {4}(\S.*)$", house, re.M)]
    assert drawn == layers
    rooms = re.findall(r"^\| `kbminer/(\w+)(?:/|\.py)` \|", house, re.M)
    assert sorted(rooms) == sorted(name for layer in layers for name in layer if name not in BELOW_ALL_ROOMS)


BELOW_ALL_ROOMS = {
    "config",
    "entry_points",
    "import_closure",
    "private_files",
    "progress",
    "logs",
    "errors",
    "digests",
    "printable",
    "web_address",
}
"""Single modules at the bottom, whose names say what they are."""


def test_ten_changes_name_their_files() -> None:
    """Each change of CONTRIBUTING.md names files of the project and a test that holds it."""
    table = PAGES["CONTRIBUTING.md"].partition("## Ten changes")[2]
    rows = re.findall(r"^\| (an? [^|]+) \| ([^|]+) \| ([^|]+) \|$", table, re.M)
    assert len(rows) == 10
    for change, files, tests in rows:
        assert "`kbminer/" in files, change
        assert "`tests/" in tests, change
