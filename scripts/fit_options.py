"""The command line that the scripts share which fit a model on several forums."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from pathlib import Path


def named_sources(arguments: Iterable[str]) -> dict[str, str]:
    """Sources by the name of their grades, from ``NAME=SOURCE`` each."""
    return dict(argument.split("=", 1) for argument in arguments)


def forums_and_out(about: str | None, metavar: str = "NAME=STORE") -> tuple[dict[str, str], Path]:
    """Read which forums are given, by name, and where the model is to be written."""
    parser = argparse.ArgumentParser(description=about, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("forums", nargs="+", metavar=metavar)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    return named_sources(options.forums), options.out
