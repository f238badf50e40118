"""The desk's doors: who is let in, what is refused, and what no answer ever holds."""

from __future__ import annotations

import asyncio
import html
import http.client
import json
import re
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

pytest.importorskip("playwright.sync_api", reason="needs playwright: pip install playwright")
from decided import said
from desk_killing import kept, killed_while_editing
from desk_tools import chromium, served, store_holding
from playwright.sync_api import expect
from small_forum import SOLVED_MAPS, small_forum, topic, write_forum

from kbminer import KnowledgeBase, latest_run, mine
from kbminer.config import Settings
from kbminer.errors import MissingExtra, SettingsError
from kbminer.pipeline.latest import load_released
from kbminer.pipeline.read_sources import ingest
from kbminer.records import Group
from kbminer.review.answers import Answers
from kbminer.review.article_text import ArticleText, _cleaned, _markdown, article_html, post_html
from kbminer.review.desk import Desk
from kbminer.review.desk_words import desk_languages, desk_words
from kbminer.review.mcp_tools import make_mcp_server
from kbminer.review.openapi import description
from kbminer.review.server import need_web
from kbminer.review.web.gatekeeper import Access, RateLimit
from kbminer.store import Store
from kbminer.testing import WordEmbedder

EVIL = "<script>alert(1)</script><img src=x onerror=alert(2)>{{7*7}}[x](javascript:alert(3))\"'`"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """The small forum with a whisper and an address of somebody's, mined."""
    folder = tmp_path_factory.mktemp("doors")
    topics = small_forum()
    secret = topics[0]["post_stream"]["posts"]
    secret.append(
        {**secret[1], "id": 999, "post_number": 9, "cooked": "<p>whispered words</p>", "post_type": 4}
    )
    secret[1]["cooked"] += "<p>Or write to gundula.falk@posthalterei.example.</p>"
    made = Store(str(folder / "forum.db"))
    ingest([write_forum(folder / "forum", topics)], made)
    mine(store=made, embedder=WordEmbedder())
    return made


@pytest.fixture(scope="module")
def address(store: Store) -> Iterator[str]:
    """Its desk."""
    with served(store, embedder=WordEmbedder(), write_token="letmewrite") as running:
        yield running


def ask(
    address: str, path: str, method: str = "GET", body: Any = None, headers: dict[str, str] | None = None
) -> tuple[int, str, dict[str, str]]:
    """One request as it is, without a browser's manners."""
    connection = http.client.HTTPConnection(address.removeprefix("http://"), timeout=20)
    connection.request(method, path, body=body, headers=headers or {})
    answer = connection.getresponse()
    read = answer.read().decode()
    connection.close()
    return answer.status, read, {name.lower(): value for name, value in answer.getheaders()}


def token_of(address: str) -> tuple[str, str]:
    """The cookie of a sitting, and the token of its pages."""
    _, page, headers = ask(address, "/")
    found = re.search(r'data-csrf="(\w+)"', page)
    assert found
    return headers["set-cookie"].split(";")[0], found[1]


def test_every_answer_forbids_what_it_does_not_need(address: str, store: Store) -> None:
    """The policy names no foreign place and nothing inline; nothing is kept by a cache."""
    group = latest_run(store).suggestions[0].group.id
    for path in ("/", f"/s/{group}", "/api/suggestions", "/nowhere"):
        _, page, headers = ask(address, path)
        policy = headers["content-security-policy"]
        assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self'")
        assert "unsafe" not in policy
        assert (headers["x-content-type-options"], headers["cache-control"]) == ("nosniff", "no-store")
        assert "server" not in headers
        assert not re.search(r"<script(?![^>]* src=)|<style|\son\w+=|style=|https?://(?!127)", page)


@pytest.mark.parametrize(("tab", "words"), [("mine", "assigned to you"), ("decided", "decided yet")])
def test_an_empty_view_says_why_it_is_empty(tab: str, words: str, address: str) -> None:
    """Where nothing was assigned or decided, the queue doesn't say that all of it is decided."""
    page = ask(address, f"/?tab={tab}")[1]
    assert words in page
    assert "Everything here is decided" not in page


