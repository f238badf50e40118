"""Dates as boards print them, in their many formats and languages."""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, datetime, timedelta, tzinfo
from functools import cache
from typing import Literal

from kbminer.ingest.timestamps import in_utc
from kbminer.ingest.zones import own_zone

DayOrder = Literal["day first", "month first"]

_MONTHS = (
    "january janvier januar enero gennaio janeiro januari styczen stycznia январь января leden ledna "
    "ocak tammikuu tammikuuta ianuarie gener січень січня януари január ιανουαριος ιανουαριου ינואר "
    "يناير",
    "february fevrier februar febrero febbraio fevereiro februari luty lutego февраль февраля unor "
    "unora subat helmikuu helmikuuta februarie febrer лютий лютого февруари február φεβρουαριος "
    "φεβρουαριου פברואר فبراير",
    "mar mrz march mars marz maerz marzo marco maart marzec marca март марта brezen brezna mart "
    "maaliskuu maaliskuuta martie marc marts mrt maret március березень березня μαρτιος μαρτιου מרץ "
    "مارس",
    "april avril abril aprile kwiecien kwietnia апрель апреля duben dubna nisan huhtikuu huhtikuuta "
    "aprilie április квітень квітня απριλιος απριλιου אפריל أبريل ابريل",
    "may mai mayo maggio maio mei maj maja май мая kveten kvetna mayis május травень травня toukokuu "
    "toukokuuta maig μαιος μαιου מאי مايو",
    "june juin juni junio giugno junho czerwiec czerwca июнь июня cerven cervna haziran kesakuu "
    "kesakuuta iunie juny június червень червня юни ιουνιος ιουνιου יוני يونيو",
    "july juillet juli julio luglio julho lipiec lipca июль июля cervenec cervence temmuz heinakuu "
    "heinakuuta iulie juliol július липень липня юли ιουλιος ιουλιου יולי يوليو",
    "august aout agosto augustus augusti sierpien sierpnia август августа srpen srpna agustos elokuu "
    "elokuuta agost augusztus agustus серпень серпня αυγουστος αυγουστου אוגוסט أغسطس",
    "september septembre septiembre setembro settembre wrzesien wrzesnia сентябрь сентября zari eylul "
    "syyskuu syyskuuta septembrie setembre sept szeptember вересень вересня септември σεπτεμβριος "
    "σεπτεμβριου ספטמבר سبتمبر",
    "october octobre oktober octubre ottobre outubro pazdziernik pazdziernika октябрь октября rijen "
    "rijna ekim lokakuu lokakuuta octombrie október жовтень жовтня октомври οκτωβριος οκτωβριου "
    "אוקטובר أكتوبر",
    "november novembre noviembre novembro listopad listopada ноябрь ноября listopadu kasim marraskuu "
    "marraskuuta noiembrie ноември листопад листопада νοεμβριος νοεμβριου נובמבר نوفمبر",
    "december decembre dezember diciembre dicembre dezembro grudzien grudnia декабрь декабря prosinec "
    "prosince aralik joulukuu joulukuuta decembrie desembre desember грудень грудня декември "
    "δεκεμβριος δεκεμβριου דצמבר ديسمبر",
)
_DAYS_BACK = {
    0: "today aujourd'hui aujourd’hui aujourdhui heute hoy oggi hoje vandaag dzisiaj dzis сегодня "
    "idag dnes bugun "
    "tanaan avui azi σημερα היום اليوم",
    1: "yesterday hier gestern ayer ieri ontem gisteren wczoraj вчера igar vcera dun eilen ahir tegnap χθες "
    "אתמול أمس",
}
_UNITS = {
    "second": "second seconds sec secs seconde secondes sekunde sekunden segundo segundos secondo "
    "secondi секунд",
    "minute": "minute minutes min mins minuten minuto minutos minuti минут минуты минуту minut",
    "hour": "hour hours heure heures stunde stunden hora horas ora ore uur час часа часов godzin godziny",
    "day": "day days jour jours tag tage tagen dia dias giorno giorni dag dagen день дня дней dni",
    "week": "week weeks semaine semaines woche wochen semana semanas settimana settimane weken "
    "неделя недели недель",
}
_TIME = re.compile(
    r"(?<![\d/.-])(\d{1,2})(?:[:h]|(?<=\d)\.(?=\d\d(?:\s*(?:uhr|am|pm)|$)))\s?(\d{2})(?:[:.](\d{2}))?(?:\.\d+)?"
    r"(?:\s*([ap])\.?\s?m\.?(?![a-z]))?",
    re.I,
)
_YEAR_FIRST = re.compile(r"(?<!\d)((?:19|20)\d{2})\s?[-/.年]\s?(\d{1,2})\s?[-/.月]\s?(\d{1,2})(?!\d)")
_NUMBERS = re.compile(r"(?<!\d)(\d{1,2})\s?[-/.]\s?(\d{1,2})\s?[-/.]\s?(\d{4}|\d{2})(?!\d)")
_DAY_NAMED = re.compile(r"(?<!\d)(\d{1,2})(?:st|nd|rd|th|er|º|ª|\.)?(?:\s+(?:de|of|d'))?[\s/-]+([^\W\d_]{3,})\.?,?(?:\s+(?:de|del))?[\s/-]*(\d{4})?(?:[\s-]+(\d{2})(?!\d|:))?")  # fmt: skip  # noqa: E501
_NAMED_DAY = re.compile(r"([^\W\d_]{3,})\.?\s+(\d{1,2})(?:st|nd|rd|th)?(?!\d|:)(?:,?\s+(\d{4}))?")
_YEAR_NAMED = re.compile(r"(?<!\d)((?:19|20)\d{2})\.?\s+([^\W\d_]{3,})\.?\s+(\d{1,2})(?!\d|:)")
_LETTERS = str.maketrans({"ı": "i", "년": "-", "월": "-"})  # which taking accents away would not do
_AGO = re.compile(r"(\d{1,3}|an?|une?|eine[rmn]?|ein|un[ao]?)\s+([^\W\d_]+)")
_AGO_WORDS = re.compile(r"\b(?:ago|il y a|vor|hace|fa|atras|geleden|назад|temu|ha)\b")


