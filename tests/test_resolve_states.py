"""States, evidence and the hard inputs of a resolution."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kbminer.records import Post, Resolution, Thread
from kbminer.resolve import ResolutionModel, Signals, read_signals
from kbminer.resolve.cues import cues_by_language
from kbminer.resolve.standing_answer import may_solve
from kbminer.resolve.states import nothing_asked

START = datetime(2024, 3, 1, 9, tzinfo=UTC)


def thread(
    *said: tuple[str | None, str], title: str = "No sound after the update", **fields: object
) -> Thread:
    """A thread of (author, Markdown), an hour apart."""
    posts = tuple(
        Post(id=str(i), author=author, body=body, format="markdown", created_at=START + timedelta(hours=i))
        for i, (author, body) in enumerate(said)
    )
    return Thread(id="1", source="forum", title=title, posts=posts, **fields)  # type: ignore[arg-type]


def resolve(given_thread: Thread) -> Resolution:
    """What the shipped model says about a thread."""
    return ResolutionModel.shipped().resolve(read_signals(given_thread))


QUESTION = ("ann", "Hello, there is no sound after the update. What should I do?")
ADVICE = ("bob", "You need to choose the right output device in the settings.")


def test_solved_names_the_reply_and_quotes_the_asker() -> None:
    """A reply that the asker confirms is the solution, and the asker's sentence is the evidence."""
    found = resolve(thread(QUESTION, ADVICE, ("ann", "Thank you, that fixed it! All good now.")))
    assert (found.state, found.solution_post) == ("solved", "1")
    assert found.evidence[0].quote == "Thank you, that fixed it!"
    assert found.probability is not None
    assert found.probability >= 0.9


def test_question_without_reply_is_unanswered() -> None:
    """Nobody replied: unanswered, with no solution."""
    found = resolve(thread(QUESTION))
    assert (found.state, found.solution_post) == ("unanswered", None)


def test_asked_back_without_return_is_abandoned() -> None:
    """The helper asked for more and the asker never came back."""
    found = resolve(thread(QUESTION, ("bob", "Which version do you use? Could you post the log?")))
    assert found.state == "abandoned"


def test_advice_without_confirmation_is_answered() -> None:
    """Advice that nobody confirmed is an answer, not a solution."""
    found = resolve(thread(QUESTION, ADVICE, ("ann", "It still does not work.")))
    assert found.state == "answered"


def test_pointer_to_another_thread_is_a_duplicate_with_its_link() -> None:
    """A reply that sends the asker elsewhere gives the link of that thread."""
    reply = "This was already answered in this thread: https://forum.example.org/t/12"
    found = resolve(thread(QUESTION, ("bob", reply)))
    assert (found.state, found.duplicate_of) == ("duplicate", "https://forum.example.org/t/12")


def test_declared_stands_beside_inferred() -> None:
    """What the forum declares is kept verbatim and does not change what is inferred."""
    plain = thread(QUESTION, ADVICE, ("ann", "It still does not work."))
    marked = Thread(id="1", source="forum", title=plain.title, posts=plain.posts, solved=True)
    without, beside = resolve(plain), resolve(marked)
    assert (without.declared, beside.declared) == (None, "solved")
    assert (without.state, without.probability) == (beside.state, beside.probability)


@pytest.mark.parametrize(
    ("title", "mark"),
    [
        ("[SOLVED] No sound", True),
        ("No sound (résolu)", True),
        ("gelöst: kein Ton", True),
        ("Sin sonido - solucionado", True),
        ("[unsolved] No sound", False),
        ("[non résolu] Pas de son", False),
        ("Kein Ton (ungelöst)", False),
        ("Solved equations look wrong", None),
        ("How are crimes solved", None),
    ],
)
def test_title_marks(title: str, mark: bool | None) -> None:
    """A mark set apart in a title counts, its negation counts against, words of the subject do not."""
    assert read_signals(thread(QUESTION, ADVICE, title=title)).title_mark is mark


