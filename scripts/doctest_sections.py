"""Shows the examples of a short docstring, one that has no section for them, as the examples they are."""

from __future__ import annotations

import re
from typing import Any

import griffe

_SECTION = re.compile(r"^Examples\n-+$", re.M)
_EXAMPLE = re.compile(r"^>>> ", re.M)


class DoctestSections(griffe.Extension):
    """Puts the heading of NumPy's format over examples that stand without one."""

    def on_object(self, *, obj: griffe.Object, **_: Any) -> None:
        """Change one docstring, before it is parsed."""
        if obj.docstring and not _SECTION.search(obj.docstring.value):
            text = obj.docstring.value
            obj.docstring.value = _EXAMPLE.sub("Examples\n--------\n>>> ", text, count=1)
