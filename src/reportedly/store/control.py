"""Claims about who holds which place: those of certain acts, place by place."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, and_, case, func, or_, select

from reportedly.store.database import Database
from reportedly.store.overview import incident_conditions
from reportedly.store.packing import plain
from reportedly.store.queue import Wanted
from reportedly.store.schema import claims, incident_claims, incidents, reports


@dataclass(frozen=True)
class HeldPlace:
    """A place that such claims are about: how many, and the last day. ``words`` are all places that the first of them names.

    Without a GeoNames number, it is known by ``words``.
    """

    geonameid: int | None
    words: str
    country: str | None
    claims: int
    last: str | None

    @property
    def name(self) -> str:
        """The place itself."""
        return self.words.split(" | ")[0]


@dataclass(frozen=True)
class Statement:
    """One claim about a place, with who says so, who printed it, and the incident that it is of."""

    report: str
    claim: str
    title: str | None
    publisher: str | None
    published: str | None
    act: str
    status: str
    first: str | None
    last: str | None
    geonameid: int | None
    words: str
    who: str | None
    whom: str | None
    source: str | None
    source_kind: str | None
    verdict: str | None
    incident: str | None


@dataclass(frozen=True)
class HeldPlaces:
    """A page of places, how many there are in all, and how many claims of these acts name no place."""

    rows: tuple[HeldPlace, ...]
    total: int
    nowhere: int


class Control:
    """The claims of a project about who holds which place."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def places(self, acts: Iterable[str], wanted: Wanted, limit: int = 20, offset: int = 0) -> HeldPlaces:
        """Acts, and which incidents are wanted -> the places their claims name, those last told of first."""
        with self._database.reading() as connection:
            return find_places(connection, sorted(acts), wanted, limit, offset)

    def statements(self, acts: Iterable[str], wanted: Wanted, places: Sequence[HeldPlace], limit: int = 1000) -> list[Statement]:
        """Acts, which incidents are wanted, places -> the claims about these, the earliest first, those without a day last."""
        with self._database.reading() as connection:
            return find_statements(connection, sorted(acts), wanted, places, limit)


def _told(connection: Connection, acts: Sequence[str], wanted: Wanted) -> Any:
    """Claims of these acts that nobody rejected, of incidents that are wanted."""
    kept = or_(claims.c.verdict.is_(None), claims.c.verdict != "reject")
    told = [claims.c.act.in_(acts), kept]
    if wanted != Wanted(order=wanted.order):
        told.append(incident_claims.c.incident.in_(select(incidents.c.id).where(incident_conditions(connection, wanted))))
    return and_(*told)


def _joined() -> Any:
    own = (incident_claims.c.report == reports.c.id) & (incident_claims.c.claim == claims.c.id)
    return claims.join(reports, reports.c.no == claims.c.report).outerjoin(incident_claims, own)


# A place that the gazetteer knows is known by its number, whatever else the claim names; another by its words.
UNKNOWN = case((claims.c.geonameid.is_(None), claims.c.place))


def find_places(connection: Connection, acts: Sequence[str], wanted: Wanted, limit: int, offset: int) -> HeldPlaces:
    """Acts and what is wanted -> a page of the places."""
    where = _told(connection, acts, wanted)
    last = func.max(func.coalesce(claims.c.to, claims.c["from"], ""))
    grouped = (
        select(
            claims.c.geonameid, func.min(claims.c.place).label("words"), func.min(claims.c.country).label("country"),
            func.count().label("claims"), last.label("last"),
        )
        .select_from(_joined())
        .where(where, claims.c.place.is_not(None))
        .group_by(claims.c.geonameid, UNKNOWN)
        .subquery()
    )  # fmt: skip
    total = int(connection.execute(select(func.count()).select_from(grouped)).scalar() or 0)
    nowhere = select(func.count()).select_from(_joined()).where(where, claims.c.place.is_(None))
    page = select(grouped).order_by(grouped.c.last.desc(), grouped.c.words).limit(limit).offset(offset)
    rows = tuple(
        HeldPlace(row.geonameid, row.words, row.country, int(row.claims), row.last or None) for row in connection.execute(page)
    )
    return HeldPlaces(rows, total, int(connection.execute(nowhere).scalar() or 0))


def find_statements(
    connection: Connection, acts: Sequence[str], wanted: Wanted, places: Sequence[HeldPlace], limit: int
) -> list[Statement]:
    """Acts, what is wanted, and places -> the claims about these, the earliest first."""
    numbers = [one.geonameid for one in places if one.geonameid is not None]
    names = [plain(one.words) for one in places if one.geonameid is None]
    here = or_(
        claims.c.geonameid.in_(numbers),
        and_(claims.c.geonameid.is_(None), claims.c.place.in_(names)),
    )
    c = claims.c
    query = (
        select(
            reports.c.id, c.id, reports.c.title, reports.c.publisher, reports.c.published, c.act, c.status, c["from"], c.to,
            c.geonameid, c.place, c.who, c.whom, c.source, c.source_kind, c.verdict, incident_claims.c.incident,
        )
        .select_from(_joined())
        .where(_told(connection, acts, wanted), here)
        .order_by(c["from"].is_(None), c["from"], c.to, reports.c.published, reports.c.no, c.place_in_report)
        .limit(limit)
    )  # fmt: skip
    return [Statement(*tuple(row)) for row in connection.execute(query)]