def read_date(
    text: str, *, order: DayOrder = "day first", now: datetime | None = None, zone: tzinfo = UTC
) -> datetime | None:
    """Read a date as a board prints it, in any of some twenty languages.

    Parameters
    ----------
    text : str
        Such as "26-02-2015, 13h46", "Dim 18 Mars 2018, 10:57" or "Yesterday, 05:12 PM".
    order : {"day first", "month first"}
        What 03-04-2015 means.
    now : datetime or None
        When the page was made; without it "yesterday" has no date.
    zone : tzinfo
        Of the times, where they carry none.

    Returns
    -------
    datetime or None
        In UTC; ``None`` where the text is no date.

    Examples
    --------
    >>> read_date("Dim 18 Mars 2018, 10:57").isoformat()
    '2018-03-18T10:57:00+00:00'
    >>> read_date("06-05-2021, 06:48 AM", order="month first").date().isoformat()
    '2021-06-05'
    """
    text = text.strip()
    if len(text) >= 16 and text[4:5] == "-" and (exact := _exact(text, zone)):
        return exact
    text = _plain(text)
    rest, clock = text, (0, 0, 0)
    if time := _TIME.search(text):
        zone = own_zone(text[time.end() :]) or zone
        rest = (text[: time.start()] + " " + text[time.end() :]).strip()
        clock = _clock(time)
    if (ago := _ago(rest, now)) is not None:
        return ago
    day = _day(rest, order, now.astimezone(zone) if now else None)
    try:
        return in_utc(datetime(*day, *clock), zone) if day else None
    except ValueError:
        return None


