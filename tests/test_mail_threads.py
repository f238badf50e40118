"""Mails that answer one another are one thread, in whatever order an archive holds them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest

from kbminer.ingest import read
from kbminer.questions import read_ask, to_questions
from kbminer.records import Problem, Thread


@dataclass(frozen=True)
class Written:
    """A mail of an invented list, ``day`` days after its first."""

    id: str
    subject: str
    day: float
    answers: str = ""
    words: str | None = None


def threads_of(folder: Path, *mails: Written) -> dict[str, list[str]]:
    """The ids of the mails of each thread, by the thread's title, as an archive of these mails is read."""
    return {thread.title: [post.id for post in thread.posts] for thread in _read(folder, mails)}


def _read(folder: Path, mails: tuple[Written, ...]) -> list[Thread]:
    lines = []
    for mail in mails:
        date = datetime(2024, 3, 1, 9).astimezone() + timedelta(days=mail.day)
        answers = f"In-Reply-To: <{mail.answers}>\n" if mail.answers else ""
        lines.append(
            f"From ann at hob.example  Fri Mar  1 10:06:45 2024\nFrom: ann at hob.example (Ann)\n"
            f"Date: {format_datetime(date)}\nSubject: {mail.subject}\n{answers}Message-ID: <{mail.id}>\n\n"
            f"{mail.words or f'How does {mail.id} work?'}\n\n"
        )
    (folder / "list.mbox").write_text("".join(lines), encoding="utf-8")
    return [item for item in read(folder / "list.mbox") if isinstance(item, Thread)]


ASKED = Written("a", "[hob] Lid sticks", 0)


def test_a_reply_that_lies_before_what_it_answers_stands_behind_it(tmp_path: Path) -> None:
    """Archives sort mails by file name or by arrival; the question opens the thread all the same."""
    found = threads_of(tmp_path, Written("b", "Re: [hob] Lid sticks", 1, "a"), ASKED)
    assert found == {"Lid sticks": ["a", "b"]}


def test_a_reply_whose_answered_mail_is_missing_joins_the_question_of_its_subject(tmp_path: Path) -> None:
    """Some archives drop ids or replace them; the subject still says what is answered."""
    later, sooner = Written("c", "Re: lid  sticks!", 3, "gone"), Written("b", "RE: Lid sticks", 1)
    found = threads_of(tmp_path, later, sooner, ASKED)
    assert found == {"Lid sticks": ["a", "b", "c"]}


def test_a_reply_joins_the_latest_question_of_its_subject(tmp_path: Path) -> None:
    """A subject that is used twice stands for two questions."""
    again = Written("d", "Lid sticks", 400)
    found = _read(tmp_path, (ASKED, again, Written("e", "Re: Lid sticks", 401)))
    assert [[post.id for post in thread.posts] for thread in found] == [["a"], ["d", "e"]]


def test_a_reply_after_a_long_silence_is_another_thread_and_no_question(tmp_path: Path) -> None:
    """What was written a year later under a common subject answers something that is not here."""
    found = _read(tmp_path, (ASKED, Written("b", "Re: Lid sticks", 400)))
    assert [thread.title for thread in found] == ["Lid sticks", "Re: Lid sticks"]
    asks, answers = to_questions([read_ask(thread) for thread in found])
    assert asks.set_aside is None
    assert answers.set_aside == "a reply to something that is not in the source"


def test_a_new_subject_under_an_old_mail_stays_a_question(tmp_path: Path) -> None:
    """People answer any mail of the list to ask something new."""
    found = _read(tmp_path, (Written("b", "Knob is loose", 2, "gone"),))
    assert [thread.title for thread in found] == ["Knob is loose"]
    assert to_questions([read_ask(thread) for thread in found])[0].set_aside is None


def test_mails_without_a_subject_are_not_joined_by_it(tmp_path: Path) -> None:
    """An empty subject says nothing of what is answered."""
    found = _read(tmp_path, (Written("a", "", 0), Written("b", "Re: ", 1)))
    assert len(found) == 2


