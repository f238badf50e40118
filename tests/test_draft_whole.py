"""The solution post is told whole: every step and condition, in its order, with what was added to it."""

from __future__ import annotations

import dataclasses

import pytest
from draft_threads import drafted, guessed, post, said, solved, statements, thread

from kbminer.errors import NoAnswer
from kbminer.evaluate.drafts import evaluate_drafts
from kbminer.publish.draft_markdown import render_markdown
from kbminer.publish.html_body import body
from kbminer.publish.html_text import Html
from kbminer.records import Cue, Draft, Group, Post, Resolution, Thread
from kbminer.text.title_words import clean_title
from kbminer.verify import check_draft

ASK = "The scanner Lumo 300 reports error E42 since the update to firmware 2.1 and does not scan."
STEPS = (
    "Hi Ada,\n\nI had the same last year.\n\n"
    "1. Unplug the scanner.\n"
    "2. If a page is still inside, pull it out; otherwise open the lid first.\n"
    "3. Sorry, this one is easy to miss: never delete `calib.db` before you have copied it.\n"
    "4. Then restart.\n"
    "5. Run:\n\n```sh\nlumo --reset E42\n```\n\n"
    "6. Change the password under Settings > Security, unless you have a new one already.\n"
    "7. Plug it in again.\n\nHope that helps!\nHana"
)


def _answered(*replies: Post, ask: str = ASK, title: str = "Scanner reports E42") -> Thread:
    return thread("1", title, ask, *replies)


def _draft(*replies: Post, ask: str = ASK) -> Draft:
    one = _answered(*replies, ask=ask)
    return drafted((one, solved(one, "2")))


def _confirmed(one: Thread, by: str, in_post: str) -> Resolution:
    cue = Cue(kind="solved", quote="works", post=in_post)
    return Resolution(thread=one.key, state="solved", probability=0.95, solution_post=by, evidence=(cue,))


def test_every_step_is_told_with_the_number_of_its_post() -> None:
    """Seven steps stay seven, whatever courtesy, condition or warning stands in them."""
    told = [(s.step, s.kind) for s in statements(_draft(post(2, STEPS)), "resolution") if s.step]
    assert [step for step, kind in told if kind == "sentence"] == [1, 2, 3, 4, 5, 6, 7]
    assert (5, "code") in told


def test_a_long_answer_loses_none_of_its_code() -> None:
    """Code is told whole and in its place, however much of it a post holds."""
    blocks = [f"set option_{i} {i}\nset other_{i} {i}" for i in range(12)]
    answer = "\n\n".join(
        f"Then add this for part {i}:\n\n```\n{block}\n```" for i, block in enumerate(blocks)
    )
    assert said(_draft(post(2, answer)), "resolution", "code") == blocks


@pytest.mark.parametrize(
    "sentence",
    [
        "I believe you have to clear the queue first.",
        "As far as I know, this holds for firmware 2.1 alone.",
        "If the lamp blinks, hold the button for ten seconds, otherwise skip this.",
        "You must not delete `calib.db` before the restart, sorry for that.",
        "However, back up `calib.db` before you do that.",
        "Finally, restart the service.",
    ],
)
def test_hedges_and_conditions_are_kept(sentence: str) -> None:
    """Neither "I believe" nor "if" nor a warning is cut off an answer."""
    told = said(_draft(post(2, f"Reset the scanner with `lumo --reset`. {sentence}")), "resolution")
    assert told == ["Reset the scanner with `lumo --reset`.", sentence]


def test_hedges_are_kept_in_other_languages() -> None:
    """ "Ich glaube, …" and "je pense que …" stay."""
    answers = {
        "de": "Ich glaube, du musst zuerst den Ordner `cache` löschen.",
        "fr": "Je pense que tu dois d’abord supprimer le dossier `cache`.",
        "es": "Creo que primero tienes que borrar la carpeta `cache`.",
    }
    for language, answer in answers.items():
        one = _answered(post(2, answer))
        assert said(drafted((one, solved(one, "2")), language=language), "resolution") == [answer]


