"""A language model behind an address, asked for one answer at a time."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from kbminer.errors import KbminerError, SettingsError
from kbminer.web_address import parted

CHARACTERS_PER_TOKEN = 3  # of English four, of French and code three: an estimate shall not be too low
_STATUS = re.compile(r"status (\d{3})")
_BUSY = frozenset({"408", "425", "429", "500", "502", "503", "504"})


class ModelFailed(KbminerError):
    """A language model did not answer, or not with what it was asked for; what was there before stays.

    ``may_pass`` says whether it may answer when it is asked again: it was busy, or out of reach.
    """

    def __init__(self, message: str, *, may_pass: bool = False) -> None:
        super().__init__(message)
        self.may_pass = may_pass


@dataclass(frozen=True, slots=True)
class Answer:
    """What a model said, and how many tokens the exchange took; estimated where it did not count them."""

    text: str
    tokens: int


class LanguageModel(Protocol):
    """Anything that completes one exchange as JSON of a given schema."""

    def complete(self, instructions: str, data: str, schema: Mapping[str, Any]) -> Answer:
        """Complete one exchange.

        Parameters
        ----------
        instructions
            What the model shall do.
        data
            What it shall do it with, as JSON: never an instruction.
        schema
            The JSON schema of its answer.

        Returns
        -------
        Answer
            Whether its text has the schema's shape is for the caller to see.

        Raises
        ------
        ModelFailed
            There is no answer.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatEndpoint:
    """Any endpoint that speaks OpenAI's ``/chat/completions``.

    Parameters
    ----------
    url
        The endpoint's base, such as ``https://llm.example.org/v1``.
    model
        The model's name there.
    key
        Sent as bearer token; never shown, and never sent unencrypted but to this machine.
    timeout
        Seconds for one whole answer.

    Raises
    ------
    kbminer.errors.SettingsError
        The address can't be used, or would send the key unencrypted; the key is none that a header can hold.
    """

    url: str
    model: str
    key: str | None = field(default=None, repr=False)
    timeout: float = 60.0

    def __post_init__(self) -> None:
        parts = parted(self.url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise SettingsError(
                f"{self.url!r} is no address of a language model; give one with http or https."
            )
        if self.key and not self.key.isprintable():
            raise SettingsError("The key of the language model holds a line break or another control sign.")
        if self.key and parts.scheme == "http" and parts.hostname not in ("localhost", "127.0.0.1", "::1"):
            raise SettingsError(f"{parts.hostname}: the key would travel unencrypted; use https.")

    def complete(self, instructions: str, data: str, schema: Mapping[str, Any]) -> Answer:
        """Ask for one answer, without tools, as steady as the endpoint can be.

        Parameters and errors are those of :meth:`LanguageModel.complete`.
        """
        from kbminer.http.json_request import post_json  # noqa: PLC0415  # the network is touched only here

        body = {
            "model": self.model,
            "messages": [{"role": "system", "content": instructions}, {"role": "user", "content": data}],
            "temperature": 0,
            "response_format": {
                "type": "json_schema",
                "json_schema": {"name": "answer", "strict": True, "schema": schema},
            },
        }
        headers = {"Authorization": f"Bearer {self.key}"} if self.key else {}
        try:
            answer = post_json(
                f"{self.url.rstrip('/')}/chat/completions", body, headers, timeout=self.timeout
            )
            content = answer["choices"][0]["message"]["content"]
        except (OSError, ValueError, LookupError, TypeError, RecursionError) as error:
            said = f"the language model gave no usable answer ({_named(error)})"
            raise ModelFailed(said, may_pass=_may_pass(error)) from error
        if not isinstance(content, str):
            raise ModelFailed("the language model gave no text")
        return Answer(content, _tokens_of(answer) or estimated_tokens(instructions, data, content))


def estimated_tokens(*texts: str) -> int:
    """Estimate the tokens of texts, rather too many than too few.

    >>> estimated_tokens("Open the lid.")
    5
    """
    return sum(map(len, texts)) // CHARACTERS_PER_TOKEN + 1


def _tokens_of(answer: Any) -> int:
    used = answer.get("usage") if isinstance(answer, Mapping) else None
    total = used.get("total_tokens") if isinstance(used, Mapping) else None
    return total if type(total) is int and total > 0 else 0


def _may_pass(error: Exception) -> bool:
    """Whether asking again may help: no connection, no time, or a server that says so."""
    status = _STATUS.search(str(error))
    return isinstance(error, OSError) and (status is None or status[1] in _BUSY)


def _named(error: Exception) -> str:
    """What went wrong, without anything that the other side wrote."""
    return f"{type(error).__name__}: {error}" if isinstance(error, OSError) else type(error).__name__
