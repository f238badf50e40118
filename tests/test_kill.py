"""A run that was killed and begun again ends as one that was left in peace."""

import random
from pathlib import Path

import pytest
from killing import left_in, run
from small_forum import small_forum, topic, write_forum


def test_a_killed_run_begun_again_ends_as_any_other(tmp_path: Path) -> None:
    """Killed twice on its first way and twice after the forum has grown: the same files in the end."""
    chance = random.Random(1)
    source = write_forum(tmp_path / "forum", small_forum())
    peace, trouble = tmp_path / "peace", tmp_path / "trouble"
    for home in (peace, trouble):
        home.mkdir()
    for grown in ([], [topic(40, "Grey offline map", "<p>Why is the offline map grey since 4.2?</p>")]):
        write_forum(source, grown)
        moments = run(source, peace)
        for _ in range(2):
            run(source, trouble, killed_at=chance.randrange(moments))
        run(source, trouble)
        assert left_in(trouble) == left_in(peace)


@pytest.mark.parametrize("moment", [2, 5, 8])
def test_a_store_whose_making_was_cut_off_can_be_used(tmp_path: Path, moment: int) -> None:
    """However far the first run got with the schema, the second opens the store."""
    source = write_forum(tmp_path / "forum", small_forum()[:1])
    run(source, tmp_path, killed_at=moment)
    assert run(source, tmp_path) > 13