def test_what_no_page_answers_is_a_page_with_its_number(address: str) -> None:
    """An error that has no words of its own shows the number of its kind, and no further error."""
    status, body, _ = ask(address, "/decisions", method="OPTIONS")
    assert (status, "405" in body) == (405, True)


def test_requests_of_other_sites_are_refused(address: str, store: Store) -> None:
    """A wrong Host, a foreign or missing Origin, a missing token: nothing is decided."""
    group = latest_run(store).suggestions[0].group.id
    sitting, token = token_of(address)
    form = urlencode({"kind": "archive"})
    kind = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": sitting}
    own = {"Origin": address}
    for headers, query, status in (
        ({"Host": "evil.example", **kind, **own}, f"?csrf={token}", 421),
        ({**kind, "Origin": "https://evil.example"}, f"?csrf={token}", 403),
        ({**kind, "Origin": "null"}, f"?csrf={token}", 403),
        (kind, f"?csrf={token}", 403),
        ({**kind, **own}, "", 403),
        ({**kind, **own}, f"?csrf={'0' * 64}", 403),
        ({**kind, **own, "Cookie": "kbminer_sitting=other"}, f"?csrf={token}", 403),
    ):
        assert ask(address, f"/s/{group}/decide{query}", "POST", form, headers)[0] == status, headers
    assert store.decisions() == ()
    assert ask(address, "/", headers={"Host": "evil.example"})[0] == 421


def test_only_this_machine_unless_somebody_opened_the_door() -> None:
    """Another address needs a token or a proxy's header; the message says how."""
    with pytest.raises(SettingsError, match="KBMINER_REVIEW_TOKEN"):
        Access(host="0.0.0.0")  # noqa: S104
    assert Access(host="0.0.0.0", token="t").token  # noqa: S104


def test_a_token_is_asked_for_and_never_shown(store: Store) -> None:
    """Without it pages lead to its question and the API refuses; no page and no cookie holds it."""
    with served(store, access=Access(token="open-sesame"), embedder=WordEmbedder()) as address:
        assert ask(address, "/")[0] == 303
        assert ask(address, "/api/suggestions")[0] == 401
        bearer = {"Authorization": "Bearer open-sesame"}
        assert ask(address, "/api/suggestions", headers=bearer)[0] == 200
        _, page, headers = ask(address, "/login")
        found = re.search(r'data-csrf="(\w+)"', page)
        assert found
        sent = {
            "Content-Type": "application/x-www-form-urlencoded",
            "Origin": address,
            "Cookie": headers["set-cookie"].split(";")[0],
        }
        wrong = ask(address, f"/login?csrf={found[1]}", "POST", "token=guess", sent)
        assert "set-cookie" not in wrong[2]
        right = ask(address, f"/login?csrf={found[1]}", "POST", "token=open-sesame", sent)
        assert "open-sesame" not in str(right)
        assert "HttpOnly; SameSite=Strict" in right[2]["set-cookie"]
        assert ask(address, "/", headers={"Cookie": right[2]["set-cookie"].split(";")[0]})[0] == 200


def test_a_proxy_says_who_is_there(store: Store) -> None:
    """Its header names the editor; who comes without it is refused."""
    access = Access(user_header="X-Remote-User")
    with served(store, access=access, embedder=WordEmbedder()) as address:
        assert ask(address, "/")[0] == 401
        assert "Noor" in ask(address, "/", headers={"X-Remote-User": "Noor"})[1]


def test_the_api_is_asked_only_so_often(store: Store) -> None:
    """What is too much is refused with the time to wait."""
    with served(store, embedder=WordEmbedder(), limit=RateLimit(per_minute=1, burst=3)) as address:
        found = [ask(address, "/api/openapi.json") for _ in range(5)]
    assert [status for status, _, _ in found] == [200, 200, 200, 429, 429]
    assert found[-1][2]["retry-after"] == "5"


