"""Which article covers which group, what speaks against it, and what follows."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kbminer.articles import cover, read_articles
from kbminer.articles.reply import ready_reply
from kbminer.articles.stale import stale_passages
from kbminer.plan import Plan, plan
from kbminer.records import Article, Group, Passage, Post, Question, Resolution, Thread
from kbminer.similarity.article_likeness import alike_articles, chances
from kbminer.similarity.article_texts import article_texts
from kbminer.similarity.calibration import MINILM
from kbminer.testing import WordEmbedder

EMBEDDER = WordEmbedder(256)


def on(day: str) -> datetime:
    """A day, in UTC."""
    return datetime.fromisoformat(day).replace(tzinfo=UTC)


def thread(id: str, title: str, *, asked: str, fix: str = "", closed: bool = False, ask: str = "") -> Thread:
    """A thread with its question and, where there is one, the reply that solved it a day later."""
    posts = [
        Post(id=f"{id}0", author=f"asker{id}", body=ask or title, format="markdown", created_at=on(asked))
    ]
    if fix:
        posts.append(Post(id=f"{id}1", author="Hildegard", body=fix, format="markdown", created_at=on(asked)))
    return Thread(id=id, source="f", title=title, posts=tuple(posts), closed=closed)


def solved(item: Thread) -> Resolution:
    """Solved by its second post, if it has one."""
    if len(item.posts) < 2:
        return Resolution(thread=item.key, state="unanswered", probability=0.1)
    return Resolution(thread=item.key, declared="solved", declared_post=item.posts[1].id, state="solved")


EXPORT = [
    thread("1", "Export notes to Markdown with pictures", asked="2022-01-01", fix="Use `--with-assets`."),
    thread(
        "2",
        "Markdown export of notes loses pictures",
        asked="2025-02-01",
        fix="Choose `markdown-bundle` instead.",
    ),
    thread(
        "3", "Export notes as Markdown, pictures missing", asked="2025-03-01", fix="Take `markdown-bundle`."
    ),
    thread("4", "Pictures missing in Markdown export of notes", asked="2025-04-01"),
]
LOGIN = [
    thread("5", "LDAP login fails with invalid credentials", asked="2025-01-01"),
    thread("6", "Invalid credentials at LDAP login", asked="2025-01-05"),
    thread("7", "Login through LDAP: invalid credentials", asked="2025-01-09", closed=True),
]
FAX = [
    thread("8", "Send a note by fax gateway", asked="2021-01-01", fix="Enter the gateway."),
    thread("9", "Fax gateway for sending a note", asked="2021-02-01", fix="Enter the gateway."),
]
COLOUR = [
    thread("10", "Change dark theme colours", asked="2025-05-01", fix="Edit `custom.css`."),
    thread("11", "Colours of the dark theme", asked="2025-06-01", fix="Edit `custom.css`."),
]
ARTICLE = Article(
    id="export",
    title="Export notes to Markdown with pictures",
    url="https://h.example/export",
    updated_at=on("2023-01-01"),
    passages=(
        Passage(text="Export notes to Markdown with pictures: run lumenote export with --with-assets."),
        Passage(text="Tags and dates are kept.", heading="Restore"),
    ),
)


def covered(articles: Sequence[Article], *sets: list[Thread]) -> Plan:
    """Compare a small knowledge base with groups, one for each set of threads, and decide."""
    groups = [
        Group(
            id=f"g{n}", members=tuple(t.key for t in items), representative=items[0].key, title=items[0].title
        )
        for n, items in enumerate(sets, 1)
    ]
    threads = {t.key: t for items in sets for t in items}
    questions = [
        Question(thread=t.key, title=t.title, language="en", asker=t.asker, asked_at=t.posts[0].created_at)
        for t in threads.values()
    ]
    resolutions = {t.key: solved(t) for t in threads.values()}
    found = cover(
        groups,
        articles,
        article_vectors=EMBEDDER.encode(article_texts(articles))
        if articles
        else np.zeros((0, 256), np.float32),
        questions=questions,
        vectors=EMBEDDER.encode([q.text for q in questions]),
        resolutions=resolutions,
        load=lambda keys: [threads[key] for key in keys],
    )
    by_key = {question.thread: question for question in questions}
    return plan(groups, by_key, resolutions, {}, matches=found.matches, demand=found.demand)


def test_without_articles_solved_groups_are_written_and_unsolved_ones_escalated():
    """An empty knowledge base is a gap everywhere."""
    found = covered([], EXPORT, LOGIN)
    assert [c.action for c in found.coverage] == ["write", "escalate"]
    assert "3 people asked" in found.coverage[1].reason
    assert found.articles == ()


def test_one_who_asked_in_vain_is_no_escalation_yet():
    """Escalation is for what is asked again."""
    assert covered([], LOGIN[:1]).coverage[0].action == "write"


def test_an_article_that_still_holds_is_pointed_to_with_a_reply_without_names():
    """The open threads are named, closed ones not, and the reply links the article and nobody."""
    current = replace(ARTICLE, updated_at=on("2026-01-01"))
    pointed, gap = covered([current], EXPORT, [*COLOUR]).coverage
    assert (pointed.action, pointed.article, pointed.open_threads) == ("point", "export", ("f:4",))
    assert pointed.probability > 0.5 > gap.probability
    assert pointed.reply.startswith(
        "This is answered in the article “Export notes to Markdown with pictures”: https://"
    )
    assert "Hildegard" not in pointed.reply
    assert "> Export notes to Markdown with pictures: run" in pointed.reply
    assert (gap.action, gap.reply) == ("write", None)


def test_newer_fixes_that_the_article_lacks_call_for_an_update():
    """A fix found in two threads after the article's date, and not in it, is shown with its post."""
    found = covered([ARTICLE], EXPORT, COLOUR)
    [stale] = found.coverage[0].stale
    assert found.coverage[0].action == "update"
    assert (stale.kind, stale.passage) == ("missing", None)
    assert "markdown-bundle" in stale.quote
    assert found.articles[0].action == "update"


