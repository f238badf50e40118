"""Nothing private leaves: one secret of each kind is planted in every text, and every byte is searched."""

from __future__ import annotations

import io
import json
import logging
import subprocess
import sys
from collections.abc import Mapping
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import asdict, fields, is_dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal, get_args, get_origin, get_type_hints

import pytest
from small_forum import START, plain_threads

from kbminer.cli.app import main
from kbminer.config import Settings
from kbminer.draft.author.article_answer import inquiry_for
from kbminer.draft.author.dossier import dossier_of
from kbminer.language_model import Answer, Asking, ModelFailed
from kbminer.logs import line, listen
from kbminer.pipeline.latest import load_suggester
from kbminer.pipeline.run import mine
from kbminer.publish import TARGETS, export
from kbminer.publish.report import write_report
from kbminer.records import Draft, Post, Problem, RunResult, Thread
from kbminer.redact.gate import released, released_run
from kbminer.redact.identifiers import public_id, with_public_ids
from kbminer.store import Store
from kbminer.testing import WordEmbedder

# Of each kind what is written, and what of it must be seen nowhere.
SECRETS = {
    "key": ("AKIAQ7ZK2M4XW5RT6BND", "Q7ZK2M4XW5RT"),
    "token": ("ghp_x7Kd93mQpL2vTz81RbYc56NsWf40HgJu7eAa", "x7Kd93mQpL2v"),
    "password": ("password: Gr7Haus!x", "Gr7Haus"),
    "e-mail": ("gundula.falk@posthalterei.de", "posthalterei"),
    "licence": ("K7QX2-M4RT9-B3NDA-X8PL5", "M4RT9"),
    "IBAN": ("DE89370400440532013000", "370400440532013000"),
    "card number": ("4012888888881881", "88888888"),
    "MAC address": ("3c:5a:b4:1f:9e:07", "b4:1f"),
    "IP address": ("84.19.201.7", "19.201"),
    "order number": ("order number: 48217733", "48217733"),
    "phone": ("+49 171 3920012", "3920012"),
    "identity number": ("SSN 219-09-9999", "219-09"),
    "host": ("host db-prod-3.internal", "db-prod-3"),
    "user": ("/home/gundula/lamps", "gundula"),
}
PLANTED = ", ".join(written for written, _ in SECRETS.values())
NICK = "Zimbertine"


def found_in(text: str) -> list[str]:
    """The kinds of secrets that a text shows, and who wrote."""
    shown = [kind for kind, (_, core) in SECRETS.items() if core.lower() in text.lower()]
    return [*shown, *(["name"] if NICK.lower() in text.lower() else [])]


PLAIN = {str: PLANTED, bool: False, int: 3, float: 0.5, datetime: START}


def planted(kind: Any) -> Any:
    """A record with all secrets in every text of it, made from nothing but its fields' types."""
    if kind in PLAIN:
        return PLAIN[kind]
    if is_dataclass(kind):
        hints = get_type_hints(kind)
        return kind(**{each.name: planted(hints[each.name]) for each in fields(kind) if each.init})
    origin, inner = get_origin(kind), [arg for arg in get_args(kind) if arg not in (Ellipsis, type(None))]
    if origin is Literal:
        return inner[0]
    if origin is tuple:
        return tuple(map(planted, inner))
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return {planted(inner[0]): planted(inner[1])}
    return planted(inner[0])  # optional: what it holds where it holds something


def test_every_text_of_every_record_passes_the_gate() -> None:
    """Whatever record leaves, and whatever its field is called, nothing private is in it."""
    passed = released(planted(RunResult), lambda _: (NICK,))
    assert found_in(json.dumps(asdict(passed), default=str, ensure_ascii=False)) == []


def test_what_the_gate_cannot_read_does_not_pass() -> None:
    """An object whose words nobody knows is refused rather than let through."""
    with pytest.raises(TypeError, match="can't pass"):
        released([object()])


def test_a_report_of_planted_records_shows_nothing_private(tmp_path: Path) -> None:
    """Titles, group titles, quotes, problems, keys, drafts with front matter and footnotes: every byte."""
    found = planted(RunResult)
    written = write_report(replace(found, top=1), tmp_path)
    assert written.drafts
    for file in tmp_path.rglob("*"):
        assert found_in(f"{file.name} {file.read_text('utf-8') if file.is_file() else ''}") == []


def test_a_run_that_passed_the_gate_passes_as_it_is() -> None:
    """The gate costs once what it costs."""
    passed = released_run(planted(RunResult))
    assert passed.released
    assert released_run(passed) is passed


