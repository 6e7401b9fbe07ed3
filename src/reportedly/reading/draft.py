"""What a format gives of one report, and how it becomes a :class:`Reading`."""

from __future__ import annotations

import datetime
import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass

from dateutil import parser as dateparser

from reportedly.codebook.publishers import PublisherTable
from reportedly.errors import ReadingError
from reportedly.reading.marks import day_named, find_marks, publisher_named
from reportedly.record import Reading, Report, digest

# A report longer than a thick book is no report; the parser needs about a gigabyte for a million characters.
LONGEST_TEXT = 1_000_000


@dataclass(frozen=True)
class Draft:
    """One report as its file gives it; ``line`` is where it stands in a file of many."""

    text: str
    id: str | None = None
    url: str | None = None
    publisher: str | None = None
    title: str | None = None
    published: str | None = None
    language: str | None = None
    original: bytes | None = None
    line: int | None = None


def finish(
    draft: Draft,
    publishers: PublisherTable,
    publisher: str | None,
    published: str | None,
    on_wrong_date: Callable[[ReadingError], None] | None = None,
) -> Reading:
    """A draft and what stands in for what it lacks -> the report with its marks.

    The text is never touched. The publisher is the draft's own, else ``publisher``, else the one that a footer names;
    the day is the draft's own, else ``published``, else the one that the dateline gives in full.
    A date that cannot be read without guessing is left out and goes to ``on_wrong_date``; without that, and when there is no
    text, raises :class:`ReadingError`.
    """
    if not draft.text.strip():
        raise ReadingError("there is no text in it")
    if len(draft.text) > LONGEST_TEXT:
        raise ReadingError(f"its text has {len(draft.text):,} characters; more than {LONGEST_TEXT:,} are no report")
    marks = find_marks(draft.text, draft.title, publishers)
    title = draft.title or next((draft.text[m.start : m.end] for m in marks if m.kind == "headline"), None)
    named = draft.publisher or publisher or publisher_named(draft.text, marks)
    try:
        day = read_date(draft.published or published or day_named(draft.text, marks))
    except ReadingError as error:
        if on_wrong_date is None:
            raise
        on_wrong_date(error)
        day = None
    report = Report(
        id=draft.id or make_id(named, title, day, draft.url, draft.text),
        url=draft.url,
        publisher=named,
        title=title,
        published=day,
        language=draft.language,
        text=draft.text,
        sha256=digest(draft.text),
    )
    return Reading(report=report, marks=marks, original=draft.original)


def read_date(written: str | None) -> str | None:
    """A date as written -> ISO 8601 date or date and time, ``None`` for none.

    ISO forms stay as they are; year, month and day in this order are read whatever their digits ("2015-2-8"), and the day is
    kept where the zone beside its time is only named ("3:02pm EST" may be one of three). Other forms are read only if day and
    month cannot be mistaken for each other ("9 September 2017", RFC 2822); :class:`ReadingError` otherwise.
    """
    if not written or not written.strip():
        return None
    written = written.strip()
    try:
        datetime.datetime.fromisoformat(written)
    except ValueError:
        pass
    else:
        return written if len(written) > 8 else datetime.date.fromisoformat(written).isoformat()
    try:
        if numbers := _YEAR_FIRST.match(written):
            return datetime.date(*map(int, numbers.groups())).isoformat()
        return _read_words(_NAMED_ZONE.sub("", written).replace("|", " "), bool(_NAMED_ZONE.search(written)))
    except (ValueError, OverflowError):
        raise ReadingError(f"the date {written!r} cannot be read; write it as YYYY-MM-DD") from None


_YEAR_FIRST = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)")
_NAMED_ZONE = re.compile(r"\b(?:GMT|UTC|BST|CES?T|EES?T|IST|[ECMP][SD]?T)\b")


def _read_words(written: str, only_day: bool) -> str:
    fill = datetime.datetime(4, 1, 1)  # a leap year long past: shows which parts are missing
    first = dateparser.parse(written, dayfirst=True, default=fill)
    second = dateparser.parse(written, dayfirst=False, default=fill)
    other = dateparser.parse(written, default=datetime.datetime(8, 2, 2))
    if first != second or first.date() != other.date():
        raise ReadingError(f"the date {written!r} can be read in more than one way; write it as YYYY-MM-DD")
    whole = first.time() == datetime.time() or only_day
    return str(first.date().isoformat() if whole else first.isoformat())


def make_id(publisher: str | None, title: str | None, published: str | None, url: str | None, text: str) -> str:
    """Hash what makes a report this one, when its file gives it no id: two outlets that print one text are two reports."""
    whole = "\x1f".join(part or "" for part in (publisher, title, published, url, text))
    return hashlib.sha256(whole.encode("utf-8", "surrogatepass")).hexdigest()[:16]