def test_unknown_language_is_unknown() -> None:
    """A thread in a language without cues gets no figure."""
    found = resolve(
        thread(
            ("ann", "Звук пропал после обновления, что мне делать?"),
            ("bob", "Выберите устройство вывода."),
            title="Нет звука",
        )
    )
    assert (found.state, found.probability) == ("unknown", None)


def test_megathread_is_set_aside_with_its_reason() -> None:
    """A thousand posts are no single question: set aside, and the reason says so."""
    many = thread(*[(f"person {i % 300}", "Same here.") for i in range(1000)])
    signals = read_signals(many)
    assert signals.set_aside == "megathread: 1000 posts by 300 people hold more than one question"
    assert ResolutionModel.shipped().resolve(signals).state == "unknown"


def test_deleted_asker_and_missing_dates() -> None:
    """Without the asker's name and without dates a thread is still judged."""
    posts = (
        Post(id="0", body=QUESTION[1]),
        Post(id="1", author="bob", body=ADVICE[1]),
        Post(id="2", body="Thanks, solved."),
    )
    found = resolve(Thread(id="1", source="forum", title="No sound", posts=posts))
    assert found.probability is not None
    assert found.solution_post in {"1", "2"}


def test_replies_dated_before_the_question() -> None:
    """A forum's broken clock changes no state."""
    said = (QUESTION, ADVICE, ("ann", "Thank you, that fixed it!"))
    right = thread(*said)
    posts = tuple(
        Post(id=p.id, author=p.author, body=p.body, created_at=START - timedelta(days=int(p.id)))
        for p in right.posts
    )
    assert (
        resolve(Thread(id="1", source="forum", title=right.title, posts=posts)).state == resolve(right).state
    )


def test_one_person_alone() -> None:
    """Where only the asker writes, the asker's own post may be the solution."""
    found = resolve(thread(QUESTION, ("ann", "I found the solution: the driver was missing. It works now.")))
    assert (found.state, found.solution_post) == ("solved", "1")


def test_markdown_quotes_and_code_are_not_the_authors_words() -> None:
    """Words inside a quote or a code block are nobody's claim."""
    said = "> **bob wrote:**\n> that fixed it, works now\n\nI still get the error.\n\n```\nsolved = True\n```"
    kinds = read_signals(thread(QUESTION, ADVICE, ("ann", said))).posts[2].kinds
    assert "fails" in kinds
    assert "solved" not in kinds


WORDS = st.sampled_from(
    [
        "thanks",
        "that",
        "fixed",
        "it",
        "not",
        "still",
        "works",
        "why",
        "?",
        ".",
        "you",
        "need",
        "to",
        "[x](http://a)",
        "`c`",
        "é",
    ]
)
POSTS = st.lists(
    st.tuples(st.sampled_from([None, "ann", "bob", "Cy"]), st.lists(WORDS, max_size=12).map(" ".join)),
    min_size=1,
    max_size=6,
)


@settings(max_examples=60, deadline=None)
@given(POSTS)
def test_invariants(said: list[tuple[str | None, str]]) -> None:
    """Probabilities are shares, posts exist, quotes are bounded, and the store's form loses nothing."""
    signals = read_signals(thread(*said))
    found = ResolutionModel.shipped().resolve(signals)
    ids = {post.id for post in signals.posts}
    assert found.probability is None or 0.0 <= found.probability <= 1.0
    assert {found.solution_post, found.runner_up} - {None} <= ids
    assert all(cue.post in ids and len(cue.quote) <= 240 for cue in found.evidence)
    assert Signals.from_dict(signals.as_dict()) == signals


@settings(max_examples=60, deadline=None)
@given(POSTS, st.sampled_from(["No sound", "[SOLVED] No sound"]))
def test_who_is_told_that_it_is_surely_solved_is_told_by_what(
    said: list[tuple[str | None, str]], title: str
) -> None:
    """From .9 on a post is named, and it is the right one as surely."""
    found = resolve(thread(*said, title=title))
    if (found.probability or 0) >= 0.9:
        assert found.solution_post is not None
        assert (found.post_probability or 0) >= 0.9


