"""What a stage leaves for the next run beside its value, so that this one need not work out the same again.

It is no part of what a run found: without it, or with what other code left, a run comes to the same end.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Generic, TypeVar

from kbminer.digests import digest_of
from kbminer.errors import StoreError
from kbminer.pipeline.mining.given import Given
from kbminer.pipeline.results import Codec
from kbminer.pipeline.stages import Stage

T = TypeVar("T")


class CarriedBytes:
    """Bytes that one stage carries on from run to run.

    Parameters
    ----------
    name : str
        Under which the store keeps them.
    stage : Stage
        With other code of this stage, nothing is carried on.
    """

    def __init__(self, name: str, stage: Stage) -> None:
        self._name, self._stage = name, stage

    def of_last_run(self, given: Given) -> bytes:
        """Read what the last run left; nothing where other code left it."""
        body = given.store.run_results([self._name]).get(self._name, b"")
        code = self._stage.code_digest.encode()
        return body.removeprefix(code) if body.startswith(code) else b""

    def leave(self, given: Given, body: bytes) -> None:
        """Leave what the next run may take up."""
        whole = self._stage.code_digest.encode() + body
        given.run.carry_on(self._name, given.run.key(self._stage), whole)

    def stand(self, given: Given) -> None:
        """Let stand what was left when the stage was worked out, where it was used again."""
        given.run.carry_on(self._name, given.run.key(self._stage))


class Carried(Generic[T]):
    """What one stage carries on by thread: each value with a digest of what it came from.

    Parameters
    ----------
    name, stage
        As for :class:`CarriedBytes`.
    kind : type
        Of what is kept of a thread.
    """

    def __init__(self, name: str, stage: Stage, kind: type[T]) -> None:
        self._bytes = CarriedBytes(name, stage)
        self._codec = Codec[dict[str, tuple[str, T]]](dict[str, tuple[str, kind]])  # type: ignore[valid-type]

    def still_true(self, given: Given, digests: Mapping[str, str]) -> dict[str, T]:
        """Read by thread what the last run left, of the threads that came from the same.

        Parameters
        ----------
        given : Given
        digests : mapping of str to str
            By thread what it comes from now.
        """
        body = self._bytes.of_last_run(given)
        try:
            kept = self._codec.decode(body) if body else {}
        except StoreError:  # damaged: everything is worked out again
            return {}
        return {key: value for key, (digest, value) in kept.items() if digests.get(key) == digest}

    def leave(self, given: Given, digests: Mapping[str, str], values: Mapping[str, T]) -> None:
        """Leave by thread what the next run may take up."""
        kept = {key: (digests[key], value) for key, value in sorted(values.items())}
        self._bytes.leave(given, self._codec.encode(kept)[1])

    def stand(self, given: Given) -> None:
        """As for :class:`CarriedBytes`."""
        self._bytes.stand(given)


class CarriedDigests:
    """Digests by thread of what each one's value came from, where the last run's value holds it itself.

    Parameters
    ----------
    name, stage
        As for :class:`CarriedBytes`.
    """

    def __init__(self, name: str, stage: Stage) -> None:
        self._bytes = CarriedBytes(name, stage)

    def still_true(self, given: Given, origins: Mapping[str, str]) -> set[str]:
        """Name the threads whose value came from the same as now."""
        kept = set(self._bytes.of_last_run(given).splitlines())
        return {key for key, origin in origins.items() if _line(key, origin) in kept}

    def leave(self, given: Given, origins: Mapping[str, str]) -> None:
        """Leave what the values came from."""
        self._bytes.leave(given, b"\n".join(_line(key, origins[key]) for key in sorted(origins)))

    def stand(self, given: Given) -> None:
        """As for :class:`CarriedBytes`."""
        self._bytes.stand(given)


def _line(key: str, origin: str) -> bytes:
    return digest_of([key.encode("utf8", "replace"), origin.encode("utf8", "replace")]).encode()
