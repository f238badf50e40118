"""The patches of a knowledge base that lies as Markdown, from what the last run found against it."""

from __future__ import annotations

import logging
from collections import defaultdict
from pathlib import Path

from kbminer.logs import line
from kbminer.pipeline.latest import load_released
from kbminer.pipeline.mended_threads import last_threads
from kbminer.publish.article_patch import ArticlePatch, article_patch
from kbminer.records import Coverage
from kbminer.store import Store

_log = logging.getLogger(__name__)
_SUFFIXES = (".md", ".markdown", ".mdx")


def patches_of(store: Store, articles: Path) -> list[ArticlePatch]:
    """Make a patch for each article that the last run says should be updated.

    Parameters
    ----------
    store
        It has been mined with these articles.
    articles
        The folder where they lie as Markdown; an article that is no file there gets no patch.

    Raises
    ------
    NoRun
        Nothing has been mined yet.
    """
    found = load_released(store)
    drafts = {draft.group: draft for draft in found.drafts}
    by_article: defaultdict[str, list[Coverage]] = defaultdict(list)
    for coverage in found.coverage:
        if coverage.action == "update" and coverage.article:
            by_article[coverage.article].append(coverage)
    threads = last_threads(store)
    patches = []
    for article, covered in sorted(by_article.items()):
        if (held := _file_of(article, articles)) is None:
            continue
        file, text = held
        draft = next((drafts[each.group] for each in covered if each.group in drafts), None)
        stale = list(dict.fromkeys(passage for each in covered for passage in each.stale))
        made = article_patch(
            text,
            file.relative_to(articles).as_posix(),
            stale,
            threads=threads,
            draft=draft,
            language=(draft.language if draft else None) or "en",
        )
        if made:
            patches.append(made)
    return patches


def _file_of(article: str, articles: Path) -> tuple[Path, str] | None:
    """Find an article's file and read it, with its own ends of lines; nothing that a link leads elsewhere."""
    file = next((path for s in _SUFFIXES if (path := articles / f"{article}{s}").is_file()), None)
    if file is None or not file.resolve().is_relative_to(articles.resolve()):
        return None
    try:
        return file, file.read_bytes().decode()
    except (OSError, UnicodeDecodeError) as error:
        _log.warning(line("article without a patch", article=article, why=type(error).__name__))
        return None
