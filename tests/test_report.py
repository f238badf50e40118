"""The report's files: what they say, that forum text in them stays text, and that editors' work is kept."""

import json
import os
import re
from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from kbminer import KnowledgeBase
from kbminer.errors import OutputError
from kbminer.languages import unchecked
from kbminer.publish.report import render_page, report_data, write_report
from kbminer.publish.report.head_figures import count_figures, quarters
from kbminer.publish.report.plots import bars, shares
from kbminer.records import (
    ArticleUse,
    Citation,
    Counts,
    Coverage,
    Cue,
    Draft,
    Group,
    Grouping,
    LeftOut,
    LineageEvent,
    Problem,
    Question,
    Reason,
    Redaction,
    Resolution,
    Section,
    StalePassage,
    Statement,
    Suggestion,
    ThreadSummary,
)

GOLDEN = Path(__file__).parent / "golden"
EVIL = "<script>alert(1)</script><img src=x onerror=alert(2)>\"' & {{ 7*7 }}"


def day(year: int, month: int) -> datetime:
    """The first of a month, at noon."""
    return datetime(year, month, 1, 12, tzinfo=UTC)


def knowledge_base(text: str = "Offline map stays grey") -> KnowledgeBase:
    """A small run with one of everything: a draft, an escalation, an article, problems, what stayed outside.

    ``text`` stands wherever a forum's own words stand.
    """
    keys = tuple(f"pedalo:{i}" for i in range(1, 9))
    threads = tuple(
        ThreadSummary(
            key=key,
            title=f"{text} {i}",
            url="javascript:alert(3)" if i == 2 else f"https://forum.example/t/{i}",
            category=text,
            created_at=None if i == 3 else day(2023 + i % 3, i),
            views=None if i == 4 else 100 * i,
            replies=i - 1,
        )
        for i, key in enumerate(keys, start=1)
    )
    questions = tuple(
        Question(
            thread=thread.key,
            title=thread.title,
            ask=text,
            language="fr" if i == 5 else "en",
            asker=f"asker {i}",
            asked_at=thread.created_at,
            set_aside="an announcement" if i == 8 else None,
        )
        for i, thread in enumerate(threads, start=1)
    )
    solved = Resolution(
        thread=keys[0],
        declared="solved",
        declared_post="11",
        state="solved",
        probability=0.97,
        solution_post="11",
        evidence=(Cue(kind="thanks", quote=text, post="12"),),
    )
    read = replace(solved, thread=keys[1], declared=None, declared_post=None, probability=0.81)
    resolutions = (
        solved,
        read,
        Resolution(thread=keys[2], state="unanswered", probability=0.1),
        *(Resolution(thread=key) for key in keys[3:]),
    )
    written = Group(
        id="aaaaaaaaaaaa",
        members=keys[:3],
        representative=keys[0],
        title=text,
        terms=("grey map", text),
        cohesion=0.7,
        doubtful=(keys[2],),
    )
    open_ = Group(
        id="bbbbbbbbbbbb", members=keys[3:6], representative=keys[3], title=f"{text}?", cohesion=0.5
    )
    reasons = (
        Reason(name="askers", value=3, words="asked by 3 people", weight=3.0),
        Reason(name="unsolved", value=0.333, words="2 of 3 solved", weight=1.333),
    )
    cited = Citation(
        thread=keys[0], post="11", url="https://forum.example/t/1/2", date=day(2024, 2), role="staff"
    )
    draft = Draft(
        id="aaaaaaaaaaaa-1",
        group=written.id,
        title=text,
        language="en",
        threads=written.members,
        terms=written.terms,
        first_asked=day(2024, 1),
        last_asked=day(2025, 2),
        redactions=(Redaction(kind="email", count=2),),
        sections=(
            Section(name="issue", statements=(Statement(text=text, citations=(cited,)),)),
            Section(
                name="resolution",
                note="Answered on 2024-02-01.",
                statements=(
                    Statement(text="Open **Settings**.", citations=(cited,), step=1),
                    Statement(text="pedalo tiles --rebuild", kind="code", citations=(cited,), step=1),
                ),
            ),
        ),
    )
    return KnowledgeBase(
        counts=Counts(threads=8, posts=36, accepted=1),
        problems=(
            Problem(where=f"9.json {text}", what="it is broken JSON", thread=None),
            Problem(where="7.json", what="1 of its 8 posts is missing", thread=keys[6], lost=False),
        ),
        threads=threads,
        questions=questions,
        resolutions=resolutions,
        grouping=Grouping(
            groups=(written, open_),
            left_out=(
                LeftOut(thread=keys[6], nearest=written.id, similarity=0.41, reason="nobody else asks this"),
            ),
            lineage=(LineageEvent(kind="born", before=(), after=(written.id,), at=day(2025, 2)),),
        ),
        ranked=(
            Suggestion(group=written, action="update", score=4.0, reasons=reasons),
            Suggestion(group=open_, action="escalate", score=2.5, reasons=reasons[:1]),
        ),
        drafts=(draft,),
        undrafted=((open_.id, "nobody has solved it yet"),),
        top=20,
        coverage=(
            Coverage(
                group=written.id,
                action="update",
                article=f"maps.md {text}",
                probability=0.83,
                reason="the article answers it, and a newer post speaks against it",
                stale=(
                    StalePassage(
                        article=f"maps.md {text}",
                        kind="contradicted",
                        passage=text,
                        quote=text,
                        thread=keys[0],
                        post="11",
                        date=day(2024, 2),
                    ),
                ),
                open_threads=(keys[2],),
                reply=text,
            ),
        ),
        articles=(
            ArticleUse(article=f"maps.md {text}", action="update", reason=text, last_asked=day(2025, 2)),
            ArticleUse(article="watches.md"),
        ),
    )


