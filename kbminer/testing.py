"""Stand-ins that fit the seams, for tests of tools built on kbminer: small, quick and without a model."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from kbminer.cluster import Constraints, Hierarchy
    from kbminer.records import Draft


class WordEmbedder:
    """An embedder that knows words only: texts that share words lie near each other.

    Parameters
    ----------
    dimensions : int, default 64
        Length of a vector.

    Examples
    --------
    >>> vectors = WordEmbedder().encode(["export notes", "notes export", "dark theme"])
    >>> bool(vectors[0] @ vectors[1] > vectors[0] @ vectors[2])
    True
    """

    def __init__(self, dimensions: int = 64) -> None:
        self.dimensions = dimensions

    @property
    def name(self) -> str:
        """Name and settings."""
        return f"words|{self.dimensions}"

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Encode ``texts`` as unit float32 rows of shape (len(texts), dimensions)."""
        import numpy as np  # noqa: PLC0415 - loaded at first use

        rows = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        for i, text in enumerate(texts):
            for word in re.findall(r"\w{3,}", text.casefold()) or [""]:
                seed = int.from_bytes(hashlib.blake2b(word.encode(), digest_size=8).digest(), "big")
                rows[i] += np.random.default_rng(seed).standard_normal(self.dimensions).astype(np.float32)
        rows /= np.linalg.norm(rows, axis=1, keepdims=True)
        return rows


class SignClusterer:
    """A clusterer that knows signs only: rows that begin with the same ones are a group, lone ones are noise.

    Parameters
    ----------
    columns : int, default 3
        How many numbers of each row are looked at.

    Examples
    --------
    >>> import numpy as np
    >>> from kbminer.cluster import Constraints
    >>> rows = np.array([[1, 2], [2, 1], [1, -1]], dtype=np.float32)
    >>> SignClusterer().fit(rows, Constraints(count=3)).labels.tolist()
    [[0, 0, -1]]
    """

    def __init__(self, columns: int = 3) -> None:
        self.columns = columns

    @property
    def name(self) -> str:
        """Name and settings."""
        return f"signs|{self.columns}"

    def fit(
        self,
        rows: NDArray[np.float32],
        constraints: Constraints,
        *,
        sample_weight: NDArray[np.float32] | None = None,
    ) -> Hierarchy:
        """Group ``rows`` of shape (n, d) at one cut; nothing else is looked at."""
        import numpy as np  # noqa: PLC0415 - loaded at first use

        from kbminer.cluster.hierarchy import Hierarchy, with_noise  # noqa: PLC0415

        signs = rows[:, : self.columns] > 0
        labels = (signs * 2 ** np.arange(signs.shape[1])).sum(axis=1)
        return Hierarchy.flat(with_noise(labels), rows)


def source_list(drafts: Mapping[str, Draft]) -> dict[str, str]:
    """Write one list of all drafts and of the addresses that they cite: a target without markup.

    Parameters
    ----------
    drafts : mapping of str to Draft
        By file name without suffix.

    Returns
    -------
    dict of str to str
        One text, named ``sources.txt``, with a line for each draft and each address.

    Examples
    --------
    >>> from kbminer.records import Draft
    >>> source_list({"g1": Draft(id="d1", group="g1", title="Lid sticks", sections=())})
    {'sources.txt': 'draft g1: Lid sticks\\n'}
    """
    lines: list[str] = []
    for name, draft in drafts.items():
        statements = (statement for section in draft.sections for statement in section.statements)
        urls = (citation.url for statement in statements for citation in statement.citations)
        lines += [f"draft {name}: {' '.join(draft.title.split())}", *dict.fromkeys(filter(None, urls))]
    return {"sources.txt": "".join(f"{line}\n" for line in lines)}
