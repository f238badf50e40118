"""One question to the judge, and what of its answer counts."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from kbminer.language_model import Asking, ModelFailed, read_prompt
from kbminer.redact.gate import released

SHARE = 0.3  # of a run's tokens that judging may spend: the rest is for writing
LONGEST_TEXT = 3_000  # characters of a question or post that the judge is shown
LONGEST_REASON = 300  # characters


def may_judge(asking: Asking) -> bool:
    """Tell whether there is still something of the judge's share of the budget."""
    spent = asking.spending
    return spent.tokens < SHARE * spent.budget


def verdict(
    asking: Asking, prompt: str, data: Mapping[str, Any], answer: Mapping[str, Any], people: tuple[str, ...]
) -> dict[str, Any] | None:
    """Ask for one verdict.

    Parameters
    ----------
    asking
        Whom to ask.
    prompt
        The version of the prompt.
    data
        What is judged; names and private things are taken out.
    answer
        The JSON schema of the verdict beside its reason, by the one name that it has.
    people
        The names that no model sees.

    Returns
    -------
    dict or None
        The verdict and its ``reason``; ``None`` where there is no usable one.
    """
    schema = {
        "type": "object",
        "properties": {**answer, "reason": {"type": "string"}},
        "required": [*answer, "reason"],
        "additionalProperties": False,
    }
    shown = json.dumps(released(dict(data), names=people), ensure_ascii=False)
    try:
        found = json.loads(asking.complete(read_prompt("kbminer.judge", prompt).text, shown, schema))
    except (ModelFailed, ValueError, RecursionError):
        return None
    if not isinstance(found, dict) or not isinstance(found.get("reason"), str):
        return None
    reason = " ".join(released(found["reason"], names=people).split())[:LONGEST_REASON]
    return {**found, "reason": reason}