def test_what_is_left_out_and_may_matter_is_listed_with_its_words() -> None:
    """A question back that names a file is no part of the article, and the editor is shown it."""
    answer = "Run `lumo --reset`. Did you copy `calib.db` before you updated? Let me know how it goes."
    draft = _draft(post(2, answer))
    assert said(draft, "resolution") == ["Run `lumo --reset`."]
    assert [s.text for s in draft.left_out] == ["Did you copy `calib.db` before you updated?"]
    assert all(s.citations[0].post == "2" for s in draft.left_out)
    assert "Did you copy `calib.db` before you updated?" in render_markdown(draft)
    assert "Did you copy calib.db before you updated?" in body(draft, Html)


def test_what_the_answerer_adds_before_the_asker_confirms_is_told() -> None:
    """A last step of the answerer's and the asker's own caveat stand behind it, each with its post."""
    one = _answered(
        post(2, "Run `lumo --reset`."),
        post(3, "Does anybody know whether this works for the Lumo 500, too?", author="other_otto"),
        post(4, "You also have to set `warm_up = 1` in `lumo.ini`."),
        post(
            5, "That works. I had to restart the service `lumod` after that, too. Thanks!", author="asker_ada"
        ),
        post(6, "You should also paint it green with `lumo --green`."),
    )
    draft = drafted((one, _confirmed(one, "2", "5")))
    told = [(s.text, s.citations[0].post) for s in statements(draft, "resolution")]
    assert told == [
        ("Run `lumo --reset`.", "2"),
        ("You also have to set `warm_up = 1` in `lumo.ini`.", "4"),
        ("I had to restart the service `lumod` after that, too.", "5"),
    ]
    assert check_draft(draft, {one.key: one}) == ()


def test_how_an_asker_used_an_answer_adds_nothing() -> None:
    """The asker's own script is his use of the answer, no second answer."""
    one = _answered(
        post(2, "Run `lumo --reset`."),
        post(3, "Perfect, thanks! Here is mine:\n\n```\nlumo --reset\necho done\n```", author="asker_ada"),
    )
    assert said(drafted((one, _confirmed(one, "2", "3"))), "resolution", "code") == []


def test_no_second_reply_of_a_thread_stands_beside_its_answer() -> None:
    """The answer stands alone, and where another reply may be the one that was meant there is no draft."""
    one = _answered(
        post(2, "Run `lumo --reset` in a terminal."),
        post(3, "You could set `mode = slow` in `lumo.ini` and restart the service.", author="other_otto"),
        post(4, "The first one works, thanks.", author="asker_ada"),
    )
    sure = dataclasses.replace(_confirmed(one, "2", "4"), runner_up="3", post_probability=0.9)
    assert [s.name for s in drafted((one, sure)).sections].count("resolution") == 1
    with pytest.raises(NoAnswer, match="not sure enough which post"):
        drafted((one, dataclasses.replace(sure, post_probability=0.62)))


def test_what_the_asker_says_it_was_stands_behind_the_answer() -> None:
    """The word that it helped is told where it names the cause; mere thanks are not."""
    cause = "The error came from the cable, because its plug was bent."
    one = _answered(
        post(2, "Run `lumo --probe` in a terminal and replace what it names."),
        post(3, f"Thanks, that worked! {cause}", author="asker_ada"),
    )
    assert said(drafted((one, _confirmed(one, "2", "3"))), "resolution")[-1] == cause


def test_what_its_writer_said_before_leads_up_to_the_answer() -> None:
    """An answer leans on what its writer said earlier in the thread: that is told before it."""
    why = "Set `calib` to 0 in `lumo.ini`, because the firmware 2.1 reads it twice."
    one = _answered(
        post(2, why),
        post(3, "I have set it to 0 now, thanks.", author="asker_ada"),
        post(4, "Run `lumo --reset E42` in a terminal and restart the scanner."),
    )
    told = said(drafted((one, solved(one, "4"))), "resolution")
    assert told.index(why) < told.index("Run `lumo --reset E42` in a terminal and restart the scanner.")


@pytest.mark.parametrize(
    "pointer",
    [
        "See https://lumo.example.org/wiki/errors/e42",
        "You get it here:\n\nhttps://lumo.example.org/shop",
        "Set it like here:\n\n![the tray](https://lumo.example.org/a.png)",
    ],
)
def test_an_answer_that_only_leads_elsewhere_has_no_draft(pointer: str) -> None:
    """Unless the forum names it, a bare link or a picture is left to a person."""
    one = _answered(post(2, pointer), post(3, "That worked, thanks.", author="asker_ada"))
    with pytest.raises(NoAnswer):
        drafted((one, _confirmed(one, "2", "3")))


