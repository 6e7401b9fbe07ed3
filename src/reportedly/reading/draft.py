"""What a format gives of one report, and how it becomes a :class:`Reading`."""

from __future__ import annotations

import datetime
import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from reportedly.codebook.publishers import PublisherTable
from reportedly.errors import ReadingError
from reportedly.reading.dates import Dated, chosen, read_date, weigh
from reportedly.reading.limits import LONGEST_TEXT
from reportedly.reading.marks import day_named, find_marks, publisher_named
from reportedly.record import DateCandidate, Reading, Report, digest


@dataclass(frozen=True)
class Draft:
    """One report as its file gives it; ``line`` is where it stands in a file of many, ``member`` in an archive or letter.

    ``published`` and ``modified`` are fields that the input has for them; ``dates`` are found elsewhere, best first.
    """

    text: str
    id: str | None = None
    url: str | None = None
    publisher: str | None = None
    author: str | None = None
    title: str | None = None
    published: str | None = None
    modified: str | None = None
    fetched: str | None = None
    dates: tuple[Dated, ...] = ()
    language: str | None = None
    original: bytes | None = None
    summary: bool = False
    line: int | None = None
    member: str | None = None


@dataclass(frozen=True)
class Fault:
    """What could not be read of an input, and why; ``lost`` is false for what a person should know though no report is lost."""

    reason: str
    line: int | None = None
    member: str | None = None
    lost: bool = True


Found: TypeAlias = Draft | Fault


def finish(
    draft: Draft,
    publishers: PublisherTable,
    publisher: str | None,
    published: str | None,
    on_wrong_date: Callable[[ReadingError], None] | None = None,
    now: datetime.datetime | None = None,
) -> Reading:
    """A draft and what stands in for what it lacks -> the report with its marks.

    The text is never touched. The publisher is the draft's own, else ``publisher``, else the one that a footer names;
    the day is the first of the draft's own that can be right, else ``published``, else the one that the dateline gives in full.
    A date that cannot be right, or not be read without guessing, is kept as refused; if the input has a field for the date, or
    no other date is left, the reason goes to ``on_wrong_date``; without that, and when there is no text, raises
    :class:`ReadingError`. ``now`` is the time that no report can be from after (the present one, if not given).
    """
    if not draft.text.strip():
        raise ReadingError("there is no text in it")
    if len(draft.text) > LONGEST_TEXT:
        raise ReadingError(f"its text has {len(draft.text):,} characters; more than {LONGEST_TEXT:,} are no report")
    marks = find_marks(draft.text, draft.title, publishers)
    title = draft.title or next((draft.text[m.start : m.end] for m in marks if m.kind == "headline"), None)
    named = draft.publisher or publisher or publisher_named(draft.text, marks)
    fetched = _readable(draft.fetched)
    dates = weigh(_dates(draft, published, day_named(draft.text, marks)), fetched, now or datetime.datetime.now(datetime.UTC))
    day = chosen(dates, "published")
    if wrong := _worth_saying(dates, day, has_field=bool(draft.published)):
        if on_wrong_date is None:
            raise ReadingError(str(wrong.refused))
        on_wrong_date(ReadingError(f"{'read without a date' if day is None else f'dated {day}'}: {wrong.refused}"))
    report = Report(
        id=draft.id or make_id(named, title, day, draft.url, draft.text),
        url=draft.url,
        publisher=named,
        title=title,
        published=day,
        modified=chosen(dates, "modified"),
        fetched=fetched,
        language=draft.language,
        text=draft.text,
        sha256=digest(draft.text),
    )
    return Reading(
        report=report, marks=marks, original=draft.original, author=draft.author, dates=dates, summary=draft.summary
    )  # fmt: skip


def _dates(draft: Draft, given: str | None, dateline: str | None) -> list[Dated]:
    found = [Dated("field published", draft.published)] if draft.published else []
    found += draft.dates
    if draft.modified:
        found.append(Dated("field modified", draft.modified, "modified"))
    if given:
        found.append(Dated("as given", given))
    if dateline:
        found.append(Dated("dateline", dateline))
    return found


def _worth_saying(dates: tuple[DateCandidate, ...], day: str | None, has_field: bool) -> DateCandidate | None:
    """The refused date that a person should hear of: that of the input's own field, or any if none is left."""
    refused = (c for c in dates if c.kind == "published" and c.refused and c.written.strip())
    first = next(refused, None)
    return first if first and (day is None or (has_field and first is dates[0])) else None


def _readable(written: str | None) -> str | None:
    try:
        return read_date(written)
    except ReadingError:
        return None


_UNHELD = re.compile("[\0\ud800-\udfff]")


def tidy(written: object, longest: int = 1_000) -> str | None:
    """What an input states about a report (title, publisher, author, address) -> one line of it, ``None`` for nothing.

    NUL and halves of surrogate pairs, which no database holds, become U+FFFD.
    """
    if not isinstance(written, str):
        return None
    return _UNHELD.sub("\ufffd", " ".join(written[: 4 * longest].split()))[:longest].strip() or None


def make_id(*parts: str | None) -> str:
    """Hash what makes a report this one: two outlets that print one text are two reports."""
    whole = "\x1f".join(part or "" for part in parts)
    return hashlib.sha256(whole.encode("utf-8", "surrogatepass")).hexdigest()[:16]