def test_people_who_solve_are_named_only_where_it_is_asked_for() -> None:
    """By default nobody is named, not even with a name that is an ordinary word; inside they may be."""
    found = planted(RunResult)
    solver = replace(found.service.solvers[0], author="Gundula")
    found = replace(found, service=replace(found.service, solvers=(solver,)))
    hidden, named = released_run(found), released_run(found, name_solvers=True)
    assert [each.author for each in (hidden.service.solvers[0], named.service.solvers[0])] == [
        "⟨name⟩",
        "Gundula",
    ]


def test_keys_that_hold_something_private_still_lead_to_one_another() -> None:
    """A Message-ID gives way to the same stand-in wherever it stands."""
    own, other = public_id("mail:<7.anna@example.org>"), public_id("mail:<8.anna@example.org>")
    assert own.startswith("mail:id")
    assert own != other == public_id("mail:<8.anna@example.org>") == public_id(other)
    thread = Thread(id="<7.anna@example.org>", source="mail", title="Dark", posts=(Post(id="<7@h>"),))
    assert with_public_ids(thread).key == own
    problem = Problem(where="f", what="w", thread=thread.key)
    assert with_public_ids(problem).thread == own


# A forum with secrets in every text that a source may hold, mined as people mine.


def _thread(number: int, title: str, ask: str, replies: list[str]) -> dict[str, Any]:
    said = [f"{ask} {NICK} may write to {PLANTED}.", *(f"{reply} My log: {PLANTED}" for reply in replies)]
    return {
        "id": f"<{number}.0.gundula.falk@posthalterei.de>",
        "source": "gundula.falk@posthalterei.de",
        "title": f"{title} {PLANTED} {NICK}",
        "category": PLANTED,
        "tags": [PLANTED],
        "url": f"https://f.example/t/{number}?token=x7Kd93mQpL2vTz81",
        "posts": [
            {
                "id": f"<{number}.{n}.gundula.falk@posthalterei.de>",
                "author": f"{NICK}{number}" if n != 1 else f"{NICK}-helps",
                "created_at": START.isoformat(),
                "body": body,
                "format": "text",
                "reply_to": f"<{number}.0.gundula.falk@posthalterei.de>" if n else None,
                "accepted": n == 1,
                "license": PLANTED,
                "url": f"https://gundula:Gr7Haus!x@f.example/t/{number}/{n}",
            }
            for n, body in enumerate(said)
        ],
    }


def _forum(folder: Path) -> Path:
    """Threads of one question, whose every text holds every secret."""
    threads = [_thread(number, *parts) for number, parts in enumerate(plain_threads(), start=1)]
    folder.mkdir()
    file = folder / "threads-gundula.falk@posthalterei.de.jsonl"
    broken = json.dumps({"id": PLANTED, "posts": 7})
    file.write_text("\n".join([*map(json.dumps, threads), broken, ""]), "utf-8")
    return folder


def _as_process(*words: str) -> tuple[str, str]:
    """Call the command as people do: what its libraries and the system write to both streams counts, too."""
    command = [sys.executable, "-m", "kbminer", *words]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode in (0, 1), done.stderr
    return done.stdout, done.stderr


def _in_this_process(*words: str) -> tuple[str, str]:
    """Call the command without starting Python once more."""
    out, err, logger = io.StringIO(), io.StringIO(), logging.getLogger("kbminer")
    before, level = list(logger.handlers), logger.level
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(err):
        patch.setattr(sys, "argv", ["kbminer", *words])
        try:
            main()
        except SystemExit as end:
            code = end.code
        else:
            code = 0
        finally:
            logger.handlers, logger.level = before, level
    assert code in (None, 0, 1, 2), err.getvalue()
    return out.getvalue(), err.getvalue()