def test_a_stranger_s_word_confirms_nothing_where_nobody_has_a_name() -> None:
    """Without authors only the opening is the asker's: thanks below it may be anybody's."""
    found = resolve(thread((None, QUESTION[1]), (None, ADVICE[1]), (None, "Thank you, that fixed it!")))
    assert not found.confirmed
    assert (found.probability or 0) < 0.9


@settings(max_examples=30, deadline=None)
@given(st.lists(POSTS, max_size=4))
def test_many_are_resolved_as_one_by_one(threads: list[list[tuple[str | None, str]]]) -> None:
    """A thread's resolution depends on the thread alone."""
    model = ResolutionModel.shipped()
    signals = [read_signals(thread(*said)) for said in threads]
    assert model.resolve_all(signals) == [model.resolve(each) for each in signals]


@pytest.mark.parametrize(
    ("said", "standing"),
    [
        ((QUESTION,), "nobody answered"),
        ((QUESTION, ("bob", "Which version do you use? Could you post the log?")), "nobody answered"),
        ((QUESTION, ("bob", "Same problem here, any news?")), "nobody answered"),
        ((QUESTION, ("bob", "Did you by any chance change the cable?")), "nobody answered"),
        (
            (QUESTION, ("bob", "I've been asking since January. There is nothing I know of.")),
            "nobody answered",
        ),
        ((QUESTION, ("bob", "Please mark your thread as answered once it is.")), "nobody answered"),
        ((QUESTION, ADVICE), "answered, not confirmed"),
        ((QUESTION, ADVICE, ("cy", "Is that so on Linux as well?")), "answered, not confirmed"),
        ((QUESTION, ADVICE, ("ann", "It still does not work, same error.")), "nobody answered"),
        ((QUESTION, ADVICE, ("ann", "Thank you, that fixed it! All good now.")), "solved (confirmed)"),
    ],
)
def test_a_state_says_whose_word_it_rests_on(said: tuple[tuple[str, str], ...], standing: str) -> None:
    """Solved by confirmation, answered without one, and not answered are told apart as shown."""
    assert resolve(thread(*said)).standing == standing


def test_what_the_forum_declares_is_shown_as_its_word() -> None:
    """A declared solution is never shown as read from the thread."""
    plain = thread(QUESTION, ADVICE)
    found = resolve(Thread(id="1", source="forum", title=plain.title, posts=plain.posts, solved=True))
    assert found.standing == "solved (declared)"


def test_an_unconfirmed_answer_is_given_with_its_words() -> None:
    """Where nobody confirms an answer, the post that answers is named and its sentence quoted."""
    asked_back = ("cy", "Which version is it?")
    found = resolve(thread(QUESTION, asked_back, ADVICE))
    assert (found.standing, found.solution_post) == ("answered, not confirmed", "2")
    assert found.evidence[0].quote == ADVICE[1]


SIGNED = "The driver is the newest one and the cable is another one since this morning. {}"


@pytest.mark.parametrize(
    "reply",
    [
        SIGNED.format("Thanks, Ann"),
        SIGNED.format("Thank you!"),
        "Thanks, but the device is not in the list.",
        "Thank you! How do I open the settings?",
        "Thanks. One more question, I wonder where the settings are",
        "I use version 4 on a laptop, and the sound of the browser works until the update starts.",
    ],
)
def test_thanks_that_confirm_nothing(reply: str) -> None:
    """A farewell, thanks before a "but" or a question, and what works up to a point confirm no answer."""
    found = resolve(thread(QUESTION, ADVICE, ("ann", reply)))
    assert not found.confirmed
    assert found.standing == "answered, not confirmed"


