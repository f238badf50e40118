"""Odd forums: one question over and over, none twice, two languages in a thread, no title, one asker."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from small_forum import (
    ALONE,
    SOLVED_MAPS,
    SOLVED_WATCHES,
    TILES_FIX,
    small_forum,
    topic,
    write_forum,
)

from kbminer import KnowledgeBase, mine
from kbminer.testing import WordEmbedder


def mined(folder: Path, topics: Iterable[dict[str, Any]]) -> KnowledgeBase:
    """What a run makes of these topics."""
    return mine(write_forum(folder, topics), embedder=WordEmbedder())


def test_a_forum_of_one_repeated_question_is_one_suggestion(tmp_path: Path) -> None:
    """Thirty people ask one thing in the same words: one article, one title."""
    ask = "<p>The offline map stays grey since the update. How do I get it back?</p>"
    told = [("Offline map stays grey", ask, SOLVED_MAPS[0][2])] * 30
    kb = mined(tmp_path, [topic(number, *parts) for number, parts in enumerate(told, 1)])
    [suggestion] = kb.ranked
    assert len(suggestion.group.members) == 30
    assert suggestion.group.title == "Offline map stays grey"


def test_a_forum_in_which_nothing_repeats_has_no_suggestion(tmp_path: Path) -> None:
    """Nothing is made up where each question stands alone."""
    told = [SOLVED_MAPS[0], SOLVED_WATCHES[0], *ALONE]
    kb = mined(tmp_path, [topic(number, *parts) for number, parts in enumerate(told, 1)])
    assert (kb.grouping.groups, kb.ranked, kb.drafts) == ((), (), ())
    assert len(kb.grouping.left_out) == len(told)


def test_two_languages_in_one_thread_leave_its_question_in_its_own(tmp_path: Path) -> None:
    """A French question that is answered in English keeps its title and its place beside the like of it."""
    ask = "<p>Depuis la mise à jour 4.2 la carte hors ligne reste grise. Comment retrouver la carte ?</p>"
    french = [("*moss", f"<p>{TILES_FIX}</p>"), ("ASKER", "<p>Merci beaucoup, that solved it!</p>")]
    titles = ("La carte hors ligne reste grise", "La carte hors ligne est grise depuis la mise à jour 4.2")
    asked = [topic(number, title, ask, french) for number, title in enumerate(titles, 91)]
    kb = mined(tmp_path, [*small_forum(), *asked])
    languages = {question.thread.rpartition(":")[2]: question.language for question in kb.questions}
    assert (languages["91"], languages["92"], languages["1"]) == ("fr", "fr", "en")
    [group] = [each for each in kb.grouping.groups if any(key.endswith(":91") for key in each.members)]
    assert len(group.members) == 2
    assert "carte" in group.title
    assert not kb.problems


def test_threads_called_help_are_suggested_under_what_they_ask(tmp_path: Path) -> None:
    """A title that says nothing gives way to the sentence that asks."""
    helpless = [topic(n, "Help", ask, replies) for n, (_, ask, replies) in enumerate(SOLVED_MAPS, 91)]
    kb = mined(tmp_path, [*small_forum()[4:], *helpless])
    own = {"91", "92", "93", "94"}
    titles = [
        group.title for group in kb.grouping.groups if own & {key.rpartition(":")[2] for key in group.members}
    ]
    assert titles
    assert all("map" in title for title in titles)


def test_who_asks_thirty_times_is_one_asker(tmp_path: Path) -> None:
    """Asking again and again makes a question no more wanted than asking once: a suggestion takes two."""
    title, ask, replies = SOLVED_MAPS[0]
    again = [topic(n, title, f"{ask}<p>Day {n}.</p>", replies, author="rex") for n in range(91, 121)]
    kb = mined(tmp_path, [*small_forum()[4:], *again])
    [group] = [each for each in kb.grouping.groups if any(key.endswith(":91") for key in each.members)]
    assert group.id not in {suggestion.group.id for suggestion in kb.ranked}
