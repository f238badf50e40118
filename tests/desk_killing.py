"""An editor at work while the desk is killed again and again: what was acknowledged must stand."""

from __future__ import annotations

import http.client
import json
import random
import re
import subprocess
import sys
import threading
from contextlib import closing
from itertools import count

from kbminer.store import Store


def killed_while_editing(url: str, group: str, *, kills: int, seed: int) -> tuple[dict[int, str], int]:
    """Edit at a desk that dies ``kills`` times; give what it acknowledged, and how often was tried."""
    chance = random.Random(seed)
    acknowledged: dict[int, str] = {}
    tried = 0
    for kill in range(kills):
        desk = _started(url)
        port = _port_of(desk)
        dies = threading.Timer(chance.uniform(0.02, 0.4), desk.kill)
        try:
            page, cookie, token = _opened(port, group)
            version = int(re.search(r'data-version="(\d+)"', page)[1])  # type: ignore[index]
            for edit in count():
                tried += 1
                text = f"edit {kill}.{tried} {'x' * chance.randint(0, 9000)}"
                version = _saved(port, group, (text, version), (cookie, token))
                acknowledged[version] = text
                if edit == 0:  # the first save may take long on a busy machine; death comes amid later ones
                    dies.start()
        except (OSError, http.client.HTTPException):
            pass  # it is dead: what was not answered was not promised
        finally:
            dies.cancel()
            desk.kill()
            desk.communicate()
    return acknowledged, tried


def kept(url: str) -> dict[int, str | None]:
    """The texts in the store, by version."""
    with Store(url) as store:
        return {decision.number: decision.text for decision in store.decisions()}


def _started(url: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "kbminer", "review", "--store", url, "--port", "0", "--no-browser"]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)


def _port_of(desk: subprocess.Popen[str]) -> int:
    assert desk.stdout
    found = re.search(r":(\d+)/", desk.stdout.readline())
    assert found
    return int(found[1])


def _opened(port: int, group: str) -> tuple[str, str, str]:
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=30)) as connection:
        connection.request("GET", f"/s/{group}")
        answer = connection.getresponse()
        page = answer.read().decode()
    token = re.search(r'data-csrf="(\w+)"', page)
    assert token
    return page, str(answer.getheader("set-cookie")).split(";")[0], token[1]


def _saved(port: int, group: str, edit: tuple[str, int], sitting: tuple[str, str]) -> int:
    (text, version), (cookie, token) = edit, sitting
    headers = {
        "Cookie": cookie,
        "Origin": f"http://127.0.0.1:{port}",
        "X-CSRF-Token": token,
        "Content-Type": "application/json",
    }
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=30)) as connection:
        connection.request("POST", f"/s/{group}/text", json.dumps({"text": text, "base": version}), headers)
        answer = connection.getresponse()
        told = json.loads(answer.read())
    assert answer.status == 200, told
    return int(told["version"])
