"""Looks for reports, claims and incidents: words, filters, and page after page, by indices alone.

A page is asked for with the cursor that the page before gave, never by its number: the hundredth page costs as much as the first,
and what is added meanwhile moves nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import msgspec
from sqlalchemy import ColumnElement, Connection, select, text, tuple_

from reportedly.errors import UsageError
from reportedly.record import ClaimRef
from reportedly.store.packing import plain
from reportedly.store.schema import claims, incident_claims, incidents, reports

R = TypeVar("R")
T = TypeVar("T")

WORDS = re.compile(r"\w+")
PHRASES = re.compile(r'"([^"]*)"|(\S+)')
# Words that fewer reports hold are rare: these reports are looked at one by one.
CROWD = 1000
# The largest number that both databases take.
LARGEST = (1 << 63) - 1


@dataclass(frozen=True)
class Filter:
    """What is asked for; ``None`` asks nothing. ``since`` and ``until`` are days: of publication for reports, or of the event."""

    words: str | None = None
    publisher: str | None = None
    state: str | None = None
    act: str | None = None
    status: str | None = None
    country: str | None = None
    since: str | None = None
    until: str | None = None
    judged: bool | None = None
    standing: str | None = None
    incident: str | None = None
    report: str | None = None


@dataclass(frozen=True)
class ReportRow:
    """A report in a list."""

    number: int
    id: str
    title: str | None
    publisher: str | None
    published: str | None
    url: str | None
    version: int
    state: str


@dataclass(frozen=True)
class ClaimRow:
    """A claim in a list, with the values that people judged it to have; ``judged`` counts judgements in force."""

    report: str
    claim: str
    title: str | None
    publisher: str | None
    published: str | None
    act: str
    status: str
    since: str | None
    until: str | None
    country: str | None
    place: str | None
    who: str | None
    whom: str | None
    source: str | None
    source_kind: str | None
    killed: int | None
    injured: int | None
    confidence: float
    verdict: str | None
    judged: int
    incident: str | None

    @property
    def ref(self) -> ClaimRef:
        """Name the claim."""
        return ClaimRef(report=self.report, claim=self.claim)


@dataclass(frozen=True)
class IncidentRow:
    """An incident in a list."""

    id: str
    act: str
    since: str | None
    until: str | None
    country: str | None
    place: str | None
    lat: float | None
    lon: float | None
    precision: int | None
    standing: str
    disputed: bool
    independent: int
    killed: int | None
    claims: int
    reports: int


@dataclass(frozen=True)
class Page(Generic[R]):
    """One page of a list; ``after`` is the cursor to ask for the next one with, ``None`` on the last."""

    rows: tuple[R, ...]
    after: str | None


def find_reports(connection: Connection, wanted: Filter, after: str | None, limit: int) -> Page[ReportRow]:
    """Filter and cursor -> a page of reports, those added last first."""
    columns = (reports.c.no, reports.c.id, reports.c.title, reports.c.publisher, reports.c.published, reports.c.url)
    query = select(*columns, reports.c.version, reports.c.state).where(*_of_reports(wanted))
    if wanted.since is not None:
        query = query.where(reports.c.published >= wanted.since)
    if wanted.until is not None:
        query = query.where(reports.c.published < _next_day(wanted.until))
    if wanted.words and (ask := _asking(connection, wanted.words)) is not None:
        query = query.where(reports.c.no.in_(ask))
    if after is not None:
        query = query.where(reports.c.no < _cursor(after, (int,))[0])
    rows = connection.execute(query.order_by(reports.c.no.desc()).limit(limit + 1)).all()
    return _page([ReportRow(*row) for row in rows], limit, lambda row: [row.number])


def find_claims(connection: Connection, wanted: Filter, after: str | None, limit: int) -> Page[ClaimRow]:
    """Filter and cursor -> a page of claims, those of which the machine is least sure first."""
    place = (reports.c.id, claims.c.id, reports.c.title, reports.c.publisher, reports.c.published)
    names = (
        "act status from to country place who whom source source_kind killed injured confidence verdict judged".split()  # noqa: SIM905
    )
    query = select(*place, *(claims.c[name] for name in names), incident_claims.c.incident, claims.c.report)
    query = query.join(reports, reports.c.no == claims.c.report)
    told = (incident_claims.c.report == reports.c.id) & (incident_claims.c.claim == claims.c.id)
    query = query.join(incident_claims, told, isouter=wanted.incident is None and wanted.standing is None)
    query = query.where(*_of_reports(wanted), *_of_claims(wanted))
    if wanted.standing is not None:
        query = query.join(incidents, incidents.c.id == incident_claims.c.incident).where(incidents.c.standing == wanted.standing)
    if wanted.words and (ask := _asking(connection, wanted.words)) is not None:
        query = query.where(claims.c.report.in_(ask))
    if after is not None:
        confidence, report, claim = _cursor(after, (float, int, str))
        here = (claims.c.confidence, claims.c.report, claims.c.id)
        # The first part alone bounds the index; the second leaves out what stood on the page before.
        query = query.where(here[0] >= confidence, tuple_(*here) > tuple_(confidence, report, claim))
    rows = connection.execute(query.order_by(claims.c.confidence, claims.c.report, claims.c.id).limit(limit + 1)).all()
    found = [(ClaimRow(*row[:-1]), row[-1]) for row in rows]
    page = _page(found, limit, lambda one: [one[0].confidence, one[1], one[0].claim])
    return Page(tuple(row for row, _ in page.rows), page.after)


def find_incidents(connection: Connection, wanted: Filter, after: str | None, limit: int) -> Page[IncidentRow]:
    """Filter and cursor -> a page of incidents, the latest first, those without a day last."""
    names = "id act from to country place lat lon precision standing disputed independent killed claims reports".split()  # noqa: SIM905
    query = select(*(incidents.c[name] for name in names), incidents.c.day, incidents.c.no)
    for name in ("act", "country", "standing"):
        if (value := getattr(wanted, name)) is not None:
            query = query.where(incidents.c[name] == value)
    if wanted.since is not None:
        query = query.where(incidents.c.day >= wanted.since)
    if wanted.until is not None:
        query = query.where(incidents.c.day < _next_day(wanted.until), incidents.c.day != "")
    if wanted.words and (ask := _asking(connection, wanted.words)) is not None:
        told = incident_claims.join(reports, reports.c.id == incident_claims.c.report)
        if isinstance(ask, list):
            few = select(incident_claims.c.incident).select_from(told).where(reports.c.no.in_(ask))
            query = query.where(incidents.c.id.in_(few))
        else:
            # Nearly every incident has such a report, and the page is full after few. The plus keeps SQLite from starting with
            # the reports.
            own = select(incident_claims.c.claim).select_from(told).where(incident_claims.c.incident == incidents.c.id)
            query = query.where(own.where((reports.c.no + 0).in_(ask)).exists())
    if after is not None:
        day, number = _cursor(after, (str, int))
        query = query.where(incidents.c.day <= day, tuple_(incidents.c.day, incidents.c.no) < tuple_(day, number))
    rows = connection.execute(query.order_by(incidents.c.day.desc(), incidents.c.no.desc()).limit(limit + 1)).all()
    found = [(IncidentRow(*row[:-2]), [row.day, row.no]) for row in rows]
    page = _page(found, limit, lambda one: one[1])
    return Page(tuple(row for row, _ in page.rows), page.after)


def _of_reports(wanted: Filter) -> list[ColumnElement[bool]]:
    asked = {"publisher": wanted.publisher, "state": wanted.state, "id": wanted.report}
    return [reports.c[name] == plain(value) for name, value in asked.items() if value is not None]


def _of_claims(wanted: Filter) -> list[ColumnElement[bool]]:
    asked = {"act": wanted.act, "status": wanted.status, "country": wanted.country}
    found: list[ColumnElement[bool]] = [claims.c[name] == value for name, value in asked.items() if value is not None]
    if wanted.since is not None:
        found.append(claims.c["from"] >= wanted.since)
    if wanted.until is not None:
        found.append(claims.c["from"] <= wanted.until)
    if wanted.judged is not None:
        found.append(claims.c.judged > 0 if wanted.judged else claims.c.judged == 0)
    if wanted.incident is not None:
        found.append(incident_claims.c.incident == wanted.incident)
    return found


def _asking(connection: Connection, words: str) -> Any:
    """Words -> what the number of a report must be in, ``None`` if there is no word among them.

    Words in quotation marks stand together. The few reports that hold rare words are looked up first; where many hold them,
    the page is soon full whatever they are.
    """
    sqlite = connection.dialect.name == "sqlite"
    parts = [WORDS.findall(plain(quoted or word)) for quoted, word in PHRASES.findall(words)]
    phrases = [" ".join(part) for part in parts if part]
    if not phrases:
        return None
    if sqlite:
        matching = text("SELECT rowid AS report FROM search WHERE search MATCH :asked")
        asked = " ".join(f'"{phrase}"' for phrase in phrases)
    else:
        matching = text("SELECT report FROM texts WHERE words @@ websearch_to_tsquery('english', :asked)")
        asked = " ".join(f'"{phrase}"' for phrase in phrases)
    found = matching.bindparams(asked=asked).columns(report=reports.c.no.type).subquery()
    few = connection.execute(select(found.c.report).limit(CROWD)).scalars().all()
    return list(few) if len(few) < CROWD else select(found.c.report)


def _next_day(day: str) -> str:
    """A day, or a time on it -> what sorts after every time of the day."""
    return day[:10] + "~"


def _cursor(after: str, kinds: tuple[type, ...]) -> list[Any]:
    try:
        found: list[Any] = list(msgspec.json.decode(after.encode("utf-8", "replace"), type=tuple[kinds]))  # type: ignore[valid-type]
    except msgspec.MsgspecError:
        found = []
    if not found or any(isinstance(part, int) and abs(part) > LARGEST for part in found):
        raise UsageError("there is no such page; begin with the first")
    return [plain(part) if isinstance(part, str) else part for part in found]


def _page(rows: Sequence[T], limit: int, key: Callable[[T], list[Any]]) -> Page[T]:
    more = len(rows) > limit
    return Page(tuple(rows[:limit]), msgspec.json.encode(key(rows[limit - 1])).decode() if more else None)
