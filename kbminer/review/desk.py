"""The desk itself: what editors see and do, without any page or address."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from markupsafe import Markup

from kbminer.decisions import verdicts_of
from kbminer.decisions.merged_text import Part, has_conflict, merge_texts, merged_lines
from kbminer.errors import SettingsError
from kbminer.pipeline.article_patches import patches_of
from kbminer.pipeline.latest import load_suggester
from kbminer.pipeline.mended_threads import last_threads
from kbminer.publish.article_patch import ArticlePatch
from kbminer.records import Case, Decision, DecisionKind, Statement, Suggestion, ThreadSummary, Verdict
from kbminer.review.article_text import ArticleText, appended_to_solution, article_html
from kbminer.review.evidence import Evidence, EvidenceThread, evidence_of
from kbminer.review.snapshot import Snapshot, load_snapshot
from kbminer.review.support import support_of
from kbminer.review.triage import OpenThread
from kbminer.search.suggester import SearchHit, Suggester
from kbminer.similarity.embed import Embedder
from kbminer.store import Store

LOOK_EVERY = 0.1
"""Seconds between looks into the store for what others have decided, or what a run has found."""
PRESENT = 45.0
"""Seconds for which somebody counts as there after a sign of life; pages give one every 15."""
LONGEST_TEXT = 400_000
"""Characters of an article; the longest draft of 19,000 threads has 30,000."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    """What became of an edit: ``version`` holds it, or it was set aside because ``newer`` came before."""

    version: int
    newer: Decision | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Merge:
    """Somebody's words set aside, beside the newest text, and both in one."""

    aside: Decision
    parts: tuple[Part, ...]
    merged: ArticleText
    conflicts: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class OnDesk:
    """One suggestion with all that an editor needs to decide it."""

    suggestion: Suggestion
    case: Case
    article: ArticleText | None
    draft: ArticleText | None
    proposal: ArticleText | None
    evidence: Evidence
    version: int
    history: tuple[Decision, ...]
    language: str | None = None

    @property
    def title(self) -> str:
        """The title that a person set, else the draft's."""
        verdict = self.case.verdict
        return (verdict.title if verdict else None) or self.suggestion.group.title


