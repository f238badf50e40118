"""Tables as people export them: any charset, separator and language, with threads that are told apart."""

from __future__ import annotations

import json
import tracemalloc
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kbminer.ingest import detect, read
from kbminer.ingest.day_orders import DayOrders
from kbminer.records import Problem, Thread, public_part

GERMAN = (
    "Ticket-Nr;Betreff;Absender;Datum;Nachricht;Status\n"
    '1001;Drucker;Anna Weiß;04.03.2024 08:30;"Er druckt doppelt; was tun?";gelöst\n'
    "1001;AW: Drucker;Support;04.03.2024 10:00;»Wiederholen« abwählen.;gelöst\n"
    "1002;Scanner;Jörg Öz;05.03.2024 09:00;Er verliert die Kopplung.;offen\n"
)


def read_all(path: Path, **options: object) -> tuple[list[Thread], list[str]]:
    """The threads of a source, and what is told beside them."""
    items = list(read(path, **options))  # type: ignore[arg-type]
    return [i for i in items if isinstance(i, Thread)], [i.what for i in items if isinstance(i, Problem)]


def table(folder: Path, text: str | bytes, name: str = "t.csv") -> Path:
    """A table in a file."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    return folder / name


def bodies(threads: list[Thread]) -> list[list[str]]:
    """What was said in each thread."""
    return [[post.body for post in thread.posts] for thread in threads]


@pytest.mark.parametrize("content", [
    GERMAN.encode(), GERMAN.encode("cp1252"), GERMAN.encode("utf-16"), GERMAN.encode("utf-8-sig"),
    GERMAN.encode("utf-16-be"), GERMAN.encode("utf-16-le"), ("sep=;\r\n" + GERMAN).encode("cp1252"),
    ("\ufeffsep=;\n" + GERMAN).encode(), GERMAN.replace("\n", "\r\n").encode(),
    GERMAN.replace(";", "\t").replace("doppelt\t", "doppelt;").encode("utf-16"),
])  # fmt: skip
def test_a_table_is_read_in_whatever_charset_it_was_saved(content: bytes, tmp_path: Path) -> None:
    """UTF-8 and UTF-16 with and without their marks, Windows-1252, a first line that names the separator."""
    threads, _ = read_all(table(tmp_path, content))
    assert bodies(threads) == [
        ["Er druckt doppelt; was tun?", "»Wiederholen« abwählen."], ["Er verliert die Kopplung."]
    ]  # fmt: skip
    assert [thread.solved for thread in threads] == [True, False]
    assert threads[0].posts[0].author == "Anna Weiß"
    assert threads[0].created_at == datetime(2024, 3, 4, 8, 30, tzinfo=UTC)


@pytest.mark.parametrize(("charset", "header", "words"), [
    ("cp1251", "Номер заявки,Тема,Сообщение",
    "Принтер печатает каждую этикетку дважды после обновления. Что делать?"),
    ("cp932", "チケット番号,件名,本文",
    "更新の後、プリンターが各ラベルを二回印刷します。どうすれば止められますか。"),
    ("gb18030", "工单编号,主题,内容", "更新之后打印机把每张标签都打印两次，怎么才能停止？谢谢大家的帮助。"),
    ("euc_kr", "티켓번호,제목,내용", "업데이트 후에 프린터가 라벨을 두 번씩 인쇄합니다. 어떻게 해야 하나요?"),
])  # fmt: skip
def test_charsets_of_other_scripts_are_told_by_their_bytes(
    charset: str, header: str, words: str, tmp_path: Path
) -> None:
    """Nothing declares them; the letters do."""
    text = f"{header}\n7,A,{words}\n7,A,{words[::-1]}\n"
    (thread,), _ = read_all(table(tmp_path, text.encode(charset)))
    assert [post.body for post in thread.posts] == [words, words[::-1]]


@pytest.mark.parametrize("name", [
    "Ticket Number", "Ticket No", "Ticket Nr.", "Ticketnummer", "Request ID", "Issue key", "Incident Number",
    "N° ticket", "Vorgang", "Case #", "Nº de chamado", "Zaaknummer", "Sagsnr.", "Número de caso", "№ заявки",
])  # fmt: skip
def test_thread_columns_have_many_names(name: str, tmp_path: Path) -> None:
    """Rows of one number are one thread, whatever the number is called."""
    text = f"{name},From,Message\n7,ann,How?\n8,cy,Why?\n7,bob,So.\n"
    assert bodies(read_all(table(tmp_path, text))[0]) == [["How?", "So."], ["Why?"]]


def test_headers_may_go_over_lines(tmp_path: Path) -> None:
    """A line feed in a column's name is a space."""
    text = '"Ticket\nID";"From";"Created\nat";"Message"\n1;ann;2024-03-04 08:30;How, then?\n1;bob;;So.\n'
    threads, said = read_all(table(tmp_path, text))
    assert bodies(threads) == [["How, then?", "So."]]
    assert "'Ticket ID'" in said[0]


def test_a_list_of_rows_is_a_table(tmp_path: Path) -> None:
    """JSON rows in a list, with tags as a list of their own."""
    rows = [
        {"thread_id": 1, "title": "Hangs {at} start", "author": "fern", "message": "How {do} I?",
        "tags": ["a", "b"]},
        {"thread_id": 1, "title": "Re: Hangs", "author": "brook", "message": "Delete it."},
    ]  # fmt: skip
    path = table(tmp_path, json.dumps(rows), "t.json")
    assert detect(path).format == "table"
    (thread,), _ = read_all(path)
    assert (bodies([thread]), thread.tags) == ([["How {do} I?", "Delete it."]], ("a", "b"))