def assert_golden(name: str, text: str) -> None:
    """The text is what is kept; with UPDATE_GOLDEN set, it is kept anew."""
    file = GOLDEN / name
    if os.environ.get("UPDATE_GOLDEN"):
        file.write_text(text, encoding="utf-8")
    assert text == file.read_text(encoding="utf-8")


def test_the_data_reads_as_it_should() -> None:
    """``report.json`` of a small run, whole: a change of it is a change for everyone who reads it."""
    data = report_data(knowledge_base()) | {"kbminer": "VERSION"}
    assert_golden("report_small.json", json.dumps(data, ensure_ascii=False, indent=1) + "\n")


def test_the_page_reads_as_it_should() -> None:
    """``report.html`` of a small run, whole but for its style sheet."""
    page = re.sub(r"<style>.*?</style>", "<style></style>", render_page(knowledge_base()), flags=re.S)
    assert_golden("report_small.html", page)


def test_what_a_forum_says_stays_text() -> None:
    """Markup and script in titles, terms, quotes and file names are shown, never run."""
    soup = BeautifulSoup(render_page(knowledge_base(EVIL)), "lxml")
    assert soup.find_all(["script", "img", "iframe", "object", "link", "base", "form"]) == []
    assert EVIL in soup.get_text()
    assert "49" not in {word for cell in soup.find_all("h3") for word in cell.get_text().split()}
    for element in soup.find_all(True):
        assert [name for name in element.attrs if name.startswith("on")] == []
        assert not str(element.get("href", "")).lower().startswith(("javascript:", "data:"))


def test_no_file_of_a_report_steers_a_terminal(tmp_path: Path) -> None:
    """Terminal orders and marks that turn text round reach neither page, data nor drafts."""
    orders = "\x1b[31mred\x1b]0;t\x07 \x9b2J \u202egpj.exe \ud800"
    write_report(knowledge_base(orders), tmp_path)
    written = [path.read_text("utf-8") for path in tmp_path.rglob("*") if path.is_file()]
    assert len(written) >= 4
    for text in written:
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", text)


def test_the_page_needs_nothing_but_itself() -> None:
    """No script, no address that is fetched, and a policy that forbids both."""
    page = render_page(knowledge_base())
    soup = BeautifulSoup(page, "lxml")
    assert [e for e in soup.find_all(True) if e.get("src") or e.name in ("script", "link")] == []
    assert "@import" not in page
    assert "url(" not in page
    policy = soup.find("meta", attrs={"http-equiv": "Content-Security-Policy"})
    assert policy is not None
    assert str(policy["content"]).startswith("default-src 'none'")
    assert soup.find("meta", attrs={"name": "viewport"}) is not None
    assert "@media print" in page


def test_the_page_can_be_read_by_ear() -> None:
    """It has a language, one first heading, headings in order, and words for every picture."""
    soup = BeautifulSoup(render_page(knowledge_base()), "lxml")
    assert soup.html is not None
    assert soup.html.get("lang") == "en"
    levels = [int(h.name[1]) for h in soup.find_all(re.compile("^h[1-6]$"))]
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    for picture in soup.find_all("svg"):
        assert picture.get("role") == "img"
        assert picture.get("aria-label")


