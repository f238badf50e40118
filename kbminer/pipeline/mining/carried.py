"""What a stage leaves for the next run beside its value, so that this one need not work out the same again.

It is no part of what a run found: without it, or with what other code left, a run comes to the same end.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Generic, TypeVar

from kbminer.errors import StoreError
from kbminer.pipeline.mining.given import Given
from kbminer.pipeline.results import Codec
from kbminer.pipeline.stages import Stage

T = TypeVar("T")


class Carried(Generic[T]):
    """What one stage carries on from run to run, by thread: each with a digest of what it came from.

    Parameters
    ----------
    name : str
        Under which the store keeps it.
    stage : Stage
        With other code of this stage, nothing is carried on.
    kind : type
        Of what is kept of a thread.
    """

    def __init__(self, name: str, stage: Stage, kind: type[T]) -> None:
        self._name, self._stage = name, stage
        self._codec = Codec[tuple[str, dict[str, tuple[str, T]]]](tuple[str, dict[str, tuple[str, kind]]])  # type: ignore[valid-type]

    def still_true(self, given: Given, digests: Mapping[str, str]) -> dict[str, T]:
        """Read by thread what the last run left, of the threads that came from the same.

        Parameters
        ----------
        given : Given
        digests : mapping of str to str
            By thread what it comes from now.
        """
        body = given.store.run_results([self._name]).get(self._name)
        if not body:
            return {}
        try:
            code, kept = self._codec.decode(body)
        except StoreError:  # damaged: everything is worked out again
            return {}
        if code != self._stage.code_digest:
            return {}
        return {key: value for key, (digest, value) in kept.items() if digests.get(key) == digest}

    def leave(self, given: Given, digests: Mapping[str, str], values: Mapping[str, T]) -> None:
        """Leave by thread what the next run may take up."""
        kept = {key: (digests[key], value) for key, value in sorted(values.items())}
        body = self._codec.encode((self._stage.code_digest, kept))[1]
        given.run.carry_on(self._name, given.run.key(self._stage), body)

    def stand(self, given: Given) -> None:
        """Let stand what was left when the stage was worked out, where it was used again."""
        given.run.carry_on(self._name, given.run.key(self._stage))
