"""From drafts to files: check, render, write."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from kbminer.printable import printable
from kbminer.publish.file_names import export_name
from kbminer.publish.folder import write_files
from kbminer.publish.target_registry import target_named
from kbminer.records import Draft, Thread
from kbminer.redact.gate import released
from kbminer.verify import check_draft


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedDraft:
    """A draft that was not exported, and why, without repeating anything private."""

    group: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportReport:
    """What an export did, by names of files, and the drafts that it refused.

    ``kept`` files were changed by somebody else since they were last written here, and left alone.
    """

    written: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    refused: tuple[RefusedDraft, ...] = ()


def export(
    drafts: Iterable[Draft], target: str, out: Path | str, *, threads: Mapping[str, Thread]
) -> ExportReport:
    """Write drafts for one target into a folder; the same drafts again change nothing.

    Every draft is checked against its threads once more, for citations and for private data: one that
    fails is refused and the others are written, without what is private around their sentences. What is
    written is marked as a draft, whatever the target.

    Parameters
    ----------
    drafts
        At most one for each group.
    target
        One of :func:`kbminer.publish.target_names`.
    out
        The folder; made if it is not there.
    threads
        By key, the threads that the drafts cite.

    Raises
    ------
    SettingsError
        No such target, or a package offers one that can't be used.
    OutputError
        The folder can't be written, or the target names a file outside it.
    """
    write = target_named(target)
    sound: dict[str, Draft] = {}
    refused: list[RefusedDraft] = []
    for draft in sorted(drafts, key=lambda d: (d.group, d.id)):
        name = export_name(draft.group)
        reason = "a second draft of this group; the first was written" if name in sound else None
        if problem := _finding(draft, threads) or reason:
            refused.append(released(RefusedDraft(group=draft.group, reason=problem)))
        else:
            sound[name] = released(draft, lambda keys: _wrote_in(keys, threads))
    # kbminer's own targets are escaped throughout; another package's may not be.
    texts = {name: printable(text) for name, text in write(sound).items()}
    done = write_files(texts, Path(out))
    return ExportReport(
        written=done.written, unchanged=done.unchanged, kept=done.kept, refused=tuple(refused)
    )


def _wrote_in(keys: Iterable[str], threads: Mapping[str, Thread]) -> set[str]:
    posts = (post for key in keys if key in threads for post in threads[key].posts)
    return {post.author for post in posts if post.author}


def _finding(draft: Draft, threads: Mapping[str, Thread]) -> str | None:
    if draft.cites_internal:
        return "it cites internal posts, and an export is for others to read; run without show_internal"
    findings = check_draft(draft, threads)
    if not findings:
        return None
    return f"{len(findings)} findings, the first in {findings[0].section}: {findings[0].reason}"