def test_rows_without_ids_are_told_apart_by_their_files(tmp_path: Path) -> None:
    """Two monthly files of two rows each are four threads, also where the files bear one name."""
    for month, first in (("01", "How?"), ("02", "Why?")):
        table(tmp_path / month, f"Question,Answer\n{first},So.\nWhere is it in {month}?,There.\n", "faq.csv")
    threads, said = read_all(tmp_path)
    assert len({thread.key for thread in threads}) == 4
    assert bodies(threads)[0] == ["How?", "So."]
    assert len(said) == 1
    assert "(2 files)" in said[0]


def test_a_thread_goes_on_in_the_next_file(tmp_path: Path) -> None:
    """One number with one title is one thread, the overlap counted once; with another title it is another."""
    head = "Ticket ID,Date,Subject,From,Message\n"
    table(tmp_path, head + "7,2024-01-30,Print,ann,How?\n8,2024-01-31,Scan,cy,Why?\n", "a.csv")
    table(tmp_path, head + "7,2024-01-30,Print,ann,How?\n7,2024-02-01,RE: Print,bob,So.\n", "b.csv")
    table(tmp_path, head + "8,2025-01-30,Fax,dee,When?\n", "c.csv")
    threads, _ = read_all(tmp_path)
    assert sorted(bodies(threads)) == [["How?", "So."], ["When?"], ["Why?"]]
    assert len({thread.key for thread in threads}) == 3


@pytest.mark.parametrize(("dates", "usual"), [
    (["3/4/2024", "3/25/2024"], "month first"), (["3/4/2024", "25/4/2024"], "day first"),
    (["3/4/2024", "3/5/2024", "4/1/2024"], "month first"), (["1/4/2024", "2/4/2024", "12/4/2024",
    "1/5/2024"], "day first"),
    (["04.03.2024"], "day first"), (["3/4/2024 8:30 AM"], "month first"), (["3/4/2024"], "day first"),
    (["5/4/2024", "4/4/2024", "3/4/2024", "12/3/2024"], "day first"),
])  # fmt: skip
def test_the_whole_column_tells_days_from_months(dates: list[str], usual: str) -> None:
    """A number above 12, else the order of the rows, else the sign and the half of the day."""
    orders = DayOrders()
    for date in dates:
        orders.note(date)
    assert orders.usual == usual


def test_one_late_row_tells_the_dates_of_all(tmp_path: Path) -> None:
    """The first row is read as the last one shows; days that a spreadsheet counts are dates too."""
    text = "Ticket ID,Created At,Message\n7,3/4/2024 8:30,How?\n8,3/25/2024 8:30,Why?\n9,45355.5,When?\n"
    threads, _ = read_all(table(tmp_path, text))
    assert [str(thread.created_at)[:16] for thread in threads] == [
        "2024-03-04 08:30", "2024-03-25 08:30", "2024-03-04 12:00"
    ]  # fmt: skip


def test_a_tracker_writes_every_comment_into_a_column(tmp_path: Path) -> None:
    """Columns of one name are replies; date and author stand before the words."""
    text = (
        "Issue key,Summary,Status,Description,Comment,Comment\n"
        'KB-1,Stops,Done,How do I start it?,"04/Mar/24 9:30 AM;brook;Set the heap; then start.",Thanks\n'
    )
    (thread,), _ = read_all(table(tmp_path, text))
    assert bodies([thread]) == [["How do I start it?", "Set the heap; then start.", "Thanks"]]
    assert (thread.posts[1].author, str(thread.posts[1].created_at)[:16]) == ("brook", "2024-03-04 09:30")


def test_columns_may_be_given(tmp_path: Path) -> None:
    """What a person says comes before the guess; without a guess the columns are listed."""
    path = table(tmp_path, "Nr,Wer,Was\n1,ann,How?\n1,bob,So.\n")
    _, said = read_all(path, format="table")
    assert said[0].endswith("say which with --map body=COLUMN, of: 'Nr', 'Wer', 'Was'")
    (thread,), _ = read_all(path, format="table", columns={"body": "Was", "thread": "Nr", "author": "Wer"})
    assert [(post.author, post.body) for post in thread.posts] == [("ann", "How?"), ("bob", "So.")]


def test_rows_that_are_not_public_are_marked_and_repeated_receipts_stay_out(tmp_path: Path) -> None:
    """Receipts are counted; one answer given to many by a person stays."""
    text = (
        "Ticket ID,From,Message,Internal\n"
        "7,ann,How?,no\n7,Desk Bot,We got your mail.,no\n7,tom,Clear it.,no\n"
        "7,tom,He never paid.,yes\n8,cy,Why?,no\n8,Desk Bot,We got your mail.,no\n8,tom,Clear it.,no\n"
    )
    threads, said = read_all(table(tmp_path, text))
    public = [thread for each in threads if (thread := public_part(each))]
    assert bodies(public) == [["How?", "Clear it."], ["Why?", "Clear it."]]
    assert str(threads[0].posts[-1].visibility) == "internal: internal"
    assert said[1:] == ["left out: posts of bots that repeat word for word (2)"]


def test_a_large_table_is_read_in_bounded_memory(tmp_path: Path) -> None:
    """Twelve thousand rows of which no two of a thread stand together take half of the file's length."""
    read_all(table(tmp_path, GERMAN, "loads.csv"))  # what reading imports is no part of the measure
    with (tmp_path / "t.csv").open("w") as out:
        out.write("Ticket ID,From,Date,Message\n")
        for row in range(12_000):
            out.write(f"{row % 2_400},user{row % 90},2024-03-{1 + row % 28:02},{'words ' * 60}{row}\n")
    tracemalloc.start()
    count = sum(isinstance(item, Thread) and len(item.posts) == 5 for item in read(tmp_path / "t.csv"))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == 2_400
    assert peak < (tmp_path / "t.csv").stat().st_size / 2
