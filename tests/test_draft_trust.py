"""What an editor may trust a draft for: no asides, no logs, no scraps, and what is missing marked."""

from __future__ import annotations

import dataclasses

import pytest
import yaml
from draft_threads import OTHER, PRINTER, drafted, guessed, post, said, solved, thread

from kbminer.draft.boilerplate import is_log, is_machine_line
from kbminer.draft.environment import environment_of
from kbminer.draft.evidence import Asked
from kbminer.draft.extract import take_over
from kbminer.draft.phrase_cues import cues_for
from kbminer.errors import NoAnswer
from kbminer.publish.draft_markdown import render_markdown
from kbminer.records import Question
from kbminer.redact.posts import read_post

ADVICE = {
    "en": "Set `color_depth` to 8 in the profile.",
    "de": "Stelle `color_depth` im Profil auf 8.",
    "fr": "Il faut mettre `color_depth` à 8 dans le profil.",
    "es": "Hay que poner `color_depth` a 8 en el perfil.",
}


def _told(body: str, language: str = "en") -> list[str]:
    reading = read_post(post(2, body), ())
    return [p.text for p in take_over(reading, cues_for(language), language).segments]


@pytest.mark.parametrize(
    ("language", "aside"),
    [
        ("en", "We are planning a new importer with support for deep profiles."),
        ("en", "The new build will be on the server tomorrow for all platforms."),
        ("en", "I was quite surprised that the old profile still has 16 bits."),
        ("en", "I've just opened a ticket for the wrong default of the profile."),
        ("de", "Wir planen einen neuen Import mit Unterstützung für tiefe Profile."),
        ("de", "Der neue Stand liegt morgen für alle Systeme auf dem Server."),
        ("fr", "Nous espérons livrer un import des profils à 16 bits."),
        ("fr", "La nouvelle version sera bientôt sur le serveur pour tous."),
        ("es", "Esperamos publicar un importador de perfiles de 16 bits."),
        ("es", "La nueva versión estará pronto en el servidor para todos."),
    ],
)
def test_plans_news_and_feelings_are_not_told(language: str, aside: str) -> None:
    """A plan, a promise, the news of a day or a feeling is no advice, in whichever language."""
    assert _told(f"{ADVICE[language]} {aside}", language) == [ADVICE[language]]


def test_as_soon_as_is_no_news() -> None:
    """What shall be done "as soon as" something happens is an instruction."""
    advice = "Close the spooler as soon as the queue is empty."
    assert _told(advice) == [advice]


def test_what_somebody_is_about_to_do_does_not_lead() -> None:
    """A sentence about its writer gives way to an answer nearly as likely that speaks to the reader."""
    own = "Our school changed the rules for the print server, so I may have to request an exception for it."
    off = thread("84", "Printer offline", "Every printer is offline.", post(2, own))
    on = thread("85", "Printers offline", "It is offline.", post(2, "Restart the printer in the settings."))
    draft = drafted((off, guessed(off, "2", 0.9)), (on, guessed(on, "2", 0.8)))
    assert said(draft, "resolution")[0] == "Restart the printer in the settings."


def test_a_long_log_goes_with_the_sentence_that_leads_to_it() -> None:
    """A log of many lines is left to the editor even where a sentence introduces it."""
    log = "\n".join(f"03-12 10:00:{i:02}: V/demo(905): page {i}" for i in range(20))
    one = thread(
        "86", "No pages", "No pages.", post(2, f"Clear the queue.\n\nMy log was:\n\n```\n{log}\n```")
    )
    draft = drafted((one, solved(one, "2")))
    assert said(draft, "resolution") == ["Clear the queue."]
    assert "20 lines" in said(draft, "resolution", "todo")[0]


LOG = "\n".join(
    [
        "Loading fonts from /usr/share/demo/fonts",
        "Traceback (most recent call last):",
        'File "/opt/demo/run.py", line 10, in <module>',
        "ValueError: no such font",
        "Stopping spooler...",
    ]
)


