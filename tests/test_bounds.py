"""The door of ingest: what is longer than anybody writes is cut and shown; no workbook fills the memory."""

from __future__ import annotations

import io
import time
import zipfile
from pathlib import Path

import pytest

from kbminer.ingest import read
from kbminer.ingest.bounds import LONGEST_BODY, LONGEST_LINE, LONGEST_TITLE, within_bounds
from kbminer.records import Post, Problem, Thread

_SPREADSHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
HEADER = "".join(f'<c r="{at}1" t="inlineStr"><is><t>{name}</t></is></c>' for at, name in
                 (("A", "thread"), ("B", "title"), ("C", "body")))  # fmt: skip


def _cell(at: str, words: str) -> str:
    return f'<c r="{at}" t="inlineStr"><is><t>{words}</t></is></c>'


def _workbook(folder: Path, rows: str, strings: str = "") -> Path:
    """Write a workbook of one sheet by hand."""
    related = '<Relationship Id="r{}" Type="' + _OFFICE + '/{}" Target="{}"/>'
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        + "".join(
            f'<Override PartName="/xl/{name}.xml" '
            f'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.{kind}+xml"/>'
            for name, kind in (
                ("workbook", "sheet.main"),
                ("sheet1", "worksheet"),
                ("sharedStrings", "sharedStrings"),
            )
        )
        + "</Types>",
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
        + related.format(1, "officeDocument", "xl/workbook.xml")
        + "</Relationships>",
        "xl/workbook.xml": f'<workbook xmlns="{_SPREADSHEET}" xmlns:r="{_OFFICE}">'
        '<sheets><sheet name="a" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
        + related.format(1, "worksheet", "sheet1.xml")
        + related.format(2, "sharedStrings", "sharedStrings.xml")
        + "</Relationships>",
        "xl/sheet1.xml": f'<worksheet xmlns="{_SPREADSHEET}"><sheetData>{rows}</sheetData></worksheet>',
        "xl/sharedStrings.xml": f'<sst xmlns="{_SPREADSHEET}">{strings}</sst>',
    }
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, xml in parts.items():
            archive.writestr(name, f'<?xml version="1.0"?>{xml}')
    path = folder / "tickets.xlsx"
    path.write_bytes(written.getvalue())
    return path


def _table(*, far: str = "") -> str:
    row = _cell("A2", "1") + _cell("B2", "Lamp") + _cell("C2", "It hums.")
    return f'<row r="1">{HEADER}</row><row r="2">{row}</row>{far}'


def test_what_is_longer_than_anybody_writes_is_cut_and_said() -> None:
    """A title, a name, a line and a post each keep their beginning, and one problem names what was cut."""
    posts = (
        Post(id="1", author="n" * 9000, body="a\n" + "b" * 30_000 + "\nc", format="text"),
        Post(id="2", body="<p>" + "d" * 2_000_000),
    )
    problem, thread = within_bounds([Thread(id="1", source="demo", title="-" * 10_000, posts=posts)])
    assert isinstance(problem, Problem)
    assert isinstance(thread, Thread)
    assert not problem.lost
    assert problem.what == (
        "it was cut: a title of 10,000 characters, a name of 9,000 characters, "
        "a line of 30,000 characters, a post of 2,000,003 characters"
    )
    assert len(thread.title) == LONGEST_TITLE
    assert thread.posts[0].body == "a\n" + "b" * LONGEST_LINE + "\nc"
    assert len(thread.posts[1].body) == LONGEST_BODY


def test_what_people_write_passes_the_door_as_it_is() -> None:
    """A long post of ordinary lines, and one long line of HTML, are the same behind the door."""
    posts = (Post(id="1", body="word " * 3000, format="text"), Post(id="2", body="<p>word</p>" * 9000))
    thread = Thread(id="1", source="demo", title="Lamp hums", posts=posts)
    (same,) = within_bounds([thread])
    assert same == thread


def test_every_source_passes_the_door(tmp_path: Path) -> None:
    """The title of a table's row is cut as it is read, and the reader of the report is told."""
    table = tmp_path / "tickets.csv"
    table.write_text(f"thread,title,body\n1,{'-' * 10_000},It hums.\n", encoding="utf-8")
    items = list(read(table))
    assert [len(item.title) for item in items if isinstance(item, Thread)] == [LONGEST_TITLE]
    assert any("it was cut" in item.what for item in items if isinstance(item, Problem))


def test_two_far_cells_of_a_workbook_leave_no_million_rows(tmp_path: Path) -> None:
    """What stands in the last column of the last row costs no more than a glance at the rows between."""
    pytest.importorskip("openpyxl")
    far = '<row r="1048576">' + _cell("XFD1048576", "x") + "</row>"
    started = time.process_time()
    threads = [item for item in read(_workbook(tmp_path, _table(far=far))) if isinstance(item, Thread)]
    assert time.process_time() - started < 20
    assert [thread.title for thread in threads] == ["Lamp"]


def test_a_workbook_that_unpacks_to_an_absurd_size_is_a_problem(tmp_path: Path) -> None:
    """A few kilobytes that become megabytes are refused before they are read."""
    pytest.importorskip("openpyxl")
    strings = "<si><t>a</t></si>" * 300_000
    items = list(read(_workbook(tmp_path, _table(), strings)))
    assert not any(isinstance(item, Thread) for item in items)
    assert any("unpacks to more than" in item.what for item in items if isinstance(item, Problem))


def test_columns_beyond_those_of_any_table_are_left_out_and_said(tmp_path: Path) -> None:
    """A sheet of thousands of columns gives its first ones."""
    pytest.importorskip("openpyxl")
    rows = _table().replace(HEADER, HEADER + _cell("IW1", "the 257th"))
    items = list(read(_workbook(tmp_path, rows)))
    assert [item.title for item in items if isinstance(item, Thread)] == ["Lamp"]
    assert any("more than 256 columns" in item.what for item in items if isinstance(item, Problem))


@pytest.mark.parametrize("nested", ["<div>", "<ul><li>", "<div></b>", "<section>words "])
def test_a_page_of_endless_nesting_is_read_in_time(tmp_path: Path, nested: str) -> None:
    """A parser that looks at all that is open, at each tag, is given no more than is ever open."""
    sample = (Path(__file__).parent / "pages" / "phpbb3.html").read_text("utf-8")
    page = tmp_path / "viewtopic.html"
    page.write_text(sample.replace("</body>", nested * 60_000 + "</body>"), encoding="utf-8")
    started = time.process_time()
    threads = [item for item in read(page) if isinstance(item, Thread)]
    assert time.process_time() - started < 5
    assert len(threads) == 1
