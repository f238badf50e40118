"""Readable signs with their weights: what the small fitted models of kbminer are made of."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any, Self


@dataclass(frozen=True, slots=True, kw_only=True)
class WeightedSigns:
    """Weights by the names of signs.

    Parameters
    ----------
    signs : mapping of str to float
        The weight of each sign.
    intercept : float
        What is added: the sum is a log-odds.
    """

    signs: Mapping[str, float]
    intercept: float

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """Read what :func:`dataclasses.asdict` gives of a model."""
        return cls(**data)

    @classmethod
    def read(cls, package: str, name: str) -> Self:
        """Read the model that a package of kbminer holds as a JSON file."""
        return cls.from_dict(json.loads((files(package) / name).read_text("utf-8")))

    def log_odds(self, names: Sequence[str], row: Sequence[float]) -> float:
        """Weigh one row of signs.

        Parameters
        ----------
        names : sequence of str
            What the signs of the row are, in order.
        row : sequence of float

        Examples
        --------
        >>> WeightedSigns(signs={"old": 2.0, "long": -1.0}, intercept=0.5).log_odds(["long", "old"], [1, 1])
        1.5
        """
        return self.intercept + sum(self.signs[name] * sign for name, sign in zip(names, row, strict=True))
