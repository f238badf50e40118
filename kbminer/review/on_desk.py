"""One suggestion with all that an editor needs to decide it, and the texts that it has had."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from kbminer.decisions.merged_text import merge_texts, merged_lines
from kbminer.records import Case, Decision, Statement, Suggestion, Verdict
from kbminer.review.article_text import ArticleText, appended_to_solution
from kbminer.review.cited_posts import CitedPosts
from kbminer.review.snapshot import Snapshot


@dataclass(frozen=True, slots=True, kw_only=True)
class OnDesk:
    """One suggestion with all that an editor needs to decide it.

    ``draft`` is the run's text, ``article`` a person's where there is one, ``proposal`` what new evidence
    would make of it; an edit must be based on ``version``.
    """

    suggestion: Suggestion
    case: Case
    article: ArticleText | None
    draft: ArticleText | None
    proposal: ArticleText | None
    evidence: CitedPosts
    version: int
    history: tuple[Decision, ...]
    language: str | None = None

    @property
    def title(self) -> str:
        """The title that a person set, else the draft's."""
        verdict = self.case.verdict
        return (verdict.title if verdict else None) or self.suggestion.group.title


def article_of(now: Snapshot, group: str) -> ArticleText | None:
    """Return a suggestion's text as it stands: a person's, else the draft."""
    return written_text(now.cases.of(group).verdict) or now.run.text(group)


def written_text(verdict: Verdict | None) -> ArticleText | None:
    """Return the text that a person has written."""
    if verdict is None or verdict.written is None or verdict.written.text is None:
        return None
    return ArticleText(text=verdict.written.text, cited=verdict.written.cited)


def proposed_text(now: Snapshot, group: str) -> ArticleText | None:
    """Bring what is new in the draft into a person's text; the person's words stay."""
    verdict, draft = now.cases.of(group).verdict, now.run.text(group)
    article = written_text(verdict)
    if not now.proposes(group) or not verdict or not verdict.written or article is None or draft is None:
        return None
    fresh = draft.numbered_as(article.cited)
    parts = merge_texts(verdict.written.draft or "", article.text, fresh.text)
    return ArticleText(text="\n".join(merged_lines(parts)), cited=fresh.cited)


def accepted_text(now: Snapshot, group: str) -> dict[str, Any]:
    """Return what an acceptance holds: the text as it stands, and the draft that it came from."""
    verdict, draft = now.cases.of(group).verdict, now.run.text(group)
    article = written_text(verdict) or draft
    if article is None:
        return {}
    written = verdict.written if verdict else None
    based = written.draft if written and written.draft else draft.text if draft else None
    return {"text": article.text, "cited": article.cited, "draft": based}


def published_text(one: OnDesk) -> ArticleText | None:
    """Return the text that was accepted, whatever was typed since; else the text as it stands."""
    verdict = one.case.verdict
    accepted = verdict.settled if verdict and one.case.state == "accepted" else None
    if accepted is None or accepted.text is None:
        return one.article
    return ArticleText(text=accepted.text, cited=accepted.cited)


def versions_of(now: Snapshot, group: str) -> tuple[Decision, ...]:
    """List every text that was ever written of a suggestion, the newest first; also those taken back."""
    written = (
        d for d in now.decisions_on(group) if d.kind in ("edit", "accept", "set aside") and d.text is not None
    )
    return tuple(reversed(tuple(written)))


def history_of(case: Case) -> tuple[Decision, ...]:
    """List what holds of all that was decided about a suggestion, in the order of the numbers."""
    decisions = {d for verdict in (case.verdict, *case.others) if verdict for d in verdict.history}
    return tuple(sorted(decisions, key=lambda d: d.number))


def left_out(now: Snapshot, group: str) -> tuple[Statement, ...]:
    """List what the draft leaves out of the post that solved it."""
    draft = now.run.drafts.get(group)
    return draft.left_out if draft else ()


def taken_in(article: ArticleText, statement: Statement) -> ArticleText:
    """Put what was left out at the end of the part that says what to do."""
    cited, marks = article.citing([f"{c.thread} {c.post}" for c in statement.citations])
    text = appended_to_solution(article.text, f"{statement.text}{marks}")
    return ArticleText(text=text, cited=cited.cited)