@pytest.fixture(scope="module")
def left(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Everything that the commands print and write, by what it is."""
    base = tmp_path_factory.mktemp("gate")
    forum, store = _forum(base / "forum"), f"sqlite:///{base / 'kb.db'}"
    said = {}
    commands = {
        "run": ["run", str(forum), "--store", store, "--out", str(base / "out"), "--model", "lexical"],
        "ingest": ["ingest", str(forum), "--store", f"sqlite:///{base / 'other.db'}"],
        "detect": ["detect", str(forum)],
        "status": ["status", "--store", store],
        "suggest": ["suggest", "Why is the offline map grey?", "--store", store],
        "suggest as JSON": ["suggest", "Why is the map grey?", "--store", store, "--json"],
        "error": ["run", str(base / "AKIAQ7ZK2M4XW5RT6BND gundula.falk@posthalterei.de"), "--store", store],
        **{name: ["export", name, "--store", store, "--out", str(base / name)] for name in TARGETS},
    }
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KBMINER_LEAST_ASKERS", "1")
        for name, words in commands.items():
            call = _as_process if name == "run" else _in_this_process
            said[f"{name}: output"], said[f"{name}: messages"] = call("--verbose", *words)
    for name in ("out", *TARGETS):
        for file in sorted((base / name).rglob("*")):
            if file.is_file() and file.suffix != ".db":
                said[f"{name}/{file.name}"] = file.read_text("utf-8")
    return said


def test_no_command_prints_or_writes_anything_private(left: dict[str, str]) -> None:
    """Reports, drafts, every export, answers, log lines and errors of a forum that is full of secrets."""
    assert {name: kinds for name, text in left.items() if (kinds := found_in(name + text))} == {}


def test_the_forum_of_secrets_was_mined(left: dict[str, str]) -> None:
    """The search means something: there are drafts, exports and answers."""
    assert any(name.startswith("out/") and name.endswith(".md") for name in left)
    assert all(any(name.startswith(f"{target}/") for name in left) for target in TARGETS)
    assert "nothing here answers" not in left["suggest: output"]


def test_a_model_is_shown_nothing_private() -> None:
    """The prompt holds what the draft and its posts say, and nothing of whoever said it."""
    seen: list[str] = []

    class Model:
        def complete(self, instructions: str, data: str, schema: Mapping[str, Any]) -> Answer:
            seen.append(instructions + data)
            raise ModelFailed("seen enough")

    body = f"Write to {PLANTED}, says {NICK}."
    posts = (Post(id="1", author=NICK, body=body), Post(id="2", author="Falk Obermaier", body=body))
    thread = Thread(id="1", source="f", title=PLANTED, posts=posts)
    draft = planted(Draft)
    section = draft.sections[0]
    cited = replace(section.statements[0].citations[0], thread="f:1", post="2")
    statement = replace(section.statements[0], citations=(cited,))
    section = replace(section, name="resolution", statements=(statement,))
    dossier = dossier_of(replace(draft, threads=("f:1",), sections=(section,)), {"f:1": thread})
    assert dossier is not None
    [answer] = Asking(model=Model(), name="m", budget=10**6).complete_all([inquiry_for(dossier)])
    assert isinstance(answer, ModelFailed)
    assert len(seen) == 1
    assert "Write to" in seen[0]
    assert found_in(seen[0]) == []


def test_what_a_target_is_given_has_passed_the_gate(tmp_path: Path) -> None:
    """Addresses and licences that a citation carries are no words of a post, and are read all the same."""
    url = "https://gundula:Gr7Haus!x@f.example/t/1"
    posts = tuple(Post(id=str(n), body="Open the lid of the lamp.", url=url, license=PLANTED) for n in (1, 2))
    thread = Thread(
        id="1", source="f", title="Dark lamp", posts=posts, created_at=datetime(2025, 1, 1, tzinfo=UTC)
    )
    draft = planted(Draft)
    section = draft.sections[0]
    cited = replace(
        section.statements[0].citations[0], thread="f:1", post="2", url=url, title=None, number=None
    )
    statement = replace(
        section.statements[0], text="Open the lid of the lamp.", kind="sentence", citations=(cited,)
    )
    section = replace(section, statements=(statement,), note=None)
    draft = replace(
        draft, title="Dark lamp", threads=("f:1",), terms=(), sections=(section,), group="g", left_out=()
    )
    done = export([draft], "markdown", tmp_path, threads={"f:1": thread})
    assert done.written
    assert found_in("".join(f.read_text("utf-8") for f in tmp_path.iterdir())) == []


def test_log_lines_show_nothing_private(capfd: pytest.CaptureFixture[str]) -> None:
    """Whoever listens on a terminal may paste what is said there."""
    logger = logging.getLogger("kbminer")
    before, level = list(logger.handlers), logger.level
    try:
        listen(shown=released)
        logger.info(line("read", source=PLANTED))
    finally:
        logger.handlers, logger.level = before, level
    assert found_in(capfd.readouterr().err) == []


def test_a_notebook_shows_nothing_private(tmp_path: Path) -> None:
    """What a run gives in Python has passed the gate; questions are compared by their own words inside."""
    store = Store(f"sqlite:///{tmp_path / 'kb.db'}")
    kb = mine(
        _forum(tmp_path / "forum"), store=store, embedder=WordEmbedder(), settings=Settings(least_askers=1)
    )
    assert kb.suggestions
    assert found_in(repr(kb) + repr(kb.suggestions) + kb.suggestions._repr_html_()) == []
    assert found_in(repr(load_suggester(store, WordEmbedder()).suggest("Is the map grey?"))) == []


def test_what_is_private_over_a_colon_leaves_in_no_part_of_an_id() -> None:
    """A password behind "pass:" is none by itself, and an id is read in parts."""
    assert "geheim123" not in public_id("openssl pkcs12 -in cert.pfx -passin pass:geheim123")