class Desk:
    """Suggestions and decisions on a store; many editors use one at once.

    Parameters
    ----------
    store : Store
        With at least one finished run.
    embedder : Embedder, optional
        What encoded the runs' questions; by default the one that their settings name.

    Raises
    ------
    NoRun
        There is none yet.
    """

    def __init__(self, store: Store, *, embedder: Embedder | None = None) -> None:
        self._embedder = embedder
        self.store = store
        self._loading = threading.Lock()
        self._loading_suggester = threading.Lock()
        self._suggester: tuple[int, Suggester] | None = None
        self._fresh = threading.Lock()
        self._seen: dict[tuple[str, str], float] = {}
        self._evidence = lru_cache(maxsize=1024)(self._read_evidence)
        self._shown = lru_cache(maxsize=1024)(self._render)
        self._patches = lru_cache(maxsize=2)(self._made_patches)
        self._held = (self._loaded(), 0.0)

    @property
    def now(self) -> Snapshot:
        """The latest run with all decisions; while a new run is being read, the one before.

        What others have stored is looked for a few times a second; what this desk stores is there at once.
        """
        held, looked = self._held
        if time.monotonic() - looked < LOOK_EVERY:
            return held
        run, decision = self.store.newest()
        if run != held.run.number:
            self._read_run_aside()
        return self._with_new_decisions(decision)

    def _with_new_decisions(self, newest: int) -> Snapshot:
        with self._fresh:
            held = self._held[0]
            if newest > held.newest:
                held = held.with_decisions(self.store.decisions(after=held.newest))
            self._held = (held, time.monotonic())
            return held

    def _read_run_aside(self) -> None:
        """Read a run that has finished since, without keeping anybody waiting."""
        if not self._loading.acquire(blocking=False):
            return

        def read() -> None:
            try:
                fresh = self._loaded()
                with self._fresh:
                    self._held = (fresh, 0.0)
            finally:
                self._loading.release()

        threading.Thread(target=read, name="kbminer-run", daemon=True).start()

    def _loaded(self) -> Snapshot:
        """Read the latest run, with all that a page would else wait for."""
        fresh = load_snapshot(self.store)
        self._threads = last_threads(self.store)
        _ = (
            fresh.shelves,
            fresh.run.open_threads,
            fresh.run.titles,
            fresh.run.ranks,
            fresh.run.choices,
            fresh.run.picture,
        )
        return fresh

    # What is seen

    def open(self, group: str) -> OnDesk | None:
        """Put one suggestion on the desk; ``None`` where there is none of that id."""
        now = self.now
        suggestion = now.run.suggestions.get(group)
        if suggestion is None:
            return None
        case = now.cases.of(group)
        written, draft = _written(case.verdict), now.run.text(group)
        article = written or draft
        proposal = _proposal(case.verdict, draft) if now.proposes(group) else None
        told = (case.verdict, *case.others)
        return OnDesk(
            suggestion=suggestion,
            case=case,
            article=article,
            draft=draft,
            proposal=proposal,
            evidence=self.evidence(group, article.cited if article else ()),
            version=self.version_of(group),
            language=now.row(group).language,
            history=tuple(sorted({d for v in told if v for d in v.history}, key=lambda d: d.number)),
        )

    def evidence(self, group: str, cited: Sequence[str] = ()) -> Evidence:
        """Read the threads of a suggestion, as everybody may read them."""
        run = self.now.run
        return self._evidence(run.number, group, run.suggestions[group].group.members, tuple(cited))

    def _read_evidence(
        self, _: int, group: str, members: tuple[str, ...], cited: tuple[str, ...]
    ) -> Evidence:
        run = self._held[0].run
        keys = sorted({*members, *(post.split(" ")[0] for post in cited)})
        threads = self._threads.load(keys)
        return evidence_of(threads, run.titles, run.resolutions, self.store.people(keys), cited=cited)

    def shown(self, group: str, article: ArticleText) -> Markup:
        """Render an article of a suggestion, each sentence with what its posts bear out."""
        return self._shown(self.now.run.number, group, article)

    def _render(self, _: int, group: str, article: ArticleText) -> Markup:
        run = self._held[0].run
        words = self.evidence(group, article.cited).words
        return article_html(article, support_of(article, run.drafts.get(group), words))

    def left_out(self, group: str) -> tuple[Statement, ...]:
        """List what the draft leaves out of the post that solved it."""
        draft = self.now.run.drafts.get(group)
        return draft.left_out if draft else ()

    def taken_in(self, article: ArticleText, statement: Statement) -> ArticleText:
        """Put what was left out at the end of the part that says what to do."""
        cited, marks = article.citing([f"{c.thread} {c.post}" for c in statement.citations])
        return ArticleText(
            text=appended_to_solution(article.text, f"{statement.text}{marks}"), cited=cited.cited
        )

    def accepted_text(self, group: str) -> dict[str, Any]:
        """Give what an acceptance holds: the text as it stands, and the draft that it came from."""
        now = self.now
        verdict, draft = now.cases.of(group).verdict, now.run.text(group)
        article = _written(verdict) or draft
        if article is None:
            return {}
        written = verdict.written if verdict else None
        based = written.draft if written and written.draft else draft.text if draft else None
        return {"text": article.text, "cited": article.cited, "draft": based}

    def update_of(self, group: str) -> ArticlePatch | None:
        """Tell how the existing article would change, section by section; ``None`` where it is not at hand.

        An article is at hand where the knowledge base lies as Markdown in the folder that the run was given.
        """
        run = self.now.run
        covered = run.coverage.get(group)
        if covered is None or covered.action != "update" or covered.article is None:
            return None
        return next((p for p in self._patches(run.number) if Path(p.article).stem == covered.article), None)

    def _made_patches(self, _: int) -> tuple[ArticlePatch, ...]:
        record = self.store.latest_run()
        folder = Path(record.settings.get("articles") or "") if record else Path()
        return tuple(patches_of(self.store, folder)) if folder.name and folder.is_dir() else ()

    def version_of(self, group: str) -> int:
        """The number that an edit of a suggestion must be based on: of the last word on its text."""
        return self.store.newest_text(group)

    def versions(self, group: str) -> tuple[Decision, ...]:
        """List every text that was ever written of a suggestion, the newest first; also those taken back."""
        written = (
            d
            for d in self.now.decisions
            if d.group == group and d.kind in ("edit", "accept", "set aside") and d.text is not None
        )
        return tuple(reversed(tuple(written)))

    def merge_of(self, group: str, number: int) -> Merge | None:
        """Lay words that were set aside beside the newest text; ``None`` where none wait."""
        verdict = self.now.cases.of(group).verdict
        aside = next((d for d in verdict.aside if d.number == number), None) if verdict else None
        article = _written(verdict) or self.now.run.text(group)
        if aside is None or article is None:
            return None
        base = next((d for d in self.now.decisions if d.number == aside.base and d.text is not None), None)
        start = base.text if base and base.text is not None else (aside.draft or "")
        ours = ArticleText(text=aside.text or "", cited=aside.cited).numbered_as(article.cited)
        common = ArticleText(text=start, cited=base.cited if base else aside.cited).numbered_as(ours.cited)
        parts = merge_texts(common.text, ours.text, article.text)
        merged = ArticleText(text="\n".join(merged_lines(parts)), cited=common.cited)
        return Merge(aside=aside, parts=parts, merged=merged, conflicts=has_conflict(parts))

    # Threads that wait

    def open_threads(self) -> tuple[OpenThread, ...]:
        """List the threads that nobody has settled, those first that somebody should look at first."""
        return self.now.run.open_threads

    def answers_to(self, question: str, *, but: str = "") -> tuple[SearchHit, ...]:
        """Find what most probably answers a question, beside the thread ``but`` itself."""
        hits = self.suggester.suggest(question, 4)
        return tuple(hit for hit in hits if hit.id != but)[:3]

    @property
    def suggester(self) -> Suggester:
        """What answers new questions, as the run that is shown prepared it; made once for each run."""
        with self._loading_suggester:
            number = self._held[0].run.number
            if self._suggester is None or self._suggester[0] != number:
                self._suggester = (number, load_suggester(self.store, self._embedder))
            return self._suggester[1]

    def earlier(self, thread: str) -> tuple[ThreadSummary, ...]:
        """List the other threads of a thread's asker, the newest first; who that is stays inside."""
        run = self.now.run
        keys = run.by_asker.get(run.asker_of.get(thread, ""), ())
        found = [run.threads[key] for key in keys if key != thread and key in run.threads]
        return tuple(sorted(found, key=lambda t: (t.created_at is None, t.created_at), reverse=True))

    def thread_evidence(self, key: str) -> EvidenceThread | None:
        """Read one thread, as everybody may."""
        found = self._evidence(self.now.run.number, key, (key,), ()).threads
        return found[0] if found else None

    # Who is there

    def published(self, one: OnDesk) -> ArticleText | None:
        """Give the text that was accepted, whatever was typed since; else the text as it stands."""
        verdict = one.case.verdict
        accepted = verdict.settled if verdict and one.case.state == "accepted" else None
        if accepted is None or accepted.text is None:
            return one.article
        return ArticleText(text=accepted.text, cited=accepted.cited)

    def seen(self, group: str, editor: str) -> tuple[str, ...]:
        """Note that an editor has a suggestion open, and name the others who have."""
        moment = time.monotonic()
        self._seen[group, editor] = moment
        for key, last in tuple(self._seen.items()):
            if moment - last > PRESENT:
                self._seen.pop(key, None)
        return tuple(sorted(who for where, who in self._seen if where == group and who != editor))

    # What is done

    def decide(self, kind: DecisionKind, group: str, editor: str, **more: object) -> Decision:
        """Keep one decision on the evidence as it stands.

        Raises
        ------
        SettingsError
            There is no such suggestion.
        """
        decision = self._said(kind, group, editor, **more)
        kept = self._kept(decision)
        if kept is None:  # only edits can come too late, and those go through ``save``
            raise SettingsError(f"The decision on {group} came too late; open it again.")
        return kept

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
        draft = self.now.run.text(group)
        verdict = self.now.cases.of(group).verdict
        written = verdict.written if verdict else None
        source = against or draft
        numbered = source.numbered_as(article.cited) if source else None
        based = written.draft if written and written.draft and not against else None
        decision = self._said(
            "edit",
            group,
            editor,
            text=article.text[:LONGEST_TEXT],
            cited=article.cited,
            draft=based or (numbered.text if numbered else None),
            base=base,
            concerns=concerns,
        )
        kept = self._kept(decision)
        if kept is None:
            aside = self._kept(replace(decision, kind="set aside"))
            newer = next(
                (d for d in reversed(self.now.decisions) if d.group == group and d.kind != "set aside"), None
            )
            return Saved(version=aside.number if aside else 0, newer=newer)
        return Saved(version=kept.number)

    def _kept(self, decision: Decision) -> Decision | None:
        """Store a decision, and look at it at once."""
        kept = self.store.decide(decision)
        if kept is not None:
            self._with_new_decisions(kept.number)
        return kept

    def undo_last(self, editor: str, since: int = 0) -> Decision | None:
        """Take back what an editor decided last, with all that was decided in the same stroke."""
        now = self.now
        own = [d for d in now.decisions if d.by == editor and d.number > since]
        taken = {number for d in own if d.kind == "undo" for number in d.concerns}
        left = [d for d in own if d.kind not in ("undo", "set aside") and d.number not in taken]
        if not left:
            return None
        last = left[-1]
        stroke = [d.number for d in left if last.batch is not None and d.batch == last.batch]
        return self.decide("undo", last.group, editor, concerns=tuple(stroke or [last.number]))

    def _said(self, kind: DecisionKind, group: str, editor: str, **more: object) -> Decision:
        now = self.now
        suggestion = now.run.suggestions.get(group)
        known = suggestion.group.members if suggestion else _members(now, group)
        if known is None:
            raise SettingsError(f"There is no suggestion {group} in the latest run; open the queue again.")
        values = {"members": known, **more}
        return Decision(
            kind=kind,
            group=group,
            by=editor,
            at=datetime.now(UTC),
            run=now.run.number,
            **values,  # type: ignore[arg-type]
        )


def _members(now: Snapshot, group: str) -> tuple[str, ...] | None:
    """The threads of a group that is no suggestion any more, as its last decision knew them."""
    verdict = verdicts_of(d for d in now.decisions if d.group == group).get(group)
    return verdict.members if verdict else None


def _written(verdict: Verdict | None) -> ArticleText | None:
    if verdict is None or verdict.written is None or verdict.written.text is None:
        return None
    return ArticleText(text=verdict.written.text, cited=verdict.written.cited)


def _proposal(verdict: Verdict | None, draft: ArticleText | None) -> ArticleText | None:
    """Bring what is new in the draft into a person's text; the person's words stay."""
    article = _written(verdict)
    if verdict is None or verdict.written is None or article is None or draft is None:
        return None
    fresh = draft.numbered_as(article.cited)
    parts = merge_texts(verdict.written.draft or "", article.text, fresh.text)
    return ArticleText(text="\n".join(merged_lines(parts)), cited=fresh.cited)
