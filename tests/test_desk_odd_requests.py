"""What no browser sends: odd numbers, half letters, nesting, wrong kinds, malformed names of hosts."""

from __future__ import annotations

import http.client
import json
import re
from collections.abc import Iterator
from contextlib import closing
from urllib.parse import quote, urlencode

import pytest

pytest.importorskip("playwright.sync_api", reason="needs playwright: pip install playwright")
from desk_tools import served
from small_forum import small_forum, write_forum

from kbminer import latest_run, mine
from kbminer.pipeline.read_sources import ingest
from kbminer.review.web.gatekeeper import Access
from kbminer.store import Store
from kbminer.testing import WordEmbedder

ODD_NUMBERS = ("²", "9" * 5000, "٣", "-1", "")
TOKEN = "letmewrite"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """The small forum, mined."""
    folder = tmp_path_factory.mktemp("odd")
    made = Store(str(folder / "forum.db"))
    ingest([write_forum(folder / "forum", small_forum())], made)
    mine(store=made, embedder=WordEmbedder())
    return made


@pytest.fixture(scope="module")
def group(store: Store) -> str:
    """One of its suggestions."""
    return latest_run(store).suggestions[0].group.id


@pytest.fixture(scope="module")
def address(store: Store) -> Iterator[str]:
    """Its desk."""
    with served(store, embedder=WordEmbedder(), write_token=TOKEN) as running:
        yield running.removeprefix("http://").rstrip("/")


def ask(
    address: str, path: str, method: str = "GET", body: str = "", headers: dict[str, str] | None = None
) -> tuple[int, str, dict[str, str]]:
    """One request, with a Host of its own where one is given."""
    with closing(http.client.HTTPConnection(address, timeout=20)) as connection:
        connection.putrequest(method, path, skip_host="Host" in (headers or {}))
        for name, value in (headers or {}).items():
            connection.putheader(name, value)
        connection.putheader("Content-Length", str(len(body.encode())))
        connection.endheaders(body.encode())
        answer = connection.getresponse()
        return answer.status, answer.read().decode(), {k.lower(): v for k, v in answer.getheaders()}


def signed(address: str, kind: str) -> dict[str, str]:
    """What an editor's browser sends with a form or with JSON."""
    _, csrf, headers = ask(address, "/csrf")
    cookie = headers["set-cookie"].split(";")[0]
    return {
        "Cookie": cookie, "X-CSRF-Token": csrf, "Origin": f"http://{address}", "Content-Type": kind,
    }  # fmt: skip


@pytest.mark.parametrize("number", ODD_NUMBERS)
def test_an_odd_number_is_none(address: str, group: str, number: str) -> None:
    """Digits of other scripts and thousands of digits are refused or passed over; no page fails."""
    given = quote(number)
    for path in (f"/?done=bulk&n={given}", f"/?page={given}", f"/s/{group}/merge/{given or '-'}"):
        assert ask(address, path)[0] < 500, path
    form = signed(address, "application/x-www-form-urlencoded")
    for place, fields in (
        ("decide", {"kind": "snooze", "grown_by": number}),
        ("decide", {"kind": "own", "person": "Noor", "review_days": number}),
        ("take", {"number": number}),
        ("merge/1", {"base": number, "text": "x"}),
    ):
        assert ask(address, f"/s/{group}/{place}", "POST", urlencode(fields), form)[0] < 500, fields


@pytest.mark.parametrize("body", ['{"text":"\\ud800"}', "[" * 100_000, '{"text":5}', "null"])
def test_json_that_holds_no_text_is_refused(address: str, group: str, body: str) -> None:
    """Half letters, endless nesting and other kinds than text are a caller's fault."""
    headers = signed(address, "application/json")
    assert ask(address, f"/s/{group}/preview", "POST", body, headers)[0] == 400
    assert ask(address, f"/s/{group}/text", "POST", body, headers)[0] == 400


@pytest.mark.parametrize(
    "more",
    [
        {"kind": "split", "thread": 5},
        {"kind": "split", "thread": {"a": 1}},
        {"kind": "snooze", "grown_by": "²"},
        {"kind": "snooze", "grown_by": 2**70},
    ],
)
def test_a_decision_of_the_wrong_kinds_is_refused(address: str, group: str, more: dict[str, object]) -> None:
    """What a tool sends where a list or a small number belongs is told back, and nothing is kept."""
    body = json.dumps({"group": group, "by": "Noor", **more})
    status, answer, _ = ask(address, "/api/decisions", "POST", body, {"X-Kbminer-Token": TOKEN})
    assert status == 400, answer


