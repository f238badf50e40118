"""Exports as the programs read them that people put them into: MDX 3, Hugo and MkDocs.

``make test`` installs MDX from ``tests/sites/package.json`` into ``build/node`` where npm is there;
``.ci/run`` installs Node and Hugo. Where a program is missing, its test skips and says so.
"""

from __future__ import annotations

import json
import os
import random
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from kbminer.publish import TARGETS
from kbminer.records import Citation, Draft, Section, Statement

HERE = Path(__file__).parent
NODE = Path(os.environ.get("KBMINER_NODE") or HERE.parent / "build" / "node")
_TEXTS = json.loads((HERE / "sites" / "hostile.json").read_text("utf-8"))
HOSTILE: list[str] = _TEXTS["hostile"]
PIECES: list[str] = _TEXTS["pieces"]


def mixed_texts(count: int, seed: int = 1) -> list[list[str]]:
    """Triples of seeded mixtures of dangerous pieces, every hostile text among them."""
    chance = random.Random(seed)
    known = [[text, chance.choice(HOSTILE), chance.choice(HOSTILE)] for text in HOSTILE]
    mixed = (
        ["".join(chance.choices(PIECES, k=chance.randint(1, 9))) for _ in range(3)] for _ in range(count)
    )
    return [[text.strip() or "x" for text in texts] for texts in (*known, *mixed)]


def draft_of(texts: list[str]) -> Draft:
    """One draft in which the texts stand in every field that comes from a forum: 24 footnotes."""
    cited = [
        (Citation(thread=f"s:{text}", post=text, title=text if i else None, license=text, url=_url(text, i)),)
        for i, text in enumerate(texts)
    ]
    pairs = list(zip(texts, cited, strict=True))
    plain = (
        *(Statement(text=text, citations=by) for text, by in pairs),
        Statement(text=texts[0], kind="code", language=texts[1], citations=cited[0]),
        Statement(text=texts[1], kind="code", language="mdx-code-block", citations=cited[1]),
        Statement(text=texts[2], kind="todo"),
    )
    steps = (
        Statement(text=texts[1], citations=cited[1], step=1),
        Statement(text=texts[0], kind="code", citations=cited[2], step=2),
    )
    titles = tuple(Statement(text=text, kind="title", citations=by) for text, by in pairs)
    sections = (
        Section(name="issue", statements=(*plain, *steps, *titles), note=texts[0]),
        Section(name="related", statements=plain),
        Section(name="resolution", statements=(*plain, *steps)),
        Section(name="nearby", statements=(plain[0], plain[1])),
    )
    return Draft(
        id=texts[0],
        group=texts[1],
        title=texts[0],
        terms=tuple(texts),
        threads=tuple(texts),
        sections=sections,
        language=texts[2],
    )


def _url(text: str, number: int) -> str:
    return f"javascript:{text}" if number == 0 else "https://x.example/" + re.sub(r"[<> \n]", "", text)


def written(target: str, texts: list[list[str]]) -> dict[str, str]:
    """The drafts as one target writes them, by file name."""
    return dict(TARGETS[target]({f"n{i:04}": draft_of(each) for i, each in enumerate(texts)}))


def without_front_matter(pages: dict[str, str]) -> dict[str, str]:
    """Pages as their readers get them."""
    return {name: re.sub(r"\A---\n.*?\n---\n", "", text, flags=re.S) for name, text in pages.items()}


def node(program: str, pages: dict[str, str], folder: Path) -> list[str]:
    """The lines that a program of Node's prints about pages without front matter."""
    if not shutil.which("node") or not (NODE / "node_modules" / "@mdx-js").is_dir():
        pytest.skip(f"needs node, and in {NODE} what tests/sites/package.json names: make test installs it")
    for file in (*(HERE / "sites").glob("*.mjs"), HERE / "sites" / "package.json"):
        shutil.copy(file, folder)
    (folder / "node_modules").symlink_to(NODE / "node_modules")
    (folder / "pages.json").write_text(json.dumps(without_front_matter(pages)), encoding="utf-8")
    return _run(["node", program, "pages.json"], folder).splitlines()


def hugo(pages: dict[str, str], folder: Path) -> dict[str, str]:
    """What Hugo builds of pages, where a shortcode that it obeys leaves the word OBEYED."""
    if not shutil.which("hugo"):
        pytest.skip("needs hugo: apt-get install hugo")
    short, default = folder / "layouts" / "shortcodes", folder / "layouts" / "_default"
    for made in (short, default, folder / "content"):
        made.mkdir(parents=True)
    (folder / "hugo.toml").write_text('baseURL = "https://x.example/"\ndisableKinds = ["rss", "sitemap"]\n')
    (folder / "config.toml").write_text((folder / "hugo.toml").read_text())  # its name before 0.110
    (short / "evil.html").write_text("OBEYED")
    (default / "list.html").write_text("<title>{{ .Title }}</title>")
    (default / "single.html").write_text("<title>{{ .Title }}</title><h1>{{ .Title }}</h1>{{ .Content }}")
    for name, text in pages.items():
        (folder / "content" / name).write_text(text, encoding="utf-8")
    _run(["hugo", "--buildDrafts", "--destination", "site"], folder)
    return {
        f"{name}.md": (folder / "site" / name / "index.html").read_text("utf-8") for name in map(_stem, pages)
    }


def mkdocs(pages: dict[str, str], folder: Path, *, extensions: tuple[str, ...] = ()) -> dict[str, str]:
    """What MkDocs builds of pages, under a theme that shows all front matter as it stands, as themes do."""
    pytest.importorskip("mkdocs", reason="needs mkdocs: pip install mkdocs")
    for made in (folder / "docs", folder / "theme"):
        made.mkdir()
    listed = "".join(f"  - {name}\n" for name in extensions)
    (folder / "mkdocs.yml").write_text(
        "site_name: x\nplugins: []\ntheme:\n  name: null\n  custom_dir: theme\n"
        + (f"markdown_extensions:\n{listed}" if listed else "")
    )
    (folder / "secret.txt").write_text("OBEYED")
    (folder / "theme" / "main.html").write_text(
        "<title>{{ page.title }}</title><h1>{{ page.title }}</h1>"
        "{% for name, value in page.meta.items() %}<p>{{ name }}: {{ value }}</p>{% endfor %}"
        "{{ page.content }}"
    )
    for name, text in pages.items():
        (folder / "docs" / name).write_text(text, encoding="utf-8")
    _run([sys.executable, "-m", "mkdocs", "build", "--quiet", "--site-dir", "site"], folder)
    return {
        f"{name}.md": (folder / "site" / name / "index.html").read_text("utf-8") for name in map(_stem, pages)
    }


def _stem(name: str) -> str:
    return name.removesuffix(".md")


def _run(command: list[str], folder: Path) -> str:
    done = subprocess.run(command, capture_output=True, check=False, encoding="utf-8", cwd=folder)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    return done.stdout
