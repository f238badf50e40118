"""The lines of facts above a Markdown text: YAML between dashes, or TOML between plus signs."""

from __future__ import annotations

import re
import tomllib
from typing import Any

import yaml

_FRONT = re.compile(r"\A\ufeff?(---|\+\+\+)[ \t]*\n(.*?)\n\1[ \t]*(?:\n|\Z)", re.S)


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
        facts = yaml.safe_load(front[2]) if front[1] == "---" else tomllib.loads(front[2])
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise ValueError(f"its front matter can't be read: {str(error).splitlines()[0]}") from error
    return facts if isinstance(facts, dict) else {}, text[front.end() :]
