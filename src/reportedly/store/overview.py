"""Where and when the incidents of a project are, added up by the database: a map of many thousands has a few hundred marks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from math import cos, radians
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, case, func, literal_column, select, true

from reportedly.store.database import Database
from reportedly.store.incidents import state_of_incidents
from reportedly.store.queue import Wanted, meeting
from reportedly.store.schema import changes, incidents
from reportedly.store.spots import Box, spot_conditions

MOST_PLACES = 160
"""More places than this on one map are brought together by cells."""
ACROSS, DOWN = 18, 9
"""Cells from west to east and from north to south, at most, of what a map is about."""
REMEMBERED = 64
"""So many answers are kept until the project changes: each is some hundred cells and some thousand days at most."""


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


@dataclass(frozen=True)
class Sight:
    """The incidents that are wanted by place and by day: the earliest first, those without a day last."""

    spread: Spread
    days: tuple[Day, ...]


class Overview:
    """The incidents of a project from far away."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._known: dict[Wanted, tuple[str, Sight]] = {}

    def look(self, wanted: Wanted) -> Sight:
        """What is wanted -> the cells of its map and its days. Asked again, the same comes back until the project changes."""
        wanted = replace(wanted, order="first")
        with self._database.reading() as connection:
            newest = _state(connection, wanted)
            known = self._known.get(wanted)
            if known is not None and known[0] == newest:
                return known[1]
            seen = Sight(find_spread(connection, wanted), tuple(find_days(connection, wanted)))
        if len(self._known) >= REMEMBERED:
            self._known.clear()
        self._known[wanted] = (newest, seen)
        return seen


def _state(connection: Connection, wanted: Wanted) -> str:
    """What is wanted -> a word that is another one whenever the answer may be.

    What incidents themselves tell stays until one of them changes, what is asked of reports or of judging until anything does.
    """
    if _of_incidents(wanted) and (counted := state_of_incidents(connection)) is not None:
        return f"incidents {counted}"
    return f"changes {connection.execute(select(func.max(changes.c.no))).scalar()}"


def incident_conditions(connection: Connection, wanted: Wanted) -> ColumnElement[bool]:
    """What is wanted -> what incidents must fulfil; what can be told from a row of theirs is asked of that row alone."""
    c = incidents.c
    # Not the bare columns: with the index of one of these a database would go from row to row, each with its long record,
    # where the index of the map has all that is asked for in one place.
    asked = [(c[name], value) for name in ("act", "country", "standing") if (value := getattr(wanted, name))]
    parts: list[Any] = [func.coalesce(column, "") == value for column, value in asked]
    if wanted.disputed:
        parts.append(c.disputed.is_(True))
    if wanted.since:
        parts.append(func.coalesce(c.to, c["from"]) >= wanted.since)
    if wanted.until:
        parts.append(c["from"] <= wanted.until)
    parts += spot_conditions(wanted.box, wanted.precision, wanted.began)
    if not _of_incidents(wanted):
        parts.append(c.id.in_(meeting(connection, _rest(wanted))))
    return and_(true(), *parts)


def _of_incidents(wanted: Wanted) -> bool:
    """Whether all that is wanted can be told from the rows of the incidents."""
    return _rest(wanted) == Wanted()


def _rest(wanted: Wanted) -> Wanted:
    return replace(
        wanted, act="", country="", standing="", disputed=False, since="", until="", box="", precision="", began="", order="first"
    )


def find_spread(connection: Connection, wanted: Wanted) -> Spread:
    """What is wanted -> the cells of the map: each place for itself while these can be told apart, else the places of a cell."""
    c = incidents.c
    where = incident_conditions(connection, wanted)
    placed = and_(c.lat.between(-90, 90), c.lon.between(-180, 180))
    doubts = func.sum(case((c.disputed.is_(True), 1), else_=0))
    query = select(c.lat, c.lon, c.precision, func.count(), doubts, func.min(c.place), func.min(c.country))
    query = query.where(where, placed).group_by(c.lat, c.lon, c.precision)
    places = [_place(*row) for row in connection.execute(query)]
    unplaced = connection.execute(select(func.count()).select_from(incidents).where(where, c.lat.is_(None))).scalar() or 0
    if not places:
        return Spread((), 0, unplaced, None)
    lats, lons = [place.lat for place in places], [place.lon for place in places]
    box: Box = (min(lats), min(lons), max(lats), max(lons))
    cells = places if len(places) <= MOST_PLACES else gather(places, box)
    cells.sort(key=lambda one: (-one.count, one.box, one.precision or 0))
    return Spread(tuple(cells), sum(place.count for place in places), unplaced, box)


def _place(
    lat: float, lon: float, precision: int | None, count: int, disputed: int, name: str | None, country: str | None
) -> Cell:
    return Cell(precision, str(precision or 0), (lat, lon, lat, lon), lat, lon, 1, count, int(disputed), name, country)


def gather(places: Iterable[Cell], box: Box) -> list[Cell]:
    """Places, and the box around them all -> the places of a cell brought together, points apart from areas.

    What is known of a country alone belongs to that country, in whatever cell its middle lies.
    """
    south, west, north, east = box
    squeeze = max(cos(radians((south + north) / 2)), 0.35)
    # As wide on the map as high, whatever of it the box fills.
    high = max((north - south) / DOWN, (east - west) * squeeze / ACROSS, 1e-6)
    wide = high / squeeze
    found: dict[tuple[object, ...], list[Cell]] = {}
    for place in places:
        kind = 1 if place.precision == 2 else place.precision
        key = (kind, int((place.lat - south) / high), int((place.lon - west) / wide), place.country if kind == 6 else None)
        found.setdefault(key, []).append(place)
    return [_together(own, key[0] == 1) for key, own in found.items()]


def _together(places: Sequence[Cell], points: bool) -> Cell:
    first = max(places, key=lambda one: (one.count, one.name or "", one.box))
    precisions = "12" if points else first.precisions
    if len(places) == 1:
        return replace(first, precision=1 if points else first.precision, precisions=precisions)
    lats, lons, count = [one.lat for one in places], [one.lon for one in places], sum(one.count for one in places)
    return Cell(
        precision=1 if points else first.precision, precisions=precisions, box=(min(lats), min(lons), max(lats), max(lons)),
        lat=sum(one.lat * one.count for one in places) / count, lon=sum(one.lon * one.count for one in places) / count,
        places=len({one.box for one in places}), count=count, disputed=sum(one.disputed for one in places), name=first.name,
        country=first.country,
    )  # fmt: skip


def find_days(connection: Connection, wanted: Wanted) -> list[Day]:
    """What is wanted -> how many incidents began on which day, the earliest first, those without a day last."""
    c = incidents.c
    doubts = func.sum(case((c.disputed.is_(True), 1), else_=0))
    # The index of days is enough where nothing else is asked, and only there: see above.
    day: Any = c.day if wanted == Wanted(order=wanted.order) else func.coalesce(c.day, literal_column("''"))
    query = select(day, func.count(), doubts).where(incident_conditions(connection, wanted)).group_by(day).order_by(day)
    found = [Day(first or None, int(count), int(disputed)) for first, count, disputed in connection.execute(query)]
    return [*_dated(found), *(one for one in found if one.day is None)]


def _dated(days: list[Day]) -> Iterator[Day]:
    return (one for one in days if one.day is not None)