def test_a_log_is_left_to_the_editor_unless_a_sentence_leads_to_it() -> None:
    """A log in an answer becomes a to-do; the one that the answer speaks of stays whole."""
    bare = thread(
        "86",
        "Font missing",
        "A font is missing.",
        post(2, f"Install the font package `demo-fonts`.\n\n```\n{LOG}\n```"),
    )
    led = thread(
        "87",
        "Font missing",
        "A font is missing.",
        post(2, f"Install `demo-fonts` when the log says:\n\n```\n{LOG}\n```"),
    )
    assert said(drafted((bare, solved(bare, "2"))), "resolution", "code") == []
    assert "5 lines" in said(drafted((bare, solved(bare, "2"))), "resolution", "todo")[0]
    assert said(drafted((led, solved(led, "2"))), "resolution", "code") == [LOG]
    assert is_log(LOG)
    assert not is_log("cd build\ncmake ..\nmake -j4\nmake install")


def test_an_announcement_goes_with_what_it_announces() -> None:
    """A sentence that breaks off before what it leads to is not told alone, with or without a colon."""
    assert _told("Clear the cache of the printer.\n\nThen I changed the include path to") == [
        "Clear the cache of the printer."
    ]


@pytest.mark.parametrize(
    "line",
    [
        "// command added to the spooler",
        "Writing page 3 to /var/spool/demo/out.ps",
        "Linking object demo::Queue in /opt/demo/lib/queue.o",
        "The compiler of the driver - works",
    ],
)
def test_a_machines_line_is_no_sentence(line: str) -> None:
    """A log's line or a comment is known by its signs and by the words it lacks."""
    assert is_machine_line(line)


@pytest.mark.parametrize(
    "line",
    [
        "I copied the file to /var/spool/demo and it is still offline",
        "Why does /usr/bin/demo fail?",
        "The driver in C:\\Demo\\bin is not the one that the printer needs",
        "My queue is at 4.2.1 now",
    ],
)
def test_a_persons_sentence_is_no_machines_line(line: str) -> None:
    """A person's sentence may name paths and versions."""
    assert not is_machine_line(line)


def test_a_question_that_is_a_log_is_marked() -> None:
    """Where the question tells nothing in words, the editor is asked to describe the trouble."""
    ask = "Writing page 3 to /var/spool/demo/out.ps\n\nLoading fonts from /usr/share/demo/fonts"
    one = thread("90", "Page 3 missing", ask, post(2, "Install the font package `demo-fonts`."))
    draft = drafted((one, solved(one, "2")))
    assert said(draft, "issue") == []
    assert "Page 3 missing, #1" in said(draft, "issue", "todo")[0]


def test_the_environment_is_the_leading_askers() -> None:
    """What other askers name holds for their trouble; what the leading one names is the article's."""
    texts = ("It fails on Windows 10.", "It fails on Debian 11 and Fedora 30.", "It fails on Debian 11.")
    asked = tuple(
        Asked(thread=thread(str(i), "It fails", text), redacted=read_post(post(1, text), ()))
        for i, text in enumerate(texts)
    )
    assert [wording for wording, _ in environment_of(asked)] == ["Windows 10"]


def test_threads_stand_in_one_line_of_the_front_matter() -> None:
    """However many threads there are, a reader sees the article's first words soon."""
    draft = drafted((PRINTER, solved(PRINTER, "2")), (OTHER, guessed(OTHER, "2", 0.8)))
    head = render_markdown(draft).split("---\n")[1]
    assert "threads: ['demo:11', 'demo:12']" in head
    assert yaml.safe_load(head)["threads"] == list(draft.threads)


