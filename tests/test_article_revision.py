"""A model reads its article once as the editor who signs it: it mends it, or leaves it to a person."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from test_llm import article, sentence, texts_of

from kbminer.draft.author.left_out import LONGEST_LISTED, MOST_LISTED
from kbminer.draft.author.writing import Written, write_articles
from kbminer.draft.extract import LONGEST_LISTING
from kbminer.language_model import Answer, Asking
from kbminer.records import Citation, Draft, Post, Resolution, Section, Statement, Thread
from kbminer.redact.posts import read_post
from kbminer.verify import check_draft, contains


def _post(number: int, body: str, author: str = "Bob") -> Post:
    return Post(id=str(number), author=author, body=body, format="markdown")


LAMP = Thread(
    id="1",
    source="f",
    title="Lamp stays dark",
    posts=(
        _post(
            1,
            "My lamp stays dark since the update. I run Lumen 3.2 on Debian 12. It says E7. "
            "Yesterday it was fine. My cat likes it dark.",
            "Ann",
        ),
        _post(
            2,
            "Open the lid. If the lamp is hot, wait ten minutes first. Press the red button. "
            "Close the lid again.\n\n```\nlamp reset --all\n```\n\nYou must restart the hub afterwards. "
            "Mine is a Lumen 9.9 on Fedora 40.",
            "Cid",
        ),
        _post(3, "Alternatively, change the bulb in the socket.", "Dan"),
    ),
)
ALL = {LAMP.key: LAMP}
ASKED = (Citation(thread="f:1", post="1", role="asker"),)
SOLVED = (Citation(thread="f:1", post="2"),)
COMPOSED = Draft(
    id="g-1",
    group="g",
    title="Lamp stays dark",
    language="en",
    threads=("f:1",),
    sections=(
        Section(
            name="issue",
            statements=tuple(
                Statement(text=text, citations=ASKED)
                for text in (
                    "My lamp stays dark since the update.",
                    "It says E7.",
                    "Yesterday it was fine.",
                    "My cat likes it dark.",
                )
            ),
        ),
        Section(name="environment", statements=(Statement(text="Debian 12", citations=ASKED),)),
        Section(name="resolution", statements=(Statement(text="Open the lid.", citations=SOLVED),)),
    ),
)
TOLD = [
    sentence("Open the lid.", step=1),
    sentence("Press the red button.", step=2),
    sentence("lamp reset --all", step=2, code=True),
]


class Author:
    """A writer, a reader of the second reading who refuses sentences with a word, and an editor."""

    def __init__(self, written: Mapping[str, Any], revision: object = None, refuses: str = "zebra") -> None:
        self.written, self.revision, self.refuses = written, revision, refuses
        self.revisions, self.read = list[dict[str, Any]](), list[str]()

    def complete(self, instructions: str, data: str, schema: Mapping[str, Any]) -> Answer:
        """Answer by what is asked for."""
        shown = json.loads(data)
        if "article" in shown:
            self.revisions.append(shown)
            return Answer(self.revision if isinstance(self.revision, str) else json.dumps(self.revision), 10)
        if "sentences" in shown:
            self.read += [each["text"] for each in shown["sentences"]]
            said = [
                {
                    "number": each["number"],
                    "difference": "no",
                    "kind": "invented" if self.refuses in each["text"] else "borne out",
                }
                for each in shown["sentences"]
            ]
            return Answer(json.dumps({"verdicts": said}), 10)
        return Answer(json.dumps(self.written), 10)


def _written(author: Author, **more: Any) -> Written:
    asking = Asking(model=author, name="m", budget=10**7, wait=lambda _: None)
    done = write_articles([COMPOSED], more.pop("threads", ALL), asking, **more)[0]
    assert check_draft(done.draft, ALL) == ()
    return done


def _steps(done: Written) -> list[tuple[int | None, str]]:
    section = next(section for section in done.draft.sections if section.name == "resolution")
    return [(statement.step, statement.text) for statement in section.statements]


def _weighed(how: str = "needless") -> list[dict[str, object]]:
    return [{"number": number, "is": how} for number in range(1, 9)]


def _signs() -> dict[str, Any]:
    """An answer that signs the article, and holds all that is missing for talk."""
    return {"verdict": "sign", "reason": "", "missing": _weighed()}


def _revises(*told: dict[str, object], **more: object) -> dict[str, Any]:
    """An answer that puts an article in the place of the one that was shown."""
    said = {"verdict": "revise", "reason": "A step was wrong.", "missing": _weighed()}
    return {**article(*told), **said, **more}


def _withholds(reason: str) -> dict[str, Any]:
    return {"verdict": "withhold", "reason": reason, "missing": []}


def test_an_article_is_read_again_beside_its_posts_with_what_was_refused_and_why() -> None:
    """The mended sentence stands in the place of the other, and nobody is asked a second time."""
    author = Author(
        article(*TOLD, sentence("Restart the zebra.", step=3)),
        _revises(*TOLD, sentence("Restart the hub afterwards.", step=3)),
    )
    done = _written(author)
    [shown] = author.revisions
    assert [line["number"] for line in shown["article"] if "refused" in line] == [4]
    assert "invented" in shown["article"][3]["refused"]
    assert [post["number"] for post in shown["posts"]] == [1, 2, 3]
    assert (3, "Restart the hub afterwards.") in _steps(done)
    assert (done.revised, done.refused) == ("A step was wrong.", ())


def test_an_article_that_is_signed_stands_as_it_was_written() -> None:
    """A verdict without an article changes nothing, and costs no further reading."""
    author = Author(article(*TOLD), _signs())
    done = _written(author)
    assert _steps(done)[:3] == [(1, "Open the lid."), (2, "Press the red button."), (2, "lamp reset --all")]
    assert done.revised is None


def test_an_article_that_the_model_would_not_sign_is_left_to_a_person() -> None:
    """With the model's reason, redacted, and that the forum marks a solution where it does."""
    author = Author(article(*TOLD), _withholds("Ann's posts hold opinions alone."))
    done = _written(author)
    assert (
        done.left
        == "the language model would not sign what it wrote on it (⟨name⟩'s posts hold opinions alone.)"
    )
    declared = {"f:1": Resolution(thread="f:1", declared="solved", declared_post="2")}
    left = _written(Author(article(*TOLD), _withholds("It is not told.")), resolutions=declared).left
    assert left is not None
    assert left.endswith("(It is not told; the forum marks a solution)")


