"""Signals as numbers: one row for each reply, and one for each thread.

Every feature is relative to its own thread (positions, shares, yes or no), so that weights learned on one
forum hold on another. Cues of the asker count for the reply they answer.
"""

from __future__ import annotations

import math

from kbminer.resolve.signals import PostSignals, Signals

GOOD = frozenset({"solved", "self_solved"})
_ECHOES = ("solved", "self_solved", "thanks", "partly", "hoped", "fails", "will_try", "question")
_OWN = (
    *("solved", "self_solved", "thanks", "fails", "will_try", "same_here", "bump", "ask_back", "instruction"),
    *("workaround", "known", "duplicate", "moved", "hedge", "withdrawn", "partly", "anger"),
)

REPLY_FEATURES: tuple[str, ...] = (
    *(
        "asker",
        "first",
        "last",
        "position",
        "only",
        "last_helper",
        "first_helper",
        "next_is_asker",
        "after_asker",
    ),
    *(
        "asker_returns",
        "asker_never_returns",
        "author_share",
        "author_posts",
        "later_helpers",
        "same_author_next",
    ),
    *(
        "length",
        "longest",
        "code",
        "most_code",
        "links",
        "items",
        "questions",
        "shared",
        "most_shared",
        "no_question",
    ),
    *(
        "likes",
        "most_likes",
        "liked_alone",
        "staff",
        "answered_by_asker",
        "answered_by_other",
        "answers_question",
    ),
    *("wait", "slow", "quick"),
    *(f"own_{kind}" for kind in _OWN),
    *(f"asker_own_{kind}" for kind in ("solved", "self_solved", "fails", "thanks", "withdrawn", "question")),
    *(f"echo_{kind}" for kind in _ECHOES),
    *(f"near_{kind}" for kind in _ECHOES),
    *(f"direct_{kind}" for kind in _ECHOES),
    *(
        "later_good",
        "later_thanks",
        "later_fails",
        "later_question",
        "before_last_good",
        "before_last_thanks",
        "before_first_good",
    ),
    *("other_thanks", "other_good", "other_fails"),
)

THREAD_FEATURES: tuple[str, ...] = (
    *(
        "replies",
        "helpers",
        "asker_posts",
        "one_reply",
        "last_is_asker",
        "asker_returns",
        "asker_alone",
        "staff",
    ),
    *(
        "title_solved",
        "title_unsolved",
        "likes",
        "code",
        "links",
        "longest",
        "instruction",
        "all_ask_back",
        "days",
        "wait",
    ),
    *(f"last_asker_{kind}" for kind in _ECHOES),
    *(f"any_asker_{kind}" for kind in (*_ECHOES, "withdrawn", "anger", "bump")),
    *(f"ends_{kind}" for kind in (*_ECHOES, "bump", "same_here", "ask_back", "instruction")),
    *(
        f"helper_{kind}"
        for kind in (
            "ask_back",
            "instruction",
            "workaround",
            "known",
            "duplicate",
            "moved",
            "hedge",
            "fails",
            "same_here",
            "bump",
            "solved",
            "thanks",
        )
    ),
    *("question_length", "question_code", "question_marks", "announce", "question_fails", "views"),
)


def _kinds(post: PostSignals) -> set[str]:
    kinds = set(post.kinds)
    if post.questions:
        kinds.add("question")
    return kinds