def test_the_api_tells_what_the_desk_shows(address: str, store: Store) -> None:
    """Suggestions, one of them, its draft with citations, its evidence, answers; as its description says."""
    listed = json.loads(ask(address, "/api/suggestions")[1])
    group = next(each["group"] for each in listed["suggestions"] if each["action"] == "write")
    one = json.loads(ask(address, f"/api/suggestions/{group}")[1])
    draft = json.loads(ask(address, f"/api/drafts/{group}")[1])
    evidence = json.loads(ask(address, f"/api/evidence/{group}")[1])
    assert len(one["members"]) == len(evidence["threads"]) == one["threads"]
    assert {int(n) for n in re.findall(r"\[\^(\d+)\]", draft["text"])} == {
        c["number"] for c in draft["citations"]
    }
    assert json.loads(ask(address, "/api/suggest?q=why+is+the+map+grey")[1])["answers"][0]["kind"] == "group"
    assert ask(address, "/api/drafts/nothing")[0] == 404
    assert ask(address, "/api/decisions", "POST", "{}", {"X-Kbminer-Token": "guess"})[0] == 403
    told = {"kind": "rename", "group": group, "by": "bot", "title": "Told by a bot"}
    kept = ask(address, "/api/decisions", "POST", json.dumps(told), {"X-Kbminer-Token": "letmewrite"})
    assert kept[0] == 201
    assert json.loads(ask(address, "/api/decisions")[1])["decisions"][-1]["title"] == "Told by a bot"
    assert set(description()["paths"]) == {
        "/api/suggest",
        "/api/suggestions",
        "/api/suggestions/{group}",
        "/api/drafts/{group}",
        "/api/evidence/{group}",
        "/api/decisions",
    }


def test_no_answer_holds_what_is_private_or_not_public(address: str, store: Store) -> None:
    """Whispers, addresses and the names of those who wrote stand on no page and in no answer."""
    groups = [suggestion.group.id for suggestion in latest_run(store).suggestions]
    paths = [
        "/",
        "/threads",
        "/decisions",
        "/decisions.jsonl",
        "/decisions.csv",
        "/api/suggestions",
        "/api/decisions",
    ]
    paths += ["/api/suggest?q=grey+map&top=9"]
    for group in groups:
        paths += [
            f"/s/{group}",
            f"/api/suggestions/{group}",
            f"/api/drafts/{group}",
            f"/api/evidence/{group}",
        ]
        paths += [f"/s/{group}/article.md", f"/s/{group}/article.html", f"/s/{group}/changes"]
    said_by_all = {path: ask(address, path)[1] for path in paths}
    for path, words in said_by_all.items():
        assert not re.search(r"whispered|gundula|posthalterei|asker\d|\b(moss|fern|ivy)\b", words), path


def test_internal_posts_are_told_to_no_tool(store: Store, tmp_path: Path) -> None:
    """A run that took them in is for the desk alone."""
    made = Store(str(tmp_path / "inside.db"))
    store_holding(made, replace(load_released(store), shows_internal=True))
    with pytest.raises(SettingsError, match="show_internal"):
        Answers(Desk(made)).decisions()


def maps_of(kb: KnowledgeBase) -> Group:
    """The group that asks about grey maps."""
    return next(suggestion.group for suggestion in kb.suggestions if "forum:1" in suggestion.group.members)


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """A forum whose every word is markup, and editors who write it, too."""
    folder = tmp_path_factory.mktemp("hostile")
    topics = small_forum()[len(SOLVED_MAPS) :]
    for number, (title, asked, replies) in enumerate(SOLVED_MAPS, start=1):
        told = [(by, f"{words}<p>{EVIL}</p>") for by, words in replies]
        by = f"{EVIL}{number}"
        topics.append(topic(number, f"{title} {EVIL}", f"{asked}<p>{EVIL}</p>", told, author=by, tags=[EVIL]))
    made = Store(str(folder / "forum.db"))
    ingest([write_forum(folder / "forum", topics)], made)
    kb = mine(store=made, embedder=WordEmbedder())
    group = kb.suggestions[0].group
    text = (
        f"## {EVIL}\n\n{EVIL} [^1]\n\n<iframe src=//evil.example></iframe> ![x](https://evil.example/x.png)\n"
    )
    made.decide(
        said("edit", group.id, by=EVIL, members=group.members, text=text, cited=("forum:1 100",), draft=text)
    )
    made.decide(said("rename", group.id, by=EVIL, members=group.members, title=EVIL))
    made.decide(said("assign", group.id, by=EVIL, members=group.members, person=EVIL))
    made.decide(said("set aside", group.id, by=EVIL, members=group.members, text=text, base=1))
    made.decide(said("reject", group.id, by=EVIL, members=group.members, reason="other", note=EVIL))
    made.decide(said("reopen", group.id, by=EVIL, members=group.members))
    return made


