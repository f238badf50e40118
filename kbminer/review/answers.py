"""What bots and agents may be told: the one place behind the JSON API and the MCP tools."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from kbminer.errors import SettingsError
from kbminer.records import Decision
from kbminer.redact.gate import released
from kbminer.review.article_text import ArticleText
from kbminer.review.cited_posts import EvidenceThread
from kbminer.review.desk import Desk
from kbminer.review.on_desk import OnDesk, accepted_text, published_text
from kbminer.review.queue import Filter, Row, select
from kbminer.review.web.forms import decision_of
from kbminer.review.web.gatekeeper import clean_name

MOST_ANSWERS = 20
MOST_DECISIONS = 500


class Answers:
    """Answers about the latest run and what was decided, without anything private.

    Parameters
    ----------
    desk : Desk
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def suggest(self, question: str, top: int = 3) -> dict[str, Any]:
        """Tell what most probably answers a question."""
        self._check()
        hits = self._desk.suggester.suggest(question, min(max(top, 1), MOST_ANSWERS))
        return {"answers": [asdict(hit) for hit in hits]}

    def suggestions(self, wanted: Filter) -> dict[str, Any]:
        """List suggestions, a page at a time."""
        self._check()
        now = self._desk.now
        page = select(now.shelves, wanted, "", now.run.choices)
        rows = [_row(released(row)) for row in page.rows]
        return {"found": page.found, "page": page.page, "pages": page.pages, "suggestions": rows}

    def suggestion(self, group: str) -> dict[str, Any] | None:
        """Tell all about one suggestion but its text and evidence."""
        one = self._open(group)
        if one is None:
            return None
        row = self._desk.now.row(group)
        kept = one.suggestion
        return {
            **_row(released(row)),
            "members": list(released(kept).group.members),
            "reasons": [asdict(reason) for reason in released(kept.reasons)],
            "new_threads": list(one.case.new_threads),
            "draft": one.article is not None,
        }

    def draft(self, group: str) -> dict[str, Any] | None:
        """Return an article's text, each mark in it with the post that it stands for."""
        one = self._open(group)
        article = published_text(one) if one else None
        if one is None or article is None:
            return None
        names = self._names(one)
        posts = one.evidence.posts
        cited = [_cited(article, n, posts) for n in range(1, len(article.cited) + 1)]
        return {
            "group": group,
            "title": released(one.title, names=names),
            "state": one.case.state,
            "version": one.version,
            "language": one.language,
            "text": released(article.text, names=names),
            "citations": [each for each in cited if each],
        }

    def evidence(self, group: str) -> dict[str, Any] | None:
        """Return the threads of a suggestion."""
        one = self._open(group)
        return {"group": group, "threads": [_thread(each) for each in one.evidence.threads]} if one else None

    def decisions(self, after: int = 0) -> dict[str, Any]:
        """List what was decided, in the order of the numbers."""
        self._check()
        log = [d for d in self._desk.now.decisions if d.number > after][:MOST_DECISIONS]
        return {"decisions": [asdict(decision) for decision in released(tuple(log))]}

    def decide(self, given: dict[str, Any]) -> dict[str, Any]:
        """Keep a decision of a tool, in the name of the person that it acts for.

        Raises
        ------
        SettingsError
            It can't be so.
        """
        self._check()
        by, group = clean_name(given["by"]), given["group"]
        if not by or group not in self._desk.now.run.suggestions:
            raise SettingsError("A decision needs a name in by, and a suggestion of the latest run in group.")
        kind, more = decision_of(given["kind"], given, group, self._desk.now)
        more |= accepted_text(self._desk.now, group) if kind == "accept" else {}
        kept: Decision = self._desk.decide(kind, group, by, **more)
        return {"number": kept.number}

    def _open(self, group: str) -> OnDesk | None:
        self._check()
        return self._desk.open(group)

    def _check(self) -> None:
        """What comes from internal posts is for inside, and no caller is known to be."""
        if self._desk.now.run.found.shows_internal:
            raise SettingsError(
                "The latest run took internal posts in (show_internal): tools are answered without."
            )

    def _names(self, one: OnDesk) -> tuple[str, ...]:
        people = self._desk.store.people(one.suggestion.group.members)
        return tuple(sorted({name for names in people.values() for name in names}))


def _row(row: Row) -> dict[str, Any]:
    return {name: value for name, value in asdict(row).items() if name != "sought"}


def _cited(article: ArticleText, number: int, posts: Any) -> dict[str, Any] | None:
    post = posts.get(article.cited[number - 1])
    if post is None:
        return None
    return {
        "number": number,
        "thread": post.thread,
        "post": post.post,
        "role": post.role,
        "date": post.date,
        "url": post.url,
    }


def _thread(thread: EvidenceThread) -> dict[str, Any]:
    posts = [
        {
            "post": post.post,
            "number": post.number,
            "role": post.role,
            "date": post.date,
            "url": post.url,
            "solves": post.solves,
            "markdown": post.markdown,
        }
        for post in thread.posts
    ]
    return {
        "thread": thread.key,
        "title": thread.title,
        "standing": thread.standing,
        "probability": thread.probability,
        "url": thread.url,
        "posts": posts,
    }
