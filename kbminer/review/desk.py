"""The desk itself: what editors see and do, without any page or address."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass, replace

from kbminer.errors import SettingsError
from kbminer.pipeline.latest import load_suggester
from kbminer.records import Decision, DecisionKind, ThreadSummary
from kbminer.review.article_text import ArticleText
from kbminer.review.cited_posts import EvidenceThread
from kbminer.review.live_run import LiveRun
from kbminer.review.new_decisions import edited, last_action, new_decision
from kbminer.review.on_desk import OnDesk, article_of, history_of, proposed_text
from kbminer.review.presence import Presence
from kbminer.review.readings import Readings
from kbminer.review.snapshot import Snapshot
from kbminer.search.suggester import SearchHit, Suggester
from kbminer.similarity.embed import Embedder
from kbminer.store import Store

IDLE = 1.0
"""Seconds without a request after which the desk reads ahead: whoever asks for a page comes first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    """What became of an edit: ``version`` holds it, or it was set aside because ``newer`` came before."""

    version: int
    newer: Decision | None = None


class Desk:
    """Suggestions and decisions on a store; many editors use one at once.

    What is worked out from a snapshot alone stands in :mod:`kbminer.review.on_desk`,
    :mod:`kbminer.review.new_decisions` and :mod:`kbminer.review.merge_view`; here is what needs the store.

    Parameters
    ----------
    store : Store
        With at least one finished run.
    embedder : Embedder, optional
        What encoded the runs' questions; by default the one that their settings name.
    read_ahead : bool, default False
        Whether the suggestions that have drafts are read before somebody opens them.

    Raises
    ------
    NoRun
        There is none yet.
    """

    def __init__(self, store: Store, *, embedder: Embedder | None = None, read_ahead: bool = False) -> None:
        self.store = store
        self.presence = Presence()
        self._readings: dict[int, Readings] = {}
        self._embedder = embedder
        self._read_ahead = read_ahead
        self._asked = 0.0
        self._loading_suggester = threading.Lock()
        self._suggester: tuple[int, Suggester] | None = None
        self._live = LiveRun(store, self._begin)

    @property
    def now(self) -> Snapshot:
        """The latest run with all decisions."""
        self._asked = time.monotonic()
        return self._live.now

    @property
    def readings(self) -> Readings:
        """What was read for the suggestions of the run that is shown."""
        return self._readings[self._live.held.run.number]

    def _begin(self, fresh: Snapshot) -> None:
        """Make room for what will be read of a run; the one before is shown a little longer."""
        readings = Readings(self.store, fresh.run)
        self._readings = {**dict(list(self._readings.items())[-1:]), fresh.run.number: readings}
        if self._read_ahead:
            readings.read_ahead(lambda: time.monotonic() - self._asked > IDLE)

    def open(self, group: str) -> OnDesk | None:
        """Put one suggestion on the desk; ``None`` where there is none of that id."""
        now = self.now
        suggestion = now.run.suggestions.get(group)
        if suggestion is None:
            return None
        case, article = now.cases.of(group), article_of(now, group)
        return OnDesk(
            suggestion=suggestion,
            case=case,
            article=article,
            draft=now.run.text(group),
            proposal=proposed_text(now, group),
            evidence=self.readings.evidence(suggestion.group.members, article.cited if article else ()),
            version=self.version_of(group),
            language=now.row(group).language,
            history=history_of(case),
        )

    def version_of(self, group: str) -> int:
        """The number that an edit of a suggestion must be based on: of the last word on its text."""
        return self.store.newest_text(group)

    # Threads that wait

    @property
    def suggester(self) -> Suggester:
        """What answers new questions, as the run that is shown prepared it; made once for each run."""
        with self._loading_suggester:
            number = self._live.held.run.number
            if self._suggester is None or self._suggester[0] != number:
                self._suggester = (number, load_suggester(self.store, self._embedder))
            return self._suggester[1]

    def answers_to(self, question: str, *, but: str = "") -> tuple[SearchHit, ...]:
        """Find what most probably answers a question, beside the thread ``but`` itself."""
        hits = self.suggester.suggest(question, 4)
        return tuple(hit for hit in hits if hit.id != but)[:3]

    def earlier(self, thread: str) -> tuple[ThreadSummary, ...]:
        """List the other threads of a thread's asker, the newest first; who that is stays inside."""
        return self.now.run.earlier(thread)

    def thread_evidence(self, key: str) -> EvidenceThread | None:
        """Read one thread, as everybody may."""
        found = self.readings.evidence((key,)).threads
        return found[0] if found else None

    # What is done

    def decide(self, kind: DecisionKind, group: str, editor: str, **more: object) -> Decision:
        """Keep one decision on the evidence as it stands.

        Raises
        ------
        SettingsError
            There is no such suggestion.
        """
        kept = self._keep(new_decision(self.now, kind, group, editor, **more))
        if kept is None:  # only edits can come too late, and those go through ``save``
            raise SettingsError(f"The decision on {group} came too late; open it again.")
        return kept

    def decide_together(self, decisions: Iterable[Decision]) -> None:
        """Keep many decisions, and look at them once all are stored."""
        kept = [self.store.decide(decision) for decision in decisions]
        if numbers := [decision.number for decision in kept if decision]:
            self._live.with_decisions_up_to(max(numbers))

    def save(
        self,
        group: str,
        editor: str,
        article: ArticleText,
        *,
        base: int,
        concerns: tuple[int, ...] = (),
        against: ArticleText | None = None,
    ) -> Saved:
        """Keep a text; where it is based on an old version, set it aside: no word is lost.

        ``against`` is the draft that the text takes into account from now on.
        """
        decision = edited(self.now, group, editor, article, base=base, concerns=concerns, against=against)
        kept = self._keep(decision)
        if kept is not None:
            return Saved(version=kept.number)
        aside = self._keep(replace(decision, kind="set aside"))
        newer = next((d for d in reversed(self.now.decisions_on(group)) if d.kind != "set aside"), None)
        return Saved(version=aside.number if aside else 0, newer=newer)

    def undo_last(self, editor: str, since: int = 0) -> Decision | None:
        """Take back what an editor decided last, with all that was decided at once with it."""
        action = last_action(self.now, editor, since)
        return self.decide("undo", action[0], editor, concerns=action[1]) if action else None

    def _keep(self, decision: Decision) -> Decision | None:
        """Store a decision, and look at it at once."""
        kept = self.store.decide(decision)
        if kept is not None:
            self._live.with_decisions_up_to(kept.number)
        return kept
