"""``python -m kbminer`` is ``kbminer``."""

from kbminer.cli.app import main

main()
