"""The stages in their order: ingest, read, embed, group, resolve, plan, draft. Only this file knows it."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kbminer.config import Settings
from kbminer.errors import KbminerError
from kbminer.fingerprint import code_digest, digest_of
from kbminer.knowledge import KnowledgeBase
from kbminer.progress import track
from kbminer.records import Draft, Grouping, Question, Resolution, Suggestion, Thread
from kbminer.store import Ingested, Reading, Store

if TYPE_CHECKING:
    from kbminer.cluster import GroupedQuestions
    from kbminer.embed import Embedder
    from kbminer.questions import Ask
    from kbminer.resolve import Signals

# What a reading depends on: when one of these changes, every thread is read again.
_READERS = ("blocks.py", "ingest/markup.py", "ingest/boxes.py", "ingest/names.py", "questions", "resolve")


def mine(
    *sources: str | Path,
    store: Store | str | None = None,
    settings: Settings | None = None,
    embedder: Embedder | None = None,
) -> KnowledgeBase:
    """Turn forums into suggestions and drafts: the whole way.

    Parameters
    ----------
    *sources : str or Path
        Forum data: a folder, an archive or a file; the format is detected. None at all mines what the
        store holds.
    store : Store or str, optional
        Where to keep threads and results for the next run, as an object or URL. By default in memory.
    settings : Settings, optional
        See :class:`kbminer.config.Settings`.
    embedder : Embedder, optional
        Another way to encode texts; by default :class:`kbminer.embed.SentenceEmbedder`.

    Raises
    ------
    SourceError
        A source can't be read.
    StoreError
        The store can't be used.

    Examples
    --------
    >>> kb = mine("examples/forum")           # doctest: +SKIP
    >>> kb.suggestions.to_frame()             # doctest: +SKIP
    """
    settings = settings or Settings()
    if isinstance(store, Store):
        ingest(sources, store, settings)
        return mine_store(store, settings, embedder)
    with Store(store or "sqlite://") as opened:
        ingest(sources, opened, settings)
        return mine_store(opened, settings, embedder)


def ingest(
    sources: Iterable[str | Path],
    store: Store,
    settings: Settings | None = None,
    *,
    format: str | None = None,
) -> Ingested:
    """Read ``sources`` into ``store``; what is already there unchanged stays as it is."""
    from kbminer.ingest import read  # noqa: PLC0415 - parsers load when something is read

    base_url = settings.base_url if settings else None
    done = [
        store.ingest(
            track(read(source, format=format, base_url=base_url), what=f"Reading {source}", unit="thread"),
            source=str(source),
        )
        for source in sources
    ]
    return Ingested(
        new=sum(one.new for one in done),
        updated=sum(one.updated for one in done),
        same=sum(one.same for one in done),
        problems=tuple(chain.from_iterable(one.problems for one in done)),
    )


def mine_store(
    store: Store, settings: Settings | None = None, embedder: Embedder | None = None
) -> KnowledgeBase:
    """Mine what ``store`` holds; where nothing has changed since the last run, give what that run gave."""
    settings = settings or Settings()
    embedder = embedder or _default_embedder(settings)
    digests = store.digests()
    fingerprint = _fingerprint(digests, settings, embedder.name)
    kept = store.artifact("outcome")
    if kept is not None and kept[: len(fingerprint)] == fingerprint.encode():
        unchanged: KnowledgeBase = _outcomes().validate_json(zlib.decompress(kept[len(fingerprint) :]))
        return replace(unchanged, problems=store.problems())
    found, state = _mine(store, digests, settings, embedder)
    packed = zlib.compress(_outcomes().dump_json(found), 1)
    # All or nothing: a grouping kept without its outcome would rob the next run of what happened in it.
    store.save_artifacts(
        {
            "outcome": fingerprint.encode() + packed,
            "grouping": _groupings().dump_json(found.grouping),
            "grouping state": state,
        },
        lineage=found.grouping.lineage,
    )
    return found


def _mine(
    store: Store, digests: Mapping[str, str], settings: Settings, embedder: Embedder
) -> tuple[KnowledgeBase, bytes]:
    """Go through the stages; the bytes are what the next grouping carries on from."""
    from kbminer.questions import to_questions  # noqa: PLC0415

    asks, signals = _read(store, digests)
    questions = to_questions(asks)
    resolutions = _resolve(signals)
    summaries = store.summaries()
    grouped = _group(questions, store, embedder)
    by_key = {question.thread: question for question in questions}
    resolved = {resolution.thread: resolution for resolution in resolutions}
    ranked = _plan(
        grouped.grouping,
        by_key,
        resolved,
        {t.key: t.views for t in summaries if t.views is not None},
        settings,
    )
    drafts, undrafted = _draft(ranked[: settings.top], store, by_key, resolved)
    found = KnowledgeBase(
        counts=store.counts(),
        problems=store.problems(),
        threads=tuple(summaries),
        questions=tuple(questions),
        resolutions=tuple(resolutions),
        grouping=grouped.grouping,
        ranked=tuple(ranked),
        drafts=tuple(drafts),
        undrafted=tuple(undrafted),
        top=settings.top,
    )
    return found, grouped.state


def _read(store: Store, digests: Mapping[str, str]) -> tuple[list[Ask], list[Signals]]:
    """Read the threads that changed, and give the readings of all, ordered by thread."""
    from pydantic import TypeAdapter  # noqa: PLC0415

    from kbminer.questions import Ask  # noqa: PLC0415
    from kbminer.resolve import Signals  # noqa: PLC0415

    asks = TypeAdapter(Ask)
    reader = code_digest(*_READERS)
    wanted = {key: f"{reader}:{digest}" for key, digest in digests.items()}
    known = {reading.thread for reading in store.readings() if wanted.get(reading.thread) == reading.digest}
    stale = sorted(wanted.keys() - known)

    def fresh() -> Iterator[Reading]:
        for thread in track(store.threads(stale), what="Understanding", total=len(stale), unit="thread"):
            ask, signal = read_thread(thread)
            yield Reading(
                thread=thread.key,
                digest=wanted[thread.key],
                question=asks.dump_json(ask).decode(),
                signals=json.dumps(signal.as_dict(), ensure_ascii=False, separators=(",", ":")),
            )

    store.save_readings(fresh())
    readings = list(store.readings())
    return (
        [asks.validate_json(reading.question) for reading in readings],
        [Signals.from_dict(json.loads(reading.signals)) for reading in readings],
    )


def read_thread(thread: Thread) -> tuple[Ask, Signals]:
    """Read what ``thread`` asks and what tells whether it was solved."""
    from kbminer.ingest.markup import to_markdown  # noqa: PLC0415
    from kbminer.questions import read_ask  # noqa: PLC0415
    from kbminer.resolve import read_signals  # noqa: PLC0415

    markdown = [to_markdown(post.body, post.format) for post in thread.posts]
    return read_ask(thread, markdown[0] if markdown else ""), read_signals(thread, markdown=markdown)


def read_questions(source: str | Path) -> list[Question]:
    """Read what ``source`` asks, without storing anything."""
    from kbminer.ingest import read  # noqa: PLC0415
    from kbminer.questions import to_questions  # noqa: PLC0415

    return to_questions([read_thread(item)[0] for item in read(source) if isinstance(item, Thread)])


def _resolve(signals: Sequence[Signals]) -> list[Resolution]:
    from kbminer.resolve import ResolutionModel  # noqa: PLC0415

    return ResolutionModel.shipped().refitted(signals).resolve_all(signals)


def _group(questions: Sequence[Question], store: Store, embedder: Embedder) -> GroupedQuestions:
    from kbminer.cluster import group_questions  # noqa: PLC0415
    from kbminer.embed import CachedEmbedder  # noqa: PLC0415

    asked = [question for question in questions if question.set_aside is None]
    vectors = CachedEmbedder(embedder, store).encode([question.text for question in asked])
    before = store.artifact("grouping")
    return group_questions(
        asked,
        vectors,
        previous=_groupings().validate_json(before) if before else None,
        at=max((question.asked_at for question in asked if question.asked_at), default=None),
        state=store.artifact("grouping state"),
    )


def _plan(
    grouping: Grouping,
    questions: Mapping[str, Question],
    resolutions: Mapping[str, Resolution],
    views: Mapping[str, int],
    settings: Settings,
) -> list[Suggestion]:
    from kbminer.plan import plan  # noqa: PLC0415

    return plan(grouping.groups, questions, resolutions, views, least_askers=settings.least_askers)


def _draft(
    suggestions: Sequence[Suggestion],
    store: Store,
    questions: Mapping[str, Question],
    resolutions: Mapping[str, Resolution],
) -> tuple[list[Draft], list[tuple[str, str]]]:
    """Draft what is to be written; what can't be drafted is named with the reason."""
    from kbminer.draft import check_draft, compose_draft, gather_evidence  # noqa: PLC0415

    drafts: list[Draft] = []
    undrafted: list[tuple[str, str]] = []
    for suggestion in track(suggestions, what="Drafting", total=len(suggestions), unit="draft"):
        group = suggestion.group
        if suggestion.action == "escalate":
            undrafted.append((group.id, "nobody has solved it yet"))
            continue
        threads = {thread.key: thread for thread in store.threads(group.members)}
        try:
            draft = compose_draft(gather_evidence(group, threads, questions, resolutions))
            refusals = check_draft(draft, threads)
        except KbminerError as error:
            undrafted.append((group.id, str(error)))
            continue
        if refusals:
            undrafted.append((group.id, f"the draft failed its checks: {refusals[0]}"))
        else:
            drafts.append(draft)
    return drafts, undrafted


def _default_embedder(settings: Settings) -> Embedder:
    from kbminer.embed import SentenceEmbedder  # noqa: PLC0415

    return SentenceEmbedder(settings.model, max_chars=settings.max_chars, dtype=settings.dtype)


def _fingerprint(digests: Mapping[str, str], settings: Settings, embedder: str) -> str:
    said = (f"{key}={digest}".encode() for key, digest in sorted(digests.items()))
    return digest_of([code_digest().encode(), settings.model_dump_json().encode(), embedder.encode(), *said])


@cache
def _outcomes() -> Any:
    """The JSON codec of a run's outcome. ``Any``: pydantic's adapter of a plain dataclass."""
    from pydantic import TypeAdapter  # noqa: PLC0415

    return TypeAdapter(KnowledgeBase)


@cache
def _groupings() -> Any:
    """The JSON codec of a grouping. ``Any``: pydantic's adapter of a plain dataclass."""
    from pydantic import TypeAdapter  # noqa: PLC0415

    return TypeAdapter(Grouping)