@pytest.mark.parametrize(
    ("language", "talk", "more"),
    [
        ("de", "Bitte das Thema als gelöst markieren.", "Danke, noch eine Frage dazu"),
        ("en", "Please mark this thread as solved.", "Thanks, one more question about that"),
        ("es", "Por favor, marca el tema como solucionado.", "Gracias, otra duda sobre eso"),
        ("fr", "Merci de mettre le sujet en résolu.", "Merci, encore une question"),
    ],
)
def test_forum_talk_and_further_questions_in_each_language(language: str, talk: str, more: str) -> None:
    """A request to mark the thread tells no success; a further question is known without its mark."""
    cues = cues_by_language()[language]
    assert {cue.kind for cue in cues.find(talk)} & {"moderation", "solved", "self_solved"} == {"moderation"}
    assert "asks_on" in {cue.kind for cue in cues.find(more)}


@pytest.mark.parametrize(
    ("said", "post"),
    [
        ((ADVICE, ("ann", "That fixed it, thanks!"), ("bob", "Please mark the thread as solved.")), "1"),
        ((ADVICE, ("ann", "That fixed it, thanks!"), ("cy", "How did you do that on a phone?")), "1"),
        (
            (
                ("bob", "You need to install the driver again."),
                ("ann", "Still the same error."),
                ADVICE,
                ("ann", "That fixed it, thanks!"),
            ),
            "3",
        ),
        ((("bob", "Which version is it? Can you send me the log?"), ADVICE, ("ann", "It works now!")), "2"),
    ],
)
def test_the_solution_is_no_question_no_request_and_nothing_that_failed(
    said: tuple[tuple[str, str], ...], post: str
) -> None:
    """The named post answers: neither who asks, nor who has the thread marked, nor what left the error."""
    found = resolve(thread(QUESTION, *said))
    assert (found.standing, found.solution_post) == ("solved (confirmed)", post)


def test_good_wishes_are_no_solution() -> None:
    """Where the title says solved and the only reply is glad of it, no post is named."""
    found = resolve(
        thread(QUESTION, ("bob", "Glad it works now, thanks for the update."), title="[SOLVED] No sound")
    )
    assert (found.standing, found.solution_post) == ("solved (confirmed)", None)


@pytest.mark.parametrize(
    "reply",
    [
        "Perfect, I will try it tomorrow.",
        "It works. However, the picture flickers.",
    ],
)
def test_a_confirmation_of_something_else_is_less_sure(reply: str) -> None:
    """A promise to try and a "however" leave a confirmation below the surest."""
    plain = resolve(thread(QUESTION, ADVICE, ("ann", "It works now, thank you!")))
    found = resolve(thread(QUESTION, ADVICE, ("ann", reply)))
    assert plain.probability is not None
    assert found.probability is not None
    assert plain.probability >= 0.9 > found.probability


@pytest.mark.parametrize(
    "reply",
    [
        "Bob was able to reproduce this on his computer.",
        "It works quite well... but not in our room.",
        "I fixed most of the settings that you name.",
        "What am I doing wrong here?",
        "I don't see the device in the list of devices.",
    ],
)
def test_success_of_something_else_confirms_nothing(reply: str) -> None:
    """What was reproduced, half fixed, taken back or asked is no success."""
    assert not resolve(thread(QUESTION, ADVICE, ("ann", reply))).confirmed


def probability(*said: tuple[str | None, str], **fields: object) -> float:
    """How probably a thread is solved."""
    found = resolve(thread(QUESTION, *said, **fields)).probability
    assert found is not None
    return found


def test_what_was_looked_for_is_no_further_wish() -> None:
    """ "Exactly what I was looking for" is a success, not one who is still looking."""
    kinds = read_signals(thread(QUESTION, ADVICE, ("ann", "Exactly what I was looking for."))).posts[2].kinds
    assert "solved" in kinds
    assert "asks_on" not in kinds


def test_thanks_followed_by_a_but_are_worth_less() -> None:
    """Thanks for the attempt, with a "however" in the next sentence, are no thanks for an answer."""
    polite = probability(ADVICE, ("ann", "Thanks for your reply. However, I use no such device."))
    assert polite < probability(ADVICE, ("ann", "Thanks for your reply."))
    assert polite < 0.5


