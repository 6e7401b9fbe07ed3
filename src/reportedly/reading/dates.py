"""The dates that an input gives a report: all are kept with where they stood, and the first that can be right is taken."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable
from email.utils import parsedate_to_datetime
from typing import NamedTuple

from dateutil import parser as dateparser

from reportedly.errors import ReadingError
from reportedly.record import DateCandidate, DateKind

# Fourteen zones lie ahead of Greenwich, and clocks are wrong: a day after the fetch is no future yet.
SLACK = datetime.timedelta(days=1)
# No news report that is read here is older; a year before it comes from a field that was never set.
FIRST_YEAR = 1800


class Dated(NamedTuple):
    """A date as the input writes it, and where it stands there."""

    where: str
    written: str
    kind: DateKind = "published"


def weigh(found: Iterable[Dated], fetched: str | None, now: datetime.datetime) -> tuple[DateCandidate, ...]:
    """Dates as written, best first -> the same, each read or refused with the reason. ``now`` counts where nothing says when
    it was fetched.
    """  # noqa: D205 - one sentence and its condition
    try:
        fetch = _moment(read_date(fetched)) if fetched else None
    except ReadingError:
        fetch = None
    latest, why = (fetch, "is after the fetch") if fetch and fetch <= now else (now, "lies in the future")
    return tuple(_weigh(dated, latest, why) for dated in found)


def chosen(candidates: Iterable[DateCandidate], kind: DateKind) -> str | None:
    """Candidates, best first -> the date that counts."""
    return next((c.value for c in candidates if c.kind == kind and c.refused is None), None)


def _weigh(dated: Dated, latest: datetime.datetime, why: str) -> DateCandidate:
    def candidate(value: str | None, refused: str | None) -> DateCandidate:
        return DateCandidate(kind=dated.kind, where=dated.where, written=dated.written[:100], value=value, refused=refused)

    try:
        value = read_date(dated.written)
    except ReadingError as error:
        return candidate(None, str(error))
    if value is None:
        return candidate(None, "is empty")
    moment = _moment(value)
    if moment > latest + SLACK:
        return candidate(value, f"the date {dated.written[:100]!r} {why} ({latest.date().isoformat()})")
    if moment.year < FIRST_YEAR or value.startswith("1970-01-01T00:00:00"):
        return candidate(value, f"the date {dated.written[:100]!r} is that of a clock which was never set")
    if dated.kind == "made":
        return candidate(value, "says when the file was made, not when the report was published")
    return candidate(value, None)


def _moment(value: str | None) -> datetime.datetime:
    moment = datetime.datetime.fromisoformat(value or "")
    return moment if moment.tzinfo else moment.replace(tzinfo=datetime.UTC)


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
        if len(written) > 100:
            raise ValueError
        if _COMPACT.fullmatch(written):
            return datetime.datetime.strptime(written, "%Y%m%d%H%M%S").replace(tzinfo=datetime.UTC).isoformat()
        if _MAIL.fullmatch(written):
            return parsedate_to_datetime(written).isoformat()
        if numbers := _YEAR_FIRST.match(written):
            return datetime.date(*map(int, numbers.groups())).isoformat()
        return _read_words(_NAMED_ZONE.sub("", written).replace("|", " "), bool(_NAMED_ZONE.search(written)))
    except (ValueError, OverflowError, TypeError, AttributeError, RecursionError):  # dateutil raises all of these on odd strings
        raise ReadingError(f"the date {written[:100]!r} cannot be read; write it as YYYY-MM-DD") from None


# GDELT writes UTC as YYYYMMDDHHMMSS (GDELT 2.0 codebook, DATEADDED and V2.1DATE).
_COMPACT = re.compile(r"[12]\d{13}")
# RFC 5322 (mail, RSS) and RFC 9110 (HTTP) with a zone that is one zone only.
_MAIL = re.compile(r"[A-Z][a-z]{2}, \d{1,2} [A-Z][a-z]{2} \d{4} \d\d:\d\d(?::\d\d)? (?:GMT|UTC|[+-]\d{4})")
_YEAR_FIRST = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)")
_NAMED_ZONE = re.compile(r"\b(?:GMT|UTC|BST|CES?T|EES?T|IST|[ECMP][SD]?T)\b")


def _read_words(written: str, only_day: bool) -> str:
    fill = datetime.datetime(4, 1, 1)  # a leap year long past: shows which parts are missing
    first = dateparser.parse(written, dayfirst=True, default=fill)
    second = dateparser.parse(written, dayfirst=False, default=fill)
    other = dateparser.parse(written, default=datetime.datetime(8, 2, 2))
    if first != second or first.date() != other.date():
        raise ReadingError(f"the date {written[:100]!r} can be read in more than one way; write it as YYYY-MM-DD")
    whole = first.time() == datetime.time() or only_day
    return str(first.date().isoformat() if whole else first.isoformat())