def test_no_payload_runs_at_the_desk(hostile: Store) -> None:
    """Titles, bodies, tags, names, edited drafts, notes: all of it is text to a real browser."""
    group = maps_of(latest_run(hostile)).id
    with served(hostile, embedder=WordEmbedder()) as address, chromium() as browser:
        page = browser.new_page()
        ran, asked = [], []
        page.on("dialog", lambda dialog: (ran.append(dialog.message), dialog.dismiss()))
        pages = ["/", f"/s/{group}", f"/s/{group}/merge/4", f"/s/{group}/changes", "/decisions", "/threads"]
        page.on("console", lambda told: ran.append(told.text))
        page.on("request", lambda request: asked.append(request.url))
        for path in pages:
            page.goto(address + path)
            if path == f"/s/{group}":
                page.locator("[data-edit]").click()
                page.locator("#text").press("End")
                page.locator("#text").type(" ")
                page.wait_for_selector("#preview .sentence")
                page.locator("#preview .sentence").first.hover()
                expect(page.locator("[data-saved]")).to_have_text("Saved")
            assert (
                page.evaluate("document.querySelectorAll('body img, body iframe, main script').length") == 0
            ), path
            assert page.evaluate("[...document.links].every(a => /^https?:/.test(a.href))"), path
            assert "49" not in page.locator("body").inner_text().split(), path
    assert ran == []
    assert [url for url in asked if not url.startswith(address)] == []


PAYLOADS = [
    EVIL,
    f"`{EVIL}`",
    f"> {EVIL} [^1]",
    f"```\n{EVIL}\n```",
    "[a](javascript:alert(1)) [^1]",
    "\ue0001,2\ue001",
    "[^1][^999]",
    "<svg onload=alert(1)>",
    "[x]: javascript:alert(1)\n\n[x]",
]


@pytest.mark.parametrize("text", PAYLOADS)
def test_no_payload_is_more_than_text_in_an_article_or_a_post(text: str) -> None:
    """What is rendered holds no tag that was not Markdown's, and no address but the web's."""
    for written in (article_html(ArticleText(text=text, cited=("f:1 1",))), post_html(text)):
        assert not re.search(
            r"<(script|img|iframe|svg|style|form|input)|<[^>]*\son\w+=|href=\"(?!https?:|#)", written
        )


@given(st.text(st.sampled_from("abÉß漢19 ,.;:?!'\"()/%+=–-—…“”’€$\n\n#*_`[]~<&\\"), max_size=40))
def test_plain_words_are_shown_as_the_parser_shows_them(text: str) -> None:
    """The short way for posts of words alone ends where the long one does."""
    assert post_html(text) == _cleaned(_markdown().render(text))


def test_marks_behind_code_end_no_fence_and_code_keeps_its_own() -> None:
    """A block of code is closed before its marks; what looks like a mark in code stays as it was written."""
    text = "Run this:[^1]\n\n```\ngrep '[^1]' log\n```\n\n[^1]\n\nThen `[^2]` too.[^1]\n"
    written = article_html(ArticleText(text=text, cited=("f:1 1", "f:1 2")))
    assert "<pre><code>grep '[^1]' log\n</code></pre>" in written
    assert written.count('class="sentence') == 3
    assert "<code>[^2]</code>" in written


