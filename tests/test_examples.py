"""The example forum is sound, and its truth file and its README agree with it."""

import json
import re
from collections import Counter
from datetime import datetime
from html import unescape
from pathlib import Path
from typing import Any

import pytest

EXAMPLES = Path(__file__).parent.parent / "examples"
FILES = sorted((EXAMPLES / "forum").glob("*.json"))


@pytest.fixture(scope="module")
def truth() -> dict[str, Any]:
    """What the examples say is true of the forum."""
    return json.loads((EXAMPLES / "truth.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def topics() -> dict[int, dict[str, Any]]:
    """Every topic by its id."""
    found = [json.loads(path.read_text(encoding="utf-8")) for path in FILES]
    return {topic["id"]: topic for topic in found}


def posts_of(topic: dict[str, Any]) -> list[dict[str, Any]]:
    """The posts of a topic, in order."""
    return topic["post_stream"]["posts"]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_topic_is_sound(path: Path) -> None:
    """Counts, stream, numbers, dates, likes and solved marks of a topic agree with one another."""
    topic = json.loads(path.read_text(encoding="utf-8"))
    posts = posts_of(topic)
    assert path.name == f"{topic['id']}.json"
    assert topic["posts_count"] == len(posts)
    assert topic["post_stream"]["stream"] == [post["id"] for post in posts]
    assert [post["post_number"] for post in posts] == list(range(1, len(posts) + 1))
    dates = [datetime.fromisoformat(post["created_at"]) for post in posts]
    assert dates == sorted(dates)
    assert topic["created_at"] == posts[0]["created_at"]
    regular = [post for post in posts if post["post_type"] == 1]
    assert topic["last_posted_at"] == regular[-1]["created_at"]
    assert all(post["cooked"].strip() for post in regular)
    assert all(not post["cooked"] and post["action_code"] for post in posts if post["post_type"] == 3)
    assert topic["like_count"] == sum(a["count"] for post in posts for a in post["actions_summary"])
    assert all((post["reply_to_post_number"] or 0) < post["post_number"] for post in posts)
    marked = [post["post_number"] for post in posts if post["accepted_answer"]]
    declared = topic.get("accepted_answer")
    assert marked == ([declared["post_number"]] if declared else [])
    assert not declared or declared["username"] == posts[marked[0] - 1]["username"]
    assert unescape(topic["fancy_title"]) == topic["title"]


def test_ids_and_texts_are_unique(topics: dict[int, dict[str, Any]]) -> None:
    """No topic id, post id, title or post text stands twice."""
    posts = [post for topic in topics.values() for post in posts_of(topic)]
    assert len(topics) == len(FILES)
    for values in (
        [post["id"] for post in posts],
        [post["cooked"] for post in posts if post["post_type"] == 1],
        [topic["title"].lower() for topic in topics.values()],
    ):
        assert [value for value, times in Counter(values).items() if times > 1] == []


def test_truth_counts(topics: dict[int, dict[str, Any]], truth: dict[str, Any]) -> None:
    """The numbers of topics, regular posts and accepted answers are those of the files."""
    assert truth["threads"] == len(topics) >= 80
    assert truth["accepted"] == sum("accepted_answer" in topic for topic in topics.values())
    assert truth["posts"] == sum(
        post["post_type"] == 1 for topic in topics.values() for post in posts_of(topic)
    )


def test_every_topic_has_one_place(topics: dict[int, dict[str, Any]], truth: dict[str, Any]) -> None:
    """Each topic is a repeated question, a single one, no question or the megathread, and only one."""
    placed = [thread for question in truth["questions"].values() for thread in question["threads"]]
    placed += [entry["thread"] for entry in truth["singles"] + truth["not_questions"]]
    assert sorted([*placed, truth["megathread"]]) == sorted(topics)


def test_repeated_questions(topics: dict[int, dict[str, Any]], truth: dict[str, Any]) -> None:
    """A repeated question has four askers or more; its declared solutions are the accepted answers."""
    assert len(truth["questions"]) >= 12
    for question in truth["questions"].values():
        threads = [topics[thread] for thread in question["threads"]]
        assert len({posts_of(topic)[0]["username"] for topic in threads}) == len(threads) >= 4
        accepted = {
            str(topic["id"]): topic["accepted_answer"]["post_number"]
            for topic in threads
            if "accepted_answer" in topic
        }
        assert question["declared"] == accepted
        assert accepted.items() <= question["solved"].items()
        assert question["workaround"].items() <= question["solved"].items()
        for thread, number in question["solved"].items():
            assert 1 < number <= topics[int(thread)]["posts_count"]
    assert truth["questions"][truth["escalation"]]["solved"] == {}


def test_special_threads(topics: dict[int, dict[str, Any]], truth: dict[str, Any]) -> None:
    """What the truth file tells of single threads can be read in them."""

    def body(thread: int, number: int | None = None) -> str:
        posts = posts_of(topics[thread])
        return "".join(post["cooked"] for post in posts if number in (None, post["post_number"]))

    for entry in truth["personal_data"]:
        assert entry["text"] in body(entry["thread"], entry["post"])
    for entry in truth["duplicates"]:
        assert f"/{entry['original']}" in body(entry["thread"])
        assert entry["original"] in topics
    for fix in truth["contradicting"]["fixes"]:
        assert all(fix["text"] in body(thread) for thread in fix["threads"])
    for side in ("old", "new"):
        answer = truth["superseded"][side]
        assert all(answer["text"] in body(thread).replace(" ", "-") for thread in answer["threads"][:1])
    for thread, topic in topics.items():
        first = posts_of(topic)[0]["cooked"]
        assert (thread in truth["form_threads"]) == all(line in first for line in truth["form_lines"])
    assert topics[truth["megathread"]]["posts_count"] > 60


def test_readme_tells_the_truth(truth: dict[str, Any]) -> None:
    """Each question's row in the README lists its declared, worded and unsolved threads."""
    rows = {
        cells[1]: cells[2:5]
        for line in (EXAMPLES / "README.md").read_text(encoding="utf-8").splitlines()
        if len(cells := [cell.strip() for cell in line.split("|")]) == 7
    }
    for name, question in truth["questions"].items():
        declared = {int(thread) for thread in question["declared"]}
        solved = {int(thread) for thread in question["solved"]}
        told = [{int(number) for number in re.findall(r"\d+", cell)} for cell in rows[name]]
        assert told == [declared, solved - declared, set(question["threads"]) - solved]


def test_small_enough_to_read() -> None:
    """All topics together stay below 600 KB."""
    assert sum(path.stat().st_size for path in FILES) < 600_000
