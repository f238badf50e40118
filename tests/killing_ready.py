"""What every run works out of kbminer's code and words alone, worked out before the first one is forked."""

from __future__ import annotations

from small_forum import small_forum, write_forum


def make_ready() -> None:
    """Read one small forum's threads: code digests, phrase trees and language models are then at hand.

    Nothing of a store, a forum or a run is kept.
    """
    import tempfile
    from pathlib import Path

    from kbminer.ingest import read
    from kbminer.ingest.content_digest import content_digest
    from kbminer.pipeline.read_thread import read_batch
    from kbminer.pipeline.stages import STAGES
    from kbminer.records import Thread

    for stage in STAGES:
        assert stage.code_digest
    with tempfile.TemporaryDirectory() as folder:
        source = write_forum(Path(folder) / "forum", small_forum())
        content_digest(source)
        read_batch([item for item in read(source) if isinstance(item, Thread)])


make_ready()