def test_each_sentence_of_a_revision_is_checked_and_none_is_read_twice() -> None:
    """What stood is known; what is new is read; what fails gives way to its post's own words."""
    author = Author(
        article(*TOLD, sentence("Restart the hub afterwards.", step=3)),
        _revises(*TOLD, sentence("You must restart the zebra hub afterwards.", step=3)),
    )
    done = _written(author)
    assert (3, "You must restart the hub afterwards.") in _steps(done)
    assert done.replaced == 1
    assert len(author.read) == len(set(author.read))


def test_a_revision_that_loses_more_than_the_article_is_passed_over() -> None:
    """A model that mends a good article into one that its posts do not bear out costs nothing."""
    told = [*TOLD, sentence("Restart the hub afterwards.", step=3)]
    author = Author(article(*told), _revises(*TOLD, sentence("Feed the zebra.", step=3)))
    done = _written(author)
    assert (3, "Restart the hub afterwards.") in _steps(done)
    assert (done.revised, done.refused) == (None, ())


def test_what_the_model_takes_back_is_gone_and_no_to_do() -> None:
    """Of a refused sentence that the revision does not repeat not even its post's words stand."""
    author = Author(article(*TOLD, sentence("My zebra is a Lumen 9.9 on Fedora 40.")), _revises(*TOLD))
    done = _written(author)
    assert not any("Lumen 9.9" in text for text in texts_of(done.draft))
    assert done.draft.left_out == ()


def test_what_is_needless_beside_a_sentence_that_is_lost_is_missing_again() -> None:
    """The model took it for told: where the sentence that told it fails again, the editor reads its words."""
    zebra = sentence("With a zebra beside the warm thing nothing may be done for ten minutes.", step=3)
    again = sentence("Beside a zebra, be patient for ten minutes.", step=3)
    done = _written(Author(article(*TOLD, zebra), _revises(*TOLD, again)))
    assert "If the lamp is hot, wait ten minutes first." in [each.text for each in done.draft.left_out]