def test_without_a_word_of_the_asker_no_thread_is_sure() -> None:
    """However complete an answer is, nobody knows whether it helped."""
    steps = "1. Open the settings.\n2. Choose the output.\n3. Restart.\n\n```\nsound --reset\n```"
    assert probability(("bob", steps), ("cid", "Good answer, that is how I do it, too.")) < 0.9


def test_a_question_of_the_asker_is_no_solution_however_long() -> None:
    """An asker who goes on asking, with code and detail, has not solved it."""
    detail = "I run this:\n\n```\nsound --list\n```\n\n" + "It prints one device and then stops. " * 8
    asks = ("ann", f"{detail}Which of them is the right one?")
    given = thread(QUESTION, ("bob", "Run it with the list option."), asks, ("ann", "Perfect, thanks!"))
    assert not may_solve(read_signals(given), 2)


def test_a_fault_that_came_back_undoes_the_success() -> None:
    """What the asker says last counts."""
    works = ("ann", "Great, that fixed it, thanks!")
    again = ("ann", "It failed again today, the same error as before.")
    assert probability(ADVICE, works) >= 0.9
    after = resolve(thread(QUESTION, ADVICE, works, ("bob", "Glad to hear."), again))
    assert not after.confirmed
    assert (after.probability or 0) < 0.6


def test_the_named_post_has_a_probability_of_its_own() -> None:
    """Two answers before one "thanks, that worked" leave the thread surely solved and the post unsure."""
    other = ("cid", "You have to choose the right output device, then restart the sound server.")
    lone = resolve(thread(QUESTION, ADVICE, ("ann", "Thanks, that worked!")))
    pair = resolve(thread(QUESTION, ADVICE, other, ("ann", "Thanks, that worked!")))
    assert lone.post_probability is not None
    assert pair.post_probability is not None
    assert pair.post_probability < 0.9 < lone.post_probability
    assert min(lone.probability or 0, pair.probability or 0) >= 0.85


def test_a_bare_word_that_it_works_is_no_sure_solution() -> None:
    """A post that only says "solved" tells nobody how; the thread stays below .9, and so does the post."""
    found = resolve(thread(QUESTION, ("ann", "Solved.")))
    assert (found.probability or 0) < 0.9
    assert (found.post_probability or 0) < 0.9


def test_who_tells_a_long_story_after_it_works_is_less_sure() -> None:
    """A long confirmation holds reservations and further steps, and a short one does not."""
    story = "The speaker stood on the wrong output, as after each update, and I looked for it for a while. "
    brief, long = (probability(ADVICE, ("ann", f"That fixed it, thanks! {story * n}")) for n in (0, 6))
    assert long < brief - 0.1
    assert brief >= 0.95


def test_the_more_helpers_tried_before_the_less_sure_is_the_named_post() -> None:
    """Of the last of several helpers one knows less whether it was them, at the same share of the choice."""
    tried = [(f"helper {n}", "You need to choose the right output device.") for n in range(4)]
    signals = read_signals(thread(QUESTION, *tried, ("ann", "Thanks, that worked!")))
    chances = [ResolutionModel.shipped().solved.right_post(signals, place, 0.9) for place in (1, 2, 3, 4)]
    assert chances == sorted(chances, reverse=True)
    assert chances[0] > chances[-1] + 0.05


def test_a_marked_title_is_solved_but_not_by_whatever_was_said_below_it() -> None:
    """The title says that it is solved, not that the one remark below it did it."""
    found = resolve(thread(QUESTION, ("bob", "Yeah, I do something similar."), title="[SOLVED] No sound"))
    assert found.standing == "solved (confirmed)"
    assert (found.probability or 0) < 0.9