def test_an_agent_asks_by_the_model_context_protocol(store: Store) -> None:
    """The official library's own client finds the tools, and each gives what the API gives."""
    from mcp import Client

    server = make_mcp_server(Answers(Desk(store, embedder=WordEmbedder())))

    async def talk() -> tuple[list[str], Any]:
        async with Client(server) as client:
            tools = await client.list_tools()
            found = await client.call_tool("suggestions", {"words": "grey"})
            return sorted(tool.name for tool in tools.tools), found

    names, found = asyncio.run(talk())
    assert names == ["decisions", "draft", "evidence", "suggest", "suggestions"]
    assert maps_of(latest_run(store)).id in str(found)


def test_without_its_libraries_the_desk_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    """One sentence with the command."""
    monkeypatch.setattr("kbminer.review.server.NEEDED", ("no_such_library",))
    with pytest.raises(
        MissingExtra, match=r'kbminer review needs no_such_library: pip install "kbminer\[review\]"'
    ):
        need_web("kbminer review")


def test_every_language_says_everything() -> None:
    """No key is missing in one, and fields are the same in all."""
    english = desk_words("en").texts
    for code in desk_languages():
        told = desk_words(code).texts
        assert set(told) == set(english), code
        for key, text in english.items():
            assert re.findall(r"\{\w+\}", told[key]) == re.findall(r"\{\w+\}", text) or set(
                re.findall(r"\{\w+\}", told[key])
            ) == set(re.findall(r"\{\w+\}", text)), (code, key)


def test_the_command_opens_a_desk(store: Store) -> None:
    """`kbminer review` says where it is, answers there, and ends when it is told to."""
    command = [sys.executable, "-m", "kbminer", "review", "--store", store.url, "--port", "0", "--no-browser"]
    running = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        assert running.stdout
        watchdog = threading.Timer(60, running.kill)
        watchdog.start()
        line = running.stdout.readline()
        watchdog.cancel()
        found = re.search(r"http://127\.0\.0\.1:\d+", line)
        assert found, line
        assert ask(found[0], "/")[0] == 200
    finally:
        running.terminate()
        running.communicate(timeout=30)


def test_a_killed_desk_has_kept_what_it_acknowledged(store: Store, tmp_path: Path) -> None:
    """Killed three times while somebody writes: every version that it answered for stands in the store."""
    url = f"sqlite:///{tmp_path / 'forum.db'}"
    assert store.file
    with (
        closing(sqlite3.connect(store.file)) as there,
        closing(sqlite3.connect(tmp_path / "forum.db")) as copy,
    ):
        there.backup(copy)
    with Store(url) as copied:
        group = latest_run(copied).drafts[0].group
    acknowledged, tried = killed_while_editing(url, group, kills=3, seed=3)
    found = kept(url)
    assert 0 < len(acknowledged) <= tried
    assert {version: found.get(version) for version in acknowledged} == acknowledged


LDAP_ARTICLE = """---
title: 'LDAP login: "invalid credentials" for every user'
lastmod: 2019-05-10
lang: en
---
# LDAP login: "invalid credentials" for every user

The server finds OpenLDAP or FreeIPA, `lumenote-server ldap test` connects fine, but nobody can log in and all
get "invalid credentials" or "wrong user name or password", though the passwords work with `ldapsearch`.

Look into the log for `ldap: search returned 0 entries`, and check `bind_dn` in the `[ldap]` section of
`lumenote.toml`.
"""


def test_an_update_of_an_existing_article_is_shown_by_section(tmp_path: Path) -> None:
    """What the article says, what it would say, and which post says so stand beside each other."""
    made = Store(str(tmp_path / "forum.db"))
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles" / "ldap-login.md").write_text(LDAP_ARTICLE, encoding="utf-8")
    forum = Path(__file__).parent.parent / "examples" / "forum"
    found = mine(forum, store=made, settings=Settings(articles=str(tmp_path / "articles")))
    desk = Desk(made)
    updated = [s.group.id for s in found.ranked if s.action == "update"]
    patches = [patch for group in updated if (patch := desk.readings.update_of(group))]
    assert patches
    group = next(group for group in updated if desk.readings.update_of(group))
    change = patches[0].changes[0]
    assert change.citations
    with served(made) as address:
        page = html.unescape(ask(address, f"/s/{group}")[1])
    assert f"<ins>{change.new}</ins>" in page
    assert change.section in page
