"""Questions: the asker's own words, without the form's, and the reason where nothing is asked."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kbminer.questions import Ask, find_templates, read_ask, to_questions
from kbminer.records import Post, Thread
from kbminer.text.language import identify
from kbminer.text.post_text import PostText, read_texts


def ask_of(title: str, body: str = "", **fields: object) -> Ask:
    """Read a thread with ``title`` whose first post's Markdown is ``body``."""
    thread = Thread(id=title, source="t", title=title, posts=(Post(id="1", author="ada"),))
    return read_ask(replace(thread, **fields), [PostText(markdown=body)])


def reason(title: str, body: str = "", **fields: object) -> str | None:
    """Say why a lone thread is set aside."""
    return to_questions([ask_of(title, body, **fields)])[0].set_aside


def test_quotes_mentions_links_and_courtesy_are_no_words_of_the_ask() -> None:
    """What others wrote, whom it greets and where it points does not describe the problem."""
    ask = ask_of(
        "Sync", "Hi all,\n\n> **Bo wrote:**\n> try again\n\n@bo it stops https://x.example/a\n\nThanks!"
    )
    assert ask.lines == ("it stops",)


def test_code_and_logs_give_only_their_error_line() -> None:
    """Of a log of any length the last error lines are kept, and none of its bulk."""
    log = "\n".join(f"2024-05-01 10:00:{i % 60:02} step {i}" for i in range(4000))
    ask = ask_of("Crash", f"It crashes.\n\n```\n{log}\nFatal error: LN-1042 certificate rejected\n```")
    assert ask.errors == ("Fatal error: LN-1042 certificate rejected",)
    assert ask.lines == ("It crashes.",)


def test_a_log_pasted_as_text_is_kept_apart() -> None:
    """Log lines outside a code block are not read as the asker's words."""
    ask = ask_of("Crash", "It crashes:\n[2024-05-01 10:00] ERROR: no such file x.db\n[2024-05-01 10:01] bye")
    assert ask.lines == ("It crashes:",)
    assert ask.errors == ("[2024-05-01 10:00] ERROR: no such file x.db",)


def test_a_huge_post_costs_little_and_breaks_nothing() -> None:
    """A hundred thousand characters in one line leave a question of bounded size."""
    assert len(ask_of("Why?", "word " * 20_000).lines[0]) <= 3000


@pytest.mark.parametrize("mark", ["[SOLVED] ", "[résolu] ", "(gelöst) ", "[UNSOLVED] "])
def test_marks_are_no_part_of_the_title(mark: str) -> None:
    """Who was helped is not what was asked."""
    assert ask_of(mark + "Sync stops").title == "Sync stops"


def test_the_form_is_found_in_the_corpus() -> None:
    """A field with short values goes whole; the label of a told field goes and its words stay."""
    asks = [
        ask_of(
            f"Bug {i}",
            f"System: Linux {i}\nExpected: the number {i} should show up here\nPart {i} hangs",
        )
        for i in range(6)
    ]
    question = to_questions(asks)[3]
    assert question.ask == "the number 3 should show up here Part 3 hangs"


def test_a_corpus_without_a_form_has_no_template() -> None:
    """Lines that a few people happen to share stay."""
    asks = [ask_of(f"T{i}", f"Error: {i} happens when I do {i}") for i in range(4)]
    templates = find_templates(asks)
    assert not templates.fields
    assert not templates.labels
    assert not templates.lines


def test_error_labels_are_never_a_form() -> None:
    """ "TypeError: …" opens many posts and is what people search for."""
    asks = [ask_of(f"T{i}", f"TypeError: cannot read property {i}") for i in range(20)]
    assert to_questions(asks)[0].ask == "TypeError: cannot read property 0"


@pytest.mark.parametrize(
    ("title", "body", "expected"),
    [
        ("Job offer: support engineer", "We are hiring.", "offers or seeks a job"),
        ("Poll: light or dark", "Vote below.", "a poll or survey"),
        ("Forum rules", "Be kind.", "rules or a welcome"),
        ("Version 3.1 released", "It is here. " * 20, "an announcement"),
        ("Show and tell: my garden diary", "Look.", "shows something"),
        ("🎉🎉🎉", "🎉", "no words"),
        ("How do I vote in a poll?", "The poll widget hides.", None),
        ("Error after version 3.1 was released", "It stops.", None),
        ("Can't start", "", None),
        ("Umfrage: hell oder dunkel", "Stimmt ab.", "a poll or survey"),
        ("Offre d'emploi : technicien", "", "offers or seeks a job"),
    ],
)
def test_what_asks_nothing_is_set_aside_with_a_reason(title: str, body: str, expected: str | None) -> None:
    """Announcements, jobs, polls and rules are no questions; a question about a poll is one."""
    assert reason(title, body) == expected


def board(category: str, title: str, *said: tuple[str, str], count: int = 1) -> list[Thread]:
    """Threads of one category that differ in their number alone, each by other people."""
    return [
        Thread(
            id=f"{category} {title} {n}",
            source="t",
            title=f"{title} {n}",
            category=category,
            posts=tuple(
                Post(id=str(i), author=f"{who} {n}", body=body, format="markdown")
                for i, (who, body) in enumerate(said)
            ),
        )
        for n in range(count)
    ]


