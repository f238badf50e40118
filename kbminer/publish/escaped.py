"""Text that is finished for one place: everything that an export writes is of such a type.

A forum's words are ``str``. What a target writes is :class:`Escaped`, and only the escapes of the place
itself make one: a part that was not escaped, or was escaped for another place, is refused by the type checker
and once more where it is written.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Self


class Escaped(str):
    """Text that its place shows and nowhere obeys; each place has a class of its own.

    Examples
    --------
    >>> Escaped("<script>")
    Traceback (most recent call last):
    ...
    TypeError: Escaped is made by its own escapes alone
    """

    __slots__ = ()

    def __new__(cls, *_: object) -> Self:
        """Refuse: a subclass's escapes make the text."""
        raise TypeError(f"{cls.__name__} is made by its own escapes alone")

    @classmethod
    def _finished(cls, text: str) -> Self:
        """Call a text finished; only the escapes of a place do."""
        return str.__new__(cls, text)

    @classmethod
    def form(cls, form: str, *parts: Self) -> Self:
        """Fill a form, which stands word for word in the code, with finished parts.

        Raises
        ------
        TypeError
            A part is not finished for this place.
        """
        return cls._finished(form.format(*map(cls._checked, parts)))

    @classmethod
    def joined(cls, between: str, parts: Iterable[Self]) -> Self:
        """Join finished parts; what stands between them stands word for word in the code.

        Raises
        ------
        TypeError
            A part is not finished for this place.
        """
        return cls._finished(between.join(map(cls._checked, parts)))

    @classmethod
    def _checked(cls, part: Self) -> Self:
        if type(part) is not cls:
            raise TypeError(f"a {type(part).__name__} is no finished {cls.__name__}")
        return part