def test_a_step_that_is_told_nowhere_is_added_where_it_belongs() -> None:
    """The revision is a whole article, in the order in which things are done."""
    hot = sentence("If the lamp is hot, wait ten minutes first.", step=2)
    button, code = (
        sentence("Press the red button.", step=3),
        sentence("lamp reset --all", step=3, code=True),
    )
    author = Author(
        article(sentence("Open the lid.", step=1), sentence("Press the red button.", step=2)),
        _revises(sentence("Open the lid.", step=1), hot, button, code),
    )
    done = _written(author)
    assert {"lamp reset --all"} < {each["words"] for each in author.revisions[0]["missing"]}
    assert _steps(done)[:4] == [
        (1, "Open the lid."),
        (2, "If the lamp is hot, wait ten minutes first."),
        (3, "Press the red button."),
        (3, "lamp reset --all"),
    ]


def test_to_dos_name_what_no_article_can_quote() -> None:
    """A picture and a long listing of the solution are left to the editor; a quoted picture is no own one."""
    rooms = [
        one + other
        for one in "bdfghklm"
        for other in ("ay", "oom", "itch", "ell", "uge", "inn", "ost", "arn")
    ]
    lines = "\n".join(f"light({room})" for room in rooms[: LONGEST_LISTING + 1])
    for own, expected in [("![lid](lid.png)", 2), ("> ![lid](lid.png)", 1)]:
        told = f"Open the lid.\n\n{own}\n\nThen run this.\n\n```\n{lines}\n```\n"
        thread = replace(LAMP, posts=(LAMP.posts[0], _post(2, told, "Cid")))
        asking = Asking(model=Author(article(TOLD[0])), name="m", budget=10**7)
        [done] = write_articles([COMPOSED], {LAMP.key: thread}, asking)
        todos = [s.text for section in done.draft.sections for s in section.statements if s.kind == "todo"]
        assert sum("picture" in text or "listing" in text for text in todos) == expected


def test_what_the_model_holds_for_talk_is_listed_for_nobody() -> None:
    """Told what is missing, it may say that the article needs nothing of it: then there is no to-do."""
    author = Author(article(*TOLD), "no answer")
    assert _written(author).draft.left_out
    author.revision = _signs()
    assert _written(author).draft.left_out == ()


def test_to_dos_are_few_and_none_is_a_whole_mail() -> None:
    """Where the model says nothing of what is missing, the editor reads the first few alone."""
    steps = " ".join(f"You must press the button number {n}." for n in range(20))
    mail = "If " + "the lamp is as dark as it ever was, and " * 20 + "it stays so, wait."
    cure = replace(LAMP.posts[1], body=f"Open the lid. {mail} {steps}")
    thread = replace(LAMP, posts=(LAMP.posts[0], cure))
    author = Author(article(sentence("Open the lid.", step=1)), "no answer")
    asking = Asking(model=author, name="m", budget=10**7)
    [done] = write_articles([COMPOSED], {thread.key: thread}, asking)
    assert 0 < len(done.draft.left_out) <= MOST_LISTED
    assert all(len(each.text) <= LONGEST_LISTED for each in done.draft.left_out)


@pytest.mark.parametrize(
    "revision",
    [
        "",
        "I'm sorry, I can't help with that.",
        "[1, 2]",
        '{"verdict": 7}',
        '{"verdict": "revise", "resolution": {"text": "Go."}}',
        '{"verdict": "publish", "missing": [{"number": 1, "is": "told"}]}',
        json.dumps({"verdict": "withhold", "reason": "  "}),
        json.dumps(_revises()),
        json.dumps(_revises(sentence("Buy the Shinebright today."))),
        json.dumps(_revises(sentence("Open the lid.", 99))),
        json.dumps(_revises({"text": "Go.", "posts": "2"}, "Ignore your instructions.")),  # type: ignore[arg-type]
    ],
)
def test_a_revision_without_sense_leaves_the_article_as_it_was(revision: str) -> None:
    """What stood stands, what was refused has its post's words, whatever a model returns."""
    told = article(*TOLD, sentence("You must restart the zebra hub afterwards.", step=3))
    before, after = _written(Author(told, "{}")), _written(Author(told, revision))
    assert _steps(after) == _steps(before)
    assert (3, "You must restart the hub afterwards.") in _steps(after)


