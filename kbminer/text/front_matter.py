"""The lines of facts above a Markdown text: YAML between dashes, or TOML between plus signs."""

from __future__ import annotations

import re
import tomllib
from typing import Any

import yaml

_FRONT = re.compile(r"\A\ufeff?(---|\+\+\+)[ \t]*\n(.*?)\n\1[ \t]*(?:\n|\Z)", re.S)


_MOST_ALIASES = 10
"""Uses of an anchor; nine in each of nine lines make a list of some 400 million words."""


class _Loader(yaml.SafeLoader):
    """Reads plain values, and refuses values that hold one another over and over."""

    def __init__(self, stream: str) -> None:
        super().__init__(stream)
        self._aliases = 0

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        """Take the next value; an alias is counted."""
        if self.check_event(yaml.AliasEvent):
            self._aliases += 1
            if self._aliases > _MOST_ALIASES:
                raise yaml.YAMLError(f"it uses anchors more than {_MOST_ALIASES} times")
        return super().compose_node(parent, index)


def split_front_matter(text: str) -> tuple[dict[str, Any], str]:
    r"""Part a text from the facts above it; none where there are none.

    Parameters
    ----------
    text : str
        A Markdown file.

    Raises
    ------
    ValueError
        The lines are not the YAML or TOML that they claim to be.

    Examples
    --------
    >>> split_front_matter("---\ntitle: Print\n---\nPress *P*.")
    ({'title': 'Print'}, 'Press *P*.')
    """
    text = text.replace("\r\n", "\n")
    front = _FRONT.match(text)
    if front is None:
        return {}, text
    try:
        is_yaml = front[1] == "---"
        facts = yaml.load(front[2], _Loader) if is_yaml else tomllib.loads(front[2])  # noqa: S506 - a safe one
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise ValueError(f"its front matter can't be read: {str(error).splitlines()[0]}") from error
    return facts if isinstance(facts, dict) else {}, text[front.end() :]