def test_declared_and_inferred_stand_apart() -> None:
    """A solved thread says by whose word; what was only read has its probability."""
    soup = BeautifulSoup(render_page(knowledge_base()), "lxml")
    states = {
        row.find_all("td")[1].get_text().strip(): row.find_all("td")[3].get_text(" ", strip=True)
        for row in soup.find_all("tr")
        if len(row.find_all("td")) == 4 and "n" in row.td.get("class", ())
    }
    assert states["Offline map stays grey 1"] == "solved (declared)"
    assert states["Offline map stays grey 2"] == "solved (inferred) 81 % likely solved"


def test_where_there_is_no_draft_the_answers_that_stand_are_listed_with_their_threads() -> None:
    """A line each: the thread, with its address, and what the reply that nobody confirmed says to do."""
    small = knowledge_base()
    answered = Resolution(
        thread="pedalo:4",
        state="answered",
        probability=0.3,
        solution_post="42",
        evidence=(Cue(kind="instruction", quote="Turn the page.", post="42"),),
    )
    known = tuple(answered if each.thread == answered.thread else each for each in small.resolutions)
    soup = BeautifulSoup(render_page(replace(small, resolutions=known)), "lxml")
    [listed] = [each for each in soup.find_all("details") if "Answers that stand" in each.summary.get_text()]
    [line] = listed.find_all("li")
    assert line.a["href"] == "https://forum.example/t/4"
    assert line.get_text() == "Offline map stays grey 4: “Turn the page.”"


def test_an_empty_run_has_a_page() -> None:
    """Where there is nothing, the page says so."""
    empty = KnowledgeBase(
        counts=Counts(threads=0, posts=0, accepted=0),
        problems=(),
        threads=(),
        questions=(),
        resolutions=(),
        grouping=Grouping(groups=()),
        ranked=(),
        drafts=(),
    )
    page = render_page(empty)
    assert "No question was asked by enough people" in page
    assert report_data(empty)["suggestions"] == []


def test_what_is_further_down_is_listed() -> None:
    """Suggestions past the top are a table, and the rest of them a number."""
    kb = replace(knowledge_base(), top=1)
    page = render_page(kb)
    assert "Further down the list" in page
    many = replace(kb, ranked=(kb.ranked[0], *[kb.ranked[1]] * 70))
    assert "10 more stand in report.json." in render_page(many)


def test_what_is_perhaps_one_question_is_counted_and_listed() -> None:
    """A group that is not suggested for want of sureness stands in the report with the reason."""
    kb = knowledge_base()
    assert "Perhaps one question" not in render_page(kb)
    first, second = kb.ranked
    why = "one question with a probability of 0.50 only (0.75 is needed)"
    doubted = replace(kb, ranked=(first,), perhaps=((second.group.id, why),))
    page = render_page(doubted)
    assert "1 group that enough people asked about" in page
    assert why in page
    assert report_data(doubted)["perhaps_one_question"] == [{"group": second.group.id, "why": why}]


# ReportFigures and plots


def test_figures_are_counted() -> None:
    """The head's figures are those of the run."""
    head = count_figures(knowledge_base())
    assert (head.threads, head.questions, head.repeated, head.groups) == (8, 7, 6, 2)
    assert (head.declared, head.inferred) == (1, 1)
    assert head.by_year == ((2023, 1), (2024, 3), (2025, 2))
    assert head.languages == (("en", 6), ("fr", 1))
    assert head.set_aside == (("an announcement", 1),)
    assert head.redactions == (Redaction(kind="email", count=2),)


def test_what_is_not_checked_in_a_language_is_said() -> None:
    """A language that lacks parts is named with what is not promised there; without one, nothing is said."""
    assert "unchecked_languages" not in report_data(knowledge_base())
    assert "not fully known" not in render_page(knowledge_base())
    kb = knowledge_base()
    klingon = tuple(replace(q, language="tlh" if q.language == "fr" else q.language) for q in kb.questions)
    kb = replace(kb, questions=klingon)
    (found,) = report_data(kb)["unchecked_languages"]
    assert (found["language"], found["questions"]) == ("tlh", 1)
    assert list(unchecked("tlh")) == list(found["unchecked"])
    page = render_page(kb)
    assert "<summary>tlh: 1 question</summary>" in page
    assert page.count("In tlh it is not checked") == len(unchecked("tlh"))


def test_quarters_run_from_the_first_to_the_last() -> None:
    """A quarter in which nobody asked counts zero; what is undated counts nowhere."""
    dates = [day(2024, 1), day(2024, 3), None, day(2024, 12)]
    assert quarters(dates, day(2024, 1), day(2024, 12)) == [2, 0, 0, 1]
    assert quarters(dates, None, None) == []


