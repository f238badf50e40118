"""What is read and rendered for the suggestions of a run: posts without private things, articles, patches."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import lru_cache
from pathlib import Path

from markupsafe import Markup

from kbminer.errors import KbminerError
from kbminer.pipeline.article_patches import patches_of
from kbminer.pipeline.mended_threads import last_threads
from kbminer.publish.article_patch import ArticlePatch
from kbminer.review.article_text import ArticleText, article_html
from kbminer.review.cited_posts import CitedPosts, evidence_of
from kbminer.review.sentence_support import support_of
from kbminer.review.snapshot import RunView
from kbminer.store import Store

_KEPT = 1024
"""Suggestions whose posts stay read: twice the drafts of the largest run that anybody reviews."""
_LOOK_AGAIN = 0.2
"""Seconds until reading ahead looks again whether nobody asks for a page."""
_SLOWLY = 0.6
"""Seconds between two suggestions while somebody does: a fiftieth of a core, 500 in five minutes."""


class Readings:
    """Reads what the suggestions of a run rest on, and keeps it until another run is shown.

    Parameters
    ----------
    store : Store
    run : RunView
    """

    def __init__(self, store: Store, run: RunView) -> None:
        self._store = store
        self._run = run
        self._threads = last_threads(store)
        self._evidence = lru_cache(maxsize=_KEPT)(self._read)
        self._shown = lru_cache(maxsize=_KEPT)(self.rendered)
        self._patches = lru_cache(maxsize=1)(self._made_patches)

    def evidence(self, members: Sequence[str], cited: Sequence[str] = ()) -> CitedPosts:
        """Read the threads of a suggestion and those that its article cites, as everybody may read them."""
        return self._evidence(tuple(members), tuple(cited))

    def shown(self, group: str, article: ArticleText) -> Markup:
        """Render an article of a suggestion, and remember it for the next who opens it."""
        return self._shown(group, article)

    def rendered(self, group: str, article: ArticleText) -> Markup:
        """Render an article of a suggestion, each sentence with what its posts bear out."""
        members = self._run.suggestions[group].group.members
        words = self.evidence(members, article.cited).words_of(article.cited)
        return article_html(article, support_of(article, self._run.drafts.get(group), words))

    def update_of(self, group: str) -> ArticlePatch | None:
        """Tell how the existing article would change, section by section; ``None`` where it is not at hand.

        An article is at hand where the knowledge base lies as Markdown in the folder that the run was given.
        """
        covered = self._run.coverage.get(group)
        if covered is None or covered.action != "update" or covered.article is None:
            return None
        return next((patch for patch in self._patches() if Path(patch.article).stem == covered.article), None)

    def read_ahead(self, is_idle: Callable[[], bool]) -> None:
        """Read all suggestions that have a draft, by value; slowly while somebody asks for pages."""

        def read() -> None:
            for suggestion in self._run.found.ranked:
                group = suggestion.group
                article = self._run.text(group.id)
                if article is None:
                    continue
                with suppress(KbminerError):  # whoever opens it is told
                    self.shown(group.id, article)
                    for post in self.evidence(group.members, article.cited).posts.values():
                        _ = post.html
                waited = 0.0
                while not is_idle() and waited < _SLOWLY:
                    time.sleep(_LOOK_AGAIN)
                    waited += _LOOK_AGAIN

        threading.Thread(target=read, name="kbminer-ahead", daemon=True).start()

    def _read(self, members: tuple[str, ...], cited: tuple[str, ...]) -> CitedPosts:
        keys = sorted({*members, *(post.split(" ")[0] for post in cited)})
        threads, people = self._threads.load(keys), self._store.people(keys)
        return evidence_of(threads, self._run.titles, self._run.resolutions, people, cited=cited)

    def _made_patches(self) -> tuple[ArticlePatch, ...]:
        record = self._store.latest_run()
        folder = Path(record.settings.get("articles") or "") if record else Path()
        return tuple(patches_of(self._store, folder)) if folder.name and folder.is_dir() else ()
