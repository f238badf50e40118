"""A page as one flat list of elements with the words of each: every later question is a look at a number.

Walking a tree again for each question is what makes reading by guess slow. Here a page is walked once.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

FORMATTING = frozenset(
    [*"a b big code em font i nobr s small strike strong tt u".split(), *(f"font {n}" for n in range(1, 8))]
)
"""Signatures of elements that browsers repeat around what follows where they were not closed."""


@dataclass(slots=True)
class Outline:
    """A page's elements in order, the root first.

    Attributes
    ----------
    elements : list
        As lxml has them.
    parent, end : list of int
        The number of each element's parent, and of the first element behind its last descendant.
    tags, classes, ids, signs : list of str
        The tag, the classes, the id and the signature of each. To a signature belong a cell's column and,
        where there is no class, the size of letters: in old tables they do what classes do.
    first, last : list of int
        Where the words of each begin and end in ``text``.
    pieces : list of (int, int, int)
        Every run of text: the element that holds it, and where it begins and ends in ``text``.
    text : str
        All words of the page.
    title : str
        The page's own.
    links : dict of str
        What its head says of it: addresses and properties by their names.
    timed : list of int
        The elements that carry a time as an attribute, or may.
    """

    elements: list[Any] = field(default_factory=list)
    parent: list[int] = field(default_factory=list)
    end: list[int] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    classes: list[str] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    signs: list[str] = field(default_factory=list)
    first: list[int] = field(default_factory=list)
    last: list[int] = field(default_factory=list)
    pieces: list[tuple[int, int, int]] = field(default_factory=list)
    text: str = ""
    title: str = ""
    links: dict[str, str] = field(default_factory=dict)
    timed: list[int] = field(default_factory=list)

    def add(self, element: Any, *, tag: str, classes: str, id: str, sign: str, parent: int, at: int) -> int:
        """Add an element that begins at a place of the text; return its number."""
        number = len(self.elements)
        self.elements.append(element)
        self.tags.append(tag)
        self.classes.append(classes)
        self.ids.append(id)
        self.signs.append(sign)
        self.parent.append(parent)
        self.first.append(at)
        self.last.append(at)
        self.end.append(number + 1)
        return number

    def words(self, element: int) -> str:
        """Read an element's words as one line."""
        return self.text[self.first[element] : self.last[element]].strip()

    def length(self, element: int) -> int:
        """Count the signs of an element's words."""
        return self.last[element] - self.first[element]

    def get(self, element: int, name: str) -> str:
        """Read an attribute; an empty text where there is none."""
        return self.elements[element].get(name) or ""

    def around(self, element: int) -> Iterator[int]:
        """Yield the elements around an element, from the inside out."""
        up = self.parent[element]
        while up >= 0:
            yield up
            up = self.parent[up]

    def children(self, element: int) -> list[int]:
        """List an element's children."""
        found, at = [], element + 1
        while at < self.end[element]:
            found.append(at)
            at = self.end[at]
        return found

    def holds(self, element: int, inner: int) -> bool:
        """Tell whether an element is another or holds it."""
        return element <= inner < self.end[element]

    def place(self, element: int) -> tuple[str, ...]:
        """The signatures of an element and of the two right around it."""
        up = self.parent[element]
        above = self.parent[up] if up >= 0 else -1
        return tuple(self.signs[at] for at in (element, up, above) if at >= 0)

    def kind(self, element: int, depth: int = 4) -> tuple[str, ...]:
        """The signatures of an element and of those around it, but for what only forms letters.

        An unclosed ``<b>`` in somebody's words goes on around all that follows and changes nothing of it.
        """
        found = [self.signs[element]]
        at = self.parent[element]
        while at >= 0 and len(found) < depth:
            if (sign := self.signs[at]) not in FORMATTING:
                found.append(sign)
            at = self.parent[at]
        return tuple(found)
