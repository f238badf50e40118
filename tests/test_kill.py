"""A run that was killed and begun again ends as one that was left in peace."""

import random
import shutil
from collections.abc import Iterable
from pathlib import Path

import pytest
from killing import held_in, killed, left_in, run
from small_forum import small_forum, topic, write_forum

LATER = topic(40, "Grey offline map", "<p>Why is the offline map grey since 4.2?</p>")


def killed_and_begun_again(tmp_path: Path, seeds: Iterable[int]) -> None:
    """Compare homes whose runs were killed, at first and after the forum has grown, with one left in peace.

    Report, drafts and store are the same in the end, byte for byte, but for the records of runs.
    """
    first = write_forum(tmp_path / "forum", small_forum())
    grown = write_forum(tmp_path / "grown" / "forum", [*small_forum(), LATER])
    peace = tmp_path / "peace"
    peace.mkdir()
    moments = [run(first, peace)]
    shutil.copytree(peace, tmp_path / "once")
    moments.append(run(grown, peace))
    for seed in seeds:
        chance = random.Random(seed)
        trouble = tmp_path / f"trouble-{seed}"
        trouble.mkdir()
        if seed % 2:
            assert killed(first, trouble, at=chance.randrange(moments[0]))
            run(first, trouble)
        else:
            shutil.copytree(tmp_path / "once", trouble, dirs_exist_ok=True)
        if all(killed(grown, trouble, at=chance.randrange(moments[1])) for _ in range(chance.randint(1, 3))):
            run(grown, trouble)
        assert left_in(trouble) == left_in(peace), seed
        assert held_in(trouble) == held_in(peace), seed
        shutil.rmtree(trouble)


def test_a_killed_run_begun_again_ends_as_any_other(tmp_path: Path) -> None:
    """Killed at moments of every stage: the same store and the same files in the end."""
    killed_and_begun_again(tmp_path, range(2))


@pytest.mark.soak
def test_a_hundred_kills_leave_no_trace(tmp_path: Path) -> None:
    """A hundred seeded kills over all stages."""
    killed_and_begun_again(tmp_path, range(100))


@pytest.mark.parametrize("moment", [2, 5, 8])
def test_a_store_whose_making_was_cut_off_can_be_used(tmp_path: Path, moment: int) -> None:
    """However far the first run got with the schema, the second opens the store."""
    source = write_forum(tmp_path / "forum", small_forum()[:1])
    assert killed(source, tmp_path, at=moment)
    assert run(source, tmp_path) > 13
