"""What a written draft is called: two schemes, since two kinds of reader open the files.

Where a help centre or site generator takes them, a file is called after its group alone: ids last while
titles and texts change, and an address once given should last as well. Beside a report, where an editor
looks for an article by its name, the title comes first.
"""

from __future__ import annotations

import hashlib
import re

from kbminer.records import Draft

_LONGEST = 160  # bytes; file systems take names of 255


def export_name(group: str) -> str:
    """Name an exported draft after its group, without suffix: safe on every file system, one for each group.

    >>> export_name("g-7f3a")
    'g-7f3a'
    >>> export_name("../Etc")
    'etc-de8fd3ae'
    """
    safe = re.sub(r"[^a-z0-9._-]+", "-", group.lower()).strip("-.")[:80]
    if safe == group and safe:
        return safe
    return f"{safe or 'group'}-{hashlib.sha256(group.encode('utf-8', 'replace')).hexdigest()[:8]}"


def _cut(words: str) -> str:
    """Cut a name to so many bytes that it fits with what stands before and behind it while it is written."""
    return words.encode("utf-8", "ignore")[:_LONGEST].decode("utf-8", "ignore")


def report_name(draft: Draft) -> str:
    """Name a draft beside its report by its title and, titles being able to repeat, its group.

    >>> report_name(Draft(id="d", group="0123456789ab", title="Où est l’été ?", sections=()))
    'où-est-l-été-01234567'
    """
    return titled_name(draft.title, draft.group)


def titled_name(title: str, group: str) -> str:
    """Name a draft beside its report, of which only title and group are known.

    >>> titled_name("Grey map", "0123456789ab")
    'grey-map-01234567'
    """
    words = _cut(re.sub(r"[^\w]+", "-", title.casefold()).strip("-_")[:60]).rstrip("-")
    return f"{words}-{export_name(group[:8])}" if words else export_name(group)