def test_two_articles_that_say_the_same_are_merged():
    """Both are named, from the group's side and from each article's; neither lessens the other's chance."""
    twin = replace(ARTICLE, id="twin", title="Markdown export of notes with pictures")
    found = covered([ARTICLE, twin], EXPORT, COLOUR)
    first = found.coverage[0]
    assert first.action == "merge"
    assert {first.article, *first.others} == {"export", "twin"}
    assert [(a.action, a.others) for a in found.articles] == [("merge", ("twin",)), ("merge", ("export",))]
    assert first.probability > 0.5


def test_what_nobody_asks_any_more_is_retired():
    """A group last asked years before the newest question, and an article that no question meets."""
    fax = Article(
        id="fax", title="Send a note by fax gateway", passages=(Passage(text="Enter the fax gateway."),)
    )
    lost = Article(
        id="lost", title="Pair a smartwatch", passages=(Passage(text="Hold the crown until it blinks."),)
    )
    found = covered([fax, lost], FAX, EXPORT)
    assert found.coverage[0].action == "retire"
    assert [(a.article, a.action) for a in found.articles] == [("fax", "retire"), ("lost", "retire")]
    assert found.articles[1].reason == "nobody has ever asked"


def test_a_young_forum_retires_nothing():
    """Two years must have passed before silence means anything."""
    lost = Article(id="lost", title="Pair a smartwatch", passages=(Passage(text="Hold the crown."),))
    assert covered([lost], COLOUR).articles[0].action is None


def test_drafts_in_the_knowledge_base_cover_nothing():
    """An article that is not published answers nobody."""
    found = covered([replace(ARTICLE, published=False)], EXPORT)
    assert found.coverage[0].action == "write"
    assert found.articles == ()


def test_no_groups_and_threads_that_are_missing_are_borne():
    """Nothing to compare gives nothing; a thread that is not at hand costs only what stands in it."""
    assert covered([ARTICLE]).coverage == ()
    group = Group(id="g", members=("f:1", "f:99"), representative="f:1", title="x")
    question = Question(thread="f:1", title=EXPORT[0].title)
    found = cover(
        [group],
        [ARTICLE],
        article_vectors=EMBEDDER.encode(article_texts([ARTICLE])),
        questions=[question],
        vectors=EMBEDDER.encode([question.text]),
        resolutions={},
        load=lambda _: [],
    )
    assert found.matches[0].open_threads == ("f:1", "f:99")


SEAT = Article(
    id="seat",
    title="Free a seat",
    updated_at=on("2024-01-01"),
    passages=(
        Passage(
            text="A deactivated account keeps its seat for 30 days. Press Release seat to free it at once."
        ),
    ),
)


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ('The "Release seat" button is not there any more.', "outdated"),
        ("Der Knopf *Release seat* ist nicht mehr da.", "outdated"),
        ("Le bouton « Release seat » n'existe plus.", "outdated"),
        ("Desde la 3.2 ya no hay «Release seat».", "outdated"),
    ],
)
def test_what_a_post_says_has_gone_is_shown_with_its_passage(words, kind):
    """In four languages: the sentence, its post, and the passage that names the same thing."""
    item = thread("20", "Seats", asked="2025-01-01", ask=words)
    [stale] = stale_passages(SEAT, [item], {item.key: solved(item)})
    assert (stale.kind, stale.thread, stale.post) == (kind, "f:20", "200")
    assert stale.passage == SEAT.passages[0].text
    assert "Release seat" in stale.quote


