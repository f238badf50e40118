"""What help centres and search engines are given has the shapes that they publish."""

import json
import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from site_builders import HOSTILE, draft_of, mixed_texts
from test_export_targets import DRAFT

from kbminer.publish import TARGETS
from kbminer.records import Draft

SCHEMAS = Path(__file__).parent / "schemas"
BODIES = {"zendesk": "zendesk_article", "intercom": "intercom_article", "confluence": "confluence_page"}
SCHEMA_ORG = json.loads((SCHEMAS / "schema_org.json").read_text("utf-8"))
DRAFTS = [
    DRAFT,
    replace(DRAFT, language="pt-BR"),
    replace(DRAFT, language=None, terms=(), sections=()),
    replace(DRAFT, title="Long " * 200),
    *(replace(draft_of([text] * 3), language="de") for text in HOSTILE if text.strip()),
    *(replace(draft_of(texts), language="en") for texts in mixed_texts(40, seed=3)),
]


def written(target: str, draft: Draft) -> dict[str, Any]:
    """The one document that a target writes for a draft."""
    (text,) = TARGETS[target]({"g7": draft}).values()
    return json.loads(text)


@pytest.mark.parametrize("target", sorted(BODIES))
def test_a_request_body_has_the_published_shape(target: str) -> None:
    """With what only the workspace knows added, each body is one that the interface takes."""
    known = json.loads((SCHEMAS / f"{BODIES[target]}.json").read_text("utf-8"))
    check = Draft202012Validator(known["schema"])
    for draft in DRAFTS:
        body = written(target, draft)
        for name, value in known["added_by_the_caller"].items():
            body[name] = {**body[name], **value} if isinstance(value, dict) else value
        assert list(check.iter_errors(body)) == []


def test_a_qapage_has_schema_orgs_shapes() -> None:
    """Each property is one of its type's, and its value of a kind that the property expects."""
    for draft in DRAFTS:
        page = written("qapage", draft)
        assert page.pop("@context") == "https://schema.org"
        assert list(misfits(page)) == []


def misfits(thing: dict[str, Any]) -> Any:
    """What in a JSON-LD object schema.org knows nothing of."""
    kind = thing["@type"]
    known = SCHEMA_ORG["types"][kind]
    known = {**SCHEMA_ORG["types"][SCHEMA_ORG["extends"].get(kind, kind)], **known}
    for name, held in thing.items():
        if name == "@type":
            continue
        if name not in known:
            yield f"{kind} has no {name}"
            continue
        for value in held if isinstance(held, list) else [held]:
            if not any(_fits(value, expected) for expected in known[name]):
                yield f"{kind}.{name} = {value!r} is none of {known[name]}"
            if isinstance(value, dict):
                yield from misfits(value)


def _fits(value: object, expected: str) -> bool:
    if isinstance(value, dict):
        kind = value["@type"]
        return expected in (kind, SCHEMA_ORG["extends"].get(kind), "Thing")
    if not isinstance(value, str):
        return expected in {int: ("Integer", "Number"), float: ("Number",), bool: ("Boolean",)}[type(value)]
    if expected in ("Date", "DateTime"):
        return re.fullmatch(r"\d{4}-\d\d-\d\d", value) is not None and bool(date.fromisoformat(value))
    return expected == "Text" or (expected == "URL" and re.fullmatch(r"https?://[^\s<>]+", value) is not None)