def test_an_archive_without_marks_of_replies_joins_a_long_subject_by_its_words(tmp_path: Path) -> None:
    """Where hardly an answer says "Re:", a mail that names none answers its subject, soon after."""
    answers = [Written(f"r{n}", "[hob] Lid sticks in winter", n / 10, "a") for n in range(1, 11)]
    asked = Written("a", "[hob] Lid sticks in winter", 0)
    unnamed = Written("u", "[hob] Lid sticks in winter", 3)
    found = _read(tmp_path, (asked, *answers, unnamed))
    assert [len(thread.posts) for thread in found] == [12]
    late, short = (
        Written("l", "[hob] Lid sticks in winter", 200),
        (Written("s", "Help", 0), Written("t", "Help", 1)),
    )
    found = _read(tmp_path, (asked, *answers, late, *short))
    assert sorted(len(thread.posts) for thread in found) == [1, 1, 1, 11]
    marked = [Written(a.id, f"Re: {a.subject}", a.day, "a") for a in answers]
    found = _read(tmp_path, (asked, *marked, unnamed))
    assert sorted(len(thread.posts) for thread in found) == [1, 11], "who writes anew there asks anew"


def test_what_a_list_sets_in_place_of_attachments_is_nobodys_words(tmp_path: Path) -> None:
    """A mail whose text was scrubbed says nothing; what stands around a scrubbed attachment stays."""
    note = "An embedded and charset-unspecified text was scrubbed...\nName: not available\nURL: <http://hob.example/a>\n"
    part = "-------------- next part --------------\nA non-text attachment was scrubbed...\nName: lid.png\n"
    (tmp_path / "list.mbox").write_text(
        f"From ann at hob.example  Fri Mar  1 10:06:45 2024\nFrom: ann at hob.example (Ann)\nSubject: Lid\n"
        f"Message-ID: <a>\n\n{note}\n"
        f"From bea at hob.example  Fri Mar  1 11:06:45 2024\nFrom: bea at hob.example (Bea)\nSubject: Hob\n"
        f"Message-ID: <b>\n\nIt sticks.\n{part}Type: image/png\nURL: <http://hob.example/b>\n\nWhat now?\n",
        encoding="utf-8",
    )
    bodies = [item.posts[0].body.split() for item in read(tmp_path / "list.mbox") if isinstance(item, Thread)]
    assert bodies == [[], ["It", "sticks.", "What", "now?"]]


def test_an_archive_s_notice_is_known_in_any_language_by_its_address(tmp_path: Path) -> None:
    """What an archive's program says is told in the list's or the writer's language."""
    notice = "Un texte encapsulé et encodé dans un jeu de caractères inconnu a été nettoyé...\n"
    notice += "Nom : non disponible\n"
    notice += "URL : <https://hob.example/pipermail/hob/attachments/20131126/0b/attachment.pl>"
    kept = "I see this...\nName : lid\nURL : <https://hob.example/lid>"
    lid, hob = (
        Written(*about, 0, words=words) for about, words in ((("a", "Lid"), notice), (("b", "Hob"), kept))
    )
    bodies = {thread.title: thread.posts[0].body for thread in _read(tmp_path, (lid, hob))}
    assert bodies == {"Lid": "", "Hob": kept}


def test_a_mark_of_an_unknown_language_is_known_by_the_subject_behind_it(tmp_path: Path) -> None:
    """Programs write "YNT:" or "BLS:" before what they answer; a few letters alone prove nothing."""
    asked = Written("a", "Lid sticks when hot", 0)
    marked, lone = Written("b", "YNT: Lid sticks when hot", 1), Written("c", "R: Plot of the lid fails", 2)
    found = threads_of(tmp_path, asked, marked, lone)
    assert found == {"Lid sticks when hot": ["a", "b"], "R: Plot of the lid fails": ["c"]}


def test_a_reply_to_a_digest_joins_the_question_whose_asker_it_names(tmp_path: Path) -> None:
    """A digest lists subjects with the writers' names, and a reply to it names no mail."""
    asked, answered = (
        Written("a", "Lid sticks when hot?", 0),
        Written("b", "Lid sticks when hot? (Ann Lee)", 1),
    )
    lone = Written("c", "Lid sticks (Hob 2)", 2)
    found = threads_of(tmp_path, asked, answered, lone)
    assert found == {"Lid sticks when hot?": ["a", "b"], "Lid sticks (Hob 2)": ["c"]}


def test_a_reply_whose_subject_lost_a_space_joins_its_question(tmp_path: Path) -> None:
    """Programs break long subjects over lines, and some put them together without the space."""
    asked, answered = Written("a", "Lid sticks when hot", 0), Written("b", "Re: Lid stickswhen hot", 1)
    assert threads_of(tmp_path, asked, answered) == {"Lid sticks when hot": ["a", "b"]}


