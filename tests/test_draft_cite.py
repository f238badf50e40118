"""The checker lets nothing stand that no cited post contains."""

from __future__ import annotations

from dataclasses import replace

import pytest
from draft_threads import PRINTER, drafted, post, solved, thread
from hypothesis import given, settings
from hypothesis import strategies as st

from kbminer.errors import DraftRefused
from kbminer.records import Citation, Draft, Section, Statement
from kbminer.verify import check_draft, verified

THREADS = {PRINTER.key: PRINTER}
CITED = (Citation(thread="demo:11", post="2"),)


def _with(statement: Statement) -> Draft:
    draft = drafted((PRINTER, solved(PRINTER, "2")))
    return replace(draft, sections=(Section(name="resolution", statements=(statement,)),))


def test_a_composed_draft_passes() -> None:
    """What was composed is contained in what it cites."""
    draft = drafted((PRINTER, solved(PRINTER, "2")))
    assert check_draft(draft, THREADS) == ()
    assert verified(draft, THREADS, title="") is draft


@pytest.mark.parametrize(
    "statement",
    [
        Statement(text="Delete the folder `C:\\Spool\\cache`."),
        Statement(text="Delete the folder `C:\\Spool\\cached`.", citations=CITED),
        Statement(text="Delete all folders.", citations=CITED),
        Statement(text="elete the folder `C:\\Spool\\cache`.", citations=CITED),
        Statement(text="net  stop spooler", kind="code", citations=CITED),
        Statement(text="net stop spooler\n", kind="code", citations=CITED),
        Statement(text="Stop the print service:", citations=(Citation(thread="demo:11", post="1"),)),
        Statement(text="Stop the print service:", citations=(Citation(thread="demo:11", post="9"),)),
        Statement(text="Stop the print service:", citations=(Citation(thread="demo:99", post="2"),)),
        Statement(
            text="Stop the print service:", citations=(replace(CITED[0], url="https://evil.example/"),)
        ),
        Statement(text="Stop the print service:", citations=(*CITED, Citation(thread="demo:11", post="3"))),
        Statement(
            text="Printer stays online", kind="title", citations=(Citation(thread="demo:11", post="1"),)
        ),
        Statement(text="Write to ada@example.org", kind="todo"),
        Statement(text="[click](javascript:alert(1))", citations=CITED),
        Statement(text="Cheers, Hana", citations=CITED),
    ],
)
def test_what_no_cited_post_contains_is_refused(statement: Statement) -> None:
    """A wrong word, number, byte, post, address, title or private thing is refused, and left out."""
    draft = _with(statement)
    assert [(r.section, r.position) for r in check_draft(draft, THREADS)] == [("resolution", 0)]
    assert verified(draft, THREADS, title="").sections == ()


def test_a_cut_that_turns_the_meaning_is_refused() -> None:
    """A sentence whose "never" was cut off is not what the post says."""
    one = thread("51", "Cache", "Which folder?", post(2, "You should never delete the folder cache by hand."))
    statement = Statement(
        text="delete the folder cache by hand.", citations=(Citation(thread=one.key, post="2"),)
    )
    draft = replace(
        drafted((one, solved(one, "2"))), sections=(Section(name="resolution", statements=(statement,)),)
    )
    assert len(check_draft(draft, {one.key: one})) == 1


def test_a_foreign_title_is_refused() -> None:
    """The draft's title must be made of the askers' words."""
    draft = replace(drafted((PRINTER, solved(PRINTER, "2"))), title="Scanner explodes")
    assert [r.section for r in check_draft(draft, THREADS)] == ["title"]


def test_what_cannot_be_left_out_refuses_the_draft() -> None:
    """A private term is no statement: the draft as a whole is refused, without repeating it."""
    draft = replace(drafted((PRINTER, solved(PRINTER, "2"))), terms=("kim@example.org",))
    with pytest.raises(DraftRefused, match="in terms") as refused:
        verified(draft, THREADS, title="")
    assert "kim" not in str(refused.value)


def test_a_title_that_may_not_stand_gives_way() -> None:
    """A foreign title is replaced by the one that the maker of the draft vouches for."""
    draft = replace(drafted((PRINTER, solved(PRINTER, "2"))), title="Scanner explodes")
    assert verified(draft, THREADS, title="Printer stays offline").title == "Printer stays offline"


def test_private_data_is_refused_without_being_repeated() -> None:
    """A refusal names the kind of a private thing, never the thing."""
    refusals = check_draft(_with(Statement(text="Mail kim@example.org", citations=CITED)), THREADS)
    assert "e-mail" in refusals[0].reason
    assert "kim" not in str(refusals)


@settings(deadline=None)  # a busy machine is no fault of the checker
@given(st.text(min_size=1, max_size=60))
def test_words_from_elsewhere_never_pass(text: str) -> None:
    """Any text with a word that the post lacks is refused."""
    statement = Statement(text=f"{text} zebracorn", citations=CITED)
    assert check_draft(_with(statement), THREADS) != ()
