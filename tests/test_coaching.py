"""The checklist before an article is accepted: what holds, what to look at, what only a person can tell."""

from __future__ import annotations

from kbminer.records import Case, Coverage, Group, Suggestion
from kbminer.review.article_text import ArticleText
from kbminer.review.cited_posts import CitedPosts
from kbminer.review.coaching import checklist
from kbminer.review.on_desk import OnDesk


def test_the_checklist_asks_what_the_content_standard_asks() -> None:
    """Sections, length, sources, open questions, private things; what only a person can judge stays open."""
    article = ArticleText(
        text="## Issue\n\nThe map is grey.[^1]\n\n## Resolution\n\n"
        "Mail kim.doe@mail.example.\n\n```\nprint(1)\n```\n\n> **To do:** Which one?",
        cited=("f:1 2",),
    )
    group = Group(id="g", members=("f:1",), representative="f:1", title="Grey map")
    one = OnDesk(
        suggestion=Suggestion(group=group, action="write", score=1.0, reasons=()),
        case=Case(group="g"),
        article=article,
        draft=article,
        proposal=None,
        evidence=CitedPosts(threads=()),
        version=0,
        history=(),
    )
    told = {check.item: check for check in checklist(one, article, None)}
    assert told["complete"].met
    assert told["unique"].met
    assert told["title"].met is None
    assert (told["open"].met, told["open"].count) == (False, 1)
    assert (told["private"].met, told["private"].count) == (False, 1)
    assert (told["sourced"].met, told["sourced"].count) == (False, 1)
    near = Coverage(group="g", action="write", article="a", probability=0.5, reason="")
    assert checklist(one, article, near)[0].met is None
    bare = ArticleText(text="Just restart.")
    assert not {check.item: check for check in checklist(one, bare, None)}["complete"].met