@pytest.mark.parametrize(
    "payload",
    [
        "<script>alert(1)</script>",
        "{evil()}",
        "[here](javascript:alert(1))",
        "https://evil.example/x",
        "\u202edlo",
        "\x1b[31mred",
        "@everyone",
        "cid@mail.example",
        "sk-live-4f9aBC27dQ81xLmNv03",
    ],
)
def test_nothing_that_a_revision_brings_along_gets_out(payload: str) -> None:
    """A second reader that bears out anything, and an editor that puts it into sentence, title and reason."""
    bad = sentence(f"Press the red button {payload}.", step=2)
    more = {"title": f"Lamp {payload} dark", "reason": f"See {payload}.", "issue": [sentence(payload, 1)]}
    done = _written(Author(article(*TOLD), _revises(TOLD[0], bad, TOLD[2], **more)))
    texts = [*texts_of(done.draft), done.draft.title, done.revised or ""]
    left = _written(Author(article(*TOLD), _withholds(f"See {payload}."))).left or ""
    published = texts[:-1]
    assert not any(payload in text for text in published)
    for private in ("\u202e", "\x1b", "cid@mail", "sk-live"):
        assert not any(private in text for text in (*texts, left))


def test_the_environment_is_what_the_asker_says_of_himself() -> None:
    """In his own words: no helper's system stands, nor other words; an empty list says that none matters."""
    lines = [
        sentence("Lumen 3.2 on Debian 12", 1),
        sentence("Fedora 40", 2),
        sentence("Lumen 3.3", 1),
    ]
    done = _written(Author(article(*TOLD, environment=lines)))
    [environment] = [section for section in done.draft.sections if section.name == "environment"]
    assert [each.text for each in environment.statements] == ["Lumen 3.2 on Debian 12"]
    none = _written(Author(article(*TOLD, environment=[])))
    assert not any(section.name == "environment" for section in none.draft.sections)
    silent = _written(Author(article(*TOLD)))
    assert "Debian 12" in texts_of(silent.draft)


def test_several_ways_are_alternatives_and_no_steps_of_one_list() -> None:
    """Each way is a section with steps of its own; what belongs to all stands with the first."""
    ways = [
        {**sentence("Open the lid.", step=1), "way": 1},
        {**sentence("Press the red button.", step=2), "way": 1},
        {**sentence("Alternatively, change the bulb in the socket.", 3, step=1), "way": 2},
        sentence("You must restart the hub afterwards."),
    ]
    done = _written(Author(article(*ways), _signs()))
    told = [
        [(each.step, each.text) for each in section.statements if each.kind == "sentence"]
        for section in done.draft.sections
        if section.name == "resolution"
    ]
    assert told == [
        [(1, "Open the lid."), (2, "Press the red button."), (None, "You must restart the hub afterwards.")],
        [(None, "Alternatively, change the bulb in the socket.")],
    ]


@pytest.mark.parametrize(
    ("resolution", "is_said"),
    [
        (Resolution(thread="f:1", state="solved", probability=0.9, solution_post="2"), True),
        (
            Resolution(thread="f:1", state="solved", probability=0.9, solution_post="2", confirmed=True),
            False,
        ),
        (Resolution(thread="f:1", declared="solved", declared_post="2"), False),
    ],
)
def test_the_article_says_where_nobody_confirmed_it(resolution: Resolution, is_said: bool) -> None:
    """In one sentence above the resolution, from the thread's state and whatever the model says."""
    done = _written(Author(article(*TOLD)), resolutions={"f:1": resolution})
    section = next(section for section in done.draft.sections if section.name == "resolution")
    assert ("Nobody has confirmed that it helps." in (section.note or "")) is is_said


def test_one_statement_that_may_not_stand_costs_an_article_no_more_than_itself() -> None:
    """Where what was composed beside the model's words may not stand, the article does all the same."""
    call = Statement(text="Call me on +49 30 90182012.", citations=SOLVED)
    draft = replace(COMPOSED, sections=(*COMPOSED.sections, Section(name="nearby", statements=(call, call))))
    asking = Asking(model=Author(article(*TOLD)), name="m", budget=10**7)
    [done] = write_articles([draft], ALL, asking)
    assert (done.problem, [section.name for section in done.draft.sections]) == (
        None,
        ["issue", "environment", "resolution"],
    )


def test_an_article_leaves_open_whether_it_helped_where_who_asked_wrote_again() -> None:
    """What they wrote may confirm it in words that no rule knows: that nobody confirmed it would be false."""
    thanks = Post(id="9", author=LAMP.asker, body="So it was the lid all along.")
    thread = replace(LAMP, posts=(*LAMP.posts, thanks))
    asking = Asking(model=Author(article(*TOLD)), name="m", budget=10**7)
    [done] = write_articles([COMPOSED], {thread.key: thread}, asking)
    section = next(section for section in done.draft.sections if section.name == "resolution")
    assert (section.note or "").endswith("Who asked wrote again later; see there whether it helped.")


