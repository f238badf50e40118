"""Two texts that were written on the same version, and one that holds the words of both."""

from __future__ import annotations

from dataclasses import dataclass

from kbminer.decisions.merged_text import MergedPart, has_conflict, merge_texts, merged_lines
from kbminer.records import Decision
from kbminer.review.article_text import ArticleText
from kbminer.review.on_desk import article_of
from kbminer.review.snapshot import Snapshot


@dataclass(frozen=True, slots=True, kw_only=True)
class Merge:
    """Somebody's words set aside, beside the newest text, and both in one."""

    aside: Decision
    parts: tuple[MergedPart, ...]
    merged: ArticleText
    conflicts: bool


def merge_of(now: Snapshot, group: str, number: int) -> Merge | None:
    """Lay words that were set aside beside the newest text; ``None`` where none wait.

    Parameters
    ----------
    now : Snapshot
    group : str
    number : int
        Of the decision that holds the words.
    """
    verdict = now.cases.of(group).verdict
    aside = next((d for d in verdict.aside if d.number == number), None) if verdict else None
    article = article_of(now, group)
    if aside is None or article is None:
        return None
    ours = ArticleText(text=aside.text or "", cited=aside.cited).numbered_as(article.cited)
    common = _base_of(now, aside).numbered_as(ours.cited)
    parts = merge_texts(common.text, ours.text, article.text)
    merged = ArticleText(text="\n".join(merged_lines(parts)), cited=common.cited)
    return Merge(aside=aside, parts=parts, merged=merged, conflicts=has_conflict(parts))


def _base_of(now: Snapshot, aside: Decision) -> ArticleText:
    """What words that were set aside were written on: an earlier text, or the draft."""
    base = next((d for d in now.decisions if d.number == aside.base and d.text is not None), None)
    if base is None or base.text is None:
        return ArticleText(text=aside.draft or "", cited=aside.cited)
    return ArticleText(text=base.text, cited=base.cited)