def test_empty_lines_do_not_make_code_a_listing() -> None:
    """Some boards set an empty line behind each line of code: it counts by what it holds."""
    code = "\n\n".join(f"set {'xy' * (i + 1)} on" for i in range(40))
    answer = f"Put this into `lumo.ini`:\n\n```\n{code}\n```"
    assert said(_draft(post(2, answer)), "resolution", "code") == [code]


def test_a_command_set_off_as_a_quote_is_told_behind_a_sentence_that_breaks_off() -> None:
    """Who shows a command as a nameless quote need not set a colon before it; a greeting leads to nothing."""
    told = _draft(post(2, "You can check it by typing\n\n> lumo-cli ping\n\nThen run `lumo --reset`."))
    assert said(told, "resolution", "code") == ["lumo-cli ping"]
    greeted = _draft(post(2, "Hello Ada\n\n> lumo-cli ping\n\nRun `lumo --reset` instead."))
    assert said(greeted, "resolution", "code") == []


def test_headings_and_quoted_manuals_are_told() -> None:
    """A heading over steps stays, and so does a passage that the answer quotes from a manual."""
    answer = (
        "## In the settings\n\nSet `mode = slow`.\n\nThe manual says:\n\n"
        "> Keep the lid closed while the lamp is warm.\n\n## Photos"
    )
    assert said(_draft(post(2, answer)), "resolution") == [
        "In the settings",
        "Set `mode = slow`.",
        "The manual says:",
        "Keep the lid closed while the lamp is warm.",
    ]


def test_a_list_without_numbers_stays_one() -> None:
    """Points of a list are no steps: they are shown as points, in Markdown and in HTML."""
    answer = (
        "Two things cause it:\n\n- The lamp of the `L2` series is cold.\n- The lid of the scanner is open."
    )
    draft = _draft(post(2, answer))
    assert [s.step for s in statements(draft, "resolution")] == [None, None, None]
    assert "\n- The lamp of the `L2` series is cold.[^" in render_markdown(draft)
    assert "<ul><li>The lamp of the <code>L2</code> series is cold." in body(draft, Html)


def test_a_sentence_keeps_its_words_where_it_shows_a_picture() -> None:
    """A picture within a sentence gives way to its words, and the editor is told to describe it."""
    answer = (
        "Click ![the gear](https://example.org/g.png) and choose `Reset`.\n\n![](https://example.org/h.png)"
    )
    draft = _draft(post(2, answer))
    assert said(draft, "resolution") == ["Click the gear and choose `Reset`."]
    assert len(said(draft, "resolution", "todo")) == 1


def test_a_script_that_nobody_fenced_stays_whole() -> None:
    """Lines of a script between sentences are one piece of code, the closing bracket among them."""
    script = '@echo off\nif "%mode%"=="slow" (\necho slow\n) else (\necho fast\n)'
    draft = _draft(post(2, f"Put this into `start.bat` and run it.\n\n{script}"))
    assert said(draft, "resolution", "code") == [script]


def test_a_rest_of_a_smiley_does_not_open_a_sentence() -> None:
    """ "Hi NAME :smile:, …" leaves nothing of the smiley."""
    draft = _draft(post(2, "Hi @asker_ada :slightly_smiling_face:, you have to run `lumo --reset`."))
    assert said(draft, "resolution") == ["you have to run `lumo --reset`."]


def test_the_issue_is_the_question_with_its_code_and_nothing_said_later() -> None:
    """The code that fails stands in the Issue; what the asker answered to others, or others ask, does not."""
    ask = f"{ASK}\n\nI run this:\n\n```\nlumo --scan a.tif\n```\n\nWhat is wrong? Any help is welcome!"
    one = thread(
        "1",
        "Scanner reports E42",
        ask,
        post(2, "Which file do you scan, and with which `lumo.ini`?"),
        post(3, "The files are named like `D100318A.tif`.", author="asker_ada"),
        post(4, "Mine shows `E43` instead, what can I do?", author="other_otto"),
        post(5, "Rename the files to eight letters with `lumo --rename`."),
    )
    draft = drafted((one, solved(one, "5")))
    assert said(draft, "issue") == [
        ASK,
        "I run this:",
        "What is wrong?",
    ]
    assert said(draft, "issue", "code") == ["lumo --scan a.tif"]


