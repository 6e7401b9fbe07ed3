"""Where and when the incidents of a project are, added up by the database: a map of many thousands has a few hundred marks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import ColumnElement, Connection, Float, Integer, and_, case, cast, func, literal, select, true

from reportedly.store.database import Database
from reportedly.store.queue import Wanted, meeting
from reportedly.store.schema import incidents
from reportedly.store.spots import Box, spot_conditions

MOST_PLACES = 160
"""More places than this on one map are brought together by cells."""
ACROSS = 26
"""Cells from west to east of a map."""


@dataclass(frozen=True)
class Cell:
    """Incidents of one place, or of the places in one cell; ``box`` holds these and no others of this precision.

    ``precision`` is UCDP's where_prec, that of the places themselves (1) also for those near them (2): both are drawn as points;
    ``precisions`` are all that are in the cell, as an address has them. ``lat`` and ``lon`` are where the incidents are on
    average; ``name`` is one of the places.
    """

    precision: int | None
    precisions: str
    box: Box
    lat: float
    lon: float
    places: int
    count: int
    disputed: int
    name: str | None
    country: str | None


@dataclass(frozen=True)
class Spread:
    """All that a map shows: its cells, how many incidents are on it, how many have no coordinates; ``box`` is around them all."""

    cells: tuple[Cell, ...]
    count: int
    unplaced: int
    box: Box | None


@dataclass(frozen=True)
class Day:
    """A first day (``None``: not known), and how many incidents have it."""

    day: str | None
    count: int
    disputed: int


class Overview:
    """The incidents of a project from far away."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def spread(self, wanted: Wanted) -> Spread:
        """What is wanted -> the cells of the map."""
        with self._database.reading() as connection:
            return find_spread(connection, wanted)

    def days(self, wanted: Wanted) -> list[Day]:
        """What is wanted -> how many incidents began on which day, the earliest first, those without a day last."""
        with self._database.reading() as connection:
            return find_days(connection, wanted)


def incident_conditions(connection: Connection, wanted: Wanted) -> ColumnElement[bool]:
    """What is wanted -> what incidents must fulfil; what can be told from a row of theirs is asked of that row alone."""
    c = incidents.c
    parts: list[Any] = [c[name] == value for name in ("act", "country", "standing") if (value := getattr(wanted, name))]
    if wanted.disputed:
        parts.append(c.disputed.is_(True))
    if wanted.since:
        parts.append(func.coalesce(c.to, c["from"]) >= wanted.since)
    if wanted.until:
        parts.append(c["from"] <= wanted.until)
    parts += spot_conditions(wanted.box, wanted.precision, wanted.began)
    rest = replace(
        wanted, act="", country="", standing="", disputed=False, since="", until="", box="", precision="", began="", order="first"
    )
    if rest != Wanted():
        parts.append(c.id.in_(meeting(connection, rest)))
    return and_(true(), *parts)


def find_spread(connection: Connection, wanted: Wanted) -> Spread:
    """What is wanted -> the cells of the map: each place for itself while these can be told apart, else the places of a cell."""
    c = incidents.c
    where = incident_conditions(connection, wanted)
    placed = and_(c.lat.between(-90, 90), c.lon.between(-180, 180))
    doubts = func.sum(case((c.disputed.is_(True), 1), else_=0))
    places = (
        select(
            c.lat, c.lon, c.precision, func.count().label("count"), doubts.label("disputed"),
            func.min(c.place).label("name"), func.min(c.country).label("country"),
        )
        .where(where, placed)
        .group_by(c.lat, c.lon, c.precision)
        .cte("places")
    )  # fmt: skip
    p = places.c
    whole = connection.execute(
        select(
            func.count().label("places"), func.sum(p["count"]).label("whole"),
            func.min(p.lat), func.min(p.lon), func.max(p.lat), func.max(p.lon),
        )
    ).one()  # fmt: skip
    unplaced = int(
        connection.execute(select(func.count()).select_from(incidents).where(where, ~func.coalesce(placed, False))).scalar() or 0
    )
    if not whole.places:
        return Spread((), 0, unplaced, None)
    box: Box = (whole[2], whole[3], whole[4], whole[5])
    if apart := whole.places <= MOST_PLACES:
        query = select(
            p.precision, p.lat, p.lon, p.lat, p.lon, p.lat, p.lon, literal(1), p["count"], p.disputed, p.name,
            p.country,
        )  # fmt: skip
    else:
        query = _by_cell(connection, places, box)
    cells = sorted(
        (_cell(row, apart) for row in connection.execute(query)), key=lambda one: (-one.count, one.box, one.precision or 0)
    )
    return Spread(tuple(cells), int(whole.whole), unplaced, box)


def _by_cell(connection: Connection, places: Any, box: Box) -> Any:
    """Places, and the box around them all -> the query that brings those of a cell together, points apart from areas."""
    p = places.c
    size = max((box[3] - box[1]) / ACROSS, (box[2] - box[0]) / ACROSS * 1.6, 1e-6)
    kind = case((p.precision == 2, 1), else_=p.precision)
    row, column = (_floor(connection, (p[name] - low) / size) for name, low in (("lat", box[0]), ("lon", box[1])))
    # What is known of the country alone belongs to that country, in whatever cell its middle lies.
    where = case((p.precision == 6, p.country), else_="")
    return select(
        kind, func.min(p.lat), func.min(p.lon), func.max(p.lat), func.max(p.lon),
        func.sum(p.lat * p["count"]) / func.sum(p["count"]), func.sum(p.lon * p["count"]) / func.sum(p["count"]),
        func.count(), func.sum(p["count"]), func.sum(p.disputed), func.min(p.name), func.min(p.country),
    ).group_by(kind, row, column, where)  # fmt: skip


def _floor(connection: Connection, value: Any) -> Any:
    # SQLite cuts off what follows the point, which is the same as nothing here is below nought; PostgreSQL rounds.
    return cast(value, Integer) if connection.dialect.name == "sqlite" else func.floor(cast(value, Float))


def _cell(row: Any, apart: bool) -> Cell:
    precision, south, west, north, east, lat, lon, places, count, disputed, name, country = row
    digits = "12" if precision == 1 and not apart else str(precision or 0)
    box = (south, west, north, east)
    return Cell(precision, digits, box, float(lat), float(lon), int(places), int(count), int(disputed), name, country)


def find_days(connection: Connection, wanted: Wanted) -> list[Day]:
    """What is wanted -> how many incidents began on which day, the earliest first, those without a day last."""
    c = incidents.c
    doubts = func.sum(case((c.disputed.is_(True), 1), else_=0))
    query = select(c.day, func.count(), doubts).where(incident_conditions(connection, wanted)).group_by(c.day).order_by(c.day)
    found = [Day(day or None, int(count), int(disputed)) for day, count, disputed in connection.execute(query)]
    return [*_dated(found), *(one for one in found if one.day is None)]


def _dated(days: list[Day]) -> Iterator[Day]:
    return (one for one in days if one.day is not None)