def test_another_amount_of_the_same_thing_contradicts():
    """The reply that solved a thread gives 14 days where the article says 30."""
    item = thread(
        "21", "Seats", asked="2025-01-01", fix="A deactivated account keeps its seat for 14 days now."
    )
    [stale] = stale_passages(SEAT, [item], {item.key: solved(item)})
    assert (stale.kind, stale.quote) == (
        "contradicted",
        "A deactivated account keeps its seat for 14 days now.",
    )


@pytest.mark.parametrize(
    "item",
    [
        thread("30", "Seats", asked="2023-01-01", ask='The "Release seat" button is not there any more.'),
        thread("31", "Seats", asked="2025-01-01", ask="The green lamp is not there any more."),
        thread("32", "Seats", asked="2025-01-01", ask='Where do I find "Release seat"?'),
        thread("33", "Seats", asked="2025-01-01", fix="My holiday begins in 14 days."),
        thread("34", "Seats", asked="2025-01-01", ask="A deactivated account keeps its seat for 14 days?"),
        thread("35", "Seats", asked="2025-01-01", fix="Use `other-thing`."),
    ],
    ids=["older", "something else", "no claim", "other sentence", "not solved", "one thread alone"],
)
def test_what_is_older_or_speaks_of_something_else_is_no_evidence(item):
    """An editor is shown nothing that does not bear on the passage."""
    assert stale_passages(SEAT, [item], {item.key: solved(item)}) == ()


def test_quotes_hold_nothing_private():
    """What is shown against a passage is redacted like a draft."""
    ask = 'Hildegard, the "Release seat" button is gone, write to ann@example.com, it is not there any more.'
    item = thread("22", "Seats", asked="2025-01-01", ask=ask, fix="Yes.")
    [stale] = stale_passages(SEAT, [item], {item.key: solved(item)})
    assert "ann@example.com" not in stale.quote
    assert "Hildegard" not in stale.quote


@pytest.mark.parametrize(
    ("language", "word"), [("de", "beantwortet"), ("fr", "répond"), ("es", "responde"), ("pl", "answered")]
)
def test_replies_speak_the_threads_language(language, word):
    """German, French, Spanish; English for all others."""
    assert word in ready_reply(SEAT, "x", language)
    assert "None" not in ready_reply(SEAT, None, language)


def test_long_passages_are_cut_at_a_word():
    """A reply quotes the beginning of a passage, not a page."""
    reply = ready_reply(SEAT, "word " * 500, "en")
    assert len(reply) < 600
    assert reply.endswith("word …")


def test_chances_grow_with_likeness_and_with_the_lead():
    """Rivals lessen a chance, articles that say the same do not, and unrelated ones hardly matter."""
    likeness = np.array([[0.7], [0.65], [0.1]], dtype=np.float32)
    apart, together = np.eye(3, dtype=bool), np.eye(3, dtype=bool)
    together[0, 1] = together[1, 0] = True
    rivals, same = chances(likeness, apart)[:, 0], chances(likeness, together)[:, 0]
    assert same[0] > rivals[0] > rivals[1]
    assert same[1] > 0.9 > rivals[0]
    alone = chances(likeness[:1], np.eye(1, dtype=bool))[0, 0]
    assert alone == pytest.approx(same[0])
    assert MINILM.article.unrelated > 0.1


@settings(deadline=None)
@given(st.integers(0, 6), st.integers(0, 2**32 - 1))
def test_a_rival_is_the_nearest_article_that_says_something_else(count, seed):
    """For any likeness and any sets of like articles, chances are those of the plain definition."""
    random = np.random.default_rng(seed)
    likeness = random.uniform(-0.2, 1.2, (count, 4)).astype(np.float32)
    label = random.integers(0, 4, count)
    alike = label[:, None] == label
    found, odds = chances(likeness, alike), MINILM.article
    for n, q in np.ndindex(count, 4):
        rival = max([odds.unrelated, *(likeness[m, q] for m in range(count) if not alike[n, m])])
        score = odds.bias + odds.slope * likeness[n, q] + odds.lead * (likeness[n, q] - rival)
        assert found[n, q] == pytest.approx(1 / (1 + np.exp(-score)), rel=1e-3)


def test_articles_are_alike_only_if_both_hold_what_the_other_says():
    """An article that holds another one and much more is not the same."""
    between = np.array([[1, 0.9, 0.0], [0.9, 1, 0.0], [0.0, 0.0, 1]], dtype=np.float32)
    assert alike_articles(between[:2, :2], np.array([0, 1]), 2)[0, 1]
    assert not alike_articles(between, np.array([0, 1, 1]), 2)[0, 1]


def test_the_example_knowledge_base_holds_what_its_readme_promises():
    """Eight articles without a problem: a draft, two that say the same, one that is outdated."""
    found = list(read_articles(Path(__file__).parent.parent / "examples" / "articles"))
    assert len(found) == 8
    assert all(isinstance(a, Article) and a.url and a.updated_at and a.language == "en" for a in found)
    assert [a.id for a in found if not a.published] == ["note-templates"]