def test_only_errors_that_say_something_stand_in_the_issue() -> None:
    """Lines that only say that a build failed are no symptom."""
    ask = "The build fails.\n\n```\nmake: *** [all] Error 2\ndemo.c:3: error: unknown type name 'page_t'\n```"
    one = thread("92", "Build fails", ask, post(2, "Include `page.h` first."))
    lines = ("make: *** [all] Error 2", "demo.c:3: error: unknown type name 'page_t'")
    question = Question(thread=one.key, title=one.title, language="en", errors=lines)
    draft = drafted((one, solved(one, "2")), questions={one.key: question})
    assert said(draft, "issue", "code") == [lines[1]]


def test_an_asker_who_goes_on_asking_does_not_lead() -> None:
    """What the asker found out so far is no resolution while he still asks."""
    asks = thread(
        "61",
        "Printer loses its profile",
        "The printer loses its profile.",
        post(
            2,
            "It works when I set the profile by hand. Maybe anybody has an idea what else it could be.",
            author="asker_ada",
        ),
        post(3, "Store the profile in the `defaults` folder and restart the print service."),
    )
    with pytest.raises(NoAnswer):
        drafted((asks, dataclasses.replace(guessed(asks, "2", 0.9), evidence=())))


def test_lines_of_a_log_are_not_told() -> None:
    """A line that begins with a level or a time was written by a program, and no reader follows it."""
    lines = (
        "[DEBUG][Core] 10.11.2023 the tray was read\n\nWARNING: tray 2 of 3\n\n2023-11-10 12:01 tray closed"
    )
    assert _told(f"{ADVICE['en']}\n\n{lines}") == [ADVICE["en"]]


def test_lines_that_differ_by_numbers_alone_are_a_log() -> None:
    """Many lines that are one but for their numbers are a log; as many different commands are none."""
    assert is_log("\n".join(f'"{{3db9d34{i}-53ba}}: 5: Operation canceled"' for i in range(9)))
    assert not is_log(
        "\n".join(f"run {word} --now" for word in "alpha bravo coda delta echo fox golf hat ink".split())
    )


def test_a_sentence_that_leans_on_another_is_no_cause() -> None:
    """ "Or if …, then maybe …" explains nothing without the sentence before it."""
    one = thread(
        "62",
        "Printer is blank",
        "The panel of the printer is blank.",
        post(
            2,
            "Have a look at `panel.log` in the system folder.\n\n"
            "Or the panel stays blank because of the old driver in the cache.",
        ),
    )
    assert not said(drafted((one, solved(one, "2"))), "cause")


def test_a_sentence_in_another_script_is_not_told() -> None:
    """What is written in another script than the article is left out of its Issue."""
    one = thread(
        "64",
        "Header not found",
        "The header of the tray is not found.\n\nКак пропустить эту проверку лотка?",
        post(2, "Install the header of the tray."),
    )
    assert said(drafted((one, solved(one, "2"))), "issue") == ["The header of the tray is not found."]


def test_what_points_elsewhere_in_the_thread_is_not_told() -> None:
    """ "The above" means nothing outside the thread; "below" before its code does, and so does a step."""
    assert _told("You can set it up like the above. Set `depth` to 8.") == ["Set `depth` to 8."]
    assert _told("Use the settings below:\n\n```\ndepth = 8\n```")[0] == "Use the settings below:"
    assert _told("Click the button below the preview.") == ["Click the button below the preview."]


def test_a_lead_without_a_colon_stays_before_its_code() -> None:
    """ "Change this: … to this …" keeps both leads."""
    told = _told("Change this:\n\n```\ndepth = 16\n```\n\nto this\n\n```\ndepth = 8\n```")
    assert told == ["Change this:", "depth = 16", "to this", "depth = 8"]


def test_the_end_of_an_address_is_no_smiley() -> None:
    """A link that ends in "8)" keeps its end."""
    advice = "Read [the topic](https://forum.example.org/t/profiles/386/8)"
    assert _told(advice) == [advice]


