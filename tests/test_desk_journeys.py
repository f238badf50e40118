"""Whole journeys at the desk, in a real browser: what an editor sets out to do comes to its end."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("playwright.sync_api", reason="needs playwright: pip install playwright")
from desk_tools import axe_source, chromium, served, store_holding
from playwright.sync_api import expect
from site_builders import NODE
from small_forum import SOLVED_MAPS, small_forum, topic, write_forum

from kbminer import latest_run, mine
from kbminer.decisions import verdicts_of
from kbminer.pipeline.latest import load_released
from kbminer.pipeline.read_sources import ingest
from kbminer.records import Citation, Coverage, Escalation, Statement
from kbminer.store import Store
from kbminer.testing import WordEmbedder

expect.set_options(timeout=30_000)  # machines that do much beside


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """One Chromium for all journeys."""
    with chromium() as running:
        yield running


@pytest.fixture(scope="module")
def mined(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small forum, mined once."""
    folder = tmp_path_factory.mktemp("mined")
    with Store(str(folder / "forum.db")) as made:
        ingest([write_forum(folder / "forum", small_forum())], made)
        mine(store=made, embedder=WordEmbedder())
    return folder


@pytest.fixture
def store(mined: Path, tmp_path: Path) -> Store:
    """A copy of it, to decide about."""
    shutil.copytree(mined, tmp_path, dirs_exist_ok=True)
    return Store(str(tmp_path / "forum.db"))


@pytest.fixture
def desk(store: Store) -> Iterator[str]:
    """Its desk."""
    with served(store, embedder=WordEmbedder()) as address:
        yield address


