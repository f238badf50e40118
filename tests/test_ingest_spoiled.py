"""A reader that breaks on one document or thread loses only that, whatever breaks it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from kbminer.errors import SourceError
from kbminer.ingest import Clue, Format, read
from kbminer.ingest.document import Document
from kbminer.ingest.format import ByDocument, Origin
from kbminer.ingest.routing import read_path
from kbminer.records import Post, Problem, Thread

BREAKS = (TypeError, KeyError, AttributeError, IndexError, RecursionError, ZeroDivisionError, AssertionError)


def fragile(error: type[Exception]) -> Format:
    """A third party's format whose reader breaks on one file, after its first thread."""

    def threads(document: Document, origin: Origin) -> Iterator[Thread | Problem]:
        yield Thread(id=document.name, source=origin.source, title="t", posts=(Post(id="1", body="b"),))
        if document.name == "b.txt":
            raise error("odd")

    return Format(
        name="fragile",
        title="fragile",
        recognise=lambda document: Clue(0.9, "always"),
        reader=lambda origin: ByDocument(threads, origin),
    )


def forum(folder: Path) -> Path:
    """Three files."""
    for name in ("a.txt", "b.txt", "c.txt"):
        (folder / name).write_text(name)
    return folder


@pytest.mark.parametrize("error", BREAKS)
def test_a_reader_that_breaks_spoils_one_document(tmp_path: Path, error: type[Exception]) -> None:
    """What came before it and after it comes in; the document is a lost one, by name and reason."""
    items = list(read_path(forum(tmp_path), fragile(error), forced=True))
    assert [item.id for item in items if isinstance(item, Thread)] == ["a.txt", "b.txt", "c.txt"]
    (problem,) = [item for item in items if isinstance(item, Problem)]
    assert (problem.where, problem.lost) == ("b.txt", True)
    assert "odd" in problem.what


def test_an_error_raised_on_purpose_still_ends_the_run(tmp_path: Path) -> None:
    """A missing library or a source that can't be read at all is no matter of one document."""
    with pytest.raises(SourceError):
        list(read_path(forum(tmp_path), fragile(SourceError), forced=True))


def test_one_broken_thread_of_an_answer_leaves_the_others(tmp_path: Path) -> None:
    """In one Flarum answer with a discussion whose fields are of the wrong kind, the other comes in."""

    def discussion(number: str, attributes: object) -> dict[str, object]:
        return {"type": "discussions", "id": number, "attributes": attributes}

    def post(number: str, home: str, attributes: object) -> dict[str, object]:
        data = {"discussion": {"data": {"type": "discussions", "id": home}}}
        return {"type": "posts", "id": number, "attributes": attributes, "relationships": data}

    good = {"contentType": "comment", "number": 1, "contentHtml": "<p>b</p>"}
    odd = good | {"createdAt": {"date": []}, "number": [1], "likesCount": {}}
    answer = {
        "data": [discussion("1", {"title": ["x"], "tags": 7}), discussion("2", {"title": "Good"})],
        "included": [post("11", "1", odd), post("12", "2", good)],
    }
    (tmp_path / "d.json").write_text(json.dumps(answer))
    found = {item.id: item for item in read(tmp_path) if isinstance(item, Thread)}
    assert found["2"].title == "Good"
