"""Writes ``kbminer/redact/people_names.txt.gz`` anew: what people are called, in small letters.

First and family names of some seventy languages come from the package ``faker`` (MIT; ``pip install faker``),
of which nothing else is used. Which of them are words, too, the language files and the thesaurus tell:

    python scripts/people_names.py
"""

from __future__ import annotations

import gzip
import re
import sys
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

from firm_names import names_of

PACKAGE = Path(__file__).parent.parent / "kbminer"
FILE = PACKAGE / "redact" / "people_names.txt.gz"
_NAME = re.compile(r"[^\W\d_]{2,}(?:[-'’][^\W\d_]+)?")
_WORD = re.compile(r"[^\W\d_]+")


def main() -> int:
    """Write the file."""
    first, family = (
        {name.lower() for name in names_of(part) if _NAME.fullmatch(name)}
        for part in ("first_name", "last_name")
    )
    words = (first | family) & set(_words())
    rows = [f"{flag}\t{' '.join(sorted(held))}" for flag, held in (("F", first), ("L", family), ("C", words))]
    head = f"# First names, family names, and which of them are words; from faker {version('faker')} (MIT)"
    FILE.write_bytes(gzip.compress("\n".join([head, *rows, ""]).encode(), mtime=0))
    return 0


def _words() -> Iterator[str]:
    """Every word that the languages' files and the thesaurus write in small letters."""
    texts = [path.read_text("utf-8") for path in sorted((PACKAGE / "languages").glob("*.toml"))]
    texts.append(gzip.decompress((PACKAGE / "languages/thesaurus/en.txt.gz").read_bytes()).decode())
    yield from (word for text in texts for word in _WORD.findall(text) if word == word.lower())


if __name__ == "__main__":
    sys.exit(main())
