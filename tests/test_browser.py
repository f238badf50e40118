"""The report in a real browser: Chromium, without a window, over its debugging pipe."""

import base64
import fcntl
import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from conftest import Run
from test_report import EVIL, knowledge_base

from kbminer.briefing import Facts, compose_briefing
from kbminer.briefing.items import ThreadNews
from kbminer.publish.briefings import render_briefing
from kbminer.publish.report import render_page

FLAGS = """
--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking
--disable-component-update --disable-sync --disable-default-apps --disable-extensions
--remote-debugging-pipe
""".split()


class Browser:
    """Just enough of the debugging protocol: commands go down one pipe, answers come up another."""

    def __init__(self, program: str, profile: Path) -> None:
        # Chromium reads commands from descriptor 3 and answers on 4; the shell puts ours there.
        command_end, self._commands = os.pipe()
        self._answers, answer_end = os.pipe()
        ends = [fcntl.fcntl(end, fcntl.F_DUPFD, 20) for end in (command_end, answer_end)]
        self._process = subprocess.Popen(
            [
                "bash",
                "-c",
                f'exec "$@" 3<&{ends[0]} 4>&{ends[1]}',
                "bash",
                program,
                *FLAGS,
                f"--user-data-dir={profile}",
                "about:blank",
            ],
            pass_fds=ends,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        for end in (command_end, answer_end, *ends):
            os.close(end)
        self._pending = b""
        self._number = 0
        self._session: str | None = None
        self.events: list[dict[str, Any]] = []
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self._session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.call(f"{domain}.enable")

    def call(self, method: str, **parameters: Any) -> dict[str, Any]:
        """Send one command and wait for its answer."""
        self._number += 1
        message: dict[str, Any] = {"id": self._number, "method": method, "params": parameters}
        if self._session:
            message["sessionId"] = self._session
        os.write(self._commands, json.dumps(message).encode() + b"\0")
        while True:
            said = self._next()
            if said.get("id") == self._number:
                assert "error" not in said, said
                return said["result"]
            self.events.append(said)

    def open(self, page: Path, *, width: int) -> None:
        """Show a file in a window of ``width`` and wait until it is there."""
        self.call(
            "Emulation.setDeviceMetricsOverride", width=width, height=800, deviceScaleFactor=1, mobile=True
        )
        self.events.clear()
        self.call("Page.navigate", url=page.as_uri())
        while not any(event.get("method") == "Page.loadEventFired" for event in self.events):
            self.events.append(self._next())

    def evaluate(self, expression: str) -> Any:
        """Ask the page."""
        found = self.call("Runtime.evaluate", expression=expression, returnByValue=True)
        assert "exceptionDetails" not in found, found
        return found["result"].get("value")

    def complaints(self) -> list[Any]:
        """What the console, the log or an exception said."""
        methods = ("Runtime.consoleAPICalled", "Runtime.exceptionThrown", "Log.entryAdded")
        return [event["params"] for event in self.events if event.get("method") in methods]

    def fetched(self) -> list[str]:
        """Every address that was asked for."""
        return [
            event["params"]["request"]["url"]
            for event in self.events
            if event.get("method") == "Network.requestWillBeSent"
        ]

    def close(self) -> None:
        """End it, and wait until it is gone."""
        os.close(self._commands)
        self._process.terminate()
        self._process.wait(timeout=20)
        os.close(self._answers)

    def _next(self) -> dict[str, Any]:
        while b"\0" not in self._pending:
            part = os.read(self._answers, 1 << 16)
            if not part:
                raise EOFError("Chromium went away")
            self._pending += part
        message, self._pending = self._pending.split(b"\0", 1)
        said: dict[str, Any] = json.loads(message)
        return said


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """One Chromium for all of these tests, with a fresh profile."""
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if program is None:
        pytest.skip("Chromium is not installed (Debian package chromium)")
    running = Browser(program, tmp_path_factory.mktemp("profile"))
    yield running
    running.close()


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A report of a forum whose every word is markup."""
    file = tmp_path_factory.mktemp("hostile") / "report.html"
    file.write_text(render_page(knowledge_base(EVIL + " " + "W" * 200)), encoding="utf-8")
    return file


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_the_page_opens_without_a_complaint_and_fits(browser: Browser, examples_run: Run, width: int) -> None:
    """On a phone and on a desk: the console stays silent, nothing is fetched, nothing scrolls sideways."""
    browser.open(examples_run.written.report, width=width)
    assert browser.complaints() == []
    assert browser.fetched() == [examples_run.written.report.as_uri()]
    browser.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")
    assert browser.evaluate("document.documentElement.scrollWidth") <= width
    assert browser.evaluate("document.querySelectorAll('article').length") == len(examples_run.kb.suggestions)


def test_a_hostile_forum_runs_nothing(browser: Browser, hostile: Path) -> None:
    """Script in titles, terms and file names is text to the browser too, and a long word is broken."""
    browser.open(hostile, width=390)
    assert browser.complaints() == []
    assert browser.fetched() == [hostile.as_uri()]
    assert browser.evaluate("document.querySelectorAll('script, img, iframe, object').length") == 0
    browser.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")
    assert browser.evaluate("document.documentElement.scrollWidth") <= 390
    assert "<script>alert(1)</script>" in browser.evaluate("document.querySelector('h3').textContent")


def test_drafts_can_be_read_without_script(browser: Browser, examples_run: Run) -> None:
    """With script switched off the page is the same, and a draft opens as any fold does."""
    browser.call("Emulation.setScriptExecutionDisabled", value=True)
    try:
        browser.open(examples_run.written.report, width=1280)
        node = browser.call("DOM.getDocument", depth=1)["root"]["nodeId"]
        found = browser.call("DOM.querySelectorAll", nodeId=node, selector="article details .draft")
    finally:
        browser.call("Emulation.setScriptExecutionDisabled", value=False)
    assert len(found["nodeIds"]) == len(examples_run.kb.drafts)


def test_the_page_prints(browser: Browser, examples_run: Run) -> None:
    """Printed, it becomes a PDF of some pages."""
    browser.open(examples_run.written.report, width=1280)
    printed = base64.b64decode(browser.call("Page.printToPDF", printBackground=False)["data"])
    assert printed.startswith(b"%PDF-")
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) > 1


@pytest.fixture(scope="module")
def briefing(examples_run: Run, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The briefing of the example forum, with hostile words in every list."""
    made, _ = compose_briefing(Facts(found=examples_run.kb))
    words = f"{EVIL} {'W' * 200}"
    thread = ThreadNews(thread="f:1", title=words, url="https://f.example/1", asked=None, category=None,
                        group=None, why=words, reply=words)  # fmt: skip
    lists = dict.fromkeys(("answerable", "people", "heated", "confirm", "solved", "reopened"), (thread,))
    file = tmp_path_factory.mktemp("briefing") / "briefing.html"
    file.write_text(render_briefing(replace(made, **lists)), encoding="utf-8")  # type: ignore[arg-type]
    return file


@pytest.mark.parametrize("width", [400, 1280])
def test_the_briefing_opens_without_a_complaint_and_fits(
    browser: Browser, briefing: Path, width: int
) -> None:
    """On a phone and on a desk nothing is fetched, runs or is clipped, however long a word is."""
    browser.open(briefing, width=width)
    assert browser.complaints() == []
    assert browser.fetched() == [briefing.as_uri()]
    assert browser.evaluate("document.querySelectorAll('script, img, iframe, object').length") == 0
    browser.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")
    assert browser.evaluate("document.documentElement.scrollWidth") <= width
    clipped = (
        "[...document.querySelectorAll('main *, header *')].filter(each => !each.closest('.scroll, svg') && "
        "each.scrollWidth > each.clientWidth + 1 && getComputedStyle(each).display !== 'inline').length"
    )
    assert browser.evaluate(clipped) == 0


def test_the_briefing_can_be_walked_by_headings_and_links(browser: Browser, briefing: Path) -> None:
    """Each section has a heading, each link of the list leads to one, each picture has words."""
    browser.open(briefing, width=1280)
    assert browser.evaluate("document.querySelectorAll('section:not(:has(h2))').length") == 0
    assert browser.evaluate(
        "[...document.querySelectorAll('nav a')].every(a => document.querySelector(a.hash))"
    )
    assert browser.evaluate("document.querySelectorAll('svg:not([aria-label])').length") == 0
