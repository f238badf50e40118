"""From drafts to files: check, render, write."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from kbminer.errors import SettingsError
from kbminer.publish.file_names import file_name
from kbminer.publish.files import write_files
from kbminer.publish.target_registry import TARGETS
from kbminer.records import Draft, Thread
from kbminer.verify import check_draft


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
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
    refused: tuple[Refused, ...] = ()


def export(
    drafts: Iterable[Draft], target: str, out: Path | str, *, threads: Mapping[str, Thread]
) -> ExportReport:
    """Write drafts for one target into a folder; the same drafts again change nothing.

    Every draft is checked against its threads once more, for citations and for private data: one that
    fails is refused and the others are written. What is written is marked as a draft, whatever the target.

    Args:
        drafts: at most one for each group.
        target: a name in :data:`TARGETS`.
        out: the folder; made if it is not there.
        threads: by key, the threads that the drafts cite.

    Raises:
        SettingsError: no such target.
        OutputError: the folder can't be written.
    """
    if target not in TARGETS:
        raise SettingsError(f"No export target {target!r}; there are: {', '.join(sorted(TARGETS))}.")
    sound: dict[str, Draft] = {}
    refused: list[Refused] = []
    for draft in sorted(drafts, key=lambda d: (d.group, d.id)):
        name = file_name(draft.group)
        findings = check_draft(draft, threads)
        if findings:
            first = f"{findings[0].section}: {findings[0].reason}"
            refused.append(
                Refused(group=draft.group, reason=f"{len(findings)} findings, the first in {first}")
            )
        elif name in sound:
            refused.append(
                Refused(group=draft.group, reason="a second draft of this group; the first was written")
            )
        else:
            sound[name] = draft
    done = write_files(TARGETS[target](sound), Path(out))
    return ExportReport(
        written=done.written, unchanged=done.unchanged, kept=done.kept, refused=tuple(refused)
    )
