"""The README: its examples run; what it names, tests/test_docs_drift.py looks after, as on every page."""

import re
import shlex
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT

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


def test_its_targets_exist() -> None:
    """Each target of make that it names is in the Makefile."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z]+):", makefile, re.M))
    named = {words[0] for words in commands("make")}
    assert {"run", "test"} <= named <= targets