@pytest.mark.parametrize("mark", ["[SOLVED] No sound", "No sound (solved)"])
def test_a_mark_without_a_post_that_can_be_the_solution_stays_below_sure(mark: str) -> None:
    """The title says solved, but all that follows is the asker's question: nobody can check by what."""
    found = resolve(thread(QUESTION, ("ann", "Does it work for you?"), title=mark))
    assert found.is_solved
    assert found.solution_post is None
    assert (found.probability or 0) < 0.9


def test_a_thread_that_asks_nothing_was_not_solved_by_anybody() -> None:
    """Thanks under a show-case infer nothing; what the forum declares stays."""
    solved = Resolution(
        thread="s:1",
        declared="solved",
        declared_post="2",
        state="solved",
        probability=0.9,
        solution_post="2",
        confirmed=True,
    )
    expected = Resolution(thread="s:1", declared="solved", declared_post="2", state="not a question")
    assert nothing_asked(solved) == expected
    assert nothing_asked(Resolution(thread="s:1")).state == "unknown"


@pytest.mark.parametrize(
    "last",
    [
        "Never mind.",
        "nvm, got it working",
        "Please close this, I no longer need it and have moved to another program since.",
        "Update: the trouble went away by itself over night, no idea why.",
        "It solved itself.",
    ],
)
def test_a_question_that_is_taken_back_is_not_solved_by_a_post(last: str) -> None:
    """The asker is done with it, and nobody who reads it learns what helped."""
    found = resolve(thread(QUESTION, ("bob", "Which device do you use?"), ("ann", last)))
    assert not found.is_solved
    assert found.solution_post is None
    assert found.standing == "nobody answered"
    assert any(cue.kind in ("withdrawn", "by_itself") for cue in found.evidence)


@pytest.mark.parametrize(
    ("question", "asked_back", "last"),
    [
        (
            "Hallo, seit dem Update kommt kein Ton mehr. Was kann ich tun?",
            "Welches Gerät nutzt du?",
            "Hat sich erledigt!",
        ),
        (
            "Hallo, seit dem Update kommt kein Ton mehr. Was kann ich tun?",
            "Welches Gerät nutzt du?",
            "Das Problem hat sich über Nacht von selbst gelöst.",
        ),
        (
            "Hallo, seit dem Update kommt kein Ton mehr. Was kann ich tun?",
            "Welches Gerät nutzt du?",
            "Hat sich erledigt. Der andere Player ist da etwas umgänglicher. Trotzdem danke.",
        ),
        (
            "Bonjour, il n'y a plus de son depuis la mise à jour. Que faire ?",
            "Quel appareil utilisez-vous ?",
            "Laissez tomber, ça s'est réglé tout seul.",
        ),
        (
            "Hola, no hay sonido desde la actualización. ¿Qué puedo hacer?",
            "¿Qué aparato usas?",
            "Olvídalo, se arregló solo.",
        ),
    ],
)
def test_a_question_is_taken_back_in_other_languages(question: str, asked_back: str, last: str) -> None:
    """Each language with cues has words for it."""
    found = resolve(thread(("ann", question), ("bob", asked_back), ("ann", last), title=question[:40]))
    assert not found.is_solved
    assert found.solution_post is None


def test_an_answer_under_a_question_that_was_taken_back_stands_unconfirmed() -> None:
    """It may help others; the asker does not say that it helped."""
    found = resolve(thread(QUESTION, ADVICE, ("ann", "Never mind, I have sold the thing.")))
    assert (found.is_solved, found.standing) == (False, "answered, not confirmed")
    assert found.best_post == "1"


@pytest.mark.parametrize(
    "last",
    [
        "Never mind, I found it: the wrong output device was chosen in the settings of the player.",
        "Never mind. `amixer set Master unmute` fixed it.",
        "Thanks, that fixed it! You may close this.",
    ],
)
def test_who_takes_back_and_tells_what_helped_solved_it(last: str) -> None:
    """The word is there for others to read."""
    assert resolve(thread(QUESTION, ADVICE, ("ann", last))).is_solved