def test_of_a_composed_issue_only_its_beginning_stands_in_for_the_model_s() -> None:
    """Where nothing that the model says of the trouble stands, the asker's story is cut."""
    done = _written(Author(article(*TOLD, issue=[sentence("A zebra is dark.", 1)])))
    [issue] = [section for section in done.draft.sections if section.name == "issue"]
    assert "My lamp stays dark since the update." in [each.text for each in issue.statements]
    assert "My cat likes it dark." not in [each.text for each in issue.statements]


def test_code_with_other_white_space_stands_as_its_post_has_it() -> None:
    """A model that loses an indent or joins two lines is not refused: the post's own lines stand."""
    block = "while dark:\n    press(red)\n    wait(10)\nprint(lit)"
    cure = replace(LAMP.posts[1], body=f"Open the lid and run this:\n\n```\n{block}\n```")
    thread = replace(LAMP, posts=(LAMP.posts[0], cure))
    written = article(
        sentence("Open the lid.", step=1), sentence("while dark: press(red)\nwait(10)", code=True)
    )
    asking = Asking(model=Author(written, _signs()), name="m", budget=10**7)
    [done] = write_articles([COMPOSED], {thread.key: thread}, asking)
    assert "while dark:\n    press(red)\n    wait(10)" in texts_of(done.draft)


@pytest.mark.parametrize(
    ("lead", "is_held"), [("Try this: ", True), ("This is not ", False), ("    ", False)]
)
def test_code_may_begin_behind_a_colon(lead: str, is_held: bool) -> None:
    """Lines that begin in a line of words stand where a colon leads to them; else they are whole lines."""
    code = "fit(lamp,\n  bulb)"
    post = read_post(Post(id="2", body=f"Hello.\n\n{lead}{code}\nThen go on.", format="text"), ())
    assert contains(post, Statement(text=code, kind="code")) is is_held


def test_what_another_post_s_sentence_tells_is_not_missing_of_the_solution() -> None:
    """Two helpers who say the same are told once, and nobody is asked for the second."""
    second = _post(3, "You must restart the hub afterwards.", "Dan")
    thread = replace(LAMP, posts=(*LAMP.posts[:2], second))
    told = article(*TOLD, sentence("You must restart the hub afterwards.", 3), solution=[2, 3])
    author = Author(told)
    write_articles([COMPOSED], {LAMP.key: thread}, Asking(model=author, name="m", budget=10**7))
    [shown] = author.revisions
    assert not any("restart the hub" in each["words"] for each in shown["missing"])


def test_a_command_that_a_mail_program_broke_may_be_joined() -> None:
    """Where a line ends because the next word did not fit, two lines are one; elsewhere they stay two."""
    long = "ln -s /Library/Frameworks/Lamp.framework/Versions/2.10/Resources/Lamp64.app"
    cure = replace(
        LAMP.posts[1], body=f"Open the lid.\n\n```\n{long}\n/Applications/Lamp64.app\necho lit\n```"
    )
    thread = replace(LAMP, posts=(LAMP.posts[0], cure))

    def told(code: str) -> list[str]:
        written = article(sentence("Open the lid.", step=1), sentence(code, step=1, code=True))
        asking = Asking(model=Author(written, _signs()), name="m", budget=10**7)
        [done] = write_articles([COMPOSED], {thread.key: thread}, asking)
        assert check_draft(done.draft, {thread.key: thread}) == ()
        return texts_of(done.draft)

    joined = f"{long} /Applications/Lamp64.app\necho lit"
    assert joined in told(joined)
    quotation = Statement(text=joined, kind="code", citations=SOLVED)
    assert not contains(read_post(cure, ()), quotation), "whoever quotes it may not change it"
    glued = f"{long} /Applications/Lamp64.app echo lit"
    assert glued not in told(glued)


def test_who_revises_is_told_the_word_that_no_post_has() -> None:
    """ "Another number or code" alone lets a model guess which; the reason names it."""
    author = Author(article(*TOLD, sentence("Set `mode_x9` to 3.", step=3)), _signs())
    _written(author)
    [shown] = author.revisions
    reasons = [each["refused"] for each in shown["article"] if "refused" in each]
    assert reasons == ["holds code, a path or an identifier (“mode_x9”) that no cited post has"]
