"""Writes ``kbminer/redact/firms.toml`` anew: what firms, programs and services are called.

The names are those of the Simple Icons collection (CC0), of every version that is given: newer ones leave
firms out that asked for it. A name that people bear is left out; first and family names of some seventy
languages come from the package ``faker`` (``pip install faker``), of which nothing else is used. Get the
collections by ``npm pack simple-icons@VERSION``, unpack them, and give the paths of their lists:

    python scripts/firm_names.py 9.21.0=old/package/_data/simple-icons.json 16.37.0=new/package/data/…
"""

from __future__ import annotations

import json
import re
import sys
import unicodedata
from collections.abc import Iterator
from importlib import import_module
from itertools import chain
from pathlib import Path

FILE = Path(__file__).parent.parent / "kbminer" / "redact" / "firms.toml"
_NAME = re.compile(r"[^\W\d_][\w.+#-]*(?: [\w.+#-]+){0,2}")
_SHORTEST = 3  # signs; shorter ones are taken for nobody's name already, or for initials


def main(arguments: list[str]) -> int:
    """Write the file."""
    given = dict(argument.split("=", 1) for argument in arguments)
    icons = [icon for path in given.values() for icon in _icons(Path(path))]
    firms = {name.lower() for icon in icons for name in _called(icon) if _NAME.fullmatch(name)}
    firms |= {product for firm in firms if (product := _product(firm, firms))}
    kept = sorted(firm for firm in firms - _of_people() if len(firm) >= _SHORTEST)
    head = [
        "# What firms, programs and services are called, in small letters, less what people are called:",
        "# read by kbminer.redact.firms, written by scripts/firm_names.py.",
        f"# From Simple Icons {' and '.join(given)} (CC0 1.0 Universal), a collection of logos.",
        "names = [",
    ]
    rows = [f"  {json.dumps(firm, ensure_ascii=False)}," for firm in kept]
    FILE.write_text("\n".join([*head, *rows, "]", ""]), "utf-8")
    return 0


def _icons(path: Path) -> list[dict[str, object]]:
    """The list of a version: older ones have it within an object."""
    read = json.loads(path.read_text("utf-8"))
    return read["icons"] if isinstance(read, dict) else read


def _called(icon: dict[str, object]) -> Iterator[str]:
    """What a firm is called: its title, and other names of the same."""
    yield str(icon["title"])
    others = icon.get("aliases")
    if isinstance(others, dict):
        yield from others.get("aka", ())
        yield from (each["title"] for each in others.get("dup", ()))


def _product(firm: str, firms: set[str]) -> str | None:
    """What stands behind a maker's name, as people call the product: "excel"."""
    maker, _, rest = firm.partition(" ")
    return rest if maker in firms and rest and not rest[0].isdigit() else None


def _of_people() -> set[str]:
    """First and family names, with and without their accents."""
    names = chain(names_of("first_name"), names_of("last_name"))
    return {spelt for name in names for spelt in _spellings(name)}


def names_of(part: str) -> Iterator[str]:
    """First names ("first_name") or family names ("last_name") of all languages of ``faker``."""
    from faker.config import AVAILABLE_LOCALES  # noqa: PLC0415 - only this script needs it

    for locale in AVAILABLE_LOCALES:
        try:
            provider = import_module(f"faker.providers.person.{locale}").Provider
        except ImportError:
            continue
        for name in dir(provider):
            held = getattr(provider, name)
            if part in name and isinstance(held, tuple | list | dict):
                yield from (each for each in held if isinstance(each, str))


def _spellings(name: str) -> tuple[str, str]:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return name.lower(), plain.lower()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
