"""Prompts are files with a version: what a model was told can be read, compared and changed like any text."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Prompt:
    """What a model is told.

    Parameters
    ----------
    version
        The file's name without its ending, such as ``article-6``: another text is another version.
    text
        The instructions.
    """

    version: str
    text: str


@cache
def read_prompt(package: str, version: str) -> Prompt:
    """Read a prompt from the folder ``prompts`` of a package.

    >>> read_prompt("kbminer.draft.author", "article-6").version
    'article-6'
    """
    text = files(package).joinpath("prompts", f"{version}.md").read_text(encoding="utf-8")
    return Prompt(version, text)