def aside(*threads: Thread) -> list[str | None]:
    """The reasons for which threads of one forum are set aside."""
    return [each.set_aside for each in to_questions([read_ask(t, read_texts(t)) for t in threads])]


GREETING = (
    ("ada", "Salut tout le monde ! Moi c'est Ada, vingt ans, j'aime les jeux et le chocolat. À bientôt !"),
    ("bo", "Bienvenue à toi :)"),
    ("cy", "Bienvenue parmi nous !"),
    ("di", "Salut ! Amuse-toi bien ici ^^"),
)
HELP = (
    ("eli", "Bonjour, depuis la mise à jour le serveur ne démarre plus. Que faut-il faire ?"),
    ("flo", "Il faut ouvrir le port 2100 dans le pare-feu, puis relancer le serveur avec l'option --port."),
    ("eli", "Merci, ça marche."),
)


def test_greetings_and_adverts_of_a_board_go_and_its_questions_stay() -> None:
    """Where people introduce themselves and sell things, who asks is heard all the same."""
    advert = (
        (
            "shop",
            "Nos coques et étuis à petit prix, livraison en deux jours ! [Catalogue](https://shop.example/a)",
        ),
    )
    greetings = board("Présentations", "Me voilà", *GREETING, count=12)
    adverts = board("Salon", "Coques pas chères", *advert, count=3)
    asked = board("Aide", "Problème au démarrage", *HELP, count=4)
    found = aside(*greetings, *adverts, *asked)
    assert None not in found[:15]
    assert set(found[15:]) == {None}


def test_praise_under_a_show_case_makes_it_no_question() -> None:
    """Pictures of somebody's work, cheered by many in a word or two, ask nothing; a fault in them does."""
    shown = board(
        "Projects",
        "My windmill",
        ("ada", "Finished at last! I carved every blade by hand. ![Image](https://x.example/a.png)"),
        ("bo", "Wow, lovely :)"),
        ("cy", "Beautiful!"),
        ("di", "Great work! :D"),
    )
    fault = board(
        "Projects",
        "My windmill turns backwards",
        ("ada", "The blades turn the wrong way since I changed the gear. How do I reverse them?"),
        ("bo", "Swap the two leads of the motor, then call `motor.reset()` so that it takes the new sense."),
    )
    assert aside(*shown) == ["asks nothing"]
    assert aside(*fault) == [None]


def test_where_no_words_for_asking_are_known_nothing_is_guessed() -> None:
    """A Russian report without a question mark stays: nobody can tell, and a lost question is worse."""
    told = "Программа закрывается сразу после запуска. Журнал пустой, переустановка не помогла. " * 3
    assert reason("Закрывается после запуска", told, language="ru") is None


def test_a_pinned_thread_is_set_aside() -> None:
    """What the forum pins is the forum's own word."""
    assert reason("How to ask?", pinned=True) == "pinned by the forum"


def test_a_weekly_series_is_set_aside_and_numbered_errors_are_not() -> None:
    """One title under changing dates is a series unless it asks."""
    meetings = [ask_of(f"Community meeting 2024-03-{day:02}", "See you.") for day in range(1, 8)]
    errors = [ask_of(f"Error {n} when syncing", "What is it?") for n in range(100, 107)]
    found = to_questions([*meetings, *errors])
    assert {q.set_aside for q in found[:7]} == {"one of a series of announcements"}
    assert {q.set_aside for q in found[7:]} == {None}


def test_a_series_without_a_word_of_announcing_is_known_by_its_few_authors() -> None:
    """Change logs under one title with changing versions are set aside, though no word announces them."""
    logs = [ask_of(f"Lumenote 3.{n}: highlights and change log", "See below.") for n in range(5)]
    assert {q.set_aside for q in to_questions(logs)} == {"one of a series of announcements"}


def test_what_a_program_posts_again_and_again_is_set_aside_though_it_names_trouble() -> None:
    """One writer with one title under eight numbers is no asker: a build server, a tracker."""
    builds = [ask_of(f"Build failed: Lumenote #{n}", "It fails in the tests. Why?") for n in range(88, 97)]
    assert {q.set_aside for q in to_questions(builds)} == {"one of a series of announcements"}


def test_the_language_is_told_or_that_of_the_forum() -> None:
    """A text too short to tell its language has that of most others."""
    long = "Bonjour, la synchronisation ne marche plus depuis hier, que faut-il faire pour la réparer ?"
    found = to_questions([ask_of("Problème", long), ask_of("LN-1042 ?", "")])
    assert [q.language for q in found] == ["fr", "fr"]
    assert identify("42") is None


@settings(max_examples=80, deadline=None)
@given(st.text(max_size=300), st.text(max_size=60))
def test_any_text_can_be_read(body: str, title: str) -> None:
    """No post, however damaged, stops the reading of the others."""
    question = to_questions([ask_of(title, body)])[0]
    assert question.thread.startswith("t:")


