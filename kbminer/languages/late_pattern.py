"""Regular expressions that hold the words of all languages: put together when they are first used."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cached_property
from typing import Any


class LatePattern:
    """A regular expression that is made when it is first used, and used like one that is compiled.

    What holds the words of thirty languages is long, and few texts ask for all such patterns: compiled at
    import they took longer than many a command. The methods are those of the compiled pattern itself, so
    that only the first use costs more.

    Parameters
    ----------
    source : str or callable that gives one
        The pattern as it is written; a callable is asked at the first use, so that no words are read before.
    flags : int, default 0
        As for :func:`re.compile`.

    Examples
    --------
    >>> pattern = LatePattern(lambda: "an|ein", re.I)
    >>> pattern.match("Ein Haus")[0]
    'Ein'
    """

    def __init__(self, source: str | Callable[[], str], flags: int = 0) -> None:
        self._given = source
        self._flags = flags

    @cached_property
    def source(self) -> str:
        """The pattern as it is written."""
        return self._given if isinstance(self._given, str) else self._given()

    @cached_property
    def compiled(self) -> re.Pattern[str]:
        """The pattern itself."""
        return re.compile(self.source, self._flags)

    @cached_property
    def match(self) -> Callable[..., re.Match[str] | None]:
        """:meth:`re.Pattern.match`."""
        return self.compiled.match

    @cached_property
    def fullmatch(self) -> Callable[..., re.Match[str] | None]:
        """:meth:`re.Pattern.fullmatch`."""
        return self.compiled.fullmatch

    @cached_property
    def search(self) -> Callable[..., re.Match[str] | None]:
        """:meth:`re.Pattern.search`."""
        return self.compiled.search

    @cached_property
    def finditer(self) -> Callable[..., Iterator[re.Match[str]]]:
        """:meth:`re.Pattern.finditer`."""
        return self.compiled.finditer

    @cached_property
    def findall(self) -> Callable[..., list[Any]]:
        """:meth:`re.Pattern.findall`."""
        return self.compiled.findall

    @cached_property
    def split(self) -> Callable[..., list[str | Any]]:
        """:meth:`re.Pattern.split`."""
        return self.compiled.split

    @cached_property
    def sub(self) -> Callable[..., str]:
        """:meth:`re.Pattern.sub`."""
        return self.compiled.sub
