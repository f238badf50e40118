"""Groups of a mined forum as another model of pairs would make them."""

from __future__ import annotations

from pathlib import Path

from kbminer.cluster import group_questions
from kbminer.cluster.pair_model import PairModel
from kbminer.errors import SourceError
from kbminer.pipeline.latest import questions_and_vectors, title_vectors
from kbminer.private_files import read_given
from kbminer.records import Group
from kbminer.store import Store


def groups_by_model(store: Store, file: str | Path) -> tuple[Group, ...]:
    """Group the questions of the last finished run by a model of pairs from a file; the store stays as it is.

    Raises
    ------
    NoRun
        The store was never mined.
    SourceError
        The file can't be read.
    ModelError
        The file holds no such model.
    """
    try:
        text = read_given(Path(file))
    except (OSError, UnicodeDecodeError) as error:
        raise SourceError(f"{file} can't be read ({error}); give a file of graded pairs.") from error
    questions, vectors = questions_and_vectors(store)
    found = group_questions(
        questions,
        vectors,
        title_vectors=title_vectors(store, questions),
        pair_model=PairModel.from_json(text),
    )
    return found.grouping.groups