def test_lines_of_a_log_in_the_text_are_no_words_of_the_ask() -> None:
    """Tagged log lines and a traceback's lines of program are dropped, what its writer says is kept."""
    ask = ask_of(
        "Sync stops",
        "Sync stops at 99 %, what can I do?\n\n"
        "[DEBUG][Core] 26.02.2021 09:15:02 [] (unknown:0) - Session start time: 2021\n"
        "Traceback (most recent call last):\n"
        'File "sync.py", line 12, in start\n'
        "self.queue.take(item)\n"
        "raise SyncError(code)\n"
        "It worked last week.",
    )
    assert ask.lines == ("Sync stops at 99 %, what can I do?", "It worked last week.")


@pytest.mark.parametrize(
    ("title", "body"),
    [
        ("Unsubscribe", ""),
        ("unsubscribe me", "The usual way failed. Help me!!!"),
        ("Lamp Academy 2031", "Call for papers. Apologies for cross-posting. The academy meets in May."),
        ("Research fellow", "We are looking into hiring a fellow who knows our lamps."),
        ("Please", "Please remove my address from this mailing list."),
        ("Akademie 2031", "Wir freuen uns, die nächste Akademie anzukündigen."),
        ("Académie 2031", "Nous avons le plaisir de vous annoncer la prochaine académie."),
        ("test", "Does anybody read this"),
        ("Test message", ""),
        ("Please delete", "Posted twice."),
        ("Bitte löschen!", ""),
        ("Sujet à supprimer", ""),
        ("Borrar este tema", ""),
    ],
)
def test_a_notice_to_all_is_no_question(title: str, body: str) -> None:
    """Lists carry calls for papers, offers of work and people who want to leave; nobody can answer these."""
    post = Post(id="1", author="ann", body=body, format="text")
    ask = read_ask(Thread(id="1", source="list", title=title, posts=(post,)))
    assert to_questions([ask])[0].set_aside == "a notice to all"


@pytest.mark.parametrize(
    "title",
    [
        *("How do I unsubscribe?", "Announce feature stays silent", "Subscription lost"),
        *("Test lamp stays dark", "Delete key does nothing", "Please delete lamps from the list faster"),
    ],
)
def test_who_asks_about_notices_asks(title: str) -> None:
    """The words of notices are words of questions, too."""
    post = Post(id="1", author="ann", body="It says nothing since the update. What can I do?", format="text")
    ask = read_ask(Thread(id="1", source="list", title=title, posts=(post,)))
    assert to_questions([ask])[0].set_aside is None


@pytest.mark.parametrize(
    ("board", "title", "body"),
    [
        ("Wanted", "Pair of lamp holders", "For my 1966 lamp, must be chrome. Many thanks."),
        ("Lamps for sale", "Brass lamp, 1957", "Good condition, 250 or offers, collection only."),
        ("Kleinanzeigen", "Verkaufe Messinglampe", "Guter Zustand, nur Abholung."),
        ("Petites annonces", "Vends lampe en laiton", "Bon état, à retirer sur place."),
        ("Anuncios clasificados", "Vendo lámpara de latón", "Buen estado, solo en mano."),
    ],
)
def test_who_offers_or_seeks_things_to_buy_asks_nothing(board: str, title: str, body: str) -> None:
    """Adverts are as near each other as questions are, and no article answers them."""
    posts = (
        Post(id="1", author="ann", body=body, format="text"),
        Post(id="2", author="bob", body="Sold!", format="text"),
    )
    found = to_questions([read_ask(Thread(id="1", source="club", title=title, category=board, posts=posts))])
    assert found[0].set_aside == "an advertisement"


def test_a_question_about_things_for_sale_asks() -> None:
    """The words of adverts are words of questions, too."""
    body = "Since the update the sold lamps stay in our shop's list. How do I mark them as sold?"
    post = Post(id="1", author="ann", body=body, format="text")
    title = "Lamps for sale are still listed after they were sold"
    found = to_questions([read_ask(Thread(id="1", source="shop", title=title, posts=(post,)))])
    assert found[0].set_aside is None


def test_what_a_mail_program_answers_by_itself_is_a_reply() -> None:
    """Whoever is away asks nothing, whatever is left of his words."""
    post = Post(id="1", author="ann", body="I am away until Monday. Can it wait?", format="text")
    title = "Auto-Re: How do I mute the lamp?"
    found = to_questions([read_ask(Thread(id="1", source="list", title=title, posts=(post,)))])
    assert found[0].set_aside == "a reply to something that is not in the source"


def test_an_answer_to_a_digest_is_a_reply() -> None:
    """Its subject says nothing, and what it answers stands elsewhere."""
    post = Post(id="1", author="ann", body="I saw the same with my lamp.", format="text")
    title = "lamp-users Digest, Vol 82, Issue 29"
    found = to_questions([read_ask(Thread(id="1", source="list", title=title, posts=(post,)))])
    assert found[0].set_aside == "a reply to something that is not in the source"