def test_plots_are_pictures_with_words() -> None:
    """A bar a count that is not zero, scaled to the highest; a label that can't break out."""
    drawn = bars([0, 5, 10], label='"><script>')
    assert drawn.count("<rect") == 2
    assert 'height="32.0"' in drawn
    assert "<script>" not in drawn
    assert bars([], label="nothing") == ""
    assert shares([("solved", 3), ("unknown", 1)], label="states").count("<rect") == 2
    assert shares([], label="states") == ""


# Files


def test_files_are_written_and_a_second_time_left_alone(tmp_path: Path) -> None:
    """An unchanged file is not even touched."""
    first = write_report(knowledge_base(), tmp_path / "new" / "out")
    assert first.report.is_file()
    assert first.data.is_file()
    assert [file.name for file in first.drafts] == ["offline-map-stays-grey-aaaaaaaa.md"]
    stamps = {file: file.stat().st_mtime_ns for file in (tmp_path / "new").rglob("*") if file.is_file()}
    write_report(knowledge_base(), tmp_path / "new" / "out")
    assert {file: file.stat().st_mtime_ns for file in stamps} == stamps


def test_a_changed_report_replaces_the_old_file(tmp_path: Path) -> None:
    """The new file is put in place of the old in one step: who has the old one open keeps it whole."""
    written = write_report(knowledge_base(), tmp_path)
    before = written.report.read_bytes()
    with written.report.open("rb") as open_before:
        write_report(knowledge_base("Other words"), tmp_path)
        assert open_before.read() == before
    assert written.report.read_bytes() != before
    assert [file.name for file in tmp_path.rglob("*") if file.suffix in (".new", ".tmp")] == []


def test_an_edited_draft_is_kept(tmp_path: Path) -> None:
    """What an editor changed stays, run after run, and is reported."""
    draft = write_report(knowledge_base(), tmp_path).drafts[0]
    draft.write_text("An editor's words.\n", encoding="utf-8")
    for kb in (knowledge_base(), replace(knowledge_base(), drafts=())):
        written = write_report(kb, tmp_path)
        assert written.kept == (draft,)
        assert written.drafts == ()
        assert draft.read_text(encoding="utf-8") == "An editor's words.\n"


def test_an_edit_taken_back_is_ours_again(tmp_path: Path) -> None:
    """A draft that is again as it was written is renewed as any other."""
    draft = write_report(knowledge_base(), tmp_path).drafts[0]
    ours = draft.read_bytes()
    draft.write_text("An editor's words.\n", encoding="utf-8")
    write_report(knowledge_base(), tmp_path)
    draft.write_bytes(ours)
    assert write_report(knowledge_base(), tmp_path).kept == ()


def test_drafts_that_fell_out_are_removed(tmp_path: Path) -> None:
    """An unedited draft of a suggestion that is no more goes; an editor's own file never does."""
    draft = write_report(knowledge_base(), tmp_path).drafts[0]
    own = tmp_path / "drafts" / "my-notes.md"
    own.write_text("Not for kbminer.\n", encoding="utf-8")
    written = write_report(replace(knowledge_base(), drafts=()), tmp_path)
    assert not draft.exists()
    assert written.kept == (own,)


def test_a_run_that_broke_off_leaves_no_false_edits(tmp_path: Path) -> None:
    """Drafts whose record was lost with a run are ours if they say what we would write."""
    draft = write_report(knowledge_base(), tmp_path).drafts[0]
    (tmp_path / "drafts" / ".written.json").unlink()
    assert write_report(knowledge_base(), tmp_path).kept == ()
    (tmp_path / "drafts" / ".written.json").write_bytes(b'{"half')
    assert write_report(knowledge_base(), tmp_path).kept == ()
    assert draft.is_file()


def test_titles_make_safe_file_names(tmp_path: Path) -> None:
    """Whatever a title holds, its draft is a file in the folder; two of one title are two files."""
    draft = knowledge_base().drafts[0]
    titles = ["../../etc/passwd", "a/b\\c:d*?", "🎉", "x" * 500, "CON", "...", "Où est l’été ?"]
    drafts = tuple(replace(draft, title=title, group=f"{i:012}") for i, title in enumerate(titles))
    drafts += (replace(draft, group="c" * 12), replace(draft, group="d" * 12))
    written = write_report(replace(knowledge_base(), drafts=drafts), tmp_path)
    assert len(set(written.drafts)) == len(drafts)
    assert {file.parent for file in written.drafts} == {tmp_path / "drafts"}
    assert all(file.is_file() and len(file.name) < 100 for file in written.drafts)


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    """A file in the place of a folder ends in one sentence."""
    (tmp_path / "drafts").write_text("a file")
    with pytest.raises(OutputError, match="give a writable folder"):
        write_report(knowledge_base(), tmp_path)