def test_code_too_long_for_the_issue_is_named() -> None:
    """A whole program in the question is left to the editor, who learns of it."""
    program = "\n".join(f"set value_{i} {i * i}" for i in range(90))
    draft = _draft(post(2, "Run `lumo --reset`."), ask=f"{ASK}\n\n```\n{program}\n```")
    assert said(draft, "issue", "code") == []
    assert "90" in said(draft, "issue", "todo")[0]


def test_what_nobody_confirmed_is_not_drafted() -> None:
    """An advice that nobody confirmed is a person's to check: no draft pretends that it helps."""
    one = _answered(post(2, "Run `lumo --reset` in a terminal and restart the service."))
    unsure = Resolution(thread=one.key, state="answered", probability=0.4, solution_post="2")
    with pytest.raises(NoAnswer, match="nobody has confirmed"):
        drafted((one, unsure))


@pytest.mark.parametrize(
    "reply",
    [
        "The option is now enabled on your account.",
        "You should be good to go.",
        "Will test it.",
        "Our engineers have resolved the issue. Can you check again?",
        "All questions are best addressed on our other forum.",
    ],
)
def test_what_was_done_for_one_asker_is_no_answer(reply: str) -> None:
    """News for one asker, a promise or a pointer to another forum give other readers nothing to do."""
    with pytest.raises(NoAnswer):
        _draft(post(2, reply))


def test_groups_without_a_sure_answer_are_counted_apart() -> None:
    """The evaluation counts what has no draft, and measures the drafts that are there."""
    one = _answered(post(2, "Will test it."))
    group = Group(id="g", members=(one.key,), representative=one.key, title=one.title)
    report = evaluate_drafts([group], {one.key: one}, {}, {one.key: guessed(one, "2", 0.9)})
    assert (report.drafts, report.refused, report.silent) == (0, 0, 1)


@pytest.mark.parametrize(
    ("title", "clean"),
    [
        ("[Updated] Patch for the scanner", "Patch for the scanner"),
        ("Help with findstr", "Help with findstr"),
        ("Help with the lamp of the scanner", "the lamp of the scanner"),
    ],
)
def test_a_title_is_no_scrap(title: str, clean: str) -> None:
    """A tag goes, and a cry for help goes where a whole title is left without it."""
    assert clean_title(title) == clean


def test_a_talk_of_many_posts_has_no_draft_unless_the_forum_names_the_answer() -> None:
    """In a discussion of dozens of posts no one post is the answer, whoever thanks for it."""
    talk = [
        dataclasses.replace(post(2, f"Set `mode_{n} = slow` in `lumo.ini`.", f"member_{n}"), id=str(n))
        for n in range(2, 50)
    ]
    one = _answered(*talk)
    with pytest.raises(NoAnswer):
        drafted((one, guessed(one, "2", 0.9)))
    assert said(drafted((one, solved(one, "2"))), "resolution") == ["Set `mode_2 = slow` in `lumo.ini`."]


def test_thanks_of_the_asker_are_no_step() -> None:
    """What the asker writes to confirm is told for what it adds, not for its thanks."""
    one = _answered(
        post(2, "Run `lumo --reset` in a terminal."),
        post(3, "Oh thanks, I only had `lumo --scan` before, it works very well now!", author="asker_ada"),
    )
    assert said(drafted((one, _confirmed(one, "2", "3"))), "resolution") == [
        "Run `lumo --reset` in a terminal."
    ]


def test_a_link_within_the_forums_own_pages_leaves_its_words() -> None:
    """A link to a page beside the post leads nowhere from an article: its words stay."""
    draft = _draft(post(2, "Read [the topic on lamps](viewtopic.php?t=7) and run `lumo --reset`."))
    assert said(draft, "resolution") == ["Read the topic on lamps and run `lumo --reset`."]


def test_what_a_writer_did_is_a_step_where_he_says_that_it_helped() -> None:
    """ "I reverted it" is the step of a report, however short and personal it is."""
    report = (
        "I managed to resolve it! Editing /lib/lamp.ts did cause problems later. "
        "I reverted it to the original. After that both commands worked."
    )
    one = _answered(post(2, report, author="asker_ada"))
    assert "I reverted it to the original." in said(drafted((one, solved(one, "2"))), "resolution")