def test_mails_that_only_say_that_they_have_no_subject_share_none(tmp_path: Path) -> None:
    """What a program writes in a subject's place joins nothing, and is no title: the first words are."""
    found = threads_of(tmp_path, Written("a", "(no subject)", 0), Written("b", "Re: (kein Betreff)", 1))
    assert found == {"How does a work?": ["a"], "Re: How does b work?": ["b"]}


@pytest.mark.parametrize("address", ["URL: <https://hob.example/a.pl>", "Url: https://hob.example/a.pl"])
@pytest.mark.parametrize("mark", [">", ":"])
def test_a_question_that_the_archive_scrubbed_is_read_from_the_reply_that_quotes_it(
    tmp_path: Path, address: str, mark: str
) -> None:
    """Mailman sets texts of unknown character sets aside; the first who answered quoted what was asked."""
    scrubbed = f"An embedded and charset-unspecified text was scrubbed...\nName: not available\n{address}"
    reply = (
        f"On Friday Ann wrote:\n{mark} My lid sticks when it is hot,\n{mark} and oil is no help.\n\nTry wax."
    )
    (thread,) = _read(
        tmp_path,
        (Written("a", "Lid sticks", 0, words=scrubbed), Written("b", "Re: Lid sticks", 1, "a", reply)),
    )
    assert thread.posts[0].body == "My lid sticks when it is hot,\nand oil is no help."


def test_a_list_s_footer_in_a_quotation_is_nobodys_words(tmp_path: Path) -> None:
    """Who quotes a whole mail quotes what the list set below it, which is no part of the question."""
    scrubbed = "An embedded and charset-unspecified text was scrubbed...\nName: not available\nURL: <https://hob.example/a.pl>"
    quoted = "My lid sticks when it is hot.\n\n? ? ?[[alternative HTML version deleted]]\n\n" + "_" * 47
    quoted += "\nhob-users mailing list\nhttps://hob.example/listinfo/hob-users"
    reply = "\n".join(f"> {line}" for line in quoted.splitlines()) + "\n\nTry wax."
    (thread,) = _read(
        tmp_path,
        (Written("a", "Lid sticks", 0, words=scrubbed), Written("b", "Re: Lid sticks", 1, "a", reply)),
    )
    assert thread.posts[0].body.strip() == "My lid sticks when it is hot."


def test_a_reply_with_a_header_typed_into_its_subject_joins_its_question(tmp_path: Path) -> None:
    """Some programs, and people, write "Subject: Re: …" into the field itself."""
    asked, answered = (
        Written("a", "Lid sticks when hot", 0),
        Written("b", "Subject: Re: Lid sticks when hot", 1),
    )
    assert threads_of(tmp_path, asked, answered) == {"Lid sticks when hot": ["a", "b"]}


def test_a_piece_that_the_archive_cut_off_a_mail_is_counted_and_no_thread(tmp_path: Path) -> None:
    """Mailman gives what stands behind a line with From a sender of its own, and no subject."""
    piece = (
        "\nFrom bogus@does.not.exist.com  Sun Apr 26 08:47:01 2009\nFrom: bogus@does.not.exist.com ()\n"
        "Date: Sun, 26 Apr 2009 12:47:01 -0000\nSubject: No subject\nMessage-ID: <x>\n\nmy lid sticks.\n"
    )
    _read(tmp_path, (ASKED,))
    archive = tmp_path / "list.mbox"
    archive.write_text(archive.read_text(encoding="utf-8") + piece, encoding="utf-8")
    thread, told = read(archive)
    assert isinstance(thread, Problem) != isinstance(told, Problem)
    (problem,) = (each for each in (thread, told) if isinstance(each, Problem))
    assert "cut off another message" in problem.what


def test_no_words_come_from_the_quotation_of_a_mail_that_is_not_public(tmp_path: Path) -> None:
    """A scrubbed question stays empty where the only mail that quotes it asks that no archive keeps it."""
    scrubbed = "An embedded and charset-unspecified text was scrubbed...\nName: not available"
    reply = "X-No-Archive: Yes\n\n> My lid sticks when it is hot, says my contract.\n\nTry wax."
    asked = Written("a", "Lid sticks", 0, words=scrubbed)
    (thread,) = _read(tmp_path, (asked, Written("b", "Re: Lid sticks", 1, "a", reply)))
    assert not thread.posts[1].visibility.is_public
    assert thread.posts[0].body == ""
