"""The seam that every place where articles live fits."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol, runtime_checkable

from kbminer.records import Draft


@runtime_checkable
class Target(Protocol):
    """Writes drafts as the files that one place takes; any function of this form is one.

    The same drafts give the same texts. Whatever a post said is text there: nothing of it runs, and it leads
    to no strange place. Each file says, in the way of its place, that it is a draft.
    """

    def __call__(self, drafts: Mapping[str, Draft], /) -> Mapping[str, str]:
        """Write the drafts.

        Parameters
        ----------
        drafts : mapping of str to Draft
            By file name without suffix, in the order in which they are exported; there may be none. Each
            was checked: its sentences stand in the posts that they cite, and nothing private is left.

        Returns
        -------
        mapping of str to str
            Texts by file name. Names are plain, without folders: all files lie in the folder of the export.
        """
        ...