def order_of(text: str) -> DayOrder | None:
    """Tell the order of days and months from a date of three numbers; ``None`` where it shows none.

    >>> order_of("26-02-2015"), order_of("02-26-2015"), order_of("02-03-2015")
    ('day first', 'month first', None)
    """
    found = _NUMBERS.search(text)
    if not found:
        return None
    first, second = int(found.group(1)), int(found.group(2))
    if first > 12 >= second:
        return "day first"
    return "month first" if second > 12 >= first else None


def _exact(text: str, zone: tzinfo) -> datetime | None:
    bare = text.removesuffix(" UTC").removesuffix(" GMT")
    try:
        return in_utc(datetime.fromisoformat(bare), UTC if bare != text else zone)
    except ValueError:
        return None


def _plain(text: str) -> str:
    """Lower case without accents: "Août" and "aout" are one month."""
    text = unicodedata.normalize("NFKD", " ".join(text.lower().translate(_LETTERS).split()))
    return "".join(sign for sign in text if not unicodedata.combining(sign) and sign not in "\u200e\u200f")


def _clock(time: re.Match[str]) -> tuple[int, int, int]:
    hour, minute, second = int(time.group(1)), int(time.group(2)), int(time.group(3) or 0)
    half = (time.group(4) or "").lower()
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    return (hour, minute, second)


def _day(text: str, order: DayOrder, now: datetime | None) -> tuple[int, int, int] | None:
    if found := _YEAR_FIRST.search(text):
        return (int(found.group(1)), int(found.group(2)), int(found.group(3)))
    if found := _NUMBERS.search(text):
        first, second = int(found.group(1)), int(found.group(2))
        day_first = first > 12 or (second <= 12 and order == "day first")
        day, month = (first, second) if day_first else (second, first)
        return (_year(found.group(3)), month, day)
    return _named(text, now) or _relative(text, now)


def _named(text: str, now: datetime | None) -> tuple[int, int, int] | None:
    for found in _DAY_NAMED.finditer(text):
        if month := _month(found.group(2)):
            year = found.group(3) or found.group(4)
            return _with_year(year, month, int(found.group(1)), now)
    for found in _YEAR_NAMED.finditer(text):
        if month := _month(found.group(2)):
            return (int(found.group(1)), month, int(found.group(3)))
    for found in _NAMED_DAY.finditer(text):
        if month := _month(found.group(1)):
            return _with_year(found.group(3), month, int(found.group(2)), now)
    return None


def _with_year(year: str | None, month: int, day: int, now: datetime | None) -> tuple[int, int, int] | None:
    if year:
        return (_year(year), month, day)
    if now is None:
        return None
    return (now.year if (month, day) <= (now.month, now.day) else now.year - 1, month, day)


def _relative(text: str, now: datetime | None) -> tuple[int, int, int] | None:
    if now is None:
        return None
    words = set(re.split(r"[\s,.;:]+", text.replace("i dag", "idag").replace("i gar", "igar")))
    for back, names in _DAYS_BACK.items():
        if not words.isdisjoint(_plain(names).split()):
            day = now - timedelta(days=back)
            return (day.year, day.month, day.day)
    return None


def _ago(text: str, now: datetime | None) -> datetime | None:
    if now is None or not _AGO_WORDS.search(text):
        return None
    found = _AGO.search(text)
    if not found:
        return None
    count = int(found.group(1)) if found.group(1).isdigit() else 1
    for unit, names in _UNITS.items():
        if found.group(2) in names.split():
            return now - timedelta(**{f"{unit}s": count})
    return None


def _year(digits: str) -> int:
    year = int(digits)
    return year if year > 99 else year + (2000 if year < 70 else 1900)


@cache
def _month(word: str) -> int | None:
    """The month's number, where the word or its beginning names one month only."""
    exact = {number for number, names in enumerate(_MONTHS, 1) if word in _plain(names).split()}
    found = exact or {
        number
        for number, names in enumerate(_MONTHS, 1)
        if any(name.startswith(word) for name in _plain(names).split())
    }
    return found.pop() if len(found) == 1 else None
