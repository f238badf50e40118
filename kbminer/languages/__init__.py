"""The words of natural languages, as data: one file a language, one schema, one loader.

``CODE.toml`` (``en.toml``, ``de.toml``, …) holds all that the package knows of a language, in the sections
and parts that ``schema.toml`` describes. Code asks for one part at a time: :func:`words`, :func:`groups`,
:func:`texts` or :func:`number` of one language, :func:`all_words` or :func:`all_groups` of all together
where forums mix languages. Files are read when first asked for, once, and no file is read at import.

To add a part: describe it in ``schema.toml`` (what it holds, what it is for, and, where a promise rests on
it, what can't be promised without it), and fill it in each language file, English first. A section is named
for its purpose; a part that only some languages need is ``partial``.

To add a language: write ``CODE.toml`` with ``name = "…"`` (in English) and as many parts as are known.
:func:`missing_parts` names what it lacks and :func:`unchecked` what therefore is not promised in it; reports
show both. Nothing else needs to change.
"""

from kbminer.languages.late_pattern import LatePattern
from kbminer.languages.loader import (
    FALLBACK,
    all_groups,
    all_words,
    alternatives,
    code_of,
    codes,
    groups,
    language_name,
    missing_parts,
    number,
    read_language,
    texts,
    unchecked,
    words,
)
from kbminer.languages.schema import Part, schema

__all__ = [
    "FALLBACK",
    "LatePattern",
    "Part",
    "all_groups",
    "all_words",
    "alternatives",
    "code_of",
    "codes",
    "groups",
    "language_name",
    "missing_parts",
    "number",
    "read_language",
    "schema",
    "texts",
    "unchecked",
    "words",
]