def reply_rows(signals: Signals) -> list[list[float]]:
    """One row of :data:`REPLY_FEATURES` for each reply, in order."""
    posts = signals.posts
    n = len(posts)
    kinds = [_kinds(p) for p in posts]
    helpers = [i for i in range(1, n) if not posts[i].asker]
    asker = [i for i in range(1, n) if posts[i].asker]
    goods = [i for i in asker if kinds[i] & GOOD]
    thanks = [i for i in asker if "thanks" in kinds[i]]
    max_words = max((p.words for p in posts[1:]), default=0)
    max_code = max((p.code for p in posts[1:]), default=0)
    max_shared = max((p.shared for p in posts[1:]), default=0)
    max_likes = max((p.likes or 0 for p in posts[1:]), default=0)
    n_max = sum((p.likes or 0) == max_likes for p in posts[1:])
    rows = []
    for i in range(1, n):
        p = posts[i]
        own = kinds[i]
        nxt = next((j for j in asker if j > i), None)
        later = [j for j in asker if j > i]
        echo = kinds[nxt] if nxt is not None and not p.asker else set()
        # how many other helpers speak between this reply and the asker's return
        between = (
            sum(not posts[j].asker and posts[j].author != p.author for j in range(i + 1, nxt)) if nxt else 0
        )
        near = echo if between == 0 else set()
        direct: set[str] = set()
        other_kinds: set[str] = set()
        for j in range(i + 1, n):
            if posts[j].answers == i:
                if posts[j].asker and not p.asker:
                    direct |= kinds[j]
            if not posts[j].asker and posts[j].author != p.author and (posts[j].answers == i or j == i + 1):
                other_kinds |= kinds[j]
        same_author = [q for q in posts[1:] if q.author == p.author and q.author is not None]
        prev_at = posts[i - 1].at
        wait = max(p.at - prev_at, 0) / 3600 if p.at is not None and prev_at is not None else None
        prev_good = [j for j in goods if j > i]
        row = [
            p.asker,
            i == 1,
            i == n - 1,
            (i - 1) / max(n - 2, 1),
            n == 2,
            bool(helpers) and i == helpers[-1],
            bool(helpers) and i == helpers[0],
            i + 1 < n and posts[i + 1].asker,
            posts[i - 1].asker,
            nxt is not None,
            not asker,
            len(same_author) / max(n - 1, 1),
            math.log1p(len(same_author)),
            math.log1p(sum(1 for j in helpers if j > i)),
            i + 1 < n and posts[i + 1].author == p.author,
            math.log1p(p.words),
            p.words == max_words,
            min(p.code, 3),
            p.code > 0 and p.code == max_code,
            min(p.links, 3),
            math.log1p(p.items),
            min(p.questions, 3),
            p.shared,
            p.shared == max_shared,
            p.questions == 0,
            math.log1p(max(p.likes or 0, 0)),
            max_likes > 0 and p.likes == max_likes,
            max_likes > 0 and p.likes == max_likes and n_max == 1,
            bool(p.staff),
            any(posts[j].answers == i and posts[j].asker for j in range(i + 1, n)),
            any(posts[j].answers == i and not posts[j].asker for j in range(i + 1, n)),
            p.answers == 0,
            math.log1p(wait or 0.0),
            wait is not None and wait > 24 * 30,
            wait is not None and wait < 1,
            *(k in own and not p.asker for k in _OWN),
            *(
                k in own and p.asker
                for k in ("solved", "self_solved", "fails", "thanks", "withdrawn", "question")
            ),
            *(k in echo for k in _ECHOES),
            *(k in near for k in _ECHOES),
            *(k in direct for k in _ECHOES),
            any(j > i for j in goods),
            any(j > i for j in thanks),
            any("fails" in kinds[j] for j in later),
            any("question" in kinds[j] for j in later),
            bool(goods) and i < goods[-1] and not any(goods[-1] > h > i for h in helpers) and not p.asker,
            bool(thanks) and i < thanks[-1] and not any(thanks[-1] > h > i for h in helpers) and not p.asker,
            bool(goods) and i < goods[0] and not any(goods[0] > h > i for h in helpers) and not p.asker,
            "thanks" in other_kinds,
            bool(other_kinds & GOOD),
            "fails" in other_kinds,
        ]
        rows.append([float(v) for v in row])
    return rows


def thread_row(signals: Signals) -> list[float]:
    """One row of :data:`THREAD_FEATURES`."""
    posts = signals.posts
    n = len(posts)
    kinds = [_kinds(p) for p in posts]
    helpers = [i for i in range(1, n) if not posts[i].asker]
    asker = [i for i in range(1, n) if posts[i].asker]
    la = kinds[asker[-1]] if asker else set()
    aa = set().union(*(kinds[i] for i in asker)) if asker else set()
    last = kinds[-1] if n > 1 else set()
    hk = [kinds[i] for i in helpers]
    anyh = set().union(*hk) if hk else set()
    ats = [p.at for p in posts if p.at is not None]
    wait = (
        max(posts[helpers[0]].at - posts[0].at, 0) / 3600
        if helpers and posts[helpers[0]].at is not None and posts[0].at is not None
        else None
    )
    row = [
        math.log1p(n - 1),
        math.log1p(len({posts[i].author for i in helpers})),
        math.log1p(len(asker)),
        n == 2,
        n > 1 and posts[-1].asker,
        bool(asker),
        bool(asker) and not helpers,
        any(posts[i].staff for i in helpers),
        signals.title_mark is True,
        signals.title_mark is False,
        math.log1p(max((max(posts[i].likes or 0, 0) for i in range(1, n)), default=0)),
        any(posts[i].code for i in helpers),
        any(posts[i].links for i in helpers),
        math.log1p(max((posts[i].words for i in helpers), default=0)),
        sum("instruction" in k for k in hk) / max(len(hk), 1),
        bool(hk) and all("ask_back" in k and "instruction" not in k for k in hk),
        math.log1p((max(ats) - min(ats)) / 86400) if ats else 0,
        math.log1p(wait) if wait is not None else 0,
        *(k in la for k in _ECHOES),
        *(k in aa for k in (*_ECHOES, "withdrawn", "anger", "bump")),
        *(k in last for k in (*_ECHOES, "bump", "same_here", "ask_back", "instruction")),
        *(
            k in anyh
            for k in (
                "ask_back",
                "instruction",
                "workaround",
                "known",
                "duplicate",
                "moved",
                "hedge",
                "fails",
                "same_here",
                "bump",
                "solved",
                "thanks",
            )
        ),
        math.log1p(posts[0].words),
        posts[0].code > 0,
        min(posts[0].questions, 3),
        "announce" in kinds[0],
        "fails" in kinds[0],
        math.log1p(signals.views or 0),
    ]
    return [float(v) for v in row]
