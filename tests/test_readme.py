"""The README: its examples run, its commands exist with their options, its links lead somewhere."""

import re
import shlex
from pathlib import Path
from typing import Any

import pytest
import typer.main
from conftest import ROOT

from kbminer.cli.app import app

README = (ROOT / "README.md").read_text(encoding="utf-8")
CODE = re.findall(r"^```python\n(.*?)^```", README, re.S | re.M)
FENCED = re.findall(r"^```(?:sh|bash|console|text)?\n(.*?)^```", README, re.S | re.M)
INDENTED = re.findall(r"^ {4}(\S.*)$", README, re.M)
INLINE = re.findall(r"`((?:kbminer|make) [^`]+)`", README)


def commands(program: str) -> list[list[str]]:
    """Every call of a program in the README, as its words, without prompt and comment."""
    lines = [*INDENTED, *INLINE, *(line for block in FENCED for line in block.splitlines())]
    found = [line.removeprefix("$ ").split("  #")[0] for line in lines]
    return [shlex.split(line)[1:] for line in found if line.split(" ")[0] == program]


def test_its_code_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The blocks of Python run one after the other, in a folder that holds the examples and nothing else."""
    assert CODE
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    monkeypatch.chdir(tmp_path)
    names: dict[str, Any] = {}
    for block in CODE:
        exec(compile(block, "README.md", "exec"), names)  # noqa: S102 - our own page


@pytest.mark.parametrize("words", commands("kbminer"), ids=" ".join)
def test_its_commands_exist(words: list[str]) -> None:
    """Each command is one of ours, and so is every option given to it."""
    command: Any = typer.main.get_command(app)
    options = {name for parameter in command.params for name in parameter.opts}
    for word in words:
        if word.startswith("-"):
            assert word.split("=")[0] in {*options, "--help"}, f"{word} of {command.name}"
        elif hasattr(command, "commands"):
            assert word in command.commands
            command = command.commands[word]
            options = {name for parameter in command.params for name in parameter.opts}
    assert not hasattr(command, "commands") or set(words) & {"--help", "--version"}


def test_its_targets_exist() -> None:
    """Each target of make that it names is in the Makefile."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z]+):", makefile, re.M))
    named = {words[0] for words in commands("make")}
    assert {"run", "test"} <= named <= targets


def test_its_links_lead_somewhere() -> None:
    """Each file of the project that it links or names in code is there."""
    linked = set(re.findall(r"\]\((?!https?:|#)([^)#\s]+)", README))
    named = set(re.findall(r"`((?:docs|notebooks|examples|benchmarks|kbminer)/[\w./-]+)`", README))
    assert linked | named
    assert [path for path in sorted(linked | named) if not (ROOT / path).exists()] == []


def test_its_names_can_be_imported() -> None:
    """Each dotted name of ours that it mentions is there."""
    from pkgutil import resolve_name

    for name in sorted(set(re.findall(r"`(kbminer(?:\.\w+)+)`", README)) - {"kbminer.toml", "kbminer.db"}):
        assert resolve_name(name) is not None