@pytest.fixture
def sit(browser: Any, desk: str) -> Iterator[Callable[..., Any]]:
    """Sit down at the desk: a page of one's own, whose console must stay silent to the end."""
    contexts, complaints, asked = [], [], []

    def open_page(name: str = "Kim", path: str = "/", **options: Any) -> Any:
        context = browser.new_context(**{"viewport": {"width": 1280, "height": 860}, **options})
        contexts.append(context)
        context.add_cookies([{"name": "kbminer_editor", "value": name, "url": desk}])
        page = context.new_page()
        page.set_default_timeout(30_000)
        page.on("console", lambda said: complaints.append(said.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", lambda request: asked.append(request.url))
        page.goto(desk + path)
        return page

    yield open_page
    for context in contexts:
        context.close()
    expected = ("status of 409", "status of 404")  # answers, which the browser notes
    assert [said for said in complaints if not any(each in said for each in expected)] == []
    assert [url for url in asked if not url.startswith((desk, "data:"))] == []


def group_of(store: Store, thread: str) -> str:
    """The suggestion that a thread belongs to."""
    groups = latest_run(store).grouping.groups
    return next(group.id for group in groups if thread in group.members)


def kinds(store: Store) -> list[str]:
    """What was decided, in its order."""
    return [decision.kind for decision in store.decisions()]


def test_a_newcomer_finds_checks_accepts_and_takes_away_the_first_article(
    sit: Any, store: Store, tmp_path: Path
) -> None:
    """Six steps, no dead end: queue, suggestion, evidence, accept, decided, file."""
    page = sit()
    page.locator("a.answered").click()
    page.locator(".rows .title").first.click()
    title = page.locator("h1").inner_text()
    sentence = page.locator(".sentence", has_text=re.compile("Rebuild tiles|Bluetooth list")).first
    sentence.hover()
    shown = page.locator(".post.at").first
    assert "solved it" in shown.inner_text()
    ranges = "[...CSS.highlights.get('cited')].map(range => range.toString()).join(' ')"
    assert sentence.inner_text().split()[:4] == page.evaluate(ranges).split()[:4]
    assert "word for word" in page.locator("#evidence-hint").inner_text()
    page.locator("button:has-text('Accept')").click()
    assert title in page.locator(".toast").inner_text()
    assert page.locator("h1").inner_text() != title
    page.goto(page.url.split("/s/")[0] + "/?tab=decided")
    page.locator(".rows .title", has_text=title).click()
    with page.expect_download() as download:
        page.locator("#publish a", has_text="Markdown").click()
    written = Path(download.value.path()).read_text("utf-8")
    assert written.startswith(f"# {title}")
    assert re.search(r"^\[\^1\]: .*asker", written, re.M)
    assert kinds(store) == ["accept"]
    page.goto(page.url.split("/s/")[0] + "/decisions")
    assert "write 1 0 100 %" in " ".join(page.locator(".panel").first.inner_text().split())


def test_by_keyboard_alone_from_the_queue_to_acceptance_and_back(sit: Any, store: Store) -> None:
    """j, o, a, u: the first suggestion is accepted, the next is there, and one key takes it back."""
    page = sit()
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("o")
    page.wait_for_selector(".desk")
    title = page.locator("h1").inner_text()
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('.sentence')"):
            break
    assert page.locator(".post.at").count() >= 1
    page.keyboard.press("a")
    page.wait_for_selector(".toast")
    assert page.locator("h1").inner_text() != title
    page.keyboard.press("u")
    expect(page.locator("h1")).to_have_text(title)
    assert kinds(store) == ["accept", "undo"]


def test_by_keyboard_alone_rejected_with_a_reason(sit: Any, store: Store) -> None:
    """? shows the keys; / searches; r and a digit reject; what was rejected is among the decided."""
    page = sit()
    page.keyboard.press("?")
    assert page.locator("#keys").is_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    page.keyboard.type("elevation")
    expect(page.locator(".rows .title")).to_have_count(1)
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_selector(".desk")
    page.keyboard.press("r")
    page.wait_for_selector("#reject[open]")
    page.keyboard.press("1")
    page.wait_for_selector(".toast")
    page.goto(page.url.split("/?")[0].split("/s/")[0] + "/?tab=decided")
    assert "irrelevant" in page.locator(".rows").inner_text()
    assert [(d.kind, d.reason) for d in store.decisions()] == [("reject", "irrelevant")]


def test_edited_text_is_kept_as_it_is_typed_and_outlives_the_next_run(
    sit: Any, store: Store, tmp_path: Path
) -> None:
    """Autosaved, shown as it will be read, compared with the draft, accepted; no run overwrites it."""
    group = group_of(store, "forum:1")
    page = sit(path=f"/s/{group}")
    page.locator("[data-edit]").click()
    box = page.locator("#text")
    box.press("Control+End")
    box.type("\n\nRestart the app afterwards.")
    expect(page.locator("[data-saved]")).to_have_text("Saved")
    assert "Restart the app" in page.locator("#preview").inner_text()
    page.locator("#changes > summary").click()
    page.wait_for_selector("#diff ins")
    assert "Restart the app afterwards." in page.locator("#diff ins").first.inner_text()
    page.locator("[data-jump='1']").click()
    assert page.evaluate("document.activeElement.matches('#diff .changed')")
    assert page.locator("[data-accept]").inner_text() == "Accept with edits"
    page.locator("[data-accept]").click()
    page.wait_for_selector(".toast")
    mine(store=store, embedder=WordEmbedder())
    page.goto(page.url.split("/s/")[0] + f"/s/{group}")
    assert "Restart the app afterwards." in page.locator("#read").inner_text()
    assert verdicts_of(store.decisions())[group].state == "accepted"


def test_of_two_editors_neither_loses_a_word(sit: Any, store: Store) -> None:
    """The second sees the first, is told of the conflict, and merges both texts into one."""
    path = f"/s/{group_of(store, 'forum:1')}"
    kim, ada = sit("Kim", path), sit("Ada", path)
    assert "Kim" in ada.locator("#there").inner_text()
    for page, words in ((kim, "Kim adds this."), (ada, "Ada adds that.")):
        page.locator("[data-edit]").click()
        page.locator("#text").press("Control+End")
        page.locator("#text").type(f"\n\n{words}")
        expect(page.locator("[data-saved]")).to_have_text(re.compile("Saved|changed this"))
    assert "Kim changed this" in ada.locator("[data-saved]").inner_text()
    ada.locator("[data-saved] a").click()
    ada.wait_for_selector("#merged")
    merged = ada.locator("#merged").input_value()
    assert "Kim adds this." in merged
    assert "Ada adds that." in merged
    ada.locator("button.primary").click()
    ada.wait_for_selector("#read")
    shown = ada.locator("#read").inner_text()
    assert "Kim adds this." in shown
    assert "Ada adds that." in shown
    assert ada.locator(".notice").count() == 0


def test_an_edit_never_overwrites_an_approval(sit: Any, store: Store) -> None:
    """Who still types while another accepts is told, and the accepted text stands."""
    group = group_of(store, "forum:1")
    kim, ada = sit("Kim", f"/s/{group}"), sit("Ada", f"/s/{group}")
    ada.locator("button:has-text('Accept')").click()
    ada.wait_for_selector(".toast")
    kim.locator("[data-edit]").click()
    kim.locator("#text").fill("Something else altogether.")
    kim.wait_for_selector("[data-saved] a")
    verdict = verdicts_of(store.decisions())[group]
    assert verdict.state == "accepted"
    assert "Rebuild tiles" in (verdict.text or "")
    assert [aside.text for aside in verdict.aside] == ["Something else altogether."]


def test_a_snoozed_suggestion_sleeps_and_can_be_woken(sit: Any, store: Store) -> None:
    """It leaves the open ones, is found among the decided, and a person opens it again."""
    page = sit(path=f"/s/{group_of(store, 'forum:8')}")
    title = page.locator("h1").inner_text()
    page.locator("[data-dialog=snooze]").click()
    page.locator("#snooze input[type=date]").fill((datetime.now(UTC) + timedelta(days=30)).date().isoformat())
    page.locator("#snooze button.primary").click()
    page.wait_for_selector(".toast")
    page.goto(page.url.split("/s/")[0] + "/")
    assert title not in page.locator(".rows").inner_text()
    page.locator(".tabs a", has_text="Decided").click()
    page.locator(".rows .title", has_text=title).click()
    page.locator("#decide button.primary").click()
    page.wait_for_selector("#decide [data-dialog=reject]")
    assert kinds(store) == ["snooze", "reopen"]


def test_two_suggestions_become_one_in_the_next_run(sit: Any, store: Store) -> None:
    """Merged at the desk by a part of the other's title, one group after the run."""
    maps, watches = group_of(store, "forum:1"), group_of(store, "forum:5")
    page = sit(path=f"/s/{watches}")
    page.keyboard.press("m")
    page.locator("#merge input[type=search]").type("grey")
    page.locator("#merge .found button").first.click()
    page.wait_for_selector(".toast")
    assert [(d.kind, d.target) for d in store.decisions()] == [("merge", maps)]
    mine(store=store, embedder=WordEmbedder())
    assert group_of(store, "forum:5") == group_of(store, "forum:1")


def test_threads_that_do_not_belong_are_split_off(sit: Any, store: Store) -> None:
    """Chosen beside the article, parted by the next run, and still so after the one that follows."""
    page = sit(path=f"/s/{group_of(store, 'forum:1')}")
    page.locator("#members input[value='forum:4']").check()
    page.keyboard.press("Escape")
    page.locator("#members button[value=split]").click()
    page.wait_for_selector(".toast")
    for _ in range(2):
        groups = mine(store=store, embedder=WordEmbedder()).grouping.groups
        homes = {key: group.id for group in groups for key in group.members}
        assert homes.get("forum:4") != homes["forum:1"]
        assert homes["forum:2"] == homes["forum:1"]


def test_a_thread_is_moved_to_where_it_belongs(sit: Any, store: Store) -> None:
    """Chosen beside the article and given to another suggestion: the next run keeps it there."""
    maps, watches = group_of(store, "forum:1"), group_of(store, "forum:5")
    page = sit(path=f"/s/{maps}")
    page.locator("#members input[value='forum:4']").check()
    page.locator("#members [data-dialog=move]").click()
    page.locator("#move input[type=search]").type("watch")
    page.locator("#move .found button").first.click()
    page.wait_for_selector(".toast")
    assert [(d.kind, d.target, d.threads[0]) for d in store.decisions()] == [("move", watches, "forum:4")]
    mine(store=store, embedder=WordEmbedder())
    assert group_of(store, "forum:4") == group_of(store, "forum:5") != group_of(store, "forum:1")


def test_what_was_left_out_is_taken_in_by_one_click(sit: Any, store: Store) -> None:
    """It stands at the end of what to do, with its post, and can be taken back."""
    group = group_of(store, "forum:1")
    found = load_released(store)
    by = (Citation(thread="forum:1", post=found.drafts[0].sections[0].statements[0].citations[0].post),)
    part = Statement(text="Keep the card in the slot meanwhile.", citations=by)
    drafts = tuple(replace(d, left_out=(part,)) if d.group == group else d for d in found.drafts)
    store_holding(store, replace(found, drafts=drafts))
    page = sit(path=f"/s/{group}")
    while page.locator("#left-out").count() == 0:  # the desk reads a new run aside
        page.reload()
    page.locator("#left-out button").click()
    page.wait_for_selector(".toast")
    assert "Keep the card in the slot meanwhile." in page.locator("#read").inner_text()
    assert "Keep the card" in (verdicts_of(store.decisions())[group].text or "")
    page.keyboard.press("u")
    expect(page.locator("#read")).not_to_contain_text("Keep the card")


def test_an_open_question_is_put_to_a_person_and_answered_in_place(sit: Any, store: Store) -> None:
    """It says whom it waits for, and the answer takes its place in the article."""
    group = group_of(store, "forum:1")
    page = sit(path=f"/s/{group}")
    page.locator("[data-edit]").click()
    page.locator("#text").press("Control+End")
    page.locator("#text").type("\n\n> **To do:** Since which version?")
    expect(page.locator("[data-saved]")).to_have_text("Saved")
    page.reload()
    page.locator("#todos input[name=person]").fill("Ada")
    page.locator("#todos .pair button").first.click()
    page.wait_for_selector("#todos >> text=Ada")
    page.locator("#todos input[name=answer]").fill("Since version 4.2.")
    page.locator("#todos .pair button").last.click()
    page.wait_for_selector(".toast")
    shown = page.locator("#read").inner_text()
    assert "Since version 4.2." in shown
    assert "Since which version?" not in shown
    assert page.locator("#todos").count() == 0
    told = [(d.note, d.person, d.text) for d in store.decisions() if d.kind == "answer"]
    assert told == [
        ("Since which version?", "Ada", None),
        ("Since which version?", None, "Since version 4.2."),
    ]


def test_many_are_decided_at_once_and_undone_at_once(sit: Any, store: Store) -> None:
    """A preview tells how many; one action rejects all that were found, one undo brings them back."""
    page = sit()
    found = page.locator(".rows .title").count()
    page.locator(".bulk > summary").click()
    page.locator("[data-bulk]").select_option("reject")
    page.locator("select[name=reason]").select_option("duplicate")
    page.locator("select[name=scope]").select_option("found")
    page.locator(".bulk button").click()
    assert f"{found} suggestions would be changed" in page.locator("h1").inner_text()
    page.locator("button.primary").click()
    page.wait_for_selector(".empty")
    assert kinds(store) == ["reject"] * found
    page.locator(".toast button").click()
    page.wait_for_selector(".rows")
    assert page.locator(".rows .title").count() == found
    assert kinds(store)[-1] == "undo"


def test_renamed_claimed_and_found_again(sit: Any, store: Store) -> None:
    """A title of one's own counts in the queue and the next run; what is claimed stands under Mine."""
    page = sit(path=f"/s/{group_of(store, 'forum:1')}")
    page.keyboard.press("t")
    page.locator("#rename input[name=title]").fill("Make the offline map visible again")
    page.locator("#rename button.primary").click()
    page.wait_for_selector(".toast")
    assert page.locator("h1").inner_text() == "Make the offline map visible again"
    page.keyboard.press("c")
    page.wait_for_selector("text=with Kim")
    page.goto(page.url.split("/s/")[0] + "/?tab=mine")
    assert page.locator(".rows .title").all_inner_texts() == ["Make the offline map visible again"]
    titles = {s.group.title for s in mine(store=store, embedder=WordEmbedder()).ranked}
    assert "Make the offline map visible again" in titles


def test_new_evidence_is_offered_beside_a_person_s_text(sit: Any, store: Store, tmp_path: Path) -> None:
    """A run that learns more proposes a change; taken, the person's own words are still there."""
    group = group_of(store, "forum:1")
    page = sit(path=f"/s/{group}")
    page.locator("[data-edit]").click()
    page.locator("#text").press("Control+End")
    page.locator("#text").type("\n\nMy own last word.")
    expect(page.locator("[data-saved]")).to_have_text("Saved")
    page.locator("[data-accept]").click()
    page.wait_for_selector(".toast")
    fix = "<p>Since version 4.3 the offline map is drawn again when the card is pulled out and put back.</p>"
    asked = SOLVED_MAPS[0]
    more = [
        topic(n, f"{asked[0]} ({n})", asked[1], [("*moss", fix), ("ASKER", "<p>That solved it.</p>")])
        for n in (40, 41)
    ]
    ingest([write_forum(tmp_path / "forum", [*small_forum(), *more])], store)
    mine(store=store, embedder=WordEmbedder())
    page.goto(page.url.split("/s/")[0] + "/")
    while page.locator(".row", has_text="new evidence").count() == 0:  # the desk reads a new run aside
        page.reload()
    page.locator(".row", has_text="new evidence").locator(".title").click()
    assert page.locator("#proposal ins").count() >= 1
    page.locator("#proposal button.primary").click()
    page.wait_for_selector(".toast")
    assert "My own last word." in page.locator("#read").inner_text()
    assert page.locator("#proposal").count() == 0


def test_an_agent_finds_what_an_open_thread_needs(sit: Any) -> None:
    """The question, the likeliest answer and how long it has waited, in one place."""
    page = sit(path="/threads")
    page.locator(".rows .title", has_text="only grey").click()
    assert "fix for the grey map" in page.locator(".article").inner_text()
    assert page.locator(".hit").count() >= 1
    assert "Rebuild tiles" in page.locator(".evidence").inner_text()


@pytest.fixture
def waiting(store: Store) -> Store:
    """The same store, in which an article answers one open thread, and two others want something else."""
    found = load_released(store)
    grey = next(t.key for t in found.threads if t.title == "After update 4.2 the offline map is only grey")
    reply = "The article “Grey maps” answers this:\nhttps://kb.example.org/grey-maps?from=forum&lang=en"
    covered = Coverage(
        group=group_of(store, grey), action="point", article="grey-maps", probability=0.93,
        reason="“Grey maps” answers it", open_threads=(grey,), reply=reply,
    )  # fmt: skip
    angry = next(t.key for t in found.threads if t.title == "Elevation is missing in GPX export")
    calm = next(t.key for t in found.threads if t.title == "No elevation in the GPX export of a ride")
    assert found.service
    hot = [
        Escalation(thread=key, heat=heat, angry=posts, same_here=2, without_staff=False, quotes=())
        for key, heat, posts in ((angry, 4.0, 1), (calm, 1.0, 0))
    ]
    service = replace(found.service, heating=tuple(hot))
    store_holding(store, replace(found, coverage=(covered,), service=service))
    return store


def test_open_threads_stand_by_what_is_to_be_done(waiting: Store, sit: Any) -> None:
    """What an article answers; what a person must answer, the hottest first; complaints. Each is a filter."""
    page = sit(path="/threads")
    rows = page.locator(".rows .row")
    kinds_of = [row.locator(".badge").first.inner_text() for row in rows.all()]
    named = ("An article answers it", "A person must answer", "A complaint that everybody sees")
    assert [kind for kind in named if kind in kinds_of] == list(dict.fromkeys(kinds_of)) == list(named)
    titles = [row.locator(".title").inner_text() for row in rows.all()]
    assert titles[0] == "After update 4.2 the offline map is only grey"
    assert titles[1] == "No elevation in the GPX export of a ride"
    assert titles[-1] == "Elevation is missing in GPX export"
    page.locator(".glance a.complaint").click()
    assert [title.inner_text() for title in page.locator(".rows .title").all()] == titles[-1:]


def test_a_reply_is_copied_as_it_is_pasted(waiting: Store, sit: Any) -> None:
    """One click puts the whole reply, link and all, onto the clipboard, and the button says so."""
    page = sit(path="/threads")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.locator(".rows .title").first.click()
    shown = page.locator("#reply").inner_text()
    assert "https://kb.example.org/grey-maps?from=forum&lang=en" in shown
    button = page.locator("[data-copy=reply]")
    button.focus()
    page.keyboard.press("Enter")
    expect(button).to_have_text("Copied")
    pasted = page.evaluate("navigator.clipboard.readText()")
    assert pasted == shown.strip()
    assert "\n" in pasted


def test_the_map_leads_to_what_one_points_at(sit: Any, store: Store) -> None:
    """Pointed at, a place names its questions; nearer, other labels have room; a circle is its suggestion."""
    page = sit(path="/map")
    assert page.locator(".map circle").count() >= 3
    found = latest_run(store).question_map
    at = page.evaluate(
        "([x, y]) => { const p = new DOMPoint(x, y).matrixTransform(document.querySelector('.map svg')"
        ".getScreenCTM()); return [p.x, p.y]; }",
        [found.x[0], found.y[0]],
    )
    page.mouse.move(*at)
    expect(page.locator(".map-near a").first).to_be_visible()
    before = page.locator(".map svg").get_attribute("viewBox")
    page.keyboard.press("+")
    assert page.locator(".map svg").get_attribute("viewBox") != before
    page.keyboard.press("0")
    assert page.locator(".map svg").get_attribute("viewBox") == before
    group = group_of(store, "forum:1")
    page.locator(f".map svg a[href='/s/{group}']").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector(".desk")
    page.locator("[data-accept]").click()
    page.goto(page.url.split("/s/")[0] + "/map")
    assert page.locator(f".map svg a[href='/s/{group}'] circle").get_attribute("class") == "accepted"


def test_the_desk_speaks_french(sit: Any) -> None:
    """Chosen once, every page says it so."""
    page = sit(path="/me")
    page.locator("select[name=language]").select_option("fr")
    page.locator("button.primary").click()
    page.wait_for_selector("html[lang=fr]")
    assert "À traiter" in page.locator(".tabs").inner_text()
    page.locator(".rows .title").first.click()
    assert "Preuves" in page.locator("#evidence-title").inner_text().capitalize()


def test_words_survive_a_desk_that_goes_away(browser: Any, store: Store) -> None:
    """What was typed while the desk was down is kept by the browser and saved when it is back."""
    group = group_of(store, "forum:1")
    context = browser.new_context()
    page = context.new_page()
    with served(store) as address:
        page.goto(f"{address}/s/{group}")
        page.locator("[data-edit]").click()
        page.route("**/text", lambda route: route.abort())
        page.locator("#text").fill("Typed in the dark.")
        page.wait_for_selector(".saved.bad")
        assert store.decisions() == ()
        page.unroute("**/text")
        expect(page.locator("[data-saved]")).to_have_text("Saved")
    context.close()
    assert verdicts_of(store.decisions())[group].text == "Typed in the dark."


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_fit_and_are_accessible(sit: Any, store: Store, width: int, scheme: str) -> None:
    """No page scrolls sideways, and axe-core finds nothing serious on any, light or dark."""
    source = axe_source(NODE)
    group = group_of(store, "forum:1")
    page = sit(viewport={"width": width, "height": 800}, color_scheme=scheme)
    base = page.url.rstrip("/")
    for path in ("/", f"/s/{group}", "/threads", "/map", "/decisions", "/me", "/nowhere"):
        page.goto(base + path)
        if path.startswith("/s/"):
            page.locator("[data-edit]").click()
            page.locator("#changes > summary").click()
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        page.evaluate(source)
        rules = "{runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']}"
        found = page.evaluate(f"axe.run(document, {rules})")["violations"]
        grave = [v["id"] for v in found if v["impact"] in ("serious", "critical")]
        assert grave == [], path