def test_a_malformed_host_or_origin_is_refused(address: str) -> None:
    """They lead to no fault, and to no page."""
    for host in ("[", "[::1", "[::1]evil", "localhost@evil.example", "127.0.0.1:abc"):
        assert ask(address, "/", headers={"Host": host})[0] in (400, 421), host
    form = signed(address, "application/x-www-form-urlencoded")
    for origin in ("http://[", f"http://{address}@evil.example", f"file://{address}"):
        assert ask(address, "/undo", "POST", "", {**form, "Origin": origin})[0] == 403, origin


def test_a_tool_decides_with_its_token_as_a_bearer(address: str, group: str, store: Store) -> None:
    """In the header of the standard, too; with it alone it reads what asks for a token."""
    told = json.dumps({"kind": "archive", "group": group, "by": "Noor"})
    assert ask(address, "/api/decisions", "POST", told, {"Authorization": "Bearer guess"})[0] == 403
    assert ask(address, "/api/decisions", "POST", told, {"Authorization": f"bearer {TOKEN}"})[0] == 201
    guarded = Access(token="open-sesame")
    with served(store, access=guarded, embedder=WordEmbedder(), write_token=TOKEN) as running:
        place = running.removeprefix("http://").rstrip("/")
        assert ask(place, "/api/suggestions")[0] == 401
        assert ask(place, "/api/suggestions", headers={"Authorization": f"Bearer {TOKEN}"})[0] == 200


def test_signs_that_steer_a_terminal_are_not_kept(address: str, group: str, store: Store) -> None:
    """What a tool or an editor types is kept without terminal sequences and without marks that turn text."""
    steering = "\x1b]0;x\x07Grey \x1b[2Jmap\u202e"
    headers = {"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/json"}
    for more in (
        {"kind": "rename", "title": steering},
        {"kind": "reject", "reason": "other", "note": steering},
        {"kind": "assign", "person": steering},
    ):
        body = json.dumps({"group": group, "by": steering, **more})
        assert ask(address, "/api/decisions", "POST", body, headers)[0] in (201, 400)
    saved = {"text": steering, "base": 0, "cited": []}
    ask(address, f"/s/{group}/text", "POST", json.dumps(saved), signed(address, "application/json"))
    kept = json.dumps([[d.title, d.note, d.person, d.by, d.text] for d in store.decisions()])
    shown = "".join(ask(address, path)[1] for path in ("/decisions", f"/s/{group}", "/map", "/decisions.csv"))
    for sign in ("\x1b", "\x07", "\u202e"):
        assert sign not in shown
        assert json.dumps(sign)[1:-1] not in kept


def test_a_token_can_be_guessed_only_so_often_and_no_endless_form_is_read(store: Store) -> None:
    """Whoever is not let in yet may neither try tokens by the hundred nor fill the memory."""
    with served(store, access=Access(token="letmein")) as running:
        here = running.removeprefix("http://").rstrip("/")
        _, page, headers = ask(here, "/login")
        form = {
            "Cookie": headers["set-cookie"].split(";")[0],
            "X-CSRF-Token": re.findall(r"[0-9a-f]{64}", page)[0],
            "Origin": f"http://{here}",
            "Content-Type": "application/x-www-form-urlencoded",
        }
        assert ask(here, "/login", "POST", "token=" + "x" * 3_000_000, form)[0] == 413
        tried = [ask(here, "/login", "POST", f"token={n}", form)[0] for n in range(40)]
        assert 429 in tried
        assert tried.count(303) < 20


def test_a_decision_of_a_tool_is_read_no_further_than_it_may_be_long(address: str) -> None:
    """A body without end is refused while it comes."""
    headers = {"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/json"}
    assert ask(address, "/api/decisions", "POST", "x" * 1_500_000, headers)[0] == 413


def test_the_name_that_a_proxy_gives_is_one_line(store: Store) -> None:
    """What a proxy's header says is shown without signs that no name has."""
    with served(store, access=Access(user_header="X-User")) as running:
        here = running.removeprefix("http://").rstrip("/")
        page = ask(here, "/me", headers={"X-User": "K\x1b[2Jim\u00ad"})[1]
        assert "\x1b" not in page
        assert "\u00ad" not in page
