"""``python -m kbminer`` is ``kbminer``."""

from kbminer.cli import main

main()
