"""What a person's rule says of an open thread, whatever the run made of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class Overruled:
    """Who looks at a thread, by the first rule that fits; ``why`` are the words of that rule."""

    thread: str
    to: Literal["person", "complaint", "nobody"]
    why: str
