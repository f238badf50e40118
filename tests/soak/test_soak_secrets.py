"""Nothing private leaves, at length: every private thing of the hand-written lines, in every field."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).parent.parent))

import test_gate
from redaction_figures import ASIDE, LINES, READING

from kbminer.records import RunResult
from kbminer.redact.gate import released
from kbminer.redact.placeholders import redact

pytestmark = pytest.mark.soak


def test_what_is_found_alone_is_found_in_every_field(monkeypatch: pytest.MonkeyPatch) -> None:
    """A line whose private thing a recogniser finds shows it in no field of what leaves."""
    shown = []
    for kind, private, written in {tuple(line) for line in (*LINES, *ASIDE, *READING) if line[0] != "-"}:
        text, hidden = written.replace("~", "\n"), private.replace("~", "\n").split(" || ")
        if any(each in redact(text).text for each in hidden):
            continue
        monkeypatch.setitem(test_gate.PLAIN, str, text)
        passed = json.dumps(asdict(released(test_gate.planted(RunResult))), default=str, ensure_ascii=False)
        shown += [(kind, written) for each in hidden if json.dumps(each, ensure_ascii=False)[1:-1] in passed]
    assert shown == []