def test_explanations_are_not_numbered() -> None:
    """ "You should …" explains as often as it asks: only what opens with what to do is a step."""
    talk = read_post(
        post(2, "The tray must be full.\n\nYou should know the colour.\n\nIt has to be white."), ()
    )
    steps = read_post(post(2, "Open the tray.\n\nRemove the paper.\n\nClose the tray again."), ())
    assert take_over(talk, cues_for("en")).steps == (None, None, None)
    assert take_over(steps, cues_for("en")).steps == (1, 2, 3)
    words = "Du musst den Schacht öffnen.\n\nDanach lade das Papier.\n\nStarte den Drucker neu."
    assert take_over(read_post(post(2, words), ()), cues_for("de")).steps == (1, 2, 3)


def test_one_thing_named_in_two_ways_stands_once_in_the_environment() -> None:
    """ "VS 2022" and "Visual Studio 2022" are one; names of a program's variables are none."""
    texts = ("It fails in Visual Studio 2022.", "It fails in VS 2022 if VERSION_LESS 2.8.12 is set.")
    asked = tuple(
        Asked(thread=thread(str(i), "It fails", text), redacted=read_post(post(1, text), ()))
        for i, text in enumerate(texts)
    )
    assert [wording for wording, _ in environment_of(asked)] == ["Visual Studio 2022"]


def test_what_only_shows_something_goes_with_it() -> None:
    """ "Check this example." goes where the example was a quote; before its code it stays."""
    quoted = "> **Ann wrote:**\n> The tray of the example."
    assert "Check this example." not in _told(f"Check this example.\n\n{quoted}\n\nSet `depth` to 8.")
    assert _told("Check this example:\n\n```\ndepth = 8\n```")[0] == "Check this example:"


@pytest.mark.parametrize(
    "aside",
    [
        "I was able to reproduce the issue with the tray of the profile here.",
        "The tray will probably be ready in 1-2 weeks for all of the profiles.",
        "The change of the profile was merged two days ago into the main branch.",
        "Please share the profile you are using for the tray of the printer.",
    ],
)
def test_news_and_bug_reports_are_not_told(aside: str) -> None:
    """That a fault was seen, or what was merged when, is no advice."""
    assert _told(f"{ADVICE['en']} {aside}") == [ADVICE["en"]]


@pytest.mark.parametrize(
    ("title", "expected"),
    [("qtWidget gets no focus", "qtWidget gets no focus"), ("widget gets no focus", "Widget gets no focus")],
)
def test_a_title_keeps_the_spelling_of_a_program(title: str, expected: str) -> None:
    """A title begins with a capital, unless its first word is spelled otherwise on purpose."""
    one = thread("66", title, "The widget gets no focus.", post(2, "Set `focus` to 1."))
    assert drafted((one, solved(one, "2"))).title == expected


def test_somebodys_own_files_are_not_linked() -> None:
    """A link to files that somebody shares is left out: it vanishes, and often bears a name."""
    share = "You can find it at https://drive.google.com/drive/folders/12Gj?usp=sharing with the profile."
    assert _told(f"{ADVICE['en']} {share}") == [ADVICE["en"]]


def test_what_others_wrote_before_is_no_part_of_an_answer_that_quotes_it_without_a_mark() -> None:
    """Mail programs copy the older mail with nothing before its lines."""
    asked = "The lamp in the hall goes dark after every third restart of the hub."
    advice = "Reset the hub with a pin, then pair the lamp again."
    one = thread("a", "Lamp goes dark", asked, post(2, f"{asked}\n\n{advice}"))
    told = said(drafted((one, solved(one, "2"))), "resolution")
    assert advice in told
    assert asked not in told


def test_a_title_that_only_greets_somebody_gives_way_to_the_question() -> None:
    """Nobody searches for a greeting, nor for what stands in place of a name."""
    ask = "My lamp goes dark after each restart. How do I stop the lamp from going dark?"
    one = thread("a", "Hi Ann, ;", ask, post(2, "Set `mode = slow` in `lumo.ini`."))
    assert "lamp" in drafted((one, solved(one, "2"))).title
