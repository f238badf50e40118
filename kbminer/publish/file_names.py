"""What an exported file is called: after its group, whose id lasts while titles and texts change."""

from __future__ import annotations

import hashlib
import re


def file_name(group: str) -> str:
    """Give a name, without suffix, that is safe on every file system and differs for different groups.

    >>> file_name("g-7f3a")
    'g-7f3a'
    >>> file_name("../Etc")
    'etc-de8fd3ae'
    """
    safe = re.sub(r"[^a-z0-9._-]+", "-", group.lower()).strip("-.")[:80]
    if safe == group and safe:
        return safe
    return f"{safe or 'group'}-{hashlib.sha256(group.encode('utf-8', 'replace')).hexdigest()[:8]}"
