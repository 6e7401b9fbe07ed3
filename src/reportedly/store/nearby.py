"""Incidents near another one in place and day: who looks at the one may find that it is one event with the other."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, or_, select

from reportedly.record import Incident
from reportedly.store.schema import incidents

DAYS = 3
KM = 60.0
KM_OF_DEGREE = 111.2
# So many are looked at; a day with more incidents than this has some that nobody is shown.
MOST_READ = 2_000


@dataclass(frozen=True)
class Near:
    """An incident near another: how many days and kilometres lie between them, ``None`` where that is not known."""

    id: str
    act: str
    place: str | None
    country: str | None
    from_: str | None
    to: str | None
    standing: str
    reports: int
    same_act: bool
    days: int | None
    km: float | None


def find_near(connection: Connection, one: Incident, limit: int) -> list[Near]:
    """Incident -> those that may be the same event, the nearest first: within three days and sixty kilometres of it.

    Without a day of its own nothing is near; without a place only what has none, or is in its country, and is the same act.
    """
    begin, end = _day(one.from_ or one.to), _day(one.to or one.from_)
    if begin is None or end is None:
        return []
    first, last = begin - timedelta(DAYS), end + timedelta(DAYS)
    columns = [incidents.c[name] for name in ("id", "act", "place", "country", "from", "to", "standing", "reports", "lat", "lon")]
    query = select(*columns).where(
        incidents.c.day >= first.isoformat(), incidents.c.day <= last.isoformat(), incidents.c.id != one.id
    )
    if one.where and one.where.lat is not None:
        # What lies farther to the north or south is not near; how far to the east is asked below.
        reach = KM / KM_OF_DEGREE + 0.01
        band = incidents.c.lat.between(one.where.lat - reach, one.where.lat + reach)
        query = query.where(or_(incidents.c.lat.is_(None), band))
    found = []
    for row in connection.execute(query.order_by(incidents.c.day, incidents.c.no).limit(MOST_READ)):
        near = _near(one, row._mapping, begin, end)
        if near is not None:
            found.append(near)
    found.sort(key=lambda near: (not near.same_act, near.km is None, (near.km or 0.0) + 20 * (near.days or 0), near.id))
    return found[:limit]


def _near(one: Incident, row: Any, begin: date, end: date) -> Near | None:
    from_, to = _day(row["from"] or row["to"]), _day(row["to"] or row["from"])
    days = max((from_ - end).days, (begin - to).days, 0) if from_ and to else None
    where = one.where
    km = _km(where.lat if where else None, where.lon if where else None, row["lat"], row["lon"])
    same_act = row["act"] == one.act
    if km is None:
        here = where.country if where else None
        if not same_act or (here and row["country"] and here != row["country"]):
            return None
    elif km > KM:
        return None
    names = ("id", "act", "place", "country", "to", "standing", "reports")
    return Near(**{name: row[name] for name in names}, from_=row["from"], same_act=same_act, days=days, km=km)


def _km(lat: float | None, lon: float | None, other_lat: float | None, other_lon: float | None) -> float | None:
    """Two points -> the kilometres between them, near enough for what is near."""
    if lat is None or lon is None or other_lat is None or other_lon is None:
        return None
    east = abs((lon - other_lon + 180) % 360 - 180) * math.cos(math.radians((lat + other_lat) / 2))
    return math.hypot(lat - other_lat, east) * KM_OF_DEGREE


def _day(written: str | None) -> date | None:
    try:
        return date.fromisoformat(written) if written else None
    except ValueError:
        return None
