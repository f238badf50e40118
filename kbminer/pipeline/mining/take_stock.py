"""What there is: the existing articles, the stored threads, and what all threads together tell of each."""

from __future__ import annotations

from collections.abc import Mapping

from kbminer.pipeline import stages
from kbminer.pipeline.mended_threads import FACTS
from kbminer.pipeline.mining.carried import Carried
from kbminer.pipeline.mining.given import Given, digest
from kbminer.pipeline.results import Codec, Inventory
from kbminer.pipeline.run_in_progress import Outcome
from kbminer.records import Article, ForumFacts, Problem


def read_knowledge_base(given: Given) -> Outcome[tuple[Article, ...]]:
    """Read the existing articles; what can't be read of them stands among the problems."""
    from kbminer.articles import read_articles  # noqa: PLC0415 - each stage loads what it needs

    place = given.settings.articles
    found = list(read_articles(place)) if place else []
    if place:
        given.store.ingest((item for item in found if isinstance(item, Problem)), source=place)
    articles = tuple(item for item in found if isinstance(item, Article))
    given.run.given({"knowledge base": digest(map(repr, articles))})
    return given.run.stage(
        stages.ARTICLES,
        lambda: articles,
        Codec[tuple[Article, ...]](tuple[Article, ...]),
        counts=lambda found: {"articles": len(found)},
    )


def learn_forum(given: Given) -> Outcome[ForumFacts]:
    """Learn what only all threads together tell of each: false dates, lost line breaks, signatures.

    What a thread tells by itself is carried on, and so are the words of the forum's first threads; only new
    and changed ones are read for it.
    """
    from kbminer.forum import ThreadEvidence, WordCounts  # noqa: PLC0415

    carried = Carried("forum evidence", stages.FORUM, ThreadEvidence)
    counted = Carried("forum words", stages.FORUM, WordCounts)

    def work() -> ForumFacts:
        from kbminer.forum import evidence_of, facts_of, sample_of  # noqa: PLC0415

        known = carried.still_true(given, given.digests)
        new = (key for key in given.digests if key not in known)
        known |= {thread.key: evidence_of(thread) for thread in given.store.threads(new)}
        told = [known[key] for key in sorted(known)]
        carried.leave(given, given.digests, known)
        words = words_told(sample_of(told))
        return facts_of(told, words, today=given.run.today)

    def words_told(sample: Mapping[str, int]) -> dict[str, WordCounts]:
        from kbminer.forum import words_of  # noqa: PLC0415

        origins = {key: f"{given.digests[key]} {posts}" for key, posts in sample.items()}
        known = counted.still_true(given, origins)
        new = given.store.threads(key for key in sample if key not in known)
        known |= {thread.key: words_of(thread, sample[thread.key]) for thread in new}
        counted.leave(given, origins, known)
        return known

    found = given.run.stage(
        stages.FORUM,
        work,
        FACTS,
        counts=lambda found: {
            "false_dates": sum(each.posts for each in found.false_dates),
            "lost_breaks": sum(map(len, found.lost_breaks.values())),
            "signatures": sum(map(len, found.endings.values())),
        },
    )
    carried.stand(given)
    counted.stand(given)
    return found


def count_threads(given: Given, facts: Outcome[ForumFacts]) -> Outcome[Inventory]:
    """Count what there is."""
    from kbminer.forum import problems_of, without_false_dates  # noqa: PLC0415

    problems, counts = given.store.problems(), given.store.counts()
    given.run.given({"problems": digest(map(repr, problems)), "withheld": digest(map(repr, counts.withheld))})
    return given.run.stage(
        stages.THREADS,
        lambda: Inventory(
            counts=counts,
            problems=(*problems, *problems_of(facts.value)),
            threads=without_false_dates(given.store.summaries(), facts.value),
        ),
        Codec[Inventory](Inventory),
        counts=lambda found: {"threads": found.counts.threads},
    )
