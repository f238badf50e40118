"""How questions are grouped: one default that serves every forum."""

from __future__ import annotations

from dataclasses import dataclass

from kbminer.errors import SettingsError


@dataclass(frozen=True, slots=True, kw_only=True)
class ClusterSettings:
    """What an editor may turn. The defaults are meant for forums that nobody tuned for.

    Parameters
    ----------
    min_group : int, default 2
        How many askers make a repeated question.
    coarser : int, default 0
        How many cuts wider (positive) or finer (negative) than the one that the texts favour.
    word_weight : float, default 0.5
        The weight of words beside meaning.
    neighbours : int, default 20
        How many nearest texts of each are compared.

    Raises
    ------
    SettingsError
        A value can't be used.
    """

    min_group: int = 2
    coarser: int = 0
    word_weight: float = 0.5
    neighbours: int = 20

    def __post_init__(self) -> None:
        if self.min_group < 2:
            raise SettingsError(f"min_group is {self.min_group}: a repeated question needs at least 2")
        if self.neighbours < 1:
            raise SettingsError(f"neighbours is {self.neighbours}: at least 1 is needed")
        if self.word_weight < 0:
            raise SettingsError(f"word_weight is {self.word_weight}: it can't be negative")
